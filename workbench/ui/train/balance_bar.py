"""Shows how the marks divide into correct, neutral and incorrect: a bar, and counts with glyphs."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from workbench.ui import icons, theme
from workbench.ui.widgets import label

GLYPHS = ("circle-check", "diamond-minus", "square-x")
TOKENS = ("correct", "neutral", "incorrect")
GLYPH = 15


class Balance(QWidget):
    """The bar and its legend; verdicts are told by shape as well as colour."""

    def __init__(self) -> None:
        super().__init__()
        self._bar = _Bar()
        self._glyphs = [QLabel() for _ in TOKENS]
        self._counts = [label("", "meta") for _ in TOKENS]
        row = QHBoxLayout()
        row.setSpacing(5)
        for glyph, count in zip(self._glyphs, self._counts, strict=True):
            row.addWidget(glyph)
            row.addWidget(count)
            row.addSpacing(14)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._bar)
        column.addLayout(row)
        theme.theme().changed.connect(self._color)
        self._color()

    @property
    def text(self) -> str:
        """Return the counts in words."""
        return " · ".join(count.text() for count in self._counts)

    def show_parts(self, correct: int, neutral: int, incorrect: int) -> None:
        """Show the three counts."""
        parts = (correct, neutral, incorrect)
        names = (self.tr("{n:,} correct"), self.tr("{n:,} neutral"), self.tr("{n:,} incorrect"))
        for count, number, name in zip(self._counts, parts, names, strict=True):
            count.setText(name.format(n=number))
        self._bar.parts = parts
        self._bar.update()
        self.setAccessibleName(self.tr("Marks: {text}").format(text=self.text))

    def _color(self) -> None:
        tokens, ratio = theme.current(), self.devicePixelRatioF()
        for glyph, name, token in zip(self._glyphs, GLYPHS, TOKENS, strict=True):
            glyph.setPixmap(icons.pixmap(name, getattr(tokens, token), GLYPH, ratio))


class _Bar(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.parts = (0, 0, 0)
        self.setFixedHeight(8)
        theme.theme().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the shares from left to right, with a gap between."""
        tokens, total = theme.current(), sum(self.parts)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        left, end = 0.0, self.width()
        for part, token in zip(self.parts, TOKENS, strict=True):
            width = end * part / total if total else 0
            gap = 2 if left + width < end - 0.5 else 0  # none after the last
            painter.setBrush(QColor(getattr(tokens, token)))
            painter.drawRoundedRect(QRectF(left, 0, max(0.0, width - gap), 8), 3, 3)
            left += width
        if not total:
            painter.setBrush(QColor(tokens.pressed))
            painter.drawRoundedRect(QRectF(self.rect()), 3, 3)
        painter.end()
