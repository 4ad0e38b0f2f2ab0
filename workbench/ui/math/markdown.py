"""Reads the light Markdown around formulas into blocks, and knows where each character was."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from workbench.ui.math.blocks import OBJECT, Block, BlockKind, Piece
from workbench.ui.math.segmenter import Kind, Span, segment

_INVISIBLE_BREAK = "\u200b"
_LONGEST_UNBROKEN = 200
"""Characters; Qt's line breaking is quadratic in a run without any opportunity to break."""


_HEADING = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_ITEM = re.compile(r"([ \t]*)([-*+•]|\d{1,3}[.)])[ \t]+(?=\S)")
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_RULE_LINE = re.compile(r"[ \t]*([-*_])([ \t]*\1){2,}[ \t]*$")
_CHOICE = re.compile(r"\(?[A-H][.):][ \t]*")
_LONGEST_CHOICE = 48
# All of a short run, or the punctuation that opens a longer one.
_TOUCHING = re.compile(r"\S{1,7}(?!\S)|[.,;:!?)\]}'’\"”%°]{1,3}")
_EMPHASIS = re.compile(
    r"\*\*(?=[^\s*])(?P<bold>.+?)(?<=[^\s])\*\*"
    r"|(?<![\w*\\])\*(?=[^\s*])(?P<italic>[^*]+?)(?<=[^\s*])\*(?![\w*])"
)


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of flattened text with the place of each character; ``spans`` by its index."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    spans: dict[int, Span]

    def part(self, start: int, end: int) -> _Line:
        if start == 0 and end >= len(self.text):
            return self
        # A line of a thousand formulas is cut a thousand times: look only where it is cut.
        few = min(end, len(self.text)) - start < len(self.spans)
        places = range(start, end) if few else self.spans
        spans = {
            at - start: self.spans[at] for at in places if start <= at < end and at in self.spans
        }
        return _Line(self.text[start:end], self.starts[start:end], self.ends[start:end], spans)


def read(source: str, offset: int = 0) -> list[Block]:
    """Read ``source`` into blocks, in order; it begins ``offset`` characters into a longer text."""
    lines = _lines(source, offset)
    blocks: list[Block] = []
    after_blank = False
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.text.strip():
            after_blank, at = True, at + 1
            continue
        taken = _table_length(lines, at)
        if taken:
            blocks.append(_table(lines[at : at + taken], after_blank))
        else:
            blocks.extend(_blocks_of(line, after_blank))
        after_blank, at = False, at + max(1, taken)
    return _with_choices(blocks)


def read_inline(source: str) -> list[Piece]:
    """Read ``source`` as part of a sentence: its pieces in a row, whatever its lines would be."""
    pieces: list[Piece] = []
    for line in _lines(source, 0):
        if pieces and line.text:
            pieces.append(Piece(" ", (line.starts[0],), (line.starts[0],)))
        pieces += _pieces(line)
    return pieces


def read_source(source: str, offset: int = 0) -> list[Block]:
    """Return ``source`` as it is written, a block a line."""
    blocks: list[Block] = []
    for line in source.split("\n"):
        pieces = tuple(source_pieces(line, offset))
        blocks.append(Block(BlockKind.PARAGRAPH, pieces))
        offset += len(line) + 1
    return blocks


def source_pieces(source: str, offset: int = 0) -> list[Piece]:
    """Return ``source`` as it is written, in the font of code."""
    starts = tuple(range(offset, offset + len(source)))
    ends = tuple(start + 1 for start in starts)
    text = "".join(" " if char == "\n" else _showable(char) for char in source)
    line = _breakable(_Line(text, starts, ends, {}))
    return [Piece(line.text, line.starts, line.ends, code=True)] if text else []


def _lines(source: str, offset: int) -> list[_Line]:
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    spans: dict[int, Span] = {}
    for span in segment(source):
        if offset:
            span = replace(span, start=span.start + offset, end=span.end + offset)
        if span.kind is Kind.HIDDEN:
            continue
        if span.kind in (Kind.TEXT, Kind.ESCAPE):
            _add_text(span, chars, starts, ends)
            continue
        spans[len(chars)] = span
        chars.append(OBJECT)
        starts.append(span.start)
        ends.append(span.end)
    whole = _Line("".join(chars), tuple(starts), tuple(ends), spans)
    return _joined(_cut(whole))


def _add_text(span: Span, chars: list[str], starts: list[int], ends: list[int]) -> None:
    if span.kind is Kind.ESCAPE:
        chars.append(span.content)
        starts.append(span.start)
        ends.append(span.end)
        return
    plain = span.content.isascii() and span.content.isprintable()
    chars.extend(span.content if plain else map(_showable, span.content))
    end = span.start + len(span.content)
    starts.extend(range(span.start, end))
    ends.extend(range(span.start + 1, end + 1))


def _showable(char: str) -> str:
    """Return what stands for ``char`` on screen: no object marks, controls or lone surrogates."""
    if char >= " " and char != OBJECT and not "\ud800" <= char <= "\udfff" and char < "\ufdd0":
        return " " if char in "\u2028\u2029" else char
    if char in "\n\t":
        return char
    if char == "\r":
        return " "
    return char if char > "\uffff" or "\ufdf0" <= char < "\ufff0" else "\ufffd"


def _cut(whole: _Line) -> list[_Line]:
    """Cut at newlines, and put displayed formulas and blocks of code on lines of their own."""
    if "\n" not in whole.text and not any(map(_stands_alone, whole.spans.values())):
        return [whole]  # as most steps are
    lines: list[_Line] = []
    start = 0
    for at, char in enumerate(whole.text):
        alone = at in whole.spans and _stands_alone(whole.spans[at])
        if char != "\n" and not alone:
            continue
        if char == "\n" or whole.text[start:at].strip():
            lines.append(whole.part(start, at))
        if alone:
            lines.append(whole.part(at, at + 1))
        start = at + 1
        if alone and whole.text[start : start + 1] == "\n":
            continue
    lines.append(whole.part(start, len(whole.text)))
    return _without_gaps_after_displays(lines)


def _without_gaps_after_displays(lines: list[_Line]) -> list[_Line]:
    """Drop the empty rest of a line on which a displayed formula ended."""
    kept: list[_Line] = []
    for at, line in enumerate(lines):
        follows = at > 0 and 0 in lines[at - 1].spans and _stands_alone(lines[at - 1].spans[0])
        if follows and not line.text.strip():
            continue
        kept.append(line)
    return kept


def _stands_alone(span: Span) -> bool:
    return span.kind is Kind.DISPLAY or (span.kind is Kind.CODE and "\n" in span.content)


def _joined(lines: list[_Line]) -> list[_Line]:
    """Join lines that were wrapped in the middle of a sentence."""
    made: list[_Line] = []
    for line in lines:
        if made and _continues(made[-1], line):
            made[-1] = _join(made[-1], line)
        else:
            made.append(line)
    return made


def _continues(before: _Line, line: _Line) -> bool:
    if len(before.text) < 40 or before.text.rstrip()[-1:] in ".:;!?" or _is_alone(before):
        return False
    return line.text[:1].islower()


def _is_alone(line: _Line) -> bool:
    return 0 in line.spans and _stands_alone(line.spans[0])


def _join(before: _Line, line: _Line) -> _Line:
    gap = before.ends[-1]
    shift = len(before.text) + 1
    spans = before.spans | {at + shift: span for at, span in line.spans.items()}
    return _Line(
        f"{before.text} {line.text}",
        (*before.starts, gap, *line.starts),
        (*before.ends, line.starts[0], *line.ends),
        spans,
    )


def _blocks_of(line: _Line, after_blank: bool) -> list[Block]:
    if _is_alone(line):
        span = line.spans[0]
        kind = BlockKind.DISPLAY if span.kind is Kind.DISPLAY else BlockKind.CODE
        return [Block(kind, (_object_piece(line, 0),), after_blank=after_blank)]
    if _RULE_LINE.match(line.text):
        return []
    kind, level, body, marker = _opening(line)
    pieces = (*marker, *_pieces(body))
    return [Block(kind, pieces, level, after_blank)]


def _opening(line: _Line) -> tuple[BlockKind, int, _Line, tuple[Piece, ...]]:
    """Tell a heading and a list item from a paragraph; return kind, level, rest, marker."""
    heading = _HEADING.match(line.text)
    if heading:
        rest = line.part(heading.end(), len(line.text))
        return BlockKind.HEADING, len(heading.group(1)), rest, ()
    item = _ITEM.match(line.text)
    if item is None:
        blank = len(line.text) - len(line.text.lstrip())
        return BlockKind.PARAGRAPH, 0, line.part(blank, len(line.text)), ()
    sign = item.group(2) if item.group(2)[0].isdigit() else "•"
    at = item.start(2)
    depth = 1 + min(3, len(item.group(1).expandtabs(4)) // 2)
    starts = (line.starts[at],) * len(sign) + (line.ends[item.end(2) - 1],)
    ends = (line.ends[item.end(2) - 1],) * len(sign) + (line.ends[item.end() - 1],)
    marker = Piece(sign + "\t", starts, ends)
    return BlockKind.ITEM, depth, line.part(item.end(), len(line.text)), (marker,)


def _pieces(line: _Line, bold: bool = False, italic: bool = False) -> tuple[Piece, ...]:
    made: list[Piece] = []
    position = 0
    for found in _EMPHASIS.finditer(line.text):
        made += _plain_pieces(line.part(position, found.start()), bold, italic)
        name = "bold" if found.group("bold") is not None else "italic"
        inner = line.part(found.start(name), found.end(name))
        made += _plain_pieces(inner, bold or name == "bold", italic or name == "italic")
        position = found.end()
    made += _plain_pieces(line.part(position, len(line.text)), bold, italic)
    return _glued(made)


def _plain_pieces(line: _Line, bold: bool, italic: bool) -> list[Piece]:
    made: list[Piece] = []
    position = 0
    for at in sorted(line.spans):
        made += _text_piece(line.part(position, at), bold, italic)
        made.append(_object_piece(line, at))
        position = at + 1
    return made + _text_piece(line.part(position, len(line.text)), bold, italic)


def _text_piece(line: _Line, bold: bool, italic: bool) -> list[Piece]:
    if not line.text:
        return []
    broken = _breakable(line)
    return [Piece(broken.text, broken.starts, broken.ends, bold, italic)]


def _breakable(line: _Line) -> _Line:
    """Give very long runs without a blank some places to break."""
    if not re.search(rf"\S{{{_LONGEST_UNBROKEN}}}", line.text):
        return line
    chars, starts, ends, run = [], [], [], 0
    for char, start, end in zip(line.text, line.starts, line.ends, strict=True):
        run = 0 if char.isspace() else run + 1
        chars.append(char)
        starts.append(start)
        ends.append(end)
        if run == _LONGEST_UNBROKEN:
            run = 0
            chars.append(_INVISIBLE_BREAK)
            starts.append(end)
            ends.append(end)
    return _Line("".join(chars), tuple(starts), tuple(ends), {})


def _glued(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Give each formula the short run of text that touches it: “, ”, “)”, “th”, “-axis”.

    Qt may break a line behind any inline object, whatever follows it.
    """
    made: list[Piece] = []
    for piece in pieces:
        formula = made[-1] if made else None
        if formula is None or formula.formula is None or piece.formula is not None or piece.code:
            made.append(piece)
            continue
        touching = _TOUCHING.match(piece.text)
        count = touching.end() if touching else 0
        if count:
            made[-1] = replace(formula, suffix=piece.text[:count], ends=(piece.ends[count - 1],))
        if count < len(piece.text):
            rest = (piece.text[count:], piece.starts[count:], piece.ends[count:])
            made.append(Piece(*rest, piece.bold, piece.italic))
    return tuple(made)


def _with_choices(blocks: list[Block]) -> list[Block]:
    """Set the short choices of a question (A., B., …) two in a row."""
    made: list[Block] = []
    at = 0
    while at < len(blocks):
        count = _choices_length(blocks, at)
        if count < 4:
            made.append(blocks[at])
            at += 1
            continue
        cells = [block.pieces for block in blocks[at : at + count]]
        rows = tuple(tuple(cells[row : row + 2]) for row in range(0, count, 2))
        made.append(Block(BlockKind.CHOICES, after_blank=blocks[at].after_blank, cells=rows))
        at += count
    return made


def _choices_length(blocks: list[Block], at: int) -> int:
    """Return how many blocks from ``at`` on are short choices in the order of the alphabet."""
    count = 0
    for block, letter in zip(blocks[at:], "ABCDEFGH", strict=False):
        text = block.pieces[0].text if block.pieces else ""
        length = sum(len(p.formula.content if p.formula else p.text) for p in block.pieces)
        fits = length <= _LONGEST_CHOICE and (count == 0 or not block.after_blank)
        if block.kind is not BlockKind.PARAGRAPH or not fits or not _CHOICE.match(text, 0):
            break
        if text.lstrip("(")[0] != letter:
            break
        count += 1
    return count


def _object_piece(line: _Line, at: int) -> Piece:
    span = line.spans[at]
    if span.kind is not Kind.CODE:
        return Piece(OBJECT, (span.start,), (span.end,), formula=span)
    # A character of code stands for itself; the first and the last also for the delimiters.
    content = span.content.strip("\n")
    inside = span.start + max(0, span.end - span.start - len(content)) // 2
    starts = [inside + offset for offset in range(len(content))]
    ends = [start + 1 for start in starts]
    starts[:1], ends[-1:] = [span.start], [span.end]
    text = "".join(_showable(char) for char in content)
    return Piece(text, tuple(starts), tuple(ends), code=True)


def _table_length(lines: list[_Line], at: int) -> int:
    if "|" not in lines[at].text or at + 1 >= len(lines):
        return 0
    if "|" not in lines[at + 1].text or not _TABLE_RULE.match(lines[at + 1].text):
        return 0
    end = at + 2
    while end < len(lines) and "|" in lines[end].text and end - at < 80:
        end += 1
    return end - at


def _table(lines: list[_Line], after_blank: bool) -> Block:
    rows = [lines[0], *lines[2:]]
    cells = tuple(_cells(line, bold=number == 0) for number, line in enumerate(rows))
    return Block(BlockKind.TABLE, after_blank=after_blank, cells=cells)


def _cells(line: _Line, bold: bool) -> tuple[tuple[Piece, ...], ...]:
    body = line.text.rstrip().removesuffix("|")
    position = len(body) - len(body.lstrip().removeprefix("|"))
    made: list[tuple[Piece, ...]] = []
    for part in body[position:].split("|")[:12]:
        end = position + len(part)
        lead = len(part) - len(part.lstrip())
        inner = line.part(position + lead, position + max(lead, len(part.rstrip())))
        made.append(_pieces(inner, bold=bold))
        position = end + 1
    return tuple(made)
