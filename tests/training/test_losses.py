"""The formulas, against numbers worked by hand."""

from __future__ import annotations

import math

import pytest
import torch

from workbench.training import losses


def rows(*values: float) -> torch.Tensor:
    return torch.tensor([list(values)], dtype=torch.float64)


def test_process_cross_entropy_averages_over_marked_steps_only() -> None:
    """Logit 0 costs log 2 whatever the label; a masked step costs nothing, however wrong."""
    logits, labels = rows(0.0, math.log(3), 50.0), rows(1.0, 0.0, 0.0)
    loss = losses.process_cross_entropy(logits, labels, rows(1.0, 1.0, 0.0))
    assert float(loss) == pytest.approx((math.log(2) + math.log(4)) / 2)


def test_process_cross_entropy_keeps_soft_labels() -> None:
    """A label of one half is least costly at probability one half, and costs log 2 there."""
    loss = losses.process_cross_entropy(rows(0.0), rows(0.5), rows(1.0))
    assert float(loss) == pytest.approx(math.log(2))


def test_min_form_credit_sums_to_the_worst_step() -> None:
    """The worst step decides: the rewards of 1, 1, -1 sum to nearly -1, most of it on step 3."""
    credit = losses.min_form_credit(torch.tensor([1.0, 1.0, -1.0]), 0.1)
    assert float(credit.sum()) == pytest.approx(-1.0, abs=1e-6)
    assert float(credit[2]) == pytest.approx(-1.0, abs=1e-6)


def test_min_form_credit_does_not_grow_with_the_number_of_good_steps() -> None:
    """Ten good steps are worth no more than two: length is not rewarded."""
    two = losses.min_form_credit(torch.full((2,), 0.8), 0.1).sum()
    ten = losses.min_form_credit(torch.full((10,), 0.8), 0.1).sum()
    assert float(two) == pytest.approx(0.8)
    assert float(ten) == pytest.approx(0.8)


def test_kl_penalty_is_the_log_ratio_times_the_weight() -> None:
    """A token twice as likely as under the reference costs β log 2."""
    penalty = losses.kl_penalty(rows(math.log(0.4)), rows(math.log(0.2)), 0.1)
    assert float(penalty) == pytest.approx(-0.1 * math.log(2))


def test_sequence_kl_sums_tokens_and_averages_responses() -> None:
    """Two responses with 0.3 and 0.1 nats make 0.2; padding does not count."""
    logprobs = torch.tensor([[-1.0, -1.0], [-1.0, -9.0]])
    reference = torch.tensor([[-1.1, -1.2], [-1.1, 0.0]])
    mask = torch.tensor([[1.0, 1.0], [1.0, 0.0]])
    assert float(losses.sequence_kl(logprobs, reference, mask)) == pytest.approx(0.2, abs=1e-6)


@pytest.mark.parametrize(("kl", "expected"), [(2.0, 0.1), (2.2, 0.101), (9.0, 0.102), (0.0, 0.098)])
def test_kl_controller_moves_by_at_most_a_fiftieth(kl: float, expected: float) -> None:
    """β (1 + clip(kl/target - 1, ±0.2) / horizon), with target 2 and horizon 10."""
    assert losses.adapted_coefficient(0.1, kl, 2.0, 10.0) == pytest.approx(expected)


def test_advantages_match_the_recursion_by_hand() -> None:
    """r = 0, 1; V = 0.5, 0.25; γ = 1, λ = 0.9.

    δ2 = 1 - 0.25 = 0.75; δ1 = 0 + 0.25 - 0.5 = -0.25; A1 = -0.25 + 0.9 * 0.75 = 0.425.
    """
    found = losses.generalized_advantages(rows(0.0, 1.0), rows(0.5, 0.25), rows(1.0, 1.0), 1.0, 0.9)
    torch.testing.assert_close(found, rows(0.425, 0.75))


def test_advantages_ignore_padding() -> None:
    """What stands on padded tokens, values included, does not leak into real ones."""
    found = losses.generalized_advantages(
        rows(0.0, 1.0, 7.0), rows(0.5, 0.25, 9.0), rows(1.0, 1.0, 0.0), 1.0, 0.9
    )
    torch.testing.assert_close(found, rows(0.425, 0.75, 0.0))


def test_advantages_with_lambda_one_are_returns_minus_values() -> None:
    """λ = 1 is Monte Carlo: with γ 0.5 the return of 2, 4 is 4 at the first token."""
    found = losses.generalized_advantages(rows(2.0, 4.0), rows(1.0, 3.0), rows(1.0, 1.0), 0.5, 1.0)
    torch.testing.assert_close(found, rows(3.0, 1.0))


def test_whitening_uses_kept_tokens_only() -> None:
    """1 and 3 have mean 2 and sample variance 2, so they become ∓1/√2; the padded 100 becomes 0."""
    found = losses.whiten(rows(1.0, 3.0, 100.0), rows(1.0, 1.0, 0.0))
    torch.testing.assert_close(found, rows(-math.sqrt(0.5), math.sqrt(0.5), 0.0))


@pytest.mark.parametrize(
    ("ratio", "advantage", "expected"),
    [(1.5, 1.0, -1.2), (1.5, -1.0, 1.5), (0.5, 1.0, -0.5), (0.5, -1.0, 0.8), (1.1, 2.0, -2.2)],
)
def test_policy_loss_is_clipped_only_where_it_would_gain(
    ratio: float, advantage: float, expected: float
) -> None:
    """PPO, equation 7, with clip 0.2: the pessimistic of the two surrogates."""
    loss = losses.clipped_policy_loss(rows(math.log(ratio)), rows(0.0), rows(advantage), 0.2)
    assert float(loss) == pytest.approx(expected)


def test_clipped_share_counts_tokens_outside_the_range() -> None:
    """One of two kept tokens left 1 ± 0.2."""
    share = losses.clipped_share(
        rows(math.log(1.3), math.log(1.1), 5.0), rows(0.0, 0.0, 0.0), rows(1.0, 1.0, 0.0), 0.2
    )
    assert float(share) == pytest.approx(0.5)


def test_value_loss_takes_the_worse_of_clipped_and_unclipped() -> None:
    """Old 0, new 0.5, return 1, clip 0.2: (0.2 - 1)² / 2 = 0.32 beats (0.5 - 1)² / 2 = 0.125."""
    loss = losses.clipped_value_loss(rows(0.5), rows(0.0), rows(1.0), 0.2)
    assert float(loss) == pytest.approx(0.32)


def test_explained_variance_of_a_perfect_and_of_an_ignorant_critic() -> None:
    """1 when values equal returns, 0 when they are one constant."""
    returns, mask = rows(1.0, 2.0, 3.0), rows(1.0, 1.0, 1.0)
    assert float(losses.explained_variance(returns, returns, mask)) == pytest.approx(1.0)
    assert float(losses.explained_variance(rows(2, 2, 2), returns, mask)) == pytest.approx(0.0)
