"""The simulated expert draws and judges as promised: benchmarks and the card rely on it."""

from __future__ import annotations

import shutil
import sys

import pytest

from workbench import paths
from workbench.domain.errors import KnownError
from workbench.domain.records import Split, Verdict
from workbench.service.starter_expert import StarterExpert, step_bodies


@pytest.fixture(scope="module")
def expert() -> StarterExpert:
    return StarterExpert()


def test_problems_are_distinct_seeded_and_a_smaller_count_gives_the_first_of_them(expert):
    """A quick check of the card must meet a part of the card's own problems."""
    many = expert.problems(Split.HELDOUT, 12, seed=3)
    assert len({problem.record.statement for problem in many}) == 12 * len(expert.families)
    assert {problem.record.split for problem in many} == {Split.HELDOUT}
    for family in expert.families:
        of_family = [problem for problem in many if problem.family == family]
        assert tuple(of_family[:5]) == expert.problems(Split.HELDOUT, 5, 3, family)
    assert many != expert.problems(Split.HELDOUT, 12, seed=4)
    assert expert.draw("speeds", Split.TRAIN, 5) == expert.draw("speeds", Split.TRAIN, 5)


def test_a_reference_response_is_right_at_every_step_and_ends_in_the_answer(expert):
    for problem in expert.problems(Split.TRAIN, 5, seed=1):
        text = expert.reference_response(problem)
        verdicts = expert.verdicts(problem, text)
        assert verdicts == (Verdict.CORRECT,) * len(expert.reference_steps(problem))
        assert step_bodies(text) == expert.reference_steps(problem)
        assert expert.first_error(problem, text) is None


def test_the_rewrite_of_a_wrong_step_is_judged_correct(expert):
    """A rewrite that the expert itself would reject would teach the wrong thing."""
    for problem in expert.problems(Split.TRAIN, 3, seed=2):
        right = expert.reference_steps(problem)
        for place, step in enumerate(right):
            assert expert.correct_step(problem, right[:place]) == step
        assert expert.correct_step(problem, right) is None
        wrong = (*right[:1], "Then $1 = 2$.")
        assert expert.correct_step(problem, wrong) is None
        judged = expert.judge(problem, wrong)
        assert [one.verdict for one in judged] == [Verdict.CORRECT, Verdict.INCORRECT]
        assert judged[1].reason
        assert expert.first_error(problem, "1. Then $1 = 2$.\n**Answer: $1$**") == 1


def test_a_flawed_family_can_be_asked_again_with_marks_on_a_wrong_solution(expert):
    problem = expert.draw(expert.flawed[0], Split.HELDOUT, 1)
    talk = expert.asked_again(problem, 1)
    assert talk == expert.asked_again(problem, 1)
    assert [message.role for message in talk] == ["user", "assistant", "user"]
    assert talk[0].content == problem.record.statement
    assert Verdict.INCORRECT in expert.verdicts(problem, talk[1].content)
    assert "Write the whole solution again." in talk[2].content


def test_its_programs_take_no_name_that_others_could_use(expert):
    """The starter's modules have plain names such as ``data``; they must not reach others."""
    assert str(paths.starter_dir()) not in sys.path
    for name in ("checker", "generator", "problems", "conversation"):
        assert name not in sys.modules


def test_a_folder_without_the_programs_is_one_plain_sentence(tmp_path):
    shutil.copy(paths.starter_dir() / "config.json", tmp_path)
    with pytest.raises(KnownError, match="install Stepmark again"):
        StarterExpert(tmp_path)
