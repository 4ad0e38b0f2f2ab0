"""What part of a project an export takes, chosen by the user and kept with the export.

A filter on annotators, dates or modes is about marks: what it leaves out is as if it had never been
said, so that a step may become unmarked. One on topic, split, status or model is about where they
stand, and leaves out whole problems, threads or responses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any

from workbench.domain.consistency import ConsistencyCheck
from workbench.domain.errors import KnownError
from workbench.domain.opinions import OpinionState
from workbench.domain.records import AnnotationMode, Mark, Problem, Split, Thread, ThreadStatus
from workbench.domain.sentences import sentence
from workbench.store import opinions, reading
from workbench.store.database import Database
from workbench.store.reading import ResponseBundle, ThreadBundle, TurnBundle

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_END_OF_DAY = "T99"


class Wanted(StrEnum):
    """Which steps go out by what several annotators said of them."""

    ANY = "any"
    UNDISPUTED = "undisputed"
    AGREED = "agreed"


class Status(StrEnum):
    """Where a thread stands; ``CONVERGED`` were accepted and found again by the model."""

    OPEN = "open"
    ACCEPTED = "accepted"
    CONVERGED = "converged"
    BAD_PROBLEM = "bad_problem"
    GIVE_UP = "give_up"


@dataclass(frozen=True, slots=True)
class Filters:
    """What to export; an empty field leaves nothing out.

    ``annotators`` and ``models`` are names or ids, ``since`` and ``until`` days (``2026-11-21``, in
    UTC, both included) of the marks. ``agreement`` ``undisputed`` leaves out steps on which
    annotators disagree and nobody decided, ``agreed`` all but those on which two or more agree.
    """

    annotators: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    status: tuple[Status, ...] = ()
    mode: AnnotationMode | None = None
    topics: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    agreement: Wanted = Wanted.ANY
    split: Split | None = None

    @property
    def is_empty(self) -> bool:
        """Whether everything goes out."""
        return self == Filters()

    def plain(self) -> dict[str, Any]:
        """Return the fields that say something, as JSON values."""
        empty = asdict(Filters())
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
            if value != empty[name]
        }

    def words(self) -> str:
        """Return the filters for people."""
        parts = [
            f"{name}: {', '.join(value) if isinstance(value, list) else value}"
            for name, value in self.plain().items()
        ]
        return "; ".join(parts).replace("_", " ") or "none"


def filters_of(values: Mapping[str, Any]) -> Filters:
    """Return filters from JSON values. Raises KnownError naming what is not known."""
    known = {field.name for field in fields(Filters)}
    for name in values.keys() - known:
        raise KnownError(
            sentence(
                "{name} is no filter; use some of: {known}.",
                name=repr(name),
                known=", ".join(sorted(known)),
            )
        )
    made = Filters(
        annotators=_texts(values, "annotators"),
        since=_day(values, "since"),
        until=_day(values, "until"),
        status=tuple(_one_of(Status, "status", one) for one in _texts(values, "status")),
        mode=_one_of(AnnotationMode, "mode", values["mode"]) if values.get("mode") else None,
        topics=_texts(values, "topics"),
        models=_texts(values, "models"),
        agreement=_one_of(Wanted, "agreement", values.get("agreement") or Wanted.ANY),
        split=_one_of(Split, "split", values["split"]) if values.get("split") else None,
    )
    if made.since and made.until and made.since > made.until:
        raise KnownError(sentence("The first day lies behind the last one; swap them."))
    return made


class Selection:
    """Filters made ready for one project: names looked up, disagreements and checks read."""

    def __init__(self, database: Database, filters: Filters) -> None:
        self.filters = filters
        self._database = database
        self._annotators = _ids(filters.annotators, reading.annotators(database), "annotator")
        self._models = _ids(filters.models, reading.models(database), "model")
        self._split: set[str] = set()
        self._agreed: set[str] = set()
        if filters.agreement is not Wanted.ANY:
            self._split, self._agreed = _by_agreement(database)
        self._converged = (
            _converged(database) if Status.CONVERGED in filters.status else frozenset[str]()
        )

    def problems(
        self, found: Iterable[tuple[Problem, list[ThreadBundle]]]
    ) -> Iterator[tuple[Problem, list[ThreadBundle]]]:
        """Yield what is wanted of problems with their threads."""
        for problem, bundles in found:
            if self.keeps_problem(problem):
                yield problem, [self._kept(one) for one in bundles if self._keeps(one.thread)]

    def keeps_problem(self, problem: Problem) -> bool:
        """Return whether a problem is wanted."""
        wanted = self.filters
        if wanted.split is not None and problem.split is not wanted.split:
            return False
        return not wanted.topics or (problem.topic or "") in wanted.topics

    def keeps_said(self, annotator_id: str, at: str) -> bool:
        """Return whether something that an annotator said at a moment is wanted."""
        if self._annotators and annotator_id not in self._annotators:
            return False
        wanted = self.filters
        if wanted.since and at < wanted.since:
            return False
        return not wanted.until or at <= wanted.until + _END_OF_DAY

    def thread(self, bundle: ThreadBundle) -> ThreadBundle | None:
        """Return what is wanted of a thread, None where nothing of it is."""
        return self._kept(bundle) if self._keeps(bundle.thread) else None

    def _keeps(self, thread: Thread) -> bool:
        wanted = self.filters.status
        if not wanted:
            return True
        return thread.status.value in [status.value for status in wanted] or (
            thread.status is ThreadStatus.ACCEPTED and thread.problem_id in self._converged
        )

    def _kept(self, bundle: ThreadBundle) -> ThreadBundle:
        others = self._others(bundle) if self._annotators else {}
        return replace(bundle, turns=tuple(self._turn(turn, others) for turn in bundle.turns))

    def _turn(self, bundle: TurnBundle, others: Mapping[str, Mark]) -> TurnBundle:
        responses = tuple(
            self._marks(response, others)
            for response in bundle.responses
            if not self._models or response.response.model_id in self._models
        )
        turn = bundle.turn
        if turn.chosen_response_id not in {response.response.id for response in responses}:
            turn = replace(turn, chosen_response_id=None)
        return TurnBundle(turn, responses)

    def _marks(self, bundle: ResponseBundle, others: Mapping[str, Mark]) -> ResponseBundle:
        marks = {}
        for step in bundle.steps:
            mark = bundle.marks.get(step.id)
            if mark is not None and self._annotators and mark.annotator_id not in self._annotators:
                mark = None
            mark = mark or others.get(step.id)
            if mark is not None and self._keeps_mark(mark):
                marks[step.id] = mark
        return replace(bundle, marks=marks)

    def _keeps_mark(self, mark: Mark) -> bool:
        wanted = self.filters
        if wanted.mode is not None and mark.mode is not wanted.mode:
            return False
        if wanted.agreement is Wanted.UNDISPUTED and mark.step_id in self._split:
            return False
        if wanted.agreement is Wanted.AGREED and mark.step_id not in self._agreed:
            return False
        return self.keeps_said(mark.annotator_id, mark.updated_at)

    def _others(self, bundle: ThreadBundle) -> dict[str, Mark]:
        """Return what the wanted annotators said where another's mark counts."""
        said = opinions.in_thread(self._database, bundle.thread.id)
        return {
            one.step_id: one.mark
            for one in said
            if one.annotator_id in self._annotators and one.state is OpinionState.STANDING
        }


def chosen_problems(
    database: Database, selection: Selection | None
) -> Iterator[tuple[Problem, list[ThreadBundle]]]:
    """Yield every problem with its threads, or what a selection takes of them."""
    found = reading.problems_with_threads(database)
    return found if selection is None else selection.problems(found)


def _by_agreement(database: Database) -> tuple[set[str], set[str]]:
    """Return the steps that are in dispute, and those on which two or more agree."""
    said: dict[str, set[int]] = {}
    several: set[str] = set()
    for row in opinions.said(database, opinions.responses_with_several(database)):
        if row["step_id"] in said:
            several.add(row["step_id"])
        said.setdefault(row["step_id"], set()).add(row["verdict"])
    disputed = set(opinions.disagreed(database, ""))
    return disputed, {step for step in several if len(said[step]) == 1}


def _converged(database: Database) -> frozenset[str]:
    """Return the problems whose newest check found the accepted answer often enough."""
    newest = {one.problem_id: one for one in reading.every(database, ConsistencyCheck)}
    return frozenset(problem for problem, check in newest.items() if check.converged)


def _ids(wanted: Sequence[str], records: Sequence[Any], noun: str) -> frozenset[str]:
    found: set[str] = set()
    for name in wanted:
        ids = {one.id for one in records if name in (one.id, one.name)}
        if not ids:
            names = ", ".join(sorted({one.name for one in records})) or sentence("there is none")
            raise KnownError(
                sentence(
                    "No {noun} here is called {name}; choose among: {names}.",
                    noun=noun,
                    name=name,
                    names=names,
                )
            )
        found |= ids
    return frozenset(found)


def _texts(values: Mapping[str, Any], name: str) -> tuple[str, ...]:
    found = values.get(name) or ()
    found = (found,) if isinstance(found, str) else found
    if not all(isinstance(one, str) for one in found):
        raise KnownError(sentence("The filter {name} is a list of texts; mend it.", name=name))
    return tuple(sorted(set(found)))


def _day(values: Mapping[str, Any], name: str) -> str:
    found = values.get(name) or ""
    if found and not (isinstance(found, str) and _DAY.fullmatch(found)):
        raise KnownError(sentence("{found} is no day; write it as 2026-11-21.", found=repr(found)))
    return str(found)


def _one_of(kind: Any, name: str, value: Any) -> Any:
    try:
        return kind(value)
    except ValueError:
        names = ", ".join(kind)
        raise KnownError(
            sentence(
                "{value} is no {name}; use one of: {names}.",
                value=repr(value),
                name=name,
                names=names,
            )
        ) from None
