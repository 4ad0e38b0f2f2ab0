"""Reads and writes TRL's preferences: prompt, chosen, rejected, and a margin where it is known.

Texts are written as they are; a pair of steps has the steps before it behind the problem in its
prompt. Where any comparison has a margin every row has one, 0 (no margin) for those without, for
a trainer takes the column for all rows or none. Message lists are read where they are one question
and one answer.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from workbench.domain.answers import extract_answer
from workbench.domain.records import Strength
from workbench.domain.sentences import sentence
from workbench.exchange.foreign import (
    ForeignPair,
    ForeignSolution,
    digest,
    identity_of,
    kept_of,
    list_of,
    object_of,
    rest_of,
    text_of,
)
from workbench.exchange.jsonl import Row
from workbench.exchange.options import ExportOptions, Tally
from workbench.exchange.pairs import (
    MARGINS,
    Pair,
    margins_are_known,
    pairs_of,
)
from workbench.exchange.registry import TRL_PREFERENCE
from workbench.store.database import Database

_HELD = {"prompt", "chosen", "rejected"}
_SOMEBODY = (TRL_PREFERENCE, "Whoever compared in the TRL file")


def rows(database: Database, options: ExportOptions, tally: Tally) -> Iterator[dict[str, Any]]:
    """Yield one object per pair."""
    margins = margins_are_known(database)
    for pair in pairs_of(database, tally, options.selection):
        yield _row(pair, margins=margins)


def read_pair(row: Row) -> ForeignPair:
    """Return the two responses of a row. Raises ImportProblem."""
    prompt = _words(row, "prompt", "user")
    margin = row.value.get("margin")
    real = isinstance(margin, (int, float)) and not isinstance(margin, bool)
    if margin is not None and not (real and math.isfinite(margin)):
        raise row.problem(sentence("a number was expected"), "margin")
    kept = {"margin": margin, **rest_of(row, _HELD)}
    better, worse = (_solution(row, prompt, side, kept) for side in ("chosen", "rejected"))
    return ForeignPair(better, worse, _strength(margin))


def _row(pair: Pair, *, margins: bool) -> dict[str, Any]:
    row: dict[str, Any] = {
        "prompt": pair.prompt,
        "chosen": pair.chosen,
        "rejected": pair.rejected,
    }
    if margins:
        row["margin"] = float(pair.margin or 0.0)
    kept = (kept_of(pair.better, TRL_PREFERENCE) if pair.better else None) or {}
    return row | {name: kept[name] for name in kept if name not in {*row, "margin"}}


def _solution(row: Row, prompt: str, side: str, kept: dict[str, Any]) -> ForeignSolution:
    text = _words(row, side, "assistant")
    return ForeignSolution(
        TRL_PREFERENCE,
        prompt,
        (),
        _SOMEBODY,
        digest(identity_of(row), side),
        kept,
        answer=extract_answer(text),
        whole=text,
    )


def _words(row: Row, column: str, role: str) -> str:
    """Return a column's text, or the words of the one message that it holds."""
    value = row.value.get(column)
    if not isinstance(value, list):
        return text_of(row, value, column)
    messages = list_of(row, value, column)
    if len(messages) != 1:
        raise row.problem(
            sentence("text, or one message of the {role}, was expected", role=role), column
        )
    message = object_of(row, messages[0], f"{column}[0]")
    if message.get("role") != role:
        raise row.problem(
            sentence("a message of the {role} was expected", role=role), f"{column}[0].role"
        )
    return text_of(row, message.get("content"), f"{column}[0].content")


def _strength(margin: float | None) -> Strength:
    """Return the strength whose margin is nearest; without a margin it is just better."""
    if not margin:
        return Strength.BETTER
    return min(MARGINS, key=lambda strength: abs(MARGINS[strength] - margin))
