"""Time per step: what is stored is time that the expert was there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.annotate.test_marking import marked, open_solved
from tests.ui.desk_helpers import EQUATION, step_ids
from workbench.domain.records import Mark
from workbench.service.project import Project
from workbench.ui.annotate.step_clock import AWAY_SECONDS, StepClock
from workbench.ui.app import Application

Open = Callable[[Project], Application]


class Time:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def clock(time: Time) -> StepClock:
    return StepClock(now=time)


def test_time_runs_while_the_expert_is_there(clock: StepClock, time: Time) -> None:
    """Reading with a hand on the mouse counts in full, however long it takes."""
    for _ in range(5):
        time.at += 50
        clock.touched()
    time.at += 10
    assert clock.seconds == 260
    clock.restart()
    assert clock.seconds == 0


def test_a_minute_without_input_is_the_most_that_counts(clock: StepClock, time: Time) -> None:
    """Whoever went for lunch did not think about the step for an hour."""
    time.at += 3600
    assert clock.seconds == AWAY_SECONDS
    clock.touched()
    time.at += 5
    assert clock.seconds == AWAY_SECONDS + 5


def test_nothing_counts_while_another_window_is_active(clock: StepClock, time: Time) -> None:
    """A look into the mail is no work on the step."""
    time.at += 20
    clock.pause()
    time.at += 30
    assert clock.seconds == 20
    clock.touched()
    time.at += 4
    assert clock.seconds == 24
    clock.pause()
    clock.restart()
    time.at += 9
    assert clock.seconds == 0


def test_the_windows_own_events_drive_it(clock: StepClock, time: Time, qtbot: QtBot) -> None:
    """Keys count as presence, losing the focus as absence; no event is held back."""
    window = QObject()
    clock.watch(window)
    time.at += 30
    QApplication.sendEvent(window, QFocusEvent(QEvent.Type.FocusOut))
    time.at += 500
    QApplication.sendEvent(window, QFocusEvent(QEvent.Type.FocusIn))
    time.at += 7
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
    QApplication.sendEvent(window, key)
    assert clock.seconds == 37
    assert not clock.eventFilter(window, key)


def test_a_mark_holds_the_time_spent_on_its_step(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Each step has its own; a second look adds to the first."""
    application, panel = open_solved(project, open_window)
    assert application.annotate is not None
    time = Time()
    application.annotate.clock = StepClock(application, now=time)
    ids = step_ids(project, EQUATION.id)
    panel.steps.select(ids[1])
    time.at += 12
    qtbot.keyClick(panel.steps, "1")
    time.at += 30
    qtbot.keyClick(panel.steps, "1")
    panel.steps.select(ids[1])
    time.at += 3
    qtbot.keyClick(panel.steps, "2")
    seconds = []
    for step_id in ids[1:]:
        mark = marked(project, step_id)
        assert isinstance(mark, Mark)
        seconds.append(mark.seconds)
    assert seconds == [15, 30]


def test_the_window_is_watched_once_it_is_shown(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Input reaches the clock through the window's handle; without it a minute would be the end."""
    application, panel = open_solved(project, open_window)
    assert application.annotate is not None
    panel.steps.select(step_ids(project, EQUATION.id)[1])
    touched: list[bool] = []
    application.annotate.clock.touched = lambda: touched.append(True)  # type: ignore[method-assign]
    handle = application.window.windowHandle()
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Shift, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(handle, key)
    assert touched


def test_turning_to_another_window_stops_the_clock(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """The system tells the window that it is no longer the active one, and later that it is."""
    application, panel = open_solved(project, open_window)
    assert application.annotate is not None
    time = Time()
    application.annotate.clock = StepClock(application, now=time)
    panel.steps.select(step_ids(project, EQUATION.id)[1])
    other = QWidget()
    qtbot.addWidget(other)
    with qtbot.waitActive(other):
        other.show()
        other.activateWindow()
    time.at += 45
    assert application.annotate.clock.seconds == 0
    with qtbot.waitActive(application.window):
        application.window.activateWindow()
    time.at += 6
    assert application.annotate.clock.seconds == 6
