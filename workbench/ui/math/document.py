"""Builds text documents from source text: light Markdown laid out, formulas as inline objects."""

from __future__ import annotations

from functools import cache
from typing import cast

from PySide6.QtCore import QObject
from PySide6.QtGui import QFont, QFontMetricsF, QTextCursor, QTextDocument, QTextOption

from workbench.ui import theme
from workbench.ui.math.blocks import OBJECT
from workbench.ui.math.builder import JOINER, Builder
from workbench.ui.math.changes import Changes, toned, within
from workbench.ui.math.choices import Choices
from workbench.ui.math.inline_formula import (
    FORMULA_TYPE,
    FormulaHandler,
    baseline_of,
    line_height,
)
from workbench.ui.math.markdown import read, read_source
from workbench.ui.math.segmenter import slice_end

LONGEST_SHOWN = 12_000
"""Characters of source that are laid out at once; the rest follows where it is asked for."""

_SLICE = 6_000
_SPREAD = 4
_TALL_IN_A_LINE = 8
_HANGING = 0.2  # of a line: what a fraction reaches below its own


class MathDocument(QTextDocument):
    """A document that shows ``source`` and can tell which part of it a selection stands for.

    ``changes`` are marked in it, ``as_source`` shows it as it is written. Of a long source the
    first slice is shown, unless ``show_all`` is set or ``lay_more`` is called. Its lines are as
    long as they come out or, where it is given, ``width`` logical pixels.
    """

    def __init__(
        self,
        source: str,
        font: QFont | None = None,
        parent: QObject | None = None,
        show_all: bool = False,
        changes: Changes | None = None,
        as_source: bool = False,
        width: float = -1,
    ) -> None:
        super().__init__(parent)
        font = font or theme.font("reading")
        self.source = source
        self._changes = changes
        self._as_source = as_source
        self._shown_to = 0
        self.tall: list[tuple[int, float]] = []
        self.choices: list[Choices] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self.setUndoRedoEnabled(False)
        self.setDocumentMargin(0)
        self.setDefaultFont(font)
        self.setDefaultTextOption(_wrapping())
        self.setTextWidth(width)  # What is written is laid out at once: once is enough.
        self.handler = FormulaHandler(self, font)
        self.documentLayout().registerHandler(FORMULA_TYPE, self.handler)
        self._builder: Builder | None = Builder(self, font)
        more = self.lay_more()
        while show_all and more:
            more = self.lay_more()

    @property
    def clipped(self) -> bool:
        """Whether only the beginning of the source is shown."""
        return self._shown_to < len(self.source)

    def lay_more(self) -> bool:
        """Write the next slice of the source; return whether there is still more."""
        if self._builder is None:
            return False
        start = self._shown_to
        end = self._shown_to = slice_end(self.source, start, _SLICE if start else LONGEST_SHOWN)
        blocks = (read_source if self._as_source else read)(self.source[start:end], start)
        if self._changes is not None:
            part = within(self._changes, start, end if self.clipped else None)
            blocks = toned(blocks, part, source=self._as_source)
        self._builder.build(blocks)
        if not self.clipped:
            # Without it nothing refers back to the document, which is then freed when it is let go
            # and not, with a thousand others, when Python next looks for garbage.
            self._builder = None
        return self.clipped

    def source_between(self, start: int, end: int) -> str:
        """Return the source that the document's characters ``start:end`` stand for."""
        if start >= end:
            return ""
        if start == 0 and end >= len(self._ends) and not self.clipped:
            return self.source
        if start >= len(self._starts):
            return ""
        end = min(end, len(self._ends))
        return self.source[self._starts[start] : max(self._ends[start:end])]

    def make_room(self, since: int = 0) -> None:
        """Spread the lines of a paragraph where two tall formulas touch at the present width.

        All of its lines are spread alike, so that they stay even. Only the paragraphs of the tall
        formulas from the one numbered ``since`` on are looked at. Choices are set two in a row
        where the width has room for it.
        """
        for choices in self.choices:
            choices.fit(self)
        tall = self.tall[since:]
        if len(tall) < 2:
            return
        self.size()  # Asking for the size completes the layout.
        touching = {
            self.findBlock(after[0]).blockNumber()
            for at, after in enumerate(tall)
            for before in tall[max(0, at - _TALL_IN_A_LINE) : at]
            if self._touch(before, after)
        }
        base = line_height(self.defaultFont())
        for number in {self.findBlock(position).blockNumber() for position, _ in tall}:
            block = self.findBlockByNumber(number)
            wanted = base + (_SPREAD if number in touching else 0)
            form = block.blockFormat()
            if form.lineHeight() != wanted:
                form.setLineHeight(wanted, form.lineHeightType())
                QTextCursor(block).setBlockFormat(form)

    def _touch(self, before: tuple[int, float], after: tuple[int, float]) -> bool:
        """Whether a tall formula stands on the line above another, over a part of it."""
        block = self.findBlock(after[0])
        if self.findBlock(before[0]) != block:
            return False
        places = []
        for position, width in (before, after):
            inside = position - block.position()
            line = block.layout().lineForTextPosition(inside)
            if not line.isValid():
                return False
            left = cast(tuple[float, int], line.cursorToX(inside))[0]
            places.append((line.lineNumber(), left, left + width))
        (row, left, right), (next_row, next_left, next_right) = places
        return next_row == row + 1 and left < next_right and next_left < right

    def ink_height(self) -> float:
        """Return the height with what hangs below the last line, in logical pixels."""
        height = float(self.size().height())  # Asking for the size completes the layout.
        placed = self.handler.placed
        if all(item.formula.descent * item.em < self.handler.descent for item in placed):
            return height
        block = self.lastBlock()
        line = block.layout().lineAt(block.layout().lineCount() - 1)
        if not line.isValid():
            return height
        first = block.position() + line.textStart()
        count = block.text()[line.textStart() :].count(OBJECT)
        hanging = self.handler.placed[-count:] if count else []
        deepest = max((item.formula.descent * item.em for item in hanging), default=0.0)
        baseline = baseline_of(self, first)
        return max(height, baseline + deepest + 1)

    def first_ascent(self) -> float:
        """Return how far ink of the first line may reach above its baseline, in logical pixels.

        The line itself may be higher: lines are even, and one of formulas alone stands lower in it.
        """
        self.size()  # Asking for the size completes the layout.
        line = self.firstBlock().layout().lineAt(0)
        end = line.textLength() if line.isValid() else 0
        count = self.firstBlock().text()[:end].count(OBJECT)
        formulas = (item.formula.ascent * item.em for item in self.handler.placed[:count])
        return max(QFontMetricsF(self.defaultFont()).ascent(), *formulas, 0.0)

    def whole_lines(self, height: int) -> int:
        """Return where the last line ends that stands whole within ``height``, at least one's."""
        self.size()  # Asking for the size completes the layout.
        ends = 0.0
        hanging = line_height(self.defaultFont()) * _HANGING
        block = self.firstBlock()
        while block.isValid():
            top = self.documentLayout().blockBoundingRect(block).top()
            lines = block.layout()
            for at in range(lines.lineCount()):
                line = lines.lineAt(at)
                bottom = top + line.y() + line.height() + hanging
                if bottom > height and ends:
                    return int(ends)
                ends = max(ends, bottom)
            block = block.next()
        return int(ends)

    def spoken(self) -> str:
        """Return the text as it is read aloud, formulas in words."""
        words = iter([placed.spoken for placed in self.handler.placed])
        text = self.toPlainText().replace(JOINER, "")
        return "".join(next(words, "") if char == OBJECT else char for char in text)

    def record(self, position: int, starts: tuple[int, ...], ends: tuple[int, ...]) -> None:
        """Note which source the characters from ``position`` on stand for (UTF-16 units)."""
        last = self._ends[-1] if self._ends else 0
        while len(self._starts) < position:
            self._starts.append(last)
            self._ends.append(last)
        self._starts.extend(starts)
        self._ends.extend(ends)


@cache
def _wrapping() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option
