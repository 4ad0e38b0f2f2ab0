"""Losses that learn from "this is better than that", pure functions with their sources.

Shapes: P pairs, K responses of one prompt; scores are unbounded numbers, higher is better.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

TIE_TARGET = 0.5
"""A tie teaches equal scores: a soft target between the two orders, without a margin."""


def bradley_terry(better: Tensor, worse: Tensor) -> Tensor:
    """Loss -log σ(better - worse) per pair (P,) (Bradley and Terry 1952; Ouyang et al. 2022)."""
    return -F.logsigmoid(better - worse)


def bradley_terry_expanded(better: Tensor, worse: Tensor) -> Tensor:
    """Return the same loss (P,) as log(1 + exp(worse - better)), without overflow.

    Some texts misprint this form as log(1 + e^worse - e^better), which is another function.
    """
    return F.softplus(worse - better)


def margin_loss(better: Tensor, worse: Tensor, margin: Tensor) -> Tensor:
    """Loss -log σ(better - worse - margin) per pair (P,) (Touvron et al. 2023, eq. 2)."""
    return -F.logsigmoid(better - worse - margin)


def preference_loss(better: Tensor, worse: Tensor, margin: Tensor, target: Tensor) -> Tensor:
    """Cross-entropy of each pair (P,) with the chance ``target`` that the first is better.

    Target 1 is the margin loss. A tie has target 0.5 and margin 0: its loss is least, log 2, at
    equal scores (a soft label; the tie models of Rao and Kupper or Davidson add a parameter that
    few ties cannot fit).
    """
    forward = margin_loss(better, worse, margin)
    backward = margin_loss(worse, better, margin)
    return target * forward + (1 - target) * backward


def balanced_pairs(
    scores: Tensor, better: Tensor, worse: Tensor, margin: Tensor, target: Tensor
) -> Tensor:
    """Mean loss over the P pairs among the K responses of one prompt; a scalar.

    ``scores`` (K,) come from K forward passes, not from 2P; ``better`` and ``worse`` (P,) are
    indices into them. Each pair weighs 1/P, so a prompt counts once however many pairs it has
    (Ouyang et al. 2022, eq. 1).
    """
    return preference_loss(scores[better], scores[worse], margin, target).mean()


def k_wise_balanced(scores: Tensor) -> Tensor:
    """Mean Bradley-Terry loss over all C(K,2) pairs of a ranking (..., K), best first.

    Each pair weighs 1/C(K,2) (InstructGPT, Ouyang et al. 2022, eq. 1).
    """
    first, second = torch.triu_indices(scores.shape[-1], scores.shape[-1], 1)
    return bradley_terry_expanded(scores[..., first], scores[..., second]).mean(-1)


def plackett_luce(scores: Tensor, ranked: Tensor | None = None) -> Tensor:
    """Negative log-likelihood of whole rankings (..., K), best first (Plackett 1975, Luce 1959).

    Each place is a choice among what is left: -Σ_k (s_k - log Σ_{j≥k} exp s_j). Where rankings
    differ in length, the mask ``ranked`` (..., K) is true on the leading places that exist. A
    ranking has no ties. With K = 2 it is the Bradley-Terry loss.
    """
    kept = torch.ones_like(scores, dtype=torch.bool) if ranked is None else ranked
    # the lowest finite number and not -inf, whose gradient is no number
    hidden = scores.masked_fill(~kept, torch.finfo(scores.dtype).min)
    left = torch.logcumsumexp(hidden.flip(-1), -1).flip(-1)
    return (left - scores).masked_fill(~kept, 0.0).sum(-1)
