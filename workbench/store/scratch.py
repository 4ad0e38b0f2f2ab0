"""Room on the disk for what an act of very many rows has to remember, in place of memory.

SQLite removes such a file by itself, however the process ends; until it outgrows a few megabytes
there is no file at all.
"""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

_CACHE_KIB = 2 * 1024
_FETCHED = 500


class Scratch:
    """A private database without a name; it belongs to one thread at a time."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        for pragma in (f"cache_size = -{_CACHE_KIB}", "journal_mode = OFF", "synchronous = OFF"):
            self._connection.execute(f"PRAGMA {pragma}").fetchall()

    def make(self, table: str, columns: str) -> None:
        """Make a table."""
        self._connection.execute(f"CREATE TABLE {table} ({columns}) WITHOUT ROWID")

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run one statement; return how many rows it changed."""
        return self._connection.execute(sql, parameters).rowcount

    def execute_many(self, sql: str, parameters: Iterable[Sequence[Any]]) -> None:
        """Run one statement for many rows."""
        self._connection.executemany(sql, parameters)

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """Return the first row of a query, or None."""
        found: tuple[Any, ...] | None = self._connection.execute(sql, parameters).fetchone()
        return found

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


class ScratchSet:
    """A set of texts of any size."""

    def __init__(self) -> None:
        self._scratch = Scratch()
        self._scratch.make("members", "text TEXT PRIMARY KEY")
        # What came last waits here, to be written many at once.
        self._waiting: set[str] = set()

    def add(self, text: str) -> None:
        """Put a text in."""
        self._waiting.add(text)
        if len(self._waiting) >= _FETCHED:
            self._write()

    def update(self, texts: Iterable[str]) -> None:
        """Put texts in."""
        for text in texts:
            self.add(text)

    def batches(self) -> Iterator[list[str]]:
        """Yield the texts in order, a few hundred at a time."""
        after: str | None = None
        while found := self._after(after):
            yield found
            after = found[-1]

    def close(self) -> None:
        """Forget everything."""
        self._scratch.close()

    def _write(self) -> None:
        self._scratch.execute_many(
            "INSERT OR IGNORE INTO members VALUES (?)", ((text,) for text in sorted(self._waiting))
        )
        self._waiting.clear()

    def _after(self, text: str | None) -> list[str]:
        self._write()
        packed = self._scratch.row(
            "SELECT json_group_array(text) FROM (SELECT text FROM members"
            " WHERE ?1 IS NULL OR text > ?1 ORDER BY text LIMIT ?2)",
            (text, _FETCHED),
        )
        return list(json.loads(packed[0])) if packed else []

    def __len__(self) -> int:
        self._write()
        found = self._scratch.row("SELECT count(*) FROM members")
        return int(found[0]) if found else 0

    def __contains__(self, text: object) -> bool:
        if text in self._waiting:
            return True
        return self._scratch.row("SELECT 1 FROM members WHERE text = ?", (text,)) is not None

    def __iter__(self) -> Iterator[str]:
        return itertools.chain.from_iterable(self.batches())


class ScratchMap:
    """Texts by text, of any number."""

    def __init__(self) -> None:
        self._scratch = Scratch()
        self._scratch.make("entries", "key TEXT PRIMARY KEY, value TEXT NOT NULL")
        # What came last waits here, to be written many at once.
        self._waiting: dict[str, str] = {}

    def get(self, key: str) -> str | None:
        """Return the text of a key, or None."""
        if key in self._waiting:
            return self._waiting[key]
        found = self._scratch.row("SELECT value FROM entries WHERE key = ?", (key,))
        return None if found is None else str(found[0])

    def put(self, key: str, value: str) -> None:
        """Keep a text, in the place of an earlier one."""
        self._waiting[key] = value
        if len(self._waiting) >= _FETCHED:
            self._scratch.execute_many(
                "INSERT OR REPLACE INTO entries VALUES (?, ?)", sorted(self._waiting.items())
            )
            self._waiting.clear()

    def put_first(self, key: str, value: str) -> None:
        """Keep a text unless the key has one."""
        if key not in self:
            self.put(key, value)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self.get(key) is not None
