"""The reward model: what it learns from marks, and how honestly it is measured."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from tests.helpers.small_run import marked_sum, small_recipe
from workbench.domain.feedback import Feedback
from workbench.domain.records import Split
from workbench.training.data import Codec, split_by_problem, step_examples
from workbench.training.modeling import AdaptedModel, StepHead, load_base
from workbench.training.process_reward import (
    area_under_curve,
    auc_interval,
    correlation,
    evaluate_reward,
    train_process_reward,
)

CPU = torch.device("cpu")


def test_auc_counts_pairs_and_halves_ties() -> None:
    """Of the pairs (0.9|0.1), (0.9|0.5), (0.5|0.1), (0.5|0.5) three and a half are right."""
    scores, labels = torch.tensor([0.9, 0.5, 0.5, 0.1]), torch.tensor([1.0, 1.0, 0.0, 0.0])
    assert area_under_curve(scores, labels) == pytest.approx(3.5 / 4)


def test_auc_is_unknown_where_one_class_is_missing() -> None:
    """No number is better than a wrong one."""
    assert area_under_curve(torch.tensor([0.2, 0.4]), torch.ones(2)) is None
    assert auc_interval(torch.tensor([0.2, 0.4]), torch.ones(2), ["a", "b"], 0) == (None, None)


def test_interval_of_few_problems_is_wide() -> None:
    """Six steps of one lucky problem are not evidence: the interval resamples problems."""
    generator = torch.Generator().manual_seed(1)
    labels = (torch.arange(200) % 2).float()
    scores = labels + 1.5 * torch.randn(200, generator=generator)
    wide = auc_interval(scores[:12], labels[:12], [str(n // 2) for n in range(12)], 0)
    narrow = auc_interval(scores, labels, [str(n // 2) for n in range(200)], 0)
    assert width(wide) > 2 * width(narrow)


def width(interval: tuple[float | None, float | None]) -> float:
    low, high = interval
    assert low is not None
    assert high is not None
    return high - low


def test_length_bias_is_a_correlation() -> None:
    """A score that is the length correlates fully; a constant score not at all."""
    lengths = torch.tensor([1.0, 2.0, 4.0])
    assert correlation(2 * lengths, lengths) == pytest.approx(1.0)
    assert correlation(torch.ones(3), lengths) is None


def test_reward_model_learns_to_tell_marked_steps_apart(tiny_base: Path) -> None:
    """Sums whose second step names a wrong total score lower than right ones, on unseen problems.

    The base is random, so the task is made easy: wrong solutions say so in their wording.
    """
    pairs = [marked_sum(n, right=n % 2 == 0, split=Split.TRAIN) for n in range(40)]
    responses = [
        response
        if number % 2 == 0
        else type(response)(
            response.problem_id,
            1,
            response.text.replace("The sum is", "The sum's"),
            tuple(
                type(step)(step.start - (1 if place else 0), step.end - 1, step.verdict)
                for place, step in enumerate(response.steps)
            ),
        )
        for number, (_, response) in enumerate(pairs)
    ]
    feedback = Feedback(tuple(p for p, _ in pairs), tuple(responses))
    base, tokenizer = load_base(tiny_base, CPU)
    recipe = small_recipe(reward_epochs=6, reward_learning_rate=3e-3, reward_head_steps=60)
    model = AdaptedModel(base, recipe, CPU)
    head = StepHead(model.hidden_size)
    examples = step_examples(Codec(tokenizer, "bare"), feedback, recipe.neutral)
    training, validation = split_by_problem(examples, frozenset(), 0.3, 1)
    heard: list[float] = []
    train_process_reward(
        model, head, training, recipe, 0, lambda record: heard.append(record["loss"])
    )
    report = evaluate_reward(model, head, training, validation, recipe, 0)
    assert heard[-1] < heard[1]
    assert (report.auc or 0.0) > 0.8
    assert report.above_chance is True
    assert report.validation_problems == 12
