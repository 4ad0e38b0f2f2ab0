"""Keeps what reward models say of steps, and ranks the queue by what a mark would teach them.

Scores are no act of the user: they are written without an event, and go with their steps. The
rank is a column of the queue's summary with an index of its own, so that 100,000 problems are
read in its order without being sorted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from workbench.domain.records import now
from workbench.domain.suggestions import AcceptedSuggestion, RewardModelFacts
from workbench.store.database import Database
from workbench.store.rows import Row, from_row

WINDOW = 400
"""Problems looked at in one reading of what waits for scores."""

# 0: nothing waits for a mark. 1: something does, not scored. 2 to 3: the less sure the reward
# model is of its worst step, or the more the candidates differ, the higher. 4 to 5: it finds the
# whole solution right, and the answer is wrong. A held-out problem is never scored.
_RANK = """
WITH shown AS (
    SELECT q.problem_id, u.id AS turn_id, u.chosen_response_id AS response_id,
           q.marked_steps < q.total_steps AND q.status IN ('unmarked', 'refining')
           AND NOT (coalesce(q.worst_verdict = -1, 0)
                    AND coalesce(t.annotation_mode = 'first_error', 1)) AS waits
      FROM queue q
      LEFT JOIN threads t ON t.id = (SELECT id FROM threads WHERE problem_id = q.problem_id
                                      ORDER BY annotator_id <> :annotator, created_at, id LIMIT 1)
      LEFT JOIN turns u ON u.id = (SELECT id FROM turns WHERE thread_id = t.id
                                    ORDER BY number DESC LIMIT 1)
     WHERE q.problem_id IN (SELECT value FROM json_each(:ids))),
ranked AS (
    SELECT h.problem_id, CASE
           WHEN NOT h.waits THEN 0.0
           WHEN s.worst IS NULL THEN 1.0
           WHEN s.wrong_answer AND s.worst >= 0.5 THEN 4.0 + s.worst
           ELSE 2.0 + max(1.0 - 2.0 * abs(s.worst - 0.5),
                    (SELECT coalesce(max(o.worst) - min(o.worst), 0.0) FROM responses r
                       JOIN response_scores o ON o.response_id = r.id
                      WHERE r.turn_id = h.turn_id)) END AS informative
      FROM shown h LEFT JOIN response_scores s ON s.response_id = h.response_id)
UPDATE queue SET informative = ranked.informative
  FROM ranked WHERE ranked.problem_id = queue.problem_id
   AND queue.informative <> ranked.informative
"""
_LATEST = """
SELECT p.id AS problem_id, p.statement, p.reference_answer, r.id AS response_id, r.text, r.answer,
       u.chosen_response_id = r.id AS chosen,
       (SELECT json_group_array(json_array(s.id, s.start, s."end"))
          FROM (SELECT id, start, "end" FROM steps WHERE response_id = r.id ORDER BY number) s)
       AS steps
  FROM problems p
  JOIN threads t ON t.id = (SELECT id FROM threads WHERE problem_id = p.id
                             ORDER BY annotator_id <> :annotator, created_at, id LIMIT 1)
  JOIN turns u ON u.id = (SELECT id FROM turns WHERE thread_id = t.id
                           ORDER BY number DESC LIMIT 1)
  JOIN responses r ON r.turn_id = u.id
  LEFT JOIN response_scores o ON o.response_id = r.id AND o.reward_model = :key
 WHERE p.split = 'train' AND o.response_id IS NULL
   AND EXISTS (SELECT 1 FROM steps WHERE response_id = r.id)
"""
_WINDOW = """
SELECT problem_id, position, marked_steps < total_steps AND status IN ('unmarked', 'refining')
       AS waits
  FROM queue WHERE (position, problem_id) > (:position, :problem_id)
 ORDER BY position, problem_id LIMIT :window
"""


@dataclass(frozen=True, slots=True)
class Unscored:
    """A response that a reward model has not scored, with its steps' ids and places in order."""

    problem_id: str
    statement: str
    reference_answer: str | None
    response_id: str
    text: str
    answer: str | None
    chosen: bool
    step_ids: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class ResponseScore:
    """A response's scores, step by step; none where it is too long for the reward model."""

    unscored: Unscored
    probabilities: tuple[float, ...]
    wrong_answer: bool


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a pass over the queue stands: behind this problem."""

    position: int = -(2**63)
    problem_id: str = ""


def register(database: Database, facts: RewardModelFacts) -> int:
    """Return the number under which a reward model's scores are kept; inside a transaction."""
    database.execute(
        "INSERT INTO reward_models (id, name, scale, created_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET name = excluded.name, scale = excluded.scale",
        (facts.id, facts.name, facts.scale.value, now()),
    )
    return int(database.value("SELECT key FROM reward_models WHERE id = ?", (facts.id,)))


def of_steps(database: Database, key: int, step_ids: Sequence[str]) -> dict[str, float]:
    """Return what a reward model says of steps: the chance that each is correct, by step."""
    rows = database.rows(
        "SELECT step_id, probability FROM step_scores WHERE reward_model = ?"
        " AND step_id IN (SELECT value FROM json_each(?))",
        (key, json.dumps(list(step_ids))),
    )
    return {row["step_id"]: row["probability"] for row in rows}


def unscored_of(
    database: Database, key: int, annotator_id: str, problem_ids: Iterable[str]
) -> list[Unscored]:
    """Return the unscored responses of problems' newest turns, those chosen first.

    Held-out problems have none: their marks measure the model, so it must not speak first.
    """
    rows = database.rows(
        f"{_LATEST} AND p.id IN (SELECT value FROM json_each(:ids))"
        " ORDER BY chosen DESC, p.position, r.candidate, r.id",
        {"key": key, "annotator": annotator_id, "ids": json.dumps(list(problem_ids))},
    )
    return [_unscored(row) for row in rows]


def next_unscored(
    database: Database, key: int, annotator_id: str, after: Cursor, limit: int
) -> tuple[list[Unscored], Cursor | None]:
    """Return unscored responses of the next problems that wait for marks, and where to go on.

    It looks at ``WINDOW`` problems at most, so that it stays short in a long queue; the cursor is
    None at the queue's end.
    """
    window = database.rows(
        _WINDOW,
        {"position": after.position, "problem_id": after.problem_id, "window": WINDOW},
    )
    if not window:
        return [], None
    waiting = [row["problem_id"] for row in window if row["waits"]]
    found: list[Unscored] = []
    wanted: list[str] = []
    for start in range(0, len(waiting), 4 * limit):  # seldom more than the first few are read
        some = waiting[start : start + 4 * limit]
        found += unscored_of(database, key, annotator_id, some)
        wanted = list(dict.fromkeys(one.problem_id for one in found))[:limit]
        if len(wanted) == limit:
            break
    chosen = [one for one in found if one.problem_id in wanted]
    if len(wanted) < limit:
        return chosen, Cursor(window[-1]["position"], window[-1]["problem_id"])
    last = next(row for row in reversed(window) if row["problem_id"] in wanted)
    return chosen, Cursor(last["position"], last["problem_id"])


def save(
    database: Database, key: int, scores: Sequence[ResponseScore], annotator_id: str
) -> set[str]:
    """Write scores in the place of older ones and rank their problems; inside a transaction.

    A response that changed or went meanwhile is left out. Scores of other reward models stay for
    the one before this one alone. Returns the problems that were scored.
    """
    fresh = [score for score in scores if _is_unchanged(database, score.unscored)]
    database.execute_many(
        "DELETE FROM step_scores WHERE step_id = ? AND reward_model NOT IN"
        " (SELECT key FROM reward_models WHERE key <> ? ORDER BY key DESC LIMIT 1)",
        ((step, key) for score in fresh for step in score.unscored.step_ids),
    )
    database.execute_many(
        "INSERT INTO step_scores VALUES (?, ?, ?)",
        (
            (step, key, probability)
            for score in fresh
            for step, probability in zip(
                score.unscored.step_ids, score.probabilities, strict=bool(score.probabilities)
            )
        ),
    )
    database.execute_many(
        "INSERT OR REPLACE INTO response_scores VALUES (?, ?, ?, ?)",
        (
            (
                score.unscored.response_id,
                key,
                min(score.probabilities, default=None),
                int(score.wrong_answer),
            )
            for score in fresh
        ),
    )
    problems = {score.unscored.problem_id for score in fresh}
    rank(database, problems, annotator_id)
    return problems


def accepted(database: Database) -> Iterator[AcceptedSuggestion]:
    """Yield every suggestion that a mark confirmed, in batches, so that no read stays open."""
    after = ""
    while rows := database.rows(
        "SELECT * FROM accepted_suggestions WHERE step_id > ? ORDER BY step_id LIMIT 500", (after,)
    ):
        for row in rows:
            yield from_row(AcceptedSuggestion, row)
        after = rows[-1]["step_id"]


def accepted_of(database: Database, step_ids: Sequence[str]) -> dict[str, AcceptedSuggestion]:
    """Return what the marks of some steps confirmed, by step."""
    rows = database.rows(
        "SELECT * FROM accepted_suggestions WHERE step_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(step_ids)),),
    )
    return {row["step_id"]: from_row(AcceptedSuggestion, row) for row in rows}


def rank(database: Database, problem_ids: Iterable[str], annotator_id: str) -> None:
    """Bring the queue's ``informative`` column in step for some problems; inside a transaction."""
    ids = json.dumps(sorted(problem_ids))
    database.execute(_RANK, {"ids": ids, "annotator": annotator_id})


def _is_unchanged(database: Database, one: Unscored) -> bool:
    rows = database.rows(
        'SELECT id, start, "end" FROM steps WHERE response_id = ? ORDER BY number',
        (one.response_id,),
    )
    now_there = [(row["id"], (row["start"], row["end"])) for row in rows]
    return now_there == list(zip(one.step_ids, one.spans, strict=True))


def _unscored(row: Row) -> Unscored:
    steps = json.loads(row["steps"])
    return Unscored(
        problem_id=row["problem_id"],
        statement=row["statement"],
        reference_answer=row["reference_answer"],
        response_id=row["response_id"],
        text=row["text"],
        answer=row["answer"],
        chosen=bool(row["chosen"]),
        step_ids=tuple(step[0] for step in steps),
        spans=tuple((step[1], step[2]) for step in steps),
    )
