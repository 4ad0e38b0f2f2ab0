"""Keeps the queue's summary in step with the records, in the same transaction, and searches it."""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workbench.store import insights, scores, searching
from workbench.store.changes import RowChange
from workbench.store.database import Database
from workbench.store.row_changes import among
from workbench.store.rows import Row

_OF_THREAD = "SELECT problem_id AS id FROM threads WHERE id = ?"
_OF_TURN = (
    "SELECT t.problem_id AS id FROM turns u JOIN threads t ON t.id = u.thread_id WHERE u.id = ?"
)
_OF_RESPONSE = (
    "SELECT t.problem_id AS id FROM responses r JOIN turns u ON u.id = r.turn_id"
    " JOIN threads t ON t.id = u.thread_id WHERE r.id = ?"
)
_OF_STEP = (
    "SELECT t.problem_id AS id FROM steps s JOIN responses r ON r.id = s.response_id"
    " JOIN turns u ON u.id = r.turn_id JOIN threads t ON t.id = u.thread_id WHERE s.id = ?"
)
_OWNERS = {
    "problems": ("id", ""),
    "threads": ("problem_id", ""),
    "consistency_checks": ("problem_id", ""),
    "turns": ("thread_id", _OF_THREAD),
    "responses": ("turn_id", _OF_TURN),
    "steps": ("response_id", _OF_RESPONSE),
    "marks": ("step_id", _OF_STEP),
}
"""The column that says what a row belongs to, and the query for that one's problem."""

_REFRESH = """
INSERT INTO queue (rowid, problem_id, position, topic, excerpt, split, status, turn, marked_steps,
                   total_steps, worst_verdict, any_mark, converged)
SELECT p.rowid, p.id, p.position, p.topic, substr(p.statement, 1, 240), p.split,
       CASE WHEN t.status = 'accepted' THEN 'accepted'
            WHEN t.status IN ('bad_problem', 'give_up') THEN 'set_aside'
            WHEN {any_mark} THEN 'refining' ELSE 'unmarked' END,
       coalesce(u.number, 0),
       (SELECT count(m.verdict) FROM steps s JOIN marks m ON m.step_id = s.id
         WHERE s.response_id = u.chosen_response_id),
       (SELECT count(*) FROM steps s WHERE s.response_id = u.chosen_response_id),
       (SELECT min(m.verdict) FROM steps s JOIN marks m ON m.step_id = s.id
         WHERE s.response_id = u.chosen_response_id),
       {any_mark},
       coalesce((SELECT (SELECT count(*) FROM json_each(c.samples)
                          WHERE json_extract(value, '$.agrees')) >= c.threshold
                   FROM consistency_checks c WHERE c.problem_id = p.id
                  ORDER BY c.created_at DESC, c.id LIMIT 1), 0)
  FROM problems p
  LEFT JOIN threads t ON t.id = (SELECT id FROM threads WHERE problem_id = p.id
                                  ORDER BY annotator_id <> :annotator, created_at, id LIMIT 1)
  LEFT JOIN turns u ON u.id = (SELECT id FROM turns WHERE thread_id = t.id
                                ORDER BY number DESC LIMIT 1)
 WHERE p.id IN (SELECT value FROM json_each(:ids))
ON CONFLICT (problem_id) DO UPDATE SET
  position = excluded.position, topic = excluded.topic, excerpt = excluded.excerpt,
  split = excluded.split, status = excluded.status, turn = excluded.turn,
  marked_steps = excluded.marked_steps, total_steps = excluded.total_steps,
  worst_verdict = excluded.worst_verdict, any_mark = excluded.any_mark,
  converged = excluded.converged
""".replace(
    "{any_mark}",
    "EXISTS (SELECT 1 FROM turns u2 JOIN responses r ON r.turn_id = u2.id"
    " JOIN steps s ON s.response_id = r.id JOIN marks m ON m.step_id = s.id"
    " WHERE u2.thread_id = t.id AND m.verdict IS NOT NULL)",
)

_FEW = 2000
_KEPT = 8
_ORDERS = {
    "imported": "q.position",
    "informative": "q.informative DESC, q.position",
    "hardest": "coalesce(q.worst_verdict, 2), q.turn DESC, q.position",
}


_FLAGS = {
    "converged": "q.converged",
    # The rank of a problem that waits for marks and was scored begins at 2 (store/scores.py).
    "suggested": "q.informative >= 2",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which problems of the queue are wanted, and in which order; None wants all.

    ``flag`` is ``converged`` (solved again consistently) or ``suggested`` (a reward model has
    something to say of steps that are unmarked). ``among`` names the only problems wanted.
    """

    search: str = ""
    status: str | None = None
    split: str | None = None
    topic: str | None = None
    flag: str | None = None
    order: str = "imported"
    among: Sequence[str] | None = None


def problems_of(database: Database, rows: Iterable[RowChange]) -> set[str]:
    """Return the problems that the rows of a whole change belong to, before they are written.

    An owner that is not there yet comes with them and says itself whose it is.
    """
    owners: dict[str, set[str]] = {}
    for row in rows:
        column, sql = _OWNERS.get(row.table, ("", ""))
        fields = row.after or row.before
        if column and fields is not None:
            owners.setdefault(sql, set()).add(fields[column])
    found = owners.pop("", set())
    for sql, keys in owners.items():
        # Many at once: an import asks for some hundred steps a time.
        several = sql.removesuffix("= ?") + "IN (SELECT value FROM json_each(?))"
        for part in among(keys):
            found.update(row["id"] for row in database.rows(several, (part,)))
    return found


def refresh(database: Database, problem_ids: set[str], annotator_id: str) -> None:
    """Recompute the summaries of some problems inside the caller's transaction."""
    if not problem_ids:
        return
    ids = json.dumps(sorted(problem_ids))
    # What went goes first: a problem that came instead may have been given its number.
    database.execute(
        "DELETE FROM queue WHERE problem_id IN (SELECT value FROM json_each(?))"
        " AND problem_id NOT IN (SELECT id FROM problems)",
        (ids,),
    )
    database.execute(_REFRESH, {"ids": ids, "annotator": annotator_id})
    insights.refresh(database, problem_ids)
    scores.rank(database, problem_ids, annotator_id)


@dataclass(frozen=True, slots=True)
class _Order:
    """The numbers of problems in an order; ``unbroken`` where each is one above the one before."""

    numbers: array[int]
    unbroken: bool

    def among(self, found: array[int]) -> array[int]:
        """Return those of them that were found; ``found`` ascends."""
        if self.unbroken:  # the usual case: in order of import, and none was ever taken out
            first, last = self.numbers[0], self.numbers[-1]
            return found[bisect_left(found, first) : bisect_right(found, last)]
        return array("q", filter(set(found).__contains__, self.numbers))


class Orders:
    """Lists problems; the orders asked for last are kept until a line of the queue is written.

    Whoever types a search asks for one order again and again, and reading it is half the work.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._state: tuple[int, int] | None = None
        self._kept: OrderedDict[tuple[str, tuple[str, ...]], _Order] = OrderedDict()

    def numbers(self, wanted: Wanted) -> array[int]:
        """Return the numbers of the problems that are wanted, in order, for reading only.

        A hundred thousand come at once.
        """
        order = _ORDERS.get(wanted.order, _ORDERS["imported"])
        where, parameters = _filter(wanted)
        words = wanted.search.strip()
        if not words:
            return self._in_order(where, order, parameters).numbers
        found = searching.matching(self._database, words)
        if len(found) <= _FEW:
            where += " AND q.rowid IN (SELECT value FROM json_each(?))"
            parameters = (*parameters, json.dumps(found.tolist()))
            return self._database.integers(_ordered(where, order), parameters)
        # Of many finds it takes longer to look up each than to pass over all problems in order.
        return self._in_order(where, order, parameters).among(found)

    def _in_order(self, where: str, order: str, parameters: tuple[str, ...]) -> _Order:
        """Return what is kept of an order where nothing was written since, or read it."""
        sql, state = _ordered(where, order), self._database.state("queue")
        if state is None:  # what stands inside a transaction may be rolled back
            return self._read(sql, parameters)
        if state != self._state:
            self._kept.clear()
            self._state = state
        found = self._kept.get((sql, parameters))
        if found is None:
            found = self._kept[sql, parameters] = self._read(sql, parameters)
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end((sql, parameters))
        return found

    def _read(self, sql: str, parameters: tuple[str, ...]) -> _Order:
        numbers = self._database.integers(sql, parameters)
        first = numbers[0] if numbers else 0
        unbroken = bool(numbers) and numbers == array("q", range(first, first + len(numbers)))
        return _Order(numbers, unbroken)


def numbers(database: Database, wanted: Wanted) -> array[int]:
    """Return the numbers of the problems that are wanted, in order, for one who asks once."""
    return Orders(database).numbers(wanted)


def rows_of(database: Database, chosen: Sequence[int]) -> list[tuple[int, Row]]:
    """Return numbers with their summaries, in the order asked; what is gone is left out."""
    found = database.rows(
        "SELECT q.rowid AS number, q.* FROM queue q"
        " WHERE q.rowid IN (SELECT value FROM json_each(?))",
        (json.dumps(list(chosen)),),
    )
    by_number = {row.pop("number"): row for row in found}
    return [(number, by_number[number]) for number in chosen if number in by_number]


def rows_by_id(database: Database, problem_ids: Sequence[str]) -> list[Row]:
    """Return the summaries of some problems; those that are gone are left out."""
    return database.rows(
        "SELECT * FROM queue WHERE problem_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(problem_ids)),),
    )


def number_of(database: Database, problem_id: str) -> int | None:
    """Return the number of a problem, or None where it is gone."""
    found = database.value("SELECT rowid FROM queue WHERE problem_id = ?", (problem_id,))
    return None if found is None else int(found)


def find(
    database: Database,
    search: str,
    status: str | None,
    order: str,
    limit: int,
    offset: int,
    among: Sequence[str] | None = None,
) -> list[Row]:
    """Return some summaries in order; ``among`` names the only problems that are wanted."""
    wanted = Wanted(search, status=status, order=order, among=among)
    chosen = numbers(database, wanted)
    some = chosen[offset : len(chosen) if limit < 0 else offset + limit]
    return [row for _, row in rows_of(database, some)]


def topics(database: Database, most: int) -> list[tuple[str, int]]:
    """Return the topics of most problems with how many each has, by name."""
    rows = database.rows(
        "SELECT * FROM (SELECT topic, count(*) AS n FROM queue WHERE topic <> ''"
        " GROUP BY topic ORDER BY n DESC, topic LIMIT ?) ORDER BY topic",
        (most,),
    )
    return [(row["topic"], row["n"]) for row in rows]


def marked_on(database: Database, day: str, annotator_id: str) -> tuple[int, int, float]:
    """Return of an annotator's day: marks, those that were timed, and their seconds."""
    row = database.row(
        "SELECT coalesce(sum(correct + neutral + incorrect), 0) AS marks,"
        " coalesce(sum(timed), 0) AS timed, coalesce(sum(seconds), 0) AS seconds"
        " FROM insight_days WHERE day = ? AND annotator_id = ?",
        (day, annotator_id),
    )
    assert row is not None, "an aggregate has a row"
    return row["marks"], row["timed"], row["seconds"]


def counts(database: Database) -> dict[str, int]:
    """Return the number of problems by status, and under ``marked`` those with any mark."""
    rows = database.rows(
        "SELECT status, count(*) AS n, sum(any_mark) AS marked FROM queue GROUP BY status"
    )
    found = {row["status"]: row["n"] for row in rows}
    return found | {"marked": sum(row["marked"] for row in rows)}


def _ordered(where: str, order: str) -> str:
    return f"SELECT q.rowid FROM queue q {where} ORDER BY {order}"


def _filter(wanted: Wanted) -> tuple[str, tuple[str, ...]]:
    """Return the WHERE clause of everything but the words searched for."""
    clauses: list[str] = ["1"]
    parameters: list[str] = []
    for column, value in (
        ("status", wanted.status),
        ("split", wanted.split),
        ("topic", wanted.topic),
    ):
        if value is not None:
            clauses.append(f"q.{column} = ?")
            parameters.append(value)
    if wanted.flag is not None:
        clauses.append(_FLAGS[wanted.flag])
    if wanted.among is not None:
        clauses.append("q.problem_id IN (SELECT value FROM json_each(?))")
        parameters.append(json.dumps(list(wanted.among)))
    return "WHERE " + " AND ".join(clauses), tuple(parameters)
