"""Takes in Stepmark's own format: ids are kept, so that what is there already is recognised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

from workbench.domain.alternatives import Alternative
from workbench.domain.consistency import ConsistencyCheck
from workbench.domain.errors import ImportProblem
from workbench.domain.opinions import Decision, Gold, Opinion, Pass
from workbench.domain.records import (
    Annotator,
    Judgement,
    ModelRecord,
    Problem,
    RankedResponses,
    Split,
)
from workbench.domain.sentences import sentence
from workbench.domain.suggestions import AcceptedSuggestion
from workbench.exchange import stepmark_jsonl
from workbench.exchange.intake import Intake, KnownProblems
from workbench.exchange.jsonl import Row
from workbench.exchange.source import Source
from workbench.exchange.stepmark_jsonl import Beside, Compared, Guideline, Line, ThreadLine
from workbench.store import reading
from workbench.store.changes import RowChange, added
from workbench.store.database import Database
from workbench.store.reading import ThreadBundle
from workbench.store.row_changes import standing_keys
from workbench.store.rows import key_of, table_of
from workbench.store.scratch import ScratchMap
from workbench.store.taken_keys import TakenKeys


def take_project(database: Database, source: Source, split: Split | None = None) -> Intake:
    """Read a file of Stepmark's own format.

    What is in the project already, record for record, is skipped; the same id with other content
    is refused. A problem that the project holds under another id is joined to that one, and the
    project's own words and split for it stay.
    """
    taking = _Taking(database, split)
    for row in source.rows(allow_nul=True):
        taking.intake.read += 1
        try:
            taking.take(row, stepmark_jsonl.read_line(row))
        except ImportProblem as error:
            source.on_problem(error)
    return taking.intake


_STANDS_BESIDE: dict[type, tuple[str, str]] = {
    AcceptedSuggestion: ("steps", "step_id"),
    Alternative: ("steps", "step_id"),
    ConsistencyCheck: ("problems", "problem_id"),
    Opinion: ("steps", "step_id"),
    Decision: ("steps", "id"),
    Pass: ("responses", "response_id"),
    Gold: ("responses", "id"),
}


class _Taking:
    """One import in progress."""

    def __init__(self, database: Database, split: Split | None) -> None:
        self.intake = Intake()
        self._database = database
        self._split = split
        self._known = KnownProblems(database)
        self._keys = TakenKeys(database)
        # Problems that the project holds under another id than the file's.
        self._joined = ScratchMap()

    def take(self, row: Row, line: Line) -> None:
        """Add what one line says, if it is new."""
        if isinstance(line, ThreadLine):
            self._take_thread(row, line)
        elif isinstance(line, Problem):
            self._take_problem(row, line, counted=True)
        elif isinstance(line, Compared):
            self._take_compared(row, line)
        elif isinstance(line, Beside):
            self._take_beside(row, line)
        elif isinstance(line, Guideline):
            self._take_guideline(row, line)
        else:
            self._take_shared(line)

    def _take_thread(self, row: Row, line: ThreadLine) -> None:
        problem_id = self._take_problem(row, line.problem, counted=False)
        bundle = line.bundle
        bundle = replace(bundle, thread=replace(bundle.thread, problem_id=problem_id))
        self._take_shared(line.annotator)
        for model in line.models:
            self._take_shared(model)
        there = reading.thread_bundle(self._database, bundle.thread.id)
        if there is not None:
            self._compare(row, bundle, there)
            return
        records = list(_records(bundle))
        self._claim(row, records)
        self.intake.rows += [added(record) for record in records]
        self.intake.threads_added += 1

    def _compare(self, row: Row, bundle: ThreadBundle, there: ThreadBundle) -> None:
        if bundle != there:
            raise row.problem(
                sentence(
                    "the thread {id} is in this project with other content; import it into a "
                    "new project instead",
                    id=bundle.thread.id,
                ),
                "thread.id",
            )
        self.intake.duplicates += 1

    def _take_problem(self, row: Row, problem: Problem, *, counted: bool) -> str:
        """Add a problem if it is new; return the id that it has in the project."""
        if self._split is not None:
            problem = replace(problem, split=self._split)
        if self._known.has(problem.id):
            if not self._known.says_the_same(problem.id, problem.statement):
                raise row.problem(sentence("this id belongs to another problem here"), "problem.id")
            self.intake.duplicates += counted
            return problem.id
        same = self._known.same(problem.statement)
        if same is not None:
            self._joined.put(problem.id, same.id)
            self._tell_joined(row, problem, same.split)
            self.intake.duplicates += counted
            return same.id
        problem = self._known.add(problem, row.place, keep_position=self._known.was_empty)
        self.intake.rows.append(added(problem))
        self.intake.problems_added += 1
        return problem.id

    def _tell_joined(self, row: Row, problem: Problem, split: Split) -> None:
        self.intake.tell(
            sentence("joined to a problem that is here under another id"),
            sentence(
                "{place}: the problem is here already and stays as it is ({split})",
                place=row.place,
                split=split,
            ),
        )
        self.intake.split_conflicts += problem.split is not split

    def _take_shared(self, record: Annotator | ModelRecord) -> None:
        """Add an annotator or a model once; what the project says of one that it knows stays."""
        if not self._keys.has(table_of(record), key_of(record)):
            self._keys.bring(table_of(record), [key_of(record)])
            self.intake.rows.append(added(record))

    def _take_guideline(self, row: Row, guideline: Guideline) -> None:
        key = str(guideline.version)
        if not self._keys.has("guidelines", key):
            self._keys.bring("guidelines", [key])
            self.intake.rows.append(RowChange("guidelines", key, None, asdict(guideline)))
            return
        text = self._database.value("SELECT text FROM guidelines WHERE version = ?", (key,))
        if text is not None and text != guideline.text:
            self.intake.tell(
                sentence("guideline differs"),
                sentence(
                    "{place}: this project's guideline {key} has other words and stays",
                    place=row.place,
                    key=key,
                ),
            )

    def _take_compared(self, row: Row, record: Compared) -> None:
        """Add what was said of responses that the project holds, or this file brought."""
        table = table_of(record)
        if self._keys.has(table, record.id):
            self.intake.duplicates += 1
            return
        kind = table.removesuffix("s")
        for name, response_id in _responses_in(record):
            if not self._keys.has("responses", response_id):
                raise row.problem(sentence("it names no response of the project"), f"{kind}.{name}")
        joined = self._joined.get(record.problem_id) or record.problem_id
        if not self._known.has(joined):
            raise row.problem(sentence("it names no problem of the project"), f"{kind}.problem_id")
        record = replace(record, problem_id=joined)
        self._claim(row, [record])
        self.intake.rows.append(added(record))

    def _take_beside(self, row: Row, said: Beside) -> None:
        """Add what stands beside a step or response that is here, or that this file brought."""
        if self._keys.has(table_of(said), key_of(said)):
            self.intake.duplicates += 1
            return
        table, field = _STANDS_BESIDE[type(said)]
        if table != "problems" and not self._keys.has(table, getattr(said, field)):
            kind = row.value["kind"]
            raise row.problem(
                sentence("it names no {table} of the project", table=table[:-1]), f"{kind}.{field}"
            )
        if isinstance(said, ConsistencyCheck | Pass | Gold):
            joined = self._joined.get(said.problem_id) or said.problem_id
            if not self._known.has(joined):
                field = f"{row.value['kind']}.problem_id"
                raise row.problem(sentence("it names no problem of the project"), field)
            said = replace(said, problem_id=joined)
        self._claim(row, [said])
        self.intake.rows.append(added(said))

    def _claim(self, row: Row, records: list[Any]) -> None:
        """Take the keys of new rows. Raises ImportProblem where another row has one."""
        wanted: dict[str, list[str]] = defaultdict(list)
        for record in records:
            table, key = table_of(record), key_of(record)
            if self._keys.is_brought(table, key) or key in wanted[table]:
                raise row.problem(sentence("the id {id} occurs twice", id=key[:64]), table)
            wanted[table].append(key)
        for table, keys in wanted.items():
            for taken in standing_keys(self._database, table, keys):
                raise row.problem(sentence("the id {id} occurs twice", id=taken[:64]), table)
        for table, keys in wanted.items():
            self._keys.bring(table, keys)


def _responses_in(record: Compared) -> list[tuple[str, str]]:
    """Return the responses that are compared, each with the field that names it."""
    if isinstance(record, RankedResponses):
        return [("responses", one) for one in (*record.responses, *record.shown)]
    if isinstance(record, Judgement):
        names = ("left_response_id", "right_response_id")
    else:
        names = ("better_response_id", "worse_response_id")
    return [(name, getattr(record, name)) for name in names]


def _records(bundle: ThreadBundle) -> Iterator[Any]:
    yield bundle.thread
    for turn in bundle.turns:
        yield turn.turn
        for response in turn.responses:
            yield response.response
            yield from response.steps
            yield from response.marks.values()
