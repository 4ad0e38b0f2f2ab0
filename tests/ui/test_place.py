"""The window comes back where it was left: page, problem, turn, step, queue and columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QByteArray, QRect
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.ui.annotate.test_marking import panel_of
from tests.ui.desk_helpers import EQUATION, FRACTIONS, add_problems, numbered, solve, step_ids
from workbench.domain.records import Split
from workbench.service.project import Project
from workbench.service.views import QueueOrder, QueueStatus, QueueWish
from workbench.ui.annotate.presenter import AnnotatePresenter
from workbench.ui.app import Application
from workbench.ui.place import SETTING, wish_as, wish_from
from workbench.ui.rail import Page

Open = Callable[[Project], Application]
LONG = numbered([f"Step number {n} says that ${n} + {n} = {2 * n}$." for n in range(1, 41)], "80")


def annotate_of(application: Application) -> AnnotatePresenter:
    assert application.annotate is not None
    return application.annotate


@pytest.fixture
def opened(project: Project, open_window: Open) -> Application:
    add_problems(project, EQUATION, FRACTIONS)
    for _ in range(2):
        solve(project, FRACTIONS.id, LONG)
    return open_window(project)


def again(application: Application, open_window: Open) -> Application:
    """Close a window and open another on the same project."""
    path = application.desk.project.path
    application.window.close()
    return open_window(Project.open(path))


def test_the_next_start_shows_what_the_last_one_ended_with(
    qtbot: QtBot, project: Project, opened: Application, open_window: Open
) -> None:
    """An expert who comes back goes on, and does not look for the place."""
    annotate = annotate_of(opened)
    annotate.queue.open(FRACTIONS.id)
    step = step_ids(project, FRACTIONS.id, 0)[30]
    annotate.show_turn(1, step)
    annotate.queue.show_wish(QueueWish(search="compute", order=QueueOrder.HARDEST))
    bar = annotate.panel.steps.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 500)
    bar.setValue(400)
    opened.window.open_page(Page.DATA)
    window = again(opened, open_window)
    assert window.window.page is Page.DATA
    annotate = annotate_of(window)
    assert annotate.shown.problem_id == FRACTIONS.id
    assert (annotate.shown.turn, annotate.shown.step_id) == (1, step)
    assert annotate.queue.wish == QueueWish(search="compute", order=QueueOrder.HARDEST)
    assert annotate.panel.queue.search.text() == "compute"
    assert "hardest" in annotate.panel.queue.order.text()
    window.window.open_page(Page.ANNOTATE)
    qtbot.waitUntil(lambda: annotate.panel.steps.verticalScrollBar().value() == 400)


def test_a_kill_costs_no_more_than_the_last_moment(
    qtbot: QtBot, project: Project, opened: Application
) -> None:
    """The place is kept while one works, not only on closing."""
    annotate = annotate_of(opened)
    annotate.queue.open(FRACTIONS.id)
    step = step_ids(project, FRACTIONS.id)[3]
    annotate.panel.steps.select(step)
    qtbot.waitUntil(lambda: (project.setting(SETTING) or {}).get("step") == step, timeout=10_000)


@pytest.mark.parametrize(
    "stored",
    [
        "nonsense",
        {"page": "Nowhere", "problem": "gone", "turn": 9, "step": 3, "scroll": "x"},
        {"problem": EQUATION.id, "turn": 7, "columns": {"sizes": [1]}, "queue": {"status": "odd"}},
        {"queue": [], "columns": None},
    ],
)
def test_a_place_that_is_no_more_is_passed_over(
    project: Project, open_window: Open, stored: Any
) -> None:
    """Settings of another version, or of a problem that was removed, cost no start."""
    add_problems(project, EQUATION)
    project.set_setting(SETTING, stored)
    application = open_window(project)
    assert application.window.page is Page.ANNOTATE
    assert annotate_of(application).shown.problem_id == EQUATION.id


def test_what_the_queue_was_asked_for_is_kept_in_plain_words() -> None:
    """The setting is JSON, and a list chosen on another page does not outlive the window."""
    wish = QueueWish("x", QueueStatus.REFINING, Split.HELDOUT, "Sums", None, QueueOrder.INFORMATIVE)
    assert wish_from(wish_as(wish)) == wish
    assert wish_from(wish_as(QueueWish(among=("a",)))) == QueueWish()


def test_a_window_off_every_screen_comes_back_onto_one(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """The second screen is at the office."""
    application = open_window(project)
    application.window.move(90_000, 90_000)
    far: QByteArray = application.window.saveGeometry()
    application.settings.setValue("window/geometry", far)
    path = project.path
    application.window.closing.disconnect()
    application.close()
    application.settings.setValue("window/geometry", far)
    window = open_window(Project.open(path)).window
    screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    assert any(screen.intersects(window.frameGeometry()) for screen in screens)


def test_columns_give_way_and_come_back(
    qtbot: QtBot, opened: Application, open_window: Open
) -> None:
    """At 1024 × 700 nothing is cut off; the queue is there when it is asked for."""
    panel, window = panel_of(opened), opened.window
    columns = panel.columns
    window.resize(1024, 700)
    qtbot.waitUntil(lambda: columns.is_narrow)
    assert (window.width(), window.height()) == (1024, 700)
    assert not columns.shows_queue
    qtbot.keyClick(panel.steps, "q")
    qtbot.waitUntil(panel.queue.list.hasFocus)
    assert columns.shows_queue
    assert not panel.feedback.isVisible()
    qtbot.keyClick(panel.queue.list, "/")
    qtbot.waitUntil(panel.queue.search.hasFocus)
    panel.focus_steps()
    qtbot.waitUntil(panel.feedback.isVisible)
    assert not columns.shows_queue
    rail_and_page = QRect(0, 0, 1024, 700)
    assert rail_and_page.contains(QRect(panel.mapTo(window, panel.rect().topLeft()), panel.size()))


def test_a_closed_queue_stays_closed(qtbot: QtBot, opened: Application, open_window: Open) -> None:
    """Who wants the room for the steps wants it tomorrow too."""
    panel = panel_of(opened)
    opened.window.resize(1440, 900)
    qtbot.waitUntil(lambda: panel.columns.shows_queue)
    qtbot.keyClick(panel.steps, "q")
    qtbot.keyClick(panel.queue.list, "q")
    assert not panel.columns.shows_queue
    assert panel.steps.hasFocus()
    window = again(opened, open_window)
    columns = panel_of(window).columns
    assert not columns.shows_queue
    columns.opener.click()
    assert columns.shows_queue
