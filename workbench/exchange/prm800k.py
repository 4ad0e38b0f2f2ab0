"""Writes marked responses in the fields of PRM800K (Lightman et al. 2023, openai/prm800k).

One line is one response that someone marked. ``label.steps[k].completions`` holds the step as the
model wrote it with its rating; a rewrite stands beside it as ``human_completion``, and then no
completion is chosen. An unmarked step has the rating null. ``finish_reason`` is ``found_error``
where a step is incorrect, ``bad_problem`` or ``give_up`` where the problem was set aside,
``solution`` where every step was accepted, and ``give_up`` where marking stopped before the end,
as in the original data. ``labeler`` is the annotator's id, ``total_time`` is in milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from workbench.domain.records import Mark, Problem, Step, ThreadStatus, Verdict
from workbench.domain.steps import step_body
from workbench.exchange.options import ExportOptions, Tally, is_marked, judged_length, label_of
from workbench.store import reading
from workbench.store.database import Database
from workbench.store.reading import ResponseBundle, ThreadBundle, TurnBundle


def rows(database: Database, options: ExportOptions, tally: Tally) -> Iterator[dict[str, Any]]:
    """Yield one object per marked response, one thread in memory at a time."""
    for problem in reading.problems_in_order(database):
        for thread in reading.threads_of(database, problem.id):
            for turn in thread.turns:
                for response in turn.responses:
                    if is_marked(response):
                        yield _row(problem, thread, turn, response, options, tally)
                    else:
                        tally.left_out["responses without a mark"] += 1


def _row(
    problem: Problem,
    thread: ThreadBundle,
    turn: TurnBundle,
    response: ResponseBundle,
    options: ExportOptions,
    tally: Tally,
) -> dict[str, Any]:
    length = judged_length(response, options)
    steps = response.steps[:length]
    marks = [response.marks.get(step.id) for step in steps]
    tally.count(problem.id, marks)
    tally.left_out["steps after the first error"] += len(response.steps) - length
    last = max(n for n, mark in enumerate(marks) if mark and mark.verdict is not None)
    said = [mark for mark in marks if mark is not None]
    return {
        "labeler": thread.thread.annotator_id,
        "timestamp": _timestamp(max(mark.updated_at for mark in said)),
        "generation": None,
        "is_quality_control_question": False,
        "is_initial_screening_question": False,
        "question": _question(problem, response),
        "label": {
            "steps": [
                _step(step, mark, response, options, passed=n <= last)
                for n, (step, mark) in enumerate(zip(steps, marks, strict=True))
            ],
            "total_time": round(1000 * sum(mark.seconds for mark in said)),
            "finish_reason": _finish_reason(thread, turn, response, marks),
        },
    }


def _question(problem: Problem, response: ResponseBundle) -> dict[str, Any]:
    return {
        "problem": problem.statement,
        "ground_truth_solution": problem.reference_solution,
        "ground_truth_answer": problem.reference_answer,
        "pre_generated_steps": [_body(step, response) for step in response.steps],
        "pre_generated_answer": response.response.answer,
        "pre_generated_verifier_score": None,
    }


def _step(
    step: Step, mark: Mark | None, response: ResponseBundle, options: ExportOptions, passed: bool
) -> dict[str, Any]:
    """Return one labelled step; ``passed`` where the annotator judged it or a later one."""
    rewrite = mark.rewrite if mark else None
    wrong = mark is not None and mark.verdict is Verdict.INCORRECT
    return {
        "completions": [
            {
                "text": _body(step, response),
                "rating": label_of(mark, options.neutral),
                "flagged": False,
            }
        ],
        "human_completion": _human_completion(rewrite) if rewrite else None,
        "chosen_completion": 0 if passed and not wrong and not rewrite else None,
    }


def _human_completion(rewrite: str) -> dict[str, Any]:
    return {
        "text": rewrite,
        "rating": None,
        "source": "human",
        "flagged": False,
        "corrected_rating": None,
    }


def _finish_reason(
    thread: ThreadBundle, turn: TurnBundle, response: ResponseBundle, marks: list[Mark | None]
) -> str:
    verdicts = [mark.verdict if mark else None for mark in marks]
    if Verdict.INCORRECT in verdicts:
        return "found_error"
    status = thread.thread.status
    if turn is thread.turns[-1] and status in (ThreadStatus.BAD_PROBLEM, ThreadStatus.GIVE_UP):
        return status.value
    finished = len(verdicts) == len(response.steps) and None not in verdicts
    return "solution" if finished else "give_up"


def _body(step: Step, response: ResponseBundle) -> str:
    return step_body(response.response.text[step.start : step.end])


def _timestamp(moment: str) -> str:
    """Return a moment as the original data writes it: UTC without saying so, in microseconds."""
    try:
        parsed = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    in_utc = parsed.astimezone(UTC) if parsed.tzinfo else parsed
    return in_utc.replace(tzinfo=None).isoformat(timespec="microseconds")
