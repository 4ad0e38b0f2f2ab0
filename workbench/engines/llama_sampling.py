"""Draw tokens: one native sampler chain per sequence, and the log-probability of each draw."""

from __future__ import annotations

import math
from typing import Any

import llama_cpp
import numpy as np

from workbench.domain.sampling import SamplingSettings
from workbench.engines.llama_context import LlamaContext

_MOST_ROWS = 32
_QUICK_LOOK = 8192  # above that many numbers OpenBLAS would start threads
_ROWS_BYTES = 4 << 20


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


class LogProbabilities:
    """Collects rows of logits and turns them into log-probabilities a few dozen at a time.

    One by one, the half-dozen numpy calls of a log-softmax cost a tenth of a small model's step.
    """

    def __init__(self, vocabulary_size: int) -> None:
        count = max(1, min(_MOST_ROWS, _ROWS_BYTES // (4 * vocabulary_size)))
        self._rows = np.empty((count, vocabulary_size), dtype=np.float32)
        self._tokens: list[int] = []
        self._targets: list[list[float]] = []

    def add(self, logits: np.ndarray, token: int, target: list[float]) -> None:
        """Take a row (V,) and the token drawn from it; ``target`` gets its value by ``settle``."""
        if len(self._tokens) == len(self._rows):
            self.settle()
        self._rows[len(self._tokens)] = logits
        self._tokens.append(token)
        self._targets.append(target)

    def settle(self) -> None:
        """Append every value that is due to its target, in the order of ``add``."""
        values = log_probabilities(self._rows[: len(self._tokens)], self._tokens)
        for target, value in zip(self._targets, values, strict=True):
            target.append(value)
        self._tokens, self._targets = [], []


def are_numbers(logits: np.ndarray) -> bool:
    """Whether no logit is NaN or +inf; -inf, a token that cannot be, is a number here."""
    if logits.size <= _QUICK_LOOK:
        # The square sum is finite nearly always, and takes a third of the time of the maximum.
        flat = logits.ravel()
        if float(flat.dot(flat)) < math.inf:
            return True
    return float(logits.max()) < math.inf


def log_probabilities(logits: np.ndarray, tokens: list[int]) -> list[float]:
    """Return log softmax(logits)[row, token] for each row of (N, V); the logits are overwritten.

    Natural logarithm, at temperature 1 and without cuts; exact to 1e-6 in fp32.
    """
    if not tokens:
        return []
    logits -= logits.max(axis=1, keepdims=True)
    drawn = logits[np.arange(len(tokens)), tokens].astype(np.float64)
    np.exp(logits, out=logits)
    values: list[float] = (drawn - np.log(logits.sum(axis=1), dtype=np.float64)).tolist()
    return values


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
