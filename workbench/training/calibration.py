"""Whether a score of 0.8 is right eight times in ten, and one number that mends it if not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

BINS = 10
COLDEST, HOTTEST = 0.05, 20.0
_SEARCHES = 60
_GOLDEN = (math.sqrt(5) - 1) / 2


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Steps whose probability lies in ``low`` to ``high``: what was said, and what was so."""

    low: float
    high: float
    count: int
    mean_probability: float
    share_correct: float


def reliability(probabilities: Tensor, labels: Tensor, bins: int = BINS) -> list[ReliabilityBin]:
    """Return the reliability table of (N,) probabilities of "correct" and (N,) labels.

    Bins are of equal width; empty ones are left out (Guo et al. 2017, section 2). Soft labels
    count as the shares they are.
    """
    places = (probabilities * bins).long().clamp(0, bins - 1)
    table = []
    for place in range(bins):
        inside = places == place
        if bool(inside.any()):
            table.append(
                ReliabilityBin(
                    place / bins,
                    (place + 1) / bins,
                    int(inside.sum()),
                    float(probabilities[inside].mean()),
                    float(labels[inside].mean()),
                )
            )
    return table


def expected_calibration_error(table: Sequence[ReliabilityBin]) -> float | None:
    """Mean gap between said and so, weighted by count (Guo et al. 2017, eq. 5)."""
    steps = sum(row.count for row in table)
    if not steps:
        return None
    gaps = (row.count * abs(row.mean_probability - row.share_correct) for row in table)
    return sum(gaps) / steps


def fitted_temperature(logits: Tensor, labels: Tensor) -> float:
    """Return the temperature T at which σ(logits / T) is likeliest on (N,) labels.

    Temperature scaling (Guo et al. 2017, section 4.2): the order of scores, and so every AUC, stays
    as it is. By golden-section search over log T, in which the loss has one valley; T is held
    within 0.05 to 20, since separable labels would ask for a T of zero.
    """
    low, high = math.log(COLDEST), math.log(HOTTEST)
    for _ in range(_SEARCHES):
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        if _loss(logits, labels, left) < _loss(logits, labels, right):
            high = right
        else:
            low = left
    return math.exp((low + high) / 2)


def _loss(logits: Tensor, labels: Tensor, log_temperature: float) -> float:
    scaled = logits.double() / math.exp(log_temperature)
    with torch.no_grad():
        return float(F.binary_cross_entropy_with_logits(scaled, labels.double()))
