"""Walks another project's records and collects the rows that this one lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Any

from workbench.domain.alternatives import Alternative
from workbench.domain.consistency import ConsistencyCheck
from workbench.domain.errors import KnownError
from workbench.domain.opinions import Decision, Gold, Pass, PassState
from workbench.domain.records import (
    Annotator,
    Judgement,
    ModelComparison,
    ModelRecord,
    Preference,
    Problem,
    RankedResponses,
    Step,
    Thread,
    Turn,
)
from workbench.domain.sentences import sentence
from workbench.domain.suggestions import AcceptedSuggestion
from workbench.exchange.foreign import digest
from workbench.exchange.problems import statement_key
from workbench.service.merging_projects_marks import MarkMerge, Said, said_by_step
from workbench.service.merging_projects_words import Conflict, Resolution, differing, words_of
from workbench.store import opinions, reading, records
from workbench.store.changes import RowChange, added, replaced
from workbench.store.database import Database
from workbench.store.pieces import StagedRows
from workbench.store.reading import ResponseBundle, ThreadBundle, TurnBundle
from workbench.store.rows import key_of, table_of
from workbench.store.taken_keys import TakenKeys

_OF_STEPS = (
    "{column} IN (SELECT s.id FROM steps s JOIN responses r ON r.id = s.response_id"
    " JOIN turns u ON u.id = r.turn_id WHERE u.thread_id = ?)"
)
_TOPICS = {"responses": "turns", "steps": "turns", "opinions": "marks", "decisions": "marks"}


class ProjectMerge:
    """One merge in progress; ``run`` fills ``rows``, the counts and the conflicts.

    ``told`` hears how far it is, 0 to 1; what it raises ends the merge.
    """

    def __init__(self, ours: Database, theirs: Database, told: Callable[[float], None]) -> None:
        self._ours, self._theirs = ours, theirs
        self._told = told
        self._versions: dict[int, int] = {}
        self.rows = StagedRows()
        self._marks = MarkMerge(self.rows, lambda version: self._versions.get(version, version))
        self.conflicts: list[Conflict] = []
        self.added: Counter[str] = Counter()
        self.equal: Counter[str] = Counter()
        self._here = TakenKeys(ours)
        self._problem_here: dict[str, str] = {}
        self._keys: dict[str, str] = {}
        self._id_of: dict[str, str] = {}
        for problem in reading.problems_in_order(ours):
            self._know(problem)
        self._position = reading.next_position(ours)

    def run(self) -> None:
        """Compare everything; nothing is written."""
        self._take_guidelines()
        for annotator in reading.annotators(self._theirs):
            self._take_shared(
                annotator, "name", sentence("the annotator {name}", name=annotator.name)
            )
        for model in reading.models(self._theirs):
            self._take_shared(model, "sha256", sentence("the model {name}", name=model.name))
        total = int(self._theirs.value("SELECT count(*) FROM problems") or 1)
        for at, (problem, bundles) in enumerate(reading.problems_with_threads(self._theirs)):
            self._told(at / total)
            problem_id = self._take_problem(problem)
            for bundle in bundles:
                thread = replace(bundle.thread, problem_id=problem_id)
                self._take_thread(replace(bundle, thread=thread), problem)
        self._take_compared()
        self._take_tasks()
        self.conflicts += self._marks.conflicts
        self.added.update(self._marks.added)
        self.equal.update(self._marks.equal)

    def topics(self) -> set[str]:
        """Return what the rows are about."""
        return {_TOPICS.get(table, table) for table in self.rows.tables}

    def _take_guidelines(self) -> None:
        """Add the texts that are not here as new versions; marks follow their text."""
        here = {row["text"]: row["version"] for row in reading.guidelines(self._ours)}
        newest = max(here.values(), default=0)
        for row in reading.guidelines(self._theirs):
            if row["text"] in here:
                self.equal["guidelines"] += 1
            else:
                newest += 1
                here[row["text"]] = newest
                new = {**row, "version": newest}
                self.rows.append(RowChange("guidelines", str(newest), None, new))
                self.added["guidelines"] += 1
            self._versions[row["version"]] = here[row["text"]]

    def _take_shared(self, record: Annotator | ModelRecord, name: str, about: str) -> None:
        """Add an annotator or a model once; what this project says of one it knows stays."""
        present = records.get(self._ours, type(record), record.id)
        if present is None:
            self._add(record)
        elif getattr(present, name) == getattr(record, name):
            self.equal[table_of(record)] += 1
        else:
            values = str(getattr(present, name)), str(getattr(record, name))
            self._tell(table_of(record), record.id, about, values, Resolution.KEPT_OURS)

    def _take_problem(self, problem: Problem) -> str:
        """Add a problem if it is new; return the id that it has here."""
        here = self._find_problem(problem)
        if here is None:
            new = replace(problem, id=self._free_id(problem), position=self._position)
            self._position += 1
            self._add(new)
            self._know(new)
            here = new.id
        self._problem_here[problem.id] = here
        return here

    def _find_problem(self, problem: Problem) -> str | None:
        key = statement_key(problem.statement)
        here = problem.id if self._keys.get(problem.id) == key else self._id_of.get(key)
        if here is None:
            return None
        present = records.get(self._ours, Problem, here)
        if present is not None:
            self._compare(present, problem, ("statement", "id", "position", "created_at"))
        return here

    def _free_id(self, problem: Problem) -> str:
        """Return the problem's id, or another one where it belongs to another statement here."""
        if problem.id not in self._keys:
            return problem.id
        identity = digest("problem", problem.id, problem.statement)
        about = sentence("the id {id} of two problems", id=problem.id)
        ours = records.get(self._ours, Problem, problem.id)
        said = ours.statement if ours else "another", problem.statement
        self._tell("problems", problem.id, about, said, Resolution.NEW_ID)
        return identity

    def _take_thread(self, bundle: ThreadBundle, problem: Problem) -> None:
        thread = bundle.thread
        theirs = self._said(self._theirs, bundle)
        here = reading.thread_bundle(self._ours, thread.id)
        if here is None:
            self._add(thread)
            for turn in bundle.turns:
                self._add_turn(turn, theirs)
            self._take_ways_on(bundle, None)
            return
        self._compare_newer(here.thread, thread, ("problem_id", "annotator_id", "created_at"))
        ours = self._said(self._ours, here)
        present = {turn.turn.id: turn for turn in here.turns}
        numbers = {turn.turn.number for turn in here.turns}
        for turn in bundle.turns:
            if turn.turn.id in present:
                self._merge_turn(present[turn.turn.id], turn, problem, ours, theirs)
            else:
                self._add_turn(self._numbered_on(turn, numbers, problem), theirs)
        self._take_ways_on(bundle, here)

    def _numbered_on(self, turn: TurnBundle, numbers: set[int], problem: Problem) -> TurnBundle:
        """Return a turn with a number that is free; two continued the same thread."""
        number = turn.turn.number
        if number in numbers:
            number = max(numbers) + 1
            about = sentence(
                "turn {number} of “{problem}”", number=turn.turn.number, problem=_short(problem)
            )
            said = (
                sentence("turn {number}", number=turn.turn.number),
                sentence("another one, now turn {number}", number=number),
            )
            self._tell("turns", turn.turn.id, about, said, Resolution.NUMBERED_ON)
        numbers.add(number)
        return replace(turn, turn=replace(turn.turn, number=number))

    def _merge_turn(
        self,
        here: TurnBundle,
        turn: TurnBundle,
        problem: Problem,
        ours: dict[str, Said],
        theirs: dict[str, Said],
    ) -> None:
        ignored = ("number", "created_at", "messages", "thread_id")
        self._compare_newer(here.turn, turn.turn, ignored)
        present = {response.response.id: response for response in here.responses}
        candidates = [response.response.candidate for response in here.responses]
        for response in turn.responses:
            known = present.get(response.response.id)
            if known is None:
                free = max([*candidates, -1]) + 1
                candidates.append(free)
                moved = replace(response.response, candidate=free)
                self._add_response(replace(response, response=moved), theirs)
            else:
                self._merge_response(known, response, problem, ours, theirs)

    def _merge_response(
        self,
        here: ResponseBundle,
        response: ResponseBundle,
        problem: Problem,
        ours: dict[str, Said],
        theirs: dict[str, Said],
    ) -> None:
        same_text = here.response.text == response.response.text
        if same_text:
            self.equal["responses"] += 1
        else:
            said = here.response.text, response.response.text
            about = sentence("a response to “{problem}”", problem=_short(problem))
            self._tell("responses", here.response.id, about, said, Resolution.KEPT_OURS)
        spans = {step.id: (step.start, step.end) for step in here.steps}
        for step in response.steps:
            about = sentence(
                "step {number} of “{problem}”", number=step.number, problem=_short(problem)
            )
            if same_text and spans.get(step.id) == (step.start, step.end):
                self.equal["steps"] += 1
                self._marks.merge(step.id, about, ours[step.id], theirs[step.id])
            else:
                self._leave(step, about, theirs[step.id])

    def _leave(self, step: Step, about: str, said: Said) -> None:
        """Say which words cannot be taken, for the step is cut differently here."""
        words = [said.mark] if said.mark else []
        words += [opinion.mark for opinion in said.standing]
        for mark in words:
            sides = sentence("cut into other steps"), words_of(mark)
            self._tell("marks", step.id, about, sides, Resolution.NOT_TAKEN)

    def _add_turn(self, bundle: TurnBundle, said: dict[str, Said]) -> None:
        self._add(bundle.turn)
        for response in bundle.responses:
            self._add_response(response, said)

    def _add_response(self, bundle: ResponseBundle, said: dict[str, Said]) -> None:
        if self._here.has("responses", bundle.response.id):
            raise KnownError(
                sentence(
                    "The response {id} is part of another thread here; merge a copy that was "
                    "made from this project.",
                    id=bundle.response.id,
                )
            )
        self._add(bundle.response)
        for step in bundle.steps:
            if not 0 <= step.start <= step.end <= len(bundle.response.text):
                raise ValueError(f"step {step.id} lies outside its response")
            self._add(step)
            self._marks.take(said[step.id])

    def _said(self, database: Database, bundle: ThreadBundle) -> dict[str, Said]:
        marks = {
            step_id: mark
            for turn in bundle.turns
            for response in turn.responses
            for step_id, mark in response.marks.items()
        }
        key = (bundle.thread.id,)
        decided = records.select(database, Decision, _OF_STEPS.format(column="id"), key)
        where = _OF_STEPS.format(column="step_id")
        accepted = records.select(database, AcceptedSuggestion, where, key)
        said = opinions.in_thread(database, bundle.thread.id)
        return said_by_step(marks, said, decided, accepted)

    def _take_ways_on(self, bundle: ThreadBundle, here: ThreadBundle | None) -> None:
        """Add the alternatives of steps that are here."""
        where = _OF_STEPS.format(column="step_id")
        for one in records.select(self._theirs, Alternative, where, (bundle.thread.id,)):
            if here is None or self._here.has("steps", one.step_id):
                self._take(one)

    def _take_compared(self) -> None:
        """Add what was said of whole responses, where they are here."""
        for preference in reading.every(self._theirs, Preference):
            named = (preference.better_response_id, preference.worse_response_id)
            self._take_about(preference, named)
        for shown in reading.every(self._theirs, Judgement):
            self._take_about(shown, (shown.left_response_id, shown.right_response_id))
        for ranking in reading.every(self._theirs, RankedResponses):
            self._take_about(ranking, ranking.responses)
        for comparison in reading.every(self._theirs, ModelComparison):
            mapped = tuple(self._problem_here.get(one, one) for one in comparison.problem_ids)
            self._take(replace(comparison, problem_ids=mapped))
        for check in reading.every(self._theirs, ConsistencyCheck):
            self._take(replace(check, problem_id=self._problem_here[check.problem_id]))

    def _take_tasks(self) -> None:
        """Add blind passes and gold responses; a pass that is over there is over here."""
        for gold in reading.every(self._theirs, Gold):
            self._take_about(gold, (gold.id,))
        for given in reading.every(self._theirs, Pass):
            here = records.get(self._ours, Pass, given.id)
            if here is None:
                self._take_about(given, (given.response_id,))
            elif here.state is PassState.OPEN and given.state is not PassState.OPEN:
                ended = replace(here, state=given.state, ended_at=given.ended_at)
                self.rows.append(replaced(here, ended))
            else:
                self.equal["passes"] += 1

    def _take_about(self, record: Any, response_ids: Sequence[str]) -> None:
        if all(self._here.has("responses", one) for one in response_ids):
            self._take(replace(record, problem_id=self._problem_here[record.problem_id]))
        else:
            kind = table_of(record)
            said = sentence("a response that is not here"), key_of(record)
            self._tell(
                kind,
                key_of(record),
                sentence("one of the {kind}", kind=kind),
                said,
                Resolution.NOT_TAKEN,
            )

    def _take(self, record: Any) -> None:
        """Add a record that never changes once it is made, unless it is here."""
        if records.get(self._ours, type(record), key_of(record)) is None:
            self._add(record)
        else:
            self.equal[table_of(record)] += 1

    def _compare_newer(
        self, ours: Thread | Turn, theirs: Thread | Turn, but: Sequence[str]
    ) -> None:
        """Let the newer of two states stand: that which history changed last."""
        table, key = table_of(ours), ours.id
        one, other = _fields(ours, but), _fields(theirs, but)
        if one == other:
            self.equal[table] += 1
            return
        newer = opinions.last_touched(self._theirs, table, key) > opinions.last_touched(
            self._ours, table, key
        )
        if newer:
            kept = {name: getattr(ours, name) for name in but}
            self.rows.append(replaced(ours, replace(theirs, **kept)))
        resolution = Resolution.TOOK_NEWER if newer else Resolution.KEPT_OURS
        self._tell(
            table,
            key,
            sentence("the {table} {key}", table=table[:-1], key=key[:8]),
            differing(one, other),
            resolution,
        )

    def _compare(self, ours: Problem, theirs: Problem, but: Sequence[str]) -> None:
        one, other = _fields(ours, but), _fields(theirs, but)
        if one == other:
            self.equal["problems"] += 1
            return
        about = sentence("the problem “{problem}”", problem=_short(ours))
        self._tell("problems", ours.id, about, differing(one, other), Resolution.KEPT_OURS)

    def _know(self, problem: Problem) -> None:
        key = statement_key(problem.statement)
        self._keys[problem.id] = key
        self._id_of.setdefault(key, problem.id)

    def _add(self, record: Any) -> None:
        row = added(record)
        self.rows.append(row)
        self.added[row.table] += 1
        self._here.bring(row.table, [row.key])

    def _tell(
        self, kind: str, key: str, about: str, said: tuple[str, str], resolution: Resolution
    ) -> None:
        self.conflicts.append(Conflict(kind.removesuffix("s"), key, about, *said, resolution))


def _fields(record: Any, but: Sequence[str]) -> dict[str, Any]:
    names = (field.name for field in fields(record) if field.name not in but)
    return {name: getattr(record, name) for name in names}


def _short(problem: Problem) -> str:
    flat = " ".join(problem.statement.split())
    return flat if len(flat) <= 40 else flat[:39] + "…"
