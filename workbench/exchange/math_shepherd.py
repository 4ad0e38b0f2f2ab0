"""Reads and writes Math-Shepherd (Wang et al. 2024): steps that end in ``ки``, labels in its place.

``input`` is the problem and its steps as ``Step 1: … ки``, one a line; ``label`` is the same text
with ``+`` or ``-`` instead of each ``ки``. A literal ``ки`` or ``Step 1:`` inside a text would put
every later label at another step, so such responses are left out, and counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from workbench.domain.answers import extract_answer
from workbench.domain.records import LabelSource, Verdict
from workbench.domain.sentences import sentence
from workbench.exchange.foreign import (
    MOST_STEPS,
    ForeignSolution,
    ForeignStep,
    identity_of,
    kept_of,
    rest_of,
    text_of,
)
from workbench.exchange.jsonl import Row
from workbench.exchange.marked import marked_responses
from workbench.exchange.options import ExportOptions, Tally
from workbench.exchange.registry import MATH_SHEPHERD
from workbench.exchange.trl_stepwise import labelled
from workbench.store.database import Database

MARKER = "ки"
_SIGNS = {"+": Verdict.CORRECT, "-": Verdict.INCORRECT}
_HELD = {"input", "label"}
# Its labels are estimates: whether a model's completions of the step reach the right answer.
_ESTIMATE = (MATH_SHEPHERD, "Math-Shepherd's estimate")
_FIRST = "Step 1:"
_STEP = re.compile(r"Step \d+:")
_AMBIGUOUS = sentence(
    "responses with a literal {marker} or 'Step 1:' inside a text", marker=repr(MARKER)
)


def rows(database: Database, options: ExportOptions, tally: Tally) -> Iterator[dict[str, Any]]:
    """Yield one object per response with a labelled first step.

    Raises KnownError at a neutral mark where the options do not say what it becomes.
    """
    for place in marked_responses(database, tally, options.selection):
        found = labelled(place, options, tally, MATH_SHEPHERD)
        if found is None:
            continue
        texts, labels = found
        if any(MARKER in text or _STEP.search(text) for text in (place.problem.statement, *texts)):
            tally.left_out[_AMBIGUOUS] += 1
            continue
        tally.count(place.problem.id, place.marks[: len(labels)])
        signs = ["+" if label else "-" for label in labels]
        kept = kept_of(place.response.response, MATH_SHEPHERD) or {}
        own = {
            "input": _written(place.problem.statement, texts, [MARKER] * len(texts)),
            "label": _written(place.problem.statement, texts, signs),
            "task": place.problem.source or "math",
        }
        yield own | {name: value for name, value in kept.items() if name not in _HELD}


def read_solution(row: Row) -> ForeignSolution:
    """Return the solution of a row. Raises ImportProblem."""
    text = text_of(row, row.value.get("input"), "input")
    parts = text.split(MARKER)
    if len(parts) < 2 or parts[-1].strip():
        raise row.problem(
            sentence("it does not end each step in {marker}", marker=repr(MARKER)), "input"
        )
    if len(parts) > MOST_STEPS:
        raise row.problem(sentence("there are more than {most:,} steps", most=MOST_STEPS), "input")
    signs = _signs(row, parts)
    statement, first = _opening(row, parts[0])
    bodies = [first, *(_body(row, part, n) for n, part in enumerate(parts[1:-1], 2))]
    steps = tuple(
        ForeignStep(body.removesuffix(" "), _SIGNS[sign])
        for body, sign in zip(bodies, signs, strict=True)
    )
    return ForeignSolution(
        MATH_SHEPHERD,
        statement,
        steps,
        _ESTIMATE,
        identity_of(row),
        rest_of(row, _HELD),
        answer=extract_answer(steps[-1].text),
        source=LabelSource.MODEL,
    )


def _written(statement: str, texts: list[str], marks: list[str]) -> str:
    paired = enumerate(zip(texts, marks, strict=True), 1)
    return f"{statement} " + "\n".join(f"Step {n}: {text} {mark}" for n, (text, mark) in paired)


def _signs(row: Row, parts: list[str]) -> list[str]:
    """Return the sign that stands in ``label`` where ``input`` has a marker."""
    label = text_of(row, row.value.get("label"), "label")
    signs: list[str] = []
    at = 0
    for n, part in enumerate(parts):
        if not label.startswith(part, at):
            raise row.problem(sentence("it is not the input with + or - for each marker"), "label")
        at += len(part)
        if n < len(parts) - 1:
            signs.append(label[at : at + 1])
            at += 1
    if at != len(label) or not set(signs) <= _SIGNS.keys():
        raise row.problem(sentence("it is not the input with + or - for each marker"), "label")
    return signs


def _opening(row: Row, part: str) -> tuple[str, str]:
    """Part the problem from the words of the first step."""
    statement, label, words = part.partition(_FIRST)
    if not label:
        raise row.problem(
            sentence("no {first} parts the problem from its solution", first=repr(_FIRST)), "input"
        )
    if not statement.strip():
        raise row.problem(sentence("the problem is missing or empty"), "input")
    return statement.removesuffix(" "), words.removeprefix(" ")


def _body(row: Row, part: str, number: int) -> str:
    """Return the words of a later step without its label."""
    label = f"Step {number}:"
    text = part.removeprefix("\n")
    if not text.startswith(label):
        raise row.problem(
            sentence("a step that begins with {label} was expected", label=repr(label)), "input"
        )
    return text.removeprefix(label).removeprefix(" ")
