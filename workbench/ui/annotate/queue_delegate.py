"""Paints one problem of the queue: glyph, topic, a typeset excerpt and where the work stands."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle

from workbench.domain.records import Split, Verdict
from workbench.service.views import QueueRow, QueueStatus
from workbench.ui import theme
from workbench.ui.annotate.glyphs import paint_verdict
from workbench.ui.annotate.model import ACTIVITY_ROLE, ROW_ROLE
from workbench.ui.math.excerpt import Excerpts
from workbench.ui.painted_line import LEFT, TOP, paint_line
from workbench.ui.row_delegate import Index, RowDelegate

ROW_HEIGHT = 78
GLYPH = 18
TEXT_LEFT = 38


class QueueDelegate(RowDelegate):
    """Rows of one height; excerpts are typeset once and kept."""

    role = ROW_ROLE

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._excerpts = Excerpts()

    def height_of(self, row: QueueRow | None) -> int:
        """Return the height of every row."""
        return ROW_HEIGHT

    def paint_row(
        self,
        painter: QPainter,
        row: QueueRow,
        area: QRectF,
        state: QStyle.StateFlag,
        index: Index,
    ) -> None:
        """Paint frame, glyph and three lines of text."""
        self._paint_frame(painter, area, state)
        glyph = QRectF(area.x() + 10, area.y() + 9, GLYPH, GLYPH)
        paint_verdict(painter, glyph, _glyph_of(row))
        left = area.x() + TEXT_LEFT
        width = int(area.right() - left) - 8
        title = QRectF(left, area.y() + 7, width, 20)
        paint_line(painter, row.topic or self.tr("Problem"), "strong", "text", title, LEFT | TOP)
        line = QRectF(left, area.y() + 26, width, 27)
        self._excerpts.paint(painter, row.excerpt, line, self._fill(state))
        where = index.data(ACTIVITY_ROLE) or state_line(row)
        below = QRectF(left, area.y() + 54, width, 18)
        paint_line(painter, where, "tiny", "secondary", below, LEFT | TOP)

    def _fill(self, state: QStyle.StateFlag) -> QColor:
        tokens = theme.current()
        if state & QStyle.StateFlag.State_Selected:
            return QColor(tokens.surface)
        if state & QStyle.StateFlag.State_MouseOver:
            return QColor(tokens.hover)
        return QColor(tokens.background)

    def _paint_frame(self, painter: QPainter, area: QRectF, state: QStyle.StateFlag) -> None:
        selected = bool(state & QStyle.StateFlag.State_Selected)
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        accent = QPen(QColor(theme.current().accent), 2.5 if focused else 1.5)
        painter.setPen(accent if selected else Qt.PenStyle.NoPen)
        painter.setBrush(self._fill(state))
        painter.drawRoundedRect(area.adjusted(0.75, 0.75, -0.75, -0.75), 8, 8)


def state_line(row: QueueRow) -> str:
    """Return where the work on a problem stands: ``turn 1 · 5 of 6``."""
    say = QCoreApplication.translate
    if row.status is QueueStatus.SET_ASIDE:
        parts = [say("QueueDelegate", "set aside")]
    elif row.status is QueueStatus.ACCEPTED:
        parts = [say("QueueDelegate", "accepted")]
        parts += [_turn(row)] if row.turn else []
    elif row.turn:
        marked = say("QueueDelegate", "{marked} of {total}")
        parts = [_turn(row), marked.format(marked=row.marked_steps, total=row.total_steps)]
    else:
        parts = [say("QueueDelegate", "not solved yet")]
    parts += [say("QueueDelegate", "consistent")] if row.converged else []
    parts += [say("QueueDelegate", "held-out")] if row.split is Split.HELDOUT else []
    return " · ".join(parts)


def _turn(row: QueueRow) -> str:
    return QCoreApplication.translate("QueueDelegate", "turn {number}").format(number=row.turn)


def _glyph_of(row: QueueRow) -> Verdict | None:
    if row.status is QueueStatus.ACCEPTED:
        return Verdict.CORRECT
    if row.status is QueueStatus.SET_ASIDE:
        return Verdict.NEUTRAL
    return row.worst_verdict
