"""Where the parts of a step's card lie: what paints it and what takes clicks ask here."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF

from workbench.domain.records import Verdict
from workbench.ui import theme
from workbench.ui.math.inline_formula import line_height, longest_line

GUTTER = 50
GLYPH = 22
GAP = 8
PAD_TOP = 8
PAD_BOTTOM = 11
STRIP = (Verdict.CORRECT, Verdict.NEUTRAL, Verdict.INCORRECT)
NARROW = 560
"""Pixels; on a narrower card a sign in the gutter tells what changed, for the text needs room."""
_PAD_RIGHT = 16
LABEL_WIDTH = 76
_STRIP_CELL = 30


@dataclass(frozen=True, slots=True)
class CardRects:
    """Where the parts of a card lie, in the coordinates of the viewport."""

    card: QRectF
    glyph: QRectF
    number: QRectF
    text: QRectF
    label: QRectF
    strip: QRectF

    def strip_cell(self, position: int) -> QRectF:
        """Return the rectangle of one button of the hover strip."""
        left = self.strip.left() + 4 + position * _STRIP_CELL
        return QRectF(left, self.strip.top() + 3, _STRIP_CELL - 2, self.strip.height() - 6)


def glyph_top() -> int:
    """Return how far below a card's edge its glyph is: level with the first line of the text."""
    return round(max(10.0, PAD_TOP + (line_height(theme.font("reading")) - GLYPH) / 2))


def rects_of(area: QRect, labelled: bool) -> CardRects:
    """Return where the parts of the card in ``area`` (its item rectangle) lie."""
    # Half a pixel in, a line of one pixel is sharp.
    card = QRectF(area).adjusted(0.5, 0.5, -1.5, -GAP - 0.5)
    left, top = card.left() + (GUTTER - GLYPH) / 2, card.top() + glyph_top()
    label = QRectF(card.right() - LABEL_WIDTH - 8, top + 1, LABEL_WIDTH, 18)
    if card.width() < NARROW:
        label = QRectF(card.left(), top + GLYPH + 20, (GUTTER + 22) / 2, 18)
    width = text_width_of(area.width(), labelled)
    height = card.height() - PAD_TOP - PAD_BOTTOM
    return CardRects(
        card=card,
        glyph=QRectF(left, top, GLYPH, GLYPH),
        number=QRectF(card.left(), top + GLYPH + 3, GUTTER, 15),
        text=QRectF(card.left() + GUTTER, card.top() + PAD_TOP, width, height),
        label=label,
        strip=QRectF(card.left() + GUTTER - 4, top - 4, 8 + _STRIP_CELL * len(STRIP), GLYPH + 8),
    )


def text_width_of(width: int, labelled: bool) -> float:
    """Return how wide the text of a card may be in a list of ``width``, in logical pixels."""
    card = width - 2.0  # see rects_of
    beside = LABEL_WIDTH + 16 if labelled and card >= NARROW else _PAD_RIGHT
    return min(card - beside - GUTTER, longest_line())
