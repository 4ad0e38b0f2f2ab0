"""Reads JSON Lines, or a JSON array, of anyone: bounded memory, every refusal names its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from workbench.domain.errors import ImportProblem
from workbench.exchange.json_array import ArrayText
from workbench.exchange.json_values import BLANK, checked, parsed
from workbench.exchange.refusals import ITEM, numbered, refusal
from workbench.exchange.text_file import next_line, opened, refuse_other_encodings

MAX_LINE_BYTES = 64 * 1024 * 1024

_TOLD_EVERY = 500
_BLANK = BLANK.encode()


@dataclass(frozen=True, slots=True)
class Row:
    """One object of a file; ``line`` counts from 1, blank lines included.

    In a file that is one JSON array, ``line`` counts its items and ``unit`` says so.
    """

    file: str
    line: int
    value: dict[str, Any]
    unit: str = "line"

    @property
    def place(self) -> str:
        """Return where in its file the row stands."""
        return numbered(self.unit, self.line)

    def problem(self, reason: str, field: str | None = None) -> ImportProblem:
        """Return a refusal of the file that names this row."""
        return refusal(self.file, self.line, reason, field, self.unit)


def raise_problem(problem: ImportProblem) -> None:
    """Refuse the whole file at its first bad row: what an import does."""
    raise problem


def read_rows(
    path: Path,
    *,
    max_line_bytes: int = MAX_LINE_BYTES,
    allow_nul: bool = False,
    on_problem: Callable[[ImportProblem], None] = raise_problem,
    on_read: Callable[[float], None] | None = None,
) -> Iterator[Row]:
    r"""Yield the objects of a JSON Lines file or of one JSON array, one in memory at a time.

    Lines end at ``\n`` alone (U+2028 and U+0085 are text). A UTF-8 byte order mark is skipped.
    ``on_problem`` is given an ImportProblem, naming file, line, field and reason, for anything
    that JSON or UTF-8 does not allow and for what readers disagree on: NaN, infinities and numbers
    beyond a double, integers of over 300 digits, duplicate keys, lone surrogates, NUL unless
    ``allow_nul``, nesting deeper than 64. Where it returns, as in a dry run, reading goes on with
    the next line. A file that is no text, or a line over ``max_line_bytes``, always raises.
    ``on_read`` hears now and then which share of the file is read.
    """
    with opened(path) as stream:
        refuse_other_encodings(path, stream)
        if _is_array(stream):
            found = _array_rows(path, stream, max_line_bytes, allow_nul)
        else:
            found = _line_rows(path, stream, max_line_bytes, allow_nul)
        told = share_read(path, on_read) if on_read else None
        for number, row in enumerate(found):
            if told and number % _TOLD_EVERY == 0:
                told(stream.tell())
            if isinstance(row, ImportProblem):
                on_problem(row)
            else:
                yield row


def share_read(path: Path, on_read: Callable[[float], None]) -> Callable[[int], None]:
    """Return what tells ``on_read`` the share of a file that lies before a byte."""
    size = max(path.stat().st_size, 1)
    return lambda at: on_read(min(at / size, 1.0))


def _line_rows(
    path: Path, stream: BinaryIO, limit: int, allow_nul: bool
) -> Iterator[Row | ImportProblem]:
    line = 0
    while raw := next_line(path, stream, line + 1, limit):
        line += 1
        if not raw.strip(_BLANK):
            continue
        try:
            yield Row(path.name, line, parsed(path.name, line, raw, allow_nul))
        except ImportProblem as problem:
            yield problem


def _is_array(stream: BinaryIO) -> bool:
    """Return whether the first character opens an array of objects; leave the stream as it is."""
    start = stream.tell()
    head = stream.read(1024).lstrip(_BLANK)
    stream.seek(start)
    return head.startswith(b"[") and head[1:].lstrip(_BLANK).startswith(b"{")


def _array_rows(
    path: Path, stream: BinaryIO, limit: int, allow_nul: bool
) -> Iterator[Row | ImportProblem]:
    text = ArrayText(path, stream, limit)
    number = 0
    while text.next_item(number):
        number += 1
        value = text.value(number)
        try:
            yield Row(path.name, number, checked(path.name, number, value, allow_nul, ITEM), ITEM)
        except ImportProblem as problem:
            yield problem
