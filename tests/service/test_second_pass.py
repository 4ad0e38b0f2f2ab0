"""Blind second opinions are drawn fairly, agreement is computed from them, a third decides."""

from __future__ import annotations

import pytest

from tests.helpers.marked import marked_steps
from workbench.domain.errors import KnownError
from workbench.domain.opinions import Pass, PassKind, PassState
from workbench.domain.records import AnnotationMode, Problem, Verdict
from workbench.service.adjudication import Adjudication
from workbench.service.agreement import Agreement
from workbench.service.annotation import Annotation
from workbench.service.annotators import Annotators
from workbench.service.library import Library
from workbench.service.opinions import first_waiting
from workbench.service.second_pass import SecondPasses, drawn
from workbench.store import opinions
from workbench.store.reading import every

BAD, NEUTRAL, GOOD = Verdict.INCORRECT, Verdict.NEUTRAL, Verdict.CORRECT


@pytest.fixture
def annotation(project):
    return Annotation(project)


@pytest.fixture
def people(project):
    found = Annotators(project)
    for name in ("Ben", "Cleo"):
        found.add(name)
    return found


@pytest.fixture
def passes(project):
    return SecondPasses(project)


def enter(people, name: str) -> str:
    return people.use(people.named(name).id).id


def mark(annotation, problem_id: str, *verdicts) -> None:
    steps = annotation.view(problem_id).turns[-1].chosen.steps
    for step, verdict in zip(steps, verdicts, strict=True):
        if verdict is not None:
            annotation.mark(step.step.id, verdict)


def second_opinion(annotation, people, passes, name: str, **verdicts) -> None:
    """Let somebody mark problems blind and hand in."""
    who = enter(people, name)
    passes.give(who, 1.0)
    for problem_id, given in verdicts.items():
        mark(annotation, problem_id, *given)
    passes.hand_in(who)


@pytest.fixture
def two(project):
    """Two problems that the project's own annotator marked: all right, and wrong at step 2."""
    first = marked_steps(project, [1, 1, 1], "First?")
    second = marked_steps(project, [1, -1], "Second?")
    return first, second


def test_a_pass_is_given_on_what_others_marked_and_not_twice(project, two, people, passes):
    """Nobody is asked for a second opinion on the own first one."""
    ben = people.named("Ben").id
    with pytest.raises(KnownError, match="marked nothing"):
        passes.give(project.annotator.id, 0.5)
    passes.give(ben, 1.0)
    assert sorted(passes.waiting(ben)) == sorted(two)
    with pytest.raises(KnownError):
        passes.give(ben, 1.0)


def test_a_draw_is_the_same_with_the_same_seed_and_undo_takes_it_back(two, project, people, passes):
    """A chosen share can be drawn again, elsewhere, by anybody."""
    ben = people.named("Ben").id
    change = passes.give(ben, 0.5, seed=4)
    first = passes.waiting(ben)
    assert len(first) == 1
    project.revert(change)
    assert passes.waiting(ben) == []
    passes.give(ben, 0.5, seed=4)
    assert passes.waiting(ben) == first


def test_a_draw_takes_the_same_share_of_every_topic():
    """Thirty of algebra and ten of geometry: a fifth is six and two, whatever the seed."""
    rows = [
        {"response_id": str(n), "problem_id": str(n), "topic": "algebra" if n < 30 else "geometry"}
        for n in range(40)
    ]
    draws = set()
    for seed in range(8):
        chosen = drawn(rows, 0.2, seed)
        topics = [row["topic"] for row in chosen]
        assert (topics.count("algebra"), topics.count("geometry")) == (6, 2)
        draws.add(tuple(row["response_id"] for row in chosen))
    assert len(draws) > 1
    assert len(drawn(rows, 0.001, 0)) == 1
    assert drawn(rows, 1.0, 0) == rows


def test_only_complete_passes_are_handed_in(annotation, two, people, passes):
    """Half an opinion is none; after the first error nobody has to go on."""
    ben = enter(people, "Ben")
    passes.give(ben, 1.0)
    mark(annotation, two[0], BAD, None, None)
    mark(annotation, two[1], GOOD, None)
    assert [(line.open, line.ready, line.done) for line in passes.lines()] == [(2, 1, 0)]
    passes.hand_in(ben)
    assert [(line.open, line.ready, line.done) for line in passes.lines()] == [(1, 0, 1)]
    with pytest.raises(KnownError, match="complete"):
        passes.hand_in(ben)


@pytest.mark.parametrize("mode", list(AnnotationMode))
def test_what_is_complete_is_the_same_asked_of_one_or_of_all(
    project, annotation, people, passes, mode
):
    """The list and the key must not disagree on what can be handed in."""
    patterns = ((), (GOOD,), (GOOD, GOOD), (BAD,), (None, BAD), (GOOD, BAD), (BAD, GOOD))
    problems = [marked_steps(project, [1, 1], f"{n}?") for n in range(len(patterns))]
    for problem_id in problems:
        annotation.set_annotation_mode(problem_id, mode)
    ben = enter(people, "Ben")
    passes.give(ben, 1.0)
    for problem_id, given in zip(problems, patterns, strict=True):
        mark(annotation, problem_id, *given, *[None] * (2 - len(given)))
    database = project.file.database
    one_by_one = {
        one.problem_id
        for one in opinions.open_passes(database, ben)
        if first_waiting(database, one) is None
    }
    together = {one.problem_id for one in opinions.complete_passes(database, ben)}
    assert together == one_by_one
    assert len(together) == (3 if mode is AnnotationMode.FULL else 4)


def test_a_withdrawn_pass_is_open_no_more_and_can_be_given_again(two, people, passes, project):
    """A mistake in giving out work is no act that cannot be taken back."""
    ben = enter(people, "Ben")
    passes.give(ben, 1.0)
    passes.withdraw(ben)
    assert passes.waiting(ben) == []
    assert {one.state for one in every(project.file.database, Pass)} == {PassState.WITHDRAWN}
    passes.give(ben, 1.0)
    assert len(passes.waiting(ben)) == 2


def test_gold_is_mixed_in_and_measures_each_annotator(project, annotation, two, people, passes):
    """The reference is what counts; the share has an interval, for few steps say little."""
    passes.set_gold([two[0]])
    ben = enter(people, "Ben")
    passes.give(ben, 0.01)
    kinds = {one.problem_id: one.kind for one in every(project.file.database, Pass)}
    assert kinds == {two[0]: PassKind.GOLD, two[1]: PassKind.SECOND}
    mark(annotation, two[0], GOOD, NEUTRAL, GOOD)
    assert passes.gold_lines() == []
    passes.hand_in(ben)
    (line,) = passes.gold_lines()
    assert (line.annotator_id, line.responses, line.right, line.steps) == (ben, 1, 2, 3)
    assert line.low < 2 / 3 < line.high


def test_only_a_fully_marked_response_can_be_gold(project, people, passes):
    """A reference with holes measures nothing."""
    half = marked_steps(project, [1, None], "Half?")
    with pytest.raises(KnownError, match="first error or its end"):
        passes.set_gold([half])
    Library(project).add_problems([Problem("bare", "Bare?")])
    with pytest.raises(KnownError, match="solve it first"):
        passes.set_gold(["bare"])


def test_agreement_counts_what_was_handed_in(project, annotation, two, people, passes):
    """Five steps, four alike; both found the first error of the second response only."""
    ben = enter(people, "Ben")
    passes.give(ben, 1.0)
    mark(annotation, two[0], GOOD, BAD, GOOD)
    mark(annotation, two[1], GOOD, BAD)
    assert Agreement(project).report().steps == 0
    passes.hand_in(ben)
    report = Agreement(project).report()
    assert (report.steps, report.responses, report.blind, report.disagreements) == (5, 2, 5, 1)
    assert report.percent.value == pytest.approx(4 / 5)
    assert report.first_error.value == pytest.approx(1 / 2)
    (pair,) = report.pairs
    names = report.annotators[pair.one], report.annotators[pair.two]
    assert names == ("Ada", "Ben")
    # Rows are Ada's; the order is correct, neutral, incorrect.
    assert pair.cells == (3, 0, 1, 0, 0, 0, 0, 0, 1)
    # p_o = 4/5, p_e = (4*3 + 1*2) / 25 = 14/25, kappa = (20 - 14) / (25 - 14).
    assert pair.kappa.value == pytest.approx(6 / 11)
    assert report.fleiss.n == 5
    assert any("Cohen" in line for line in report.lines())


def test_agreement_of_one_annotator_says_what_to_do(project, two):
    """An empty card is an invitation, not a zero."""
    report = Agreement(project).report()
    assert report.percent.value is None
    assert "second pass" in report.lines()[0]


def test_blind_only_leaves_out_what_was_overruled_in_sight(project, annotation, two, people):
    """Whoever corrects a mark disagrees by choice; that is no measure of chance."""
    enter(people, "Ben")
    mark(annotation, two[0], BAD, None, None)
    assert Agreement(project).report().steps == 1
    assert Agreement(project).report(blind_only=True).steps == 0


def test_a_third_decides_without_names(project, annotation, two, people, passes):
    """The decision counts, both words stay, and the disagreement is off the list."""
    ada = project.annotator.id
    second_opinion(
        annotation, people, passes, "Ben", **{two[0]: (GOOD, BAD, GOOD), two[1]: (GOOD, BAD)}
    )
    cleo = enter(people, "Cleo")
    desk = Adjudication(project)
    (step_id,) = desk.waiting()
    case = desk.case(step_id)
    assert (case.number, len(case.bodies)) == (2, 2)
    assert {side.verdict for side in case.sides} == {GOOD, BAD}
    assert "Ben" not in repr(case)
    change = desk.decide(step_id, BAD, seconds=4)
    assert desk.waiting() == []
    shown = annotation.view(two[0]).turns[-1].chosen.steps[1].mark
    assert (shown.verdict, shown.annotator_id) == (BAD, cleo)
    others = {one.annotator_id for one in opinions.of_step(project.file.database, step_id)}
    assert ada in others
    assert len(others) == 2
    project.revert(change)
    assert desk.waiting() == [step_id]


def test_a_side_cannot_decide(project, annotation, two, people, passes):
    """Two against one is no third."""
    second_opinion(
        annotation, people, passes, "Ben", **{two[0]: (GOOD, BAD, GOOD), two[1]: (GOOD, BAD)}
    )
    desk = Adjudication(project)
    assert desk.waiting() == []
    assert desk.own() == 1
    enter(people, "Cleo")
    (step_id,) = desk.waiting()
    enter(people, "Ben")
    with pytest.raises(KnownError, match="a third has to decide"):
        desk.decide(step_id, GOOD)


def test_a_decision_takes_the_words_of_the_side_it_follows(
    project, annotation, two, people, passes
):
    """An explanation that was right is not typed again."""
    ben = enter(people, "Ben")
    passes.give(ben, 1.0)
    mark(annotation, two[0], GOOD, BAD, GOOD)
    step_id = annotation.view(two[0]).turns[-1].chosen.steps[1].step.id
    annotation.explain(step_id, "the sign is lost")
    mark(annotation, two[1], GOOD, BAD)
    passes.hand_in(ben)
    enter(people, "Cleo")
    Adjudication(project).decide(step_id, BAD)
    assert annotation.view(two[0]).turns[-1].chosen.steps[1].mark.explanation == "the sign is lost"


def test_what_is_not_handed_in_is_no_disagreement_yet(project, annotation, two, people, passes):
    """Somebody may still be thinking."""
    ben = enter(people, "Ben")
    passes.give(ben, 1.0)
    mark(annotation, two[0], BAD, None, None)
    enter(people, "Cleo")
    assert Adjudication(project).waiting() == []
