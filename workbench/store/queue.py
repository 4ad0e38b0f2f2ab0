"""Keeps the queue's summary in step with the records, in the same transaction, and searches it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from workbench.store import insights, scores
from workbench.store.changes import RowChange
from workbench.store.database import Database
from workbench.store.rows import Row

_PROBLEM_OF = {
    "threads": "SELECT problem_id AS id FROM threads WHERE id = :key",
    "turns": "SELECT t.problem_id AS id FROM turns u JOIN threads t ON t.id = u.thread_id"
    " WHERE u.id = :key",
    "responses": "SELECT t.problem_id AS id FROM responses r JOIN turns u ON u.id = r.turn_id"
    " JOIN threads t ON t.id = u.thread_id WHERE r.id = :key",
    "steps": "SELECT t.problem_id AS id FROM steps s JOIN responses r ON r.id = s.response_id"
    " JOIN turns u ON u.id = r.turn_id JOIN threads t ON t.id = u.thread_id WHERE s.id = :key",
}
_PROBLEM_OF["marks"] = _PROBLEM_OF["steps"]
_PROBLEM_OF["consistency_checks"] = (
    "SELECT problem_id AS id FROM consistency_checks WHERE id = :key"
)

_REFRESH = """
INSERT INTO queue (problem_id, position, topic, excerpt, split, status, turn, marked_steps,
                   total_steps, worst_verdict, any_mark, converged)
SELECT p.id, p.position, p.topic, substr(p.statement, 1, 240), p.split,
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

_TRIGRAM = 3
_ORDERS = {
    "imported": "q.position",
    "informative": "q.informative DESC, q.position",
    "hardest": "coalesce(q.worst_verdict, 2), q.turn DESC, q.position",
}


def problems_of(database: Database, rows: Iterable[RowChange]) -> set[str]:
    """Return the problems that changed rows belong to, as the records stand now."""
    found: set[str] = set()
    for row in rows:
        if row.table == "problems":
            found.add(row.key)
            continue
        sql = _PROBLEM_OF.get(row.table)
        if sql is not None:
            found.update(r["id"] for r in database.rows(sql, {"key": row.key}))
    return found


def unindex(database: Database, problem_ids: set[str]) -> None:
    """Take problems out of the search index, before they change.

    No trigger does this: ``trusted_schema = OFF`` keeps triggers away from virtual tables.
    """
    database.execute(
        "INSERT INTO search (search, rowid, statement, topic) SELECT 'delete', rowid, statement,"
        " topic FROM problems WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(problem_ids)),),
    )


def index(database: Database, problem_ids: set[str]) -> None:
    """Put problems into the search index, after they changed."""
    database.execute(
        "INSERT INTO search (rowid, statement, topic) SELECT rowid, statement, topic"
        " FROM problems WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(problem_ids)),),
    )


def refresh(database: Database, problem_ids: set[str], annotator_id: str) -> None:
    """Recompute the summaries of some problems inside the caller's transaction."""
    if not problem_ids:
        return
    ids = json.dumps(sorted(problem_ids))
    database.execute(_REFRESH, {"ids": ids, "annotator": annotator_id})
    insights.refresh(database, problem_ids)
    database.execute(
        "DELETE FROM queue WHERE problem_id IN (SELECT value FROM json_each(?))"
        " AND problem_id NOT IN (SELECT id FROM problems)",
        (ids,),
    )
    scores.rank(database, problem_ids, annotator_id)


def find(
    database: Database,
    search: str,
    status: str | None,
    order: str,
    limit: int,
    offset: int,
    among: Sequence[str] | None = None,
) -> list[Row]:
    """Return summaries in order; ``search`` is any part of a statement, topic or problem id.

    ``among`` names the only problems that are wanted; None is all of them.
    """
    words = search.strip()
    if len(words) >= _TRIGRAM and order == "imported" and among is None:
        return _find_in_import_order(database, words, status, limit, offset)
    where, parameters = _filter(words, status, among)
    sql = (
        f"SELECT q.* FROM queue q {where} ORDER BY {_ORDERS.get(order, _ORDERS['imported'])}"
        " LIMIT ? OFFSET ?"
    )
    return database.rows(sql, (*parameters, limit, offset))


def _find_in_import_order(
    database: Database, words: str, status: str | None, limit: int, offset: int
) -> list[Row]:
    """Read the index in its own order, which is that of import, and stop at the limit.

    Sorting all finds of a frequent word took 280 ms of 100,000 problems; this takes a few.
    """
    wanted = "" if status is None else " AND q.status = ?"
    parameters: list[str | int] = [_phrase(words), *([] if status is None else [status])]
    return database.rows(
        "SELECT q.* FROM search CROSS JOIN problems p ON p.rowid = search.rowid"
        " CROSS JOIN queue q ON q.problem_id = p.id"
        f" WHERE search MATCH ?{wanted} ORDER BY search.rowid LIMIT ? OFFSET ?",
        (*parameters, limit, offset),
    )


def counts(database: Database) -> dict[str, int]:
    """Return the number of problems by status, and under ``marked`` those with any mark."""
    rows = database.rows(
        "SELECT status, count(*) AS n, sum(any_mark) AS marked FROM queue GROUP BY status"
    )
    found = {row["status"]: row["n"] for row in rows}
    return found | {"marked": sum(row["marked"] for row in rows)}


def _filter(
    search: str, status: str | None, among: Sequence[str] | None = None
) -> tuple[str, list[str]]:
    """Return the WHERE clause: the trigram index needs three letters, fewer are scanned for."""
    clauses: list[str] = []
    parameters: list[str] = []
    if len(search) >= _TRIGRAM:
        clauses.append(
            "q.problem_id IN (SELECT p.id FROM problems p WHERE p.rowid IN"
            " (SELECT rowid FROM search WHERE search MATCH ?))"
        )
        parameters.append(_phrase(search))
    elif search:
        clauses.append("(instr(lower(q.excerpt), lower(?)) OR instr(lower(q.topic), lower(?)))")
        parameters += [search, search]
    if status is not None:
        clauses.append("q.status = ?")
        parameters.append(status)
    if among is not None:
        clauses.append("q.problem_id IN (SELECT value FROM json_each(?))")
        parameters.append(json.dumps(list(among)))
    return ("WHERE " + " AND ".join(clauses) if clauses else ""), parameters


def _phrase(words: str) -> str:
    """Quote words for the index, so that no character of theirs is an operator."""
    return '"' + words.replace('"', '""').replace("\x00", "") + '"'
