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
        self._columns: tuple[float, float] | None = None
        self._tab = 0.0

    def fit(self, document: QTextDocument) -> None:
        """Arrange the choices for the document's present width."""
        width = document.textWidth()
        if self._columns is None:
            document.size()  # Asking for the size completes the layout.
            self._columns = self._measured(document)
        tab = _tab(self._columns, width) if self._columns else 0.0
        if tab != self._tab:
            self._tab = tab
            self._arrange(document)

    def _measured(self, document: QTextDocument) -> tuple[float, float] | None:
        """Return how wide each column's widest choice is; None while a choice is wrapped."""
        left = right = 0.0
        for position, count in self.rows:
            layout = document.findBlock(position).layout()
            if layout.lineCount() != count:
                return None
            left = max(left, layout.lineAt(0).naturalTextWidth())
            right = max(right, layout.lineAt(count - 1).naturalTextWidth() if count > 1 else 0.0)
        return left, right

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


def _tab(columns: tuple[float, float], width: float) -> float:
    """Return where the second column begins: in the middle where it can; 0 without room for it."""
    left, right = columns
    middle = math.floor(width / 2)
    if left + GAP <= middle and right <= width - middle:
        return float(middle)
    return math.ceil(left + GAP) if math.ceil(left + GAP) + right <= width else 0.0


def _set_tab(block: QTextBlock, tab: float) -> None:
    form = block.blockFormat()
    form.setTabPositions([QTextOption.Tab(tab, QTextOption.TabType.LeftTab)] if tab else [])
    QTextCursor(block).setBlockFormat(form)
