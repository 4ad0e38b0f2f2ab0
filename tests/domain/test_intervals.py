"""Intervals hold the published numbers; no measured share or change is shown as certain."""

from __future__ import annotations

import math

import pytest

from workbench.domain.intervals import NORMAL_95, bounded_results, one_sided_change, wilson


@pytest.mark.parametrize(
    ("right", "count", "low", "high"),
    # From the tables of Newcombe (1998), method 3.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_of_a_share_is_the_one_of_wilson(right, count, low, high):
    """Anybody can check the numbers against the paper."""
    assert wilson(right / count, count) == pytest.approx((low, high), abs=5e-5)


def test_the_interval_narrows_with_more_problems_and_never_ends_at_certainty():
    """All right on seven problems is no proof of a model that is always right."""
    low, high = wilson(0.5, 10)
    narrow_low, narrow_high = wilson(0.5, 200)
    assert low < narrow_low < 0.5 < narrow_high < high
    assert wilson(1.0, 7)[1] == 1.0
    assert 0.5 < wilson(1.0, 7)[0] < 0.7
    assert wilson(0.0, 0) == (0.0, 1.0)


def tango(rose: float, count: int, delta: float) -> float:
    """Return how many standard errors a change lies above ``delta``; none of the pairs fell.

    Equations 3 to 5 of Tango (1998), Statistics in Medicine 17, 891 to 908.
    """
    a, b, c = 2 * count, -rose + (2 * count - rose) * delta, 0.0
    share = (math.sqrt(b**2 - 4 * a * c) - b) / (2 * a)
    spread = count * (2 * share + delta * (1 - delta))
    return (rose - count * delta) / math.sqrt(spread)


def limit_of(rose: float, count: int, wanted: float, low: float, high: float) -> float:
    """Return where ``tango`` falls to ``wanted``, by halving."""
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if tango(rose, count, middle) > wanted else (low, middle)
    return low


@pytest.mark.parametrize("count", [1, 4, 7, 24, 200])
@pytest.mark.parametrize("share", [0.0, 0.05, 0.25, 0.5, 0.9, 1.0])
def test_the_interval_of_a_one_sided_change_solves_the_equations_of_tango(share, count):
    """The closed form is easy to get wrong; the score equation, solved by halving, is not."""
    low, high = one_sided_change(share, count)
    edge = 1e-12
    found = limit_of(share * count, count, NORMAL_95, -1 + edge, share - edge)
    assert low == pytest.approx(found, abs=1e-6)
    if share < 1:
        found = limit_of(share * count, count, -NORMAL_95, share + edge, 1 - edge)
        assert high == pytest.approx(found, abs=1e-6)
    assert one_sided_change(-share, count) == pytest.approx((-high, -low))


def test_no_change_of_no_problem_is_not_taken_for_proof():
    """Twenty-four problems that came out as before leave room for a change of some points."""
    low, high = one_sided_change(0.0, 24)
    assert (low, high) == pytest.approx((-0.138, 0.138), abs=1e-3)
    assert one_sided_change(0.0, 0) == (-1.0, 1.0)


def test_runs_that_hold_points_are_read_with_intervals():
    """Runs of earlier versions wrote [1, 1] of all right; a page must not show that as certain."""
    side = {"problems": 24, "accuracy": 1.0, "accuracy_interval": [1.0, 1.0]}
    report = {"auc": 1.0, "auc_low": 1.0, "auc_high": 1.0, "validation_problems": 40}
    wide = {"problems": 24, "accuracy": 0.5, "accuracy_interval": [0.3, 0.7]}
    change = {"accuracy_change": 0.5, "accuracy_change_interval": [0.3, 0.7]}
    found = bounded_results({"before": wide, "after": side, "reward_model": report, **change})
    assert found["before"] == wide
    assert found["accuracy_change_interval"] == [0.3, 0.7]
    assert found["after"]["accuracy_interval"] == pytest.approx([0.862, 1.0], abs=1e-3)
    assert found["reward_model"]["auc_low"] == pytest.approx(0.912, abs=1e-3)
    assert side["accuracy_interval"] == [1.0, 1.0]
    assert bounded_results({}) == {}
