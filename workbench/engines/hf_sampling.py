"""Draw the next token of every row: the same settings mean what they mean to the llama engine."""

from __future__ import annotations

import torch
from torch import Tensor

from workbench.domain.sampling import SamplingSettings

HEAD = 1024  # so many of the likeliest tokens are sorted first; only a flat distribution needs more


class SeededDraws:
    """The random numbers of one sequence, the same whatever is sampled beside it."""

    def __init__(self, seed: int) -> None:
        self._generator = torch.Generator().manual_seed(seed % 2**63)
        self._numbers: list[float] = []

    def uniform(self, place: int) -> float:
        """Return the number in [0, 1) for the token at a place, the same when asked again."""
        while len(self._numbers) <= place:
            drawn = torch.rand((), generator=self._generator, dtype=torch.float64)
            self._numbers.append(float(drawn))
        return self._numbers[place]


def choose(logits: Tensor, settings: SamplingSettings, uniforms: list[float]) -> Tensor:
    """Return one token per row, (B,), from logits (B, V) in float64.

    First the temperature, then top-k, top-p, min-p, as the chain of ``llama_sampling``. A row's
    token is where its uniform number falls in the cumulative distribution in the order of the
    vocabulary, so that rounding errors seldom change it.
    """
    if settings.temperature <= 0:
        return logits.argmax(-1)
    kept = _cut(logits / settings.temperature, settings)
    cumulative = torch.softmax(kept, -1).cumsum(-1)  # (B, V)
    numbers = torch.tensor(uniforms, dtype=torch.float64, device=logits.device)[:, None]
    # A number below 1 times the sum stays below the sum in float64, so a token is always found.
    return torch.searchsorted(cumulative, numbers * cumulative[:, -1:], right=True).squeeze(-1)


def log_probabilities(logits: Tensor, tokens: Tensor) -> Tensor:
    """Return log softmax(logits)[token] per row, (B,), natural log, temperature 1, no cuts."""
    return logits.gather(-1, tokens[:, None]).squeeze(-1) - logits.logsumexp(-1)


def _cut(scores: Tensor, settings: SamplingSettings) -> Tensor:
    """Return scores (B, V) with minus infinity for what top-k, top-p and min-p leave out."""
    if 0 < settings.top_k < scores.shape[-1]:
        lowest = scores.topk(settings.top_k, dim=-1).values[:, -1:]
        scores = scores.masked_fill(scores < lowest, -torch.inf)
    if settings.top_p < 1:
        scores = scores.masked_fill(scores < _nucleus(scores, settings.top_p), -torch.inf)
    if settings.min_p > 0:
        lowest = scores.amax(-1, keepdim=True) + torch.tensor(settings.min_p).double().log()
        scores = scores.masked_fill(scores < lowest, -torch.inf)
    return scores


def _nucleus(scores: Tensor, mass: float) -> Tensor:
    """Return per row (B, 1) the lowest score of the smallest set that holds ``mass``.

    Holtzman et al. 2020, top-p: the likeliest tokens up to and with the one that reaches it.
    """
    total = scores.logsumexp(-1, keepdim=True)
    for head in (min(HEAD, scores.shape[-1]), scores.shape[-1]):
        ordered = scores.topk(head, dim=-1).values  # (B, head), falling
        shares = (ordered - total).exp()
        reached = shares.cumsum(-1) >= mass
        if bool(reached[:, -1].all()):
            break
    last = torch.where(reached.any(-1), reached.int().argmax(-1), head - 1)
    return ordered.gather(-1, last[:, None])
