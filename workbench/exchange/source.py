"""A file to be imported, whatever it is: its rows one by one, how far it is read, what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from workbench.domain.errors import ImportProblem
from workbench.exchange.csv_rows import read_csv
from workbench.exchange.jsonl import MAX_LINE_BYTES, Row, raise_problem, read_rows
from workbench.exchange.parquet_rows import read_parquet

_PARQUET = b"PAR1"
_CSV = (".csv", ".tsv")


class Kind(StrEnum):
    """What a file is, by its first bytes and its name."""

    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"
    FOLDER = "folder"


def nobody(_share: float) -> None:
    """Listen to nothing."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file, or the folder of an own export.

    ``on_problem`` is given every row that cannot be read; where it returns, reading goes on.
    ``on_read`` hears from time to time which share of the file is read, 0 to 1; what it raises
    ends the reading, which is how it is cancelled.
    """

    path: Path
    on_problem: Callable[[ImportProblem], None] = raise_problem
    on_read: Callable[[float], None] = nobody

    @property
    def kind(self) -> Kind:
        """Return what the file is; one that cannot be read is left to ``rows`` to refuse."""
        return kind_of(self.path)

    def rows(
        self, *, max_line_bytes: int = MAX_LINE_BYTES, allow_nul: bool = False
    ) -> Iterator[Row]:
        """Yield the rows, one in memory at a time.

        Raises ImportProblem where the file as a whole cannot be read.
        """
        kind = self.kind
        if kind in (Kind.PARQUET, Kind.FOLDER):
            return read_parquet(
                self.path, max_line_bytes, self.on_problem, self.on_read, allow_nul=allow_nul
            )
        if kind is Kind.CSV:
            return read_csv(self.path, max_line_bytes, self.on_problem, self.on_read)
        return read_rows(
            self.path,
            max_line_bytes=max_line_bytes,
            allow_nul=allow_nul,
            on_problem=self.on_problem,
            on_read=self.on_read,
        )


def kind_of(path: Path) -> Kind:
    """Return what a file is."""
    if path.is_dir():
        return Kind.FOLDER
    try:
        with path.open("rb") as stream:
            head = stream.read(len(_PARQUET)) if path.is_file() else b""
    except OSError:
        head = b""
    if head == _PARQUET:
        return Kind.PARQUET
    return Kind.CSV if path.suffix.casefold() in _CSV else Kind.JSON
