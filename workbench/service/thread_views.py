"""Builds what the Annotate page shows of one problem, from the records of its thread."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from workbench.domain.answers import answers_agree
from workbench.domain.records import (
    AnnotationMode,
    Draft,
    Mark,
    Problem,
    Response,
    Split,
    Step,
    Thread,
    Turn,
    Verdict,
)
from workbench.domain.steps import step_body, step_marker
from workbench.service import opinions
from workbench.service.views import (
    QueueRow,
    QueueStatus,
    RemovedStep,
    ResponseView,
    StepView,
    ThreadView,
    TurnView,
)
from workbench.store import records
from workbench.store.database import Database
from workbench.store.rows import Row

_T = TypeVar("_T")
_EXCERPT = 160
_LONGEST_TOPIC = 200
_MOST_WORDS = 0.8

_OF_THREAD = {
    Response: "turn_id IN (SELECT id FROM turns WHERE thread_id = ?) ORDER BY candidate",
    Step: "response_id IN (SELECT r.id FROM responses r JOIN turns u ON u.id = r.turn_id"
    " WHERE u.thread_id = ?) ORDER BY number",
    Mark: "step_id IN (SELECT s.id FROM steps s JOIN responses r ON r.id = s.response_id"
    " JOIN turns u ON u.id = r.turn_id WHERE u.thread_id = ?)",
    Draft: "step_id IN (SELECT s.id FROM steps s JOIN responses r ON r.id = s.response_id"
    " JOIN turns u ON u.id = r.turn_id WHERE u.thread_id = ?)",
}


def thread_of(database: Database, problem_id: str, annotator_id: str) -> Thread | None:
    """Return the annotator's thread on a problem, else another annotator's, else None."""
    found = records.select(
        database,
        Thread,
        "problem_id = ? ORDER BY annotator_id <> ?, created_at, id LIMIT 1",
        (problem_id, annotator_id),
    )
    return found[0] if found else None


def thread_view(
    database: Database, problem: Problem, thread: Thread | None, *, blind_for: str | None = None
) -> ThreadView:
    """Return everything there is to show of a problem.

    ``blind_for`` names an annotator who shall see no marks but the own ones.
    """
    if thread is None:
        return ThreadView(problem, None, ())
    turns = records.select(database, Turn, "thread_id = ? ORDER BY number", (thread.id,))
    material = _Material.load(database, problem, thread, blind_for)
    views: list[TurnView] = []
    for turn in turns:
        views.append(_turn_view(turn, material, views[-1] if views else None))
    return ThreadView(problem, thread, tuple(views), blind=blind_for is not None)


@dataclass(frozen=True, slots=True)
class _Material:
    """The records of one thread, by what they belong to."""

    problem: Problem
    mode: AnnotationMode
    responses: Mapping[str, list[Response]]
    steps: Mapping[str, list[Step]]
    marks: Mapping[str, Mark]
    drafts: Mapping[str, dict[str, str]]
    bodies: Mapping[str, str]

    @classmethod
    def load(
        cls, database: Database, problem: Problem, thread: Thread, blind_for: str | None
    ) -> _Material:
        responses = records.select(database, Response, _OF_THREAD[Response], (thread.id,))
        steps = records.select(database, Step, _OF_THREAD[Step], (thread.id,))
        marks = records.select(database, Mark, _OF_THREAD[Mark], (thread.id,))
        if blind_for is None:
            found = records.select(database, Draft, _OF_THREAD[Draft], (thread.id,))
        else:
            marks = opinions.blind_marks(database, thread, blind_for, marks)
            found = opinions.blind_drafts(database, blind_for, steps)
        drafts: dict[str, dict[str, str]] = defaultdict(dict)
        for draft in found:
            drafts[draft.step_id][draft.field] = draft.text
        texts = {response.id: response.text for response in responses}
        return cls(
            problem,
            thread.annotation_mode,
            _grouped((response.turn_id, response) for response in responses),
            _grouped((step.response_id, step) for step in steps),
            {mark.step_id: mark for mark in marks},
            drafts,
            {step.id: step_body(texts[step.response_id][step.start : step.end]) for step in steps},
        )


def _grouped(pairs: Iterable[tuple[str, _T]]) -> dict[str, list[_T]]:
    groups: dict[str, list[_T]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups


def _turn_view(turn: Turn, material: _Material, before: TurnView | None) -> TurnView:
    responses = tuple(
        _response_view(response, material, before)
        for response in material.responses.get(turn.id, [])
    )
    by_id = {view.response.id: view for view in responses}
    chosen = by_id.get(turn.chosen_response_id or "", responses[0] if responses else None)
    return TurnView(turn, responses, chosen)


def _response_view(
    response: Response, material: _Material, before: TurnView | None
) -> ResponseView:
    steps = material.steps.get(response.id, [])
    error_at = first_incorrect(steps, material.marks)
    stop_there = error_at is not None and material.mode is AnnotationMode.FIRST_ERROR
    views = tuple(
        _step_view(
            step,
            response.text[step.start : step.end],
            material,
            first=before is None,
            late=stop_there and error_at is not None and step.number > error_at.number,
        )
        for step in steps
    )
    reference = material.problem.reference_answer
    agrees = None
    if reference:
        agrees = response.answer is not None and _agree(response.answer, reference)
    removed = removed_steps(_origin_response(steps, before), views)
    return ResponseView(response, views, response.answer, agrees, removed)


@lru_cache(maxsize=1024)
def _agree(answer: str, reference: str) -> bool:
    """Compare two answers once: a page is read again after every mark."""
    return answers_agree(answer, reference)


def _origin_response(steps: Sequence[Step], before: TurnView | None) -> ResponseView | None:
    """Return which candidate of the turn before the steps come from, else the chosen one."""
    origins = {step.origin_step_id for step in steps}
    for candidate in before.responses if before else ():
        if any(view.step.id in origins for view in candidate.steps):
            return candidate
    return before.chosen if before else None


def removed_steps(
    before: ResponseView | None, steps: Sequence[StepView]
) -> tuple[RemovedStep, ...]:
    """Return the steps of ``before`` that have no heir among ``steps``, each with its place.

    A step whose words stand in another one, which has no origin, was merged into it, not removed.
    """
    if before is None:
        return ()
    heirs = {view.step.origin_step_id: view.number for view in steps}
    removed: list[RemovedStep] = []
    place = 1
    for old in before.steps:
        heir = heirs.get(old.step.id)
        if heir is not None:
            place = heir + 1
        elif not any(_holds(view, old.body) for view in steps):
            removed.append(RemovedStep(old.number, old.body, place))
    return tuple(removed)


def _holds(view: StepView, body: str) -> bool:
    words = set(body.casefold().split())
    found = words & set(view.body.casefold().split())
    return view.step.origin_step_id is None and len(found) >= _MOST_WORDS * len(words)


def first_incorrect(steps: Iterable[Step], marks: Mapping[str, Mark]) -> Step | None:
    """Return the first step marked incorrect, or None."""
    for step in steps:
        mark = marks.get(step.id)
        if mark is not None and mark.verdict is Verdict.INCORRECT:
            return step
    return None


def _step_view(step: Step, raw: str, material: _Material, *, first: bool, late: bool) -> StepView:
    change, suggestion = _compared(step, material, first=first)
    return StepView(
        step=step,
        number=step.number,
        body=material.bodies[step.id],
        marker=step_marker(raw),
        mark=material.marks.get(step.id),
        suggestion=suggestion,
        change=change,
        after_first_error=late,
        drafts=dict(material.drafts.get(step.id, {})),
        previous=material.bodies[step.origin_step_id or ""] if change == "changed" else None,
    )


def _compared(step: Step, material: _Material, *, first: bool) -> tuple[str, Verdict | None]:
    """Return how a step compares with the one it comes from, and that one's verdict to confirm."""
    origin = step.origin_step_id
    if origin is None or origin not in material.bodies:
        return ("" if first else "new"), None
    if material.bodies[origin] != material.bodies[step.id]:
        return "changed", None
    mark = material.marks.get(origin)
    return "unchanged", mark.verdict if mark else None


def queue_row_of(row: Row) -> QueueRow:
    """Return the queue's line that a summary row says."""
    worst = row["worst_verdict"]
    return QueueRow(
        problem_id=row["problem_id"],
        topic=row["topic"] and row["topic"][:_LONGEST_TOPIC],
        excerpt=" ".join(row["excerpt"].split())[:_EXCERPT],
        status=QueueStatus(row["status"]),
        turn=row["turn"],
        marked_steps=row["marked_steps"],
        total_steps=row["total_steps"],
        split=Split(row["split"]),
        worst_verdict=None if worst is None else Verdict(worst),
        converged=bool(row["converged"]),
    )
