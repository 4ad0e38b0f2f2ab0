"""Writes marked responses as TRL's stepwise supervision: prompt, completions, boolean labels.

Labels are booleans, for TRL's trainer cuts floats with ``int()``. A label cannot say "unmarked", so
an example ends before the first step without one; with neutral dropped, so does it at a neutral
step, for leaving out a step in the middle would change what the later ones build on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workbench.domain.records import Mark, Problem, Verdict
from workbench.domain.steps import step_body
from workbench.exchange.options import (
    ExportOptions,
    Tally,
    is_marked,
    judged_length,
    label_of,
    neutral_needed,
)
from workbench.store import reading
from workbench.store.database import Database
from workbench.store.reading import ResponseBundle


def rows(database: Database, options: ExportOptions, tally: Tally) -> Iterator[dict[str, Any]]:
    """Yield one object per response with a labelled first step, one thread in memory at a time.

    Raises KnownError at a neutral mark where the options do not say what it becomes.
    """
    for problem in reading.problems_in_order(database):
        for thread in reading.threads_of(database, problem.id):
            for turn in thread.turns:
                for response in turn.responses:
                    row = _row(problem, response, options, tally)
                    if row is not None:
                        yield row


def _row(
    problem: Problem, response: ResponseBundle, options: ExportOptions, tally: Tally
) -> dict[str, Any] | None:
    if not is_marked(response):
        tally.left_out["responses without a mark"] += 1
        return None
    judged = judged_length(response, options)
    tally.left_out["steps after the first error"] += len(response.steps) - judged
    marks = [response.marks.get(step.id) for step in response.steps[:judged]]
    labels = _labels(marks, options)
    tally.left_out["steps from the first one without a label"] += judged - len(labels)
    if not labels:
        tally.left_out["responses whose first step has no label"] += 1
        return None
    tally.count(problem.id, marks[: len(labels)])
    text = response.response.text
    bodies = [step_body(text[step.start : step.end]) for step in response.steps[: len(labels)]]
    return {"prompt": problem.statement, "completions": bodies, "labels": labels}


def _labels(marks: list[Mark | None], options: ExportOptions) -> list[bool]:
    labels: list[bool] = []
    for mark in marks:
        if mark and mark.verdict is Verdict.NEUTRAL and options.neutral is None:
            raise neutral_needed("trl-stepwise")
        label = label_of(mark, options.neutral)
        if label is None:
            break
        labels.append(label > 0)
    return labels
