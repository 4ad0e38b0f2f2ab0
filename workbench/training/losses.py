"""Every formula of training as a pure function of tensors, tested against numbers worked by hand.

Shapes: B responses, T response tokens; ``mask`` (B, T) is 1 on response tokens and 0 on padding.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor


def masked_mean(values: Tensor, mask: Tensor) -> Tensor:
    """Mean of (B, T) over the tokens that the mask keeps."""
    return (values * mask).sum() / mask.sum().clamp(min=1)


def process_cross_entropy(logits: Tensor, labels: Tensor, mask: Tensor) -> Tensor:
    """Cross-entropy of step correctness over (B, S), averaged over the steps the mask keeps.

    Labels are floats in 0 to 1, so that soft labels stay soft (Lightman et al. 2023).
    """
    losses = F.binary_cross_entropy_with_logits(logits, labels, reduction="none")
    return masked_mean(losses, mask)


def min_form_credit(scores: Tensor, temperature: float) -> Tensor:
    """Turn step scores (S,) into step rewards whose sum is a soft minimum.

    Each score is weighted by softmax(-score / temperature), so the worst step decides and good
    steps cannot be stacked to hide it (Cheng et al. 2025, "Stop Summation", eq. 8).
    """
    return torch.softmax(-scores / temperature, dim=0) * scores


def kl_penalty(logprobs: Tensor, reference: Tensor, coefficient: float) -> Tensor:
    """Reward -β·log(π/π_ref) per token (B, T), the k1 estimator."""
    return -coefficient * (logprobs - reference)


def sequence_kl(logprobs: Tensor, reference: Tensor, mask: Tensor) -> Tensor:
    """Mean over responses of the summed k1 estimate, in nats per response."""
    return ((logprobs - reference) * mask).sum(1).mean()


def adapted_coefficient(coefficient: float, kl: float, target: float, horizon: float) -> float:
    """Next KL weight by the proportional controller of Ziegler et al. 2019, section 2.2."""
    error = min(max(kl / target - 1.0, -0.2), 0.2)
    return coefficient * (1.0 + error / horizon)


def generalized_advantages(
    rewards: Tensor, values: Tensor, mask: Tensor, gamma: float, lam: float
) -> Tensor:
    """Advantages (B, T) by GAE (Schulman et al. 2016, eq. 16), zero on padding.

    ``values`` (B, T) is the value before each token; the value after the last one is zero.
    """
    advantages = torch.zeros_like(rewards)
    carried = torch.zeros_like(rewards[:, 0])
    for t in reversed(range(rewards.shape[1])):
        after = values[:, t + 1] * mask[:, t + 1] if t + 1 < rewards.shape[1] else 0.0
        delta = rewards[:, t] + gamma * after - values[:, t]
        carried = (delta + gamma * lam * carried) * mask[:, t]
        advantages[:, t] = carried
    return advantages


def whiten(values: Tensor, mask: Tensor, epsilon: float = 1e-8) -> Tensor:
    """Shift and scale (B, T) to mean 0 and sample variance 1 over the whole batch's kept tokens.

    The sample variance divides by n - 1, as other PPO trainers do, so that the same rollout gives
    the same numbers.
    """
    mean = masked_mean(values, mask)
    variance = (((values - mean) * mask) ** 2).sum() / (mask.sum() - 1).clamp(min=1)
    return (values - mean) * torch.rsqrt(variance + epsilon) * mask


def clipped_policy_loss(
    logprobs: Tensor, old_logprobs: Tensor, advantages: Tensor, clip: float
) -> Tensor:
    """Per-token clipped surrogate loss (B, T), negated to be minimised (PPO, eq. 7)."""
    ratio = torch.exp(logprobs - old_logprobs)
    unclipped = -advantages * ratio
    clipped = -advantages * ratio.clamp(1.0 - clip, 1.0 + clip)
    return torch.maximum(unclipped, clipped)


def importance_ratios(logprobs: Tensor, sampled: Tensor, mask: Tensor) -> Tensor:
    """Chance of each token (B, T) under the trainer over that under whoever sampled it.

    Truncated from above and multiplied with a token's loss, it corrects a rollout by another
    engine or precision (truncated importance sampling, Yao et al. 2025). 0 on padding.
    """
    return torch.exp((logprobs - sampled) * mask) * mask


def clipped_share(logprobs: Tensor, old_logprobs: Tensor, mask: Tensor, clip: float) -> Tensor:
    """Share of tokens whose ratio left the clip range."""
    outside = (torch.exp(logprobs - old_logprobs) - 1.0).abs() > clip
    return masked_mean(outside.to(mask.dtype), mask)


def clipped_value_loss(values: Tensor, old_values: Tensor, returns: Tensor, clip: float) -> Tensor:
    """Per-token half squared error (B, T) of a value that may move by ``clip`` per update."""
    near = old_values + (values - old_values).clamp(-clip, clip)
    return 0.5 * torch.maximum((values - returns) ** 2, (near - returns) ** 2)


def explained_variance(values: Tensor, returns: Tensor, mask: Tensor) -> Tensor:
    """1 - Var(returns - values) / Var(returns): 1 is a perfect critic, 0 one that knows nothing."""
    error = returns - values
    spread = masked_mean((returns - masked_mean(returns, mask)) ** 2, mask)
    missed = masked_mean((error - masked_mean(error, mask)) ** 2, mask)
    return 1.0 - missed / spread.clamp(min=1e-8)
