"""Changes are reversible: whatever was done, taking it back finds every row as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.helpers.projects import step_ids, undo_stack, with_response
from tests.helpers.solutions import result, sum_problem
from workbench.domain.errors import KnownError
from workbench.domain.records import (
    AnnotationMode,
    ErrorKind,
    FinishReason,
    Mark,
    Message,
    RefineMode,
    Response,
    ThreadStatus,
    Turn,
    TurnKind,
    Verdict,
    new_id,
)
from workbench.service.annotation import Annotation
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.store.rows import from_row, to_row

TABLES = ("problems", "threads", "turns", "responses", "steps", "marks", "models", "queue")


def contents(project: Project) -> dict[str, list]:
    database = project.file.database
    return {table: database.rows(f"SELECT * FROM {table} ORDER BY 1") for table in TABLES}


def random_act(annotation: Annotation, data: st.DataObject):
    """Do one random thing to the project; acts that are refused change nothing."""
    problem = data.draw(st.sampled_from(annotation.queue())).problem_id
    view = annotation.view(problem)
    steps = [s.step.id for s in view.turns[-1].chosen.steps] if view.turns else []
    one = data.draw(st.sampled_from(steps)) if steps else ""
    other = data.draw(st.sampled_from(steps)) if steps else ""
    acts = [
        lambda: annotation.mark(one, data.draw(st.sampled_from([*Verdict, None]))),
        lambda: annotation.set_error_kind(one, data.draw(st.sampled_from([*ErrorKind, None]))),
        lambda: annotation.set_follows_from(one, other),
        lambda: annotation.explain(one, data.draw(st.sampled_from(["", "Because.\u2028$x$"]))),
        lambda: annotation.rewrite(one, data.draw(st.sampled_from([None, "Better: $y$"]))),
        lambda: annotation.merge_with_next(one),
        lambda: annotation.split_step(one, data.draw(st.integers(0, 20))),
        lambda: annotation.accept_suggestion(one),
        lambda: annotation.set_refine_mode(problem, data.draw(st.sampled_from(RefineMode))),
        lambda: annotation.set_annotation_mode(problem, data.draw(st.sampled_from(AnnotationMode))),
        lambda: annotation.set_aside(problem, ThreadStatus.BAD_PROBLEM, "why"),
        lambda: annotation.accept(problem),
        lambda: annotation.record_turn(
            annotation.plan_refine(problem), [result("3. Then.\n4. Done.\n**Answer: 3**")], None
        ),
        lambda: annotation.record_turn(
            annotation.plan_initial(problem), [result("1. A\n2. B"), result("x", 1)], None
        ),
        lambda: Library(annotation._project).add_problems([sum_problem(2)]),
    ]
    try:
        return data.draw(st.sampled_from(acts))()
    except KnownError:
        return None


@given(st.data())
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_reverting_random_changes_finds_every_row_as_it_was(tmp_path, data):
    """Undo to the start, redo to the end, and undo again: each state is met exactly."""
    with Project.create(tmp_path / f"{new_id()}.stepmark", "Ada") as project:
        undo_and_redo_random_acts(project, data)


def undo_and_redo_random_acts(project: Project, data: st.DataObject) -> None:
    annotation, _ = with_response(project)
    states, changes = [contents(project)], []
    for _ in range(data.draw(st.integers(1, 8))):
        change = random_act(annotation, data)
        if change is not None:
            changes.append(change)
            states.append(contents(project))
    undone = []
    for at in range(len(changes) - 1, -1, -1):
        undone.append(project.revert(changes[at]))
        assert contents(project) == states[at]
    redone = []
    for at in range(len(changes)):
        redone.append(project.revert(undone.pop()))
        assert contents(project) == states[at + 1]
    for at in range(len(changes) - 1, -1, -1):
        project.revert(redone.pop())
        assert contents(project) == states[at]
    assert project.check().ok


def test_undo_never_shortens_history(project):
    """Taking something back is a new event that names the one it takes back."""
    annotation, problem = with_response(project)
    change = annotation.mark(step_ids(annotation, problem)[0], Verdict.CORRECT)
    undo = project.revert(change)
    assert undo.seq == change.seq + 1
    row = project.file.database.row("SELECT undoes FROM events WHERE seq = ?", (undo.seq,))
    assert row == {"undoes": change.id}


def test_change_below_a_later_one_cannot_be_taken_back_alone(project):
    """It would silently throw the later one away."""
    annotation, problem = with_response(project)
    step = step_ids(annotation, problem)[0]
    first = annotation.mark(step, Verdict.CORRECT)
    second = annotation.mark(step, Verdict.INCORRECT)
    with pytest.raises(KnownError, match="undo the later change first"):
        project.revert(first)
    project.revert(second)
    project.revert(first)
    assert annotation.view(problem.id).turns[0].chosen.steps[0].mark is None


def test_undo_stack_is_rebuilt_after_a_restart(tmp_path, home):
    """Done, undone and redone acts leave the same stack that the window held."""
    path = tmp_path / "a.stepmark"
    with Project.create(path, "Ada") as project:
        annotation, problem = with_response(project)
        ids = step_ids(annotation, problem)
        kept = annotation.mark(ids[0], Verdict.CORRECT)
        project.revert(annotation.mark(ids[1], Verdict.CORRECT))
        undone = project.revert(annotation.mark(ids[2], Verdict.NEUTRAL))
        redone = project.revert(undone)
    with Project.open(path) as project:
        stack = undo_stack(project)
        assert [change.id for change in stack[2:]] == [kept.id, redone.id]
        assert stack[2] == kept
        assert [change.id for change in undo_stack(project, limit=1)] == [redone.id]
        for change in reversed(stack):
            project.revert(change)
        assert undo_stack(project) == []


def test_failed_change_leaves_no_row_and_no_event(project):
    """One act is one transaction."""
    annotation, problem = with_response(project)
    before, events = contents(project), project.check().events
    change = annotation.mark(step_ids(annotation, problem)[0], Verdict.CORRECT)
    project.revert(change)
    with pytest.raises(KnownError):
        project.file.commit(replace(change, id="x", rows=(*change.rows, *change.rows)))
    assert contents(project) == before
    assert project.check().events == events + 2


@pytest.mark.parametrize(
    "record",
    [
        Turn("t", "h", 1, TurnKind.CONTINUE, (Message("user", "a\u2028b"),), "p", "r", "now"),
        Response("r", "t", 0, "x", None, FinishReason.LENGTH, "m", 1, {"k": 1}, (1, 2), (-0.5,)),
        Mark("s", Verdict.NEUTRAL, ErrorKind.REASONING, "e", "why", None),
        Mark("s"),
    ],
)
def test_records_and_rows_convert_both_ways(record):
    """Enums, tuples and mappings come back as what they were."""
    assert from_row(type(record), to_row(record)) == record
