"""What the pages show, as frozen records: a view holds no live row and can cross threads."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from workbench.domain.alternatives import Alternative
from workbench.domain.consistency import ConsistencyCheck
from workbench.domain.records import (
    Mark,
    Message,
    Problem,
    Response,
    Split,
    Step,
    Thread,
    Turn,
    TurnKind,
    Verdict,
)
from workbench.domain.suggestions import AcceptedSuggestion, Suggestion

AHEAD = "ahead"
"""The topic of a change that no act of the user made: a turn that was written ahead."""


class QueueStatus(StrEnum):
    """Where a problem stands in the queue."""

    UNMARKED = "unmarked"
    REFINING = "refining"
    ACCEPTED = "accepted"
    SET_ASIDE = "set_aside"


class QueueOrder(StrEnum):
    """How the queue is ordered."""

    IMPORTED = "imported"
    INFORMATIVE = "informative"
    HARDEST = "hardest"


class QueueFlag(StrEnum):
    """What else a problem of the queue can be asked for."""

    CONVERGED = "converged"
    SUGGESTED = "suggested"


@dataclass(frozen=True, slots=True)
class QueueWish:
    """Which problems are to be listed, and in which order; None asks for all.

    ``among`` names the only problems that are wanted.
    """

    search: str = ""
    status: QueueStatus | None = None
    split: Split | None = None
    topic: str | None = None
    flag: QueueFlag | None = None
    order: QueueOrder = QueueOrder.IMPORTED
    among: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """How many steps were marked today, and per hour of looking at them (None: not timed)."""

    marks: int
    per_hour: float | None


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the queue; step counts are those of the newest turn's chosen response.

    ``converged`` says that the model finds the accepted answer again often enough.
    """

    problem_id: str
    topic: str | None
    excerpt: str
    status: QueueStatus
    turn: int
    marked_steps: int
    total_steps: int
    split: Split
    worst_verdict: Verdict | None
    converged: bool = False


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How many problems there are of each status; ``marked_problems`` have any mark at all."""

    total: int
    unmarked: int
    refining: int
    accepted: int
    set_aside: int
    marked_problems: int


@dataclass(frozen=True, slots=True)
class StepView:
    """One step card.

    ``change`` compares with the turn before: ``unchanged``, ``changed``, ``new``, or empty in
    turn 1. ``suggestion`` is the verdict that an unchanged step had there. ``after_first_error``
    is set on the steps behind the first incorrect one, in the mode that stops there. ``drafts``
    maps ``explanation`` and ``rewrite`` to typed text that was not submitted yet. ``previous`` is
    the body that a changed step had in the turn before. ``scored`` is what the reward model
    suggests for an unmarked step, where the turn before has no verdict to confirm. ``accepted``
    is the model's suggestion that the mark confirmed, if it did.
    """

    step: Step
    number: int
    body: str
    marker: str
    mark: Mark | None
    suggestion: Verdict | None
    change: str
    after_first_error: bool
    drafts: dict[str, str] = field(default_factory=dict)
    previous: str | None = None
    scored: Suggestion | None = None
    accepted: AcceptedSuggestion | None = None

    @property
    def offered(self) -> Verdict | None:
        """Return the verdict that one key confirms: the turn before's, else the model's."""
        if self.suggestion is not None or self.scored is None:
            return self.suggestion
        return self.scored.verdict

    @property
    def verdict(self) -> Verdict | None:
        """Return the verdict given, or None where the step is unmarked."""
        return self.mark.verdict if self.mark else None


@dataclass(frozen=True, slots=True)
class RemovedStep:
    """A step of the turn before that this turn has no more; it stood before step ``before``.

    Where it stood behind all that were kept, ``before`` is one more than there are steps.
    """

    number: int
    body: str
    before: int


@dataclass(frozen=True, slots=True)
class ResponseView:
    """One candidate; ``agrees`` compares with the reference answer, None where there is none."""

    response: Response
    steps: tuple[StepView, ...]
    answer_text: str | None
    agrees: bool | None
    removed: tuple[RemovedStep, ...] = ()


@dataclass(frozen=True, slots=True)
class TurnView:
    """One turn with its candidates, the chosen one named."""

    turn: Turn
    responses: tuple[ResponseView, ...]
    chosen: ResponseView | None


@dataclass(frozen=True, slots=True)
class ThreadView:
    """Everything the Annotate page shows of one problem; ``check`` is the last of consistency.

    ``blind`` is set while whoever works gives a second opinion without seeing others' marks.
    """

    problem: Problem
    thread: Thread | None
    turns: tuple[TurnView, ...]
    check: ConsistencyCheck | None = None
    blind: bool = False


@dataclass(frozen=True, slots=True)
class TurnPlan:
    """What to ask the model for the next turn, and which earlier steps the answer repeats.

    ``prefix`` is the opening of the answer that the model continues. ``prefix_steps`` are the
    segments of that opening, ``(start, end, origin step id)`` each, so that kept steps are never
    split anew; the last of them is the rewritten one if ``rewritten`` is set.
    """

    problem_id: str
    kind: TurnKind
    messages: tuple[Message, ...]
    prefix: str = ""
    origin_response_id: str | None = None
    prefix_steps: tuple[tuple[int, int, str | None], ...] = ()
    rewritten: bool = False


@dataclass(frozen=True, slots=True)
class AlternativesPlan:
    """What to ask the model for other ways on: the same opening, ended where a step ends."""

    problem_id: str
    step_id: str
    messages: tuple[Message, ...]
    prefix: str
    stop: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlternativesView:
    """A step's alternatives in order, the step itself first; empty where none were sampled.

    ``rating`` of the original is the verdict of the step.
    """

    step_id: str
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckPlan:
    """What a check of consistency asks for: the bare problem ``wanted`` times."""

    problem_id: str
    messages: tuple[Message, ...]
    answer: str
    wanted: int
    threshold: int


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of a step's history: when, what was done and by whom.

    ``before`` and ``after`` are the step's mark around it, both None where something else was
    done (``text`` then says what) or where the event is too long to look into.
    """

    at: str
    text: str
    who: str = ""
    undone: bool = False
    redone: bool = False
    before: Mark | None = None
    after: Mark | None = None


@dataclass(frozen=True, slots=True)
class GuidelineVersion:
    """One version of what the marks are made under."""

    version: int
    text: str
    created_at: str


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What an integrity check found; ``problems`` are plain sentences."""

    ok: bool
    problems: tuple[str, ...]
    events: int


@dataclass(frozen=True, slots=True)
class BackupsReport:
    """How many backups a project has, their bytes, when the newest was made, and their folder."""

    count: int
    bytes: int
    newest: str
    folder: Path


@dataclass(frozen=True, slots=True)
class ComparedResponse:
    """A response as it is read blind: its marks are left out, what tells its origin is apart.

    ``turn`` and ``candidate`` count from 1 and from 0, ``model_id`` is to be shown afterwards.
    """

    view: ResponseView
    turn: int
    candidate: int
    model_id: str | None

    @property
    def id(self) -> str:
        """The response's id."""
        return self.view.response.id


@dataclass(frozen=True, slots=True)
class PairView:
    """Two responses to one problem in the order that was drawn for them."""

    problem: Problem
    left: ComparedResponse
    right: ComparedResponse
    comparison_id: str | None = None


@dataclass(frozen=True, slots=True)
class RankingView:
    """K responses to one problem in the order that was drawn for them."""

    problem: Problem
    responses: tuple[ComparedResponse, ...]


@dataclass(frozen=True, slots=True)
class PairCounts:
    """How many pairs and sets of three or more wait, and what this annotator has said so far."""

    waiting: int
    skipped: int
    sets: int
    decided: int
    ranked: int


class ScoringState(StrEnum):
    """What the reward model's process does; a paused or failed one says why in a sentence."""

    IDLE = "idle"
    LOADING = "loading"
    READY = "ready"
    PAUSED = "paused"
    FAILED = "failed"
