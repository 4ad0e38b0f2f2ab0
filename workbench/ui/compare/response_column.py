"""One response to be read: a heading, its typeset steps and its answer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.service.views import ComparedResponse
from workbench.ui.annotate.answer_line import AnswerLine
from workbench.ui.compare.reading_list import ReadingList
from workbench.ui.widgets import HintButton, label, stretch_row

SCROLL_BAR_WIDTH = 11
"""What the step list keeps free on its right, in logical pixels."""


def beside_scroll_bar(part: QWidget) -> QHBoxLayout:
    """Let a part end where the cards end, left of their scroll bar."""
    row = stretch_row(part)
    row.setContentsMargins(0, 0, SCROLL_BAR_WIDTH, 0)
    return row


def even_answers(columns: Sequence[ResponseColumn]) -> None:
    """Make all answers as high as the highest, so that all lists of steps are equally high."""
    height = max((column.answer.own_height for column in columns), default=0)
    for column in columns:
        column.answer.set_least_height(height)


class ResponseColumn(QWidget):
    """A column of the page; nothing in it tells which model wrote it.

    Signals:
        place_toggled(): in a ranking, its button was pressed.
    """

    place_toggled = Signal()

    def __init__(self, heading: str, key: str = "", *, ranked: bool = False) -> None:
        super().__init__()
        self.steps = ReadingList(heading)
        self.answer = AnswerLine()
        self._heading = label(heading, "heading")
        self._place = label("", "place")
        self._shared = label("", "meta")
        self.button = HintButton(self.tr("Place next"), key)
        self.button.setVisible(ranked)
        self.button.setAccessibleName(self.tr("Place next: {response}").format(response=heading))
        self.button.clicked.connect(self.place_toggled)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        head = stretch_row(self._heading, self._place, None, self._shared, self.button)
        foot = stretch_row(self.answer)
        for row in (head, foot):  # they end where the cards end, left of their scroll bar
            row.setContentsMargins(0, 0, SCROLL_BAR_WIDTH, 0)
        column.addLayout(head)
        column.addWidget(self.steps, 1)
        column.addLayout(foot)

    @property
    def place_text(self) -> str:
        """Return the place shown beside the heading."""
        return self._place.text()

    def show_response(
        self, response: ComparedResponse, reference: str | None, shared: int = 0
    ) -> None:
        """Show a response; its first ``shared`` steps are those of the other one too."""
        self.steps.show_response(response.view, shared)
        self._shared.setText(self._shared_text(shared))
        self.answer.show_answer(response.view.answer_text, reference, response.view.agrees)

    def show_place(self, place: str) -> None:
        """Show which place a ranking gives it, or none yet."""
        self._place.setText(place)
        self.button.setText(self.tr("Take back") if place else self.tr("Place next"))
        self.button.updateGeometry()

    def _shared_text(self, shared: int) -> str:
        if shared == 1:
            return self.tr("The first step is the same on both sides")
        if not shared:
            return ""
        return self.tr("The first {n} steps are the same on both sides").format(n=shared)
