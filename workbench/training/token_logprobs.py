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


class SelectedLogprobs(torch.autograd.Function):
    """Log-probability and entropy (N,) of targets (N,) from hidden states (N, H), by chunks.

    ``output`` is the output layer's weight (V, H), which is frozen, and ``logits`` gives the
    logits of some rows with it. Gradients reach the hidden states from the log-probabilities, and
    from the entropies only where ``with_entropy`` says so: theirs costs a product more.
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
        logprobs, entropies = hidden.new_empty(2, len(hidden), dtype=torch.float32)
        slopes = torch.empty_like(hidden) if wanted else None
        bends = torch.empty_like(hidden) if wanted and with_entropy else None
        for start in range(0, len(hidden), rows):
            part = slice(start, start + rows)
            scores = logits(hidden[part])  # (n, V)
            scores -= scores.logsumexp(-1, keepdim=True)
            logprobs[part] = scores.gather(-1, targets[part, None]).squeeze(-1)
            chances = scores.exp()
            scores *= chances
            entropies[part] = -scores.sum(-1)
            if slopes is not None:
                expected = product(chances.to(output.dtype), output.T)  # (n, H)
                slopes[part] = output[targets[part]] - expected
            if bends is not None:
                scores += chances * entropies[part, None]
                bends[part] = -product(scores.to(output.dtype), output.T).to(bends.dtype)
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
