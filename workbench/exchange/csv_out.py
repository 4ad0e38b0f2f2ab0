"""Writes rows as CSV for spreadsheets, where a cell that begins like a formula would be run as one.

By default such cells of text get an apostrophe in front (OWASP, "CSV Injection"): what begins with
``=``, ``+``, ``-``, ``@``, a tab or a carriage return. Numbers stay numbers. Lists and objects are
written as JSON, and columns that the format has not in a last column, ``more``. JSON Lines are
exact; a table for looking at is not the way to keep data.
"""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from workbench.exchange.column_types import columns_of

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_MORE = "more"


class CsvLines:
    """Turns the rows of one format into the lines of a table."""

    def __init__(self, format_id: str, *, neutralised: bool) -> None:
        self._columns = list(columns_of(format_id))
        self._neutralised = neutralised

    @property
    def header(self) -> bytes:
        """Return the first line."""
        return _line([*self._columns, _MORE])

    def line(self, row: dict[str, Any]) -> bytes:
        """Return a row as a line; a cell with line breaks is quoted, as every reader knows it."""
        more = {name: value for name, value in row.items() if name not in self._columns}
        cells = [self._cell(row.get(name)) for name in self._columns]
        return _line([*cells, self._cell(more) if more else ""])

    def _cell(self, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, str):
            unsafe = self._neutralised and value.startswith(FORMULA_STARTS)
            return f"'{value}" if unsafe else value
        return json.dumps(value, ensure_ascii=False)


def _line(cells: list[str]) -> bytes:
    out = io.StringIO()
    # Only what is in the line's end is quoted, and a lone carriage return has to be.
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue().encode()
