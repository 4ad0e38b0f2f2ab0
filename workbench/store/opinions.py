"""Reads what several annotators say of the same steps, and which responses are marked blind."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from workbench.domain.opinions import Opinion, Pass
from workbench.domain.records import Thread
from workbench.store import records
from workbench.store.database import Database
from workbench.store.rows import Row, from_row

_OPEN = "annotator_id = ? AND state = 'open'"
_BATCH = 5000
# What was said in a pass that is not handed in yet is still being thought about.
_HANDED_IN = """
o.state = 'standing' AND NOT EXISTS (SELECT 1 FROM passes w JOIN steps ws ON ws.id = o.step_id
 WHERE w.response_id = ws.response_id AND w.annotator_id = o.annotator_id AND w.state = 'open')
"""
# Every annotator's standing word on every step: the mark that counts, then the opinions.
_SAID = f"""
SELECT x.*, s.number, s.response_id, s.id AS step_id, t.problem_id, p.topic, p.position,
       (SELECT count(*) FROM steps z WHERE z.response_id = s.response_id) AS steps
  FROM (SELECT step_id, annotator_id, verdict, mode, 1 AS counts, 0 AS blind FROM marks
        UNION ALL
        SELECT step_id, annotator_id, verdict, mode, 0, blind FROM opinions o
         WHERE {_HANDED_IN}) x
  JOIN steps s ON s.id = x.step_id JOIN responses r ON r.id = s.response_id
  JOIN turns u ON u.id = r.turn_id JOIN threads t ON t.id = u.thread_id
  JOIN problems p ON p.id = t.problem_id
 WHERE x.verdict IS NOT NULL AND s.response_id IN
"""
_SEVERAL = f"""
SELECT DISTINCT s.response_id FROM opinions o JOIN steps s ON s.id = o.step_id
 WHERE o.verdict IS NOT NULL AND {_HANDED_IN} ORDER BY 1
"""
_DISAGREED = f"""
SELECT x.step_id FROM (
    SELECT step_id, verdict, annotator_id FROM marks WHERE verdict IS NOT NULL
       AND step_id IN (SELECT step_id FROM opinions WHERE state = 'standing')
    UNION ALL
    SELECT step_id, verdict, annotator_id FROM opinions o
     WHERE verdict IS NOT NULL AND {_HANDED_IN}) x
  JOIN steps s ON s.id = x.step_id JOIN responses r ON r.id = s.response_id
  JOIN turns u ON u.id = r.turn_id JOIN threads t ON t.id = u.thread_id
  JOIN problems p ON p.id = t.problem_id
 WHERE x.step_id NOT IN (SELECT id FROM decisions)
 GROUP BY x.step_id HAVING count(DISTINCT x.verdict) > 1
    AND sum(x.annotator_id = ?) {{own}}
 ORDER BY p.position, p.id, s.response_id, s.number
"""
_TO_REPEAT = """
SELECT r.id AS response_id, p.id AS problem_id, coalesce(p.topic, '') AS topic
  FROM problems p JOIN threads t ON t.problem_id = p.id
  JOIN turns u ON u.thread_id = t.id AND u.number =
       (SELECT max(number) FROM turns WHERE thread_id = t.id)
  JOIN responses r ON r.id = u.chosen_response_id
 WHERE EXISTS (SELECT 1 FROM steps s JOIN marks m ON m.step_id = s.id
                WHERE s.response_id = r.id AND m.verdict IS NOT NULL)
   AND NOT EXISTS (SELECT 1 FROM passes w WHERE w.response_id = r.id AND w.annotator_id = :who
                      AND w.state <> 'withdrawn')
   AND NOT EXISTS (SELECT 1 FROM steps s JOIN marks m ON m.step_id = s.id
                    WHERE s.response_id = r.id AND m.annotator_id = :who)
   AND NOT EXISTS (SELECT 1 FROM steps s JOIN opinions o ON o.step_id = s.id
                    WHERE s.response_id = r.id AND o.annotator_id = :who)
   AND t.status NOT IN ('bad_problem', 'give_up')
 ORDER BY p.position, p.id, r.id
"""
_GOLD = """
SELECT o.annotator_id, count(*) AS steps, sum(o.verdict = m.verdict) AS right,
       count(DISTINCT s.response_id) AS responses
  FROM gold g JOIN steps s ON s.response_id = g.id JOIN marks m ON m.step_id = s.id
  JOIN opinions o ON o.step_id = s.id AND o.state = 'standing' AND o.blind = 1
 WHERE m.verdict IS NOT NULL AND o.verdict IS NOT NULL AND EXISTS (SELECT 1 FROM passes w
   WHERE w.response_id = g.id AND w.annotator_id = o.annotator_id AND w.state = 'done')
 GROUP BY o.annotator_id ORDER BY o.annotator_id
"""
_COMPLETE = """
SELECT p.id FROM problems p JOIN threads t ON t.problem_id = p.id
  JOIN turns u ON u.thread_id = t.id AND u.number =
       (SELECT max(number) FROM turns WHERE thread_id = t.id)
  JOIN steps s ON s.response_id = u.chosen_response_id LEFT JOIN marks m ON m.step_id = s.id
 WHERE u.chosen_response_id NOT IN (SELECT id FROM gold)
   AND (SELECT count(*) FROM threads WHERE problem_id = p.id) = 1
 GROUP BY p.id
HAVING count(m.verdict) = count(*) OR min(CASE WHEN m.verdict = -1 THEN s.number END)
       < min(CASE WHEN m.verdict IS NULL THEN s.number END)
 ORDER BY p.position, p.id
"""
# As ``service.opinions.first_waiting`` says of one pass, of all at once.
_READY = """
SELECT w.* FROM passes w JOIN steps s ON s.response_id = w.response_id
  JOIN responses r ON r.id = w.response_id JOIN turns u ON u.id = r.turn_id
  JOIN threads t ON t.id = u.thread_id
  LEFT JOIN marks m ON m.step_id = s.id AND m.annotator_id = w.annotator_id
  LEFT JOIN opinions o ON o.step_id = s.id AND o.annotator_id = w.annotator_id
       AND o.state = 'standing'
 WHERE w.annotator_id = ? AND w.state = 'open'
 GROUP BY w.id
HAVING count(coalesce(o.verdict, m.verdict)) = count(*) OR (t.annotation_mode <> 'full'
   AND min(CASE WHEN coalesce(o.verdict, m.verdict) = -1 THEN s.number END)
       < min(CASE WHEN coalesce(o.verdict, m.verdict) IS NULL THEN s.number END))
 ORDER BY w.created_at, w.id
"""


def standing(database: Database, step_id: str, annotator_id: str) -> Opinion | None:
    """Return what an annotator says of a step beside the mark that counts, or None."""
    found = records.select(
        database,
        Opinion,
        "step_id = ? AND annotator_id = ? AND state = 'standing'",
        (step_id, annotator_id),
    )
    return found[0] if found else None


def of_step(database: Database, step_id: str) -> list[Opinion]:
    """Return everything that was said of a step beside the mark that counts, oldest first."""
    return records.select(database, Opinion, "step_id = ? ORDER BY updated_at, id", (step_id,))


def of_thread(database: Database, thread_id: str, annotator_id: str) -> list[Opinion]:
    """Return an annotator's standing opinions on the steps of a thread."""
    return records.select(
        database,
        Opinion,
        "annotator_id = ? AND state = 'standing' AND step_id IN (SELECT s.id FROM steps s"
        " JOIN responses r ON r.id = s.response_id JOIN turns u ON u.id = r.turn_id"
        " WHERE u.thread_id = ?)",
        (annotator_id, thread_id),
    )


def open_passes(database: Database, annotator_id: str) -> list[Pass]:
    """Return the responses that an annotator is to mark blind, oldest first."""
    return records.select(database, Pass, f"{_OPEN} ORDER BY created_at, id", (annotator_id,))


def open_pass(database: Database, problem_id: str, annotator_id: str) -> Pass | None:
    """Return an annotator's open pass on a problem, the oldest of several, or None."""
    where = f"{_OPEN} AND problem_id = ? ORDER BY created_at, id LIMIT 1"
    found = records.select(database, Pass, where, (annotator_id, problem_id))
    return found[0] if found else None


def thread_in_pass(database: Database, problem_id: str, annotator_id: str) -> Thread | None:
    """Return the thread that holds the response of an annotator's open pass, or None."""
    found = open_pass(database, problem_id, annotator_id)
    if found is None:
        return None
    where = (
        "id = (SELECT u.thread_id FROM responses r JOIN turns u ON u.id = r.turn_id WHERE r.id = ?)"
    )
    return records.select(database, Thread, where, (found.response_id,))[0]


def step_in_pass(database: Database, step_id: str, annotator_id: str) -> bool:
    """Return whether a step belongs to the thread that an annotator marks blind just now."""
    sql = (
        "SELECT 1 FROM passes o JOIN responses ro ON ro.id = o.response_id"
        " JOIN turns uo ON uo.id = ro.turn_id"
        " JOIN turns u ON u.thread_id = uo.thread_id JOIN responses r ON r.turn_id = u.id"
        " JOIN steps s ON s.response_id = r.id"
        " WHERE o.annotator_id = ? AND o.state = 'open' AND s.id = ? AND o.problem_id ="
        " (SELECT t.problem_id FROM steps s2 JOIN responses r2 ON r2.id = s2.response_id"
        " JOIN turns u2 ON u2.id = r2.turn_id JOIN threads t ON t.id = u2.thread_id"
        " WHERE s2.id = ?) LIMIT 1"
    )
    return database.row(sql, (annotator_id, step_id, step_id)) is not None


def responses_with_several(database: Database) -> list[str]:
    """Return the responses of which more than one annotator said something."""
    return [row["response_id"] for row in database.rows(_SEVERAL)]


def said(database: Database, response_ids: Sequence[str]) -> Iterator[Row]:
    """Yield every standing verdict on the steps of responses, response by response.

    Columns: ``step_id, annotator_id, verdict, mode, counts`` (1 for the mark that counts),
    ``blind, number, response_id, problem_id, topic, position, steps`` (how many the response has).
    """
    for at in range(0, len(response_ids), _BATCH):
        some = response_ids[at : at + _BATCH]
        places = ", ".join("?" * len(some))
        order = " ORDER BY p.position, s.response_id, s.number, x.annotator_id"
        yield from database.rows(f"{_SAID} ({places}){order}", list(some))


def in_thread(database: Database, thread_id: str) -> list[Opinion]:
    """Return everything that was said beside the marks that count, of all steps of a thread."""
    return records.select(
        database,
        Opinion,
        "step_id IN (SELECT s.id FROM steps s JOIN responses r ON r.id = s.response_id"
        " JOIN turns u ON u.id = r.turn_id WHERE u.thread_id = ?) ORDER BY step_id, updated_at, id",
        (thread_id,),
    )


def last_touched(database: Database, table: str, key: str) -> str:
    """Return when history last changed a row, the empty text where it never did."""
    found = database.value(
        "SELECT max(e.at) FROM event_rows x JOIN events e ON e.seq = x.seq"
        " WHERE x.table_name = ? AND x.row_key = ?",
        (table, key),
    )
    return str(found or "")


def disagreed(database: Database, annotator_id: str, *, own: bool = False) -> list[str]:
    """Return the steps that others marked differently and nobody decided, in the queue's order.

    ``own`` asks instead for those on which ``annotator_id`` is one of the sides.
    """
    sql = _DISAGREED.format(own="> 0" if own else "= 0")
    return [row["step_id"] for row in database.rows(sql, (annotator_id,))]


def to_repeat(database: Database, annotator_id: str) -> list[Row]:
    """Return responses that others marked and an annotator never saw, in the queue's order.

    Columns: ``response_id, problem_id, topic``.
    """
    return database.rows(_TO_REPEAT, {"who": annotator_id})


def right_on_gold(database: Database) -> list[Row]:
    """Return how many steps of gold responses each annotator marked as the reference does.

    Columns: ``annotator_id, steps, right, responses``; only passes that were handed in count.
    """
    return database.rows(_GOLD)


def passes(database: Database) -> list[Row]:
    """Return how many passes there are: ``annotator_id, kind, state, n``."""
    return database.rows(
        "SELECT annotator_id, kind, state, count(*) AS n FROM passes"
        " GROUP BY annotator_id, kind, state"
    )


def problem_of(database: Database, step_id: str) -> str:
    """Return the problem that a step belongs to, the empty text where the step is gone."""
    found = database.value(
        "SELECT t.problem_id FROM steps s JOIN responses r ON r.id = s.response_id"
        " JOIN turns u ON u.id = r.turn_id JOIN threads t ON t.id = u.thread_id WHERE s.id = ?",
        (step_id,),
    )
    return str(found or "")


def every_opinion(database: Database) -> Iterator[Opinion]:
    """Yield every opinion of a project, a few at a time."""
    after = ""
    while found := records.select(database, Opinion, "id > ? ORDER BY id LIMIT 500", (after,)):
        yield from found
        after = found[-1].id


def complete_problems(database: Database) -> list[str]:
    """Return the problems of one thread whose newest response is marked to its error or end.

    Those that are gold already are left out.
    """
    return [row["id"] for row in database.rows(_COMPLETE)]


def complete_passes(database: Database, annotator_id: str) -> list[Pass]:
    """Return an annotator's open passes of which every step that waits is marked."""
    return [from_row(Pass, row) for row in database.rows(_READY, (annotator_id,))]


def blind_among(database: Database, annotator_id: str, problem_ids: Sequence[str]) -> list[Row]:
    """Return those problems that an annotator marks blind just now, with the own marks there.

    Columns: ``problem_id, marked, worst`` (the lowest own verdict, None where there is none).
    """
    return database.rows(
        "SELECT w.problem_id, count(coalesce(o.verdict, m.verdict)) AS marked,"
        " min(coalesce(o.verdict, m.verdict)) AS worst FROM passes w"
        " LEFT JOIN steps s ON s.response_id = w.response_id"
        " LEFT JOIN marks m ON m.step_id = s.id AND m.annotator_id = w.annotator_id"
        " LEFT JOIN opinions o ON o.step_id = s.id AND o.annotator_id = w.annotator_id"
        " AND o.state = 'standing' WHERE w.annotator_id = ? AND w.state = 'open'"
        " AND w.problem_id IN (SELECT value FROM json_each(?)) GROUP BY w.problem_id",
        (annotator_id, json.dumps(list(problem_ids))),
    )
