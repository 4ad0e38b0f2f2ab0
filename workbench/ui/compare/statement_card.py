"""The problem that two or more responses answer, typeset, in few lines of room."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.domain.records import Problem, Split
from workbench.ui.math.reading import ReadingText
from workbench.ui.widgets import card, label, scroll_area, stretch_row

TALLEST = 132


class StatementCard(QWidget):
    """Topic and statement."""

    def __init__(self) -> None:
        super().__init__()
        self._reading = ReadingText()
        self._reading.resized.connect(self._fit)
        self.statement = self._reading.text
        self._topic = label("", "strong")
        self._split = label("", "meta")
        self._scroll = scroll_area(self._reading)
        self._reading.setAutoFillBackground(False)
        frame = card()
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(15, 9, 6, 10)
        inner.setSpacing(4)
        inner.addLayout(stretch_row(self._topic, None, self._split))
        inner.addWidget(self._scroll)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(frame)

    def show_problem(self, problem: Problem) -> None:
        """Show a problem from its beginning."""
        self._topic.setText(problem.topic or self.tr("Problem"))
        self._split.setText(self.tr("held-out") if problem.split is Split.HELDOUT else "")
        self._reading.set_source(problem.statement)
        self._scroll.verticalScrollBar().setValue(0)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the statement the height that its new width asks for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        needed = self._reading.height_at(self._scroll.viewport().width())
        self._scroll.setFixedHeight(min(TALLEST, max(24, needed)))
