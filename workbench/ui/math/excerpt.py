"""Typesets the beginning of a statement as one line of a list, for every list that shows it."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QLinearGradient, QPainter

from workbench.ui import theme
from workbench.ui.math.view import Laid, layout

CACHED_EXCERPTS = 400
ONE_LINE = 100_000
FADE = 28


class Excerpts:
    """Excerpts are typeset once and kept, the last few hundred of them."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], Laid] = OrderedDict()
        theme.theme().changed.connect(self._kept.clear)

    def paint(self, painter: QPainter, source: str, area: QRectF, fill: QColor) -> None:
        """Paint one line of the statement; what does not fit fades out instead of breaking off.

        ``fill`` is the colour that it stands on.
        """
        laid = self._laid(source)
        painter.save()
        painter.setClipRect(area.adjusted(0, -2, 0, 2))
        laid.paint(painter, area.x(), area.y() + (area.height() - laid.height) / 2)
        if laid.document.idealWidth() > area.width():
            fade = QLinearGradient(area.right() - FADE, 0, area.right(), 0)
            clear = QColor(fill)
            clear.setAlpha(0)
            fade.setColorAt(0, clear)
            fade.setColorAt(1, fill)
            painter.fillRect(area.adjusted(area.width() - FADE, -2, 0, 2), fade)
        painter.restore()

    def _laid(self, source: str) -> Laid:
        key = (source, theme.current().name)
        laid = self._kept.get(key)
        if laid is None:
            color = QColor(theme.current().secondary)
            laid = self._kept[key] = layout(source, ONE_LINE, theme.font("excerpt"), color)
            if len(self._kept) > CACHED_EXCERPTS:
                self._kept.popitem(last=False)
        return laid
