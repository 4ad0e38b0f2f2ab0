"""Paints one row of the Models page: name, facts, what it needs, and its place in the lineage."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyle

from workbench.ui import icons, theme
from workbench.ui.models.lines import Bar, Row, RowKind, Tone
from workbench.ui.models.model import ROW_ROLE
from workbench.ui.painted_line import MIDDLE, RIGHT, paint_line
from workbench.ui.row_delegate import Index, RowDelegate

ROW_HEIGHT = 64
HEADING_HEIGHT = 36
INDENT = 28
ICON = 18
TEXT_LEFT = 40
RIGHT_WIDTH, NARROW_RIGHT = 172, 80
STATE_WIDTH, NARROW_STATE = 104, 84
NARROW = 640  # a list narrower than this has narrower columns
GAP = 16
BAR_HEIGHT = 6
RADIUS = 8
_COLORS = {Tone.PLAIN: "secondary", Tone.GOOD: "correct", Tone.BAD: "incorrect"}


class ModelDelegate(RowDelegate):
    """Rows of one height, headings of a smaller one; nothing is read as markup."""

    role = ROW_ROLE

    def height_of(self, row: Row | None) -> int:
        """Return the height of a row or heading."""
        heading = row is not None and row.kind is RowKind.HEADING
        return HEADING_HEIGHT if heading else ROW_HEIGHT

    def paint_row(
        self, painter: QPainter, row: Row, area: QRectF, state: QStyle.StateFlag, index: Index
    ) -> None:
        """Paint a heading, or frame, lineage, icon and texts of a row."""
        if row.kind is RowKind.HEADING:
            _paint_heading(painter, row, area)
            return
        left = area.x() + row.depth * INDENT
        if row.depth:
            _paint_elbow(painter, area, left)
        _paint_row(painter, row, area.adjusted(row.depth * INDENT, 0, 0, 0), state)


def _paint_heading(painter: QPainter, row: Row, area: QRectF) -> None:
    line = QRectF(area.x(), area.bottom() - 24, area.width(), 20)
    paint_line(painter, row.title, "strong", "text", line)
    paint_line(painter, row.meta, "small", "secondary", line, RIGHT | MIDDLE)


def _paint_elbow(painter: QPainter, area: QRectF, left: float) -> None:
    """Draw the branch from the row above down and across to this one."""
    x, middle = left - INDENT + 19, area.center().y()
    path = QPainterPath(QPointF(x, area.top() - 4))
    path.lineTo(x, middle - 5)
    path.quadTo(x, middle, x + 5, middle)
    path.lineTo(left - 1, middle)
    painter.setPen(QPen(QColor(theme.current().line_strong), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


def _paint_row(painter: QPainter, row: Row, card: QRectF, state: QStyle.StateFlag) -> None:
    _paint_frame(painter, card, state)
    middle = card.center().y()
    color = QColor(getattr(theme.current(), _COLORS[row.tone]))
    glyph = QRectF(card.x() + 12, middle - ICON / 2, ICON, ICON)
    icons.paint(painter, row.icon, glyph, color)
    right = card.right() - 12
    narrow = card.width() + row.depth * INDENT < NARROW
    state_width: float = NARROW_STATE if narrow else STATE_WIDTH
    need_width: float = NARROW_RIGHT if narrow else RIGHT_WIDTH
    if narrow:  # the facts have more use for the room
        metrics = QFontMetricsF(theme.font("small"))
        state_width = min(state_width, metrics.horizontalAdvance(row.state) + 1)
        said_width = metrics.horizontalAdvance(row.right) + 1
        need_width = max(said_width, need_width if row.bar is not None else 0.0)
    if row.state:
        place = QRectF(right - state_width, middle - 10, state_width, 20)
        paint_line(painter, row.state, "small", _COLORS[row.tone], place, RIGHT | MIDDLE)
    if row.state or not narrow:
        right -= state_width + GAP
    if row.bar is not None or row.right:
        _paint_need(painter, row, QRectF(right - need_width, card.y(), need_width, card.height()))
        right -= need_width + GAP
    left = card.x() + TEXT_LEFT
    width = right - left
    paint_line(painter, row.title, "strong", "text", QRectF(left, middle - 22, width, 20))
    paint_line(painter, row.meta, "small", "secondary", QRectF(left, middle + 2, width, 20))


def _paint_frame(painter: QPainter, card: QRectF, state: QStyle.StateFlag) -> None:
    tokens = theme.current()
    selected = bool(state & QStyle.StateFlag.State_Selected)
    hovered = bool(state & QStyle.StateFlag.State_MouseOver)
    focused = selected and bool(state & QStyle.StateFlag.State_HasFocus)
    pen = QPen(QColor(tokens.accent if selected else tokens.line), 2 if focused else 1)
    painter.setPen(pen)
    painter.setBrush(QColor(tokens.hover if hovered and not selected else tokens.surface))
    inset = pen.widthF() / 2
    painter.drawRoundedRect(card.adjusted(inset, inset, -inset, -inset), RADIUS, RADIUS)


def _paint_need(painter: QPainter, row: Row, area: QRectF) -> None:
    middle = area.center().y()
    has_bar = row.bar is not None
    line = QRectF(area.x(), middle - (22 if has_bar else 10), area.width(), 20)
    bad = row.bar is not None and row.bar.bad
    paint_line(painter, row.right, "small", "incorrect" if bad else "secondary", line)
    if row.bar is not None:
        paint_bar(painter, row.bar, QRectF(area.x(), middle + 7, area.width(), BAR_HEIGHT))


def paint_bar(painter: QPainter, bar: Bar, area: QRectF) -> None:
    """Paint a share as a filled bar; one that does not fit is full and in the warning colour."""
    tokens = theme.current()
    radius = area.height() / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.pressed))
    painter.drawRoundedRect(area, radius, radius)
    width = area.width() * min(1.0, max(0.0, bar.share))
    if width > 0:
        painter.setBrush(QColor(tokens.incorrect if bar.bad else tokens.accent))
        painter.drawRoundedRect(
            QRectF(area.x(), area.y(), max(width, area.height()), area.height()), radius, radius
        )
