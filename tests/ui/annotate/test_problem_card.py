"""A statement is read whole where a page has room for it, and on demand where it has not."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from workbench.domain.records import AnnotationMode, Problem
from workbench.ui.annotate.problem_card import LOWEST_STATEMENT, ProblemCard
from workbench.ui.annotate.step_list import StepList

QUESTION = "Which of these is true of the line $y = 2x$ and of no other line in the plane?"
SHORT = "\n\n".join([QUESTION] * 3)
LONG = "\n\n".join([QUESTION] * 20)
PAGE = 670


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    """Return a card above the steps, as they share a page."""
    made = QWidget()
    card = ProblemCard()
    column = QVBoxLayout(made)
    column.addWidget(card)
    column.addWidget(StepList(), 1)
    qtbot.addWidget(made)
    made.resize(620, PAGE)
    made.show()
    card.fit_page(PAGE)
    return made


def show(page: QWidget, statement: str) -> ProblemCard:
    """Show a statement on the page."""
    card = page.findChild(ProblemCard)
    problem = Problem(id=statement[:8] + str(len(statement)), statement=statement)
    card.show_problem(problem, AnnotationMode.FULL)
    return card


def shown_height(card: ProblemCard) -> int:
    """Return how many pixels of the statement are on the screen."""
    return card.statement.visibleRegion().boundingRect().height()


def test_statement_of_some_lines_is_shown_whole(qtbot: QtBot, page: QWidget) -> None:
    """Nobody scrolls in a box of three lines while the page has room."""
    card = show(page, SHORT)
    qtbot.waitUntil(lambda: shown_height(card) == card.statement.height() > LOWEST_STATEMENT)
    assert card.all_button.isHidden()


def test_long_statement_takes_a_third_of_the_page_until_all_is_wanted(
    qtbot: QtBot, page: QWidget
) -> None:
    """The steps keep their room, and a key brings the rest and puts it away again."""
    card = show(page, LONG)
    qtbot.waitUntil(lambda: LOWEST_STATEMENT < shown_height(card) < PAGE / 3)
    folded = shown_height(card)
    assert card.all_button.text() == "Show all"
    qtbot.keyClick(card.all_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: shown_height(card) > folded + 50)
    assert card.all_button.text() == "Show less"
    qtbot.keyClick(card.all_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: shown_height(card) == folded)


def test_next_problem_is_folded_again(qtbot: QtBot, page: QWidget) -> None:
    """What was asked for of one statement is not done to the next."""
    card = show(page, LONG)
    qtbot.mouseClick(card.all_button, Qt.MouseButton.LeftButton)
    card = show(page, LONG + " Say why.")
    assert card.all_button.text() == "Show all"


def test_low_page_keeps_room_for_the_steps(qtbot: QtBot, page: QWidget) -> None:
    """The statement gives way down to some lines, and scrolls."""
    card = show(page, LONG)
    page.resize(620, 330)
    card.fit_page(330)
    qtbot.waitUntil(lambda: shown_height(card) <= LOWEST_STATEMENT + 30)
    assert page.findChild(StepList).height() > 100
