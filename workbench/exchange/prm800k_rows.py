"""Reads rows of PRM800K, and tells what a row says apart from what was marked since.

A row describes a tree: at every step several completions, of which one was gone on with. The
response is the path through it: the chosen completion; else the labeler's own words, where the
next step builds on them; else the first completion, with the labeler's words as its rewrite. The
steps of ``pre_generated_steps`` behind the labelled ones follow unmarked. The row itself is kept
beside the response, so that the other completions and every other field go out as they came.
"""

from __future__ import annotations

from typing import Any

from workbench.domain.answers import extract_answer
from workbench.domain.errors import ImportProblem
from workbench.domain.records import ThreadStatus, Verdict
from workbench.domain.sentences import sentence
from workbench.exchange.foreign import (
    ForeignSolution,
    ForeignStep,
    identity_of,
    kept_of,
    list_of,
    name_of,
    object_of,
    step_texts,
    text_of,
)
from workbench.exchange.jsonl import Row
from workbench.exchange.registry import PRM800K
from workbench.store.reading import ResponseBundle

FINISH_REASONS = ("found_error", "solution", "bad_problem", "give_up")
_STATUS = {
    "solution": ThreadStatus.ACCEPTED,
    "bad_problem": ThreadStatus.BAD_PROBLEM,
    "give_up": ThreadStatus.GIVE_UP,
}
_ANSWER = "# Answer"


def read_solution(row: Row) -> ForeignSolution:
    """Return the path through a row, the row itself kept. Raises ImportProblem."""
    question = object_of(row, row.value.get("question"), "question")
    label = object_of(row, row.value.get("label"), "label")
    finish = label.get("finish_reason")
    if finish not in FINISH_REASONS:
        reason = sentence("it must be one of: {allowed}", allowed=", ".join(FINISH_REASONS))
        raise row.problem(reason, "label.finish_reason")
    labeler = name_of(row, row.value.get("labeler"), "labeler")
    steps = _path(row, question, label)
    wrong = any(step.verdict is Verdict.INCORRECT for step in steps)
    status = _STATUS.get(finish, ThreadStatus.OPEN)
    return ForeignSolution(
        PRM800K,
        text_of(row, question.get("problem"), "question.problem"),
        steps,
        (labeler, f"PRM800K labeler {labeler[:8]}"),
        identity_of(row),
        {"row": row.value},
        reference_answer=_optional(row, question, "ground_truth_answer"),
        reference_solution=_optional(row, question, "ground_truth_solution"),
        answer=_answer(row, question, steps),
        status=ThreadStatus.OPEN if wrong and status is ThreadStatus.ACCEPTED else status,
        at=text_of(row, row.value.get("timestamp"), "timestamp"),
    )


def kept_row(bundle: ResponseBundle) -> tuple[dict[str, Any], tuple[ForeignStep, ...]] | None:
    """Return the row that a response came from with the path that was read from it, else None."""
    kept = (kept_of(bundle.response, PRM800K) or {}).get("row")
    if not isinstance(kept, dict):
        return None
    try:
        return kept, read_solution(Row(PRM800K, 0, kept)).steps
    except ImportProblem:
        # Somebody else's project file may hold anything here; its marks are exported all the same.
        return None


def path_now(bundle: ResponseBundle) -> list[ForeignStep]:
    """Return the steps of a response with what is said of them now."""
    marks = [bundle.marks.get(step.id) for step in bundle.steps]
    return [
        ForeignStep(text, mark.verdict if mark else None, mark.rewrite if mark else None)
        for text, mark in zip(step_texts(bundle), marks, strict=True)
    ]


def _path(row: Row, question: dict[str, Any], label: dict[str, Any]) -> tuple[ForeignStep, ...]:
    listed = question.get("pre_generated_steps")
    ready = [] if listed is None else list_of(row, listed, "question.pre_generated_steps")
    for n, text in enumerate(ready):
        text_of(row, text, f"question.pre_generated_steps[{n}]", blank=True)
    found = list_of(row, label.get("steps"), "label.steps")
    path: list[ForeignStep] = []
    for n, value in enumerate(found):
        own = ready[n] if n < len(ready) else None
        step = _step(row, value, f"label.steps[{n}]", own, last=n + 1 == len(found))
        if step is None:
            return tuple(path)
        path.append(step)
    if [step.text for step in path] == ready[: len(path)]:
        path += [ForeignStep(text) for text in ready[len(path) :]]
    return tuple(path)


def _step(row: Row, value: Any, place: str, own: str | None, *, last: bool) -> ForeignStep | None:
    """Return the step that was gone on with; None where the row has no words for it."""
    step = object_of(row, value, place)
    options = _completions(row, step.get("completions"), f"{place}.completions")
    human = step.get("human_completion")
    words = None if human is None else _completion(row, human, f"{place}.human_completion")
    chosen = step.get("chosen_completion")
    if chosen is not None:
        if isinstance(chosen, bool) or not isinstance(chosen, int):
            raise row.problem(sentence("a whole number was expected"), f"{place}.chosen_completion")
        if not 0 <= chosen < len(options):
            raise row.problem(sentence("it names no completion"), f"{place}.chosen_completion")
        return options[chosen]
    if words is None:
        return options[0] if options else None
    if options and (last or options[0].text == own):
        return ForeignStep(options[0].text, options[0].verdict, words.text)
    return words


def _completions(row: Row, value: Any, place: str) -> list[ForeignStep]:
    if value is None:
        return []
    return [
        _completion(row, item, f"{place}[{n}]") for n, item in enumerate(list_of(row, value, place))
    ]


def _completion(row: Row, value: Any, place: str) -> ForeignStep:
    completion = object_of(row, value, place)
    rating = completion.get("rating")
    if rating is not None and (type(rating) is not int or rating not in (-1, 0, 1)):
        raise row.problem(sentence("it must be one of: -1, 0, 1, null"), f"{place}.rating")
    text = text_of(row, completion.get("text"), f"{place}.text", blank=True)
    return ForeignStep(text, None if rating is None else Verdict(rating))


def _optional(row: Row, question: dict[str, Any], name: str) -> str | None:
    value = question.get(name)
    return None if value is None else text_of(row, value, f"question.{name}", blank=True)


def _answer(row: Row, question: dict[str, Any], steps: tuple[ForeignStep, ...]) -> str | None:
    given = _optional(row, question, "pre_generated_answer")
    if given is not None or not steps:
        return given
    _, mark, stated = steps[-1].text.rpartition(_ANSWER)
    return (stated.strip() or None) if mark else extract_answer(steps[-1].text)
