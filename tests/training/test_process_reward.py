"""The reward model: what it learns from marks, and how honestly it is measured."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from tests.helpers.small_run import marked_sum, small_recipe, sums_feedback
from workbench.domain.feedback import Feedback
from workbench.domain.records import Split, Verdict
from workbench.training.data import Codec, split_by_problem, step_examples
from workbench.training.modeling import AdaptedModel, StepHead, load_base
from workbench.training.process_reward import train_step_reward
from workbench.training.reward_report import RewardReport, evaluate_reward

CPU = torch.device("cpu")


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
    train_step_reward(model, head, training, recipe, 0, lambda record: heard.append(record["loss"]))
    report = evaluate_reward(model, head, training, validation, recipe, 0)
    assert heard[-1] < heard[1]
    assert (report.auc or 0.0) > 0.8
    assert report.above_chance is True
    assert report.validation_problems == 12
    assert report.threshold_chosen
    assert (report.first_error_f1 or 0.0) > 0.5
    assert report.first_error_f1_low is not None
    assert sum(row.count for row in report.reliability) == report.validation_steps
    assert RewardReport.from_mapping(json.loads(json.dumps(report.to_mapping()))) == report


def test_calibrating_keeps_the_order_and_lowers_the_error(tiny_base: Path) -> None:
    """One temperature cannot change the AUC; it can only make probabilities say what is so."""
    base, tokenizer = load_base(tiny_base, CPU)
    recipe = small_recipe(reward_epochs=0)
    model, head = AdaptedModel(base, recipe, CPU), StepHead(64)
    examples = step_examples(Codec(tokenizer, "bare"), sums_feedback(24), "positive")
    train_step_reward(model, head, examples, recipe, 0, lambda _: None)
    with torch.no_grad():
        head.out.weight.mul_(8)  # far too sure of itself
    plain = evaluate_reward(model, head, examples, examples, recipe, 0)
    scaled_recipe = small_recipe(reward_epochs=0, calibrate=True)
    scaled = evaluate_reward(model, head, examples, examples, scaled_recipe, 0)
    assert scaled.auc == pytest.approx(plain.auc)
    assert scaled.loss < plain.loss
    assert scaled.ece == pytest.approx(plain.ece_scaled)
    assert (plain.scaled, scaled.scaled) == (False, True)
    again = evaluate_reward(model, head, examples, examples, recipe, 0)
    assert again.temperature == pytest.approx(1.0, abs=1e-2), "the head itself was divided"


def test_report_of_an_earlier_version_is_still_read() -> None:
    """A run begun before calibration was measured can be resumed."""
    early = {
        "training_steps": 9, "validation_steps": 4, "validation_problems": 2, "loss": 0.7,
        "accuracy": 0.5, "auc": 0.6, "auc_low": 0.4, "auc_high": 0.9, "length_correlation": None,
        "above_chance": False,
    }  # fmt: skip
    report = RewardReport.from_mapping(early)
    assert (report.auc, report.above_chance, report.ece) == (0.6, False, None)


def test_annotators_who_disagree_teach_a_soft_label(tiny_base: Path) -> None:
    """One step, two verdicts: the label is their mean in both copies, kept as a float."""
    _, tokenizer = load_base(tiny_base, CPU)
    problem, response = marked_sum(1, right=True, split=Split.TRAIN)
    steps = (response.steps[0], replace(response.steps[1], verdict=Verdict.INCORRECT))
    other = replace(response, steps=steps)
    feedback = Feedback((problem,), (response, other))
    found = step_examples(Codec(tokenizer, "bare"), feedback, "positive")
    assert [example.labels for example in found] == [(1.0, 0.5), (1.0, 0.5)]
