"""Writes marked responses in the fields of PRM800K (Lightman et al. 2023, openai/prm800k).

One line is one response that someone marked. ``label.steps[k].completions`` holds the step as the
model wrote it with its rating; a rewrite stands beside it as ``human_completion``, and then no
completion is chosen. Alternatives of a step follow as further completions with their ratings; the
chosen one is named where the row ends with that step. An unmarked step has the rating null.
``finish_reason`` is ``found_error`` where a step is incorrect, ``bad_problem`` or ``give_up`` where
the problem was set aside, ``solution`` where every step was accepted, and ``give_up`` where marking
stopped before the end, as in the original data. ``labeler`` is the annotator's id, ``total_time``
is in milliseconds.

A response that came from PRM800K goes out as the row that came in, while nobody marked it further;
of one that was, every step that is as it was goes out as it came in.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from workbench.domain.alternatives import Alternative
from workbench.domain.records import Mark, Problem, ThreadStatus, Verdict
from workbench.domain.sentences import sentence
from workbench.exchange import step_alternatives
from workbench.exchange.foreign import ForeignStep, step_texts
from workbench.exchange.marked import Place, responses
from workbench.exchange.options import (
    ExportOptions,
    Neutral,
    Tally,
    is_marked,
    judged_length,
    label_of,
)
from workbench.exchange.prm800k_rows import kept_row, path_now
from workbench.exchange.step_alternatives import ByStep
from workbench.store.database import Database
from workbench.store.reading import ResponseBundle, ThreadBundle, TurnBundle


def rows(database: Database, options: ExportOptions, tally: Tally) -> Iterator[dict[str, Any]]:
    """Yield one object per marked response, one thread in memory at a time."""
    sampled = step_alternatives.by_step(database)
    for place in responses(database, options.selection):
        kept = kept_row(place.response)
        if kept is not None:
            yield _kept(place, *kept, options, tally, sampled)
        elif is_marked(place.response):
            yield _row(place, options, tally, sampled)
        else:
            tally.left_out[sentence("responses without a mark")] += 1


def _kept(
    place: Place,
    row: dict[str, Any],
    path: tuple[ForeignStep, ...],
    options: ExportOptions,
    tally: Tally,
    sampled: ByStep,
) -> dict[str, Any]:
    """Return the row that came in, with what was marked since in its place."""
    now = path_now(place.response)
    steps = row["label"]["steps"]
    if tuple(now) == path or not is_marked(place.response):
        tally.count(place.problem.id, place.marks[: len(steps)])
        label = {**row["label"], "steps": [_mapped(step, options.neutral) for step in steps]}
        return {**row, "label": label}
    made = _row(place, options, tally, sampled)
    merged = [
        _mapped(steps[n], options.neutral)
        if n < len(steps) and now[n : n + 1] == list(path[n : n + 1])
        else fresh
        for n, fresh in enumerate(made["label"]["steps"])
    ]
    label = {**row["label"], **made["label"], "steps": merged}
    spent = row["label"].get("total_time")
    if type(spent) is int:
        label["total_time"] += spent
    return {**row, "timestamp": made["timestamp"], "label": label}


def _mapped(step: dict[str, Any], neutral: Neutral | None) -> dict[str, Any]:
    """Return a step as it came in, its neutral ratings as the option says."""
    if neutral is None or not step.get("completions"):
        return step
    rating = {Neutral.POSITIVE: 1, Neutral.NEGATIVE: -1, Neutral.DROP: None}[neutral]
    completions = [
        {**completion, "rating": rating} if completion.get("rating") == 0 else completion
        for completion in step["completions"]
    ]
    return {**step, "completions": completions}


def _row(place: Place, options: ExportOptions, tally: Tally, sampled: ByStep) -> dict[str, Any]:
    thread, response = place.thread, place.response
    length = judged_length(response, options)
    marks = place.marks[:length]
    texts = step_texts(response)
    tally.count(place.problem.id, marks)
    tally.left_out[sentence("steps after the first error")] += len(response.steps) - length
    judged = [n for n, mark in enumerate(marks) if mark and mark.verdict is not None]
    said = [mark for mark in marks if mark is not None]
    return {
        "labeler": thread.thread.annotator_id,
        "timestamp": _timestamp(max(mark.updated_at for mark in said)),
        "generation": None,
        "is_quality_control_question": False,
        "is_initial_screening_question": False,
        "question": _question(place.problem, response, texts),
        "label": {
            "steps": [
                _with_alternatives(
                    _step(text, mark, options, passed=n <= max(judged, default=-1)),
                    [one for one in sampled.get(step.id, []) if one.candidate],
                    mark,
                    options,
                    last=n == len(marks) - 1,
                )
                for n, (text, mark, step) in enumerate(
                    zip(texts, marks, response.steps, strict=False)
                )
            ],
            "total_time": round(1000 * sum(mark.seconds for mark in said)),
            "finish_reason": _finish_reason(thread, place.turn, response, marks),
        },
    }


def _question(problem: Problem, response: ResponseBundle, texts: list[str]) -> dict[str, Any]:
    return {
        "problem": problem.statement,
        "ground_truth_solution": problem.reference_solution,
        "ground_truth_answer": problem.reference_answer,
        "pre_generated_steps": texts,
        "pre_generated_answer": response.response.answer,
        "pre_generated_verifier_score": None,
    }


def _step(text: str, mark: Mark | None, options: ExportOptions, *, passed: bool) -> dict[str, Any]:
    """Return one labelled step; ``passed`` where the annotator judged it or a later one."""
    rewrite = mark.rewrite if mark else None
    wrong = mark is not None and mark.verdict is Verdict.INCORRECT
    return {
        "completions": [
            {
                "text": text,
                "rating": label_of(mark, options.neutral),
                "flagged": False,
            }
        ],
        "human_completion": _human_completion(rewrite) if rewrite else None,
        "chosen_completion": 0 if passed and not wrong and not rewrite else None,
    }


def _with_alternatives(
    row: dict[str, Any],
    alternatives: list[Alternative],
    mark: Mark | None,
    options: ExportOptions,
    *,
    last: bool,
) -> dict[str, Any]:
    """Add a step's alternatives as completions.

    A chosen one is named only where the row ends: later steps go on from the original. As a
    rewrite it was a model's words, so it is no completion of a human's.
    """
    for at, one in enumerate(alternatives, 1):
        rating = label_of(Mark(one.step_id, one.rating), options.neutral)
        row["completions"].append({"text": one.text, "rating": rating, "flagged": False})
        if one.chosen and mark is not None and mark.rewrite == one.text:
            row["human_completion"] = None
        if one.chosen and last:
            row["chosen_completion"] = at
    return row


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


def _timestamp(moment: str) -> str:
    """Return a moment as the original data writes it: UTC without saying so, in microseconds."""
    try:
        parsed = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    in_utc = parsed.astimezone(UTC) if parsed.tzinfo else parsed
    return in_utc.replace(tzinfo=None).isoformat(timespec="microseconds")
