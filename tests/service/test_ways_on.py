"""Alternatives of a step, turns by hand and checks of consistency, as the page sees them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.helpers.solutions import result, sum_problem
from workbench.domain.alternatives import AlternativeSource, first_step, opening_of, step_stops
from workbench.domain.consistency import ConsistencyCheck
from workbench.domain.errors import KnownError
from workbench.domain.records import FinishReason, ThreadStatus, TurnKind, Verdict
from workbench.domain.sampling import SamplingSettings
from workbench.domain.steps import step_body
from workbench.service.annotators import Annotators
from workbench.service.library import Library
from workbench.service.second_pass import SecondPasses

GOOD, BAD = Verdict.CORRECT, Verdict.INCORRECT


def sample(annotation, step_id, *texts, **changes):
    """Store samples as the engine returns them; return the step's alternatives."""
    plan = annotation.plan_alternatives(step_id)
    results = [replace(result(text, at), **changes) for at, text in enumerate(texts)]
    annotation.record_alternatives(plan, results, "m", SamplingSettings())
    return annotation.alternatives(step_id).alternatives


def test_alternatives_are_sampled_behind_what_stands_before_the_step(annotation, problem, ids):
    """The same opening, word for word: only so can the step be compared with its siblings."""
    plan = annotation.plan_alternatives(ids[1])
    text = annotation.view(problem.id).turns[0].chosen.response.text
    assert text.startswith(plan.prefix)
    assert plan.prefix.endswith("\n2.")
    assert "\n3. " in plan.stop


@pytest.mark.parametrize(
    ("raw", "opener"),
    [
        ("2. Divide.\n", "\n3. "),
        ("2) Divide.\n", "\n3) "),
        ("Step 4: add.\n", "\nStep 5"),
        ("**Step 4**\nadd.\n", "\n**Step 5"),
        ("So it is.\n\n", "\n\n"),
    ],
)
def test_a_step_ends_where_one_written_like_it_would_begin(raw, opener):
    """An alternative is one step, in the style of the response."""
    assert opener in step_stops(raw)


def test_only_the_first_step_of_a_sample_is_an_alternative():
    """A model that runs on past its step says nothing about it with the rest."""
    opening = "1. Add.\n"
    assert first_step(opening, "2. Halve it.\n3. Done.\n") == "Halve it."
    assert first_step(opening, "**Answer: 4**") == "**Answer: 4**"
    assert first_step(opening, "  ") == ""


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("2. Halve it.\nWrite the whole solution again.", "Halve it."),
        ("Write the whole solution again.", ""),
        ("2. Halve it.\nStep 3: incorrect (reasoning). No.\n", "Halve it."),
        ("2. Halve it.\nRewrite of step 2: Double it.\n", "Halve it."),
        ("2. Halve it.\nYour solution was checked step by step.\n", "Halve it."),
        ("2. Halve it.\n4. The statements are B and C.", "Halve it."),
        ("2. Halve it.\n2. Halve it again.", "Halve it."),
        (
            "2. Two cases:\n1. $x$ is even.\n2. $x$ is odd.",
            "Two cases:\n1. $x$ is even.\n2. $x$ is odd.",
        ),
    ],
)
def test_an_alternative_ends_where_its_step_ends(text, body):
    """The starter, drawn warm behind a foreign step, goes on with the words of our own feedback."""
    assert first_step("1. Add.\n", text) == body
    behind_label = text.removeprefix("2.")
    if behind_label != text:
        assert first_step("1. Add.\n2.", behind_label) == body


@pytest.mark.parametrize(
    ("raw", "opening"),
    [
        ("2. Divide.\n", "1. Add.\n2."),
        ("**Step 2**\nDivide.\n", "1. Add.\n**Step 2**"),
        ("Divide.\n", "1. Add.\n"),
    ],
)
def test_a_sample_begins_behind_the_label_of_its_step(raw, opening):
    """Else a small model writes the next message there, and no alternative at all."""
    assert opening_of("1. Add.\n", raw) == opening
    assert first_step(opening, " Halve it.\n") == "Halve it."
    assert first_step(opening, " Write the whole solution again.") == ""


def test_the_step_itself_is_the_first_of_its_alternatives(annotation, problem, ids):
    """Rating it is marking it: there are no two truths about one step."""
    found = sample(annotation, ids[1], "2. One way.", "2. Another way.")
    assert [one.source for one in found] == [
        AlternativeSource.ORIGINAL,
        AlternativeSource.MODEL,
        AlternativeSource.MODEL,
    ]
    assert [one.candidate for one in found] == [0, 1, 2]
    annotation.rate_alternative(found[0].id, BAD)
    assert annotation.view(problem.id).turns[0].chosen.steps[1].verdict is BAD
    assert annotation.alternatives(ids[1]).alternatives[0].rating is BAD


def test_the_same_words_are_offered_once(annotation, ids):
    """An expert reads no step twice, be it sampled twice or the step itself again."""
    view = annotation.plan_alternatives(ids[1])
    own = step_body(annotation._raw(annotation._step(ids[1])))
    found = sample(annotation, ids[1], "2. New.", f"2. {own}", "2.  New. ", "")
    assert [one.text for one in found[1:]] == ["New."]
    assert annotation.record_alternatives(view, [result("2. New.")], "m") is None
    assert [one.candidate for one in sample(annotation, ids[1], "2. Newer.")] == [0, 1, 2]


def test_ratings_of_alternatives_are_kept_and_undone(project, annotation, ids):
    """Every act of the user can be taken back."""
    found = sample(annotation, ids[1], "2. One way.")
    change = annotation.rate_alternative(found[1].id, GOOD)
    assert annotation.alternatives(ids[1]).alternatives[1].rating is GOOD
    project.revert(change)
    assert annotation.alternatives(ids[1]).alternatives[1].rating is None


def test_the_chosen_alternative_replaces_the_step_as_its_rewrite(project, annotation, problem, ids):
    """One key does both: the rewrite for the next turn, and the choice to learn from."""
    found = sample(annotation, ids[1], "2. One way.", "2. Another way.")
    change = annotation.choose_alternative(found[2].id)
    step = annotation.view(problem.id).turns[0].chosen.steps[1]
    assert step.mark.rewrite == "Another way."
    assert [one.chosen for one in annotation.alternatives(ids[1]).alternatives] == [0, 0, 1]
    project.revert(change)
    assert annotation.view(problem.id).turns[0].chosen.steps[1].mark is None
    assert not any(one.chosen for one in annotation.alternatives(ids[1]).alternatives)


def test_another_choice_lets_the_first_go(annotation, problem, ids):
    """At most one alternative is the best."""
    found = sample(annotation, ids[1], "2. One way.", "2. Another way.")
    annotation.choose_alternative(found[1].id)
    annotation.choose_alternative(found[2].id)
    assert [one.chosen for one in annotation.alternatives(ids[1]).alternatives] == [0, 0, 1]
    annotation.choose_alternative(found[0].id)
    assert [one.chosen for one in annotation.alternatives(ids[1]).alternatives] == [1, 0, 0]
    mark = annotation.view(problem.id).turns[0].chosen.steps[1].mark
    assert mark is None or mark.rewrite is None


def test_the_experts_own_words_survive_the_choice_of_the_original(annotation, problem, ids):
    """A rewrite that no choice put there costs minutes; no key may take it away."""
    found = sample(annotation, ids[1], "2. One way.")
    annotation.rewrite(ids[1], "my own words")
    annotation.choose_alternative(found[0].id)
    annotation.choose_alternative(found[0].id)
    step = annotation.view(problem.id).turns[0].chosen.steps[1]
    assert step.mark.rewrite == "my own words"


def test_a_chosen_alternative_can_be_gone_on_from(annotation, problem, ids):
    """Choosing is feedback enough to refine; the step needs no verdict of its own."""
    found = sample(annotation, ids[1], "2. One way.")
    annotation.choose_alternative(found[1].id)
    plan = annotation.plan_refine(problem.id)
    assert plan.prefix.rstrip().endswith("2. One way.")


def test_who_marks_blind_sees_no_alternatives(project, annotation, problem, ids):
    """What another made of them is an opinion on the step; nothing can be chosen either."""
    found = sample(annotation, ids[1], "2. One way.")
    for step_id in ids:
        annotation.mark(step_id, GOOD)
    people = Annotators(project)
    people.add("Ben")
    ben = people.use(people.named("Ben").id).id
    assert len(annotation.alternatives(ids[1]).alternatives) == 2
    SecondPasses(project).give(ben, 1.0)
    assert annotation.alternatives(ids[1]).alternatives == ()
    for act in (
        lambda: annotation.plan_alternatives(ids[1]),
        lambda: annotation.choose_alternative(found[1].id),
        lambda: annotation.write_by_hand(problem.id, "1. Mine."),
    ):
        with pytest.raises(KnownError, match="second opinion"):
            act()


def test_a_step_that_is_cut_anew_has_no_alternatives(project, annotation, ids):
    """They stood in for words that are no step any more; undo brings them back."""
    sample(annotation, ids[1], "2. One way.")
    change = annotation.merge_with_next(ids[1])
    assert annotation.alternatives(ids[1]).alternatives == ()
    project.revert(change)
    assert len(annotation.alternatives(ids[1]).alternatives) == 2


def test_a_solution_by_hand_is_a_turn_of_its_own(project, annotation, problem, ids):
    """Its steps are split as any other's, and nobody takes it for a model's."""
    change = annotation.write_by_hand(problem.id, "1. Look.\n2. See.\n**Answer: 7**")
    turn = annotation.view(problem.id).turns[-1]
    assert turn.turn.kind is TurnKind.MANUAL
    assert [step.body for step in turn.chosen.steps] == ["Look.", "See."]
    assert (turn.chosen.answer_text, turn.chosen.response.model_id) == ("7", None)
    annotation.mark(turn.chosen.steps[0].step.id, GOOD)
    assert annotation.view(problem.id).turns[-1].chosen.steps[0].verdict is GOOD
    with pytest.raises(KnownError, match="Later work builds on it"):
        project.revert(change)


def test_the_rest_can_be_written_by_hand_behind_kept_steps(annotation, problem, ids):
    """What the model did well stays word for word, and is offered its marks again."""
    annotation.mark(ids[0], GOOD)
    annotation.write_by_hand(problem.id, "2. By hand.\n**Answer: 7**", ids[1])
    steps = annotation.view(problem.id).turns[-1].chosen.steps
    assert [(step.change, step.suggestion) for step in steps] == [
        ("unchanged", GOOD),
        ("new", None),
    ]
    assert steps[1].body == "By hand."


def test_an_empty_solution_is_refused(annotation, problem):
    """A turn without words would be one to accept by accident."""
    with pytest.raises(KnownError, match="write the solution first"):
        annotation.write_by_hand(problem.id, " \n")


@pytest.fixture
def answered(project, annotation):
    """Return a problem whose answer is 7."""
    problem = replace(sum_problem(9), id="sum", reference_answer="7")
    Library(project).add_problems([problem])
    return problem


def check(annotation, problem, *texts, reasons=()):
    plan = annotation.plan_check(problem.id)
    results = [
        replace(result(text, at), finish_reason=reason)
        for at, (text, reason) in enumerate(
            zip(texts, reasons or [FinishReason.STOP] * len(texts), strict=True)
        )
    ]
    return annotation.record_check(plan, results, "m", SamplingSettings())


RIGHT, WRONG = "1. So.\n**Answer: $x = 7$**", "1. So.\n**Answer: 8**"


def test_a_check_asks_the_bare_problem_and_counts_who_agrees(project, annotation, answered):
    """Agreement is of answers, not of their dressing; the queue shows who converged."""
    annotation.set_check_settings(3, 2)
    plan = annotation.plan_check(answered.id)
    assert [message.content for message in plan.messages] == [answered.statement]
    assert (plan.wanted, plan.threshold, plan.answer) == (3, 2, "7")
    change = check(annotation, answered, RIGHT, WRONG, RIGHT)
    found = annotation.view(answered.id).check
    assert (found.agreeing, len(found.samples), found.converged) == (2, 3, True)
    low, high = found.interval
    assert low < 2 / 3 < high
    assert annotation.queue_row(answered.id).converged
    project.revert(change)
    assert annotation.view(answered.id).check is None
    assert not annotation.queue_row(answered.id).converged


def test_the_last_check_counts(annotation, answered):
    """A better model is checked again, and so is a worse one."""
    annotation.set_check_settings(1, 1)
    check(annotation, answered, RIGHT)
    check(annotation, answered, WRONG)
    assert not annotation.view(answered.id).check.converged
    assert not annotation.queue_row(answered.id).converged


def test_a_response_that_was_stopped_does_not_count(annotation, answered):
    """Half a response has not failed to find the answer; nothing whole is nothing checked."""
    stopped = FinishReason.CANCELLED
    check(annotation, answered, RIGHT, "1. Half", reasons=[FinishReason.STOP, stopped])
    assert len(annotation.view(answered.id).check.samples) == 1
    assert check(annotation, answered, "1. Half", reasons=[stopped]) is None


def test_what_was_accepted_is_what_others_are_compared_with(project, annotation):
    """Without a reference answer, the expert's acceptance is the truth."""
    problem = replace(sum_problem(5), reference_answer=None)
    Library(project).add_problems([problem])
    with pytest.raises(KnownError, match="accept a solution"):
        annotation.plan_check(problem.id)
    annotation.write_by_hand(problem.id, RIGHT)
    annotation.accept(problem.id)
    assert annotation.plan_check(problem.id).answer == "$x = 7$"


def test_a_response_of_a_check_can_be_marked_as_a_turn(annotation, answered):
    """A fresh mistake is worth marking; the problem is taken up again with it."""
    check(annotation, answered, RIGHT, WRONG)
    annotation.write_by_hand(answered.id, RIGHT)
    annotation.accept(answered.id)
    found = annotation.view(answered.id).check
    annotation.open_sample(found.id, 1)
    view = annotation.view(answered.id)
    assert view.turns[-1].chosen.response.text == WRONG
    assert view.turns[-1].turn.kind is TurnKind.INITIAL
    assert view.thread.status is ThreadStatus.OPEN
    with pytest.raises(KnownError, match="no longer there"):
        annotation.open_sample(found.id, 2)


def test_the_threshold_is_never_above_the_number_asked_for(annotation):
    """Otherwise no problem could ever converge."""
    assert annotation.check_settings == (8, 6)
    annotation.set_check_settings(4, 9)
    assert annotation.check_settings == (4, 4)


def test_nothing_agrees_with_certainty_after_no_responses():
    """The interval of an empty check is everything."""
    empty = ConsistencyCheck("c", "p", "a", "7", 8, 6, ())
    assert (empty.agreeing, empty.converged, empty.interval) == (0, False, (0.0, 1.0))
