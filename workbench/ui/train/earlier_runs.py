"""The runs so far, the newest first, each with how it came out; one is shown on the page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QVBoxLayout

from workbench.domain.records import RunState
from workbench.ui import icons, theme
from workbench.ui.painted_line import paint_line
from workbench.ui.train.ending_card import OUTCOME_ICONS
from workbench.ui.train.shown import RunRow, state_word
from workbench.ui.widgets import label

SHOWN = 20
ROW_HEIGHT = 48
ICON = 18
TITLE_WIDTH = 300
AT_WORK = (RunState.STARTING, RunState.RUNNING, RunState.PAUSED, RunState.STOPPING)


class RunButton(QAbstractButton):
    """One run as a row that can be pressed: when and how on the left, the outcome on the right."""

    def __init__(self, row: RunRow) -> None:
        super().__init__()
        self.row = row
        self.setCheckable(True)
        self.setAccessibleName(
            self.tr("Run of {title}: {outcome}. {meta}").format(
                title=row.title, outcome=self.outcome, meta=row.meta
            )
        )
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.theme().changed.connect(self.update)

    @property
    def outcome(self) -> str:
        """Return how it came out, or that it is at work."""
        return state_word(self.row.state) if self.row.state in AT_WORK else self.row.headline

    def sizeHint(self) -> QSize:
        """Return one row."""
        return QSize(400, ROW_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint frame, glyph, date, recipe and outcome; what does not fit is elided."""
        tokens, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.isChecked() or self.underMouse() or self.hasFocus():
            painter.setPen(QColor(tokens.accent) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.selection if self.isChecked() else tokens.hover))
            painter.drawRoundedRect(area, 6, 6)
        name, token = OUTCOME_ICONS[self.row.outcome]
        if self.row.state in AT_WORK:
            name, token = "loader-circle", "accent"
        color = QColor(getattr(tokens, token))
        icons.paint(painter, name, QRectF(10, area.center().y() - ICON / 2, ICON, ICON), color)
        middle, right = area.center().y(), area.right() - 12
        paint_line(painter, self.row.title, "strong", "text", QRectF(40, middle - 19, 240, 18))
        meta = QRectF(40, middle, TITLE_WIDTH, 18)
        paint_line(painter, self.row.meta, "small", "secondary", meta)
        left = 40 + TITLE_WIDTH + 16
        paint_line(
            painter, self.outcome, "body", "text", QRectF(left, middle - 10, right - left, 20)
        )
        painter.end()


class EarlierRuns(QFrame):
    """The list.

    Signals:
        run_chosen(id): a run was pressed.
    """

    run_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.buttons: list[RunButton] = []
        self._rows: tuple[RunRow, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 14, 12, 12)
        self._column.setSpacing(2)
        heading = label(self.tr("Runs so far"), "heading")
        heading.setContentsMargins(8, 0, 0, 6)
        self._column.addWidget(heading)
        self.hide()

    def show_rows(self, rows: Sequence[RunRow], chosen: str | None) -> None:
        """Show other rows; the chosen one is marked."""
        shown = tuple(rows[:SHOWN])
        if shown != self._rows:
            self._rows = shown
            for button in self.buttons:
                button.hide()
                button.deleteLater()
            self.buttons = [self._button(row) for row in shown]
        for button in self.buttons:
            button.setChecked(button.row.id == chosen)
        self.setVisible(bool(shown))

    def _button(self, row: RunRow) -> RunButton:
        button = RunButton(row)
        button.clicked.connect(lambda: self.run_chosen.emit(row.id))
        self._column.addWidget(button)
        button.show()
        return button
