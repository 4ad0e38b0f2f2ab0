"""Reads rows that hold only problems: any common column names, GSM8K's form and MATH's."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from workbench.domain.answers import extract_answer
from workbench.domain.records import Problem, Split, now
from workbench.domain.sentences import sentence
from workbench.exchange.jsonl import Row

PROBLEMS = "problems"
GSM8K = "gsm8k"
MATH = "math"

# A statement of a million characters is no problem that a person will mark.
LONGEST_TEXT = 200_000
LONGEST_ID = 200

COLUMNS: dict[str, tuple[str, ...]] = {
    "statement": ("problem", "question", "statement", "prompt", "problem_statement"),
    "answer": (
        "reference_answer",
        "final_answer",
        "answer",
        "expected_answer",
        "ground_truth_answer",
        "ground_truth",
        "target",
    ),
    "solution": ("reference_solution", "solution", "ground_truth_solution", "rationale"),
    "topic": ("topic", "subject", "type", "category", "level"),
    "id": ("id", "unique_id", "problem_id", "uuid"),
    "source": ("source", "data_source", "dataset"),
    "split": ("split",),
}
_HELD_OUT = {"heldout", "held-out", "held_out", "test", "validation", "valid", "val", "dev", "eval"}
_CALCULATION = re.compile(r"<<[^<>\n]*>>")
_BARE_BOXED = re.compile(r"\\f?box(?:ed)?\s+([^\s$.]+)")


def statement_column(row: Mapping[str, Any]) -> str | None:
    """Return the name of the column that holds the statement, or None."""
    return _column(row, "statement", {})


def statement_key(statement: str) -> str:
    """Return a digest that is the same for statements that differ in blank space at most."""
    plain = " ".join(unicodedata.normalize("NFC", statement).split())
    return hashlib.sha256(plain.encode()).hexdigest()[:32]


def read_problem(
    row: Row, form: str, split: Split | None = None, columns: Mapping[str, str] | None = None
) -> Problem:
    """Return the problem of a row; its id is the row's own, else made from the statement.

    An id made from the statement is the same in every project, so that projects can be merged.
    ``columns`` names the column of a field (``statement``, ``answer``, ``solution``, ``topic``,
    ``id``, ``source``, ``split``) where it has no common name. Raises ImportProblem.
    """
    named = columns or {}
    statement = _text(row, "statement", named)
    if statement is None:
        field = named.get("statement") or statement_column(row.value) or "problem"
        raise row.problem(sentence("the statement is missing or empty"), field)
    answer, solution = _reference(row, form, named)
    return Problem(
        id=_identity(row, named) or statement_key(statement),
        statement=statement,
        reference_answer=answer,
        reference_solution=solution,
        topic=_text(row, "topic", named),
        source=_text(row, "source", named),
        split=split or _split(row, named),
        created_at=now(),
    )


def _reference(row: Row, form: str, columns: Mapping[str, str]) -> tuple[str | None, str | None]:
    answer, solution = _text(row, "answer", columns), _text(row, "solution", columns)
    if form == GSM8K:
        return _gsm8k(row, answer)
    if form == MATH:
        return answer or _boxed(row, solution), solution
    if answer and "\n#### " in answer and solution is None:
        return _gsm8k(row, answer)
    if answer is None and solution and "\\boxed" in solution:
        return _boxed(row, solution), solution
    return answer, solution


def _gsm8k(row: Row, text: str | None) -> tuple[str, str]:
    """Part the text before ``#### n`` from the answer after it; calculator notes go."""
    solution, mark, answer = (text or "").rpartition("#### ")
    if not mark or not answer.strip():
        raise row.problem(sentence("it does not end in '#### ' and a final answer"), "answer")
    return answer.strip(), _CALCULATION.sub("", solution).strip()


def _boxed(row: Row, solution: str | None) -> str:
    text = solution or ""
    at = max(text.rfind("\\boxed"), text.rfind("\\fbox"))
    answer = extract_answer(text[at:].replace("\\fbox", "\\boxed")) if at >= 0 else None
    bare = _BARE_BOXED.match(text, at) if at >= 0 and answer is None else None
    answer = bare.group(1) if bare else answer
    if answer is None:
        raise row.problem(sentence("it states no final answer in \\boxed{{}}"), "solution")
    return answer


def _identity(row: Row, columns: Mapping[str, str]) -> str | None:
    identity = _text(row, "id", columns)
    if identity is not None and (len(identity) > LONGEST_ID or not identity.isprintable()):
        reason = sentence("an id is at most {most} printable characters", most=LONGEST_ID)
        raise row.problem(reason, _column(row.value, "id", columns))
    return identity


def _split(row: Row, columns: Mapping[str, str]) -> Split:
    value = _text(row, "split", columns)
    if value is None or value.casefold() in ("train", "training"):
        return Split.TRAIN
    if value.casefold() in _HELD_OUT:
        return Split.HELDOUT
    raise row.problem(
        sentence("{value} is no split; use train or heldout", value=repr(value[:40])),
        _column(row.value, "split", columns),
    )


def _text(row: Row, field: str, columns: Mapping[str, str]) -> str | None:
    """Return a field as text, numbers as they are written; None where absent or blank."""
    column = _column(row.value, field, columns)
    value = row.value.get(column) if column else None
    if isinstance(value, (bool, list, dict)):
        raise row.problem(sentence("text was expected"), column)
    if value is None:
        return None
    text = value if isinstance(value, str) else str(value)
    if len(text) > LONGEST_TEXT:
        raise row.problem(
            sentence("the text is longer than {most:,} characters", most=LONGEST_TEXT), column
        )
    return text if text.strip() else None


def _column(row: Mapping[str, Any], field: str, columns: Mapping[str, str]) -> str | None:
    """Return the first column of a field's names that the row has, upper or lower case."""
    if field in columns:
        return columns[field]
    present = {key.casefold(): key for key in row}
    for name in COLUMNS[field]:
        if name in present:
            return present[name]
    return None
