"""Reads a project in bulk, one thread in memory at a time, for exports and for comparing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from workbench.domain.records import (
    Annotator,
    Mark,
    ModelRecord,
    Preference,
    Problem,
    RankedResponses,
    Response,
    Step,
    Thread,
    Turn,
)
from workbench.store.database import Database
from workbench.store.rows import TABLES, Row, from_row

_T = TypeVar("_T")
_BATCH = 200


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


def threads_of(database: Database, problem_id: str) -> Iterator[ThreadBundle]:
    """Yield the threads on one problem, oldest first."""
    rows = database.rows(
        "SELECT id FROM threads WHERE problem_id = ? ORDER BY created_at, id", (problem_id,)
    )
    for row in rows:
        bundle = thread_bundle(database, row["id"])
        if bundle is not None:
            yield bundle


def thread_bundle(database: Database, thread_id: str) -> ThreadBundle | None:
    """Return one thread with everything in it, or None where there is none of this id."""
    thread = database.row("SELECT * FROM threads WHERE id = ?", (thread_id,))
    if thread is None:
        return None
    turns = database.rows("SELECT * FROM turns WHERE thread_id = ? ORDER BY number", (thread_id,))
    return ThreadBundle(
        from_row(Thread, thread), tuple(_turn_bundle(database, turn) for turn in turns)
    )


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


def next_position(database: Database) -> int:
    """Return the position of the next problem to be added."""
    return int(database.value("SELECT max(position) FROM problems") or 0) + 1


def _turn_bundle(database: Database, turn: Row) -> TurnBundle:
    rows = database.rows(
        "SELECT * FROM responses WHERE turn_id = ? ORDER BY candidate, id", (turn["id"],)
    )
    return TurnBundle(from_row(Turn, turn), tuple(_response_bundle(database, row) for row in rows))


def _response_bundle(database: Database, response: Row) -> ResponseBundle:
    steps = database.rows(
        "SELECT * FROM steps WHERE response_id = ? ORDER BY number", (response["id"],)
    )
    marks = database.rows(
        "SELECT m.* FROM marks m JOIN steps s ON s.id = m.step_id WHERE s.response_id = ?",
        (response["id"],),
    )
    return ResponseBundle(
        from_row(Response, response),
        tuple(from_row(Step, row) for row in steps),
        {row["step_id"]: from_row(Mark, row) for row in marks},
    )
