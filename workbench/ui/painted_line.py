"""Paints one line of plain text into a list's row, as all delegates do it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from workbench.ui import theme

LEFT, RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
TOP, MIDDLE = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignVCenter


def paint_line(
    painter: QPainter,
    text: str,
    font: str,
    color: str,
    area: QRectF,
    align: Qt.AlignmentFlag = LEFT | MIDDLE,
) -> float:
    """Paint ``text``, elided where it does not fit; return its width in logical pixels.

    ``font`` and ``color`` are names of the theme; nothing is read as markup.
    """
    painter.setFont(theme.font(font))
    painter.setPen(QColor(getattr(theme.current(), color)))
    metrics = QFontMetricsF(painter.font())
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, int(align) | int(Qt.TextFlag.TextSingleLine), shown)
    return metrics.horizontalAdvance(shown)
