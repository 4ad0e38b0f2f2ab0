"""Axes: round ticks, labels that keep apart, and where a value lies on the screen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from workbench.ui import theme

LABEL_GAP = 6.0
TICK_ROOM = 34.0
"""Pixels that a tick upward wants for itself."""
SPACE = 12.0
INSET = 5.0
"""Room inside a picture for the frame that shows the focus."""


def ticks(top: float, most: int, *, whole: bool = True) -> list[float]:
    """Return round numbers from 0 to at least ``top``, at most ``most`` steps of 1, 2 or 5 × 10ⁿ.

    >>> ticks(7, 4)
    [0, 2, 4, 6, 8]
    """
    if top <= 0:
        top = 1.0
    raw = top / max(1, most)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(n * power for n in (1, 2, 5, 10) if n * power >= raw * (1 - 1e-9))
    if whole:
        step = max(1.0, step)
    count = math.ceil(top / step - 1e-9)
    return [_round(step * at) for at in range(count + 1)]


def _round(value: float) -> float:
    near = round(value, 10)
    return int(near) if near == int(near) else near


def number_text(value: float) -> str:
    """Return a tick as it is printed, thousands apart.

    >>> number_text(12000)
    '12,000'
    """
    return f"{value:,.0f}" if value == int(value) else f"{value:g}"


@dataclass(frozen=True, slots=True)
class Axes:
    """A plot's place on the widget and the scale upward; columns share the width evenly."""

    area: QRectF
    columns: int
    marks: Sequence[float]
    suffix: str = ""

    @property
    def top(self) -> float:
        """The value at the upper edge."""
        return self.marks[-1]

    @property
    def slot(self) -> float:
        """The width of one column."""
        return self.area.width() / max(1, self.columns)

    def y(self, value: float) -> float:
        """Return the height on the widget of a value."""
        return self.area.bottom() - self.area.height() * value / self.top

    def x(self, column: float) -> float:
        """Return the middle of a column."""
        return self.area.left() + (column + 0.5) * self.slot

    def across(self, share: float) -> float:
        """Return the place of a share of the width, 0 to 1."""
        return self.area.left() + share * self.area.width()


def fitted(size: QRectF, columns: int, top: float, *, suffix: str = "", whole: bool = True) -> Axes:
    """Return axes inside ``size`` with room for their labels and the name of what is across."""
    metrics = QFontMetricsF(theme.font("tiny"))
    size = size.adjusted(INSET, 0, -INSET, -INSET)
    below = 2 * metrics.height() + LABEL_GAP
    height = size.height() - below - SPACE
    marks = ticks(top, max(2, int(height / TICK_ROOM)), whole=whole)
    widest = max(metrics.horizontalAdvance(number_text(mark) + suffix) for mark in marks)
    left = math.ceil(widest + LABEL_GAP)
    area = QRectF(size.left() + left, size.top() + SPACE, size.width() - left - SPACE, height)
    return Axes(area, columns, marks, suffix)


def paint_upward(painter: QPainter, axes: Axes) -> None:
    """Paint the ticks of the scale upward with their lines across."""
    tokens = theme.current()
    painter.setFont(theme.font("tiny"))
    metrics = QFontMetricsF(painter.font())
    for mark in axes.marks:
        height = round(axes.y(mark)) + 0.5
        painter.setPen(QPen(QColor(tokens.line_strong if mark == 0 else tokens.line), 1))
        painter.drawLine(QLineF(axes.area.left(), height, axes.area.right(), height))
        painter.setPen(QColor(tokens.secondary))
        text = number_text(mark) + axes.suffix
        left = axes.area.left() - LABEL_GAP - metrics.horizontalAdvance(text)
        painter.drawText(QPointF(left, height + metrics.capHeight() / 2), text)


def paint_columns(painter: QPainter, axes: Axes, labels: Sequence[str], across: str) -> None:
    """Paint the labels below the columns; of those that would touch, only every so many."""
    paint_across(painter, axes, across)
    metrics = QFontMetricsF(painter.font())
    widest = max((metrics.horizontalAdvance(text) for text in labels), default=0.0)
    every = max(1, math.ceil((widest + 10) / max(1.0, axes.slot)))
    base = axes.area.bottom() + LABEL_GAP + metrics.ascent()
    for at in range(0, len(labels), every):
        paint_label(painter, axes, axes.x(at), base, labels[at])


def paint_shares(painter: QPainter, axes: Axes, across: str) -> None:
    """Paint the labels below an axis of shares, 0 to 100 %."""
    paint_across(painter, axes, across)
    base = axes.area.bottom() + LABEL_GAP + QFontMetricsF(painter.font()).ascent()
    for tenth in range(0, 11, 2):
        paint_label(painter, axes, axes.across(tenth / 10), base, f"{tenth * 10} %")


def paint_across(painter: QPainter, axes: Axes, text: str) -> None:
    """Paint the name of what is across, below the labels."""
    painter.setFont(theme.font("tiny"))
    painter.setPen(QColor(theme.current().secondary))
    metrics = QFontMetricsF(painter.font())
    middle = axes.area.center().x() - metrics.horizontalAdvance(text) / 2
    base = axes.area.bottom() + LABEL_GAP + metrics.height() + metrics.ascent()
    painter.drawText(QPointF(middle, base), text)


def paint_label(painter: QPainter, axes: Axes, middle: float, base: float, text: str) -> None:
    """Paint a label around a place on the axis across; at the ends it is moved inward."""
    width = QFontMetricsF(painter.font()).horizontalAdvance(text)
    left = min(middle - width / 2, axes.area.right() + SPACE - width)
    painter.drawText(QPointF(max(left, 0.0), base), text)


def dashed(color: str) -> QPen:
    """Return the pen of lines that are there to compare with."""
    return QPen(QColor(color), 1, Qt.PenStyle.DashLine)
