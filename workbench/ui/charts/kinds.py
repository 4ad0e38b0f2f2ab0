"""The kinds of pictures: stacked bars, a heat map, dots with intervals, and a reliability curve."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from workbench.ui import theme
from workbench.ui.charts import axes as ax
from workbench.ui.charts.picture import Picture

WIDEST_BAR = 44.0
DOT = 4.0
ROW = 26.0
LONGEST_NAME = 150.0
HEADER = 40.0


class StackedBars(Picture):
    """A bar for each column; its series stand on each other, the first one below."""

    def _axes(self) -> ax.Axes:
        sums = [0.0] * len(self.data.columns)
        for part in self.data.parts:
            sums[part.column] += part.value
        top = max((*sums, self.data.top))
        return ax.fitted(QRectF(self.rect()), len(sums), top, suffix=self.data.suffix)

    def _place(self) -> list[QRectF]:
        axes = self._axes()
        width = min(WIDEST_BAR, max(2.0, axes.slot * 0.72))
        sums = [0.0] * len(self.data.columns)
        placed: dict[int, QRectF] = {}
        order = sorted(enumerate(self.data.parts), key=lambda pair: pair[1].row)
        for at, part in order:
            low, high = axes.y(sums[part.column]), axes.y(sums[part.column] + part.value)
            sums[part.column] += part.value
            placed[at] = QRectF(axes.x(part.column) - width / 2, high, width, max(1.0, low - high))
        return [placed[at] for at in range(len(self.data.parts))]

    def _paint(self, painter: QPainter) -> None:
        axes = self._axes()
        ax.paint_upward(painter, axes)
        ax.paint_columns(painter, axes, self.data.columns, self.data.across)
        painter.setPen(Qt.PenStyle.NoPen)
        for part, area in zip(self.data.parts, self.areas, strict=True):
            color = getattr(theme.current(), self.data.series[part.row].color)
            gap = 1.0 if area.height() > 4 else 0.0
            painter.fillRect(area.adjusted(0, 0, 0, -gap), QColor(color))


class HeatMap(Picture):
    """Rows of cells, the fuller the darker, each with its number; columns are named above."""

    DOWNWARD = True

    def sizeHint(self) -> QSize:
        """Return room for every row below the highest heading, that of a narrow picture."""
        rows = ROW * len(self.data.series) + ax.INSET
        return QSize(320, round(self._longest_heading() + 10 + rows))

    def _grid(self) -> tuple[float, float]:
        """Return where the cells begin and the width of one.

        Where the headings stand on end anyway, the names get a little more of the room.
        """
        left, width = self._divided(0.32)
        return self._divided(0.4) if self._widest_word() > width else (left, width)

    def _divided(self, share: float) -> tuple[float, float]:
        metrics = QFontMetricsF(theme.font("small"))
        names = (metrics.horizontalAdvance(series.name) for series in self.data.series)
        longest = min(LONGEST_NAME, share * self.width())
        left = min(longest, max(names, default=0.0)) + ax.INSET + 12
        return left, (self.width() - left - ax.INSET) / max(1, len(self.data.columns))

    def _longest_heading(self) -> float:
        metrics = QFontMetricsF(theme.font("tiny"))
        return max((metrics.horizontalAdvance(name) for name in self.data.columns), default=0.0)

    def _upright(self) -> bool:
        """Whether the headings stand on end, because a word of them is wider than its column."""
        return self._widest_word() > self._grid()[1]

    def _widest_word(self) -> float:
        metrics = QFontMetricsF(theme.font("tiny"))
        words = (word for name in self.data.columns for word in name.split())
        return max((metrics.horizontalAdvance(word) for word in words), default=0.0)

    def _header(self) -> float:
        return self._longest_heading() + 10 if self._upright() else HEADER

    def _place(self) -> list[QRectF]:
        (left, width), top = self._grid(), self._header()
        return [
            QRectF(left + part.column * width + 1, top + part.row * ROW + 1, width - 2, ROW - 2)
            for part in self.data.parts
        ]

    def _paint(self, painter: QPainter) -> None:
        self._paint_names(painter)
        most = max(self.data.top, *(part.value for part in self.data.parts))
        painter.setFont(theme.font("small"))
        for part, area in zip(self.data.parts, self.areas, strict=True):
            full = self.data.series[part.row].color
            ground = _heat(part.value / most if most else 0.0, full)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(area, 3, 3)
            painter.setPen(QColor(_readable(ground) if part.value else theme.current().secondary))
            painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), part.cell)

    def _paint_names(self, painter: QPainter) -> None:
        left, top = self._grid()[0], self._header()
        self._paint_headings(painter)
        painter.setFont(theme.font("small"))
        painter.setPen(QColor(theme.current().text))
        metrics, middle = QFontMetricsF(painter.font()), int(Qt.AlignmentFlag.AlignVCenter)
        for at, series in enumerate(self.data.series):
            name = metrics.elidedText(series.name, Qt.TextElideMode.ElideRight, left - 16)
            painter.drawText(QRectF(ax.INSET, top + at * ROW, left, ROW), middle, name)

    def _paint_headings(self, painter: QPainter) -> None:
        (left, width), top = self._grid(), self._header()
        painter.setPen(QColor(theme.current().secondary))
        painter.setFont(theme.font("tiny"))
        upright, lowest = self._upright(), Qt.AlignmentFlag.AlignBottom
        flags = int(Qt.AlignmentFlag.AlignHCenter | lowest | Qt.TextFlag.TextWordWrap)
        descent = QFontMetricsF(painter.font()).xHeight() / 2
        for at, name in enumerate(self.data.columns):
            if not upright:
                area = QRectF(left + at * width, 0, width, top - 5)
                painter.drawText(area, flags, name)
                continue
            painter.save()
            painter.translate(left + (at + 0.5) * width + descent, top - 5)
            painter.rotate(-90)
            painter.drawText(QPointF(0, 0), name)
            painter.restore()


def _heat(share: float, color: str) -> str:
    """Return the ground of a cell: from the quiet surface to the full colour, by square root.

    Few errors of one kind stay to be seen beside many of another.
    """
    tokens = theme.current()
    quiet, full = QColor(tokens.background), QColor(getattr(tokens, color))
    weight = 0.9 * math.sqrt(share)
    parts = zip(
        (quiet.red(), quiet.green(), quiet.blue()),
        (full.red(), full.green(), full.blue()),
        strict=True,
    )
    return QColor(*(round(a + (b - a) * weight) for a, b in parts)).name()


def _readable(ground: str) -> str:
    """Return black or white: on any ground one of them keeps a contrast of 4.5 to 1.

    The theme's own text colours are a little paler, and fail on the middle tones of a map.
    """
    inks = (QColor(Qt.GlobalColor.black).name(), QColor(Qt.GlobalColor.white).name())
    return max(inks, key=lambda ink: theme.contrast(ink, ground))


class Dots(Picture):
    """A dot for each part, with its interval where it has one; ``joined`` draws lines too."""

    def __init__(self, *, joined: bool) -> None:
        super().__init__()
        self._joined = joined

    def _axes(self) -> ax.Axes:
        tops = [part.high if part.high is not None else part.value for part in self.data.parts]
        data = self.data
        top = max((*tops, data.top))
        size = QRectF(self.rect())
        return ax.fitted(size, len(data.columns), top, suffix=data.suffix, whole=data.whole)

    def _middle(self, axes: ax.Axes, column: int, row: int) -> float:
        """Return where a dot stands; dots with intervals stand beside each other."""
        if self._joined:
            return axes.x(column)
        count = len(self.data.series)
        return axes.x(column) + (row - (count - 1) / 2) * min(18.0, axes.slot / (count + 1))

    def _place(self) -> list[QRectF]:
        axes = self._axes()
        areas = []
        for part in self.data.parts:
            middle = QPointF(self._middle(axes, part.column, part.row), axes.y(part.value))
            areas.append(
                QRectF(middle.x() - DOT - 2, middle.y() - DOT - 2, 2 * DOT + 4, 2 * DOT + 4)
            )
        return areas

    def _paint(self, painter: QPainter) -> None:
        axes = self._axes()
        ax.paint_upward(painter, axes)
        ax.paint_columns(painter, axes, self.data.columns, self.data.across)
        if self._joined:
            self._paint_lines(painter)
        for part, area in zip(self.data.parts, self.areas, strict=True):
            color = QColor(getattr(theme.current(), self.data.series[part.row].color))
            if part.low is not None and part.high is not None:
                painter.setPen(QPen(color, 1.6))
                middle = area.center().x()
                painter.drawLine(QLineF(middle, axes.y(part.low), middle, axes.y(part.high)))
            paint_dot(painter, area.center(), part.row, color)

    def _paint_lines(self, painter: QPainter) -> None:
        for row, series in enumerate(self.data.series):
            painter.setPen(QPen(QColor(getattr(theme.current(), series.color)), 1.4))
            pairs = zip(self.data.parts, self.areas, strict=True)
            points = sorted((p.column, a.center()) for p, a in pairs if p.row == row)
            painter.drawPolyline(QPolygonF([point for _, point in points]))


def paint_dot(painter: QPainter, middle: QPointF, row: int, color: QColor) -> None:
    """Paint the dot of a series: disc, square, diamond and so on, told apart without colour."""
    painter.setPen(QPen(color, 1.6))
    painter.setBrush(QBrush(color if row < 3 else QColor(theme.current().surface)))
    if row % 3 == 0:
        painter.drawEllipse(middle, DOT, DOT)
    elif row % 3 == 1:
        painter.drawRect(QRectF(middle.x() - DOT + 0.5, middle.y() - DOT + 0.5, 7, 7))
    else:
        reach = DOT + 1
        corners = ((0, -reach), (reach, 0), (0, reach), (-reach, 0))
        painter.drawPolygon(QPolygonF([middle + QPointF(*corner) for corner in corners]))


class ReliabilityCurve(Picture):
    """What was said against what was so; on the dashed line both are equal.

    The larger a dot, the more steps it stands for (its area goes with their number).
    """

    def _axes(self) -> ax.Axes:
        return ax.fitted(QRectF(self.rect()), 1, 100, suffix=" %")

    def _place(self) -> list[QRectF]:
        axes = self._axes()
        most = max(part.weight for part in self.data.parts)
        areas = []
        for part in self.data.parts:
            reach = 3 + 7 * math.sqrt(part.weight / most)
            middle = QPointF(axes.across(part.across), axes.y(part.value))
            areas.append(QRectF(middle.x() - reach, middle.y() - reach, 2 * reach, 2 * reach))
        return areas

    def _paint(self, painter: QPainter) -> None:
        axes, tokens = self._axes(), theme.current()
        ax.paint_upward(painter, axes)
        ax.paint_shares(painter, axes, self.data.across)
        painter.setPen(ax.dashed(tokens.line_strong))
        painter.drawLine(QLineF(axes.area.bottomLeft(), axes.area.topRight()))
        painter.setPen(QPen(QColor(tokens.accent), 1.4))
        painter.drawPolyline(QPolygonF([area.center() for area in self.areas]))
        painter.setBrush(QColor(tokens.accent))
        painter.setPen(QPen(QColor(tokens.surface), 1))
        for area in self.areas:
            painter.drawEllipse(area)
