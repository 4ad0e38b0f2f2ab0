"""What a picture shows, as plain records: its parts can be pointed at and opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workbench.domain.records import Verdict


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of thing in a picture: its name, its colour token and, of verdicts, its glyph."""

    name: str
    color: str = "accent"
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to point at: in which column of which series, how much, and what it says.

    ``text`` is a sentence by itself, ``cell`` what a table shows of it. ``key`` is what is behind
    it; a part without one opens nothing. ``low`` and ``high`` bound an interval, ``across`` and
    ``weight`` place and size it where a column is not enough.
    """

    column: int
    row: int
    value: float
    text: str
    cell: str
    key: Any = None
    low: float | None = None
    high: float | None = None
    across: float = 0.0
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class PictureData:
    """A whole picture: columns from left to right, series, parts, and what is across.

    ``unit`` says what is counted, ``across`` what the columns are, ``top`` is shown at least.
    ``whole`` says that only whole numbers have a meaning upward.
    """

    columns: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    parts: tuple[Part, ...] = ()
    unit: str = ""
    across: str = ""
    top: float = 0.0
    suffix: str = ""
    whole: bool = True

    def part_at(self, column: int, row: int) -> Part | None:
        """Return the part of a series in a column, or None."""
        for part in self.parts:
            if (part.column, part.row) == (column, row):
                return part
        return None

    def table(self) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        """Return the same numbers as headings and rows of text; columns without parts are left out.

        Sparse columns (days on which nothing was marked) would hide the others.
        """
        cells = {(part.column, part.row): part.cell for part in self.parts}
        used = sorted({part.column for part in self.parts})
        rows = tuple(
            (self.columns[at], *(cells.get((at, row), "") for row in range(len(self.series))))
            for at in used
        )
        return (self.across, *(series.name for series in self.series)), rows
