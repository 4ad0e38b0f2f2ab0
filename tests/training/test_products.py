"""The quick ways to multiply give what the plain ones give, gradients included."""

from __future__ import annotations

import pytest
import torch

from workbench.training.lean_lora import _LoraProduct
from workbench.training.products import product, summed_outer
from workbench.training.token_logprobs import SelectedLogprobs


@pytest.mark.parametrize("rows", [1, 16, 37, 700, 1024])
def test_product_is_the_plain_product_at_any_number_of_rows(rows: int) -> None:
    """Blocks, the rest and whole ones, with a bias and with a weight that lies transposed."""
    x, weight, bias = torch.randn(rows, 24), torch.randn(24, 40).T, torch.randn(40)
    torch.testing.assert_close(product(x, weight, bias), x @ weight.T + bias, atol=1e-4, rtol=0)
    assert product(x[None], weight).shape == (1, rows, 40)


@pytest.mark.parametrize("rows", [1, 16, 37, 700])
def test_outer_products_of_the_rows_are_summed_at_any_number_of_rows(rows: int) -> None:
    """Blocks and the rest together give the gradient of a small matrix."""
    x, y = torch.randn(rows, 16), torch.randn(rows, 40)
    torch.testing.assert_close(summed_outer(x, y), x.T @ y, atol=1e-4, rtol=0)


def test_adapted_product_has_the_gradients_of_its_definition() -> None:
    """y = x·Wᵀ + s·x·Aᵀ·Bᵀ, in double precision against automatic differentiation."""
    shapes = ((3, 5, 8), (6, 8), (2, 8), (6, 2))
    x, weight, a, b = (torch.randn(*shape, dtype=torch.float64) for shape in shapes)
    for one in (x, a, b):
        one.requires_grad_()
    apply = _LoraProduct.apply
    assert torch.autograd.gradcheck(
        lambda *p: apply(p[0], weight, None, p[1], p[2], 0.5), (x, a, b)
    )
    expected = x @ weight.T + 0.5 * x @ a.T @ b.T
    torch.testing.assert_close(apply(x, weight, None, a, b, 0.5), expected)


@pytest.mark.parametrize("with_entropy", [True, False])
def test_token_logprobs_have_the_gradients_of_log_softmax(with_entropy: bool) -> None:
    """Chunked and worked out ahead, yet the same as letting PyTorch differentiate."""
    hidden = torch.randn(7, 5, requires_grad=True)
    output, targets = torch.randn(11, 5), torch.tensor([0, 3, 10, 4, 4, 1, 7])
    weights = torch.randn(2, 7)
    scores = torch.log_softmax(hidden @ output.T, -1)
    entropies = -(scores.exp() * scores).sum(-1)
    plain = scores.gather(1, targets[:, None])[:, 0], entropies * (1.0 if with_entropy else 0.0)
    found = SelectedLogprobs.apply(hidden, targets, output, lambda h: h @ output.T, 3, with_entropy)
    for one, other in zip(plain, found, strict=True):
        torch.testing.assert_close(one, other)
    (wanted,) = torch.autograd.grad((plain[0] * weights[0] + plain[1] * weights[1]).sum(), hidden)
    (given,) = torch.autograd.grad((found[0] * weights[0] + found[1] * weights[1]).sum(), hidden)
    torch.testing.assert_close(wanted, given)
