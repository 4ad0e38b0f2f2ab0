"""The generative verifier's formulas, against numbers worked by hand and by their gradients."""

from __future__ import annotations

import math

import pytest
import torch

from workbench.training.generative_losses import (
    continuation_logprobs,
    critique_cross_entropy,
    log_odds,
    verdict_cross_entropy,
)


def logs(*probabilities: float) -> torch.Tensor:
    return torch.tensor(probabilities, dtype=torch.float64).log()


def test_a_word_of_several_tokens_is_as_likely_as_all_of_them_together() -> None:
    """A mean over tokens would make a word that a tokenizer cuts finely look likelier."""
    found = continuation_logprobs(logs(0.5, 0.25, 0.4).float(), torch.tensor([0, 0, 1]), 2)
    assert found.exp().tolist() == pytest.approx([0.125, 0.4])


def test_the_score_is_the_chance_of_correct_given_that_a_verdict_is_said() -> None:
    """0.3 against 0.1 is three in four, whatever else the model might have said."""
    logit = log_odds(logs(0.3), logs(0.1))
    assert float(logit) == pytest.approx(math.log(3))
    assert float(torch.sigmoid(logit)) == pytest.approx(0.75)


def test_verdict_loss_by_hand() -> None:
    """Labels 1, 0 and a soft 0.25, the middle one weighted twice."""
    loss = verdict_cross_entropy(
        logs(0.5, 0.8, 0.4),
        logs(0.1, 0.2, 0.5),
        torch.tensor([1.0, 0.0, 0.25]),
        torch.tensor([1.0, 2.0, 1.0]),
    )
    expected = -math.log(0.5) - 2 * math.log(0.2) - 0.25 * math.log(0.4) - 0.75 * math.log(0.5)
    assert float(loss) == pytest.approx(expected)


def test_verdict_loss_is_least_where_both_words_share_the_label() -> None:
    """Its gradient by the logits of a vocabulary is softmax minus the target, as of any token."""
    logits = torch.tensor([[0.3, -1.2, 0.8, 0.1]], dtype=torch.float64, requires_grad=True)
    chances = logits.log_softmax(1)
    label = torch.tensor([0.7], dtype=torch.float64)
    verdict_cross_entropy(chances[:, 1], chances[:, 2], label, torch.ones(1)).backward()
    target = torch.tensor([[0.0, 0.7, 0.3, 0.0]], dtype=torch.float64)
    assert logits.grad is not None
    assert torch.allclose(logits.grad, logits.detach().softmax(1) - target)


def test_each_critique_counts_once_however_long_it_is() -> None:
    """Two tokens of one and one of another: mean each, then summed."""
    loss = critique_cross_entropy(logs(0.5, 0.25, 0.1).float(), torch.tensor([0, 0, 1]), 2)
    expected = -(math.log(0.5) + math.log(0.25)) / 2 - math.log(0.1)
    assert float(loss) == pytest.approx(expected)


def test_gradients_of_the_critique_loss_are_those_of_finite_differences() -> None:
    """Every token of a critique is taught, each by its share."""
    owners = torch.tensor([0, 1, 1])

    def loss(values: torch.Tensor) -> torch.Tensor:
        return critique_cross_entropy(values, owners, 2)

    values = torch.tensor([-0.3, -1.0, -2.0], requires_grad=True)
    loss(values).backward()
    assert values.grad is not None
    assert values.grad.tolist() == pytest.approx([-1.0, -0.5, -0.5])
