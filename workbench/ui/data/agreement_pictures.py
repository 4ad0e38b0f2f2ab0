"""Paints agreement: coefficients with their intervals, and who said what against whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.domain.records import Verdict
from workbench.ui import theme
from workbench.ui.annotate.glyphs import paint_verdict

ROW = 28
NAME_WIDTH = 230
TEXT_WIDTH = 180
AXIS = 22
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
CELL = 56
EDGE = 26
ORDER = (Verdict.CORRECT, Verdict.NEUTRAL, Verdict.INCORRECT)


@dataclass(frozen=True, slots=True)
class Bar:
    """One coefficient: its name, its value and interval (None where not defined), and as text."""

    name: str
    text: str
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Matrix:
    """Two annotators' confusion matrix, row by row in the order correct, neutral, incorrect."""

    rows: str
    columns: str
    cells: tuple[int, ...]
    note: str


class BarsPicture(QWidget):
    """Coefficients from 0 to 1, each a point with its 95 % interval."""

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
        lowest = min([0.0, *(bar.low for bar in self._bars if bar.low is not None)])
        area = QRectF(
            NAME_WIDTH, 0, max(self.width() - NAME_WIDTH - TEXT_WIDTH, 80), ROW * len(self._bars)
        )
        self._paint_axis(painter, area, lowest)
        for row, bar in enumerate(self._bars):
            self._paint_bar(painter, area, row, bar, lowest)
        painter.end()

    def _paint_axis(self, painter: QPainter, area: QRectF, lowest: float) -> None:
        tokens = theme.current()
        painter.setFont(theme.font("tiny"))
        for tick in TICKS:
            x = _place(tick, area, lowest)
            painter.setPen(QPen(QColor(tokens.line), 1))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setPen(QColor(tokens.secondary))
            box = QRectF(x - 20, area.bottom() + 2, 40, AXIS - 4)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{tick:g}")

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
        right = QRectF(area.right() + 12, top, TEXT_WIDTH - 12, ROW)
        painter.setPen(QColor(tokens.secondary))
        painter.drawText(right, aligned, bar.text)
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
            paint_verdict(painter, QRectF(EDGE + at * CELL + CELL / 2 - 8, 26, 16, 16), verdict)
            paint_verdict(painter, QRectF(4, top + at * CELL + CELL / 2 - 8, 16, 16), verdict)
        for at, count in enumerate(self.matrix.cells):
            box = QRectF(EDGE + at % 3 * CELL, top + at // 3 * CELL, CELL - 3, CELL - 3)
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


def _place(value: float, area: QRectF, lowest: float) -> float:
    return area.left() + (value - lowest) / (1 - lowest) * area.width()
