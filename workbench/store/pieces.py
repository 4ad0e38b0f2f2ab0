"""Changes of very many rows: kept in pieces, so that nobody ever holds all their rows at once.

An import of a hundred thousand solutions is one act of the user, and is taken back as one. As one
text its event would be a gigabyte. Past ``LONG`` rows the event's payload therefore only names the
digest of its pieces (as the one row of a table that no record has, so that whoever looks for a
record in it finds none), and ``event_pieces`` holds the rows, some hundreds at a time. The chain
over history covers the payload, the payload covers the pieces.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, overload

from workbench.domain.records import Event
from workbench.store.database import Database
from workbench.store.row_changes import RowChange
from workbench.store.scratch import Scratch

LONG = 2000
PIECE_ROWS = 500
PIECE_CHARACTERS = 1_000_000
TABLE = "event_pieces"
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class _ReadInOrder(Sequence[RowChange]):
    """Rows that are read one behind the other, also to find one by its number."""

    @overload
    def __getitem__(self, at: int) -> RowChange: ...
    @overload
    def __getitem__(self, at: slice) -> list[RowChange]: ...
    def __getitem__(self, at: int | slice) -> RowChange | list[RowChange]:
        if isinstance(at, slice):
            return list(self)[at]
        wanted = at if at >= 0 else len(self) + at
        for number, row in enumerate(self):
            if number == wanted:
                return row
        raise IndexError(at)


class StoredRows(_ReadInOrder):
    """The rows of a committed long change, read a piece at a time."""

    def __init__(self, database: Database, event: Event) -> None:
        self._database = database
        self._seq = event.seq
        told = _told(event.payload)
        assert told is not None, "only long changes are stored in pieces"
        self._length, self._pieces = int(told["rows"]), int(told["pieces"])

    def piece(self, number: int) -> list[RowChange]:
        """Return the rows of one piece, counted from 0."""
        return rows_in(_text(self._database, self._seq, number))

    def pieces(self) -> Iterator[list[RowChange]]:
        """Yield the rows of each piece."""
        return map(self.piece, range(self._pieces))

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[RowChange]:
        for piece in self.pieces():
            yield from piece

    def __reversed__(self) -> Iterator[RowChange]:
        return chain.from_iterable(map(reversed, self.reversed_pieces()))

    def reversed_pieces(self) -> Iterator[list[RowChange]]:
        """Yield the rows of each piece, the last piece first."""
        return map(self.piece, reversed(range(self._pieces)))


class StagedRows(_ReadInOrder):
    """Rows that are being gathered for one change; past a piece they wait on the disk."""

    def __init__(self) -> None:
        self._scratch: Scratch | None = None
        self._piece: list[RowChange] = []
        self._characters = 0
        self._stored = 0
        self._length = 0
        self.tables: set[str] = set()

    def append(self, row: RowChange) -> None:
        """Put a row behind the others."""
        self._piece.append(row)
        self._length += 1
        self._characters += _characters(row)
        self.tables.add(row.table)
        if len(self._piece) >= PIECE_ROWS or self._characters >= PIECE_CHARACTERS:
            self._store()

    def extend(self, rows: Iterable[RowChange]) -> None:
        """Put rows behind the others."""
        for row in rows:
            self.append(row)

    def __iadd__(self, rows: Iterable[RowChange]) -> StagedRows:
        self.extend(rows)
        return self

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[RowChange]:
        return chain.from_iterable(self.pieces())

    def __reversed__(self) -> Iterator[RowChange]:
        return chain.from_iterable(map(reversed, self.reversed_pieces()))

    def pieces(self) -> Iterator[list[RowChange]]:
        """Yield the rows some hundreds at a time."""
        yield from map(rows_in, self._stored_texts())
        yield self._piece

    def reversed_pieces(self) -> Iterator[list[RowChange]]:
        """Yield the rows some hundreds at a time, the last of them first."""
        yield self._piece
        yield from map(rows_in, map(self._stored_text, reversed(range(self._stored))))

    def texts(self) -> Iterator[str]:
        """Yield each piece as ``text_of`` writes it."""
        yield from self._stored_texts()
        yield text_of(self._piece)

    def _store(self) -> None:
        if self._scratch is None:
            self._scratch = Scratch()
            self._scratch.make("pieces", "number INTEGER PRIMARY KEY, rows TEXT")
        text = text_of(self._piece)
        self._scratch.execute("INSERT INTO pieces VALUES (?, ?)", (self._stored, text))
        self._stored += 1
        self._piece, self._characters = [], 0

    def _stored_texts(self) -> Iterator[str]:
        return map(self._stored_text, range(self._stored))

    def _stored_text(self, number: int) -> str:
        assert self._scratch is not None
        found = self._scratch.row("SELECT rows FROM pieces WHERE number = ?", (number,))
        assert found is not None
        return str(found[0])


class ReversedRows(_ReadInOrder):
    """The rows that take others back, in the opposite order."""

    def __init__(self, rows: Sequence[RowChange]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[RowChange]:
        return (row.reversed() for row in reversed(self._rows))

    def pieces(self) -> Iterator[list[RowChange]]:
        """Yield the rows some hundreds at a time."""
        if not isinstance(self._rows, StagedRows | StoredRows):
            yield from _cut(self)
            return
        for piece in self._rows.reversed_pieces():
            yield [row.reversed() for row in reversed(piece)]


class PieceWriter:
    """Writes the pieces of one event inside the caller's transaction; ``payload`` names them."""

    def __init__(self, database: Database, seq: int) -> None:
        self._database = database
        self._seq = seq
        self._digest = hashlib.sha256()
        self._pieces = 0
        self._rows = 0

    def write(self, count: int, text: str) -> None:
        """Append one piece of so many rows, as ``text_of`` wrote them."""
        self._database.execute(
            f"INSERT INTO {TABLE} VALUES (?, ?, ?)", (self._seq, self._pieces, text)
        )
        _feed(self._digest, text)
        self._pieces += 1
        self._rows += count

    @property
    def payload(self) -> str:
        """Return what the event says in place of its rows."""
        told = {"pieces": self._pieces, "rows": self._rows}
        return json.dumps([[TABLE, self._digest.hexdigest(), None, told]], separators=(",", ":"))


def in_pieces(rows: Iterable[RowChange]) -> Iterator[list[RowChange]]:
    """Yield rows a few hundred at a time, fewer of long ones; what lies in pieces stays so."""
    if isinstance(rows, StagedRows | StoredRows | ReversedRows):
        return filter(None, rows.pieces())
    return _cut(rows)


def with_texts(rows: Iterable[RowChange]) -> Iterator[tuple[list[RowChange], str]]:
    """Yield rows a few hundred at a time with their text, not written anew where it is known."""
    if isinstance(rows, StagedRows):
        found = ((rows_in(text), text) for text in rows.texts())
        return (pair for pair in found if pair[0])
    return ((piece, text_of(piece)) for piece in in_pieces(rows))


def _cut(rows: Iterable[RowChange]) -> Iterator[list[RowChange]]:
    piece: list[RowChange] = []
    characters = 0
    for row in rows:
        piece.append(row)
        characters += _characters(row)
        if len(piece) >= PIECE_ROWS or characters >= PIECE_CHARACTERS:
            yield piece
            piece, characters = [], 0
    if piece:
        yield piece


def is_long(payload: str) -> bool:
    """Return whether an event's rows are kept in pieces."""
    return _told(payload) is not None


def pieces_hold(database: Database, event: Event) -> bool:
    """Return whether the pieces of a long event are the ones that it names, and no others."""
    digest = hashlib.sha256()
    told = _told(event.payload)
    assert told is not None
    for number in range(int(told["pieces"])):
        found = _found(database, event.seq, number)
        if found is None:
            return False
        _feed(digest, found)
    count = database.value(f"SELECT count(*) FROM {TABLE} WHERE seq = ?", (event.seq,))
    return bool(count == told["pieces"] and digest.hexdigest() == json.loads(event.payload)[0][1])


def text_of(rows: Iterable[RowChange]) -> str:
    """Return rows as JSON."""
    return _ENCODER.encode([[row.table, row.key, row.before, row.after] for row in rows])


def rows_in(text: str) -> list[RowChange]:
    """Return the rows of a text that ``text_of`` made."""
    return [RowChange(*fields) for fields in json.loads(text)]


def _characters(row: RowChange) -> int:
    held = (row.before or {}, row.after or {})
    return sum([len(value) for one in held for value in one.values() if type(value) is str])


def _told(payload: str) -> dict[str, Any] | None:
    # The start tells short payloads, which may be a megabyte, apart without reading them.
    if not payload.startswith(f'[["{TABLE}",'):
        return None
    told: dict[str, Any] = json.loads(payload)[0][3]
    return told


def _text(database: Database, seq: int, number: int) -> str:
    found = _found(database, seq, number)
    assert found is not None, f"piece {number} of event {seq} is gone; the check names it"
    return found


def _found(database: Database, seq: int, number: int) -> str | None:
    sql = f"SELECT rows FROM {TABLE} WHERE seq = ? AND number = ?"
    found: str | None = database.value(sql, (seq, number))
    return found


def _feed(digest: Any, text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    # The length keeps pieces apart that differ only in where they were cut.
    digest.update(len(data).to_bytes(8, "big") + data)
