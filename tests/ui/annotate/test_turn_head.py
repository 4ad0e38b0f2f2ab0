"""The turns and the consistency check share a row where the steps need the room."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.annotate.test_marking import open_solved
from workbench.domain.consistency import CheckSample, ConsistencyCheck
from workbench.service.project import Project
from workbench.ui.annotate.panel import AnnotatePanel
from workbench.ui.app import Application

Open = Callable[[Project], Application]
SMALL, USUAL = (1024, 700), (1440, 900)


def checked(panel: AnnotatePanel) -> None:
    """Show a check of eight responses, five of which agree."""
    samples = tuple(CheckSample("1. So.", "12", n < 5, n, "stop") for n in range(8))
    panel.check.show_check(ConsistencyCheck("c", "p", "a", "12", 8, 6, samples))
    QApplication.processEvents()


def opened(application: Application, size: tuple[int, int]) -> None:
    application.window.resize(*size)
    QApplication.processEvents()


def test_in_a_low_window_the_check_takes_no_row_of_the_steps(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Beside the tabs it costs nothing; over them it took a quarter of what was left."""
    application, panel = open_solved(project, open_window)
    opened(application, SMALL)
    before = panel.steps.height()
    checked(panel)
    assert panel.head.is_one_row
    qtbot.waitUntil(lambda: panel.steps.height() >= before - 4)
    assert panel.check.geometry().left() >= panel.turns.geometry().right()
    assert panel.check.geometry().right() <= panel.head.width()


def test_in_a_low_window_many_turns_push_the_check_into_a_low_row(
    project: Project, open_window: Open
) -> None:
    """Tabs are not cut for it: it stands over them, no higher than one of them."""
    application, panel = open_solved(project, open_window)
    for number in range(8):
        panel.turns._tabs.addTab(f"Turn {number + 2}")
    opened(application, SMALL)
    checked(panel)
    assert not panel.head.is_one_row
    assert panel.check.height() <= 34
    assert panel.check.geometry().bottom() < panel.turns.geometry().top()


@pytest.mark.parametrize("size", [SMALL, USUAL])
def test_nothing_to_show_takes_no_room(
    project: Project, open_window: Open, size: tuple[int, int]
) -> None:
    """Without turns and check there is no gap between the problem and what is said below it."""
    application, panel = open_solved(project, open_window)
    opened(application, size)
    assert not panel.head.isHidden()
    panel.turns.hide()
    assert panel.head.isHidden()
    checked(panel)
    assert not panel.head.isHidden()


def test_the_sentence_is_never_cut(qtbot: QtBot, project: Project, open_window: Open) -> None:
    """In each width the words of the check stand whole, on one line or on two."""
    application, panel = open_solved(project, open_window)
    checked(panel)
    for width in (1000, 1024, 1200, 1440):
        opened(application, (width, 700))
        assert not panel.check._text._is_cut()
