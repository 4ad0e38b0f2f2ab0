"""Take the frozen copy of a project's feedback that a training run learns from."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.domain.feedback import (
    Feedback,
    MarkedResponse,
    MarkedStep,
    Ranking,
    StepAlternatives,
)
from workbench.domain.records import Mark, Problem, Step, ThreadStatus, TurnKind
from workbench.exchange import step_alternatives
from workbench.exchange.marked import is_final
from workbench.store.database import Database
from workbench.store.reading import (
    ResponseBundle,
    ThreadBundle,
    TurnBundle,
    preferences,
    problems_in_order,
    rankings,
    threads_of,
)

_COUNTS = """
SELECT count(m.verdict) AS marked,
       coalesce(sum(m.verdict = 1), 0) AS correct,
       coalesce(sum(m.verdict = 0), 0) AS neutral,
       coalesce(sum(m.verdict = -1), 0) AS incorrect,
       coalesce(sum(coalesce(m.rewrite, '') <> ''), 0) AS rewrites,
       count(DISTINCT CASE WHEN m.verdict IS NOT NULL THEN p.id END) AS problems
  FROM marks m JOIN steps s ON s.id = m.step_id JOIN responses r ON r.id = s.response_id
  JOIN turns u ON u.id = r.turn_id JOIN threads t ON t.id = u.thread_id
  JOIN problems p ON p.id = t.problem_id
 WHERE p.split = ? AND t.status <> 'bad_problem'
"""
_PROBLEMS = """
SELECT coalesce(sum(split = 'train'), 0) AS training,
       coalesce(sum(split = 'train' AND reference_answer IS NOT NULL), 0) AS training_answers,
       coalesce(sum(split = 'heldout'), 0) AS heldout,
       coalesce(sum(split = 'heldout' AND reference_answer IS NOT NULL), 0) AS heldout_answers
  FROM problems
"""
_LEAKS = """
SELECT count(*) FROM problems h WHERE h.split = 'heldout'
   AND EXISTS (SELECT 1 FROM problems t WHERE t.split = 'train' AND t.statement = h.statement)
"""
_ACCEPTED = """
SELECT count(*) FROM threads t JOIN problems p ON p.id = t.problem_id
 WHERE t.status = 'accepted' AND p.split = 'train'
"""
_PREFERENCES = """
SELECT count(*)
  FROM (SELECT problem_id FROM preferences UNION ALL SELECT problem_id FROM rankings) f
  JOIN problems p ON p.id = f.problem_id WHERE p.split = 'train'
"""
_DISAGREEMENTS = """
SELECT count(*) FROM (
    SELECT 1 FROM marks m JOIN steps s ON s.id = m.step_id JOIN responses r ON r.id = s.response_id
      JOIN turns u ON u.id = r.turn_id JOIN threads t ON t.id = u.thread_id
     WHERE m.verdict IS NOT NULL AND t.problem_id IN (
           SELECT problem_id FROM threads GROUP BY problem_id HAVING count(*) > 1)
     GROUP BY t.problem_id, r.text, s.start, s."end" HAVING count(DISTINCT m.verdict) > 1)
"""


@dataclass(frozen=True, slots=True)
class MarkCounts:
    """Marks on one side of the split, leaving out problems set aside as bad."""

    marked: int
    correct: int
    neutral: int
    incorrect: int
    rewrites: int
    problems: int


@dataclass(frozen=True, slots=True)
class ProblemCounts:
    """Problems on both sides, how many have a reference answer, and how many are on both.

    ``disagreements`` counts steps of one and the same response that were marked differently;
    ``accepted`` solutions and ``preferences`` between responses (a ranking counts once) are those
    of training problems.
    """

    training: int
    training_answers: int
    heldout: int
    heldout_answers: int
    leaks: int
    disagreements: int = 0
    accepted: int = 0
    preferences: int = 0


def mark_counts(database: Database, split: str) -> MarkCounts:
    """Count the marks on the problems of a split."""
    return MarkCounts(**(database.row(_COUNTS, (split,)) or {}))


def problem_counts(database: Database) -> ProblemCounts:
    """Count the problems."""
    return ProblemCounts(
        **(database.row(_PROBLEMS) or {}),
        leaks=int(database.value(_LEAKS)),
        disagreements=int(database.value(_DISAGREEMENTS)),
        accepted=int(database.value(_ACCEPTED)),
        preferences=int(database.value(_PREFERENCES)),
    )


def feedback_of(database: Database) -> Feedback:
    """Return every problem that is not set aside as bad, and every response with a say on it.

    That is: marked, accepted, compared with another, a candidate among alternatives, or what an
    accepted turn improved on.
    """
    compared = preferences(database)
    ranked = rankings(database)
    named = {p.better_response_id for p in compared} | {p.worse_response_id for p in compared}
    named.update(*(ranking.responses for ranking in ranked))
    problems: list[Problem] = []
    responses: list[MarkedResponse] = []
    sampled = step_alternatives.by_step(database)
    alternatives: list[StepAlternatives] = []
    for problem in problems_in_order(database):
        threads = list(threads_of(database, problem.id))
        if any(bundle.thread.status is ThreadStatus.BAD_PROBLEM for bundle in threads):
            continue
        problems.append(problem)
        for bundle in threads:
            responses += _responses_of(bundle, named)
            for response in (one for turn in bundle.turns for one in turn.responses):
                alternatives += step_alternatives.of_response(sampled, problem.id, response)
    known = {response.id for response in responses}
    kept = [p for p in compared if {p.better_response_id, p.worse_response_id} <= known]
    orders = [Ranking(r.problem_id, r.responses) for r in ranked if {*r.responses} <= known]
    return Feedback(
        tuple(problems), tuple(responses), tuple(kept), tuple(orders), tuple(alternatives)
    )


def _responses_of(bundle: ThreadBundle, named: set[str]) -> list[MarkedResponse]:
    return [
        _marked_response(bundle, turn, response)
        for turn in bundle.turns
        for response in turn.responses
        if response.marks
        or response.response.id in named
        or is_final(bundle, turn, response)
        or _was_a_choice(bundle, turn, response)
    ]


def _was_a_choice(bundle: ThreadBundle, turn: TurnBundle, response: ResponseBundle) -> bool:
    """Say whether the response stood among alternatives, or was improved on until accepted."""
    if turn.turn.kind is TurnKind.REGENERATE and len(turn.responses) > 1:
        return True
    accepted = bundle.thread.status is ThreadStatus.ACCEPTED
    return accepted and turn.turn.chosen_response_id == response.response.id


def _marked_response(
    bundle: ThreadBundle, turn: TurnBundle, response: ResponseBundle
) -> MarkedResponse:
    return MarkedResponse(
        problem_id=bundle.thread.problem_id,
        turn=turn.turn.number,
        text=response.response.text,
        steps=tuple(_marked_step(step, response.marks.get(step.id)) for step in response.steps),
        accepted=is_final(bundle, turn, response),
        messages=turn.turn.messages,
        prefix=turn.turn.prefix,
        id=response.response.id,
        thread_id=bundle.thread.id,
        candidate=response.response.candidate,
        chosen=turn.turn.chosen_response_id == response.response.id,
        turn_kind=turn.turn.kind,
    )


def _marked_step(step: Step, mark: Mark | None) -> MarkedStep:
    if mark is None:
        return MarkedStep(step.start, step.end)
    kind = mark.error_kind.value if mark.error_kind else None
    said = mark.verdict, kind, mark.rewrite, mark.mode, mark.explanation
    return MarkedStep(step.start, step.end, *said)
