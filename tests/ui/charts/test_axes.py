"""Axes with round numbers, and colours of a map that can be read."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

from workbench.ui import theme
from workbench.ui.charts.axes import fitted, number_text, ticks
from workbench.ui.charts.data import Part, PictureData, Series
from workbench.ui.charts.kinds import StackedBars, _heat, _readable


@pytest.mark.parametrize(
    ("top", "most", "marks"),
    [
        (7, 4, [0, 2, 4, 6, 8]),
        (1, 4, [0, 1]),
        (0, 4, [0, 1]),
        (100, 5, [0, 20, 40, 60, 80, 100]),
        (12_345, 3, [0, 5000, 10_000, 15_000]),
    ],
)
def test_ticks_are_round_and_reach_the_highest_value(
    top: float, most: int, marks: list[float]
) -> None:
    """Nobody reads a scale of sevens; counts have no halves."""
    assert ticks(top, most) == marks


def test_parts_of_one_may_have_halves() -> None:
    """Where only shares are drawn a whole step would leave one tick."""
    assert ticks(0.9, 5, whole=False) == [0, 0.2, 0.4, 0.6, 0.8, 1]
    assert number_text(0.2) == "0.2"
    assert number_text(12_000.0) == "12,000"


def test_a_value_lies_on_its_height(qapp: object) -> None:
    """The highest tick is the upper edge, zero the lower."""
    axes = fitted(QRectF(0, 0, 400, 220), 4, 8)
    assert axes.y(0) == axes.area.bottom()
    assert axes.y(axes.top) == pytest.approx(axes.area.top())
    assert axes.area.left() < axes.x(0) < axes.x(3) < axes.area.right()


def test_stacked_parts_stand_on_each_other(qtbot: QtBot) -> None:
    """Whatever their order, a column's parts neither overlap nor leave a gap."""
    bars = StackedBars()
    qtbot.addWidget(bars)
    bars.resize(300, 220)
    parts = (Part(0, 1, 3.0, "b", "3"), Part(0, 0, 2.0, "a", "2"))
    bars.show_data(PictureData(("Mon",), (Series("a"), Series("b")), parts))
    upper, lower = bars.areas
    assert upper.bottom() == pytest.approx(lower.top())
    assert upper.height() == pytest.approx(1.5 * lower.height())


@pytest.mark.parametrize("tokens", [theme.LIGHT, theme.DARK])
def test_numbers_in_a_map_can_be_read_on_every_ground(
    tokens: theme.Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Text on the fullest and the emptiest cell, and on all between, keeps 4.5 to 1."""
    monkeypatch.setattr(theme, "current", lambda: tokens)
    for color in ("incorrect", "accent"):
        grounds = [_heat(share / 50, color) for share in range(51)]
        worst = min(theme.contrast(_readable(ground), ground) for ground in grounds)
        assert worst >= 4.5
