"""Answer accuracy and its interval, on samples counted by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from workbench.domain.errors import KnownError
from workbench.domain.records import FinishReason, Problem
from workbench.domain.sampling import SequenceResult
from workbench.service.evaluation import evaluate, interval


def sample(text: str, seed: int) -> SequenceResult:
    return SequenceResult("r", seed, text, (), (), FinishReason.STOP, seed, 1, 0, 0.1, 10.0)


def solve_by_seed(problem: Problem, seeds: Sequence[int]) -> list[SequenceResult]:
    """Right with even seeds, wrong with odd ones; problem "mute" never answers."""
    if problem.id == "mute":
        return [sample("I do not know.", seed) for seed in seeds]
    return [sample(f"1. So.\n**Answer: ${12 + seed % 2}$**", seed) for seed in seeds]


def test_pass_at_1_is_the_mean_over_problems_of_the_share_right():
    problems = [Problem("a", "?", "12"), Problem("mute", "?", "12"), Problem("open", "?")]
    report = evaluate(problems, solve_by_seed, samples=4)
    assert report.pass_at_1 == pytest.approx(0.25)
    assert report.answered == pytest.approx(0.5)
    assert (report.problems, report.skipped, report.samples_per_problem) == (2, 1, 4)
    assert [row.correct for row in report.scores] == [2, 0]
    assert report.low <= report.pass_at_1 <= report.high


def test_no_reference_answers_is_said_plainly():
    with pytest.raises(KnownError, match="reference answer"):
        evaluate([Problem("open", "?")], solve_by_seed, samples=1)


def test_the_interval_narrows_with_more_problems_and_repeats_exactly():
    few, many = [0.0, 1.0] * 5, [0.0, 1.0] * 100
    assert interval(few) == interval(few)
    low, high = interval(few)
    narrow_low, narrow_high = interval(many)
    assert low < narrow_low < 0.5 < narrow_high < high
    assert interval([1.0] * 7) == (1.0, 1.0)
