"""Builds text documents from source text: light Markdown laid out, formulas as inline objects."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextOption,
    QTextTableFormat,
)

from workbench.ui import theme
from workbench.ui.math.inline_formula import (
    FORMULA_TYPE,
    INDEX_PROPERTY,
    FormulaHandler,
    Placed,
    baseline_of,
    line_height,
)
from workbench.ui.math.markdown import OBJECT, Block, BlockKind, Piece, read
from workbench.ui.math.painter import Failure, em_of, formulas
from workbench.ui.math.segmenter import Kind, Span

LONGEST_SHOWN = 12_000
"""Characters of source that are laid out unless all are asked for."""

_ITEM_INDENT = 22
_SPREAD = 4
_TALL_IN_A_LINE = 8
_JOINER = "\u2060"


class MathDocument(QTextDocument):
    """A document that shows ``source`` and can tell which part of it a selection stands for."""

    def __init__(
        self,
        source: str,
        font: QFont | None = None,
        parent: QObject | None = None,
        show_all: bool = False,
    ) -> None:
        super().__init__(parent)
        font = font or theme.font("reading")
        self.source = source
        self.clipped = len(source) > LONGEST_SHOWN and not show_all
        self.tall: list[tuple[int, float]] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self.setUndoRedoEnabled(False)
        self.setDocumentMargin(0)
        self.setDefaultFont(font)
        self.setDefaultTextOption(_wrapping())
        self.handler = FormulaHandler(self, font)
        self.documentLayout().registerHandler(FORMULA_TYPE, self.handler)
        _Builder(self, font).build(read(source[:LONGEST_SHOWN] if self.clipped else source))

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

    def make_room(self) -> None:
        """Spread the lines of a paragraph where two tall formulas touch at the present width.

        All of its lines are spread alike, so that they stay even.
        """
        if len(self.tall) < 2:
            return
        self.size()  # Asking for the size completes the layout.
        touching = {
            self.findBlock(after[0]).blockNumber()
            for at, after in enumerate(self.tall)
            for before in self.tall[max(0, at - _TALL_IN_A_LINE) : at]
            if self._touch(before, after)
        }
        base = line_height(self.defaultFont())
        for number in {self.findBlock(position).blockNumber() for position, _ in self.tall}:
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

    def spoken(self) -> str:
        """Return the text as it is read aloud, formulas in words."""
        words = iter([placed.spoken for placed in self.handler.placed])
        text = self.toPlainText().replace(_JOINER, "")
        return "".join(next(words, "") if char == OBJECT else char for char in text)

    def record(self, position: int, starts: tuple[int, ...], ends: tuple[int, ...]) -> None:
        """Note which source the characters from ``position`` on stand for (UTF-16 units)."""
        last = self._ends[-1] if self._ends else 0
        while len(self._starts) < position:
            self._starts.append(last)
            self._ends.append(last)
        self._starts.extend(starts)
        self._ends.extend(ends)


def _wrapping() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option


class _Builder:
    """Writes blocks into a document with the cursor; nothing is ever read as HTML."""

    def __init__(self, document: MathDocument, font: QFont) -> None:
        self._document = document
        self._font = font
        self._em = em_of(font)
        self._cursor = QTextCursor(document)
        self._first = True
        self._after_table = False

    def build(self, blocks: list[Block]) -> None:
        self._cursor.beginEditBlock()
        for block in blocks:
            if block.cells:
                self._table(block)
            else:
                self._block(block)
        if self._after_table:
            self._cursor.setBlockFormat(_thin_format())
        self._cursor.endEditBlock()

    def _block(self, block: Block) -> None:
        form = _block_format(block, self._font, self._first)
        if self._first or self._after_table:
            self._cursor.setBlockFormat(form)
        else:
            self._cursor.insertBlock(form, QTextCharFormat())
        self._first = self._after_table = False
        self._write(block.pieces, block)

    def _write(self, pieces: tuple[Piece, ...], block: Block) -> None:
        before = " "
        for piece in pieces:
            style = _char_format(piece, block, self._font)
            if piece.formula is None:
                self._text(piece.text, piece.starts, piece.ends, style)
            else:
                if not before.isspace():
                    self._join(piece.starts[0])
                self._formula(piece, block, style)
            before = piece.text[-1:]

    def _join(self, source: int) -> None:
        """Keep the formula that follows on one line with the bracket that touches it."""
        self._text(_JOINER, (source,), (source,), QTextCharFormat())

    def _text(
        self, text: str, starts: tuple[int, ...], ends: tuple[int, ...], style: QTextCharFormat
    ) -> None:
        position = self._cursor.position()
        text = text.replace("\n", "\u2028")
        self._cursor.insertText(text, style)
        if any(char > "\uffff" for char in text):
            starts, ends = _per_unit(text, starts), _per_unit(text, ends)
        self._document.record(position, starts, ends)

    def _formula(self, piece: Piece, block: Block, style: QTextCharFormat) -> None:
        span = piece.formula
        assert span is not None
        drawn = formulas().get(span.content, display=span.kind is Kind.DISPLAY)
        if isinstance(drawn, Failure):
            self._unreadable(span, drawn)
            places = tuple(range(span.end, piece.ends[0]))
            ends = tuple(place + 1 for place in places)
            self._text(piece.suffix, places, ends, style)
            return
        em = self._em_in(block)
        handler = self._document.handler
        style.setObjectType(FORMULA_TYPE)
        style.setProperty(INDEX_PROPERTY, len(handler.placed))
        style.setToolTip("\n".join(drawn.warnings))
        in_table = block.kind in (BlockKind.TABLE, BlockKind.CHOICES)
        if in_table or handler.hangs(drawn, em):
            style.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
        handler.placed.append(Placed(drawn, em, span, piece.suffix, in_table))
        position = self._cursor.position()
        if handler.crowds(drawn, em):
            self._document.tall.append((position, drawn.width * em))
        self._cursor.insertText(OBJECT, style)
        self._document.record(position, piece.starts, piece.ends)

    def _em_in(self, block: Block) -> float:
        return self._em * (_heading_scale(block.level) if block.kind is BlockKind.HEADING else 1)

    def _unreadable(self, span: Span, failure: Failure) -> None:
        style = QTextCharFormat()
        style.setFont(theme.font("mono"))
        style.setForeground(QColor(theme.current().incorrect))
        style.setToolTip(failure.reason)
        source = self._document.source[span.start : span.end]
        places = range(span.start, span.end)
        ends = tuple(place + 1 for place in places)
        text = "".join(char if char >= " " else " " for char in source)
        safe = text.encode("utf-16", "replace").decode("utf-16")
        self._text(safe, tuple(places), ends, style)

    def _table(self, block: Block) -> None:
        rows, columns = len(block.cells), max(len(row) for row in block.cells)
        form = _table_format(block, columns)
        if self._first:
            self._cursor.setBlockFormat(_thin_format())
        table = self._cursor.insertTable(rows, columns, form)
        for row, cells in enumerate(block.cells):
            for column, pieces in enumerate(cells):
                self._cursor = table.cellAt(row, column).firstCursorPosition()
                self._write(pieces, block)
        self._cursor = table.lastCursorPosition()
        self._cursor.movePosition(QTextCursor.MoveOperation.NextBlock)
        self._first, self._after_table = False, True


def _per_unit(text: str, places: tuple[int, ...]) -> tuple[int, ...]:
    """Repeat the place of each character outside the basic plane: it takes two UTF-16 units."""
    made: list[int] = []
    for char, place in zip(text, places, strict=True):
        made.extend((place, place) if char > "\uffff" else (place,))
    return tuple(made)


def _heading_scale(level: int) -> float:
    return {1: 1.25, 2: 1.15}.get(level, 1.0)


def _block_format(block: Block, font: QFont, first: bool) -> QTextBlockFormat:
    form = QTextBlockFormat()
    minimum = QTextBlockFormat.LineHeightTypes.MinimumHeight
    form.setLineHeight(line_height(font), int(minimum.value))
    wide = block.after_blank or block.kind in (BlockKind.DISPLAY, BlockKind.CODE)
    form.setTopMargin(0 if first else 8 if wide else 2)
    if block.kind is BlockKind.DISPLAY:
        form.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        form.setBottomMargin(6)
    if block.kind is BlockKind.ITEM:
        form.setLeftMargin(_ITEM_INDENT * block.level)
        form.setTextIndent(-_ITEM_INDENT)
        form.setTabPositions([QTextOption.Tab(_ITEM_INDENT, QTextOption.TabType.LeftTab)])
    if block.kind is BlockKind.CODE:
        form.setBackground(QColor(theme.current().background))
        form.setBottomMargin(6)
    return form


def _table_format(block: Block, columns: int) -> QTextTableFormat:
    form = QTextTableFormat()
    form.setTopMargin(4)
    form.setBorderCollapse(True)
    form.setCellSpacing(0)
    form.setCellPadding(0)
    if block.kind is BlockKind.CHOICES:
        percent = QTextLength.Type.PercentageLength
        form.setBorder(0)
        form.setWidth(QTextLength(percent, 100))
        form.setColumnWidthConstraints([QTextLength(percent, 100 / columns)] * columns)
        return form
    form.setBottomMargin(4)
    form.setBorder(1)
    form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    form.setBorderBrush(QBrush(QColor(theme.current().line_strong)))
    form.setCellPadding(5)
    return form


def _thin_format() -> QTextBlockFormat:
    """Return the format of the empty block that Qt wants on either side of a table."""
    form = QTextBlockFormat()
    form.setLineHeight(1, int(QTextBlockFormat.LineHeightTypes.FixedHeight.value))
    return form


def _char_format(piece: Piece, block: Block, font: QFont) -> QTextCharFormat:
    style = QTextCharFormat()
    if piece.code:
        style.setFont(theme.font("mono"))
    if piece.bold or block.kind is BlockKind.HEADING:
        style.setFontWeight(QFont.Weight.Bold)
    if piece.italic:
        style.setFontItalic(True)
    if block.kind is BlockKind.HEADING:
        style.setProperty(
            QTextFormat.Property.FontPixelSize,
            round(font.pixelSize() * _heading_scale(block.level)),
        )
    return style
