"""What more than one annotator says of the same step, and who was asked to say it without seeing.

Of every step one mark counts (a row of ``marks``); what others say of it stands beside it as
opinions. A *pass* asks an annotator to mark a response blind: while it is open, nobody else's marks
of that thread are shown, and what is said goes to the opinions. *Gold* responses carry reference
marks, against which each annotator is measured. A *decision* is a third's word on a disagreement.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum

from workbench.domain.records import (
    AnnotationMode,
    ErrorKind,
    LabelSource,
    Mark,
    Verdict,
    new_id,
)


class OpinionState(StrEnum):
    """Whether an opinion is what its annotator says, or what was said before that."""

    STANDING = "standing"
    SUPERSEDED = "superseded"


class PassKind(StrEnum):
    """Why an annotator is asked to mark a response blind."""

    SECOND = "second"
    GOLD = "gold"


class PassState(StrEnum):
    """Open passes are blind; a withdrawn one asks for nothing any more."""

    OPEN = "open"
    DONE = "done"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What an annotator said of a step whose counting mark is another's; fields as in ``Mark``.

    ``blind`` (1 or 0) says that it was given in a pass, without seeing anybody's marks.
    """

    id: str
    step_id: str
    annotator_id: str
    verdict: Verdict | None = None
    error_kind: ErrorKind | None = None
    follows_from: str | None = None
    explanation: str = ""
    rewrite: str | None = None
    source: LabelSource = LabelSource.HUMAN
    mode: AnnotationMode = AnnotationMode.FIRST_ERROR
    guideline_version: int = 1
    seconds: float = 0.0
    state: OpinionState = OpinionState.STANDING
    blind: int = 0
    updated_at: str = ""

    @property
    def mark(self) -> Mark:
        """The same as a mark."""
        return Mark(**{field.name: getattr(self, field.name) for field in fields(Mark)})


@dataclass(frozen=True, slots=True)
class Pass:
    """An annotator's task to mark a response without seeing what others said of it."""

    id: str
    problem_id: str
    response_id: str
    annotator_id: str
    kind: PassKind
    state: PassState = PassState.OPEN
    created_at: str = ""
    ended_at: str = ""


@dataclass(frozen=True, slots=True)
class Gold:
    """A response whose counting marks are the reference; ``id`` is the response's."""

    id: str
    problem_id: str
    created_at: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A third annotator's word on a step that others marked differently; ``id`` is the step's."""

    id: str
    annotator_id: str
    created_at: str = ""


def opinion_of(
    mark: Mark,
    identity: str = "",
    state: OpinionState = OpinionState.STANDING,
    *,
    blind: bool = False,
) -> Opinion:
    """Return a mark as an opinion, with a new id if none is given."""
    values = {field.name: getattr(mark, field.name) for field in fields(Mark)}
    return Opinion(id=identity or new_id(), state=state, blind=int(blind), **values)
