"""Paints the ground of a card quickly: round corners are painted once and copied.

Several cards are painted for each message of tokens, and a rounded rectangle as large as a card is
slow to fill.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

RADIUS = 8
_CORNER = 12
"""Pixels; the corner's square holds its arc and a little of the lines beside it."""


def paint_ground(
    painter: QPainter, card: QRectF, fill: QColor, line: QColor, width: float = 1.0
) -> None:
    """Paint a card whose line of ``width`` runs along the edges of ``card``, half a pixel in."""
    scale = painter.device().devicePixelRatioF()
    large = min(card.width(), card.height()) > 2 * _CORNER
    if width == 1.0 and large and scale == int(scale) and painter.transform().isIdentity():
        _paint_pieces(painter, card, fill, line, scale)
        return
    inset = width / 2 - 0.5
    painter.setBrush(fill)
    painter.setPen(QPen(line, width))
    painter.drawRoundedRect(card.adjusted(inset, inset, -inset, -inset), RADIUS, RADIUS)


def _paint_pieces(
    painter: QPainter, card: QRectF, fill: QColor, line: QColor, scale: float
) -> None:
    """Paint a card from four corners and rectangles: the same, to a level of colour."""
    left, top = round(card.left() - 0.5), round(card.top() - 0.5)
    right, bottom = round(card.right() + 0.5), round(card.bottom() + 0.5)
    size, far = _CORNER, round(_CORNER * scale)
    corners = _corners(fill.rgba(), line.rgba(), scale)
    for x, at_x in ((left, 0), (right - size, far)):
        for y, at_y in ((top, 0), (bottom - size, far)):
            painter.drawPixmap(x, y, size, size, corners, at_x, at_y, far, far)
    across, down = right - left - 2 * size, bottom - top - 2 * size
    painter.fillRect(left + size, top, across, 1, line)
    painter.fillRect(left + size, bottom - 1, across, 1, line)
    painter.fillRect(left, top + size, 1, down, line)
    painter.fillRect(right - 1, top + size, 1, down, line)
    painter.fillRect(left + size, top + 1, across, bottom - top - 2, fill)
    painter.fillRect(left + 1, top + size, size - 1, down, fill)
    painter.fillRect(right - size, top + size, size - 1, down, fill)


@lru_cache(maxsize=16)
def _corners(fill: int, line: int, scale: float) -> QPixmap:
    """Return a card that is hardly more than its corners."""
    side = 2 * _CORNER
    made = QPixmap(round(side * scale), round(side * scale))
    made.setDevicePixelRatio(scale)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor.fromRgba(fill))
    painter.setPen(QPen(QColor.fromRgba(line), 1.0))
    painter.drawRoundedRect(QRectF(0.5, 0.5, side - 1, side - 1), RADIUS, RADIUS)
    painter.end()
    return made
