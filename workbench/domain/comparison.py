"""What can be said of a pair, and how sure a tally of such sayings is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from workbench.domain.intervals import wilson
from workbench.domain.records import Strength

LLAMA_2_SMALL_MARGINS = {
    Strength.MUCH_BETTER: 1.0,
    Strength.BETTER: 2 / 3,
    Strength.SLIGHTLY: 1 / 3,
    Strength.NEGLIGIBLY: 0.0,
    Strength.TIE: 0.0,
}
"""Margins of Llama 2 (Touvron et al. 2023, table 27, "margin small"), on this app's scale."""


class Side(StrEnum):
    """Where a response stands on the screen."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which side is better and by how much; no side for a tie."""

    side: Side | None
    strength: Strength


POINTS = (Strength.MUCH_BETTER, Strength.BETTER, Strength.SLIGHTLY, Strength.NEGLIGIBLY)
"""The four points of the scale from the strongest (Touvron et al. 2023, section 3.2.1)."""

SCALE: tuple[Choice, ...] = (
    *(Choice(Side.LEFT, strength) for strength in POINTS),
    Choice(None, Strength.TIE),
    *(Choice(Side.RIGHT, strength) for strength in reversed(POINTS)),
)
"""Everything that can be said of a pair, from much better on the left to much on the right."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How often the first of two models was better, worse, or neither; ``same`` were word for
    word alike and not asked about, ``skipped`` were not decided, ``waiting`` not asked yet.
    """

    wins: int = 0
    losses: int = 0
    ties: int = 0
    same: int = 0
    skipped: int = 0
    waiting: int = 0

    @property
    def decided(self) -> int:
        """Pairs with a winner."""
        return self.wins + self.losses

    @property
    def asked(self) -> int:
        """Pairs that were judged."""
        return self.decided + self.ties

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the first one's share of the pairs with a winner."""
        return wilson(self.wins / max(self.decided, 1), self.decided)

    @property
    def chance(self) -> float:
        """How likely so lopsided a tally is of two equal models."""
        return sign_test(self.wins, self.losses)


def sign_test(wins: int, losses: int) -> float:
    """Return the two-sided exact p of a fair coin giving so uneven a split; ties are left out."""
    count = wins + losses
    if count == 0:
        return 1.0
    tail = sum(math.comb(count, k) for k in range(min(wins, losses) + 1))
    return float(min(1.0, 2 * tail / 2**count))
