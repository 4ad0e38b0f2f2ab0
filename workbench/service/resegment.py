"""Merging and splitting steps by hand: the rows that change, so that undo restores them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workbench.domain.alternatives import Alternative
from workbench.domain.errors import KnownError
from workbench.domain.records import Mark, Step, new_id
from workbench.domain.sentences import sentence
from workbench.store import records
from workbench.store.changes import RowChange, added, replaced
from workbench.store.database import Database


def merge_rows(database: Database, steps: Sequence[Step], at: int) -> list[RowChange]:
    """Return the rows that join step ``at`` (an index) with the next one.

    Marks stay only where both steps have the same verdict; their explanations are joined. What
    followed from the second step follows from the joined one.
    """
    if at + 1 >= len(steps):
        raise KnownError(sentence("This is the last step; there is none after it to merge with."))
    first, second = steps[at], steps[at + 1]
    joined = replace(first, end=second.end, origin_step_id=None)
    rows = _merged_marks(database, first, second)
    rows += [
        replaced(mark, replace(mark, follows_from=_other(mark, first.id)))
        for mark in records.select(database, Mark, "follows_from = ?", (second.id,))
        if mark.step_id != first.id
    ]
    rows += _without_origin(database, (first.id, second.id))
    rows += [replaced(second, None), replaced(first, joined)]
    rows += [replaced(step, replace(step, number=step.number - 1)) for step in steps[at + 2 :]]
    return rows


def split_rows(
    database: Database, steps: Sequence[Step], at: int, offset: int, raw: str
) -> list[RowChange]:
    """Return the rows that cut step ``at`` at ``offset`` in its raw text; both are unmarked."""
    if not raw[:offset].strip() or not raw[offset:].strip():
        raise KnownError(sentence("A step cannot be empty; put the cursor inside the text."))
    step = steps[at]
    first = replace(step, end=step.start + offset, origin_step_id=None)
    second = Step(new_id(), step.response_id, step.number + 1, first.end, step.end)
    rows = [replaced(mark, None) for mark in _marks(database, step.id)]
    rows += _without_origin(database, (step.id,))
    rows += [
        replaced(later, replace(later, number=later.number + 1)) for later in steps[at + 1 :][::-1]
    ]
    return [*rows, replaced(step, first), added(second)]


def without_alternatives(database: Database, step_id: str) -> list[RowChange]:
    """Return the rows that drop a step's alternatives: they stood in for other words than now."""
    found = records.select(database, Alternative, "step_id = ?", (step_id,))
    return [replaced(alternative, None) for alternative in found]


def _merged_marks(database: Database, first: Step, second: Step) -> list[RowChange]:
    one, two = _marks(database, first.id), _marks(database, second.id)
    verdicts = [mark.verdict for mark in one] or [None], [mark.verdict for mark in two] or [None]
    rows = [replaced(mark, None) for mark in two]
    if verdicts[0] != verdicts[1]:
        return [*rows, *(replaced(mark, None) for mark in one)]
    texts = [mark.explanation for mark in (*one, *two) if mark.explanation]
    if one and two:
        rows.append(replaced(one[0], replace(one[0], explanation="\n".join(texts))))
    elif two:
        rows.append(added(replace(two[0], step_id=first.id)))
    return rows


def _marks(database: Database, step_id: str) -> list[Mark]:
    return records.select(database, Mark, "step_id = ?", (step_id,))


def _other(mark: Mark, step_id: str) -> str | None:
    return None if mark.step_id == step_id else step_id


def _without_origin(database: Database, step_ids: Sequence[str]) -> list[RowChange]:
    """Return rows for steps of later turns: they repeat neither of the steps as they are now."""
    marks = ", ".join("?" * len(step_ids))
    found = records.select(database, Step, f"origin_step_id IN ({marks})", step_ids)
    return [replaced(step, replace(step, origin_step_id=None)) for step in found]
