"""Draw tokens: one native sampler chain per sequence, and the log-probability of each draw."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import llama_cpp
import numpy as np

from workbench.domain.sampling import SamplingSettings

_exp, _log = np.exp, math.log  # looked up once: a small model's step notices
_NEAR_ZERO, _NEAR_INFINITY = 1e-20, 1e20
_SMALL = 30.0  # a row whose level is this near to zero needs no shift: exp stays far from overflow
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

    def close(self) -> None:
        """Free the chain."""
        if self.native:
            llama_cpp.llama_sampler_free(self.native)
            self.native = None


class LogSumExp:
    """Normalizes rows of logits, and finds those that hold no numbers, in one pass over each.

    The usual shift by the row's maximum is one by a level that the caller knows from the row
    before, or none where that level is small, which saves a pass or two; where the level is far
    off, the usual way is taken. Natural logarithm, at temperature 1 and without cuts; exact to
    1e-6 in fp32.
    """

    def __init__(self, vocabulary_size: int) -> None:
        self._scratch = scratch = np.empty(vocabulary_size, dtype=np.float32)
        ones = np.ones(vocabulary_size, dtype=np.float32)
        quick = vocabulary_size <= _QUICK_SUM
        self._total: Callable[[], Any] = partial(scratch.dot, ones) if quick else scratch.sum

    def value(self, logits: np.ndarray, level: float) -> float:
        """Return log Σ exp(logits) of a row (V,); NaN where one of them is NaN or +inf."""
        if -_SMALL < level < _SMALL:
            _exp(logits, self._scratch)
            level = 0.0
        else:
            np.subtract(logits, np.float32(level), self._scratch)
            _exp(self._scratch, self._scratch)
        total = float(self._total())
        if _NEAR_ZERO < total < _NEAR_INFINITY:
            return level + _log(total)
        peak = float(logits.max())
        if not peak < math.inf:
            return math.nan
        return peak + math.log(float(np.exp(logits.astype(np.float64) - peak).sum()))


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
