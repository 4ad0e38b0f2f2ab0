"""The one connection to a project file: opened exclusively, durable on every commit, never leaky.

Why a write-ahead log: a commit costs one sync instead of three, and kill -9 leaves either the old
or the new state. The known loss with several connections that checkpoint one log cannot happen
here, because the lock file and ``locking_mode=EXCLUSIVE`` allow only this connection; closing
folds the log into the file, so that a closed project is one file.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sqlite3
import threading
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from workbench.domain.errors import ProjectTooNewError, StorageError
from workbench.domain.sentences import sentence
from workbench.paths import sync_folder
from workbench.store.lock import ProjectLock
from workbench.store.migrations import APPLICATION_ID, MIGRATIONS, migrate
from workbench.store.rows import Row

_MAGIC = b"SQLite format 3\x00"
_HEADER = 100
_WRITTEN = re.compile(r"\b(?:INTO|UPDATE|DELETE FROM)\s+(\w+)")


class Database:
    """An open project file. Reads return plain dicts, writes happen inside ``transaction``."""

    def __init__(self, path: Path, lock: ProjectLock) -> None:
        self.path = path
        self._project_lock = lock
        self._guard = threading.RLock()
        self._lost = False
        self._closed = False
        self._connections = 0
        self._writes: Counter[str] = Counter()  # statements by the table that they write
        self._connect()
        self._identity = self._found()

    def rows(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[Row]:
        """Return all rows of a query; none is left half-read, which would pin the log."""
        with self._guard, self._plain_errors("read"):
            self._reconnect_if_lost()
            cursor = self.connection.execute(sql, parameters)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row)) for row in cursor]  # noqa: B905  # strict costs 7 %

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
        """Return the first row of a query, or None."""
        rows = self.rows(sql, parameters)
        return rows[0] if rows else None

    def value(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """Return the first column of the first row of a query, or None."""
        row = self.row(sql, parameters)
        return next(iter(row.values())) if row else None

    def tuples(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query as plain tuples, for reading in bulk."""
        with self._guard, self._plain_errors("read"):
            self._reconnect_if_lost()
            return self.connection.execute(sql, parameters).fetchall()

    def integers(self, sql: str, parameters: Sequence[Any] = ()) -> array[int]:
        """Return the one column of a query as integers, in its order.

        They come as one text: a hundred thousand take 7 ms so, and 15 ms row by row.
        """
        listed = f"WITH found (number) AS ({sql}) SELECT json_group_array(number) FROM found"
        with self._guard, self._plain_errors("read"):
            self._reconnect_if_lost()
            ((text,),) = self.connection.execute(listed, parameters).fetchall()
            return array("q", json.loads(text))

    def execute(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> int:
        """Run one statement of a transaction and return how many rows it changed."""
        assert self.connection.in_transaction, "writes belong inside transaction()"
        self._writes.update(_written_by(sql))
        return self.connection.execute(sql, parameters).rowcount

    def execute_many(self, sql: str, parameters: Iterator[Sequence[Any]]) -> None:
        """Run one statement of a transaction for many rows."""
        assert self.connection.in_transaction, "writes belong inside transaction()"
        self._writes.update(_written_by(sql))
        self.connection.executemany(sql, parameters)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit all that happens inside, durably, or nothing of it.

        Raises StorageError when it was not saved; the connection stays usable for another try.
        """
        with self._guard, self._plain_errors("save"):
            self._assert_in_place()
            self._reconnect_if_lost()
            assert not self.connection.in_transaction, "a transaction was left open"
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                self._roll_back()
                raise
            self._assert_in_place()

    @property
    def idle(self) -> bool:
        """Whether no transaction is open."""
        return not self.connection.in_transaction

    def state(self, table: str) -> tuple[int, int] | None:
        """Return what is different after every write to a table; None in an open transaction.

        What was read of the table stays true as long as this is the same: no other connection
        writes, and no trigger or foreign key changes a table that kept readings are of.
        """
        with self._guard, self._plain_errors("read"):
            self._reconnect_if_lost()
            return (self._connections, self._writes[table]) if self.idle else None

    @property
    def is_open(self) -> bool:
        """Whether ``close`` has not been called yet."""
        return not self._closed

    def reopen(self) -> None:
        """Start over with a fresh connection, for one whose commit failed in an unknown way.

        Raises StorageError; the next read or write then tries again.
        """
        with self._guard:
            self._assert_in_place()
            self._lost = True
            self.connection.close()
            self._connect()
            self._lost = False

    def checkpoint(self) -> None:
        """Fold the log into the file."""
        self.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def say_closing(self) -> None:
        """Tell others that the file is free in a moment."""
        self._project_lock.say_closing()

    def close(self) -> None:
        """Fold the log into the file and let others open it."""
        with self._guard:
            self._closed = True
            self.connection.close()
            self._project_lock.release()

    def _connect(self) -> None:
        self.connection = connect(self.path)
        try:
            self._configure()
        except sqlite3.Error as error:
            self.connection.close()
            if isinstance(error, sqlite3.OperationalError):
                raise StorageError(_sentence(self.path, "open", error)) from error
            raise StorageError(_unreadable(self.path, error)) from error
        self._connections += 1

    def _reconnect_if_lost(self) -> None:
        if self._lost:
            self.reopen()

    def _configure(self) -> None:
        for pragma in (
            "locking_mode = EXCLUSIVE",
            "trusted_schema = OFF",
            "cell_size_check = ON",
            "journal_mode = WAL",
            "synchronous = FULL",
            "fullfsync = ON",
            "foreign_keys = ON",
            "recursive_triggers = ON",
            "cache_size = -32768",
            "temp_store = MEMORY",
        ):
            self.connection.execute(f"PRAGMA {pragma}").fetchall()

    def _assert_in_place(self) -> None:
        """Notice that the file was unlinked or replaced; SQLite itself would not."""
        if self._found() != self._identity:
            raise StorageError(
                sentence(
                    "The project file {name} was deleted or replaced while it was open; nothing "
                    "more is saved there. Save a copy under another name.",
                    name=self.path.name,
                )
            )

    def _found(self) -> tuple[int, int] | None:
        """Return what file stands at the path now, or None."""
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _roll_back(self) -> None:
        """End the transaction; a disk error may have ended it already."""
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")

    @contextlib.contextmanager
    def _plain_errors(self, act: str) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise StorageError(_sentence(self.path, act, error)) from error
        except sqlite3.DatabaseError as error:
            if type(error) is not sqlite3.DatabaseError:
                raise
            raise StorageError(_unreadable(self.path, error)) from error


@lru_cache(maxsize=512)
def _written_by(sql: str) -> tuple[str, ...]:
    return tuple(_WRITTEN.findall(sql))


def create_file(path: Path) -> None:
    """Make a new, empty project file at ``path``; it appears there complete or not at all."""
    unfinished = path.with_name(path.name + "-new")
    unfinished.unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    connection = connect(unfinished)
    try:
        migrate(connection)
    finally:
        connection.close()
    if path.exists():
        unfinished.unlink()
        raise StorageError(sentence("{name} exists already; choose another name.", name=path.name))
    unfinished.rename(path)
    sync_folder(path.parent)


def connect(path: Path, *, mode: str = "rw", immutable: bool = False) -> sqlite3.Connection:
    """Open an existing database file; a misspelt path is an error and makes no file."""
    uri = f"{path.absolute().as_uri()}?mode={mode}" + ("&immutable=1" if immutable else "")
    try:
        return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    except sqlite3.Error as error:
        raise StorageError(_unreadable(path, error)) from error


def header_version(path: Path) -> int:
    """Return the schema version in the file's header, read without touching the file.

    Raises StorageError for a file that is no project, ProjectTooNewError for one of the future.
    """
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER)
    except OSError as error:
        raise StorageError(
            sentence(
                "{name} cannot be opened ({reason}); choose another project.",
                name=path.name,
                reason=error.strerror,
            )
        ) from error
    application = int.from_bytes(header[68:72], "big")
    if len(header) < _HEADER or not header.startswith(_MAGIC) or application != APPLICATION_ID:
        raise StorageError(
            sentence("{name} is not a Stepmark project; choose another file.", name=path.name)
        )
    version = int.from_bytes(header[60:64], "big")
    if version > len(MIGRATIONS):
        raise ProjectTooNewError(
            sentence(
                "{name} was written by a newer Stepmark; update Stepmark to open it (the file "
                "was left as it is).",
                name=path.name,
            )
        )
    return version


def _sentence(path: Path, act: str, error: sqlite3.OperationalError) -> str:
    text = str(error)
    if "full" in text or "disk I/O" in text:
        return sentence(
            "Not saved: the disk with {name} is full or failing; free space and try again.",
            name=path.name,
        )
    if "locked" in text:
        return sentence(
            "{name} is in use by another program; close it there and try again.", name=path.name
        )
    if "readonly" in text:
        return sentence(
            "Not saved: {name} is read-only; change its permissions and try again.", name=path.name
        )
    return sentence(
        "Could not {act} {name} ({reason}); try again, or restore a backup.",
        act=act,
        name=path.name,
        reason=text,
    )


def _unreadable(path: Path, error: sqlite3.Error) -> str:
    return sentence(
        "{name} is damaged or cannot be opened ({reason}); restore a backup.",
        name=path.name,
        reason=error,
    )
