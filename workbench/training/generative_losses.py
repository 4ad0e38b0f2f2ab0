"""The formulas of the generative verifier, on log-probabilities that a pass has given.

Zhang et al. 2024, "Generative Verifiers: Reward Modeling as Next-Token Prediction": a verifier is
trained by next-token prediction to say whether a solution is right, after a critique where one
was written, and its score is the probability of that word. Here it judges steps.
"""

from __future__ import annotations

import torch
from torch import Tensor


def continuation_logprobs(logprobs: Tensor, owners: Tensor, count: int) -> Tensor:
    """Log-probability (N,) of whole continuations from that of their tokens (M,).

    ``owners`` (M,) says which of the ``count`` continuations a token belongs to. They are summed,
    not averaged: a word of two tokens is as likely as both of them together.
    """
    return torch.zeros(count, device=logprobs.device).index_add(0, owners, logprobs)


def log_odds(correct: Tensor, incorrect: Tensor) -> Tensor:
    """Logit (N,) of "correct" against "incorrect", from the log-probability of each verdict.

    Its sigmoid is the chance of "correct" given that one of both is said.
    """
    return correct - incorrect


def verdict_cross_entropy(
    correct: Tensor, incorrect: Tensor, labels: Tensor, weights: Tensor
) -> Tensor:
    """Summed next-token loss of N verdicts: -w·(l·log P(correct) + (1 - l)·log P(incorrect)).

    Labels are floats in 0 to 1; a soft one is shared out between both words.
    """
    return -(weights * (labels * correct + (1.0 - labels) * incorrect)).sum()


def critique_cross_entropy(logprobs: Tensor, owners: Tensor, count: int) -> Tensor:
    """Summed over ``count`` critiques, the mean next-token loss of each from its tokens (M,).

    A mean, so that a long explanation counts as much as a short one.
    """
    tokens = torch.zeros(count, device=logprobs.device).index_add(
        0, owners, torch.ones_like(logprobs)
    )
    return -(continuation_logprobs(logprobs, owners, count) / tokens.clamp(min=1)).sum()
