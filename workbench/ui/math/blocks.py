"""What a text is read into before it is laid out: blocks of pieces, each piece of one style."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workbench.domain.word_diff import Change
from workbench.ui.math.segmenter import Span

OBJECT = "\ufffc"
"""Stands for a formula or a stretch of code in a text."""


class BlockKind(StrEnum):
    """What a block is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    DISPLAY = "display"
    CODE = "code"
    TABLE = "table"
    CHOICES = "choices"


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one style, or one formula; character i stands for source ``starts[i]:ends[i]``.

    ``suffix`` is what follows a formula without a blank: it may not begin the next line. ``tone``
    is what became of the piece since the text before.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    bold: bool = False
    italic: bool = False
    code: bool = False
    formula: Span | None = None
    suffix: str = ""
    tone: Change = Change.SAME


@dataclass(frozen=True, slots=True)
class Block:
    """One block; ``level`` is a heading's rank or an item's depth, ``cells`` a table's rows."""

    kind: BlockKind
    pieces: tuple[Piece, ...] = ()
    level: int = 0
    after_blank: bool = False
    cells: tuple[tuple[tuple[Piece, ...], ...], ...] = ()
