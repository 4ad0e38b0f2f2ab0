"""The measures of a reward model, against numbers worked by hand."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from workbench.training.calibration import (
    expected_calibration_error,
    fitted_temperature,
    reliability,
)
from workbench.training.metrics import (
    NO_ERROR,
    Location,
    Measure,
    accuracies_of,
    area_under_curve,
    best_threshold,
    bootstrap,
    bootstrap_share,
    correlation,
    cross_fitted_hits,
    first_below,
    harmonic_mean,
    location_accuracies,
)


def test_auc_counts_pairs_and_halves_ties() -> None:
    """Of the pairs (0.9|0.1), (0.9|0.5), (0.5|0.1), (0.5|0.5) three and a half are right."""
    scores, labels = torch.tensor([0.9, 0.5, 0.5, 0.1]), torch.tensor([1.0, 1.0, 0.0, 0.0])
    assert area_under_curve(scores, labels) == pytest.approx(3.5 / 4)


@given(st.lists(st.tuples(st.integers(-3, 3), st.booleans()), min_size=2, max_size=30))
def test_auc_by_ranks_is_the_share_of_ordered_pairs(steps: list[tuple[int, bool]]) -> None:
    """The quick way agrees with counting every pair."""
    scores = torch.tensor([float(score) for score, _ in steps])
    labels = torch.tensor([float(label) for _, label in steps])
    good, bad = scores[labels > 0.5], scores[labels <= 0.5]
    found = area_under_curve(scores, labels)
    if not len(good) or not len(bad):
        assert found is None
        return
    gap = good[:, None] - bad[None, :]
    assert found == pytest.approx(float(((gap > 0).float() + 0.5 * (gap == 0)).mean()))


def test_length_bias_is_a_correlation() -> None:
    """A score that is the length correlates fully; a constant score not at all."""
    lengths = torch.tensor([1.0, 2.0, 4.0])
    assert correlation(2 * lengths, lengths) == pytest.approx(1.0)
    assert correlation(torch.ones(3), lengths) is None


def test_interval_of_few_problems_is_wide() -> None:
    """Six steps of one lucky problem are not evidence: the interval resamples problems."""
    generator = torch.Generator().manual_seed(1)
    labels = (torch.arange(200) % 2).float()
    scores = labels + 1.5 * torch.randn(200, generator=generator)

    def width(steps: int, per_problem: int) -> float:
        owners = [n // per_problem for n in range(steps)]
        found = bootstrap(owners, lambda r: area_under_curve(scores[r], labels[r]), 0)
        assert found.low is not None
        assert found.high is not None
        return found.high - found.low

    assert width(12, 2) > 2 * width(200, 2)
    assert width(200, 40) != width(200, 2)


def test_one_problem_has_no_spread_of_problems() -> None:
    """Resampling one problem gives that problem: the interval has no width, however many steps."""
    values = torch.tensor([0.0, 1.0, 1.0, 0.0])
    found = bootstrap(["p"] * 4, lambda r: float(values[r].mean()), 0)
    assert (found.low, found.value, found.high) == (0.5, 0.5, 0.5)


def test_what_has_no_value_has_no_interval() -> None:
    """No number is better than a wrong one: one class missing, or nothing at all."""
    labels = torch.ones(2)
    nothing = bootstrap(["a", "b"], lambda r: area_under_curve(labels[r], labels[r]), 0)
    assert (nothing.value, nothing.low, nothing.high) == (None, None, None)
    assert bootstrap([], lambda _: 1.0, 0).value is None


def test_one_problem_or_all_right_never_bounds_a_share_to_a_point() -> None:
    """A reward model that was right on one problem would else count as surely above chance."""
    one = bootstrap_share(["p"] * 9, lambda _: 1.0, 0)
    assert one == Measure(1.0, pytest.approx(0.2065, abs=1e-4), 1.0)
    many = bootstrap_share([str(owner) for owner in range(40)], lambda _: 1.0, 0)
    assert many.low == pytest.approx(0.912, abs=1e-3)
    varied = [str(owner) for owner in range(40)]
    half = lambda rows: sum(row < 20 for row in rows) / len(rows)  # noqa: E731
    assert bootstrap_share(varied, half, 0) == bootstrap(varied, half, 0)
    assert bootstrap_share([], lambda _: 1.0, 0).value is None


def test_prediction_is_the_first_step_below_the_threshold() -> None:
    """A step at the threshold passes; -1 says that none is below."""
    assert first_below((0.9, 0.5, 0.2), 0.5) == 2
    assert first_below((0.9, 0.5, 0.2), 0.1) == NO_ERROR


ROWS = (
    Location((0.9, 0.2, 0.1), 1),  # found
    Location((0.9, 0.8, 0.3), 1),  # an error is claimed, but in the wrong place
    Location((0.9, 0.8), 0),  # missed
    Location((0.9, 0.9), NO_ERROR),  # rightly passed
    Location((0.9, 0.4), NO_ERROR),  # an error is claimed where there is none
)


def test_f1_is_the_harmonic_mean_of_both_accuracies() -> None:
    """ProcessBench: 1 of 3 erroneous, 1 of 2 correct: 2 · (1/3 · 1/2) / (1/3 + 1/2) = 0.4."""
    wrong, right, f1 = location_accuracies(ROWS, 0.5)
    assert (wrong, right) == (pytest.approx(1 / 3), pytest.approx(1 / 2))
    assert f1 == pytest.approx(0.4)


def test_a_model_that_never_claims_an_error_has_f1_zero() -> None:
    """Right on every correct solution and of no use: the harmonic mean says so."""
    assert location_accuracies(ROWS, 0.0) == (0.0, 1.0, 0.0)
    assert harmonic_mean(0.0, 0.0) == 0.0


def test_f1_needs_both_kinds_of_solutions() -> None:
    """Of one kind alone there is no F1."""
    assert location_accuracies(ROWS[:3], 0.5)[2] is None
    assert best_threshold(ROWS[:3]) is None


def test_threshold_is_the_one_with_the_best_f1() -> None:
    """Errors score 0.3, the others 0.6 and more: anything between tells them apart."""
    rows = [Location((0.8, 0.3), 1), Location((0.3, 0.9), 0), Location((0.7, 0.6), NO_ERROR)]
    found = best_threshold(rows)
    assert found is not None
    assert 0.3 < found < 0.6
    assert location_accuracies(rows, found)[2] == 1.0


def test_no_solution_helps_to_choose_its_own_threshold() -> None:
    """With scores of pure chance the threshold's choice must not look like skill."""
    flattering = honest = 0.0
    for seed in range(30):
        generator = torch.Generator().manual_seed(seed)
        scores = torch.rand(18, 2, generator=generator).tolist()
        rows = [Location(tuple(s), (n % 3) - 1) for n, s in enumerate(scores)]
        chosen, hits = best_threshold(rows), cross_fitted_hits(rows, range(18), seed)
        assert chosen is not None
        assert hits is not None
        flattering += location_accuracies(rows, chosen)[2] or 0.0
        honest += accuracies_of(hits)[2] or 0.0
    assert honest < 0.9 * flattering


def test_calibration_error_by_hand() -> None:
    """0.9, 0.8 and 0.8 said, 2 of 3 so: bins 0.8-0.9 (gap 0.3) and 0.9-1.0 (gap 0.1).

    Bin 0.8: said 0.8, so 1/2, gap 0.3, two steps; bin 0.9: said 0.9, so 1, gap 0.1, one step;
    (2 · 0.3 + 0.1) / 3 = 0.7 / 3.
    """
    said = torch.tensor([0.9, 0.8, 0.8], dtype=torch.float64)
    table = reliability(said, torch.tensor([1.0, 1.0, 0.0], dtype=torch.float64))
    assert [(row.count, row.share_correct) for row in table] == [(2, 0.5), (1, 1.0)]
    assert expected_calibration_error(table) == pytest.approx(0.7 / 3)
    assert expected_calibration_error([]) is None


def test_certainty_falls_into_the_last_bin() -> None:
    """A probability of exactly 1 belongs to the bin that ends at 1."""
    (row,) = reliability(torch.ones(3), torch.ones(3))
    assert (row.low, row.high, row.count) == (0.9, 1.0, 3)


def test_temperature_undoes_overconfidence() -> None:
    """Three of four right at logit ±4: σ(4/T) = 3/4 where 4/T = log 3, so T = 4 / log 3."""
    logits = torch.tensor([4.0, 4.0, 4.0, 4.0])
    labels = torch.tensor([1.0, 1.0, 1.0, 0.0])
    assert fitted_temperature(logits, labels) == pytest.approx(4 / math.log(3), rel=1e-4)


def test_temperature_of_separable_labels_stays_within_bounds() -> None:
    """The likeliest temperature would be zero; an infinite logit is no calibration."""
    assert fitted_temperature(torch.tensor([3.0, -3.0]), torch.tensor([1.0, 0.0])) >= 0.05
