"""Paints agreement: coefficients with their intervals, and who said what against whom."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.domain.records import Verdict
from workbench.ui import theme
from workbench.ui.annotate.glyphs import paint_verdict
from workbench.ui.languages import translate

ROW = 28
NAME_WIDTH = 230
GAP = 12
AXIS = 22
TICK = 0.25
CELL = 56
SEAM = 3
EDGE = 26
MINUS = "\N{MINUS SIGN}"  # as wide as a digit
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
ORDER = (Verdict.CORRECT, Verdict.NEUTRAL, Verdict.INCORRECT)


@dataclass(frozen=True, slots=True)
class Bar:
    """One coefficient: its name, its value and interval (None where not defined).

    ``figures`` are the same as text: the value, the interval, and of how many.
    """

    name: str
    figures: tuple[str, str, str]
    value: float | None
    low: float | None
    high: float | None

    @property
    def text(self) -> str:
        """Return all figures in a line."""
        return " ".join(filter(None, self.figures))

    @property
    def lowest(self) -> float:
        """Return the left end of what is drawn of it."""
        return min(end for end in (0.0, self.value, self.low) if end is not None)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Two annotators' confusion matrix, row by row in the order correct, neutral, incorrect."""

    rows: str
    columns: str
    cells: tuple[int, ...]


class BarsPicture(QWidget):
    """Coefficients up to 1, each a point with its 95 % interval; some can be below 0."""

    def __init__(self) -> None:
        super().__init__()
        self._bars: tuple[Bar, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.theme().changed.connect(self.update)

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show coefficients."""
        self._bars = tuple(bars)
        self.setAccessibleName("; ".join(f"{bar.name}: {bar.text}" for bar in bars))
        self.setMinimumHeight(self.sizeHint().height())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for all rows over the axis."""
        return QSize(640, ROW * len(self._bars) + AXIS)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the axis, then a row a coefficient."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lowest = lowest_tick(self._bars)
        painter.setFont(theme.font("small"))
        columns = self._columns(painter)
        texts = sum(columns) + GAP * len(columns)
        area = QRectF(
            NAME_WIDTH, 0, max(self.width() - NAME_WIDTH - texts, 80), ROW * len(self._bars)
        )
        self._paint_axis(painter, area, lowest)
        self._paint_heading(painter, area, columns)
        for row, bar in enumerate(self._bars):
            self._paint_bar(painter, area, row, bar, lowest)
            self._paint_figures(painter, area, row, bar, columns)
        painter.end()

    def _columns(self, painter: QPainter) -> list[int]:
        """Return how wide each column of figures is."""
        wide = painter.fontMetrics().horizontalAdvance
        columns = [max((wide(bar.figures[at]) for bar in self._bars), default=0) for at in range(3)]
        columns[1] = max(columns[1], wide(self._heading()))
        return columns

    def _heading(self) -> str:
        return translate("BarsPicture", "95 % interval")

    def _paint_heading(self, painter: QPainter, area: QRectF, columns: list[int]) -> None:
        """Say under the intervals what they are."""
        painter.setFont(theme.font("small"))
        painter.setPen(QColor(theme.current().secondary))
        left = area.right() + 2 * GAP + columns[0]
        box = QRectF(left, area.bottom() + 2, columns[1], AXIS - 4)
        painter.drawText(box, _RIGHT, self._heading())

    def _paint_figures(
        self, painter: QPainter, area: QRectF, row: int, bar: Bar, columns: list[int]
    ) -> None:
        painter.setPen(QColor(theme.current().secondary))
        left = area.right() + GAP
        for figure, width in zip(bar.figures, columns, strict=True):
            painter.drawText(QRectF(left, row * ROW, width, ROW), _RIGHT, figure)
            left += width + GAP

    def _paint_axis(self, painter: QPainter, area: QRectF, lowest: float) -> None:
        tokens = theme.current()
        painter.setFont(theme.font("tiny"))
        for tick in ticks_from(lowest):
            x = _place(tick, area, lowest)
            painter.setPen(QPen(QColor(tokens.line if tick else tokens.line_strong), 1))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setPen(QColor(tokens.secondary))
            box = QRectF(x - 20, area.bottom() + 2, 40, AXIS - 4)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{tick:g}".replace("-", MINUS))

    def _paint_bar(
        self, painter: QPainter, area: QRectF, row: int, bar: Bar, lowest: float
    ) -> None:
        tokens, top = theme.current(), row * ROW
        middle = top + ROW / 2
        aligned = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme.font("small"))
        painter.setPen(QColor(tokens.text))
        name = painter.fontMetrics().elidedText(
            bar.name, Qt.TextElideMode.ElideRight, NAME_WIDTH - 16
        )
        painter.drawText(QRectF(0, top, NAME_WIDTH - 12, ROW), aligned, name)
        if bar.value is None:
            return
        painter.setPen(QPen(QColor(tokens.accent), 2, c=Qt.PenCapStyle.RoundCap))
        if bar.low is not None and bar.high is not None:
            ends = (_place(bar.low, area, lowest), _place(bar.high, area, lowest))
            painter.drawLine(QPointF(ends[0], middle), QPointF(ends[1], middle))
            for end in ends:
                painter.drawLine(QPointF(end, middle - 4), QPointF(end, middle + 4))
        painter.setBrush(QColor(tokens.accent))
        painter.drawEllipse(QPointF(_place(bar.value, area, lowest), middle), 4, 4)


class MatrixPicture(QWidget):
    """One pair's verdicts against each other; the diagonal is agreement."""

    def __init__(self, matrix: Matrix) -> None:
        super().__init__()
        self.matrix = matrix
        self.setFixedSize(EDGE + CELL * 3 + 20, EDGE + CELL * 3 + 24)
        said = ", ".join(f"{count:,}" for count in matrix.cells)
        self.setAccessibleName(f"{matrix.rows} / {matrix.columns}: {said}")
        theme.theme().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint names, verdicts and counts."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens, fonts = theme.current(), theme.font("small")
        painter.setFont(fonts)
        painter.setPen(QColor(tokens.text))
        head = QRectF(0, 0, self.width(), 20)
        names = f"{self.matrix.rows}  ↓      {self.matrix.columns}  →"
        elided = painter.fontMetrics().elidedText(names, Qt.TextElideMode.ElideMiddle, self.width())
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, elided)
        top = 22 + EDGE
        for at, verdict in enumerate(ORDER):
            paint_verdict(
                painter, QRectF(EDGE + at * CELL + (CELL - SEAM) / 2 - 8, 26, 16, 16), verdict
            )
            paint_verdict(
                painter, QRectF(4, top + at * CELL + (CELL - SEAM) / 2 - 8, 16, 16), verdict
            )
        for at, count in enumerate(self.matrix.cells):
            box = QRectF(EDGE + at % 3 * CELL, top + at // 3 * CELL, CELL - SEAM, CELL - SEAM)
            self._paint_cell(painter, box, count, agrees=at % 4 == 0)
        painter.end()

    def _paint_cell(self, painter: QPainter, box: QRectF, count: int, *, agrees: bool) -> None:
        tokens = theme.current()
        share = count / max(max(self.matrix.cells), 1)
        fill = QColor(tokens.correct if agrees else tokens.incorrect)
        fill.setAlphaF(0.35 * share)
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.setBrush(fill)
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QColor(tokens.text if count else tokens.secondary))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{count:,}")


def lowest_tick(bars: Sequence[Bar]) -> float:
    """Return where the axis begins: the tick at or below everything, and never above 0."""
    return math.floor(min((bar.lowest for bar in bars), default=0.0) / TICK) * TICK


def ticks_from(lowest: float) -> list[float]:
    """Return the ticks of an axis up to 1; a long one has fewer to the length."""
    step = TICK if lowest >= -1 else 1.0
    return [1 - at * step for at in range(math.floor((1 - lowest) / step) + 1)]


def _place(value: float, area: QRectF, lowest: float) -> float:
    return area.left() + (value - lowest) / (1 - lowest) * area.width()
