"""Reads CSV of anyone: bounded memory, text only, every refusal names its line."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from workbench.domain.errors import ImportProblem
from workbench.domain.sentences import sentence
from workbench.exchange.json_values import text_fault
from workbench.exchange.jsonl import Row, share_read
from workbench.exchange.refusals import refusal
from workbench.exchange.text_file import next_line, opened, refuse_other_encodings

MOST_COLUMNS = 1000
_TOLD_EVERY = 500
_SEPARATORS = ",;\t|"


def read_csv(
    path: Path,
    max_row_bytes: int,
    on_problem: Callable[[ImportProblem], None],
    on_read: Callable[[float], None],
) -> Iterator[Row]:
    """Yield the rows of a CSV file under its header; every cell is text.

    The separator (comma, semicolon, tab or bar) is the one that the header has most of. Cells are
    taken as they are: one that begins with ``=`` is text here. ``on_problem`` hears of rows with
    too many or too few cells, NUL or half surrogate pairs; a file that is no UTF-8 text, or whose
    quotes never close, raises ImportProblem.
    """
    with opened(path) as stream:
        refuse_other_encodings(path, stream)
        told = share_read(path, on_read)
        # Process-wide, and the default is less than the longest statement that is taken.
        csv.field_size_limit(max_row_bytes)
        lines = _Lines(path, stream, max_row_bytes)
        head = lines.first()
        reader = csv.reader(lines, delimiter=_separator(head), strict=True)
        header: list[str] = []
        number = 0
        for cells in _records(path, reader, lines):
            number += 1
            if not header:
                header = _header(path, cells)
                continue
            if number % _TOLD_EVERY == 0:
                told(stream.tell())
            if not cells:
                continue
            row = Row(path.name, lines.started, dict(zip(header, cells, strict=False)))
            fault = _fault(header, cells)
            if fault:
                on_problem(row.problem(fault))
            else:
                yield row


class _Lines:
    """The file's lines as the reader asks for them; ``started`` is where its record began."""

    def __init__(self, path: Path, stream: BinaryIO, limit: int) -> None:
        self._path = path
        self._stream = stream
        self._limit = limit
        self._waiting: str | None = None
        self._number = 0
        self._held = 0
        self.started = 1

    def first(self) -> str:
        """Return the first line, which stays to be read."""
        self._waiting = self._next()
        return self._waiting or ""

    def begin(self) -> None:
        """Remember that the next line begins a record."""
        self.started = self._number + 1
        self._held = 0

    def _next(self) -> str | None:
        raw = next_line(self._path, self._stream, self._number + 1, self._limit)
        self._held += len(raw)
        if self._held > self._limit:
            reason = sentence(
                "the row is longer than {limit:,} bytes; is a quote left open?", limit=self._limit
            )
            raise refusal(self._path.name, self.started, reason)
        try:
            return raw.decode("utf-8") if raw else None
        except UnicodeDecodeError as error:
            reason = sentence(
                "byte {number} is not UTF-8; save the table as UTF-8", number=error.start + 1
            )
            raise refusal(self._path.name, self._number + 1, reason) from None

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line, self._waiting = self._waiting or self._next(), None
        if line is None:
            raise StopIteration
        self._number += 1
        return line


def _records(path: Path, reader: Iterator[list[str]], lines: _Lines) -> Iterator[list[str]]:
    while True:
        lines.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            reason = sentence("it is not valid CSV ({reason})", reason=error)
            raise refusal(path.name, lines.started, reason) from None
        yield cells


def _separator(head: str) -> str:
    return max(_SEPARATORS, key=head.count)


def _header(path: Path, cells: list[str]) -> list[str]:
    names = [cell.strip() or f"column {n}" for n, cell in enumerate(cells, 1)]
    if len(names) > MOST_COLUMNS:
        raise refusal(
            path.name, 1, sentence("there are more than {most:,} columns", most=MOST_COLUMNS)
        )
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise refusal(
            path.name, 1, sentence("the column {name} occurs twice", name=ascii(twice[:60]))
        )
    return names


def _fault(header: list[str], cells: list[str]) -> str | None:
    if len(cells) != len(header):
        return sentence(
            "it has {cells} cells and the header {names}", cells=len(cells), names=len(header)
        )
    for name, cell in zip(header, cells, strict=True):
        fault = text_fault(cell, allow_nul=False)
        if fault:
            return sentence("{fault} (column {name})", fault=fault, name=ascii(name[:60]))
    return None
