"""Reads and writes ProcessBench (Zheng et al. 2024): where is the earliest error of a solution?

``label`` is the place of the earliest error counted from 0, and -1 for none. A row is written only
where every step up to that error, or every step where there is none, has a verdict; the steps
behind the error are written as well, for nobody need have judged them. ``final_answer_correct``
compares with the reference answer, without which it is known of faultless solutions alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workbench.domain.answers import answers_agree, extract_answer
from workbench.domain.records import Mark, TurnKind, Verdict
from workbench.domain.sentences import sentence
from workbench.exchange.foreign import (
    ForeignSolution,
    ForeignStep,
    identity_of,
    kept_of,
    name_of,
    rest_of,
    step_texts,
    steps_of,
    text_of,
)
from workbench.exchange.jsonl import Row
from workbench.exchange.marked import Place, marked_responses
from workbench.exchange.options import ExportOptions, Neutral, Tally, label_of, neutral_needed
from workbench.exchange.registry import PROCESSBENCH
from workbench.store import reading
from workbench.store.database import Database

NO_ERROR = -1
_EXPERTS = ("processbench", "ProcessBench's experts")
_HELD = {"problem", "steps", "label"}


def rows(database: Database, options: ExportOptions, tally: Tally) -> Iterator[dict[str, Any]]:
    """Yield one object per response that is judged up to its first error.

    Raises KnownError at a neutral mark where the options do not say what it becomes.
    """
    names = {model.id: model.name for model in reading.models(database)}
    for place in marked_responses(database, tally, options.selection):
        label = first_error(place.marks, options.neutral, PROCESSBENCH)
        if label is None:
            tally.left_out[
                sentence("responses whose steps up to the first error are not all marked")
            ] += 1
            continue
        right = _is_right(place, label)
        if right is None:
            tally.left_out[
                sentence("responses with an error whose problem has no reference answer")
            ] += 1
            continue
        judged = place.marks if label == NO_ERROR else place.marks[: label + 1]
        tally.count(place.problem.id, judged)
        yield _row(place, label, right, names)


def read_solution(row: Row) -> ForeignSolution:
    """Return the solution of a row. Raises ImportProblem."""
    value = row.value
    texts = steps_of(row, value.get("steps"), "steps")
    label = value.get("label")
    if isinstance(label, bool) or not isinstance(label, int):
        raise row.problem(sentence("a whole number was expected"), "label")
    if not NO_ERROR <= label < len(texts):
        reason = sentence(
            "it must be -1 (no error) or one of the {steps} steps, counted from 0", steps=len(texts)
        )
        raise row.problem(reason, "label")
    kept = rest_of(row, _HELD)
    _check_kept(row, kept)
    return ForeignSolution(
        PROCESSBENCH,
        text_of(row, value.get("problem"), "problem"),
        tuple(ForeignStep(text, _verdict(n, label)) for n, text in enumerate(texts)),
        _EXPERTS,
        identity_of(row),
        kept,
        answer=extract_answer(texts[-1]),
    )


def first_error(marks: list[Mark | None], neutral: Neutral | None, form: str) -> int | None:
    """Return the place of the first error from 0, -1 for none, None where a step is unjudged.

    Raises KnownError at a neutral mark before it where ``neutral`` is no choice.
    """
    for at, mark in enumerate(marks):
        if mark and mark.verdict is Verdict.NEUTRAL and neutral is None:
            raise neutral_needed(form)
        label = label_of(mark, neutral)
        if label is None:
            return None
        if label < 0:
            return at
    return NO_ERROR


def _generator(place: Place, names: dict[str, str]) -> str:
    """Return who wrote a response: ``human`` for a solution by hand."""
    if place.turn.turn.kind is TurnKind.MANUAL:
        return "human"
    return names.get(place.response.response.model_id or "", "unknown")


def _row(place: Place, label: int, right: bool, names: dict[str, str]) -> dict[str, Any]:
    response = place.response.response
    kept = kept_of(response, PROCESSBENCH) or {}
    own = {
        "id": response.id,
        "generator": _generator(place, names),
        "problem": place.problem.statement,
        "steps": step_texts(place.response),
        "final_answer_correct": right,
        "label": label,
    }
    return own | {name: value for name, value in kept.items() if name not in _HELD}


def _is_right(place: Place, label: int) -> bool | None:
    kept = kept_of(place.response.response, PROCESSBENCH) or {}
    known = kept.get("final_answer_correct")
    if isinstance(known, bool):
        return known
    answer, reference = place.response.response.answer, place.problem.reference_answer
    if reference is not None:
        return answer is not None and answers_agree(answer, reference)
    return True if label == NO_ERROR else None


def _check_kept(row: Row, kept: dict[str, Any]) -> None:
    for name in ("id", "generator"):
        if kept.get(name) is not None:
            name_of(row, kept[name], name)
    if not isinstance(kept.get("final_answer_correct", True), bool):
        raise row.problem(sentence("true or false was expected"), "final_answer_correct")


def _verdict(at: int, label: int) -> Verdict | None:
    if label == NO_ERROR or at < label:
        return Verdict.CORRECT
    return Verdict.INCORRECT if at == label else None
