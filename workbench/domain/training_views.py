"""Training as it is looked at: what a run would learn from, how far it is, how it came out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from workbench.domain.records import RunState


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a run would learn from; ``blocking`` is why none can start, with the next action.

    Counts are of training problems; ``heldout`` is the held-out problems with a reference answer.
    ``base`` names the model that is trained, ``base_note`` says so where another is in use.
    """

    marked_steps: int
    correct: int
    neutral: int
    incorrect: int
    rewrites: int
    problems: int
    heldout: int
    warnings: tuple[str, ...]
    blocking: str | None
    estimate_seconds: float
    accepted: int = 0
    preferences: int = 0
    training_problems: int = 0
    base: str = ""
    base_note: str = ""
    device: str = "CPU"
    memory_bytes: float = 0.0


@dataclass(frozen=True, slots=True)
class RunProgress:
    """How far a run is; ``metrics`` are the records that are new since the last question.

    ``question`` is not empty while the run waits for a yes, ``reason`` says why it waits or ended.
    """

    state: RunState
    stage: str
    stages: tuple[str, ...]
    fraction: float
    seconds_left: float | None
    metrics: list[dict[str, Any]]
    reason: str
    notices: tuple[str, ...]
    question: str = ""


@dataclass(frozen=True, slots=True)
class ScoredStep:
    """One step of a sample and the reward model's probability that it is correct, if there is."""

    text: str
    score: float | None


@dataclass(frozen=True, slots=True)
class Sample:
    """One greedy response of a run; ``agrees`` with the reference answer."""

    steps: tuple[ScoredStep, ...]
    answer: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class SamplePair:
    """The same held-out problem answered before and after; what is not there yet is None."""

    problem_id: str
    statement: str
    reference: str
    before: Sample | None
    after: Sample | None

    @property
    def telling(self) -> bool:
        """Whether the two differ in being right."""
        one, other = self.before, self.after
        return one is not None and other is not None and one.agrees != other.agrees


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One run of the list: when, what was trained and how, and how it came out in one line."""

    id: str
    created_at: str
    state: RunState
    base: str
    preset: str
    marked_steps: int
    outcome: str
    kind: str
    model_id: str | None = None
    model_name: str = ""


class Outcome(StrEnum):
    """What came of a run."""

    BETTER = "better"
    WORSE = "worse"
    UNSURE = "unsure"
    UNMEASURED = "unmeasured"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Ending:
    """A run's end: ``headline`` in one line, ``sentences`` with the numbers and what to do."""

    outcome: Outcome
    headline: str
    sentences: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """Headline and sentences, in the order in which they are read."""
        return (self.headline, *self.sentences)
