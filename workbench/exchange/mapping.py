"""Reads rows of anyone's columns: what each holds is said by hand, or guessed from a sample.

A row is a problem, or a problem with a solution: its ``response`` as one text, or its ``steps`` as
a list (in a table: as JSON, else the text is parted like a model's). ``labels`` is a list with one
verdict for each step, or the place of the earliest error counted from 0 (-1 for none).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.domain.answers import extract_answer
from workbench.domain.errors import KnownError
from workbench.domain.records import Verdict
from workbench.domain.sentences import sentence
from workbench.domain.steps import split_response
from workbench.exchange.foreign import (
    MOST_STEPS,
    ForeignSolution,
    ForeignStep,
    identity_of,
    steps_of,
    text_of,
)
from workbench.exchange.jsonl import Row
from workbench.exchange.problems import COLUMNS, PROBLEMS, read_problem
from workbench.exchange.registry import MAPPED

ZERO = "zero"
ZERO_MEANS = {"incorrect": Verdict.INCORRECT, "neutral": Verdict.NEUTRAL}
_SOLUTION_COLUMNS: dict[str, tuple[str, ...]] = {
    "response": (
        "response",
        "completion",
        "model_solution",
        "generated_solution",
        "output",
    ),
    "steps": (
        "steps",
        "completions",
        "model_solution_steps",
        "reasoning_steps",
    ),
    "labels": ("labels", "ratings", "label", "verdicts", "step_labels"),
}
_ALIASES = {
    "problem": "statement",
    "reference": "answer",
    "reference answer": "answer",
    "reference_answer": "answer",
    "reference_solution": "solution",
}
_WORDS = {
    Verdict.CORRECT: {"+", "+1", "correct", "good", "right", "true", "yes", "positive"},
    Verdict.INCORRECT: {"-", "incorrect", "bad", "wrong", "false", "no", "negative", "error"},
    Verdict.NEUTRAL: {"neutral"},
}
_NOTHING = {"", "null", "none", "unmarked"}
_SOMEBODY = ("import", "Whoever labelled the imported file")


@dataclass(frozen=True, slots=True)
class Field:
    """Something that a column can hold."""

    id: str
    title: str


FIELDS = (
    Field("statement", sentence("problem")),
    Field("answer", sentence("reference answer")),
    Field("solution", sentence("reference solution")),
    Field("topic", sentence("topic")),
    Field("source", sentence("source")),
    Field("split", sentence("split")),
    Field("id", sentence("id")),
    Field("response", sentence("response")),
    Field("steps", sentence("steps")),
    Field("labels", sentence("labels of steps")),
)


def guess(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the column that each field most likely has, by the columns' names."""
    present: dict[str, str] = {}
    for row in rows:
        present = {**{name.casefold(): name for name in row}, **present}
    found: dict[str, str] = {}
    for field, names in (COLUMNS | _SOLUTION_COLUMNS).items():
        column = next((present[name] for name in names if name in present), None)
        if column is not None and column not in found.values():
            found[field] = column
    return found


def checked(columns: Mapping[str, str]) -> dict[str, str]:
    """Return a mapping by its fields' own names; a field of no column has the empty text.

    A field that is not named has its column by a common name, unless that is another field's.
    Raises KnownError at what a column cannot hold.
    """
    fields = {field.id for field in FIELDS} | {ZERO}
    named = {_ALIASES.get(name, name): column for name, column in columns.items()}
    for name in named.keys() - fields:
        known = ", ".join(field.id for field in FIELDS)
        raise KnownError(
            sentence(
                "{name} is nothing that a column can hold; use one of: {known}.",
                name=repr(name),
                known=known,
            )
        )
    if named.get(ZERO, "neutral") not in ZERO_MEANS:
        raise KnownError(
            sentence("0 among labels can mean incorrect or neutral; say one of these.")
        )
    if named.get("labels") and not (named.get("steps") or named.get("response")):
        raise KnownError(
            sentence("Labels need steps; say which column holds the steps or the response.")
        )
    used = {column.casefold() for column in named.values()}
    taken = {field: "" for field, names in COLUMNS.items() if used & set(names)}
    return taken | named


def form_for(columns: Mapping[str, str]) -> str:
    """Return the format that a mapping makes of a file: problems, or solutions to them."""
    return MAPPED if columns.get("response") or columns.get("steps") else PROBLEMS


def reader(columns: Mapping[str, str]) -> Callable[[Row], ForeignSolution]:
    """Return what reads a row with a solution; it raises ImportProblem."""
    problem_columns = {field: columns[field] for field in COLUMNS.keys() & columns.keys()}

    def read(row: Row) -> ForeignSolution:
        problem = read_problem(row, PROBLEMS, columns=problem_columns)
        steps, whole = _solution(row, columns)
        text = whole if whole is not None else steps[-1].text
        return ForeignSolution(
            MAPPED,
            problem.statement,
            steps,
            _SOMEBODY,
            identity_of(row),
            {name: row.value[name] for name in row.value.keys() - columns.values()},
            reference_answer=problem.reference_answer,
            reference_solution=problem.reference_solution,
            answer=extract_answer(text),
            whole=whole,
            problem=problem,
        )

    return read


def _solution(row: Row, columns: Mapping[str, str]) -> tuple[tuple[ForeignStep, ...], str | None]:
    """Return the steps with their verdicts; or the whole text, where nothing parts or labels it."""
    place = columns.get("steps") or columns["response"]
    value = _unpacked(row.value.get(place))
    labels = _unpacked(row.value.get(columns.get("labels", "")))
    if isinstance(value, str):
        text = text_of(row, value, place)
        if labels is None:
            return (), text
        parts = split_response(text).steps
        value = [text[part.start : part.end].strip() for part in parts]
    texts = steps_of(row, value, place)
    verdicts = _verdicts(row, labels, len(texts), columns)
    return tuple(ForeignStep(*pair) for pair in zip(texts, verdicts, strict=True)), None


def _unpacked(value: Any) -> Any:
    """Return the list or number that a cell of a table writes as JSON; other text as it is."""
    if not isinstance(value, str) or value.lstrip()[:1] not in ("[", "-", *"0123456789"):
        return value
    try:
        read = json.loads(value)
    except (ValueError, RecursionError):
        return value
    return read if isinstance(read, (list, int)) else value


def _verdicts(
    row: Row, labels: Any, steps: int, columns: Mapping[str, str]
) -> list[Verdict | None]:
    if labels is None or labels == "":
        return [None] * steps
    place = columns["labels"]
    if isinstance(labels, int) and not isinstance(labels, bool):
        return _earliest(row, labels, steps, place)
    if isinstance(labels, str):
        labels = labels.replace(",", " ").split()
    if not isinstance(labels, list) or len(labels) > MOST_STEPS:
        raise row.problem(sentence("a list with a label for each step was expected"), place)
    if len(labels) != steps:
        raise row.problem(
            sentence(
                "there are {labels} labels and {steps} steps", labels=len(labels), steps=steps
            ),
            place,
        )
    zero = columns.get(ZERO)
    return [_verdict(row, label, f"{place}[{n}]", zero) for n, label in enumerate(labels)]


def _earliest(row: Row, error: int, steps: int, place: str) -> list[Verdict | None]:
    if not -1 <= error < steps:
        reason = sentence(
            "it must be -1 (no error) or one of the {steps} steps, counted from 0", steps=steps
        )
        raise row.problem(reason, place)
    if error < 0:
        return [Verdict.CORRECT] * steps
    return [*[Verdict.CORRECT] * error, Verdict.INCORRECT, *[None] * (steps - error - 1)]


def _verdict(row: Row, label: Any, place: str, zero: str | None) -> Verdict | None:
    if label is None or isinstance(label, bool):
        return None if label is None else (Verdict.CORRECT if label else Verdict.INCORRECT)
    word = str(label).strip().casefold() if isinstance(label, (str, int, float)) else "?"
    if word in _NOTHING:
        return None
    for verdict, words in _WORDS.items():
        if word in words:
            return verdict
    number = {"1": 1, "1.0": 1, "-1": -1, "-1.0": -1, "0": 0, "0.0": 0, "-0.0": 0}.get(word)
    if number is None:
        raise row.problem(sentence("{label} is no verdict", label=repr(str(label)[:40])), place)
    if number == 0 and zero is None:
        raise row.problem(
            sentence("0 can mean incorrect or neutral; say which of them it means here"), place
        )
    return Verdict(number) if number else ZERO_MEANS[str(zero)]
