"""Decides which rows of a file are new to a project; nothing is written before all are read.

What has to be remembered of the rows lies on the disk, so that a file may have any number of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from workbench.domain.errors import ImportProblem
from workbench.domain.records import Problem, Split
from workbench.domain.sentences import sentence
from workbench.exchange.jsonl import Row
from workbench.exchange.problems import read_problem, statement_key
from workbench.exchange.source import Source
from workbench.store import reading
from workbench.store.changes import added
from workbench.store.database import Database
from workbench.store.pieces import StagedRows
from workbench.store.scratch import ScratchMap

PROBLEM_LINE_BYTES = 4 * 1024 * 1024
_EXAMPLES = 5


@dataclass(slots=True)
class Intake:
    """What an import would do: the rows to add in one change, and what was found on the way."""

    rows: StagedRows = field(default_factory=StagedRows)
    read: int = 0
    problems_added: int = 0
    threads_added: int = 0
    solutions_added: int = 0
    duplicates: int = 0
    split_conflicts: int = 0
    notes: list[str] = field(default_factory=list)
    _told: dict[str, int] = field(default_factory=dict)

    def tell(self, kind: str, note: str) -> None:
        """Keep a note; of many of a kind only the first few."""
        self._told[kind] = self._told.get(kind, 0) + 1
        if self._told[kind] <= _EXAMPLES:
            self.notes.append(note)

    def summed_notes(self) -> tuple[str, ...]:
        """Return the notes, with how many more there were of each kind."""
        more = [
            sentence("… and {count} more rows: {kind}", count=count - _EXAMPLES, kind=kind)
            for kind, count in self._told.items()
            if count > _EXAMPLES
        ]
        return (*self.notes, *more)


@dataclass(frozen=True, slots=True)
class KnownProblem:
    """A problem of ``place``: this project, or an earlier row."""

    id: str
    split: Split
    place: str


class KnownProblems:
    """The statements and ids that a project holds, by what makes two statements the same."""

    def __init__(self, database: Database) -> None:
        self._by_statement = ScratchMap()
        self._key_of = ScratchMap()
        self._position = reading.next_position(database)
        self.was_empty = True
        for problem in reading.problems_in_order(database):
            self._remember(problem, sentence("this project"))
            self.was_empty = False

    def same(self, statement: str) -> KnownProblem | None:
        """Return the problem with this statement, or None."""
        found = self._by_statement.get(statement_key(statement))
        if found is None:
            return None
        problem_id, split, place = json.loads(found)
        return KnownProblem(problem_id, Split(split), place)

    def has(self, problem_id: str) -> bool:
        """Return whether an id is taken."""
        return problem_id in self._key_of

    def says_the_same(self, problem_id: str, statement: str) -> bool:
        """Return whether the problem of this id has this statement."""
        return self._key_of.get(problem_id) == statement_key(statement)

    def add(self, problem: Problem, place: str, *, keep_position: bool = False) -> Problem:
        """Take a new problem behind the others; return it with its position."""
        if not keep_position:
            problem = replace(problem, position=self._position)
        self._position = max(self._position, problem.position) + 1
        self._remember(problem, place)
        return problem

    def _remember(self, problem: Problem, place: str) -> None:
        key = statement_key(problem.statement)
        self._by_statement.put_first(key, json.dumps([problem.id, problem.split.value, place]))
        self._key_of.put(problem.id, key)


def take_problems(
    database: Database,
    source: Source,
    form: str,
    split: Split | None = None,
    columns: Mapping[str, str] | None = None,
) -> Intake:
    """Read a file of problems; a statement that is there already, on either side, is skipped."""
    intake = Intake()
    known = KnownProblems(database)
    for row in source.rows(max_line_bytes=PROBLEM_LINE_BYTES):
        intake.read += 1
        try:
            problem = read_problem(row, form, split, columns)
        except ImportProblem as error:
            source.on_problem(error)
        else:
            _take_problem(row, problem, known, intake)
    return intake


def _take_problem(row: Row, problem: Problem, known: KnownProblems, intake: Intake) -> None:
    same = known.same(problem.statement)
    if same is not None:
        skip(row, problem.split, same, intake)
        return
    if known.has(problem.id):
        intake.tell(
            sentence("id taken by another problem, so a new one was given"),
            sentence(
                "{place}: the id {id} belongs to another problem; a new one was given",
                place=row.place,
                id=problem.id,
            ),
        )
        problem = replace(problem, id=statement_key(problem.statement))
    intake.rows.append(added(known.add(problem, row.place)))
    intake.problems_added += 1


def skip(row: Row, split: Split, same: KnownProblem, intake: Intake) -> None:
    """Count a statement that is there already; on the other side of the split, say so."""
    if same.split is split:
        intake.duplicates += 1
        return
    intake.split_conflicts += 1
    intake.tell(
        sentence("already on the other side of the split, skipped"),
        sentence(
            "{place}: {other} holds the same problem as {known}; it was not taken as {split}, "
            "for a problem is never on both sides",
            place=row.place,
            other=same.place,
            known=same.split,
            split=split,
        ),
    )
