"""What the process reward model is worth, on the marks of problems that it was not trained on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from workbench.domain.recipes import Recipe
from workbench.training.calibration import (
    ReliabilityBin,
    expected_calibration_error,
    fitted_temperature,
    reliability,
)
from workbench.training.data import StepExample
from workbench.training.metrics import (
    NO_ERROR,
    Location,
    Measure,
    accuracies_of,
    area_under_curve,
    best_threshold,
    bootstrap,
    bootstrap_share,
    correlation,
    cross_fitted_hits,
)
from workbench.training.modeling import AdaptedModel
from workbench.training.process_reward import StepJudge, judged

STATED_THRESHOLD = 0.5
"""Below this a step counts as incorrect where no threshold could be chosen."""


@dataclass(frozen=True, slots=True)
class RewardReport:
    """How well held-out marks are told apart; None where a class is missing or nothing is held out.

    Each ``…_low`` and ``…_high`` bound 95 % of bootstrap resamples over problems. ``accuracy`` is
    of steps at probability one half. ``first_error_f1`` is ProcessBench's, with each solution
    judged by a threshold chosen on other problems; ``threshold`` is the one chosen on all of them.
    ``ece`` is the expected calibration error in ten bins, and ``ece_scaled`` what is left of it
    after dividing the logits by ``temperature``, which was fitted on the same steps; ``scaled``
    says that the head was divided by it. ``length_correlation`` is of score and place in the text.
    ``kind`` is the recipe's ``reward_model``.
    """

    training_steps: int
    validation_steps: int
    validation_problems: int
    loss: float
    accuracy: float | None
    auc: float | None
    auc_low: float | None
    auc_high: float | None
    length_correlation: float | None
    accuracy_low: float | None = None
    accuracy_high: float | None = None
    length_correlation_low: float | None = None
    length_correlation_high: float | None = None
    first_error_f1: float | None = None
    first_error_f1_low: float | None = None
    first_error_f1_high: float | None = None
    first_error_erroneous: float | None = None
    first_error_correct: float | None = None
    threshold: float = STATED_THRESHOLD
    threshold_chosen: bool = False
    ece: float | None = None
    ece_low: float | None = None
    ece_high: float | None = None
    temperature: float | None = None
    ece_scaled: float | None = None
    scaled: bool = False
    kind: str = "process"
    reliability: tuple[ReliabilityBin, ...] = ()

    @property
    def above_chance(self) -> bool | None:
        """Say whether the interval lies above chance; None where it could not be measured."""
        return None if self.auc_low is None else self.auc_low > 0.5

    def to_mapping(self) -> dict[str, Any]:
        """Return the report ready for JSON."""
        return {**asdict(self), "above_chance": self.above_chance}

    @classmethod
    def from_mapping(cls, mapping: dict[str, Any]) -> RewardReport:
        """Read back what ``to_mapping`` gave, or an earlier version, which measured less."""
        known = {field.name for field in fields(cls)}
        kept = {name: value for name, value in mapping.items() if name in known}
        bins = tuple(ReliabilityBin(**row) for row in mapping.get("reliability", ()))
        return cls(**{**kept, "reliability": bins})


def evaluate_reward(
    model: AdaptedModel,
    head: StepJudge,
    training: Sequence[StepExample],
    validation: Sequence[StepExample],
    recipe: Recipe,
    pad_id: int,
) -> RewardReport:
    """Measure the reward model; where the recipe calibrates, divide its head by the temperature."""
    trained = sum(len(example.labels) for example in training)
    if not validation:
        return RewardReport(
            trained, 0, 0, 0.0, None, None, None, None, None, kind=recipe.reward_model
        )
    logits, labels = judged(model, head, validation, pad_id, recipe.microbatch)
    temperature = fitted_temperature(logits, labels)
    scaled = torch.sigmoid(logits / temperature)
    ece_scaled = expected_calibration_error(reliability(scaled, labels))
    if recipe.calibrate:
        head.divide(temperature)
        logits = logits / temperature
    owners = [example.problem_id for example in validation for _ in example.labels]
    return RewardReport(
        training_steps=trained,
        validation_steps=len(labels),
        validation_problems=len(set(owners)),
        loss=float(F.binary_cross_entropy_with_logits(logits, labels)),
        temperature=temperature,
        ece_scaled=ece_scaled,
        scaled=recipe.calibrate,
        kind=recipe.reward_model,
        reliability=tuple(reliability(torch.sigmoid(logits), labels)),
        **step_measures(logits, labels, step_places(validation), owners, recipe.seed),
        **location_measures(validation, torch.sigmoid(logits), recipe.seed),
    )


def step_auc(
    model: AdaptedModel,
    head: StepJudge,
    validation: Sequence[StepExample],
    recipe: Recipe,
    pad_id: int,
) -> float | None:
    """Return the AUC over held-out steps, to watch it grow; None where a class is missing."""
    if not validation:
        return None
    return area_under_curve(*judged(model, head, validation, pad_id, recipe.microbatch))


def step_measures(
    logits: Tensor, labels: Tensor, places: Tensor, owners: Sequence[str], seed: int
) -> dict[str, Any]:
    """AUC, accuracy, calibration error and length bias of steps (N,), with their intervals."""
    probabilities = torch.sigmoid(logits)
    agree = ((logits > 0) == (labels > 0.5)).float()

    def calibration_error(rows: list[int]) -> float | None:
        return expected_calibration_error(reliability(probabilities[rows], labels[rows]))

    found = {
        "auc": bootstrap_share(owners, lambda r: area_under_curve(logits[r], labels[r]), seed),
        "accuracy": bootstrap_share(owners, lambda r: float(agree[r].mean()), seed),
        "ece": bootstrap(owners, calibration_error, seed),
        "length_correlation": bootstrap(owners, lambda r: correlation(logits[r], places[r]), seed),
    }
    return flat(found)


def location_measures(
    validation: Sequence[StepExample], probabilities: Tensor, seed: int
) -> dict[str, Any]:
    """First-error accuracies and F1 over whole responses, and the threshold that was chosen."""
    rows, owners = locations(validation, probabilities)
    chosen = best_threshold(rows)
    threshold = STATED_THRESHOLD if chosen is None else chosen
    hits = cross_fitted_hits(rows, owners, seed)
    stated = {"threshold": threshold, "threshold_chosen": chosen is not None}
    if hits is None:
        return stated
    wrong, right, _ = accuracies_of(hits)
    f1 = bootstrap_share(owners, lambda r: accuracies_of([hits[i] for i in r])[2], seed)
    return {
        **stated,
        "first_error_erroneous": wrong,
        "first_error_correct": right,
        **flat({"first_error_f1": f1}),
    }


def locations(
    examples: Sequence[StepExample], probabilities: Tensor
) -> tuple[list[Location], list[str]]:
    """Return scores and true first error of each whole response, and the problem it answers.

    A rewrite in place is left out: only its last step is judged, which would make it easy.
    """
    rows, owners, start = [], [], 0
    for example in examples:
        scores = probabilities[start : start + len(example.labels)].tolist()
        start += len(example.labels)
        if example.whole:
            first = next((n for n, label in enumerate(example.labels) if label < 0.5), NO_ERROR)
            rows.append(Location(tuple(scores), first))
            owners.append(example.problem_id)
    return rows, owners


def step_places(examples: Sequence[StepExample]) -> Tensor:
    """Return where each marked step ends in its response, in tokens (N,)."""
    return torch.tensor([float(p) for example in examples for p in example.positions])


def flat(measures: dict[str, Measure]) -> dict[str, float | None]:
    """Return each measure as three entries: its name, ``…_low`` and ``…_high``."""
    entries: dict[str, float | None] = {}
    for name, measure in measures.items():
        entries |= {
            name: measure.value,
            f"{name}_low": measure.low,
            f"{name}_high": measure.high,
        }
    return entries
