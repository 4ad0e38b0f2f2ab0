"""Reads a project in bulk, a few problems in memory at a time, for exports and comparing."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import islice
from typing import Any, TypeVar

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
from workbench.store.rows import TABLES, Row, columns, maker

_T = TypeVar("_T")
_BATCH = 200
_PROBLEMS_AT_ONCE = 20
_AMONG = "IN (SELECT value FROM json_each(?))"
# In the order of the index on steps, which spares sorting them.
_STEPS = (
    f"SELECT {columns(Step, 's')}, {columns(Mark, 'm')}"
    " FROM steps s LEFT JOIN marks m ON m.step_id = s.id"
    f" WHERE s.response_id {_AMONG} ORDER BY s.response_id, s.number"
)
_STEP_FIELDS = len(fields(Step))


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
    where = "WHERE (position, id) > (?, ?) ORDER BY position, id LIMIT ?"
    while problems := _selected(database, Problem, where, (*after, _BATCH)):
        yield from problems
        after = problems[-1].position, problems[-1].id


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
    threads = _selected(database, Thread, "WHERE id = ?", (thread_id,))
    return next(iter(_bundled(database, threads)), None)


def every(database: Database, kind: type[_T]) -> list[_T]:
    """Return all records of a kind that a project holds few of, oldest first."""
    return _selected(database, kind, "ORDER BY created_at, id")


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
    where = f"WHERE problem_id {_AMONG} ORDER BY created_at, id"
    return _bundled(database, _selected(database, Thread, where, (json.dumps(problem_ids),)))


def _bundled(database: Database, threads: list[Thread]) -> list[ThreadBundle]:
    """Return threads with everything in them, by one query for each kind of record."""
    where = f"WHERE thread_id {_AMONG} ORDER BY thread_id, number"
    turns = _selected(database, Turn, where, (_ids(threads),))
    responses = _responses(database, turns)
    by_thread: dict[str, list[TurnBundle]] = defaultdict(list)
    for turn in turns:
        by_thread[turn.thread_id].append(TurnBundle(turn, tuple(responses[turn.id])))
    return [ThreadBundle(thread, tuple(by_thread[thread.id])) for thread in threads]


def _responses(database: Database, turns: list[Turn]) -> dict[str, list[ResponseBundle]]:
    """Return the responses of turns, by turn."""
    where = f"WHERE turn_id {_AMONG} ORDER BY turn_id, candidate, id"
    responses = _selected(database, Response, where, (_ids(turns),))
    steps, marks = _steps(database, responses)
    bundles: dict[str, list[ResponseBundle]] = defaultdict(list)
    for response in responses:
        own = ResponseBundle(response, tuple(steps[response.id]), marks[response.id])
        bundles[response.turn_id].append(own)
    return bundles


def _steps(
    database: Database, responses: list[Response]
) -> tuple[dict[str, list[Step]], dict[str, dict[str, Mark]]]:
    """Return the steps of responses and what was said of them, by response."""
    steps: dict[str, list[Step]] = defaultdict(list)
    marks: dict[str, dict[str, Mark]] = defaultdict(dict)
    step_of, mark_of = maker(Step), maker(Mark)
    for row in database.tuples(_STEPS, (_ids(responses),)):
        step = step_of(row[:_STEP_FIELDS])
        steps[step.response_id].append(step)
        if row[_STEP_FIELDS] is not None:
            marks[step.response_id][step.id] = mark_of(row[_STEP_FIELDS:])
    return steps, marks


def _selected(
    database: Database, kind: type[_T], where: str, parameters: Sequence[Any] = ()
) -> list[_T]:
    sql = f"SELECT {columns(kind)} FROM {TABLES[kind]} {where}"
    return list(map(maker(kind), database.tuples(sql, parameters)))


def _ids(records: Iterable[Thread | Turn | Response]) -> str:
    return json.dumps([record.id for record in records])
