"""What is behind a part of a picture: which problems, in words that need no picture."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.domain.insights import Span
from workbench.domain.records import ErrorKind, Verdict


@dataclass(frozen=True, slots=True)
class MarkedIn:
    """Problems with a verdict in a span, of one annotator or of all."""

    span: Span
    verdict: Verdict | None = None
    annotator_id: str = ""


@dataclass(frozen=True, slots=True)
class ErrorOf:
    """Problems of a topic with an error of a kind."""

    topic: str
    kind: ErrorKind | None


@dataclass(frozen=True, slots=True)
class FirstErrorAt:
    """Problems with a response whose first error is at a step."""

    step: int


@dataclass(frozen=True, slots=True)
class ScoredIn:
    """Problems with a marked step that a reward model gives such a chance of being correct."""

    reward_model: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class SaidBy:
    """Problems with a step of which two annotators said these verdicts; None: different ones."""

    one: str
    two: str
    verdicts: tuple[Verdict, Verdict] | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """Problems that are known already."""

    problem_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Behind:
    """What is behind a part, and under which name the queue lists it."""

    name: str
    what: MarkedIn | ErrorOf | FirstErrorAt | ScoredIn | SaidBy | Named
