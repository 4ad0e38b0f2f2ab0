"""The preference losses, against numbers worked by hand and against their gradients."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import permutations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.comparison import LLAMA_2_SMALL_MARGINS
from workbench.domain.records import Strength
from workbench.training import preference_losses as losses
from workbench.training.losses import process_cross_entropy

SCORES = st.floats(-30, 30)


def vector(*values: float) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float64)


def sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-value))


@given(SCORES, SCORES)
def test_both_right_forms_of_bradley_terry_are_one_function(better: float, worse: float) -> None:
    """-log σ(w - l) and log(1 + exp(l - w)) agree to 1e-6 wherever they are asked."""
    first = losses.bradley_terry(vector(better), vector(worse))
    second = losses.bradley_terry_expanded(vector(better), vector(worse))
    assert float(first) == pytest.approx(float(second), abs=1e-6)
    assert float(second) == pytest.approx(math.log1p(math.exp(worse - better)), abs=1e-6)


@given(SCORES, SCORES)
def test_the_misprinted_form_is_another_function(better: float, worse: float) -> None:
    """log(1 + e^l - e^w) has no value from w = log(1 + e^l) on, and else agrees nowhere but at one.

    They are equal where 1 + e^(l-w) = 1 + e^l - e^w, that is e^(l-w) = e^l - e^w; everywhere else
    the misprint must be seen to differ, or this test would not expose it.
    """
    inside = 1 + math.exp(worse) - math.exp(better)
    crossing = math.exp(worse - better) - (math.exp(worse) - math.exp(better))
    if inside <= 0 or abs(crossing) < 1e-3 * (1 + math.exp(worse) + math.exp(worse - better)):
        return
    right = float(losses.bradley_terry(vector(better), vector(worse)))
    assert abs(math.log(inside) - right) > 1e-6


def test_the_misprint_fails_on_the_numbers_of_a_text() -> None:
    """w = 0.5, l = 0.2: σ(0.3) = 0.574443, -log is 0.554355; the misprint gives -0.5624."""
    right = float(losses.bradley_terry(vector(0.5), vector(0.2)))
    misprint = math.log(1 + math.exp(0.2) - math.exp(0.5))
    assert right == pytest.approx(0.554355, abs=1e-6)
    assert misprint == pytest.approx(math.log(1 + 1.2214028 - 1.6487213), abs=1e-6)
    assert abs(misprint - right) > 1
    assert 1 + math.exp(0.0) - math.exp(2.0) < 0, "the misprint has no logarithm here"


def test_margin_asks_for_a_larger_gap() -> None:
    """With margin 1 a gap of 1 costs what a gap of 0 costs without: log 2 = 0.693147."""
    loss = losses.margin_loss(vector(2.0), vector(1.0), vector(1.0))
    assert float(loss) == pytest.approx(math.log(2))


def test_margins_grow_with_the_strength_as_in_llama_2() -> None:
    """Table 27, margin small: 1, 2/3, 1/3, 0."""
    margins = LLAMA_2_SMALL_MARGINS
    ordered = [Strength.TIE, Strength.SLIGHTLY, Strength.BETTER, Strength.MUCH_BETTER]
    assert [margins[s] for s in ordered] == pytest.approx([0, 1 / 3, 2 / 3, 1])
    assert set(margins) == set(Strength)


def test_a_tie_is_cheapest_at_equal_scores() -> None:
    """½(-log σ(d) - log σ(-d)): log 2 at d = 0; at d = 1 ½(0.313262 + 1.313262) = 0.813262."""
    tie, none = vector(losses.TIE_TARGET), vector(0.0)
    equal = losses.preference_loss(vector(3.0), vector(3.0), none, tie)
    apart = losses.preference_loss(vector(1.0), vector(0.0), none, tie)
    other = losses.preference_loss(vector(0.0), vector(1.0), none, tie)
    assert float(equal) == pytest.approx(math.log(2))
    assert float(apart) == pytest.approx(0.813262, abs=1e-6)
    assert float(apart) == pytest.approx(float(other))


def test_k_wise_weighs_every_pair_of_a_prompt_alike() -> None:
    """Scores 2, 1, 0: gaps 1, 1, 2 cost 0.313262, 0.313262, 0.126928; their mean is 0.251151."""
    loss = losses.k_wise_balanced(vector(2.0, 1.0, 0.0))
    assert float(loss) == pytest.approx((0.313262 + 0.313262 + 0.126928) / 3, abs=1e-6)


def test_k_wise_equals_balanced_pairs_over_all_pairs() -> None:
    """The general form (any pairs of a prompt) agrees with the ranking's closed form at K = 5."""
    scores = vector(0.3, -1.0, 2.0, 0.7, -0.2)
    first, second = torch.triu_indices(5, 5, 1)
    zeros, ones = torch.zeros(10), torch.ones(10)
    general = losses.balanced_pairs(scores, first, second, zeros, ones)
    assert float(general) == pytest.approx(float(losses.k_wise_balanced(scores)))
    assert len(first) == math.comb(5, 2)


def test_k_wise_pushes_k_scores_with_c_k_2_gradients() -> None:
    """At equal scores each pair pulls by σ(0)/C(K,2): the best of 4 by 3·½/6 = ¼, then 1/12, …."""
    scores = vector(0.0, 0.0, 0.0, 0.0).requires_grad_()
    losses.k_wise_balanced(scores).backward()
    torch.testing.assert_close(scores.grad, vector(-1 / 4, -1 / 12, 1 / 12, 1 / 4))


def test_plackett_luce_by_hand() -> None:
    """Scores log 3, log 2, log 1: 3/6 · 2/3 · 1 = 1/3, so the loss is log 3."""
    loss = losses.plackett_luce(vector(math.log(3), math.log(2), 0.0))
    assert float(loss) == pytest.approx(math.log(3))


def test_plackett_luce_is_a_distribution_over_rankings() -> None:
    """The likelihoods of all 4! orders sum to one."""
    scores = vector(0.4, -1.1, 2.0, 0.0)
    orders = torch.stack([scores[list(order)] for order in permutations(range(4))])
    assert float(torch.exp(-losses.plackett_luce(orders)).sum()) == pytest.approx(1.0)


def test_plackett_luce_of_two_is_bradley_terry() -> None:
    """One choice among two."""
    pair = losses.plackett_luce(vector(0.7, -0.4))
    expected = losses.bradley_terry(vector(0.7), vector(-0.4))
    assert float(pair) == pytest.approx(float(expected))


def test_plackett_luce_ignores_places_that_do_not_exist() -> None:
    """A ranking of two in a batch of rankings of three; the third score is padding."""
    scores = torch.stack([vector(0.7, -0.4, 9.0), vector(1.0, 0.0, -1.0)])
    ranked = torch.tensor([[True, True, False], [True, True, True]])
    found = losses.plackett_luce(scores, ranked)
    torch.testing.assert_close(found[0], losses.plackett_luce(vector(0.7, -0.4)))
    torch.testing.assert_close(found[1], losses.plackett_luce(vector(1.0, 0.0, -1.0)))
    scores.requires_grad_()
    losses.plackett_luce(scores, ranked).sum().backward()
    assert float(scores.grad[0, 2]) == 0.0
    assert bool(torch.isfinite(scores.grad).all())


def test_gradient_of_bradley_terry_is_the_chance_of_being_wrong() -> None:
    """d/d better = -σ(worse - better): at a gap of 2 it is -0.119203."""
    better, worse = vector(2.0).requires_grad_(), vector(0.0).requires_grad_()
    losses.bradley_terry(better, worse).sum().backward()
    torch.testing.assert_close(better.grad, vector(-sigmoid(-2.0)))
    torch.testing.assert_close(worse.grad, vector(sigmoid(-2.0)))


def test_gradient_of_plackett_luce_is_choice_minus_truth() -> None:
    """At equal scores of 3: s1 gets 1/3 - 1; s2 gets 1/3 + 1/2 - 1; s3 gets 1/3 + 1/2."""
    scores = vector(0.0, 0.0, 0.0).requires_grad_()
    losses.plackett_luce(scores).backward()
    torch.testing.assert_close(scores.grad, vector(-2 / 3, -1 / 6, 5 / 6))


def test_gradient_of_the_process_loss_is_probability_minus_label() -> None:
    """(σ(z) - y) / kept steps; a soft label 0.25 is at rest at σ(z) = 0.25; masked steps at 0."""
    logits = torch.stack([vector(1.0, math.log(1 / 3), 5.0)]).requires_grad_()
    labels, mask = torch.stack([vector(0.0, 0.25, 0.0)]), torch.stack([vector(1.0, 1.0, 0.0)])
    process_cross_entropy(logits, labels, mask).backward()
    torch.testing.assert_close(logits.grad, torch.stack([vector(sigmoid(1.0) / 2, 0.0, 0.0)]))


@pytest.mark.parametrize(
    "loss",
    [
        lambda s: losses.bradley_terry(s[:2], s[2:]).sum(),
        lambda s: losses.bradley_terry_expanded(s[:2], s[2:]).sum(),
        lambda s: losses.margin_loss(s[:2], s[2:], vector(1 / 3, 1.0)).sum(),
        lambda s: losses.preference_loss(s[:2], s[2:], vector(0, 1), vector(0.5, 1)).sum(),
        lambda s: losses.k_wise_balanced(s),
        lambda s: losses.plackett_luce(s),
        lambda s: process_cross_entropy(s[None], vector(0.2, 1, 0, 0.5)[None], torch.ones(1, 4)),
    ],
    ids=["bt", "bt2", "margin", "tie", "k-wise", "plackett-luce", "process"],
)
def test_autograd_agrees_with_finite_differences(
    loss: Callable[[torch.Tensor], torch.Tensor],
) -> None:
    """The slope that trains is the slope of the very function that was checked by hand."""
    scores = vector(0.3, -1.2, 0.8, 0.1).requires_grad_()
    assert torch.autograd.gradcheck(loss, (scores,))


def test_extreme_scores_give_finite_losses_and_gradients() -> None:
    """A confident mistake costs its gap and is no overflow."""
    scores = torch.tensor([-900.0, 900.0], requires_grad=True)
    loss = losses.k_wise_balanced(scores) + losses.plackett_luce(scores)
    loss.backward()
    assert float(loss.detach()) == pytest.approx(3600.0)
    assert bool(torch.isfinite(scores.grad).all())
