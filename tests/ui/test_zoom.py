"""Reading text has a size of its own, chosen by keys or wheel, and kept for the next start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QSettings, Qt
from PySide6.QtGui import QFontMetricsF, QWheelEvent
from PySide6.QtWidgets import QApplication

from tests.ui.annotate.test_step_list import area_of, view
from workbench.ui import theme, zoom
from workbench.ui.annotate.card_rects import rects_of
from workbench.ui.annotate.step_list import StepList
from workbench.ui.math.view import MathText
from workbench.ui.zoom import LEVELS, Zoom


@pytest.fixture(autouse=True)
def usual_size(qapp) -> Iterator[None]:
    """Leave the size as it was."""
    yield
    theme.theme().set_zoom(100)


@pytest.fixture
def settings(tmp_path) -> QSettings:
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


def turn(widget, up, modifier=Qt.KeyboardModifier.ControlModifier):
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(),
        QPoint(0, 120 if up else -120),
        Qt.MouseButton.NoButton,
        modifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_the_levels_end_at_the_usual_and_at_twice_the_size(settings):
    """100 to 200 per cent."""
    kept = Zoom(settings)
    for _ in range(10):
        kept.larger()
    assert theme.font("reading").pixelSize() == 30
    for _ in range(10):
        kept.smaller()
    assert theme.font("reading").pixelSize() == 15


def test_the_size_is_kept_for_the_next_start(settings):
    """Eyes do not change over night."""
    Zoom(settings).larger()
    theme.theme().set_zoom(100)
    Zoom(settings)
    assert theme.theme().zoom == LEVELS[1]


@pytest.mark.parametrize("stored", ["huge", "5", "-3", "100000"])
def test_a_size_that_is_none_is_the_usual_one(settings, stored):
    """Settings can be damaged."""
    settings.setValue("look/zoom", stored)
    Zoom(settings)
    assert theme.theme().zoom == 100


def test_only_what_is_read_grows():
    """Buttons and lists keep their places."""
    before = {role: theme.font(role).pixelSize() for role in ("body", "title", "excerpt")}
    theme.theme().set_zoom(200)
    assert {role: theme.font(role).pixelSize() for role in before} == before


def test_cards_and_texts_take_up_the_new_size(qtbot):
    """Formulas too, and the height with them."""
    steps, text = StepList(), MathText(r"Half is $\frac{1}{2}$.")
    for widget in (steps, text):
        qtbot.addWidget(widget)
        widget.resize(400, 300)
        widget.show()
        qtbot.waitExposed(widget)
    steps.set_steps([view(1, r"A longer step, where $\frac{1}{2}$ is half of one. " * 3)])
    steps.select("s1")
    card, height = area_of(steps, 0).height(), text.heightForWidth(300)
    theme.theme().set_zoom(200)
    qtbot.waitUntil(lambda: area_of(steps, 0).height() > 1.8 * card)
    assert text.heightForWidth(300) > 1.5 * height


def test_the_wheel_zooms_with_ctrl_only(qtbot):
    """Without Ctrl it scrolls."""
    steps, text = StepList(), MathText("text")
    qtbot.addWidget(steps)
    qtbot.addWidget(text)
    turn(steps.viewport(), up=True)
    assert theme.theme().zoom == LEVELS[1]
    turn(text.viewport(), up=True)
    assert theme.theme().zoom == LEVELS[2]
    turn(text.viewport(), up=False)
    turn(steps.viewport(), up=False, modifier=Qt.KeyboardModifier.NoModifier)
    assert theme.theme().zoom == LEVELS[1]


@pytest.mark.parametrize("percent", LEVELS)
def test_lines_hold_60_to_90_characters_where_there_is_room(percent):
    """Longer lines are hard to go back from, shorter ones tire; at every size."""
    theme.theme().set_zoom(percent)
    width = rects_of(QRect(0, 0, 1800, 100), labelled=False).text.width()
    sample = "The number of apples is twice the number of pears, and both are less than ten. "
    characters = width / (QFontMetricsF(theme.font("reading")).horizontalAdvance(sample) / 79)
    assert 60 <= characters <= 90


def test_zooming_starts_from_a_level_near_the_present_one():
    """Whatever set it."""
    theme.theme().set_zoom(130)
    zoom.step(1)
    assert theme.theme().zoom == 150


def test_the_windows_keys_make_text_larger(qtbot, application):
    """On every page, while typing too; what was chosen is in the settings."""
    control = Qt.KeyboardModifier.ControlModifier
    for _ in range(2):
        qtbot.keyClick(application.window, Qt.Key.Key_Plus, control)
    assert theme.theme().zoom == LEVELS[2]
    qtbot.keyClick(application.window, Qt.Key.Key_Minus, control)
    assert int(str(application.settings.value("look/zoom"))) == LEVELS[1]
    qtbot.keyClick(application.window, Qt.Key.Key_0, control)
    assert theme.theme().zoom == LEVELS[0]
