"""The formats that come in and go out, and how a file tells which of them it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from workbench.domain.errors import KnownError
from workbench.domain.sentences import sentence
from workbench.exchange.jsonl import Row
from workbench.exchange.problems import GSM8K, MATH, PROBLEMS, statement_column
from workbench.exchange.refusals import refusal
from workbench.exchange.source import Source

STEPMARK = "stepmark-jsonl"
PRM800K = "prm800k"
TRL_STEPWISE = "trl-stepwise"
PROCESSBENCH = "processbench"
TRL_PREFERENCE = "trl-preference"
TRL_UNPAIRED = "trl-unpaired"
SFT = "sft"
MATH_SHEPHERD = "math-shepherd"
RLHFLOW_PRM = "rlhflow-prm"
LLAMAFACTORY = "llamafactory-preference"
MAPPED = "mapped"
_LOOKED_AT = 5


@dataclass(frozen=True, slots=True)
class Format:
    """One format; ``neutral`` is ``required`` where it has no word for neutral verdicts.

    It is ``optional`` where neutral can stay as it is, ``none`` where it always does.
    """

    id: str
    title: str
    holds: str
    reads: bool
    writes: bool
    neutral: str = "none"


FORMATS: tuple[Format, ...] = (
    Format(
        STEPMARK,
        "Stepmark JSONL",
        sentence("every problem with all its turns"),
        reads=True,
        writes=True,
    ),
    Format(
        PRM800K,
        "PRM800K",
        sentence("a marked response, in PRM800K's fields"),
        True,
        True,
        "optional",
    ),
    Format(
        TRL_STEPWISE,
        "TRL stepwise supervision",
        "prompt, completions, labels",
        reads=True,
        writes=True,
        neutral="required",
    ),
    Format(
        PROCESSBENCH,
        "ProcessBench",
        sentence("a solution and its earliest error"),
        reads=True,
        writes=True,
        neutral="required",
    ),
    Format(TRL_PREFERENCE, "TRL preference", "prompt, chosen, rejected", reads=True, writes=True),
    Format(
        TRL_UNPAIRED,
        "TRL unpaired preference",
        sentence("prompt, completion, good or bad"),
        reads=False,
        writes=True,
        neutral="required",
    ),
    Format(
        SFT,
        sentence("Accepted solutions"),
        sentence("messages to imitate"),
        reads=False,
        writes=True,
    ),
    Format(
        MATH_SHEPHERD,
        "Math-Shepherd",
        sentence("a solution with + or - at each step"),
        reads=True,
        writes=True,
        neutral="required",
    ),
    Format(
        RLHFLOW_PRM,
        "RLHFlow PRM",
        sentence("a conversation of steps and + or -"),
        reads=False,
        writes=True,
        neutral="required",
    ),
    Format(
        LLAMAFACTORY,
        "LLaMA-Factory preference",
        "conversations, chosen, rejected; with dataset_info.json",
        reads=False,
        writes=True,
    ),
    Format(
        PROBLEMS,
        sentence("Problems"),
        sentence("a problem, columns by common names"),
        reads=True,
        writes=False,
    ),
    Format(GSM8K, "GSM8K", "question, answer with #### n", reads=True, writes=False),
    Format(
        MAPPED,
        sentence("Mapped columns"),
        sentence("a solution, its columns named by hand"),
        True,
        False,
    ),
    Format(MATH, "MATH", sentence("problem, solution with \\boxed{{}}"), reads=True, writes=False),
)


def readable(format_id: str) -> Format:
    """Return a format that can be imported, or say which can."""
    return _find(format_id, [form for form in FORMATS if form.reads], "imported")


def writable(format_id: str) -> Format:
    """Return a format that can be exported, or say which can."""
    return _find(format_id, [form for form in FORMATS if form.writes], "exported")


def detect(path: Path) -> Format:
    """Recognise the format of a file by its first rows.

    Raises ImportProblem where the rows look like none that can be imported.
    """
    rows = sample(path, _LOOKED_AT)
    if not rows:
        # Reading again as an import does raises what is wrong with the first row, if any.
        rows = list(islice(Source(path).rows(), 1))
    if not rows:
        raise refusal(path.name, None, sentence("it holds no rows"))
    guesses = [_guess(row.value) for row in rows]
    if guesses[0] is None:
        raise rows[0].problem(_unknown_columns(rows[0].value))
    agreed = guesses[0] if all(guess == guesses[0] for guess in guesses) else _common(guesses)
    return readable(agreed)


def sample(path: Path, count: int) -> list[Row]:
    """Return the first rows that can be read at all."""
    return list(islice(Source(path, _pass_over).rows(allow_nul=True), count))


def _find(format_id: str, among: list[Format], verb: str) -> Format:
    for form in among:
        if form.id == format_id:
            return form
    names = ", ".join(form.id for form in among)
    raise KnownError(
        sentence(
            "{format_id} is no format that can be {verb}; choose one of: {names}.",
            format_id=repr(format_id),
            verb=verb,
            names=names,
        )
    )


def _guess(row: Mapping[str, Any]) -> str | None:
    if "stepmark" in row:
        return STEPMARK
    question, label = row.get("question"), row.get("label")
    if _is_object(question) and _is_object(label):
        return PRM800K
    if {"problem", "steps", "label"} <= row.keys():
        return PROCESSBENCH
    if {"prompt", "completions", "labels"} <= row.keys():
        return TRL_STEPWISE
    if {"prompt", "chosen", "rejected"} <= row.keys():
        return TRL_PREFERENCE
    if "ки" in str(row.get("input", "")) and isinstance(label, str):
        return MATH_SHEPHERD
    if isinstance(question, str) and "#### " in str(row.get("answer", "")):
        return GSM8K
    if isinstance(row.get("problem"), str) and "\\boxed" in str(row.get("solution", "")):
        return MATH
    return PROBLEMS if statement_column(row) else None


def _is_object(value: object) -> bool:
    """Return whether a value is an object, or a table's cell with one as JSON."""
    return isinstance(value, dict) or (isinstance(value, str) and value.startswith('{"'))


def _common(guesses: list[str | None]) -> str:
    """Return what rows of several looks can be read as: the loosest form that fits the first."""
    first = guesses[0]
    return PROBLEMS if first in (GSM8K, MATH, PROBLEMS) or first is None else first


def _unknown_columns(row: Mapping[str, Any]) -> str:
    found = ", ".join(ascii(key[:40]) for key in list(row)[:12]) or "none"
    return sentence(
        "no column with a problem's statement was found (columns: {found}); name it "
        "problem, question, statement or prompt",
        found=found,
    )


def _pass_over(_problem: object) -> None:
    """Look at the other rows; the import itself reports this one."""
