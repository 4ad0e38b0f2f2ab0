"""Reads a project in bulk, a few problems in memory at a time, for exports and comparing."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from workbench.domain.records import (
    Annotator,
    Mark,
    ModelRecord,
    Preference,
    Problem,
    RankedResponses,
    Response,
    Split,
    Step,
    Thread,
    Turn,
)
from workbench.store.database import Database
from workbench.store.rows import TABLES, Row, from_row

_T = TypeVar("_T")
_BATCH = 200
_PROBLEMS_AT_ONCE = 20
_AMONG = "IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class ResponseBundle:
    """A response with its steps in order; ``marks`` is by step id."""

    response: Response
    steps: tuple[Step, ...]
    marks: dict[str, Mark]


@dataclass(frozen=True, slots=True)
class TurnBundle:
    """A turn with its candidates in order."""

    turn: Turn
    responses: tuple[ResponseBundle, ...]


@dataclass(frozen=True, slots=True)
class ThreadBundle:
    """All that one annotator did on one problem."""

    thread: Thread
    turns: tuple[TurnBundle, ...]


def problems_in_order(database: Database) -> Iterator[Problem]:
    """Yield every problem by position, in batches, so that no read stays open."""
    after: tuple[int, str] = (-(2**63), "")
    while rows := database.rows(
        "SELECT * FROM problems WHERE (position, id) > (?, ?) ORDER BY position, id LIMIT ?",
        (*after, _BATCH),
    ):
        for row in rows:
            yield from_row(Problem, row)
        after = rows[-1]["position"], rows[-1]["id"]


def problems_with_threads(database: Database) -> Iterator[tuple[Problem, list[ThreadBundle]]]:
    """Yield every problem by position with its threads, oldest first; few queries for many."""
    problems = problems_in_order(database)
    while batch := list(islice(problems, _PROBLEMS_AT_ONCE)):
        threads: dict[str, list[ThreadBundle]] = defaultdict(list)
        for bundle in _threads_among(database, [problem.id for problem in batch]):
            threads[bundle.thread.problem_id].append(bundle)
        for problem in batch:
            yield problem, threads.pop(problem.id, [])


def threads_of(database: Database, problem_id: str) -> Iterator[ThreadBundle]:
    """Yield the threads on one problem, oldest first."""
    yield from _threads_among(database, [problem_id])


def thread_bundle(database: Database, thread_id: str) -> ThreadBundle | None:
    """Return one thread with everything in it, or None where there is none of this id."""
    rows = database.rows("SELECT * FROM threads WHERE id = ?", (thread_id,))
    return next(iter(_bundled(database, rows)), None)


def every(database: Database, kind: type[_T]) -> list[_T]:
    """Return all records of a kind that a project holds few of, oldest first."""
    rows = database.rows(f"SELECT * FROM {TABLES[kind]} ORDER BY created_at, id")
    return [from_row(kind, row) for row in rows]


def annotators(database: Database) -> list[Annotator]:
    """Return everyone whose marks are in the project."""
    return every(database, Annotator)


def models(database: Database) -> list[ModelRecord]:
    """Return every model that the project knows."""
    return every(database, ModelRecord)


def preferences(database: Database) -> list[Preference]:
    """Return every preference."""
    return every(database, Preference)


def rankings(database: Database) -> list[RankedResponses]:
    """Return every ranking."""
    return every(database, RankedResponses)


def guidelines(database: Database) -> list[Row]:
    """Return every version of the guideline as rows (``version``, ``text``, ``created_at``)."""
    return database.rows("SELECT * FROM guidelines ORDER BY version")


def split_of(database: Database, problem_id: str) -> str:
    """Return the side of the split that a problem is on; training for none."""
    found = database.value("SELECT split FROM problems WHERE id = ?", (problem_id,))
    return str(found or Split.TRAIN.value)


def topics(database: Database) -> list[str]:
    """Return the topics of the problems, in order."""
    rows = database.rows(
        "SELECT DISTINCT topic FROM problems WHERE coalesce(topic, '') <> '' ORDER BY topic"
    )
    return [row["topic"] for row in rows]


def problem_sources(database: Database, problem_ids: list[str]) -> dict[str, int]:
    """Return how many of some problems come from where."""
    rows = database.rows(
        "SELECT coalesce(nullif(source, ''), 'unknown') AS name, count(*) AS n FROM problems"
        f" WHERE id {_AMONG} GROUP BY 1",
        (json.dumps(problem_ids),),
    )
    return {row["name"]: row["n"] for row in rows}


def response_writers(database: Database, problem_ids: list[str]) -> dict[str, int]:
    """Return how many responses to some problems which model wrote; imported ones name none."""
    rows = database.rows(
        "SELECT coalesce(m.name, r.model_id, CASE r.finish_reason WHEN 'imported'"
        " THEN 'unknown (imported)' ELSE 'unknown' END) AS name, count(*) AS n FROM threads t"
        " JOIN turns u ON u.thread_id = t.id JOIN responses r ON r.turn_id = u.id"
        f" LEFT JOIN models m ON m.id = r.model_id WHERE t.problem_id {_AMONG} GROUP BY 1",
        (json.dumps(problem_ids),),
    )
    return {row["name"]: row["n"] for row in rows}


def second_opinions(database: Database, problem_ids: list[str]) -> dict[str, int]:
    """Return how many verdicts stand beside those that count, and how many of them are blind."""
    row = database.row(
        "SELECT count(*) AS n, coalesce(sum(o.blind), 0) AS blind FROM opinions o"
        " JOIN steps s ON s.id = o.step_id JOIN responses r ON r.id = s.response_id"
        " JOIN turns u ON u.id = r.turn_id JOIN threads t ON t.id = u.thread_id"
        f" WHERE o.state = 'standing' AND o.verdict IS NOT NULL AND t.problem_id {_AMONG}",
        (json.dumps(problem_ids),),
    ) or {"n": 0, "blind": 0}
    return {"second_opinions": row["n"], "of_them_blind": row["blind"]} if row["n"] else {}


def next_position(database: Database) -> int:
    """Return the position of the next problem to be added."""
    return int(database.value("SELECT max(position) FROM problems") or 0) + 1


def _threads_among(database: Database, problem_ids: list[str]) -> list[ThreadBundle]:
    sql = f"SELECT * FROM threads WHERE problem_id {_AMONG} ORDER BY created_at, id"
    return _bundled(database, database.rows(sql, (json.dumps(problem_ids),)))


def _bundled(database: Database, threads: list[Row]) -> list[ThreadBundle]:
    """Return threads with everything in them, by one query for each kind of record."""
    turns = _belonging(database, "turns", "thread_id", "number", threads)
    every_turn = [turn for group in turns.values() for turn in group]
    responses = _responses(database, every_turn)
    return [
        ThreadBundle(
            from_row(Thread, thread),
            tuple(
                TurnBundle(from_row(Turn, turn), tuple(responses[turn["id"]]))
                for turn in turns[thread["id"]]
            ),
        )
        for thread in threads
    ]


def _responses(database: Database, turns: Iterable[Row]) -> dict[str, list[ResponseBundle]]:
    """Return the responses of turns, by turn."""
    found = _belonging(database, "responses", "turn_id", "candidate, id", turns)
    rows = [response for group in found.values() for response in group]
    steps = _belonging(database, "steps", "response_id", "number", rows)
    marks: dict[str, dict[str, Mark]] = defaultdict(dict)
    sql = (
        "SELECT m.*, s.response_id FROM marks m JOIN steps s ON s.id = m.step_id"
        f" WHERE s.response_id {_AMONG}"
    )
    for row in database.rows(sql, (_ids(rows),)):
        marks[row["response_id"]][row["step_id"]] = from_row(Mark, row)
    bundles: dict[str, list[ResponseBundle]] = defaultdict(list)
    for row in rows:
        own = tuple(from_row(Step, step) for step in steps[row["id"]])
        bundle = ResponseBundle(from_row(Response, row), own, marks[row["id"]])
        bundles[row["turn_id"]].append(bundle)
    return bundles


def _belonging(
    database: Database, table: str, owner: str, order: str, owners: Iterable[Row]
) -> dict[str, list[Row]]:
    """Return the rows of a table that belong to any of ``owners``, by owner, in order."""
    sql = f"SELECT * FROM {table} WHERE {owner} {_AMONG} ORDER BY {order}"
    found: dict[str, list[Row]] = defaultdict(list)
    for row in database.rows(sql, (_ids(owners),)):
        found[row[owner]].append(row)
    return found


def _ids(rows: Iterable[Row]) -> str:
    return json.dumps([row["id"] for row in rows])
