"""Draw tokens: one native sampler chain per sequence, and the log-probability of each draw."""

from __future__ import annotations

import math
from typing import Any

import llama_cpp
import numpy as np

from workbench.domain.sampling import SamplingSettings
from workbench.engines.llama_context import LlamaContext

_QUICK_SUM = 8192  # a dot product is the quickest sum; of more numbers OpenBLAS starts threads


class Sampler:
    """The chain of one sequence, with a seed of its own.

    The temperature comes first and the cuts after it, as in transformers, so that both engines
    mean the same by the same settings.
    """

    def __init__(self, settings: SamplingSettings, seed: int) -> None:
        params = llama_cpp.llama_sampler_chain_default_params()
        params.no_perf = True
        self.native: Any = llama_cpp.llama_sampler_chain_init(params)
        for part in _parts(settings, seed):
            llama_cpp.llama_sampler_chain_add(self.native, part)

    def sample(self, context: LlamaContext, row: int) -> int:
        """Draw the next token from a row of the last batch; the call also accepts it."""
        context.check_row(row)
        return int(llama_cpp.llama_sampler_sample(self.native, context.context, row))

    def close(self) -> None:
        """Free the chain."""
        if self.native:
            llama_cpp.llama_sampler_free(self.native)
            self.native = None


class LogSoftmax:
    """Log-probabilities of drawn tokens, worked out while a row of logits is still in the cache.

    Natural logarithm, at temperature 1 and without cuts; exact to 1e-6 in fp32. The usual shift by
    the maximum is one by the drawn token's logit, which saves a pass: a token that is drawn is
    never further than 88 (where fp32 overflows) below the maximum, and if it were, the usual way
    is taken.
    """

    def __init__(self, vocabulary_size: int) -> None:
        self._scratch = np.empty(vocabulary_size, dtype=np.float32)
        self._ones = np.ones(vocabulary_size, dtype=np.float32)

    def value(self, logits: np.ndarray, token: int) -> float:
        """Return log softmax(logits)[token] of a row (V,)."""
        drawn = logits[token]
        np.subtract(logits, drawn, out=self._scratch)
        np.exp(self._scratch, out=self._scratch)
        if len(self._scratch) <= _QUICK_SUM:
            total = float(self._scratch.dot(self._ones))
        else:
            total = float(self._scratch.sum())
        if total < math.inf:
            return -math.log(total)
        shifted = logits.astype(np.float64) - float(logits.max())
        return float(shifted[token] - np.log(np.exp(shifted).sum()))


def are_numbers(logits: np.ndarray) -> bool:
    """Whether no logit is NaN or +inf; -inf, a token that cannot be, is a number here."""
    if logits.size <= _QUICK_SUM:
        # The square sum is finite nearly always, and takes a third of the time of the maximum.
        flat = logits.ravel()
        if float(flat.dot(flat)) < math.inf:
            return True
    return float(logits.max()) < math.inf


def _parts(settings: SamplingSettings, seed: int) -> list[Any]:
    if settings.temperature <= 0:
        return [llama_cpp.llama_sampler_init_greedy()]
    parts = [llama_cpp.llama_sampler_init_temp(settings.temperature)]
    if settings.top_k > 0:
        parts.append(llama_cpp.llama_sampler_init_top_k(settings.top_k))
    if settings.top_p < 1:
        parts.append(llama_cpp.llama_sampler_init_top_p(settings.top_p, 1))
    if settings.min_p > 0:
        parts.append(llama_cpp.llama_sampler_init_min_p(settings.min_p, 1))
    # 0xFFFFFFFF would mean "draw a seed", and negative seeds do not fit.
    parts.append(llama_cpp.llama_sampler_init_dist(seed % 0xFFFFFFFF))
    return parts
