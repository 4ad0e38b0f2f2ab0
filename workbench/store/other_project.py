"""Reads another project file as what it may be: made by a stranger, damaged, old, or in use.

The file itself is never opened by SQLite: a copy is, in a private folder. Before anything else is
asked of the copy its pages are checked, and its schema must be, word for word, what this program's
own migrations make: so no trigger, view or column of a stranger is ever run.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from workbench import paths
from workbench.domain.errors import StorageError
from workbench.domain.sentences import sentence
from workbench.store.database import Database, connect, header_version
from workbench.store.lock import ProjectLock
from workbench.store.migrations import MIGRATIONS, migrate

_Schema = set[tuple[str, str, str]]


@contextlib.contextmanager
def other_project(path: Path) -> Iterator[Database]:
    """Open a copy of a project file, brought to the present schema; the file stays as it is.

    Raises StorageError where it is no project, damaged, altered or in use, ProjectTooNewError
    where a newer version wrote it.
    """
    version = header_version(path)
    with tempfile.TemporaryDirectory(prefix="stepmark-other-", dir=paths.cache_dir()) as folder:
        copy = Path(folder) / "other.stepmark"
        _copy(path, copy)
        _check(path.name, copy, version)
        database = Database(copy, ProjectLock(copy))
        try:
            yield database
        finally:
            database.close()


def _copy(path: Path, copy: Path) -> None:
    """Copy a project that nobody has open, with the log of one that was not closed."""
    lock = ProjectLock(path) if path.with_name(path.name + "-lock").exists() else None
    try:
        for suffix in ("", "-wal"):
            source = path.with_name(path.name + suffix)
            if source.exists():
                shutil.copyfile(source, copy.with_name(copy.name + suffix))
    except OSError as error:
        raise StorageError(
            sentence(
                "{name} cannot be copied ({reason}); free space and try again.",
                name=path.name,
                reason=error.strerror,
            )
        ) from error
    finally:
        if lock is not None:
            lock.release()


def _check(name: str, copy: Path, version: int) -> None:
    connection = connect(copy)
    try:
        for pragma in ("trusted_schema = OFF", "cell_size_check = ON"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise StorageError(
                sentence("{name} is damaged; merge a backup of it instead.", name=name)
            )
        if _schema(connection) != _made_by_migrations(version):
            raise StorageError(
                sentence(
                    "{name} has tables that Stepmark did not make; merge a project that was "
                    "not altered by other programs.",
                    name=name,
                )
            )
        migrate(connection)
        if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise StorageError(
                sentence(
                    "{name} has rows that refer to nothing; merge a backup instead.", name=name
                )
            )
    except sqlite3.Error as error:
        raise StorageError(
            sentence(
                "{name} is damaged ({reason}); merge a backup of it instead.",
                name=name,
                reason=error,
            )
        ) from error
    finally:
        connection.close()


def _made_by_migrations(version: int) -> _Schema:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        migrate(connection, MIGRATIONS[:version])
        return _schema(connection)
    finally:
        connection.close()


def _schema(connection: sqlite3.Connection) -> _Schema:
    """Return every object of a schema; what SQLite keeps for itself has no text of its own."""
    # It takes 75 ms to import, which every start of the window would pay with an import above.
    from workbench.store.light_sqlite_utils import Database as SqliteUtils

    utils = SqliteUtils(connection, execute_plugins=False)
    found = utils.query("SELECT type, name, coalesce(sql, '') AS sql FROM sqlite_schema")
    return {
        (row["type"], row["name"], row["sql"])
        for row in found
        if not row["name"].startswith("sqlite_stat")
    }
