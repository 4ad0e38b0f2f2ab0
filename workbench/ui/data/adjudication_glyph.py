"""A verdict's shape as a widget."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from workbench.domain.records import Verdict
from workbench.ui import theme
from workbench.ui.annotate.glyphs import paint_verdict

SIZE = 18


class VerdictGlyph(QWidget):
    """A tick in a circle, a cross in a square, or a dash in a diamond."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__()
        self._verdict = verdict
        self.setFixedSize(SIZE, SIZE)
        theme.theme().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the shape."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_verdict(painter, QRectF(self.rect()), self._verdict)
        painter.end()
