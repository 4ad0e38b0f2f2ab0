"""Whose mark a step shows and where a new one goes, when several annotators work on it.

The verbs of marking ask here before they write: outside a pass the mark that counts is replaced
and what another annotator said before stands as an opinion; inside a blind pass the mark that
counts stays, and what is said is an opinion.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from workbench.domain.errors import KnownError
from workbench.domain.opinions import OpinionState, Pass, PassState, opinion_of
from workbench.domain.records import (
    AnnotationMode,
    Draft,
    Mark,
    Step,
    Thread,
    Verdict,
    now,
)
from workbench.domain.sentences import sentence
from workbench.service.views import QueueRow, QueueStatus
from workbench.store import opinions, records
from workbench.store.changes import RowChange, added, replaced
from workbench.store.database import Database
from workbench.store.rows import Row


def mark_of(database: Database, step_id: str, annotator_id: str) -> Mark | None:
    """Return the mark of a step as an annotator may see it: in a blind pass only the own one."""
    if not opinions.step_in_pass(database, step_id, annotator_id):
        return records.get(database, Mark, step_id)
    own = opinions.standing(database, step_id, annotator_id)
    return own.mark if own else _own(records.get(database, Mark, step_id), annotator_id)


def rows_for_mark(
    database: Database, annotator_id: str, before: Mark | None, after: Mark | None
) -> list[RowChange]:
    """Return the rows that put ``after`` in the place of ``before``, which ``mark_of`` gave."""
    known = before or after
    if known is None:
        return []
    counting = records.get(database, Mark, known.step_id)
    blind = opinions.step_in_pass(database, known.step_id, annotator_id)
    if blind and (counting is None or counting.annotator_id != annotator_id):
        return _opinion_rows(database, annotator_id, known.step_id, after)
    kept = _kept_rows(database, annotator_id, known.step_id, before, after)
    return [*kept, replaced(before, after)]


def blind_marks(
    database: Database, thread: Thread, annotator_id: str, marks: Sequence[Mark]
) -> list[Mark]:
    """Return what an annotator may see of a thread's marks in a blind pass: the own ones."""
    own = {mark.step_id: mark for mark in marks if mark.annotator_id == annotator_id}
    for opinion in opinions.of_thread(database, thread.id, annotator_id):
        own[opinion.step_id] = opinion.mark
    return list(own.values())


def is_blind(database: Database, problem_id: str, annotator_id: str) -> bool:
    """Return whether an annotator marks a problem blind just now."""
    return opinions.open_pass(database, problem_id, annotator_id) is not None


def refuse_in_pass(database: Database, problem_id: str, annotator_id: str) -> None:
    """Raise KnownError where an annotator is to mark, and nothing else."""
    if is_blind(database, problem_id, annotator_id):
        raise KnownError(
            sentence(
                "This problem waits for your blind second opinion: mark its steps, then "
                "accept to hand it in."
            )
        )


def rows_to_hand_in(database: Database, problem_id: str, annotator_id: str) -> list[RowChange]:
    """Return the rows that end an annotator's open pass on a problem; none where there is none.

    Raises KnownError where a step still waits: steps behind the first incorrect one wait for
    nobody, unless the thread is marked in full.
    """
    found = opinions.open_pass(database, problem_id, annotator_id)
    if found is None:
        return []
    waiting = first_waiting(database, found)
    if waiting is not None:
        raise KnownError(
            sentence("Step {waiting} is still unmarked; mark it, then hand in.", waiting=waiting)
        )
    return [replaced(found, replace(found, state=PassState.DONE, ended_at=now()))]


def first_waiting(database: Database, given: Pass) -> int | None:
    """Return the number of the first step of a pass that its annotator has still to mark."""
    thread = opinions.thread_in_pass(database, given.problem_id, given.annotator_id)
    full = thread is not None and thread.annotation_mode is AnnotationMode.FULL
    steps = records.select(database, Step, "response_id = ? ORDER BY number", (given.response_id,))
    for step in steps:
        mark = mark_of(database, step.id, given.annotator_id)
        if mark is None or mark.verdict is None:
            return step.number
        if mark.verdict is Verdict.INCORRECT and not full:
            return None
    return None


def draft_key(database: Database, step_id: str, annotator_id: str) -> str:
    """Return under which key a step's unsubmitted text is kept; blind, nobody else sees it."""
    blind = opinions.step_in_pass(database, step_id, annotator_id)
    return f"{step_id}@{annotator_id}" if blind else step_id


def blind_drafts(database: Database, annotator_id: str, steps: Sequence[Step]) -> list[Draft]:
    """Return the unsubmitted text that an annotator typed in a blind pass, by the steps' ids."""
    keys = {f"{step.id}@{annotator_id}": step.id for step in steps}
    found = records.select(
        database, Draft, "step_id IN (SELECT value FROM json_each(?))", (json.dumps(list(keys)),)
    )
    return [replace(draft, step_id=keys[draft.step_id]) for draft in found]


def rows_without(database: Database, steps: Sequence[Step]) -> list[RowChange]:
    """Return the rows that let go of all opinions on steps that are about to be cut anew."""
    return [
        replaced(opinion, None) for step in steps for opinion in opinions.of_step(database, step.id)
    ]


def blinded(database: Database, annotator_id: str, rows: list[QueueRow]) -> list[QueueRow]:
    """Return lines of the queue that tell of blind problems only what the annotator marked."""
    found = opinions.blind_among(database, annotator_id, [row.problem_id for row in rows])
    if not found:
        return rows
    own = {one["problem_id"]: one for one in found}
    return [_blinded(row, own[row.problem_id]) if row.problem_id in own else row for row in rows]


def _blinded(row: QueueRow, own: Row) -> QueueRow:
    worst = own["worst"]
    return replace(
        row,
        status=QueueStatus.REFINING if own["marked"] else QueueStatus.UNMARKED,
        marked_steps=own["marked"],
        worst_verdict=None if worst is None else Verdict(worst),
    )


def _own(mark: Mark | None, annotator_id: str) -> Mark | None:
    return mark if mark is not None and mark.annotator_id == annotator_id else None


def _opinion_rows(
    database: Database, annotator_id: str, step_id: str, after: Mark | None
) -> list[RowChange]:
    there = opinions.standing(database, step_id, annotator_id)
    if after is None:
        return [replaced(there, None)] if there else []
    given = replace(after, annotator_id=annotator_id)
    return [replaced(there, opinion_of(given, there.id if there else "", blind=True))]


def _kept_rows(
    database: Database, actor_id: str, step_id: str, before: Mark | None, after: Mark | None
) -> list[RowChange]:
    """Return the rows that keep what another annotator said, and end what the new one said before.

    Whoever clears another's mark takes it from what counts, not from what was said.
    """
    who = after.annotator_id if after else actor_id
    gone = before if before is not None and before.annotator_id != who else None
    speakers = [mark.annotator_id for mark in (after, gone) if mark is not None]
    earlier = [opinions.standing(database, step_id, speaker) for speaker in speakers]
    rows = [
        replaced(opinion, replace(opinion, state=OpinionState.SUPERSEDED))
        for opinion in earlier
        if opinion is not None
    ]
    return [*rows, added(opinion_of(gone))] if gone and gone.verdict is not None else rows
