"""Comparing: which pairs there are, that none comes twice, and that all of it reaches training."""

from __future__ import annotations

import random

import pytest

from tests.helpers.marked import contents
from tests.helpers.solutions import numbered, result, sum_problem
from workbench.domain.comparison import SCALE, Choice, Side, Tally, sign_test
from workbench.domain.errors import KnownError
from workbench.domain.feedback import Ranking, from_lines, to_lines
from workbench.domain.records import Judgement, Split, Strength
from workbench.domain.sampling import SamplingSettings
from workbench.exchange.snapshot import feedback_of
from workbench.service.annotation import Annotation
from workbench.service.comparison import Comparison
from workbench.service.library import Library
from workbench.service.model_comparison import ModelComparisons
from workbench.service.project import Project
from workbench.service.transfer import Transfer
from workbench.store import records

TABLES = ("preferences", "judgements", "rankings", "comparisons")


def solved(project, candidates: int = 2, model: str | None = "m", number: int = 1):
    """Add a problem with one turn of so many candidates."""
    problem = sum_problem(number)
    Library(project).add_problems([problem])
    annotation = Annotation(project)
    written = [
        result(numbered([f"Add, way {at}.", "Done."], str(at)), at) for at in range(candidates)
    ]
    annotation.record_turn(annotation.plan_initial(problem.id), written, model)
    return problem


@pytest.fixture
def comparison(project):
    return Comparison(project, random.Random(3))


def test_every_point_of_the_scale_reaches_the_training_snapshot(project, comparison):
    """What is said on the page is what a reward model learns: winner, loser and strength."""
    expected = {}
    for number, choice in enumerate(SCALE):
        solved(project, number=number)
        pair = comparison.next_pair()
        comparison.judge(pair, choice)
        better, worse = pair.left.id, pair.right.id
        if choice.side is Side.RIGHT:
            better, worse = worse, better
        expected[pair.problem.id] = (better, worse, choice.strength)
    assert comparison.next_pair() is None
    feedback = from_lines(to_lines(feedback_of(project.file.database)))
    told = {
        p.problem_id: (p.better_response_id, p.worse_response_id, p.strength)
        for p in feedback.preferences
    }
    assert told == expected
    assert [s for *_, s in told.values()].count(Strength.TIE) == 1
    assert {r.id for r in feedback.responses} == {
        one for b, w, _ in told.values() for one in (b, w)
    }


def test_a_ranking_reaches_the_training_snapshot_in_its_order(project, comparison):
    """The K-wise loss reads whole orders; the pairs derive from them."""
    problem = solved(project, candidates=4)
    shown = comparison.next_ranking()
    order = tuple(reversed([response.id for response in shown.responses]))
    comparison.rank(shown, order)
    feedback = from_lines(to_lines(feedback_of(project.file.database)))
    assert feedback.rankings == (Ranking(problem.id, order),)
    assert {response.id for response in feedback.responses} == set(order)
    assert comparison.next_ranking() is None
    assert comparison.next_pair() is None, "a ranking decides all of its pairs"


def test_an_order_without_every_response_is_refused(project, comparison):
    """Half a ranking would be stored as a whole one."""
    solved(project, candidates=3)
    shown = comparison.next_ranking()
    with pytest.raises(KnownError, match="place"):
        comparison.rank(shown, [response.id for response in shown.responses][:2])


def test_the_order_on_the_screen_is_drawn_and_stored(project):
    """A habit for one side can be found afterwards only if the sides are known."""
    solved(project)
    comparison = Comparison(project)
    lefts = [comparison.next_pair().left.candidate for _ in range(40)]
    assert 5 < sum(lefts) < 35, "either response stands left about as often"
    pair = comparison.next_pair()
    comparison.judge(pair, SCALE[0], seconds=2.5)
    (stored,) = records.select(project.file.database, Judgement, "1")
    assert (stored.left_response_id, stored.right_response_id) == (pair.left.id, pair.right.id)
    assert stored.seconds == 2.5


def test_a_decided_or_skipped_pair_does_not_come_again(project, comparison):
    """An expert's minute is not spent twice; what was passed over comes back when asked for."""
    solved(project, candidates=3)
    seen = []
    while (pair := comparison.next_pair()) is not None:
        seen.append(frozenset((pair.left.id, pair.right.id)))
        comparison.judge(pair, None if len(seen) == 2 else SCALE[4])
    assert len(seen) == len(set(seen)) == 3
    assert comparison.counts().skipped == 1
    again = comparison.next_pair(skipped=True)
    assert frozenset((again.left.id, again.right.id)) == seen[1]
    comparison.judge(again, SCALE[0])
    assert comparison.next_pair(skipped=True) is None
    assert comparison.counts().decided == 3


def test_problems_asked_least_come_first(project, comparison):
    """Feedback on many problems teaches more than all pairs of one."""
    first, second = solved(project, candidates=3), solved(project, candidates=3, number=2)
    asked = []
    for _ in range(4):
        pair = comparison.next_pair()
        asked.append(pair.problem.id)
        comparison.judge(pair, SCALE[0])
    assert asked == [first.id, second.id, first.id, second.id]


def test_turns_of_a_problem_can_be_compared_but_equal_texts_are_not(project, comparison):
    """A later turn against the one it improves on is a pair; a repeated text is none."""
    problem = solved(project, candidates=1)
    annotation = Annotation(project)
    plan = annotation.plan_initial(problem.id)
    text = numbered(["Add, way 0.", "Done."], "0")
    annotation.record_turn(plan, [result(text)], "m")
    assert comparison.next_pair() is None
    annotation.record_turn(plan, [result(numbered(["Another way."], "3"))], "m")
    pair = comparison.next_pair()
    assert 3 in (pair.left.turn, pair.right.turn)


def test_reverting_leaves_the_store_as_it_was(project, comparison):
    """Undo and redo are the house's: by changes, with the pair shown again as it stood."""
    solved(project, candidates=3)
    before = contents(project, TABLES)
    pair = comparison.next_pair()
    change = comparison.judge(pair, Choice(Side.RIGHT, Strength.BETTER))
    after = contents(project, TABLES)
    back = project.revert(change)
    assert contents(project, TABLES) == before
    shown, stands = comparison.judged_in(back)
    assert not stands
    assert (shown.left.id, shown.right.id) == (pair.left.id, pair.right.id)
    project.revert(back)
    assert contents(project, TABLES) == after
    assert project.check().ok


def test_of_two_judgements_of_one_pair_the_last_is_tallied(project, comparison):
    """Who judges a pair again has changed their mind; counting both would count a problem twice."""
    sessions = ModelComparisons(project, comparison)
    Library(project).add_problems([sum_problem(0)])
    session = sessions.start("a", "b", sessions.choose_problems("a", "b", Split.TRAIN, 10))
    for model, plans in sessions.plans(session).items():
        written = result(numbered([f"By {model}."], "1"))
        sessions.record(plans[0], written, model, SamplingSettings())
    pair = sessions.next_pair(session)
    side_of_a = Side.LEFT if pair.left.model_id == "a" else Side.RIGHT
    other = Side.RIGHT if side_of_a is Side.LEFT else Side.LEFT
    for side, tally in ((side_of_a, Tally(wins=1)), (other, Tally(losses=1))):
        comparison.judge(pair, Choice(side, Strength.BETTER))
        assert sessions.tally(session) == tally


def test_two_models_are_tallied_over_their_responses(project, comparison):
    """Wins are model A's whichever side it stood on; the same words are no question."""
    sessions = ModelComparisons(project, comparison)
    for number in range(4):
        Library(project).add_problems([sum_problem(number)])
    ids = sessions.choose_problems("a", "b", Split.TRAIN, 10)
    session = sessions.start("a", "b", ids)
    plans = sessions.plans(session)
    assert [len(plans[model]) for model in ("a", "b")] == [4, 4]
    settings = SamplingSettings()
    for model in ("a", "b"):
        for at, plan in enumerate(plans[model]):
            words = "Same." if at == 3 else f"By {model}."
            sessions.record(plan, result(numbered([words], "1")), model, settings)
    assert sessions.plans(session) == {}
    for wanted in ("a", "b", None):
        pair = sessions.next_pair(session)
        if wanted is None:
            comparison.judge(pair, SCALE[4])
        else:
            side = Side.LEFT if pair.left.model_id == wanted else Side.RIGHT
            comparison.judge(pair, Choice(side, Strength.SLIGHTLY))
    assert sessions.next_pair(session) is None
    assert sessions.tally(session) == Tally(wins=1, losses=1, ties=1, same=1)
    assert sessions.open() == session
    sessions.end(session)
    assert sessions.open() is None
    assert project.check().ok


def test_existing_responses_are_used_and_problems_with_them_come_first(project, comparison):
    """Nothing is written twice."""
    sessions = ModelComparisons(project, comparison)
    Library(project).add_problems([sum_problem(7)])
    known = solved(project, candidates=1, model="a", number=8)
    ids = sessions.choose_problems("a", "b", None, 2)
    assert ids[0] == known.id
    plans = sessions.plans(sessions.start("a", "b", ids))
    assert (len(plans["a"]), len(plans["b"])) == (1, 2)


def test_the_sign_test_gives_the_exact_tails_of_a_coin():
    """How likely so uneven a split is of two equal models."""
    assert sign_test(9, 1) == pytest.approx(22 / 1024)
    assert sign_test(5, 5) == 1.0
    assert sign_test(0, 0) == 1.0


def test_what_was_compared_leaves_and_comes_back(project, comparison, tmp_path):
    """Moving a project to another machine keeps preferences, pairs as shown, and rankings."""
    solved(project, candidates=3)
    comparison.judge(comparison.next_pair(), SCALE[3], seconds=4.0)
    comparison.judge(comparison.next_pair(), None)
    shown = comparison.next_ranking()
    comparison.rank(shown, [response.id for response in shown.responses])
    path = tmp_path / "all.jsonl"
    Transfer(project).export("stepmark-jsonl", path)
    kept = TABLES[:3]
    with Project.create(tmp_path / "other.stepmark", "Bob") as other:
        Transfer(other).import_file(path)
        assert contents(other, kept) == contents(project, kept)
        assert feedback_of(other.file.database).rankings
        assert Transfer(other).import_file(path).change is None


def test_the_last_judged_problem_waits_for_the_others_without_a_new_search(project, comparison):
    """The queue held in memory asks in the same order as a search of the project would."""
    solved(project, candidates=3)
    for _ in range(2):
        comparison.judge(comparison.next_pair(), SCALE[0])
    for number in (2, 3):
        solved(project, candidates=3, number=number)
    order, fresh = [], []
    while (pair := comparison.next_pair()) is not None:
        order.append(pair.problem.id)
        fresh.append(Comparison(project).next_pair().problem.id)
        comparison.judge(pair, SCALE[0])
    assert order == fresh
    assert len(order) == 7
