"""Paints one act of the sheet: what was done and when, then by whom and where."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle

from workbench.ui import theme
from workbench.ui.math.excerpt import Excerpts
from workbench.ui.painted_line import LEFT, RIGHT, TOP, paint_line
from workbench.ui.past.model import LINE_ROLE, Line
from workbench.ui.row_delegate import Index, RowDelegate

ROW_HEIGHT = 60


class ActDelegate(RowDelegate):
    """Two lines: what and when, then where."""

    role = LINE_ROLE

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._excerpts = Excerpts()

    def height_of(self, row: Line | None) -> int:
        """Return the height of every row."""
        return ROW_HEIGHT

    def paint_row(
        self, painter: QPainter, row: Line, area: QRectF, state: QStyle.StateFlag, index: Index
    ) -> None:
        """Paint an act; one that was undone is paler and says so in words."""
        self._paint_frame(painter, area, state)
        inner = area.adjusted(12, 6, -12, -6)
        when = paint_line(painter, row.when, "tiny", "secondary", inner, RIGHT | TOP)
        first = inner.adjusted(0, 0, -when - 16, 0)
        paint_line(
            painter,
            row.text,
            "strong",
            "secondary" if row.undone or row.hidden else "text",
            first,
            LEFT | TOP,
        )
        below = QRectF(inner.x(), inner.y() + 20, inner.width(), 27)
        self._paint_where(painter, row, below, self._fill(state))

    def _paint_where(self, painter: QPainter, line: Line, area: QRectF, fill: QColor) -> None:
        """Paint who and what in words, then the statement as the queue typesets it."""
        lead = f"{line.lead} · " if line.lead and line.excerpt else line.lead
        width = paint_line(painter, lead, "small", "secondary", area) if lead else 0.0
        if line.excerpt and width < area.width():
            self._excerpts.paint(painter, line.excerpt, area.adjusted(width, 0, 0, 0), fill)

    def _fill(self, state: QStyle.StateFlag) -> QColor:
        tokens = theme.current()
        if state & QStyle.StateFlag.State_Selected:
            return QColor(tokens.selection)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        return QColor(tokens.hover if hovered else tokens.surface)

    def _paint_frame(self, painter: QPainter, area: QRectF, state: QStyle.StateFlag) -> None:
        tokens = theme.current()
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.setPen(QPen(QColor(tokens.accent), 1.5) if selected else Qt.PenStyle.NoPen)
        painter.setBrush(self._fill(state))
        painter.drawRoundedRect(area.adjusted(0.75, 0.75, -0.75, -0.75), 6, 6)
