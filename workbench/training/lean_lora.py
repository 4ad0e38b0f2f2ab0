"""Adapted linear layers at nearly the price of plain ones.

PEFT adds x·Aᵀ·Bᵀ·s to every product, which makes three products and two sums of one. Here the
adapter is worked into the weight first, W + s·B·A, which costs a few thousandths of the product
that follows, and one product is left; backward likewise. While responses are sampled the merged
weights are kept. The layers' own weights are never written to, so there is nothing to undo.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import MethodType
from typing import Any

import torch
from torch import Tensor, nn

from workbench.training.products import product, summed_outer


class _LoraProduct(torch.autograd.Function):
    """y = x·(W + s·B·A)ᵀ + b with gradients for x, A (r, in) and B (out, r); W stays frozen."""

    @staticmethod
    def forward(
        ctx: Any, x: Tensor, weight: Tensor, bias: Tensor | None, a: Tensor, b: Tensor, scale: float
    ) -> Tensor:
        ctx.save_for_backward(x, weight, a, b)
        ctx.scale = scale
        return product(x, merged_weight(weight, a, b, scale), bias)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        x, weight, a, b = ctx.saved_tensors
        dy, rows = gradients[0].flatten(0, -2), x.flatten(0, -2)  # (N, out), (N, in)
        dx = None
        if ctx.needs_input_grad[0]:
            dx = product(dy, merged_weight(weight, a, b, ctx.scale).T).view_as(x)
        da = summed_outer(product(dy, b.T).mul_(ctx.scale), rows)  # (r, in)
        db = summed_outer(product(rows, a).mul_(ctx.scale), dy).T  # (out, r)
        return dx, None, None, da, db, None


def merged_weight(weight: Tensor, a: Tensor, b: Tensor, scale: float) -> Tensor:
    """Return W + s·B·A (out, in) in the precision of W."""
    if weight.dtype == b.dtype:
        return torch.addmm(weight, b, a, alpha=scale)
    return torch.addmm(weight.to(b.dtype), b, a, alpha=scale).to(weight.dtype)


def make_lean(model: nn.Module) -> list[Any]:
    """Have PEFT's plain LoRA layers of a model computed as above; return those layers."""
    from peft.tuners.lora.layer import Linear

    found = [module for module in model.modules() if type(module) is Linear]
    for layer in found:
        layer.forward = MethodType(_forward, layer)  # type: ignore[method-assign]
    return found


@contextmanager
def merged(layers: list[Any], adapter: str) -> Iterator[None]:
    """Keep the weights with this adapter worked in, for many short passes."""
    for layer in layers:
        a, b = layer.lora_A[adapter].weight, layer.lora_B[adapter].weight
        layer.kept_weight = merged_weight(
            layer.base_layer.weight, a.detach(), b.detach(), layer.scaling[adapter]
        )
    try:
        yield
    finally:
        for layer in layers:
            del layer.kept_weight


def _forward(layer: Any, x: Tensor, *_args: Any, **_kwargs: Any) -> Tensor:
    """Compute the layer with its one active adapter, or none."""
    base = layer.base_layer
    if "kept_weight" in layer.__dict__:
        return product(x, layer.kept_weight, base.bias)
    if layer.disable_adapters:
        return product(x, base.weight, base.bias)
    (adapter,) = layer.active_adapters
    a, b, scale = layer.lora_A[adapter].weight, layer.lora_B[adapter].weight, layer.scaling[adapter]
    if base.weight.dtype != b.dtype:
        # frozen in half precision: the small part stays in full precision, as PEFT has it
        plain: Tensor = type(layer).forward(layer, x)
        return plain
    if torch.is_grad_enabled() and (x.requires_grad or a.requires_grad):
        result: Tensor = _LoraProduct.apply(  # type: ignore[no-untyped-call]
            x, base.weight, base.bias, a, b, scale
        )
        return result
    return product(x, merged_weight(base.weight, a, b, scale), base.bias)
