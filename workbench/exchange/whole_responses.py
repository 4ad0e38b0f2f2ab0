"""Writes whole responses for training: good and bad ones for TRL, accepted ones to imitate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workbench.domain.records import Verdict
from workbench.domain.sentences import sentence
from workbench.exchange.marked import is_final, responses
from workbench.exchange.options import ExportOptions, Tally, is_marked
from workbench.exchange.processbench import NO_ERROR, first_error
from workbench.exchange.registry import TRL_UNPAIRED
from workbench.store.database import Database


def unpaired_rows(
    database: Database, options: ExportOptions, tally: Tally
) -> Iterator[dict[str, Any]]:
    """Yield TRL's unpaired preferences: prompt, completion, and whether the response is good.

    Good is a response whose every step is judged without an error, bad one whose first error is
    known. Raises KnownError at a neutral mark where the options do not say what it becomes.
    """
    for place in responses(database, options.selection):
        if not is_marked(place.response):
            tally.left_out[sentence("responses without a mark")] += 1
            continue
        label = first_error(place.marks, options.neutral, TRL_UNPAIRED)
        if label is None:
            tally.left_out[
                sentence("responses whose steps up to the first error are not all marked")
            ] += 1
            continue
        tally.count(
            place.problem.id, place.marks if label == NO_ERROR else place.marks[: label + 1]
        )
        yield {
            "prompt": place.problem.statement,
            "completion": place.response.response.text,
            "label": label == NO_ERROR,
        }


def sft_rows(database: Database, options: ExportOptions, tally: Tally) -> Iterator[dict[str, Any]]:
    """Yield accepted solutions as a question and its answer, in ``messages``.

    A corrected solution is the last turn of its thread, written after the feedback.
    """
    for place in responses(database, options.selection):
        if not is_final(place.thread, place.turn, place.response):
            continue
        if any(mark and mark.verdict is Verdict.INCORRECT for mark in place.marks):
            tally.left_out[sentence("accepted solutions with a step marked incorrect")] += 1
            continue
        tally.count(place.problem.id, place.marks)
        tally.kinds["corrected" if len(place.thread.turns) > 1 else "right at once"] += 1
        yield {
            "messages": [
                {"role": "user", "content": place.problem.statement},
                {"role": "assistant", "content": place.response.response.text},
            ]
        }
