"""What an export is told and what it counts, the same for every format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from workbench.domain.errors import KnownError
from workbench.domain.records import Mark, Verdict
from workbench.domain.sentences import sentence
from workbench.exchange.filters import Selection
from workbench.store.reading import ResponseBundle
from workbench.store.scratch import ScratchSet


class Neutral(StrEnum):
    """What a neutral verdict becomes; without one it stays neutral where the format can say so."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """``after_first_error`` also writes the steps behind the first incorrect one.

    By default they are left out: in the mode that stops at the first error nobody judged them.
    ``selection`` leaves out what its filters say; ``agreement`` and ``licence`` are
    what the card says of them.
    """

    neutral: Neutral | None = None
    after_first_error: bool = False
    selection: Selection | None = None
    agreement: Mapping[str, Any] = field(default_factory=dict)
    licence: str = ""


_NAMES = {None: "unmarked"} | {verdict: verdict.name.lower() for verdict in Verdict}


@dataclass(slots=True)
class Tally:
    """What went out and what did not; ``left_out`` counts responses or steps by reason.

    ``kinds`` counts the records of a format that has several kinds; ``problem_id`` is the problem
    of the record counted last.
    """

    records: int = 0
    problem_id: str = ""
    problems: ScratchSet = field(default_factory=ScratchSet)
    verdicts: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)
    guidelines: Counter[int] = field(default_factory=Counter)
    annotators: set[str] = field(default_factory=set)
    left_out: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)

    def count(self, problem_id: str, marks: Sequence[Mark | None]) -> None:
        """Count one record with its steps' marks."""
        self.records += 1
        if problem_id != self.problem_id:
            self.problem_id = problem_id
            self.problems.add(problem_id)
        said = [mark for mark in marks if mark is not None and mark.verdict is not None]
        self.verdicts.update([_NAMES[mark.verdict] for mark in said])
        if len(said) < len(marks):
            self.verdicts[_NAMES[None]] += len(marks) - len(said)
        self.sources.update([mark.source._value_ for mark in said])
        self.guidelines.update([mark.guideline_version for mark in said])
        self.annotators.update([mark.annotator_id for mark in said])


def label_of(mark: Mark | None, neutral: Neutral | None) -> int | None:
    """Return a verdict as 1, 0, -1 or None, neutral as the option says."""
    verdict = mark.verdict if mark else None
    if verdict is not Verdict.NEUTRAL or neutral is None:
        return None if verdict is None else int(verdict)
    return {Neutral.POSITIVE: 1, Neutral.NEGATIVE: -1, Neutral.DROP: None}[neutral]


def is_marked(bundle: ResponseBundle) -> bool:
    """Return whether any step of a response has a verdict."""
    return any(mark.verdict is not None for mark in bundle.marks.values())


def judged_length(bundle: ResponseBundle, options: ExportOptions) -> int:
    """Return how many steps to write: through the first incorrect one, unless all are wanted."""
    if not options.after_first_error:
        for count, step in enumerate(bundle.steps, 1):
            mark = bundle.marks.get(step.id)
            if mark is not None and mark.verdict is Verdict.INCORRECT:
                return count
    return len(bundle.steps)


def neutral_of(value: str | None) -> Neutral | None:
    """Return the option of a name; nothing and the empty text are no choice."""
    try:
        return Neutral(value) if value else None
    except ValueError:
        names = ", ".join(Neutral)
        raise KnownError(
            sentence(
                "{value} says nothing about neutral; use one of: {names}.",
                value=repr(value),
                names=names,
            )
        ) from None


def neutral_needed(format_id: str) -> KnownError:
    """Return the refusal to guess what neutral means."""
    return KnownError(
        sentence(
            "There are neutral marks, and {format_id} knows only right and wrong; choose what "
            "neutral becomes (--neutral positive|negative|drop).",
            format_id=format_id,
        )
    )
