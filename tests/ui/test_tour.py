"""The tour: five stops by keys, once, never in the way, and again from the menu."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer
from pytestqt.qtbot import QtBot

from tests.ui.annotate.test_marking import panel_of
from workbench.ui.app import NO_ENGINE, Application, Start
from workbench.ui.errors import ErrorReporter
from workbench.ui.rail import Page
from workbench.ui.tour import EDGE, Bubble, place_beside

LAST = 4


def test_the_tour_leads_through_five_stops_by_keys(qtbot: QtBot, application: Application) -> None:
    """Solve, mark, rewrite and refine, train, export; then back where it began."""
    panel_of(application).focus_steps()
    tour = application.window.take_tour()
    pages, titles = [], []
    for at in range(LAST + 1):
        qtbot.waitUntil(lambda: tour.bubble.next.hasFocus())
        assert tour.at == at
        pages.append(application.window.page)
        titles.append(tour.bubble.title.text())
        qtbot.keyClick(tour.bubble.next, Qt.Key.Key_Return)
    assert pages == [Page.ANNOTATE] * 3 + [Page.TRAIN, Page.DATA]
    assert len(set(titles)) == LAST + 1
    assert not tour.bubble.isVisible()
    assert application.window.page is Page.ANNOTATE
    assert panel_of(application).steps.hasFocus()


def test_back_and_skip_by_keys(qtbot: QtBot, application: Application) -> None:
    """A stop can be read again, and nobody has to see all of them."""
    tour = application.window.take_tour()
    qtbot.waitUntil(lambda: tour.bubble.next.hasFocus())
    qtbot.keyClick(tour.bubble.next, Qt.Key.Key_Right)
    qtbot.keyClick(tour.bubble.next, Qt.Key.Key_Left)
    assert tour.at == 0
    qtbot.keyClick(tour.bubble.next, Qt.Key.Key_Escape)
    assert tour.at == -1
    assert not tour.bubble.isVisible()


def test_the_first_window_shows_round_and_no_later_one(application: Application) -> None:
    """It is shown once, finished or not."""
    assert application.window.wants_tour
    application.window.take_tour().end()
    assert not application.window.wants_tour


def test_the_very_first_start_begins_the_tour_and_the_second_does_not(
    qtbot: QtBot, qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has to find the tour, and nobody is shown it twice."""
    monkeypatch.setenv(NO_ENGINE, "1")
    shown = []
    for _ in range(2):
        start = Start(ErrorReporter())
        start.open(None)
        assert start.application is not None
        window = start.application.window
        qtbot.addWidget(window)
        passed: list[bool] = []
        QTimer.singleShot(0, lambda passed=passed: passed.append(True))  # after the start's own
        qtbot.waitUntil(lambda passed=passed: bool(passed))
        shown.append(bool(window.findChildren(Bubble)))
        window.close()
    assert shown == [True, False]


def test_the_ring_follows_what_moves_under_it(qtbot: QtBot, application: Application) -> None:
    """At the first start the bar settles a moment later than the tour begins; typing goes on."""
    panel = panel_of(application)
    tour = application.window.take_tour()
    qtbot.waitUntil(lambda: tour.bubble.next.hasFocus())
    before = tour.target_rect
    panel.focus_steps()
    panel.bar.setFixedHeight(panel.bar.height() + 60)
    qtbot.waitUntil(lambda: tour.target_rect != before)
    qtbot.waitUntil(lambda: tour.ring_rect.contains(tour.target_rect))
    assert panel.steps.hasFocus()


def test_the_window_can_be_used_meanwhile(qtbot: QtBot, application: Application) -> None:
    """Opening another page ends the tour there, instead of leading back."""
    tour = application.window.take_tour()
    qtbot.waitUntil(lambda: tour.bubble.isVisible())
    application.window.rail.button(Page.MODELS).click()
    assert application.window.page is Page.MODELS
    assert not tour.bubble.isVisible()
    application.window.rail.tour_wanted.emit()
    qtbot.waitUntil(lambda: tour.bubble.isVisible())
    assert tour.at == 0


def test_every_stop_has_its_control(qtbot: QtBot, application: Application) -> None:
    """A bubble in the middle of nowhere would say nothing."""
    application.window.resize(1024, 700)
    tour = application.window.take_tour()
    for at in range(LAST + 1):
        tour.go(at)
        qtbot.waitUntil(lambda: tour.bubble.isVisible() and tour.bubble.next.hasFocus())
        assert tour.target_rect.isValid(), at
        assert application.window.centralWidget().rect().contains(tour.bubble.geometry())


@pytest.mark.parametrize(
    "target",
    [
        QRect(0, 0, 60, 30),
        QRect(900, 640, 120, 40),
        QRect(300, 0, 400, 690),
        QRect(0, 0, 1024, 700),
        QRect(),
    ],
)
def test_a_bubble_is_always_wholly_inside(target: QRect) -> None:
    """Whatever it stands beside."""
    size, room = QSize(328, 180), QSize(1024, 700)
    place = QRect(place_beside(target, size, room), size)
    inside = QRect(QPoint(0, 0), room).adjusted(EDGE - 1, EDGE - 1, 1 - EDGE, 1 - EDGE)
    assert inside.contains(place)


def test_the_last_line_of_a_bubble_is_not_cut(qtbot: QtBot, application: Application) -> None:
    """Its frame takes room too; without it the letters that reach down lose their ends."""
    tour = application.window.take_tour()
    for at in range(LAST + 1):
        tour.go(at)
        qtbot.waitUntil(lambda: tour.bubble.isVisible() and tour.bubble.next.hasFocus())
        text = tour.bubble.text
        assert text.height() >= text.heightForWidth(text.width()), at


def test_a_bubble_stands_under_a_button_whose_neighbours_it_would_hide() -> None:
    """Only where there is no room below it goes elsewhere."""
    size, room = QSize(328, 160), QSize(1024, 700)
    target = QRect(120, 300, 90, 36)
    assert place_beside(target, size, room).x() > target.right()
    under = QRect(place_beside(target, size, room, below=True), size)
    assert under.top() > target.bottom()
    assert under.left() == target.left()
    low = target.translated(0, 340)
    assert not QRect(place_beside(low, size, room, below=True), size).intersects(low)
