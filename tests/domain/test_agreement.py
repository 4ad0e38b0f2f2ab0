"""Coefficients of agreement against the numbers printed where they were published."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.domain.agreement import (
    Unit,
    alpha,
    cohen,
    coincidences,
    confusion,
    estimate,
    fleiss,
    judgements,
    percent,
)

# Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", section C: four observers,
# twelve units, five values, missing data. The paper prints 0.743 (nominal) and 0.815 (ordinal).
MISSING = None
OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, MISSING, MISSING, MISSING),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, MISSING, 3),
    (MISSING, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, MISSING),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, MISSING),
)
# Fleiss 1971 as worked in the literature since: 14 raters, 10 subjects, 5 categories, kappa 0.210.
FLEISS = (
    (0, 0, 0, 0, 14),
    (0, 2, 6, 4, 2),
    (0, 0, 3, 5, 6),
    (0, 3, 9, 2, 0),
    (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0),
    (3, 2, 6, 3, 0),
    (2, 5, 3, 2, 2),
    (6, 5, 2, 1, 0),
    (0, 2, 2, 3, 7),
)


def units_of(observers) -> list[Unit]:
    columns = zip(*observers, strict=True)
    return [
        Unit(n, {f"o{k}": value for k, value in enumerate(column) if value is not None})
        for n, column in enumerate(columns)
    ]


def summed(units, parts) -> list[float]:
    return [sum(column) for column in zip(*map(parts, units), strict=True)]


def met(units, categories) -> list[float]:
    return summed(units, lambda unit: coincidences(unit, categories))


def both(unit) -> list[float]:
    return confusion(unit, "x", "y", (-1, 0, 1))


def comparable(units: list[Unit]) -> list[Unit]:
    return [unit for unit in units if len(unit.values) > 1]


def test_alpha_is_krippendorffs_own_worked_example():
    """Missing values and several observers are what alpha is for."""
    table = met(comparable(units_of(OBSERVERS)), (1, 2, 3, 4, 5))
    assert sum(table) == pytest.approx(40)
    assert alpha(table, "nominal") == pytest.approx(0.743, abs=5e-4)
    assert alpha(table, "ordinal") == pytest.approx(0.815, abs=5e-4)


def test_alpha_is_what_the_public_library_says():
    """Our sum over coincidences and the library's arrays are two ways to one number."""
    krippendorff = pytest.importorskip("krippendorff")
    data = [[math.nan if v is None else v for v in row] for row in OBSERVERS]
    table = met(comparable(units_of(OBSERVERS)), (1, 2, 3, 4, 5))
    for level in ("nominal", "ordinal"):
        theirs = krippendorff.alpha(reliability_data=data, level_of_measurement=level)
        assert alpha(table, level) == pytest.approx(theirs, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from((None, -1, 0, 1)), min_size=3, max_size=3), min_size=2, max_size=30
    )
)
def test_alpha_is_the_librarys_on_any_marks(rows):
    """Three verdicts, any of them missing."""
    krippendorff = pytest.importorskip("krippendorff")
    units = comparable(units_of(list(zip(*rows, strict=True))))
    seen = {value for unit in units for value in unit.values.values()}
    if len(seen) < 2:
        assert alpha(met(units, (-1, 0, 1)) or [0.0] * 9) is None
        return
    data = [[math.nan if v is None else v for v in row] for row in zip(*rows, strict=True)]
    for level in ("nominal", "ordinal"):
        ours = alpha(met(units, (-1, 0, 1)), level)
        theirs = krippendorff.alpha(
            reliability_data=data, level_of_measurement=level, value_domain=[-1, 0, 1]
        )
        assert ours == pytest.approx(theirs, abs=1e-9)


def test_fleiss_kappa_is_the_published_one():
    """The table that every text on it prints."""
    rows = [
        Unit(n, {f"r{k}": value for k, value in enumerate(said)})
        for n, row in enumerate(FLEISS)
        for said in [[at for at, count in enumerate(row) for _ in range(count)]]
    ]
    sums = summed(rows, lambda unit: judgements(unit, range(5)))
    assert fleiss(sums) == pytest.approx(0.210, abs=5e-4)


def test_cohens_kappa_is_the_published_one():
    """Two readers, fifty grant proposals, 20 yes-yes, 15 no-no, 5 and 10 split: 0.4."""
    assert percent([20, 5, 10, 15]) == pytest.approx(0.7)
    assert cohen([20, 5, 10, 15]) == pytest.approx(0.4)


def test_those_who_always_say_the_same_word_have_no_coefficient():
    """Agreement cannot be told from habit."""
    assert fleiss([2.0, 2.0, 0.0, 4.0]) is None
    assert cohen([5, 0, 0, 0]) is None
    assert alpha([4.0, 0.0, 0.0, 0.0]) is None


def test_nothing_compared_has_no_value():
    """No number is better than a made-up one."""
    assert percent([0.0]) is None
    assert cohen([0.0, 0.0, 0.0, 0.0]) is None
    assert fleiss([0.0, 0.0, 0.0, 0.0]) is None
    assert estimate([], both, percent).value is None


def test_neutral_is_a_verdict_and_unmarked_is_missing():
    """Neutral against correct is a disagreement; an unmarked step is not compared."""
    units = [Unit("a", {"x": 0, "y": 1}), Unit("a", {"x": 1}), Unit("a", {"x": 1, "y": 1})]
    assert summed(units, both) == [0, 0, 0, 0, 0, 1, 0, 0, 1]
    assert judgements(units[0], (-1, 0, 1)) == [0, 1, 0, 1, 1]


def test_interval_holds_the_value_and_is_the_same_each_time():
    """A seed makes the card repeatable."""
    units = [Unit(n // 4, {"x": n % 3 - 1, "y": n % 5 % 3 - 1}) for n in range(120)]
    found = estimate(units, both, percent, seed=3)
    assert found == estimate(units, both, percent, seed=3)
    assert found.low < found.value < found.high
    assert found.n == 120


def test_steps_of_one_response_are_drawn_together():
    """Twenty copies of one step are no twenty observations."""
    alike = [Unit(n // 20, {"x": 1, "y": 1 if n % 40 < 20 else -1}) for n in range(160)]
    apart = [Unit(n, unit.values) for n, unit in enumerate(alike)]
    together, single = estimate(alike, both, percent), estimate(apart, both, percent)
    assert (together.high - together.low) > 2 * (single.high - single.low)


def test_one_response_has_a_value_and_no_interval():
    """Nothing can be resampled from one."""
    found = estimate([Unit("a", {"x": 1, "y": 1})], both, percent)
    assert (found.value, found.low, found.high, found.n) == (1.0, None, None, 1)


def test_an_interval_is_never_a_point():
    """All agreeing on seven responses is no proof, nor is a kappa that no draw changes."""
    units = [Unit(n // 3, {"x": 1, "y": 1}) for n in range(21)]
    found = estimate(units, both, percent, share=True)
    assert (found.value, found.high) == (1.0, 1.0)
    assert found.low == pytest.approx(0.646, abs=1e-3)
    one_sided = [Unit(n // 3, {"x": 1, "y": 1 if n % 3 else -1}) for n in range(21)]
    kappa = estimate(one_sided, both, cohen)
    assert (kappa.value, kappa.low, kappa.high) == (0.0, None, None)
