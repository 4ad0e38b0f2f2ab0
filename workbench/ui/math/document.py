"""Builds text documents from source text: light Markdown laid out, formulas as inline objects."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPen,
    QPyTextObject,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextOption,
    QTextTableFormat,
)

from workbench.ui import theme
from workbench.ui.math.markdown import OBJECT, Block, BlockKind, Piece, read
from workbench.ui.math.painter import Failure, Formula, em_of, formulas
from workbench.ui.math.segmenter import Kind, Span

LONGEST_SHOWN = 12_000
"""Characters of source that are laid out unless all are asked for."""

_FORMULA = int(QTextFormat.ObjectTypes.UserObject) + 1
_INDEX = int(QTextFormat.Property.UserProperty) + 1
_SMALLEST_SCALE = 0.45
_ITEM_INDENT = 22
_JOINER = "\u2060"


@dataclass(frozen=True, slots=True)
class Placed:
    """A formula in a document: its size on the line is decided once, from its own."""

    formula: Formula
    em: float
    span: Span
    in_table: bool = False


class FormulaHandler(QPyTextObject):
    """Sizes and paints the formulas of one document; ``color`` is read at each painting."""

    def __init__(self, parent: QObject, font: QFont) -> None:
        super().__init__(parent)
        self.placed: list[Placed] = []
        self.color = QColor(theme.current().text)
        metrics = QFontMetricsF(font)
        self._half_x = metrics.xHeight() / 2
        # What rises above or hangs below the text by this much still clears its neighbours' ink.
        spare = line_height(font) - metrics.capHeight() - 1
        self._room_above = line_height(font) - metrics.descent() * 0.8 - 1
        self._room_below = spare
        self._descent = metrics.descent()

    def intrinsicSize(
        self, document: QTextDocument, position: int, text_format: QTextFormat
    ) -> QSizeF:
        """Return the size of a formula as Qt's inline objects need it (they have no descent)."""
        placed = self._of(text_format)
        em = self._fitted_em(document, placed)
        return QSizeF(placed.formula.width * em, self._height(placed, em))

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
        baseline = _baseline(document, position)
        placed.formula.paint(painter, rect.left(), baseline, em, self.color)
        if placed.formula.warnings:
            below = baseline + placed.formula.descent * em + 1
            painter.setPen(QPen(QColor(theme.current().incorrect), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(rect.left(), below), QPointF(rect.right(), below))

    def _of(self, text_format: QTextFormat) -> Placed:
        return self.placed[int(text_format.toCharFormat().intProperty(_INDEX))]

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
        below -= self._room_below - self._descent
        return max(2 * above - self._half_x, 2 * below + self._half_x)

    def hangs(self, formula: Formula, em: float) -> bool:
        """Whether ``formula`` reaches so deep that its line must make room below."""
        return formula.descent * em > self._room_below


def line_height(font: QFont) -> float:
    """Return the distance of baselines that inline fractions fit into, in logical pixels."""
    return float(round(font.pixelSize() * 1.7))


def _baseline(document: QTextDocument, position: int) -> float:
    block = document.findBlock(position)
    line = block.layout().lineForTextPosition(position - block.position())
    area = document.documentLayout().blockBoundingRect(block)
    # Asking a line that is not laid out yet for its place would end the process.
    return float(area.top() + line.y() + line.ascent() if line.isValid() else area.bottom())


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
        self._starts: list[int] = []
        self._ends: list[int] = []
        self.setUndoRedoEnabled(False)
        self.setDocumentMargin(0)
        self.setDefaultFont(font)
        self.setDefaultTextOption(_wrapping())
        self.handler = FormulaHandler(self, font)
        self.documentLayout().registerHandler(_FORMULA, self.handler)
        _Builder(self, font).build(read(source[:LONGEST_SHOWN] if self.clipped else source))

    def source_between(self, start: int, end: int) -> str:
        """Return the source that the document's characters ``start:end`` stand for."""
        if start >= end or start >= len(self._starts):
            return ""
        end = min(end, len(self._ends))
        if start == 0 and end == len(self._ends) and not self.clipped:
            return self.source
        return self.source[self._starts[start] : max(self._ends[start:end])]

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
        baseline = _baseline(self, first)
        return max(height, baseline + deepest + 1)

    def spoken(self) -> str:
        """Return the text as it is read aloud, formulas in words."""
        words = iter([placed.formula.speech for placed in self.handler.placed])
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
            if block.kind is BlockKind.TABLE:
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
        for number, piece in enumerate(pieces):
            style = _char_format(piece, block, self._font)
            if piece.formula is None:
                self._text(piece.text, piece.starts, piece.ends, style)
                continue
            self._join(pieces[number - 1] if number else None, piece.starts[0], at_end=True)
            self._formula(piece, block, style)
            after = pieces[number + 1] if number + 1 < len(pieces) else None
            self._join(after, piece.ends[0], at_end=False)

    def _join(self, neighbour: Piece | None, source: int, at_end: bool) -> None:
        """Keep a formula on one line with the punctuation or bracket that touches it."""
        if neighbour is None or neighbour.formula is not None or not neighbour.text:
            return
        if not neighbour.text[-1 if at_end else 0].isspace():
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
            return
        em = self._em * (_heading_scale(block.level) if block.kind is BlockKind.HEADING else 1)
        handler = self._document.handler
        style.setObjectType(_FORMULA)
        style.setProperty(_INDEX, len(handler.placed))
        style.setToolTip("\n".join(drawn.warnings))
        in_table = block.kind is BlockKind.TABLE
        if in_table or handler.hangs(drawn, em):
            style.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
        handler.placed.append(Placed(drawn, em, span, in_table))
        position = self._cursor.position()
        self._cursor.insertText(OBJECT, style)
        self._document.record(position, piece.starts, piece.ends)

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
        form = QTextTableFormat()
        form.setBorder(1)
        form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        form.setBorderBrush(QBrush(QColor(theme.current().line_strong)))
        form.setBorderCollapse(True)
        form.setCellPadding(5)
        form.setTopMargin(4)
        form.setBottomMargin(4)
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
