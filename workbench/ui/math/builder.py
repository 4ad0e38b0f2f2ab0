"""Writes blocks of text and formulas into a document, one slice of the source after another."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextFrameFormat,
    QTextOption,
    QTextTableFormat,
)

from workbench.domain.word_diff import Change
from workbench.ui import theme
from workbench.ui.math.blocks import OBJECT, Block, BlockKind, Piece
from workbench.ui.math.choices import ONE_UNDER_ANOTHER, Choices
from workbench.ui.math.inline_formula import FORMULA_TYPE, INDEX_PROPERTY, Placed, line_height
from workbench.ui.math.painter import Failure, em_of, formulas
from workbench.ui.math.segmenter import Kind, Span

if TYPE_CHECKING:
    from workbench.ui.math.document import MathDocument

JOINER = "\u2060"
_ITEM_INDENT = 22
_LONGEST_REASON = 100


class Builder:
    """Writes blocks into a document with the cursor; nothing is ever read as HTML."""

    def __init__(self, document: MathDocument, font: QFont) -> None:
        self._document = document
        self._font = font
        self._em = em_of(font)
        self._cursor = QTextCursor(document)
        self._first = True
        self._after_table = False

    def build(self, blocks: list[Block]) -> None:
        """Write ``blocks`` behind what was written before."""
        self._cursor.beginEditBlock()
        for block in blocks:
            if block.kind is BlockKind.CHOICES:
                self._choices(block)
            elif block.cells:
                self._table(block)
            else:
                self._block(block)
        if self._after_table:
            self._cursor.setBlockFormat(_thin_format())
        self._cursor.endEditBlock()

    def _block(self, block: Block) -> None:
        self._begin(_block_format(block, self._font, self._first))
        self._write(block.pieces, block)

    def _choices(self, block: Block) -> None:
        """Write the choices one under another; :class:`Choices` sets them in a row that fits."""
        choices = Choices()
        for at, row in enumerate(block.cells):
            wide = replace(block, after_blank=block.after_blank and at == 0)
            self._begin(_block_format(wide, self._font, self._first))
            start = self._cursor.position()
            for column, pieces in enumerate(row):
                if column:
                    choices.breaks.append(self._cursor.position())
                    self._cursor.insertText(ONE_UNDER_ANOTHER, QTextCharFormat())
                self._write(pieces, block)
            choices.rows.append((start, len(row)))
        self._document.choices.append(choices)

    def _begin(self, form: QTextBlockFormat) -> None:
        if self._first or self._after_table:
            self._cursor.setBlockFormat(form)
        else:
            self._cursor.insertBlock(form, QTextCharFormat())
        self._first = self._after_table = False

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
        self._text(JOINER, (source,), (source,), QTextCharFormat())

    def _text(
        self, text: str, starts: tuple[int, ...], ends: tuple[int, ...], style: QTextCharFormat
    ) -> None:
        position = self._cursor.position()
        text = text.replace("\n", "\u2028")
        self._cursor.insertText(text, style)
        if not text.isascii() and any(char > "\uffff" for char in text):
            starts, ends = _per_unit(text, starts), _per_unit(text, ends)
        self._document.record(position, starts, ends)

    def _formula(self, piece: Piece, block: Block, style: QTextCharFormat) -> None:
        span = piece.formula
        assert span is not None
        drawn = formulas().get(span.content, display=span.kind is Kind.DISPLAY)
        if isinstance(drawn, Failure):
            self._unreadable(span, drawn, piece)
            nowhere = (span.end,) * len(piece.suffix)
            self._text(piece.suffix, nowhere, (piece.ends[0],) * len(piece.suffix), style)
            return
        em = self._em_in(block)
        handler = self._document.handler
        style.setObjectType(FORMULA_TYPE)
        style.setProperty(INDEX_PROPERTY, len(handler.placed))
        if drawn.warnings:
            style.setToolTip("\n".join(drawn.warnings))
        in_table = block.kind is BlockKind.TABLE
        if in_table or handler.hangs(drawn, em):
            style.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
        handler.placed.append(Placed(drawn, em, span, piece.suffix, in_table, piece.tone))
        position = self._cursor.position()
        if handler.crowds(drawn, em):
            self._document.tall.append((position, drawn.width * em))
        self._cursor.insertText(OBJECT, style)
        self._document.record(position, piece.starts, piece.ends)

    def _em_in(self, block: Block) -> float:
        return self._em * (_heading_scale(block.level) if block.kind is BlockKind.HEADING else 1)

    def _unreadable(self, span: Span, failure: Failure, piece: Piece) -> None:
        style = QTextCharFormat()
        style.setFont(theme.font("mono"))
        style.setForeground(QColor(theme.current().incorrect))
        style.setToolTip(failure.reason)
        _set_tone(style, piece.tone)
        source = self._document.source[span.start : span.end]
        starts: tuple[int, ...] = tuple(range(span.start, span.end))
        ends = tuple(start + 1 for start in starts)
        if piece.tone is Change.REMOVED:  # It stands in the text before, not in this one.
            source = span.content
            starts = ends = piece.starts * len(source)
        text = "".join(char if char >= " " else " " for char in source)
        safe = text.encode("utf-16", "replace").decode("utf-16")
        self._text(safe, starts, ends, style)
        self._note(f" ({_in_short(failure.reason)})", ends[-1])

    def _note(self, text: str, source: int) -> None:
        """Say something that is not in the source, small, behind ``source``."""
        style = QTextCharFormat()
        style.setFont(theme.font("small"))
        style.setForeground(QColor(theme.current().secondary))
        self._text(text, (source,) * len(text), (source,) * len(text), style)

    def _table(self, block: Block) -> None:
        rows, columns = len(block.cells), max(len(row) for row in block.cells)
        form = _table_format()
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


def _in_short(reason: str) -> str:
    """Return the first line of the typesetter's reason, as a part of a sentence."""
    line = next(iter(reason.strip().split("\n")), "").rstrip(".")
    return "not typeset: " + (line[:_LONGEST_REASON] or "the typesetter gave no reason")


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


def _table_format() -> QTextTableFormat:
    form = QTextTableFormat()
    form.setTopMargin(4)
    form.setBorderCollapse(True)
    form.setCellSpacing(0)
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
    _set_tone(style, piece.tone)
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


def _set_tone(style: QTextCharFormat, tone: Change) -> None:
    """Tell new words by tint and underline, words that are gone by a line through them."""
    if tone is Change.SAME:
        return
    tokens = theme.current()
    if tone is Change.INSERTED:
        style.setBackground(QColor(tokens.selection))
        style.setUnderlineColor(QColor(tokens.accent))
        style.setFontUnderline(True)
    elif tone is Change.REMOVED:
        style.setForeground(QColor(tokens.secondary))
        style.setFontStrikeOut(True)
