"""Places formulas in lines of text as Qt's inline objects, on the baseline, in even lines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPen,
    QPyTextObject,
    QTextDocument,
    QTextFormat,
)

from workbench.domain.word_diff import Change
from workbench.ui import theme
from workbench.ui.math.painter import Formula
from workbench.ui.math.segmenter import Span

FORMULA_TYPE = int(QTextFormat.ObjectTypes.UserObject) + 1
INDEX_PROPERTY = int(QTextFormat.Property.UserProperty) + 1
_SMALLEST_SCALE = 0.45
_SAMPLE = "so both sides of the equation are divided by the same number, which is not zero; then "


@dataclass(frozen=True, slots=True)
class Placed:
    """A formula in a document, with the punctuation that must stay on its line."""

    formula: Formula
    em: float
    span: Span
    suffix: str
    in_table: bool = False
    tone: Change = Change.SAME

    @property
    def spoken(self) -> str:
        """Return the formula in words."""
        return self.formula.speech + self.suffix


class FormulaHandler(QPyTextObject):
    """Sizes and paints the formulas of one document; ``color`` is read at each painting.

    ``descent`` is how far the text itself reaches below its line, in logical pixels.
    """

    def __init__(self, parent: QObject, font: QFont) -> None:
        super().__init__(parent)
        self.placed: list[Placed] = []
        self._sizes: dict[tuple[int, float], QSizeF] = {}
        self._fonts: dict[int, QFont] = {}
        self.color = QColor(theme.current().text)
        self._font = font
        self._half_x, caps, self.descent = _measures(font)
        # What rises above or hangs below the text by this much still clears its neighbours' ink.
        self._room_above = line_height(font) - self.descent * 0.8 - 1
        self._room_below = line_height(font) - caps - 1

    def intrinsicSize(
        self, document: QTextDocument, position: int, text_format: QTextFormat
    ) -> QSizeF:
        """Return the size of a formula as Qt's inline objects need it (they have no descent)."""
        # Qt asks some eight times for each formula of a document that is laid out once.
        key = (text_format.intProperty(INDEX_PROPERTY), document.textWidth())
        size = self._sizes.get(key)
        if size is None:
            size = self._sizes[key] = self._size(document, text_format)
        return size

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        document: QTextDocument,
        position: int,
        text_format: QTextFormat,
    ) -> None:
        """Paint a formula on the baseline of its line."""
        placed = self._of(text_format)
        em = self._fitted_em(document, placed)
        baseline = baseline_of(document, position)
        width = placed.formula.width * em
        style = text_format.toCharFormat()
        # What is selected or gone brings a colour of its own.
        owned = style.hasProperty(QTextFormat.Property.ForegroundBrush)
        color = style.foreground().color() if owned else self.color
        if placed.tone is Change.INSERTED and not owned:
            above = max(placed.formula.ascent * em, self._half_x * 2) + 1
            below = max(placed.formula.descent * em, 1) + 2
            _paint_tint(
                painter, QRectF(rect.left() - 1, baseline - above, width + 2, above + below)
            )
        placed.formula.paint(painter, rect.left(), baseline, em, color)
        right = QPointF(rect.left() + width, baseline)
        if placed.suffix:
            painter.setFont(self._suffix_font(text_format))
            painter.setPen(color)
            painter.drawText(right, placed.suffix)
        if placed.tone is Change.REMOVED:
            middle = QPointF(0, -self._half_x)
            painter.setPen(QPen(color, 1))
            painter.drawLine(QPointF(rect.left(), baseline) + middle, right + middle)
        if placed.formula.warnings:
            under = QPointF(0, placed.formula.descent * em + 1)
            painter.setPen(QPen(QColor(theme.current().incorrect), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(rect.left(), baseline) + under, right + under)

    def _size(self, document: QTextDocument, text_format: QTextFormat) -> QSizeF:
        placed = self._of(text_format)
        em = self._fitted_em(document, placed)
        advance = 0.0
        if placed.suffix:
            font = self._suffix_font(text_format)
            advance = QFontMetricsF(font).horizontalAdvance(placed.suffix)
        return QSizeF(placed.formula.width * em + advance, self._height(placed, em))

    def _suffix_font(self, text_format: QTextFormat) -> QFont:
        index = text_format.intProperty(INDEX_PROPERTY)
        font = self._fonts.get(index)
        if font is None:
            style = text_format.toCharFormat()
            font = self._fonts[index] = QFont(self._font)
            if style.hasProperty(QTextFormat.Property.FontPixelSize):
                font.setPixelSize(style.font().pixelSize())
            font.setWeight(QFont.Weight(style.fontWeight()))
            font.setItalic(style.fontItalic())
        return font

    def _of(self, text_format: QTextFormat) -> Placed:
        return self.placed[text_format.intProperty(INDEX_PROPERTY)]

    def _fitted_em(self, document: QTextDocument, placed: Placed) -> float:
        """Return the em at which a wide formula fits the line, down to a readable size."""
        room, width = document.textWidth(), placed.formula.width * placed.em
        if room <= 0 or width <= room:
            return placed.em
        return placed.em * max(_SMALLEST_SCALE, room / width)

    def _height(self, placed: Placed, em: float) -> float:
        above, below = placed.formula.ascent * em, placed.formula.descent * em
        if placed.in_table:
            return max(2 * above - self._half_x, 2 * below + self._half_x)
        if below <= self._room_below:
            return 1.0 if above <= self._room_above else above
        below -= self._room_below - self.descent
        return max(2 * above - self._half_x, 2 * below + self._half_x)

    def crowds(self, drawn: Formula, em: float) -> bool:
        """Whether two of ``drawn``, one under the other on neighbouring lines, would touch."""
        height = (drawn.ascent + drawn.descent) * em
        return height > line_height(self._font) and not self.hangs(drawn, em)

    def hangs(self, formula: Formula, em: float) -> bool:
        """Whether ``formula`` reaches so deep that its line must make room below."""
        return formula.descent * em > self._room_below


def _paint_tint(painter: QPainter, area: QRectF) -> None:
    """Tint a new formula as a whole, with the line that new words have under them."""
    tokens = theme.current()
    painter.fillRect(area, QColor(tokens.selection))
    painter.setPen(QPen(QColor(tokens.accent), 1))
    painter.drawLine(area.bottomLeft(), area.bottomRight())


_MEASURED: dict[tuple[str, int, QFont.Weight, bool], tuple[float, float, float]] = {}


def _measures(font: QFont) -> tuple[float, float, float]:
    """Return half the x-height, the height of capitals and the descent, in logical pixels."""
    key = (font.family(), font.pixelSize(), font.weight(), font.italic())
    found = _MEASURED.get(key)
    if found is None:
        metrics = QFontMetricsF(font)
        found = metrics.xHeight() / 2, metrics.capHeight(), metrics.descent()
        _MEASURED[key] = found
    return found


def line_height(font: QFont) -> float:
    """Return the distance of baselines that inline fractions fit into, in logical pixels."""
    return float(round(font.pixelSize() * 1.7))


def longest_line() -> float:
    """Return the width of 85 characters of reading text: longer lines are hard to go back from."""
    return 85.0 * _mean_advance(theme.font("reading").pixelSize())


@cache
def _mean_advance(size: int) -> float:
    font = theme.font("reading")
    font.setPixelSize(size)
    return QFontMetricsF(font).horizontalAdvance(_SAMPLE) / len(_SAMPLE)


def baseline_of(document: QTextDocument, position: int) -> float:
    """Return the height of the baseline of the line that holds ``position``."""
    block = document.findBlock(position)
    line = block.layout().lineForTextPosition(position - block.position())
    area = document.documentLayout().blockBoundingRect(block)
    # Asking a line that is not laid out yet for its place would end the process.
    return float(area.top() + line.y() + line.ascent() if line.isValid() else area.bottom())
