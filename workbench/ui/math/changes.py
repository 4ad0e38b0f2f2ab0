"""Marks in a text what differs from the text before it, down to the tokens of a formula."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from workbench.domain.word_diff import Change, tex_tokens, token_diff, word_tokens
from workbench.ui.math.blocks import Block, BlockKind, Piece
from workbench.ui.math.markdown import read_inline, source_pieces
from workbench.ui.math.segmenter import Kind, segment

_LONGEST_REMOVED = 2_000
"""Characters; of a longer removed stretch the beginning is shown."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a text has that the one before had not, and the reverse.

    ``inserted`` are ranges of the text, ``removed`` are stretches of the text before, each with
    the position at which it stood.
    """

    inserted: tuple[tuple[int, int], ...] = ()
    removed: tuple[tuple[int, str], ...] = ()


@lru_cache(maxsize=256)
def changes_between(old: str, new: str, *, whole_formulas: bool = True) -> Changes:
    """Compare two texts word by word; ``whole_formulas`` takes each formula for one word."""
    inserted: list[tuple[int, int]] = []
    removed: list[tuple[int, str]] = []
    at = 0
    for stretch in token_diff(_tokens(old, whole_formulas), _tokens(new, whole_formulas)):
        if stretch.change is Change.REMOVED:
            removed.append((at, stretch.text))
            continue
        if stretch.change is Change.INSERTED:
            blank = len(stretch.text) - len(stretch.text.lstrip())
            inserted.append((at + blank, at + len(stretch.text.rstrip())))
        at += len(stretch.text)
    return Changes(tuple(inserted), tuple(removed))


def _tokens(source: str, whole_formulas: bool) -> list[str]:
    tokens: list[str] = []
    for span in segment(source):
        text = source[span.start : span.end]
        if span.kind in (Kind.INLINE, Kind.DISPLAY):
            tokens += [text] if whole_formulas else tex_tokens(text)
        else:
            tokens += word_tokens(text)
    return tokens


def within(changes: Changes, start: int, end: int | None) -> Changes:
    """Return what of ``changes`` lies in ``start:end`` of the text; None is its end."""
    return Changes(
        tuple(
            pair for pair in changes.inserted if pair[1] > start and (end is None or pair[0] < end)
        ),
        tuple(
            gone for gone in changes.removed if gone[0] >= start and (end is None or gone[0] < end)
        ),
    )


def toned(blocks: list[Block], changes: Changes, *, source: bool = False) -> list[Block]:
    """Return ``blocks`` with what was inserted marked, and what was removed put back as such.

    ``source`` shows removed formulas as their source too.
    """
    marker = _Marker(changes, source)
    made = [marker.block(block) for block in blocks]
    rest = marker.rest()
    if rest and made and not made[-1].cells:
        made[-1] = replace(made[-1], pieces=(*made[-1].pieces, *rest))
    elif rest:
        made.append(Block(BlockKind.PARAGRAPH, rest))
    return made


class _Marker:
    """Goes through the pieces of a text in their order, and cuts them where their tone changes."""

    def __init__(self, changes: Changes, source: bool) -> None:
        self._inserted = list(changes.inserted)
        self._removed = list(changes.removed)
        self._read = source_pieces if source else read_inline

    def block(self, block: Block) -> Block:
        cells = tuple(tuple(self._pieces(cell) for cell in row) for row in block.cells)
        return replace(block, pieces=self._pieces(block.pieces), cells=cells)

    def rest(self) -> tuple[Piece, ...]:
        return tuple(self._gone(None))

    def _pieces(self, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
        made: list[Piece] = []
        for piece in pieces:
            made += self._text(piece) if piece.formula is None else self._formula(piece)
        return tuple(made)

    def _formula(self, piece: Piece) -> Iterable[Piece]:
        span = piece.formula
        assert span is not None
        yield from self._gone(span.start)
        tone, end = self._tone(span.start, span.end), piece.ends[0]
        suffix_tone = self._tone(span.end, end) if piece.suffix else tone
        if tone is suffix_tone:
            yield replace(piece, tone=tone)
            return
        yield replace(piece, tone=tone, suffix="", ends=(span.end,))
        count = len(piece.suffix)
        yield Piece(
            piece.suffix,
            (span.end,) * count,
            (end,) * count,
            piece.bold,
            piece.italic,
            tone=suffix_tone,
        )

    def _text(self, piece: Piece) -> Iterable[Piece]:
        begin, tone = 0, Change.SAME
        for at, (start, end) in enumerate(zip(piece.starts, piece.ends, strict=True)):
            now = self._tone(start, end)
            due = bool(self._removed) and self._removed[0][0] <= start
            if due or now is not tone:
                yield from _part(piece, begin, at, tone)
                begin, tone = at, now
            if due:
                yield from self._gone(start)
        yield from _part(piece, begin, len(piece.text), tone)

    def _tone(self, start: int, end: int) -> Change:
        while self._inserted and self._inserted[0][1] <= start:
            self._inserted.pop(0)
        inside = bool(self._inserted) and self._inserted[0][0] < end
        return Change.INSERTED if inside else Change.SAME

    def _gone(self, until: int | None) -> Iterable[Piece]:
        """Yield what was removed up to a position, or all that is left."""
        while self._removed and (until is None or self._removed[0][0] <= until):
            place, text = self._removed.pop(0)
            shown = text[:_LONGEST_REMOVED] + ("…" if len(text) > _LONGEST_REMOVED else "")
            for piece in self._read(shown):
                yield _as_removed(piece, place)
            if not shown[-1:].isspace():
                yield Piece(" ", (place,), (place,))


def _part(piece: Piece, begin: int, end: int, tone: Change) -> Iterable[Piece]:
    if end > begin:
        yield replace(
            piece,
            text=piece.text[begin:end],
            starts=piece.starts[begin:end],
            ends=piece.ends[begin:end],
            tone=tone,
        )


def _as_removed(piece: Piece, place: int) -> Piece:
    """Return ``piece`` of the old text, standing for no character of the new one."""
    nowhere = (place,) * len(piece.text)
    span = piece.formula and replace(piece.formula, kind=Kind.INLINE)
    return replace(piece, starts=nowhere, ends=nowhere, formula=span, tone=Change.REMOVED)
