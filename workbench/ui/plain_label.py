"""Shows text of any origin on one label: literally, bounded, and never wider than there is room."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QToolTip, QWidget

LONGEST_LABEL = 600
"""Characters; what is longer belongs into a view that scrolls, not on a label."""

LONGEST_TIP = 400
LONGEST_LINE = 2_000
"""Characters of one line of a report."""
_LONGEST_RUN = 60
_UNBROKEN = re.compile(rf"\S{{{_LONGEST_RUN}}}(?=\S)")
_NEEDED_COLUMNS = 18


def shortened(text: str, longest: int) -> str:
    """Return the beginning of ``text``, with its length where that is not all of it."""
    if len(text) <= longest:
        return text
    return f"{text[:longest]}… ({len(text):,})"


def breakable(text: str) -> str:
    """Give long runs without a blank places to break: Qt's time is quadratic in their length."""
    return _UNBROKEN.sub(lambda run: run.group() + "\u200b", text)


def listed(lines: Iterable[str]) -> str:
    """Return lines for a box that scrolls, each bounded: Qt's time is quadratic in their length."""
    return "\n".join(breakable(shortened(line, LONGEST_LINE)) for line in lines)


def plain_tip(text: str) -> str:
    """Return a tool tip that Qt shows literally: it takes text with a tag in it for HTML."""
    short = breakable(shortened(text, LONGEST_TIP))
    if "<" not in short and "&" not in short:
        return short
    return "<qt>" + html.escape(short).replace("\n", "<br>") + "</qt>"


class PlainLabel(QLabel):
    """A label that takes nothing for HTML, cuts what is too long, and elides what does not fit.

    What is not seen whole is in the tool tip.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def text(self) -> str:
        """Return the text as it was given, whole."""
        return self._whole

    def setText(self, text: str) -> None:  # noqa: D102
        self._whole = text
        shown = shortened(text, LONGEST_LABEL)
        super().setText(breakable(shown) if self.wordWrap() else shown)

    def setWordWrap(self, on: bool) -> None:  # noqa: D102
        super().setWordWrap(on)
        self.setText(self._whole)

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        size = super().minimumSizeHint()
        if self.wordWrap():
            return size
        needed = self.fontMetrics().averageCharWidth() * _NEEDED_COLUMNS
        return QSize(min(size.width(), needed), size.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        if not self._is_cut():
            super().paintEvent(event)
            return
        area = self.contentsRect()
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        line = super().text().replace("\n", " ")
        fitted = self.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, self.alignment(), fitted)
        painter.end()

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            whole = self._whole if self._is_cut() or len(self._whole) > LONGEST_LABEL else ""
            tip = self.toolTip() or plain_tip(whole)
            if tip:
                QToolTip.showText(event.globalPos(), tip, self)
                return True
        return super().event(event)

    def _is_cut(self) -> bool:
        if self.wordWrap() or not self.pixmap().isNull():
            return False
        return super().sizeHint().width() > self.width() + 1
