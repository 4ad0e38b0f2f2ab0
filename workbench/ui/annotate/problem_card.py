"""The problem: its topic, how it is annotated, and its typeset statement."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.records import AnnotationMode, Problem, Split
from workbench.ui import theme
from workbench.ui.math.inline_formula import longest_line
from workbench.ui.math.reading import ReadingText
from workbench.ui.widgets import card, fill_scroll_area, label

SHARE, SHARE_OF_ALL = 1 / 3, 0.6
"""How much of the page's height the card may take, and where all of a statement is wanted."""
LOWEST_STATEMENT = 84
_FRAME = 24
_USUAL_PAGE = 720
_ENOUGH_OF_A_TITLE = 240


class StatementArea(QScrollArea):
    """A scroll area as high as it is told, which gives way to the steps in a low window."""

    def __init__(self, body: QWidget) -> None:
        super().__init__()
        self._wanted = LOWEST_STATEMENT
        fill_scroll_area(self, body)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def want(self, height: int) -> None:
        """Ask for a height."""
        if height != self._wanted:
            self._wanted = height
            self.setMinimumHeight(min(height, LOWEST_STATEMENT))
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the height that is wanted."""
        return QSize(super().sizeHint().width(), self._wanted)

    def minimumSizeHint(self) -> QSize:
        """Ask for no more than one line needs; Qt would ask for room for scroll bars."""
        return QSize(super().minimumSizeHint().width(), min(self._wanted, LOWEST_STATEMENT))


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
            self.tr(
                "First-error: stop at the first incorrect step. Full: mark every step."
                " Click to change."
            )
        )
        self._mode_button.clicked.connect(self._on_mode_clicked)
        self._heldout = label("", "meta")
        self._heldout.setContentsMargins(2, 0, 0, 2)  # as the buttons beside it
        self._reading = ReadingText()
        self._reading.resized.connect(self._fit)
        self.statement = self._reading.text
        self.statement.setAccessibleName(self.tr("Problem"))
        self._heading = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._heading.setSpacing(4)
        self._heading.addWidget(self._title, 1)
        self._words = QHBoxLayout()
        self._words.setSpacing(4)
        self._words.addWidget(self._mode_button)
        self._words.addWidget(label("·", "meta"))
        self._words.addWidget(self._heldout)
        self._heading.addLayout(self._words)
        frame = card()
        self._scroll = StatementArea(self._reading)
        self._page_height = _USUAL_PAGE
        self._shows_all = False
        self.all_button = QPushButton()
        self.all_button.setProperty("role", "meta")
        self.all_button.setProperty("flush", True)
        self.all_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.all_button.clicked.connect(self._on_all_clicked)
        self._reading.setAutoFillBackground(False)
        self._scroll.viewport().installEventFilter(self)
        theme.theme().changed.connect(self._fit)
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(15, 11, 6, 11)
        inner.setSpacing(4)
        inner.addWidget(self._scroll)
        inner.addWidget(self.all_button, 0, Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(self._heading)
        column.addWidget(frame)

    @property
    def title(self) -> str:
        """Return the heading."""
        return self._title.text()

    def add_to_heading(self, widget: QWidget) -> None:
        """Put a small control before the other words of the heading."""
        self._words.insertWidget(0, widget)
        self._words.insertWidget(1, label("·", "meta"))

    def show_problem(self, problem: Problem, mode: AnnotationMode) -> None:
        """Show a problem and how it is annotated."""
        self._mode = mode
        self._title.setText(problem.topic or self.tr("Problem"))
        first = mode is AnnotationMode.FIRST_ERROR
        self._mode_button.setText(self.tr("First-error mode") if first else self.tr("Full mode"))
        heldout = problem.split is Split.HELDOUT
        self._heldout.setText(self.tr("held-out: yes") if heldout else self.tr("held-out: no"))
        if self._reading.source() != problem.statement:
            self._shows_all = False
            self._reading.set_source(problem.statement)
            self._scroll.verticalScrollBar().setValue(0)
            self._fit()

    def fit_page(self, height: int) -> None:
        """Take a share of a page of ``height`` logical pixels for the statement."""
        self._page_height = height
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the heading into as many lines as its new width asks for."""
        super().resizeEvent(event)
        self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give the statement the height that its new width asks for."""
        if isinstance(event, QResizeEvent) and event.size().width() != event.oldSize().width():
            self._fit()
        return super().eventFilter(watched, event)

    def _arrange(self) -> None:
        """Put the words under the title where both do not fit into one line."""
        title = self._title.fontMetrics().horizontalAdvance(self._title.text())
        wanted = min(title, _ENOUGH_OF_A_TITLE) + self._words.sizeHint().width() + 12
        beside = wanted <= self.width()
        directions = QBoxLayout.Direction
        self._heading.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
        left = Qt.AlignmentFlag.AlignLeft
        self._heading.setAlignment(self._words, Qt.AlignmentFlag(0) if beside else left)

    def _fit(self) -> None:
        width = self._scroll.viewport().width()
        longest = round(longest_line())
        self._reading.setMaximumWidth(longest)
        needed = self._reading.height_at(min(width, longest))
        room = self._room(SHARE)
        is_long = needed > room
        self.all_button.setVisible(is_long)
        self.all_button.setText(self.tr("Show less") if self._shows_all else self.tr("Show all"))
        if is_long:
            below = self.all_button.sizeHint().height() + 4
            room = self._room(SHARE_OF_ALL if self._shows_all else SHARE) - below
            if not self._shows_all:
                room = self.statement.whole_lines(room)
        self._scroll.want(min(max(24, needed), room))

    def _room(self, share: float) -> int:
        return max(LOWEST_STATEMENT, round(self._page_height * share) - _FRAME)

    def _on_all_clicked(self) -> None:
        self._shows_all = not self._shows_all
        self._scroll.verticalScrollBar().setValue(0)
        self._fit()

    def _on_mode_clicked(self) -> None:
        first = self._mode is AnnotationMode.FIRST_ERROR
        self.mode_toggled.emit(AnnotationMode.FULL if first else AnnotationMode.FIRST_ERROR)
