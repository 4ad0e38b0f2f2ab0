"""How often a model's final answer is right, with how sure that number is."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

from workbench.domain.answers import answers_agree, extract_answer
from workbench.domain.errors import KnownError
from workbench.domain.intervals import wilson
from workbench.domain.records import Problem
from workbench.domain.sampling import SequenceResult
from workbench.domain.sentences import sentence

_MOST_SEEDS = 2**31
NO_TOPIC = "no topic"

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
class TopicScore:
    """The same numbers as of the whole report, for the problems of one topic."""

    topic: str
    problems: int
    pass_at_1: float
    low: float
    high: float
    answered: float


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """Answer accuracy over problems.

    ``pass_at_1`` is the mean over problems of the share of right samples; ``low`` and ``high``
    bound it (Wilson's interval, each problem taken for one draw). ``answered`` is the share of
    samples that state any final answer.
    ``topics`` holds the same for each topic, in the order in which they first come.
    """

    pass_at_1: float
    low: float
    high: float
    answered: float
    problems: int
    samples_per_problem: int
    skipped: int
    topics: tuple[TopicScore, ...]
    scores: tuple[ProblemScore, ...]


def evaluate(
    problems: Sequence[Problem],
    solve: Solver,
    samples: int,
    on_scored: Callable[[ProblemScore], None] | None = None,
) -> EvaluationReport:
    """Solve every problem that has a reference answer ``samples`` times and count.

    A problem's seeds come from its statement, so that two models meet the same draws.
    Raises KnownError when no problem has a reference answer.
    """
    judged = [problem for problem in problems if problem.reference_answer]
    if not judged:
        raise KnownError(
            sentence(
                "No problem of this split has a reference answer to compare with; import "
                "some, for example: stepmark import FILE --split heldout"
            )
        )
    scores = []
    for problem in judged:
        scores.append(score(problem, solve(problem, seeds(problem, samples))))
        if on_scored:
            on_scored(scores[-1])
    return _report(scores, samples, len(problems) - len(judged))


def seeds(problem: Problem, samples: int) -> range:
    """Return as many seeds as samples, other ones for every statement.

    With the same seeds for all, problems of one kind would share their luck: their samples part
    at the same place by the same number, and count as one draw instead of many.
    """
    first = zlib.crc32(problem.statement.encode()) % (_MOST_SEEDS - samples)
    return range(first, first + samples)


def score(problem: Problem, results: Sequence[SequenceResult]) -> ProblemScore:
    """Count the samples of one problem that end in its reference answer."""
    answers = [extract_answer(result.text) for result in results]
    given = [answer for answer in answers if answer is not None]
    reference = problem.reference_answer or ""
    right = sum(answers_agree(answer, reference) for answer in given)
    return ProblemScore(problem.id, problem.topic, right, len(given), len(results))


def _report(scores: list[ProblemScore], samples: int, skipped: int) -> EvaluationReport:
    whole = _topic_score("", scores)
    names = dict.fromkeys(row.topic or NO_TOPIC for row in scores)
    return EvaluationReport(
        pass_at_1=whole.pass_at_1,
        low=whole.low,
        high=whole.high,
        answered=whole.answered,
        problems=len(scores),
        samples_per_problem=samples,
        skipped=skipped,
        topics=tuple(
            _topic_score(name, [row for row in scores if (row.topic or NO_TOPIC) == name])
            for name in names
        ),
        scores=tuple(scores),
    )


def _topic_score(topic: str, scores: Sequence[ProblemScore]) -> TopicScore:
    share = fmean(row.correct / row.samples for row in scores)
    answered = fmean(row.answered / row.samples for row in scores)
    return TopicScore(topic, len(scores), share, *wilson(share, len(scores)), answered)
