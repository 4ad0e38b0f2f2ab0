"""Log-probabilities of given tokens, without ever keeping the logits of more than a few rows.

The gradient of log softmax(W·h)[t] by h is W[t] - Σ p·W, a row as short as h. It is worked out
while the row's probabilities are at hand, so that backward needs neither them nor a second pass.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from workbench.training.products import product

Logits = Callable[[Tensor], Tensor]


class _Shares:
    """The softmax of n rows of logits (n, V), as exp(s - max s) and its sum: never divided whole.

    The logits are overwritten.
    """

    def __init__(self, scores: Tensor, targets: Tensor, with_entropy: bool) -> None:
        peak = scores.amax(-1, keepdim=True)
        chosen = scores.gather(-1, targets[:, None]) - peak
        scores -= peak
        self.parts = scores.exp() if with_entropy else scores.exp_()  # (n, V)
        self.total = self.parts.sum(-1, keepdim=True)  # (n, 1)
        level = self.total.log()
        self.logprobs = (chosen - level).squeeze(-1)
        if with_entropy:
            scores *= self.parts
            mean = scores.sum(-1, keepdim=True) / self.total
            self.entropies = (level - mean).squeeze(-1)
            # p·(log p + H) times the sum, since log p + H = s - mean
            self._bent = scores.sub_(self.parts * mean)

    def expected(self, output: Tensor) -> Tensor:
        """Return Σ p·W (n, H)."""
        return product(self.parts.to(output.dtype), output.T) / self.total.to(output.dtype)

    def bends(self, output: Tensor) -> Tensor:
        """Return the gradient of the entropies by the hidden states (n, H)."""
        return -product(self._bent.to(output.dtype), output.T) / self.total.to(output.dtype)


class SelectedLogprobs(torch.autograd.Function):
    """Log-probability and entropy (N,) of targets (N,) from hidden states (N, H), by chunks.

    ``output`` is the output layer's weight (V, H), which is frozen, and ``logits`` gives the
    logits of some rows with it. Gradients reach the hidden states from both; without
    ``with_entropy`` the entropies are zeros, which saves three passes and a product.
    """

    @staticmethod
    def forward(
        ctx: Any,
        hidden: Tensor,
        targets: Tensor,
        output: Tensor,
        logits: Logits,
        rows: int,
        with_entropy: bool,
    ) -> tuple[Tensor, Tensor]:
        """Return log-probabilities and entropies (N,), and keep what backward needs."""
        ctx.with_entropy = with_entropy
        wanted = ctx.needs_input_grad[0]
        logprobs, entropies = hidden.new_zeros(2, len(hidden), dtype=torch.float32)
        slopes = torch.empty_like(hidden) if wanted else None
        bends = torch.empty_like(hidden) if wanted and with_entropy else None
        for start in range(0, len(hidden), rows):
            part = slice(start, start + rows)
            shares = _Shares(logits(hidden[part]), targets[part], with_entropy)
            logprobs[part] = shares.logprobs
            if with_entropy:
                entropies[part] = shares.entropies
            if slopes is not None:
                slopes[part] = output[targets[part]] - shares.expected(output)
            if bends is not None:
                bends[part] = shares.bends(output)
        ctx.save_for_backward(*(one for one in (slopes, bends) if one is not None))
        return logprobs, entropies

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        """Return the gradient of the hidden states (N, H)."""
        slopes, *bends = ctx.saved_tensors
        found = slopes * gradients[0][:, None].to(slopes.dtype)
        if ctx.with_entropy:
            found += bends[0] * gradients[1][:, None].to(slopes.dtype)
        return found, None, None, None, None, None
