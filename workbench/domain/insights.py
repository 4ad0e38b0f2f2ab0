"""What the Insights page shows, as plain records, and how days are put together for a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workbench.domain.records import ErrorKind, Verdict

KINDS: tuple[ErrorKind | None, ...] = (*ErrorKind, None)
"""The kinds of errors in the order of the pictures; None stands for incorrect, no kind said."""
COMPARED = (Verdict.CORRECT, Verdict.NEUTRAL, Verdict.INCORRECT)
"""The verdicts of a comparison of two annotators, in its order."""
MOST_DAYS, MOST_WEEKS = 62, 62
LATE_STEP = 16
"""First errors from this step on are counted together."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the time axis, from the day ``start`` to the day ``end`` (both included)."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class VerdictCount:
    """The verdicts that were given in a span."""

    span: Span
    correct: int = 0
    neutral: int = 0
    incorrect: int = 0

    @property
    def total(self) -> int:
        """All three together."""
        return self.correct + self.neutral + self.incorrect

    def of(self, verdict: Verdict) -> int:
        """Return the count of one verdict."""
        return int(getattr(self, verdict.name.lower()))


@dataclass(frozen=True, slots=True)
class TopicErrors:
    """Incorrect steps of one topic by kind, in the order of ``KINDS``; ``verdicts`` is of all."""

    topic: str
    verdicts: int
    kinds: tuple[int, ...]

    @property
    def incorrect(self) -> int:
        """How many steps are incorrect."""
        return sum(self.kinds)


@dataclass(frozen=True, slots=True)
class FirstErrors:
    """Judged responses by the step of their first error.

    A response is judged once a step is incorrect or every step has a verdict. ``steps`` holds
    (step number, responses); the last may stand for all later ones. ``without`` have no error.
    """

    steps: tuple[tuple[int, int], ...]
    without: int

    @property
    def judged(self) -> int:
        """All judged responses."""
        return self.without + sum(count for _, count in self.steps)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast one annotator marked in a span: timed marks, and the seconds spent on them."""

    annotator_id: str
    name: str
    span: Span
    marks: int
    seconds: float

    @property
    def per_hour(self) -> float:
        """Marks per hour of marking (not of the clock on the wall)."""
        return self.marks * 3600.0 / self.seconds


@dataclass(frozen=True, slots=True)
class Reliability:
    """Held-back steps whose probability lies in ``low`` to ``high``: what was said, what was so."""

    low: float
    high: float
    count: int
    said: float
    so: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far the newest reward model's probabilities can be taken at their word.

    ``error`` is the expected calibration error (Guo et al. 2017, eq. 5), 0 to 1. ``reward_model``
    is the id under which this project keeps its scores, empty where there are none to be kept.
    """

    run_id: str
    when: str
    steps: int
    problems: int
    error: float | None
    reward_model: str
    bins: tuple[Reliability, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """A share of right answers with its 95 % interval, each 0 to 1."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class RunChange:
    """One run's share of right held-out answers before and after, over the same problems.

    ``lost`` and ``won`` are the problems that it answered right before only, or after only, and
    ``wrong`` those that it still answers wrong.
    """

    run_id: str
    when: str
    problems: int
    before: Share
    after: Share
    won: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """All that the marks say in a stretch of time, of one topic or of all."""

    problems: int
    verdicts: tuple[VerdictCount, ...]
    topics: tuple[TopicErrors, ...]
    first_errors: FirstErrors
    paces: tuple[Pace, ...]
    undated: int = 0

    @property
    def marks(self) -> int:
        """How many verdicts are counted, those without a date too."""
        return sum(count.total for count in self.verdicts) + self.undated


@dataclass(frozen=True, slots=True)
class RunsOverview:
    """What the training runs measured: the newest reward model, and before and after of each."""

    calibration: Calibration | None = None
    changes: tuple[RunChange, ...] = ()


@dataclass(frozen=True, slots=True)
class PairCompared:
    """Two annotators, by id and name, on the ``steps`` that both marked.

    ``cells`` counts them by what ``one`` said (rows) and ``two`` said (columns), verdicts in the
    order of ``COMPARED``. ``kappa`` is Cohen's with its 95 % interval, None where it is not
    defined.
    """

    one: str
    two: str
    names: tuple[str, str]
    cells: tuple[int, ...]
    kappa: float | None
    low: float | None
    high: float | None

    @property
    def steps(self) -> int:
        """How many steps both marked."""
        return sum(self.cells)

    @property
    def same(self) -> int:
        """On how many of them they said the same."""
        return sum(self.cells[:: len(COMPARED) + 1])


def spans_of(days: Sequence[date]) -> tuple[Span, ...]:
    """Return the time axis from the first to the last of ``days``: by day, week or month.

    No axis has more than some sixty spans of days or weeks, so that each can still be pointed at.
    Weeks begin on Monday.
    """
    if not days:
        return ()
    first, last = min(days), max(days)
    length = (last - first).days + 1
    if length <= MOST_DAYS:
        return _stepped(first, last, 1)
    if length <= 7 * MOST_WEEKS:
        return _stepped(first - timedelta(first.weekday()), last, 7)
    return _months(first, last)


def _stepped(first: date, last: date, days: int) -> tuple[Span, ...]:
    count = (last - first).days // days + 1
    starts = [first + timedelta(days * at) for at in range(count)]
    return tuple(Span(start, start + timedelta(days - 1)) for start in starts)


def _months(first: date, last: date) -> tuple[Span, ...]:
    spans, start = [], first.replace(day=1)
    while start <= last:
        after = (start + timedelta(32)).replace(day=1)
        spans.append(Span(start, after - timedelta(1)))
        start = after
    return tuple(spans)


def late_together(steps: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return (step, responses) of every step up to the last, the late ones put together.

    Steps at which no response has its first error are there too, with 0.
    """
    counts: dict[int, int] = {}
    for step, count in steps:
        at = min(step, LATE_STEP)
        counts[at] = counts.get(at, 0) + count
    return tuple((step, counts.get(step, 0)) for step in range(1, max(counts, default=0) + 1))
