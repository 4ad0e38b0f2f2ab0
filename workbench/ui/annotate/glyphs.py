"""Verdicts as shapes: a tick in a circle, a cross in a square, a dash in a diamond."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from workbench.domain.records import Verdict
from workbench.ui import theme


def paint_verdict(
    painter: QPainter, area: QRectF, verdict: Verdict | None, *, suggested: bool = False
) -> None:
    """Paint the glyph of a verdict into a square area; an unmarked step is an empty ring.

    A verdict that is only suggested has a dashed outline and no ground.
    """
    tokens = theme.current()
    box = area.adjusted(1, 1, -1, -1)
    if verdict is None:
        painter.setPen(QPen(QColor(tokens.line_strong), 1.3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(box)
        return
    name = verdict.name.lower()
    color = QColor(getattr(tokens, name))
    painter.setPen(QPen(color, 1.4))
    painter.setBrush(QColor(getattr(tokens, f"{name}_ground")))
    if suggested:
        painter.setPen(QPen(color, 1.2, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
    _paint_frame(painter, box, verdict)
    painter.setPen(QPen(color, 1.6, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
    _paint_sign(painter, box, verdict)


def _paint_frame(painter: QPainter, box: QRectF, verdict: Verdict) -> None:
    if verdict is Verdict.CORRECT:
        painter.drawEllipse(box)
    elif verdict is Verdict.INCORRECT:
        painter.drawRoundedRect(box, 4, 4)
    else:
        middle = box.center()
        corners = [
            QPointF(middle.x(), box.top()),
            QPointF(box.right(), middle.y()),
            QPointF(middle.x(), box.bottom()),
            QPointF(box.left(), middle.y()),
        ]
        painter.drawPolygon(QPolygonF(corners))


def _paint_sign(painter: QPainter, box: QRectF, verdict: Verdict) -> None:
    middle, reach = box.center(), box.width() * 0.2
    if verdict is Verdict.CORRECT:
        tick = [QPointF(-1.1, 0.1), QPointF(-0.3, 0.9), QPointF(1.2, -0.8)]
        painter.drawPolyline(QPolygonF([middle + point * reach for point in tick]))
    elif verdict is Verdict.INCORRECT:
        for sign in (1, -1):
            end = QPointF(reach, sign * reach)
            painter.drawLine(middle - end, middle + end)
    else:
        painter.drawLine(middle - QPointF(reach, 0), middle + QPointF(reach, 0))
