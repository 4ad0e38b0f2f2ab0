"""From what a model says to what was so: the curve that makes a percentage mean something."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.records import Verdict
from workbench.domain.suggestions import (
    Bin,
    CalibrationMap,
    RewardModelFacts,
    Scale,
    Suggestion,
)

tables = st.lists(
    st.builds(
        Bin,
        st.integers(1, 500),
        st.floats(0, 1, allow_nan=False),
        st.floats(0, 1, allow_nan=False),
    ),
    max_size=10,
)


def test_curve_goes_where_many_marks_lie() -> None:
    """A head trained on balanced classes says 0.3 of steps that are right nine times in ten."""
    curve = CalibrationMap.of([Bin(2000, 0.3, 0.9), Bin(2000, 0.8, 0.97)])
    assert curve(0.3) == pytest.approx(0.9, abs=0.01)
    assert curve(0.55) == pytest.approx(0.935, abs=0.01)
    assert curve(0.8) == pytest.approx(0.97, abs=0.01)


def test_few_marks_move_it_little() -> None:
    """Two steps that happened to be right prove next to nothing."""
    curve = CalibrationMap.of([Bin(2, 0.4, 1.0)])
    assert curve(0.4) == pytest.approx((2 * 1.0 + 5 * 0.4) / 7)


def test_bins_that_fall_are_pooled() -> None:
    """A higher score never means a lower chance; by hand: (100·0.8 + 300·0.4) / 400 = 0.5."""
    curve = CalibrationMap.of([Bin(100, 0.2, 0.8), Bin(300, 0.6, 0.4)], prior=0)
    assert curve(0.2) == curve(0.6) == pytest.approx(0.5)


@given(tables, st.floats(0, 1), st.floats(0, 1))
def test_curve_never_falls_and_is_never_certain(bins: list[Bin], one: float, other: float) -> None:
    """The order of steps stays, and no screen ever says 100 %."""
    curve = CalibrationMap.of(bins)
    low, high = sorted((one, other))
    assert curve(low) <= curve(high) + 1e-12
    assert 0.01 <= curve(low) <= 0.99


@pytest.mark.parametrize(
    ("bins", "scale"),
    [
        ((), Scale.UNCALIBRATED),
        ((Bin(29, 0.7, 0.5),), Scale.UNCALIBRATED),
        ((Bin(30, 0.7, 0.5),), Scale.CALIBRATED),
        ((Bin(100, 0.7, 1.0),), Scale.UNCALIBRATED),
    ],
)
def test_percentage_needs_thirty_held_out_marks_of_both_kinds(
    bins: tuple[Bin, ...], scale: Scale
) -> None:
    """Else the screen says that it is uncalibrated and shows none."""
    assert RewardModelFacts("m", "/m", "M", True, 0.8, bins).scale is scale


def test_confidence_is_of_the_verdict_and_absent_where_nobody_measured() -> None:
    """0.2 for "correct" is 0.8 for "incorrect"."""
    said = Suggestion(0.2, Scale.CALIBRATED, "m")
    assert (said.verdict, said.confidence) == (Verdict.INCORRECT, 0.8)
    assert Suggestion(0.2, Scale.UNCALIBRATED, "m").confidence is None
