"""The problem: its topic, how it is annotated, and its typeset statement."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from workbench.domain.records import AnnotationMode, Problem, Split
from workbench.ui.math.view import MathText
from workbench.ui.widgets import card, label, scroll_area

TALLEST_STATEMENT = 220


class ProblemCard(QWidget):
    """Heading line and statement.

    Signals:
        mode_toggled(mode): the user wants the other way of annotating.
    """

    mode_toggled = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._mode = AnnotationMode.FIRST_ERROR
        self._title = label("", "title")
        self._mode_button = QPushButton()
        self._mode_button.setProperty("role", "meta")
        self._mode_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._mode_button.setToolTip(
            "First-error: stop at the first incorrect step. Full: mark every step. Click to change."
        )
        self._mode_button.clicked.connect(self._on_mode_clicked)
        self._heldout = label("", "meta")
        self.statement = MathText()
        heading = self._heading = QHBoxLayout()
        heading.setSpacing(4)
        heading.addWidget(self._title, 1)
        heading.addWidget(self._mode_button)
        heading.addWidget(self._heldout)
        frame = card()
        self._scroll = scroll_area(self.statement)
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(15, 11, 6, 11)
        inner.addWidget(self._scroll)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(heading)
        column.addWidget(frame)

    @property
    def title(self) -> str:
        """Return the heading."""
        return self._title.text()

    def add_to_heading(self, widget: QWidget) -> None:
        """Put a small control before the other words of the heading."""
        self._heading.insertWidget(1, widget)

    def show_problem(self, problem: Problem, mode: AnnotationMode) -> None:
        """Show a problem and how it is annotated."""
        self._mode = mode
        self._title.setText(problem.topic or "Problem")
        name = "First-error mode" if mode is AnnotationMode.FIRST_ERROR else "Full mode"
        self._mode_button.setText(name)
        heldout = "yes" if problem.split is Split.HELDOUT else "no"
        self._heldout.setText(f"·  held-out: {heldout}")
        if self.statement.source() != problem.statement:
            self.statement.set_source(problem.statement)
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the statement the height that its new width asks for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = self._scroll.viewport().width()
        needed = self.statement.heightForWidth(width)
        self._scroll.setFixedHeight(min(TALLEST_STATEMENT, max(24, needed)))

    def _on_mode_clicked(self) -> None:
        first = self._mode is AnnotationMode.FIRST_ERROR
        self.mode_toggled.emit(AnnotationMode.FULL if first else AnnotationMode.FIRST_ERROR)
