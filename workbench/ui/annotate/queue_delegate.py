"""Paints one problem of the queue: glyph, topic, a typeset excerpt and where the work stands."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from workbench.domain.records import Split, Verdict
from workbench.service.views import QueueRow, QueueStatus
from workbench.ui import theme
from workbench.ui.annotate.glyphs import paint_verdict
from workbench.ui.annotate.model import ACTIVITY_ROLE, ROW_ROLE
from workbench.ui.math.view import Laid, layout

ROW_HEIGHT = 72
MARGIN = 8
GLYPH = 18
TEXT_LEFT = 46
CACHED_EXCERPTS = 400


class QueueDelegate(QStyledItemDelegate):
    """Rows of one height; excerpts are typeset once and kept."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._excerpts: OrderedDict[tuple[str, int, str], Laid] = OrderedDict()
        theme.theme().changed.connect(self._excerpts.clear)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the height of every row."""
        return QSize(option.rect.width(), ROW_HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint frame, glyph and three lines of text."""
        row: QueueRow | None = index.data(ROW_ROLE)
        if row is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(option.rect).adjusted(MARGIN, 2, -MARGIN, -2)
        self._paint_frame(painter, area, option.state)
        glyph = QRectF(area.x() + 10, area.y() + 9, GLYPH, GLYPH)
        paint_verdict(painter, glyph, _glyph_of(row))
        left = option.rect.x() + TEXT_LEFT
        width = int(area.right()) - left - 8
        self._paint_line(painter, row.topic or "Problem", "strong", "text", left, area.y() + 7)
        self._paint_excerpt(painter, row, left, int(area.y()) + 26, width)
        where = index.data(ACTIVITY_ROLE) or state_line(row)
        self._paint_line(painter, where, "tiny", "secondary", left, area.y() + 48)
        painter.restore()

    def _paint_frame(self, painter: QPainter, area: QRectF, state: QStyle.StateFlag) -> None:
        tokens = theme.current()
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(QColor(tokens.accent), 1.5))
            painter.setBrush(QColor(tokens.surface))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.hover))
        else:
            return
        painter.drawRoundedRect(area.adjusted(0.75, 0.75, -0.75, -0.75), 8, 8)

    def _paint_line(
        self, painter: QPainter, text: str, font: str, color: str, left: float, top: float
    ) -> None:
        painter.setFont(theme.font(font))
        painter.setPen(QColor(getattr(theme.current(), color)))
        metrics = QFontMetricsF(painter.font())
        room = painter.viewport().width() / painter.device().devicePixelRatioF() - left - 16
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(left, top, room, metrics.height()), 0, shown)

    def _paint_excerpt(
        self, painter: QPainter, row: QueueRow, left: int, top: int, width: int
    ) -> None:
        laid = self._excerpt(row.excerpt, width)
        painter.save()
        painter.setClipRect(QRectF(left, top, width, 22))
        laid.paint(painter, left, top + min(0.0, (22 - laid.height) / 2))
        painter.restore()

    def _excerpt(self, source: str, width: int) -> Laid:
        key = (source, width, theme.current().name)
        laid = self._excerpts.get(key)
        if laid is None:
            color = QColor(theme.current().secondary)
            laid = layout(source, 100_000, theme.font("reading_small"), color)
            self._excerpts[key] = laid
            if len(self._excerpts) > CACHED_EXCERPTS:
                self._excerpts.popitem(last=False)
        return laid


def state_line(row: QueueRow) -> str:
    """Return where the work on a problem stands: ``turn 1 · 5 of 6``."""
    heldout = "held-out" if row.split is Split.HELDOUT else ""
    if row.status is QueueStatus.SET_ASIDE:
        where = "set aside"
    elif row.status is QueueStatus.ACCEPTED:
        where = f"accepted · turn {row.turn}" if row.turn else "accepted"
    elif row.turn:
        where = f"turn {row.turn} · {row.marked_steps} of {row.total_steps}"
    else:
        where = "not solved yet"
    return " · ".join(part for part in (where, heldout) if part)


def _glyph_of(row: QueueRow) -> Verdict | None:
    if row.status is QueueStatus.ACCEPTED:
        return Verdict.CORRECT
    if row.status is QueueStatus.SET_ASIDE:
        return Verdict.NEUTRAL
    return row.worst_verdict
