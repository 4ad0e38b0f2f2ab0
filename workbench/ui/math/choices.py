"""Sets the answer choices of a question two in a row where none of them has to wrap for it."""

from __future__ import annotations

import math

from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument, QTextOption

GAP = 20.0
"""Logical pixels that stay free between two choices of a row."""
ONE_UNDER_ANOTHER = "\u2028"
_IN_A_ROW = "\t"


class Choices:
    """One question's choices in a document: each block of it holds two, with a break between.

    ``rows`` has the position of each block and how many choices it holds, ``breaks`` the position
    of each break. A break is a line's end or a tabulator: one character either way, so that every
    other position in the document stays what it was.
    """

    def __init__(self) -> None:
        self.rows: list[tuple[int, int]] = []
        self.breaks: list[int] = []
        self._widest: float | None = None
        self._tab = 0.0

    def fit(self, document: QTextDocument) -> None:
        """Arrange the choices for the document's present width."""
        width = document.textWidth()
        if self._widest is None:
            document.size()  # Asking for the size completes the layout.
            self._widest = self._measured(document)
        fits = self._widest is not None and self._widest + GAP <= width / 2
        tab = math.floor(width / 2) if fits else 0.0
        if tab != self._tab:
            self._tab = tab
            self._arrange(document)

    def _measured(self, document: QTextDocument) -> float | None:
        """Return the width of the widest choice; None while one of them is wrapped."""
        widest = 0.0
        for position, count in self.rows:
            layout = document.findBlock(position).layout()
            if layout.lineCount() != count:
                return None
            lines = (layout.lineAt(at) for at in range(count))
            widest = max(widest, *(line.naturalTextWidth() for line in lines))
        return widest

    def _arrange(self, document: QTextDocument) -> None:
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        wanted = _IN_A_ROW if self._tab else ONE_UNDER_ANOTHER
        for position in self.breaks:
            cursor.setPosition(position)
            cursor.setPosition(position + 1, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(wanted)
        for position, _ in self.rows:
            _set_tab(document.findBlock(position), self._tab)
        cursor.endEditBlock()


def _set_tab(block: QTextBlock, tab: float) -> None:
    form = block.blockFormat()
    form.setTabPositions([QTextOption.Tab(tab, QTextOption.TabType.LeftTab)] if tab else [])
    QTextCursor(block).setBlockFormat(form)
