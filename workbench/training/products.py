"""The matrix product x·Wᵀ by the quickest library at hand.

PyTorch multiplies fp32 matrices on a CPU with MKL, which takes a slow path on processors that are
not Intel's: on an AMD EPYC oneDNN, which PyTorch carries as well, is 1.7 to 2.5 times as fast at
every shape of training (measured: 111 against 260 GFLOP/s on one core). It has no gradients of its
own, so it serves where none are recorded, and inside functions that work theirs out.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

BLOCKS = (512, 256, 128, 64, 32, 16)
"""Rows are multiplied in blocks of these sizes, for oneDNN keeps code and buffers for each shape
it ever met (measured: 585 MB after 600 lengths of a batch)."""

WHOLE = 16 * BLOCKS[0]
"""Up to here multiples of the largest block go at once, since joining blocks copies the result."""


def _quick() -> Any:
    """Return oneDNN's product, None in a build of PyTorch without it."""
    if not torch.backends.mkldnn.is_available():  # type: ignore[no-untyped-call]
        return None
    return getattr(torch.ops.mkldnn, "_linear_pointwise", None)


_QUICK = _quick()


def product(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Return x·Wᵀ + b: (..., in) and (out, in) to (..., out), with whatever strides."""
    if not _can_be_quick(x, weight):
        return F.linear(x, weight, bias)
    rows = x.reshape(-1, x.shape[-1])
    if len(rows) in BLOCKS or (len(rows) % BLOCKS[0] == 0 and len(rows) <= WHOLE):
        whole: Tensor = _QUICK(rows, weight, bias, "none", [], "")
        return whole.view(*x.shape[:-1], len(weight))
    out = x.new_empty(len(rows), len(weight))
    start = 0
    for size in BLOCKS:
        while len(rows) - start >= size:
            part = slice(start, start + size)
            out[part] = _QUICK(rows[part], weight, bias, "none", [], "")
            start += size
    if start < len(rows):
        out[start:] = F.linear(rows[start:], weight, bias)
    return out.view(*x.shape[:-1], len(weight))


def summed_outer(x: Tensor, y: Tensor) -> Tensor:
    """Return xᵀ·y: (N, a) and (N, b) to (a, b), the sum of the rows' outer products."""
    if not _can_be_quick(x, y):
        return x.T @ y
    out = x.new_zeros(x.shape[-1], y.shape[-1])
    start = 0
    for size in BLOCKS:
        while len(x) - start >= size:
            part = slice(start, start + size)
            out += _QUICK(x[part].T, y[part].T, None, "none", [], "")
            start += size
    return out.addmm_(x[start:].T, y[start:])


def _can_be_quick(x: Tensor, weight: Tensor) -> bool:
    if _QUICK is None or x.device.type != "cpu" or not x.numel():
        return False
    if torch.is_grad_enabled() and (x.requires_grad or weight.requires_grad):
        return False
    plain = x.dtype == weight.dtype == torch.float32
    return plain and not torch.is_autocast_enabled("cpu")
