"""Keeps daily counts of the marks in step with the records, and sums them for the pictures.

Counting a million marks anew for each look would take seconds and hold the window up, for there is
one connection. So each problem has a row per day and annotator, and each judged response one with
the place of its first error, kept in the same transaction as the marks (as the queue's summary is).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from workbench.store.database import Database
from workbench.store.rows import Row

COUNTS = (
    "correct",
    "neutral",
    "incorrect",
    "reasoning",
    "calculation",
    "misread_problem",
    "unjustified",
    "incomplete",
    "follows_from_earlier_error",
)
"""The columns that count verdicts: three verdicts, then the kinds of the incorrect ones."""

MOST_TOPICS = 500

_FROM = (
    " FROM problems p JOIN threads t ON t.problem_id = p.id JOIN turns u ON u.thread_id = t.id"
    " JOIN responses r ON r.turn_id = u.id JOIN steps s ON s.response_id = r.id"
    " LEFT JOIN marks m ON m.step_id = s.id"
    " WHERE p.id IN (SELECT value FROM json_each(:ids))"
)
_DAY = "coalesce(date(m.updated_at, 'localtime'), '')"
_FILL_DAYS = (
    "INSERT INTO insight_days SELECT "
    f"{_DAY}, m.annotator_id, coalesce(p.topic, ''), p.id,"
    " sum(m.verdict = 1), sum(m.verdict = 0), sum(m.verdict = -1), "
    + ", ".join(f"sum(coalesce(m.error_kind = '{kind}', 0))" for kind in COUNTS[3:])
    + ", sum(m.seconds > 0), sum(m.seconds)"
    + f"{_FROM} AND m.verdict IS NOT NULL GROUP BY 1, 2, 3, 4"
)
_FILL_ERRORS = (
    "INSERT INTO insight_errors SELECT r.id, p.id, coalesce(p.topic, ''),"
    " coalesce(date(max(m.updated_at), 'localtime'), ''),"
    " coalesce(min(CASE WHEN m.verdict = -1 THEN s.number END), 0)"
    f"{_FROM} GROUP BY r.id"
    " HAVING min(m.verdict) = -1 OR count(m.verdict) = count(*)"
)


@dataclass(frozen=True, slots=True)
class Slice:
    """Which marks are counted: from a day on (``YYYY-MM-DD``, empty for all), of one topic or all.

    Days are the calendar days of this machine on which the marks were last changed.
    """

    since: str = ""
    topic: str | None = None


def refresh(database: Database, problem_ids: set[str]) -> None:
    """Count some problems anew inside the caller's transaction."""
    if not problem_ids:
        return
    ids = {"ids": json.dumps(sorted(problem_ids))}
    among = "problem_id IN (SELECT value FROM json_each(:ids))"
    for table, fill in (("insight_days", _FILL_DAYS), ("insight_errors", _FILL_ERRORS)):
        database.execute(f"DELETE FROM {table} WHERE {among}", ids)
        database.execute(fill, ids)


def by_day(database: Database, chosen: Slice) -> list[Row]:
    """Return the counts of each day and annotator, with timed marks and their seconds."""
    where, parameters = _where(chosen)
    sums = ", ".join(f"sum({name}) AS {name}" for name in (*COUNTS[:3], "timed", "seconds"))
    return database.rows(
        f"SELECT day, annotator_id, {sums} FROM insight_days{where} GROUP BY day, annotator_id",
        parameters,
    )


def by_topic(database: Database, chosen: Slice) -> list[Row]:
    """Return the counts of verdicts and error kinds of each topic."""
    where, parameters = _where(chosen)
    sums = ", ".join(f"sum({name}) AS {name}" for name in COUNTS)
    return database.rows(
        f"SELECT topic, {sums} FROM insight_days{where} GROUP BY topic ORDER BY topic", parameters
    )


def topics(database: Database) -> list[str]:
    """Return the topics of the project, in order, at most ``MOST_TOPICS``; empty for none given.

    It goes through the queue's index from topic to topic, for DISTINCT would read every entry.
    """
    rows = database.rows(
        "WITH RECURSIVE found (topic) AS (SELECT min(topic) FROM queue UNION ALL"
        " SELECT (SELECT min(q.topic) FROM queue q WHERE q.topic > found.topic) FROM found"
        " WHERE found.topic IS NOT NULL LIMIT ?) SELECT topic FROM found WHERE topic IS NOT NULL",
        (MOST_TOPICS,),
    )
    topics = [row["topic"] for row in rows if row["topic"]]
    nameless = database.value("SELECT EXISTS (SELECT 1 FROM queue WHERE topic IS NULL)")
    return ["", *topics] if nameless else topics


def any_mark(database: Database) -> bool:
    """Return whether there is anything to count."""
    return bool(database.value("SELECT EXISTS (SELECT 1 FROM insight_days)"))


def first_errors(database: Database, chosen: Slice) -> list[Row]:
    """Return how many responses have their first error at each step; step 0 is none."""
    where, parameters = _where(chosen)
    return database.rows(
        f"SELECT step, count(*) AS n FROM insight_errors{where} GROUP BY step ORDER BY step",
        parameters,
    )


def count_problems(database: Database, chosen: Slice) -> int:
    """Return how many problems are behind the counts."""
    where, parameters = _where(chosen)
    return int(
        database.value(f"SELECT count(DISTINCT problem_id) FROM insight_days{where}", parameters)
    )


def problems_counted(
    database: Database,
    chosen: Slice,
    columns: Iterable[str] = (),
    *,
    until: str = "",
    annotator_id: str = "",
) -> list[str]:
    """Return the problems with a mark that one of ``columns`` counts, in their order of import.

    ``until`` is the last day that counts. Raises KeyError for a column that counts nothing.
    """
    clauses, parameters = _clauses(chosen)
    wanted = tuple(columns)
    if unknown := set(wanted) - {*COUNTS, "timed"}:
        raise KeyError(unknown.pop())
    if wanted:
        clauses.append("(" + " OR ".join(f"{name} > 0" for name in wanted) + ")")
    for clause, value in (("day <= ?", until), ("annotator_id = ?", annotator_id)):
        if value:
            clauses.append(clause)
            parameters.append(value)
    return _ids(database, "insight_days", clauses, parameters)


def problems_without_kind(database: Database, chosen: Slice) -> list[str]:
    """Return the problems with an incorrect step whose kind was not said."""
    clauses, parameters = _clauses(chosen)
    clauses.append("incorrect > " + " + ".join(COUNTS[3:]))
    return _ids(database, "insight_days", clauses, parameters)


def problems_erring(database: Database, chosen: Slice, first: int, last: int) -> list[str]:
    """Return the problems with a response whose first error is at a step of ``first..last``."""
    clauses, parameters = _clauses(chosen)
    clauses.append("step BETWEEN ? AND ?")
    return _ids(database, "insight_errors", clauses, [*parameters, first, last])


def has_scores(database: Database, reward_model: str) -> bool:
    """Return whether any step was scored by a reward model, which goes by its run's id."""
    found = database.value(
        "SELECT EXISTS (SELECT 1 FROM step_scores x JOIN reward_models w"
        " ON w.key = x.reward_model WHERE w.id = ?)",
        (reward_model,),
    )
    return bool(found)


def problems_scored(database: Database, reward_model: str, low: float, high: float) -> list[str]:
    """Return the problems with a marked step that a reward model holds correct with a chance.

    The chance lies from ``low`` to below ``high``, that of the highest bin up to 1.
    """
    last = "x.probability <= 1" if high >= 1 else "x.probability < ?"
    bounds = [low] if high >= 1 else [low, high]
    rows = database.rows(
        "SELECT id FROM problems WHERE id IN (SELECT t.problem_id FROM step_scores x"
        " JOIN marks m ON m.step_id = x.step_id JOIN steps s ON s.id = x.step_id"
        " JOIN responses r ON r.id = s.response_id JOIN turns u ON u.id = r.turn_id"
        " JOIN threads t ON t.id = u.thread_id WHERE m.verdict IS NOT NULL"
        " AND x.reward_model = (SELECT key FROM reward_models WHERE id = ?)"
        f" AND x.probability >= ? AND {last}) ORDER BY position, id",
        (reward_model, *bounds),
    )
    return [row["id"] for row in rows]


def _ids(
    database: Database, table: str, clauses: list[str], parameters: list[str | int]
) -> list[str]:
    where = " WHERE " + " AND ".join(clauses) if clauses else ""
    rows = database.rows(
        f"SELECT id FROM problems WHERE id IN (SELECT problem_id FROM {table}{where})"
        " ORDER BY position, id",
        parameters,
    )
    return [row["id"] for row in rows]


def _where(chosen: Slice) -> tuple[str, list[str | int]]:
    clauses, parameters = _clauses(chosen)
    return (" WHERE " + " AND ".join(clauses) if clauses else ""), parameters


def _clauses(chosen: Slice) -> tuple[list[str], list[str | int]]:
    clauses: list[str] = []
    parameters: list[str | int] = []
    if chosen.since:
        clauses.append("day >= ?")
        parameters.append(chosen.since)
    if chosen.topic is not None:
        clauses.append("topic = ?")
        parameters.append(chosen.topic)
    return clauses, parameters
