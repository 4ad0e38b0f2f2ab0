"""Answer accuracy and its interval, on samples counted by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from workbench.domain.errors import KnownError
from workbench.domain.records import FinishReason, Problem
from workbench.domain.sampling import SequenceResult
from workbench.service.evaluation import NO_TOPIC, evaluate


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


def test_each_topic_has_its_own_numbers_and_a_wider_interval_than_all_together():
    """One weak topic must not hide behind the mean of the others."""
    problems = [Problem(f"a{n}", "?", "12", topic="sums") for n in range(5)]
    problems += [Problem("mute", "?", "12", topic="words"), Problem("b", "?", "12")]
    report = evaluate(problems, solve_by_seed, samples=2)
    rows = {row.topic: row for row in report.topics}
    assert list(rows) == ["sums", "words", NO_TOPIC]
    assert (rows["sums"].problems, rows["sums"].pass_at_1, rows["sums"].answered) == (5, 0.5, 1.0)
    assert (rows["words"].pass_at_1, rows["words"].low, rows["words"].answered) == (0.0, 0.0, 0.0)
    assert rows["words"].high > 0.5
    assert report.high - report.low < rows["sums"].high - rows["sums"].low


def test_every_statement_has_draws_of_its_own_and_every_model_meets_the_same():
    """With one set of seeds for all, problems of one kind would be right or wrong together."""
    met: list[tuple[str, list[int]]] = []

    def solve(problem: Problem, seeds: Sequence[int]) -> list[SequenceResult]:
        met.append((problem.id, list(seeds)))
        return solve_by_seed(problem, seeds)

    problems = [Problem("a", "What is $1 + 1$?", "2"), Problem("b", "What is $1 + 2$?", "3")]
    for _model in range(2):
        evaluate(problems, solve, samples=3)
    assert met[:2] == met[2:]
    assert len({seed for _, seeds in met[:2] for seed in seeds}) == 6


def test_no_reference_answers_is_said_plainly():
    with pytest.raises(KnownError, match="reference answer"):
        evaluate([Problem("open", "?")], solve_by_seed, samples=1)
