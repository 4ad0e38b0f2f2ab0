"""The worked two-turn example is reproduced mark by mark, through the verbs of the window."""

from __future__ import annotations

import pytest

from tests.helpers.projects import undo_stack
from tests.helpers.solutions import ire_example, numbered, result
from workbench.domain.records import (
    ErrorKind,
    LabelSource,
    Problem,
    RefineMode,
    TurnKind,
    Verdict,
    new_id,
)
from workbench.service.annotation import Annotation
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.service.views import QueueStatus


@pytest.fixture
def example():
    return ire_example()


@pytest.fixture
def problem(project, example):
    made = Problem(new_id(), example["problem"], reference_answer=example["reference_answer"])
    Library(project).add_problems([made])
    return made


def first_turn(project, example, problem) -> Annotation:
    annotation = Annotation(project)
    turn = example["turns"][0]
    text = numbered(turn["steps"], turn["answer"])
    annotation.record_turn(annotation.plan_initial(problem.id), [result(text)], None)
    steps = annotation.view(problem.id).turns[0].chosen.steps
    for step, verdict in zip(steps, turn["verdicts"], strict=True):
        annotation.mark(step.step.id, Verdict(verdict))
    fifth, sixth = turn["feedback"]
    annotation.set_error_kind(steps[4].step.id, ErrorKind(fifth["error_kind"]))
    annotation.explain(steps[4].step.id, fifth["explanation"])
    annotation.rewrite(steps[4].step.id, fifth["rewrite"])
    annotation.set_follows_from(steps[5].step.id, steps[4].step.id)
    annotation.explain(steps[5].step.id, sixth["explanation"])
    return annotation


def second_turn(annotation: Annotation, example, problem) -> None:
    plan = annotation.plan_refine(problem.id)
    turn = example["turns"][1]
    annotation.record_turn(
        plan, [result(numbered(turn["steps"][5:], turn["answer"], first=6))], None
    )
    steps = annotation.view(problem.id).turns[1].chosen.steps
    for step, verdict in zip(steps, turn["verdicts"], strict=True):
        if step.suggestion is not None:
            annotation.accept_suggestion(step.step.id)
        else:
            annotation.mark(step.step.id, Verdict(verdict))


def test_first_turn_holds_the_six_verdicts_and_what_was_said(project, example, problem):
    """The six verdicts, the explanation and rewrite of step 5, and the carried error are there."""
    annotation = first_turn(project, example, problem)
    steps = annotation.view(problem.id).turns[0].chosen.steps
    assert [step.body for step in steps] == example["turns"][0]["steps"]
    assert [step.verdict for step in steps] == example["turns"][0]["verdicts"]
    fifth, sixth = steps[4].mark, steps[5].mark
    said = example["turns"][0]["feedback"]
    assert (fifth.error_kind, fifth.explanation, fifth.rewrite) == (
        ErrorKind.REASONING,
        said[0]["explanation"],
        said[0]["rewrite"],
    )
    assert sixth.follows_from == steps[4].step.id
    assert sixth.error_kind is ErrorKind.FOLLOWS_FROM_EARLIER_ERROR
    assert [step.after_first_error for step in steps] == [False] * 5 + [True]


def test_continue_prompt_ends_with_the_rewrite_in_place(project, example, problem):
    """The model goes on from the accepted steps, word for word, and the expert's step 5."""
    annotation = first_turn(project, example, problem)
    plan = annotation.plan_refine(problem.id)
    rewrite = example["turns"][0]["feedback"][0]["rewrite"]
    assert plan.kind is TurnKind.CONTINUE
    assert plan.prefix == numbered([*example["turns"][0]["steps"][:4], rewrite], None)
    assert [message.content for message in plan.messages] == [example["problem"]]


def test_second_turn_confirms_four_suggestions_and_ends_in_eight_verdicts(
    project, example, problem
):
    """Unchanged steps offer their verdicts; the rewritten and the new ones wait for a mark."""
    annotation = first_turn(project, example, problem)
    second_turn(annotation, example, problem)
    turn_one, turn_two = annotation.view(problem.id).turns
    steps = turn_two.chosen.steps
    assert [step.body for step in steps] == example["turns"][1]["steps"]
    assert [step.verdict for step in steps] == example["turns"][1]["verdicts"]
    assert [step.change for step in steps[:5]] == ["unchanged"] * 4 + ["changed"]
    assert [step.mark.source for step in steps] == (
        [LabelSource.ACCEPTED_SUGGESTION] * 4 + [LabelSource.HUMAN] * 4
    )
    origins = [step.step.origin_step_id for step in steps[:5]]
    assert origins == [step.step.id for step in turn_one.chosen.steps[:5]]
    assert turn_two.chosen.agrees is True
    assert turn_one.chosen.agrees is False


def test_ask_again_message_carries_marks_explanation_and_rewrite(project, example, problem):
    """The other way to refine says the same in words."""
    annotation = first_turn(project, example, problem)
    plan = annotation.plan_refine(problem.id, RefineMode.ASK_AGAIN)
    said = example["turns"][0]["feedback"][0]
    text = plan.messages[-1].content
    assert "Step 4: correct.\n" in text
    assert f"Step 5: incorrect (reasoning). {said['explanation']}\n" in text
    assert f"Rewrite of step 5: {said['rewrite']}\n" in text
    assert "Step 6: incorrect, follows from step 5." in text


def test_accepted_example_survives_closing_and_is_undone_to_the_start(tmp_path, home, example):
    """All of it is on disk, and undo leads back act by act to the empty project."""
    path = tmp_path / "example.stepmark"
    with Project.create(path, "Ada") as project:
        problem = Problem(new_id(), example["problem"])
        Library(project).add_problems([problem])
        annotation = first_turn(project, example, problem)
        second_turn(annotation, example, problem)
        annotation.accept(problem.id)
        before = annotation.view(problem.id)
    with Project.open(path) as project:
        annotation = Annotation(project)
        assert annotation.view(problem.id) == before
        assert annotation.queue()[0].status is QueueStatus.ACCEPTED
        assert project.check().ok
        for change in reversed(undo_stack(project)):
            project.revert(change)
        assert annotation.queue() == []
        assert undo_stack(project) == []
        assert project.check().ok
