"""A new turn is told as a change of the last: what stayed, what was reworded, what is gone."""

from __future__ import annotations

import pytest

from tests.helpers.projects import step_ids
from tests.helpers.solutions import numbered, result, sum_problem
from workbench.domain.errors import KnownError
from workbench.domain.records import LabelSource, RefineMode, Verdict
from workbench.domain.refinement import carry_over
from workbench.service.annotation import Annotation
from workbench.service.library import Library

GOOD, BAD = Verdict.CORRECT, Verdict.INCORRECT
OLD = ["Let $x$ be the sum.", "Then $x$ is four.", "Add one to get five.", "So the sum is five."]


@pytest.fixture
def annotation(project):
    return Annotation(project)


@pytest.fixture
def problem(project, annotation):
    """A problem whose first turn is marked: two correct steps, then an incorrect one."""
    made = sum_problem()
    Library(project).add_problems([made])
    annotation.record_turn(
        annotation.plan_initial(made.id), [result(numbered(OLD, "5"))], "scripted"
    )
    for step_id, verdict in zip(step_ids(annotation, made), (GOOD, GOOD, BAD), strict=False):
        annotation.mark(step_id, verdict)
    return made


def again(annotation, problem, steps):
    """Record a second turn that writes the whole solution anew."""
    plan = annotation.plan_refine(problem.id, RefineMode.ASK_AGAIN)
    annotation.record_turn(plan, [result(numbered(steps, "5"))], "scripted")
    return annotation.view(problem.id).turns[1].chosen


def test_a_changed_step_knows_what_it_was(annotation, problem):
    """The words that changed can only be shown against the words before."""
    shown = again(annotation, problem, [*OLD[:2], "Add two to get five.", OLD[3]])
    assert [step.change for step in shown.steps] == ["unchanged"] * 2 + ["changed", "unchanged"]
    assert [step.previous for step in shown.steps] == [None, None, OLD[2], None]
    assert shown.removed == ()


def test_a_removed_step_is_told_with_its_place(annotation, problem):
    """A step that is gone must be seen to be gone, where it stood."""
    shown = again(annotation, problem, [OLD[0], OLD[3]])
    assert [(gone.number, gone.body, gone.before) for gone in shown.removed] == [
        (2, OLD[1], 2),
        (3, OLD[2], 2),
    ]
    assert [step.change for step in shown.steps] == ["unchanged", "unchanged"]


def test_a_step_removed_from_the_end_stands_behind_the_last(annotation, problem):
    """There is no step that it stood before."""
    shown = again(annotation, problem, OLD[:3])
    assert [(gone.number, gone.before) for gone in shown.removed] == [(4, 4)]


def test_a_merged_step_was_not_removed(annotation, problem):
    """Its words are still there."""
    shown = again(annotation, problem, OLD)
    annotation.merge_with_next(shown.steps[0].step.id)
    assert annotation.view(problem.id).turns[1].chosen.removed == ()


def test_first_turn_removes_nothing(annotation, problem):
    """There is no turn before it."""
    assert annotation.view(problem.id).turns[0].chosen.removed == ()


def test_all_offered_verdicts_are_confirmed_as_one_act(project, annotation, problem):
    """One key, one undo; each mark says that it was a suggestion accepted."""
    shown = again(annotation, problem, [*OLD[:2], "Something else, at last."])
    ids = [step.step.id for step in shown.steps[:2]]
    change = annotation.accept_suggestions(ids)
    marks = [step.mark for step in annotation.view(problem.id).turns[1].chosen.steps]
    assert [mark and (mark.verdict, mark.source) for mark in marks] == [
        (GOOD, LabelSource.ACCEPTED_SUGGESTION),
        (GOOD, LabelSource.ACCEPTED_SUGGESTION),
        None,
    ]
    place = annotation.place_of(change)
    assert place is not None
    assert place.step_id == ids[0]
    project.revert(change)
    steps = annotation.view(problem.id).turns[1].chosen.steps
    assert [step.mark for step in steps] == [None] * 3


def test_confirming_nothing_or_a_step_without_an_offer_is_refused_whole(annotation, problem):
    """Half of an act is not an act."""
    shown = again(annotation, problem, [*OLD[:2], "Something else, at last."])
    with pytest.raises(KnownError, match="No step here"):
        annotation.accept_suggestions([])
    with pytest.raises(KnownError, match="no suggestion"):
        annotation.accept_suggestions([step.step.id for step in shown.steps])
    assert [s.mark for s in annotation.view(problem.id).turns[1].chosen.steps] == [None] * 3


def test_rewordings_go_to_the_likest_step_not_the_first_that_is_like():
    """A greedy choice would pair the new second step with the old first and lose the rest."""
    old = ["a b c d e f", "a b c d x y", "p q r s"]
    new = ["a b c d x z", "p q r t"]
    assert [(c.change, c.origin) for c in carry_over(old, new)] == [("changed", 1), ("changed", 2)]


def test_a_step_put_in_before_the_others_leaves_them_unchanged():
    """What is the same is found wherever it moved to, order kept."""
    carried = carry_over(OLD, ["First note that all is well.", *OLD])
    assert [c.origin for c in carried] == [None, 0, 1, 2, 3]


def test_hundreds_of_steps_are_aligned_by_what_is_equal():
    """Comparing each with each would hold up the end of the turn."""
    old = [f"step {n} about {n * 7}" for n in range(300)]
    new = ["changed start entirely", *old[1:150], "put in between", *old[150:299], "another end"]
    origins = [c.origin for c in carry_over(old, new)]
    assert origins[1:150] == list(range(1, 150))
    assert origins[151:300] == list(range(150, 299))
