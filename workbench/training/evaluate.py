"""Measure a policy on held-out problems by their reference answers, never by the reward model."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import torch

from workbench.domain.intervals import one_sided_change, wilson
from workbench.domain.recipes import Recipe
from workbench.domain.records import Problem
from workbench.domain.steps import split_response
from workbench.training.data import Codec
from workbench.training.modeling import AdaptedModel
from workbench.training.rewards import answer_agrees
from workbench.training.rollout import Sampled, sample_responses


@dataclass(frozen=True, slots=True)
class Outcome:
    """One problem's answers: the greedy one, and the sampled ones."""

    problem_id: str
    topic: str | None
    greedy_text: str
    greedy_agrees: bool
    sampled_agree: tuple[bool, ...]
    distinct: int
    tokens: float
    steps: float
    finished: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A policy's outcomes on the same problems with the same seeds."""

    outcomes: tuple[Outcome, ...]

    @property
    def accuracy(self) -> float:
        """Greedy pass@1."""
        return mean([float(outcome.greedy_agrees) for outcome in self.outcomes])

    @property
    def sampled_accuracy(self) -> float:
        """Mean share of sampled responses that agree; the greedy one where none was sampled."""
        return mean([sampled_share(outcome) for outcome in self.outcomes])

    def to_mapping(self) -> dict[str, Any]:
        """Return the table of this policy and its outcomes, ready for JSON."""
        found = self.outcomes
        greedy = [float(outcome.greedy_agrees) for outcome in found]
        return {
            "problems": len(found),
            "accuracy": self.accuracy,
            "accuracy_interval": bootstrap_interval(greedy, wilson),
            "sampled_accuracy": self.sampled_accuracy,
            "sampled_accuracy_interval": bootstrap_interval(
                [sampled_share(outcome) for outcome in found], wilson
            ),
            "distinct": mean([float(outcome.distinct) for outcome in found]),
            "length": mean([outcome.tokens for outcome in found]),
            "steps": mean([outcome.steps for outcome in found]),
            "finished": mean([outcome.finished for outcome in found]),
            "topics": topic_table(found),
            "outcomes": [asdict(outcome) for outcome in found],
        }

    @classmethod
    def from_mapping(cls, mapping: dict[str, Any]) -> Evaluation:
        """Read back what ``to_mapping`` gave."""
        return cls(
            tuple(
                Outcome(**{**outcome, "sampled_agree": tuple(outcome["sampled_agree"])})
                for outcome in mapping["outcomes"]
            )
        )


def evaluation_problems(problems: Sequence[Problem], limit: int) -> list[Problem]:
    """Choose held-out problems with a reference answer, the same for every run."""
    fit = [problem for problem in problems if problem.reference_answer is not None]
    return sorted(fit, key=lambda problem: zlib.crc32(problem.id.encode()))[:limit]


def evaluate_policy(
    model: AdaptedModel,
    codec: Codec,
    problems: Sequence[Problem],
    recipe: Recipe,
    adapter: str | None,
    on_progress: Callable[[float], None],
    samples: int | None = None,
) -> Evaluation:
    """Answer each problem greedily and a few times at a temperature, with fixed seeds."""
    count = recipe.evaluation_samples if samples is None else samples
    generator = torch.Generator(model.device).manual_seed(recipe.seed + 1)
    rows = 16
    outcomes: list[Outcome] = []
    for start in range(0, len(problems), rows):
        chosen = problems[start : start + rows]
        prompts = [codec.prompt_ids(problem) for problem in chosen]
        limit, warm = recipe.max_tokens, recipe.evaluation_temperature
        greedy = sample_responses(model, codec, prompts, limit, generator, 0.0, adapter)
        repeated = prompts * count
        sampled: list[Sampled] = []
        if count:
            sampled = sample_responses(model, codec, repeated, limit, generator, warm, adapter)
        for index, problem in enumerate(chosen):
            outcomes.append(outcome_of(problem, [greedy[index], *sampled[index :: len(chosen)]]))
        on_progress((start + len(chosen)) / len(problems))
    return Evaluation(tuple(outcomes))


def outcome_of(problem: Problem, responses: Sequence[Sampled]) -> Outcome:
    """Judge one problem's responses, the greedy one first."""
    agree = [bool(answer_agrees(r.text, problem.reference_answer)) for r in responses]
    return Outcome(
        problem_id=problem.id,
        topic=problem.topic,
        greedy_text=responses[0].text,
        greedy_agrees=agree[0],
        sampled_agree=tuple(agree[1:]),
        distinct=len({response.text for response in responses[1:]}),
        tokens=mean([float(len(response.ids)) for response in responses]),
        steps=mean([float(len(split_response(response.text).steps)) for response in responses]),
        finished=mean([float(response.finished) for response in responses]),
    )


def compare(before: Evaluation, after: Evaluation) -> dict[str, Any]:
    """Return before, after and the paired difference with its interval, over the same problems."""
    paired = list(zip(before.outcomes, after.outcomes, strict=True))
    greedy = [float(b.greedy_agrees) - float(a.greedy_agrees) for a, b in paired]
    sampled = [sampled_share(b) - sampled_share(a) for a, b in paired]
    return {
        "before": before.to_mapping(),
        "after": after.to_mapping(),
        "accuracy_change": mean(greedy),
        "accuracy_change_interval": bootstrap_interval(greedy, one_sided_change),
        "sampled_accuracy_change": mean(sampled),
        "sampled_accuracy_change_interval": bootstrap_interval(sampled, one_sided_change),
    }


def sampled_share(outcome: Outcome) -> float:
    """Share of a problem's sampled responses that agree; the greedy one where none was sampled."""
    if not outcome.sampled_agree:
        return float(outcome.greedy_agrees)
    return mean([float(agrees) for agrees in outcome.sampled_agree])


def topic_table(outcomes: Sequence[Outcome]) -> dict[str, dict[str, float]]:
    """Greedy and sampled accuracy per topic."""
    topics = sorted({outcome.topic or "" for outcome in outcomes})
    table = {}
    for topic in topics:
        found = [outcome for outcome in outcomes if (outcome.topic or "") == topic]
        table[topic] = {
            "problems": float(len(found)),
            "accuracy": mean([float(outcome.greedy_agrees) for outcome in found]),
            "sampled_accuracy": mean([sampled_share(outcome) for outcome in found]),
        }
    return table


def bootstrap_interval(
    values: Sequence[float], score: Callable[[float, int], tuple[float, float]], draws: int = 1000
) -> list[float]:
    """95 % percentile interval of the mean, resampling problems with a fixed seed.

    Where all values are alike, resampling bounds nothing; ``score`` of their mean and number does.
    """
    if min(values, default=0.0) == max(values, default=0.0):
        return list(score(mean(values), len(values)))
    rng = random.Random(20)
    means = sorted(mean(rng.choices(values, k=len(values))) for _ in range(draws))
    return [means[int(0.025 * draws)], means[int(0.975 * draws)]]


def mean(values: Sequence[float]) -> float:
    """Arithmetic mean; 0 of nothing."""
    return sum(values) / len(values) if values else 0.0
