"""Coefficients as a picture: one below 0 is drawn too, over a tick that says where it is."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from workbench.ui import theme
from workbench.ui.data.agreement_pictures import (
    NAME_WIDTH,
    ROW,
    Bar,
    BarsPicture,
    lowest_tick,
    ticks_from,
)


def bar(value: float, low: float | None = None, high: float | None = None) -> Bar:
    return Bar("Fleiss' kappa", (f"{value:.2f}", "", "n = 9"), value, low, high)


@pytest.mark.parametrize(
    ("lowest", "first"), [(0.3, 0.0), (-0.06, -0.25), (-0.25, -0.25), (-0.6, -0.75)]
)
def test_the_axis_begins_at_a_tick_below_everything(lowest: float, first: float) -> None:
    """Without one, the left end of an interval cannot be read."""
    begins = lowest_tick([bar(0.5, lowest, 0.9)])
    assert begins == first
    assert ticks_from(begins)[-1] == first


def test_a_value_below_zero_without_an_interval_counts_too() -> None:
    """Fleiss' kappa can be below 0 where there is one response only, which bounds nothing."""
    assert lowest_tick([bar(-0.4)]) == -0.5


def test_a_point_below_zero_is_seen_in_its_place(qtbot: QtBot) -> None:
    """It stands right of the names and left of 0, and not among the names."""
    picture = BarsPicture()
    qtbot.addWidget(picture)
    picture.show_bars([bar(-0.4), bar(0.5, 0.4, 0.6)])
    picture.resize(800, picture.sizeHint().height())
    image = picture.grab().toImage()
    accent = QColor(theme.current().accent)
    row = [x for x in range(image.width()) if image.pixelColor(x, ROW // 2) == accent]
    assert row
    assert min(row) > NAME_WIDTH
    assert max(row) < NAME_WIDTH + (image.width() - NAME_WIDTH) / 3
