"""Finds responses to one problem that can be compared, and what was said of them already."""

from __future__ import annotations

import json
from collections.abc import Sequence

from workbench.store.database import Database
from workbench.store.rows import Row

# Only whole responses: what was stopped or broke off says nothing of its model. Problems with
# several responses are found in the indexes alone: of 100,000 problems few have them.
_ABLE = """
WITH several AS (
    SELECT problem_id FROM threads GROUP BY problem_id HAVING count(*) > 1
    UNION
    SELECT problem_id FROM threads WHERE id IN (
        SELECT thread_id FROM turns GROUP BY thread_id HAVING count(*) > 1
        UNION
        SELECT thread_id FROM turns WHERE id IN (
            SELECT turn_id FROM responses GROUP BY turn_id HAVING count(*) > 1))),
able AS (
    SELECT r.id, r.text, r.turn_id, r.candidate, u.thread_id, u.number, t.problem_id,
           t.created_at, u.chosen_response_id = r.id AS chosen, p.position
      FROM several s JOIN problems p ON p.id = s.problem_id
      JOIN threads t ON t.problem_id = p.id JOIN turns u ON u.thread_id = t.id
      JOIN responses r ON r.turn_id = u.id
     WHERE r.finish_reason NOT IN ('cancelled', 'failed') AND r.text <> ''
       AND NOT EXISTS (SELECT 1 FROM threads x WHERE x.problem_id = p.id
                          AND x.status = 'bad_problem'))
"""
_PREFERRED = """
EXISTS (SELECT 1 FROM preferences f
         WHERE f.problem_id = a.problem_id AND f.annotator_id = :annotator
           AND ((f.better_response_id = a.id AND f.worse_response_id = b.id)
             OR (f.better_response_id = b.id AND f.worse_response_id = a.id)))
OR EXISTS (SELECT 1 FROM rankings k
            WHERE k.problem_id = a.problem_id AND k.annotator_id = :annotator
              AND instr(k.responses, a.id) AND instr(k.responses, b.id))
"""
_SKIPPED = """
EXISTS (SELECT 1 FROM judgements j
         WHERE j.problem_id = a.problem_id AND j.annotator_id = :annotator
           AND j.preference_id IS NULL
           AND ((j.left_response_id = a.id AND j.right_response_id = b.id)
             OR (j.left_response_id = b.id AND j.right_response_id = a.id)))
"""
_ASKED = """
(SELECT count(*) FROM judgements j
  WHERE j.problem_id = a.problem_id AND j.annotator_id = :annotator)
"""
_PAIRS = f"""{_ABLE}
SELECT a.problem_id, a.id AS one, b.id AS other, ({_SKIPPED}) AS skipped, {_ASKED} AS asked
  FROM able a JOIN able b ON b.problem_id = a.problem_id AND b.id > a.id AND b.text <> a.text
 WHERE (a.turn_id = b.turn_id OR a.thread_id <> b.thread_id OR (a.chosen AND b.chosen))
   AND NOT ({_PREFERRED})
 ORDER BY asked, a.position, a.problem_id,
          min(a.created_at, b.created_at), min(a.number, b.number),
          max(a.number, b.number), min(a.candidate, b.candidate), a.id, b.id
"""
_SETS = f"""{_ABLE}
SELECT problem_id, group_concat(id) AS ids FROM (
    SELECT problem_id, id, position,
           min(printf('%s %s %08d %08d', created_at, thread_id, number, candidate)) AS place
      FROM able GROUP BY problem_id, text ORDER BY problem_id, place)
 GROUP BY problem_id HAVING count(*) > 2 ORDER BY position, problem_id
"""
_OF_MODELS = """
SELECT t.problem_id, r.model_id, r.id, r.text
  FROM json_each(:problems) q JOIN threads t ON t.problem_id = q.value
  JOIN turns u ON u.thread_id = t.id JOIN responses r ON r.turn_id = u.id
 WHERE u.kind = 'initial' AND r.model_id IN (:one, :other) AND r.text <> ''
   AND r.finish_reason NOT IN ('cancelled', 'failed')
 ORDER BY r.created_at, r.candidate, r.id
"""
_WRITTEN = """
EXISTS (SELECT 1 FROM threads t JOIN turns u ON u.thread_id = t.id
          JOIN responses r ON r.turn_id = u.id
         WHERE t.problem_id = p.id AND u.kind = 'initial' AND r.model_id = {model})
"""
_CHOSEN = f"""
SELECT p.id FROM problems p
 WHERE (:split IS NULL OR p.split = :split)
   AND NOT EXISTS (SELECT 1 FROM threads x WHERE x.problem_id = p.id
                      AND x.status = 'bad_problem')
 ORDER BY ({_WRITTEN.format(model=":one")}) + ({_WRITTEN.format(model=":other")}) DESC,
          p.position, p.id
 LIMIT :count
"""


def undecided(database: Database, annotator_id: str) -> list[Row]:
    """Return the pairs that an annotator has not decided, the least asked problems first.

    Rows have ``problem_id``, the responses ``one`` and ``other``, whether it was ``skipped`` and
    how often the problem was ``asked``.
    Pairs are candidates of one turn, what different turns went on with, and responses of different
    threads (which may be of different models); word for word equal texts are no pair.
    """
    return database.rows(_PAIRS, {"annotator": annotator_id})


def sets(database: Database) -> list[tuple[str, tuple[str, ...]]]:
    """Return problems with three different responses or more, and their ids, by position.

    Of responses that are word for word the same, one is named.
    """
    rows = database.rows(_SETS)
    return [(row["problem_id"], tuple(row["ids"].split(","))) for row in rows]


def responses_of(
    database: Database, problem_ids: Sequence[str], one: str, other: str
) -> dict[tuple[str, str], Row]:
    """Return the first whole answer of each of two models, by problem and model."""
    rows = database.rows(
        _OF_MODELS, {"problems": json.dumps(list(problem_ids)), "one": one, "other": other}
    )
    found: dict[tuple[str, str], Row] = {}
    for row in rows:
        found.setdefault((row["problem_id"], row["model_id"]), row)
    return found


def problems_for(
    database: Database, split: str | None, count: int, one: str, other: str
) -> list[str]:
    """Return problems to compare two models on, those that both have answered already first."""
    rows = database.rows(_CHOSEN, {"split": split, "count": count, "one": one, "other": other})
    return [row["id"] for row in rows]
