"""Draw tokens: one native sampler chain per sequence, and the log-probability of each draw."""

from __future__ import annotations

from typing import Any

import llama_cpp
import numpy as np

from workbench.domain.sampling import SamplingSettings
from workbench.engines.llama_context import LlamaContext


class Sampler:
    """The chain of one sequence, with a seed of its own.

    The temperature comes first and the cuts after it, as in transformers, so that both engines
    mean the same by the same settings.
    """

    def __init__(self, settings: SamplingSettings, seed: int) -> None:
        params = llama_cpp.llama_sampler_chain_default_params()
        params.no_perf = True
        self._chain: Any = llama_cpp.llama_sampler_chain_init(params)
        for part in _parts(settings, seed):
            llama_cpp.llama_sampler_chain_add(self._chain, part)

    def sample(self, context: LlamaContext, row: int) -> int:
        """Draw the next token from a row of the last batch; the call also accepts it."""
        context.check_row(row)
        return int(llama_cpp.llama_sampler_sample(self._chain, context.context, row))

    def close(self) -> None:
        """Free the chain."""
        if self._chain:
            llama_cpp.llama_sampler_free(self._chain)
            self._chain = None


def log_probability(logits: np.ndarray, token: int) -> float:
    """Return log softmax(logits)[token], natural log, at temperature 1 and without cuts."""
    shifted = logits.astype(np.float64) - float(logits.max())
    return float(shifted[token] - np.log(np.exp(shifted).sum()))


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
