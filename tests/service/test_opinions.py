"""Several annotators on one step: nobody's word is lost, and a second opinion is given blind."""

from __future__ import annotations

import pytest

from tests.helpers.solutions import result
from workbench.domain.errors import KnownError
from workbench.domain.opinions import OpinionState, Pass, PassKind
from workbench.domain.records import LabelSource, ThreadStatus, Verdict, new_id, now
from workbench.service.annotators import Annotators
from workbench.service.views import QueueStatus
from workbench.store import opinions
from workbench.store.changes import added

BAD, NEUTRAL, GOOD = Verdict.INCORRECT, Verdict.NEUTRAL, Verdict.CORRECT


@pytest.fixture
def people(project):
    return Annotators(project)


def enter(people, name: str):
    """Let somebody work, who is added where needed."""
    if name not in [line.name for line in people.lines()]:
        people.add(name)
    return people.use(people.named(name).id)


def ask_blind(project, annotation, problem, who) -> None:
    """Give the newest response to an annotator for a blind second opinion."""
    response = annotation.view(problem.id).turns[-1].chosen.response
    given = Pass(new_id(), problem.id, response.id, who.id, PassKind.SECOND, created_at=now())
    project.commit("ask", ["passes"], [added(given)])


def shown(annotation, problem):
    steps = annotation.view(problem.id).turns[-1].chosen.steps
    return [(step.verdict, step.mark.explanation if step.mark else "") for step in steps]


def test_a_mark_bears_the_name_of_whoever_works(project, annotation, problem, ids, people):
    """Whose mark it is decides what agreement means."""
    ada = project.annotator
    annotation.mark(ids[0], GOOD)
    ben = enter(people, "Ben")
    annotation.mark(ids[1], BAD)
    steps = annotation.view(problem.id).turns[-1].chosen.steps
    assert [step.mark.annotator_id for step in steps[:2]] == [ada.id, ben.id]
    assert [(line.name, line.marks, line.working) for line in people.lines()] == [
        (ada.name, 1, False),
        ("Ben", 1, True),
    ]


def test_who_works_is_remembered(project, people):
    """The next start goes on as the one who worked last."""
    enter(people, "Ben")
    path = project.path
    project.close()
    with type(project).open(path) as again:
        assert again.annotator.name == "Ben"


def test_an_overruled_mark_stands_as_an_opinion_and_undo_brings_it_back(
    project, annotation, problem, ids, people
):
    """Nothing that anybody said is lost."""
    ada = project.annotator
    annotation.mark(ids[0], GOOD)
    annotation.explain(ids[0], "holds")
    enter(people, "Ben")
    change = annotation.mark(ids[0], BAD)
    (kept,) = opinions.of_step(project.file.database, ids[0])
    assert (kept.annotator_id, kept.verdict, kept.explanation) == (ada.id, GOOD, "holds")
    project.revert(change)
    assert opinions.of_step(project.file.database, ids[0]) == []
    assert shown(annotation, problem)[0] == (GOOD, "holds")


def test_who_takes_the_step_back_has_one_standing_word(project, annotation, ids, people):
    """One annotator, one step, one verdict that stands; what was said before stays readable."""
    ada = project.annotator
    annotation.mark(ids[0], GOOD)
    enter(people, "Ben")
    annotation.mark(ids[0], BAD)
    people.use(ada.id)
    annotation.mark(ids[0], NEUTRAL)
    states = {
        (opinion.verdict, opinion.state)
        for opinion in opinions.of_step(project.file.database, ids[0])
    }
    assert states == {(GOOD, OpinionState.SUPERSEDED), (BAD, OpinionState.STANDING)}


def test_clearing_another_ones_mark_keeps_what_was_said(project, annotation, problem, ids, people):
    """What counts is gone, what was said is not."""
    annotation.mark(ids[0], GOOD)
    enter(people, "Ben")
    annotation.mark(ids[0], None)
    assert shown(annotation, problem)[0] == (None, "")
    assert [one.verdict for one in opinions.of_step(project.file.database, ids[0])] == [GOOD]


def test_a_blind_pass_shows_nobody_elses_marks(project, annotation, problem, ids, people):
    """Whoever sees the first verdict repeats it: neither mark, text, draft nor queue may tell."""
    annotation.mark(ids[0], GOOD)
    annotation.mark(ids[1], BAD)
    annotation.explain(ids[1], "sign error")
    annotation.save_draft(ids[2], "explanation", "Ada's draft")
    ask_blind(project, annotation, problem, enter(people, "Ben"))
    assert shown(annotation, problem) == [(None, "")] * 4
    steps = annotation.view(problem.id).turns[-1].chosen.steps
    assert not any(step.drafts or step.after_first_error or step.suggestion for step in steps)
    (row,) = annotation.queue()
    assert (row.marked_steps, row.worst_verdict, row.status) == (0, None, QueueStatus.UNMARKED)
    assert annotation.queue_row(problem.id) == row
    annotation.mark(ids[0], BAD)
    (row,) = annotation.queue()
    assert (row.marked_steps, row.worst_verdict, row.status) == (1, BAD, QueueStatus.REFINING)


def test_blind_marks_are_opinions_and_the_first_ones_still_count(
    project, annotation, problem, ids, people
):
    """The second opinion stands beside the first until somebody decides."""
    ada = project.annotator
    annotation.mark(ids[0], GOOD)
    ben = enter(people, "Ben")
    ask_blind(project, annotation, problem, ben)
    annotation.mark(ids[0], BAD, seconds=3)
    annotation.explain(ids[0], "no reason given")
    assert shown(annotation, problem)[0] == (BAD, "no reason given")
    people.use(ada.id)
    assert shown(annotation, problem)[0] == (GOOD, "")
    (given,) = opinions.of_step(project.file.database, ids[0])
    assert (given.annotator_id, given.verdict, given.blind, given.seconds) == (ben.id, BAD, 1, 3)


def test_blind_marks_undo_one_by_one(project, annotation, problem, ids, people):
    """Undo knows no exception."""
    ask_blind(project, annotation, problem, enter(people, "Ben"))
    first = annotation.mark(ids[0], GOOD)
    second = annotation.mark(ids[0], BAD)
    project.revert(second)
    assert shown(annotation, problem)[0][0] is GOOD
    project.revert(first)
    assert shown(annotation, problem)[0][0] is None


def test_accepting_hands_the_pass_in_and_opens_the_eyes(project, annotation, problem, ids, people):
    """The same key ends a problem; afterwards everything is shown again."""
    ada = project.annotator
    for step_id in ids:
        annotation.mark(step_id, GOOD)
    ben = enter(people, "Ben")
    ask_blind(project, annotation, problem, ben)
    with pytest.raises(KnownError, match="Step 1 is still unmarked"):
        annotation.accept(problem.id)
    annotation.mark(ids[0], NEUTRAL)
    annotation.mark(ids[1], BAD)
    annotation.accept(problem.id)
    assert opinions.open_passes(project.file.database, ben.id) == []
    assert annotation.view(problem.id).thread.status is ThreadStatus.OPEN
    assert [verdict for verdict, _ in shown(annotation, problem)] == [GOOD] * 4
    assert annotation.view(problem.id).turns[-1].chosen.steps[0].mark.annotator_id == ada.id


def test_a_blind_pass_allows_marks_and_nothing_else(project, annotation, problem, ids, people):
    """A new turn or a new cut would change what the first annotator judged."""
    annotation.mark(ids[0], BAD)
    plan = annotation.plan_refine(problem.id)
    ask_blind(project, annotation, problem, enter(people, "Ben"))
    for act in (
        lambda: annotation.plan_refine(problem.id),
        lambda: annotation.plan_regenerate(ids[1]),
        lambda: annotation.record_turn(plan, [result("1. a\n")], None),
        lambda: annotation.set_aside(problem.id, ThreadStatus.GIVE_UP, "hard"),
        lambda: annotation.merge_with_next(ids[0]),
        lambda: annotation.split_step(ids[0], 4),
    ):
        with pytest.raises(KnownError, match="blind second opinion"):
            act()


def test_own_drafts_are_kept_in_a_blind_pass(project, annotation, problem, ids, people):
    """Typed text is durable there too, and shown to nobody else."""
    ada = project.annotator
    ask_blind(project, annotation, problem, enter(people, "Ben"))
    annotation.save_draft(ids[0], "explanation", "half a sen")
    steps = annotation.view(problem.id).turns[-1].chosen.steps
    assert steps[0].drafts == {"explanation": "half a sen"}
    people.use(ada.id)
    assert not annotation.view(problem.id).turns[-1].chosen.steps[0].drafts


def test_cutting_a_step_anew_lets_go_of_opinions_and_undo_brings_them_back(
    project, annotation, problem, ids, people
):
    """An opinion is on words; where the words are cut anew it no longer fits."""
    annotation.mark(ids[0], GOOD)
    enter(people, "Ben")
    annotation.mark(ids[0], BAD)
    change = annotation.merge_with_next(ids[0])
    assert opinions.of_step(project.file.database, ids[0]) == []
    project.revert(change)
    assert len(opinions.of_step(project.file.database, ids[0])) == 1


def test_names_are_unique_and_plain(project, people):
    """Two of one name could not be told apart in a list."""
    people.add("Ben")
    for name in ("ben", "  Ben ", "", "x" * 81, "a\nb\x00"):
        with pytest.raises(KnownError):
            people.add(name)
    with pytest.raises(KnownError, match="Nobody here is called Zoe"):
        people.named("Zoe")


def test_a_renamed_annotator_keeps_the_marks(project, annotation, ids, people):
    """The id is who it is, the name what it is called."""
    annotation.mark(ids[0], GOOD)
    people.rename(project.annotator.id, "Ada Lovelace")
    assert project.annotator.name == "Ada Lovelace"
    assert people.lines()[0].marks == 1


def test_sources_are_kept_with_opinions(project, annotation, problem, ids, people):
    """Which verdicts were accepted suggestions matters for the second opinion too."""
    annotation.mark(ids[0], GOOD)
    enter(people, "Ben")
    annotation.mark(ids[0], BAD)
    assert opinions.of_step(project.file.database, ids[0])[0].source is LabelSource.HUMAN
