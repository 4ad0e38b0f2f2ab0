"""Reads and writes TRL's stepwise supervision: prompt, completions, boolean labels.

Labels are booleans, for TRL's trainer cuts floats with ``int()``. A label cannot say "unmarked", so
an example ends before the first step without one; with neutral dropped, so does it at a neutral
step, for leaving out a step in the middle would change what the later ones build on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workbench.domain.answers import extract_answer
from workbench.domain.records import Mark, Verdict
from workbench.domain.sentences import sentence
from workbench.exchange.foreign import (
    ForeignSolution,
    ForeignStep,
    identity_of,
    kept_of,
    list_of,
    rest_of,
    step_texts,
    steps_of,
    text_of,
)
from workbench.exchange.jsonl import Row
from workbench.exchange.marked import Place, marked_responses
from workbench.exchange.options import (
    ExportOptions,
    Tally,
    judged_length,
    label_of,
    neutral_needed,
)
from workbench.exchange.registry import TRL_STEPWISE
from workbench.store.database import Database

_HELD = {"prompt", "completions", "labels"}
# The format does not say who labelled.
_SOMEBODY = (TRL_STEPWISE, "Whoever labelled the TRL file")


def rows(database: Database, options: ExportOptions, tally: Tally) -> Iterator[dict[str, Any]]:
    """Yield one object per response with a labelled first step, one thread in memory at a time.

    Raises KnownError at a neutral mark where the options do not say what it becomes.
    """
    for place in marked_responses(database, tally, options.selection):
        row = _row(place, options, tally)
        if row is not None:
            yield row


def read_solution(row: Row) -> ForeignSolution:
    """Return the solution of a row. Raises ImportProblem."""
    texts = steps_of(row, row.value.get("completions"), "completions")
    labels = list_of(row, row.value.get("labels"), "labels")
    for n, label in enumerate(labels):
        if not isinstance(label, bool):
            raise row.problem(sentence("true or false was expected"), f"labels[{n}]")
    if len(labels) != len(texts):
        reason = sentence(
            "there are {labels} labels and {texts} completions",
            labels=len(labels),
            texts=len(texts),
        )
        raise row.problem(reason, "labels")
    verdicts = [Verdict.CORRECT if label else Verdict.INCORRECT for label in labels]
    return ForeignSolution(
        TRL_STEPWISE,
        text_of(row, row.value.get("prompt"), "prompt"),
        tuple(ForeignStep(*step) for step in zip(texts, verdicts, strict=True)),
        _SOMEBODY,
        identity_of(row),
        rest_of(row, _HELD),
        answer=extract_answer(texts[-1]),
    )


def labelled(
    place: Place, options: ExportOptions, tally: Tally, form: str
) -> tuple[list[str], list[bool]] | None:
    """Return the steps to write with their labels, None where the first has none.

    Counts what is left out. Raises KnownError at a neutral mark where the options do not say what
    it becomes.
    """
    judged = judged_length(place.response, options)
    tally.left_out[sentence("steps after the first error")] += len(place.response.steps) - judged
    labels = _labels(place.marks[:judged], options, form)
    tally.left_out[sentence("steps from the first one without a label")] += judged - len(labels)
    if not labels:
        tally.left_out[sentence("responses whose first step has no label")] += 1
        return None
    return step_texts(place.response)[: len(labels)], labels


def _row(place: Place, options: ExportOptions, tally: Tally) -> dict[str, Any] | None:
    found = labelled(place, options, tally, TRL_STEPWISE)
    if found is None:
        return None
    texts, labels = found
    tally.count(place.problem.id, place.marks[: len(labels)])
    kept = kept_of(place.response.response, TRL_STEPWISE) or {}
    own = {"prompt": place.problem.statement, "completions": texts, "labels": labels}
    return own | {name: value for name, value in kept.items() if name not in _HELD}


def _labels(marks: list[Mark | None], options: ExportOptions, form: str) -> list[bool]:
    labels: list[bool] = []
    for mark in marks:
        if mark and mark.verdict is Verdict.NEUTRAL and options.neutral is None:
            raise neutral_needed(form)
        label = label_of(mark, options.neutral)
        if label is None:
            break
        labels.append(label > 0)
    return labels
