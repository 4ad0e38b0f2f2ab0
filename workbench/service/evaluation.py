"""How often a model's final answer is right, with how sure that number is."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

from workbench.domain.answers import answers_agree, extract_answer
from workbench.domain.errors import KnownError
from workbench.domain.records import Problem
from workbench.domain.sampling import SequenceResult

_RESAMPLES = 2000
_LEVEL = 0.95

# Solves one problem with one seed per sample.
Solver = Callable[[Problem, Sequence[int]], Sequence[SequenceResult]]


@dataclass(frozen=True, slots=True)
class ProblemScore:
    """How many of the samples of one problem ended in the reference answer."""

    problem_id: str
    topic: str | None
    correct: int
    answered: int
    samples: int


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """Answer accuracy over problems.

    ``pass_at_1`` is the mean over problems of the share of right samples; ``low`` and ``high``
    bound it by a percentile bootstrap over problems (Efron 1979). ``answered`` is the share of
    samples that state any final answer.
    """

    pass_at_1: float
    low: float
    high: float
    answered: float
    problems: int
    samples_per_problem: int
    skipped: int
    scores: tuple[ProblemScore, ...]


def evaluate(
    problems: Sequence[Problem],
    solve: Solver,
    samples: int,
    on_scored: Callable[[ProblemScore], None] | None = None,
) -> EvaluationReport:
    """Solve every problem that has a reference answer ``samples`` times and count.

    Seeds are 0 … ``samples`` - 1 for every problem, so that two models meet the same draws.
    Raises KnownError when no problem has a reference answer.
    """
    judged = [problem for problem in problems if problem.reference_answer]
    if not judged:
        raise KnownError(
            "No problem of this split has a reference answer to compare with; import some, for "
            "example: stepmark import FILE --split heldout"
        )
    scores = []
    for problem in judged:
        scores.append(score(problem, solve(problem, range(samples))))
        if on_scored:
            on_scored(scores[-1])
    return _report(scores, samples, len(problems) - len(judged))


def score(problem: Problem, results: Sequence[SequenceResult]) -> ProblemScore:
    """Count the samples of one problem that end in its reference answer."""
    answers = [extract_answer(result.text) for result in results]
    given = [answer for answer in answers if answer is not None]
    reference = problem.reference_answer or ""
    right = sum(answers_agree(answer, reference) for answer in given)
    return ProblemScore(problem.id, problem.topic, right, len(given), len(results))


def interval(shares: Sequence[float], seed: int = 0) -> tuple[float, float]:
    """Return the 95 % percentile bootstrap interval of the mean of ``shares``."""
    draw = random.Random(seed)
    means = sorted(fmean(draw.choices(shares, k=len(shares))) for _ in range(_RESAMPLES))
    tail = (1 - _LEVEL) / 2
    return means[int(tail * _RESAMPLES)], means[int((1 - tail) * _RESAMPLES) - 1]


def _report(scores: list[ProblemScore], samples: int, skipped: int) -> EvaluationReport:
    shares = [row.correct / row.samples for row in scores]
    low, high = interval(shares)
    return EvaluationReport(
        pass_at_1=fmean(shares),
        low=low,
        high=high,
        answered=sum(row.answered for row in scores) / sum(row.samples for row in scores),
        problems=len(scores),
        samples_per_problem=samples,
        skipped=skipped,
        scores=tuple(scores),
    )
