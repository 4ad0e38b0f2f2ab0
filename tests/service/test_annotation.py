"""What each verb of annotating does, seen as the page sees it."""

from __future__ import annotations

import pytest

from tests.helpers.projects import step_ids, with_response
from tests.helpers.solutions import numbered, result, sum_problem
from workbench.domain.errors import KnownError
from workbench.domain.records import (
    AnnotationMode,
    ErrorKind,
    LabelSource,
    RefineMode,
    ThreadStatus,
    TurnKind,
    Verdict,
)
from workbench.domain.sampling import SamplingSettings
from workbench.service.annotation import Annotation, Place
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.service.views import QueueStatus

BAD, NEUTRAL, GOOD = Verdict.INCORRECT, Verdict.NEUTRAL, Verdict.CORRECT


def shown(annotation, problem):
    return annotation.view(problem.id).turns[-1].chosen.steps


def test_first_error_mode_sets_later_steps_apart_but_lets_them_be_marked(annotation, problem, ids):
    """Read down, stop at the first incorrect step."""
    annotation.mark(ids[1], BAD)
    assert [s.after_first_error for s in shown(annotation, problem)] == [False, False, True, True]
    annotation.mark(ids[3], GOOD)
    assert shown(annotation, problem)[3].verdict is GOOD


def test_full_mode_sets_no_step_apart(annotation, problem, ids):
    """Every step waits for a mark, and the marks remember the mode."""
    annotation.set_annotation_mode(problem.id, AnnotationMode.FULL)
    annotation.mark(ids[0], BAD)
    assert not any(s.after_first_error for s in shown(annotation, problem))
    assert shown(annotation, problem)[0].mark.mode is AnnotationMode.FULL


def test_clearing_a_verdict_keeps_what_was_typed(annotation, problem, ids):
    """Text costs an expert minutes; a key costs nothing."""
    annotation.mark(ids[0], BAD)
    annotation.explain(ids[0], "why")
    annotation.rewrite(ids[0], "better")
    annotation.mark(ids[0], None)
    mark = shown(annotation, problem)[0].mark
    assert (mark.verdict, mark.explanation, mark.rewrite) == (None, "why", "better")


def test_unmarked_step_without_text_has_no_mark_at_all(annotation, problem, ids):
    """Unmarked is not neutral, and not a row either."""
    annotation.mark(ids[0], GOOD)
    annotation.mark(ids[0], None)
    assert shown(annotation, problem)[0].mark is None


def test_correct_step_has_no_error_kind(annotation, problem, ids):
    """A changed mind leaves no contradiction behind."""
    annotation.set_error_kind(ids[0], ErrorKind.CALCULATION)
    assert shown(annotation, problem)[0].verdict is BAD
    annotation.mark(ids[0], GOOD)
    assert shown(annotation, problem)[0].mark.error_kind is None


def test_seconds_add_up(annotation, problem, ids):
    """Coming back to a step is time spent on it as well."""
    annotation.mark(ids[0], GOOD, seconds=2.0)
    annotation.mark(ids[0], BAD, seconds=3.5)
    assert shown(annotation, problem)[0].mark.seconds == 5.5


def test_following_an_earlier_step_sets_verdict_and_kind(annotation, problem, ids):
    """One act says all of it, and one act takes the link away."""
    annotation.set_follows_from(ids[2], ids[0])
    mark = shown(annotation, problem)[2].mark
    assert (mark.verdict, mark.error_kind, mark.follows_from) == (
        BAD,
        ErrorKind.FOLLOWS_FROM_EARLIER_ERROR,
        ids[0],
    )
    annotation.set_follows_from(ids[2], None)
    mark = shown(annotation, problem)[2].mark
    assert (mark.verdict, mark.error_kind, mark.follows_from) == (BAD, None, None)


def test_a_step_cannot_follow_from_itself_or_a_later_one(annotation, ids):
    """Errors are carried downwards."""
    for cause in (ids[1], ids[2]):
        with pytest.raises(KnownError, match="earlier step"):
            annotation.set_follows_from(ids[1], cause)


def test_drafts_are_kept_until_the_text_is_submitted(annotation, problem, ids):
    """A draft is no event, and never stands in the way of submitted text."""
    events = annotation._project.check().events
    annotation.save_draft(ids[0], "explanation", "half a sent")
    assert shown(annotation, problem)[0].drafts == {"explanation": "half a sent"}
    assert annotation._project.check().events == events
    annotation.explain(ids[0], "half a sentence")
    assert shown(annotation, problem)[0].drafts == {}
    annotation.save_draft(ids[0], "explanation", "half a sentence")
    assert shown(annotation, problem)[0].drafts == {}


def test_drafts_are_offered_back_after_a_restart(tmp_path, home):
    """The notice says that there are some; the steps hold them."""
    path = tmp_path / "a.stepmark"
    with Project.create(path, "Ada") as project:
        annotation, problem = with_response(project)
        annotation.save_draft(step_ids(annotation, problem)[1], "rewrite", "typed")
    with Project.open(path) as project:
        assert project.notices == ("1 draft of unsubmitted text kept; the steps show them.",)
        assert shown(Annotation(project), problem)[1].drafts == {"rewrite": "typed"}


def test_next_unmarked_step_goes_round_and_skips_what_follows_an_error(annotation, problem, ids):
    """Enter leads to what is left to do."""

    def following(after):
        chosen = annotation.view(problem.id).turns[-1].chosen
        found = annotation.next_unmarked_step(chosen, after)
        return found.step.id if found else None

    assert following(None) == ids[0]
    annotation.mark(ids[1], GOOD)
    assert following(ids[0]) == ids[2]
    assert following(ids[3]) == ids[0]
    annotation.mark(ids[0], BAD)
    assert following(ids[0]) is None


def test_merging_keeps_equal_verdicts_and_renumbers(annotation, problem, ids):
    """One step then says what two said; the text is the same to the byte."""
    annotation.mark(ids[0], GOOD)
    annotation.mark(ids[1], GOOD)
    annotation.set_follows_from(ids[3], ids[1])
    change = annotation.merge_with_next(ids[0])
    steps = shown(annotation, problem)
    assert [s.number for s in steps] == [1, 2, 3]
    assert steps[0].verdict is GOOD
    assert steps[2].mark.follows_from == ids[0]
    text = annotation.view(problem.id).turns[0].chosen.response.text
    assert steps[0].step.end == steps[1].step.start
    assert text[steps[0].step.start : steps[0].step.end].count("says") == 2
    annotation._project.revert(change)
    assert step_ids(annotation, problem) == ids


def test_merging_drops_unequal_verdicts(annotation, problem, ids):
    """A verdict on half of a step is none on the whole."""
    annotation.mark(ids[0], GOOD)
    annotation.mark(ids[1], BAD)
    annotation.merge_with_next(ids[0])
    assert shown(annotation, problem)[0].mark is None


def test_last_step_has_nothing_to_merge_with(annotation, ids):
    """Said plainly."""
    with pytest.raises(KnownError, match="last step"):
        annotation.merge_with_next(ids[-1])


def test_splitting_unmarks_both_parts(annotation, problem, ids):
    """Two steps are two judgements."""
    annotation.mark(ids[1], GOOD)
    raw_at = len("2. Step number")
    annotation.split_step(ids[1], raw_at)
    steps = shown(annotation, problem)
    assert [s.body for s in steps[1:3]] == ["Step number", "2 says $x_2$."]
    assert [s.mark for s in steps[1:3]] == [None, None]
    assert [s.number for s in steps] == [1, 2, 3, 4, 5]
    with pytest.raises(KnownError, match="cannot be empty"):
        annotation.split_step(ids[0], 0)


def test_continue_without_a_rewrite_lets_the_model_write_that_step_anew(annotation, problem, ids):
    """Accepted steps stay, the incorrect one goes."""
    annotation.mark(ids[0], GOOD)
    annotation.mark(ids[1], BAD)
    plan = annotation.plan_refine(problem.id)
    assert plan.prefix == "1. Step number 1 says $x_1$.\n"
    annotation.record_turn(plan, [result("2. Other.\n3. End.\n**Answer: 3**")], None)
    steps = shown(annotation, problem)
    assert [s.body for s in steps] == ["Step number 1 says $x_1$.", "Other.", "End."]
    assert [s.change for s in steps] == ["unchanged", "new", "new"]
    assert steps[0].suggestion is GOOD


def test_nothing_is_refined_without_an_incorrect_step(annotation, problem, ids):
    """There would be no feedback to answer."""
    annotation.mark(ids[0], GOOD)
    for mode in RefineMode:
        with pytest.raises(KnownError, match="mark a step incorrect"):
            annotation.plan_refine(problem.id, mode)


def test_refine_mode_is_remembered_per_thread(annotation, problem, ids):
    """Chosen once, used from then on."""
    annotation.mark(ids[0], BAD)
    annotation.set_refine_mode(problem.id, RefineMode.ASK_AGAIN)
    assert annotation.plan_refine(problem.id).kind is TurnKind.ASK_AGAIN


def test_asking_again_offers_verdicts_of_unchanged_steps(annotation, problem, ids):
    """A new response that repeats steps does not make the expert judge them twice."""
    annotation.mark(ids[0], GOOD)
    annotation.mark(ids[1], BAD)
    plan = annotation.plan_refine(problem.id, RefineMode.ASK_AGAIN)
    text = numbered(["Step number 1 says $x_1$.", "Step number 2 says $y$.", "New words"], "3")
    annotation.record_turn(plan, [result(text)], None)
    steps = shown(annotation, problem)
    assert [(s.change, s.suggestion) for s in steps] == [
        ("unchanged", GOOD),
        ("changed", None),
        ("new", None),
    ]
    annotation.accept_suggestion(steps[0].step.id)
    assert shown(annotation, problem)[0].mark.source is LabelSource.ACCEPTED_SUGGESTION
    with pytest.raises(KnownError, match="no suggestion"):
        annotation.accept_suggestion(steps[1].step.id)


def test_kept_steps_are_never_split_differently(annotation, problem, ids):
    """A merge by hand survives into the next turn."""
    annotation.merge_with_next(ids[0])
    merged = step_ids(annotation, problem)
    annotation.mark(merged[1], BAD)
    annotation.rewrite(merged[1], "Better.")
    annotation.record_turn(annotation.plan_refine(problem.id), [result("4. End.")], None)
    steps = shown(annotation, problem)
    assert [s.number for s in steps] == [1, 2, 3]
    assert [s.change for s in steps] == ["unchanged", "changed", "new"]
    assert steps[1].body == "Better."


def test_regenerating_keeps_what_stands_before(annotation, problem, ids):
    """The same opening, another attempt."""
    plan = annotation.plan_regenerate(ids[2])
    assert plan.kind is TurnKind.REGENERATE
    assert plan.prefix.endswith("2. Step number 2 says $x_2$.\n")
    annotation.record_turn(plan, [result("3. Another way.")], None)
    assert [s.change for s in shown(annotation, problem)] == ["unchanged", "unchanged", "new"]


@pytest.mark.parametrize("generated", ["", "\n", "**Answer: 3**", "\n\n**Answer: 3**", "no label"])
def test_whatever_the_model_adds_the_steps_cover_the_text(annotation, problem, ids, generated):
    """Also nothing at all, or an answer at once."""
    annotation.mark(ids[1], BAD)
    annotation.rewrite(ids[1], "Better.")
    plan = annotation.plan_refine(problem.id)
    annotation.record_turn(plan, [result(generated)], None)
    response = annotation.view(problem.id).turns[-1].chosen
    text, steps = response.response.text, [s.step for s in response.steps]
    assert text == plan.prefix + generated
    assert [s.start for s in steps[1:]] == [s.end for s in steps[:-1]]
    assert steps[0].start == 0
    assert text[steps[-1].end :] in ("", "**Answer: 3**")


def test_candidates_can_be_chosen_among(annotation, problem):
    """K samples are K responses of one turn."""
    plan = annotation.plan_initial(problem.id)
    annotation.record_turn(plan, [result("1. B", 1), result("1. A", 0)], "model")
    turn = annotation.view(problem.id).turns[-1]
    assert [r.response.text for r in turn.responses] == ["1. A", "1. B"]
    assert turn.chosen.response.text == "1. A"
    annotation.choose_response(turn.turn.id, turn.responses[1].response.id)
    assert annotation.view(problem.id).turns[-1].chosen.response.text == "1. B"
    assert annotation.queue_row(problem.id).total_steps == 1


def test_a_response_says_how_it_was_drawn(annotation, problem):
    """A sample that cannot be drawn again is no evidence: seed and settings stay with it."""
    settings = SamplingSettings(temperature=0.25, max_tokens=99)
    plan = annotation.plan_initial(problem.id)
    annotation.record_turn(plan, [result("1. A")], "model", settings)
    stored = annotation.view(problem.id).turns[-1].chosen.response
    assert SamplingSettings(**stored.sampling) == settings


def test_queue_follows_the_work(project, annotation, problem, ids):
    """Status, counts and worst verdict change with each act, and back with undo."""
    Library(project).add_problems([sum_problem(40)])
    row = annotation.queue_row(problem.id)
    assert (row.status, row.turn, row.marked_steps, row.total_steps) == (
        QueueStatus.UNMARKED, 1, 0, 4
    )  # fmt: skip
    annotation.mark(ids[0], GOOD)
    change = annotation.mark(ids[1], BAD)
    row = annotation.queue_row(problem.id)
    assert (row.status, row.marked_steps, row.worst_verdict) == (QueueStatus.REFINING, 2, BAD)
    project.revert(change)
    assert annotation.queue_row(problem.id).worst_verdict is GOOD
    annotation.accept(problem.id)
    counts = annotation.queue_counts()
    assert (counts.total, counts.accepted, counts.unmarked, counts.marked_problems) == (2, 1, 1, 1)
    annotation.set_aside(problem.id, ThreadStatus.GIVE_UP, "too hard")
    assert annotation.queue(status=QueueStatus.SET_ASIDE)[0].problem_id == problem.id
    annotation.reopen(problem.id)
    assert annotation.queue_row(problem.id).status is QueueStatus.REFINING


@pytest.mark.parametrize("search", ["40", "what is $40", "$", "4", '"', "40 + 2$?"])
def test_search_finds_any_part_of_a_statement(project, annotation, search):
    """Short or long, with quotes and dollars, in any case."""
    Library(project).add_problems([sum_problem(40)])
    found = [row.excerpt for row in annotation.queue(search)]
    expected = [
        row.excerpt for row in annotation.queue() if search.casefold() in row.excerpt.casefold()
    ]
    assert found == expected


def test_accepting_needs_a_response(project):
    """There is nothing to accept yet."""
    problem = sum_problem()
    Library(project).add_problems([problem])
    with pytest.raises(KnownError, match="no response yet"):
        Annotation(project).accept(problem.id)


def test_history_tells_what_was_done_to_a_step(project, annotation, ids):
    """Undo is told as well, for history is append-only."""
    change = annotation.mark(ids[0], BAD)
    project.revert(change)
    assert [line.text for line in annotation.history(ids[0])] == [
        "turn 1",
        "mark step 1 incorrect",
        "undo: mark step 1 incorrect",
    ]


def test_history_tells_undo_from_redo(project, annotation, ids):
    """What was done again is not called taken back, however often a mind is changed."""
    change = annotation.mark(ids[0], BAD)
    for _ in range(4):
        change = project.revert(change)
    assert [line.text.partition(":")[0] for line in annotation.history(ids[0])[2:]] == [
        "undo",
        "redo",
        "undo",
        "redo",
    ]


def test_marks_remember_the_guideline_they_were_made_under(project, annotation, problem, ids):
    """An edited guideline is a new version; old marks keep theirs."""
    annotation.mark(ids[0], GOOD)
    annotation.edit_guideline("Be kind.")
    annotation.mark(ids[1], GOOD)
    assert annotation.guideline() == (2, "Be kind.")
    assert [s.mark.guideline_version for s in shown(annotation, problem)[:2]] == [1, 2]


def test_change_leads_to_its_place(annotation, problem, ids):
    """Undo across problems shows what it undid."""
    change = annotation.mark(ids[2], GOOD)
    assert annotation.place_of(change) == Place(problem.id, ids[2])


def test_gone_step_is_a_plain_sentence(annotation):
    """No traceback for a stale card."""
    with pytest.raises(KnownError, match="no longer there"):
        annotation.mark("gone", GOOD)
