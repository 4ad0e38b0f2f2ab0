"""One row before and after: the smallest part of a change, and how many are written at once."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from workbench.domain.errors import KnownError
from workbench.domain.sentences import sentence
from workbench.store.database import Database
from workbench.store.rows import KEYS, Row, key_of, table_of, to_row

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row before and after; None is an absent row."""

    table: str
    key: str
    before: Row | None
    after: Row | None

    def reversed(self) -> RowChange:
        """Return the change that takes this one back."""
        return replace(self, before=self.after, after=self.before)


def added(record: Any) -> RowChange:
    """Return the row change that adds a record."""
    return RowChange(table_of(record), key_of(record), None, to_row(record))


def replaced(before: Any, after: Any) -> RowChange:
    """Return the row change that puts one record in another's place; None stands for no row."""
    known = after if before is None else before
    return RowChange(
        table_of(known),
        key_of(known),
        None if before is None else to_row(before),
        None if after is None else to_row(after),
    )


def write_rows(database: Database, rows: Sequence[RowChange]) -> None:
    """Write rows inside the caller's transaction, in order, in few statements.

    Raises KnownError where a row is no longer what its change starts from.
    """
    standing = _standing(database, rows)
    for row in rows:
        place = row.table, row.key
        if standing.get(place) != row.before:
            raise KnownError(
                sentence(
                    "This was changed again later, so it cannot be taken back alone; undo the "
                    "later change first."
                )
            )
        standing[place] = row.after
    for sql, values in _statements(_grouped(rows)):
        database.execute_many(sql, values)


def standing_keys(database: Database, table: str, keys: Iterable[str]) -> Iterator[str]:
    """Yield those keys of which the table has a row."""
    name = KEYS[table]
    sql = f"SELECT {name} AS key FROM {table} WHERE {name} IN (SELECT value FROM json_each(?))"
    for part in among(keys):
        for row in database.rows(sql, (part,)):
            yield str(row["key"])


def among(keys: Iterable[str]) -> Iterator[str]:
    """Yield the keys as lists in JSON of at most ``AT_ONCE``, for ``IN (… json_each(?))``."""
    waiting = list(keys)
    for start in range(0, len(waiting), AT_ONCE):
        yield json.dumps(waiting[start : start + AT_ONCE])


def _standing(database: Database, rows: Sequence[RowChange]) -> dict[tuple[str, str], Row | None]:
    """Return what the rows are now; those that are absent are left out."""
    keys: dict[str, dict[str, None]] = defaultdict(dict)
    for row in rows:
        keys[row.table][row.key] = None
    found: dict[tuple[str, str], Row | None] = {}
    for table, wanted in keys.items():
        name = KEYS[table]
        sql = f"SELECT * FROM {table} WHERE {name} IN (SELECT value FROM json_each(?))"
        for part in among(wanted):
            for current in database.rows(sql, (part,)):
                found[table, str(current[name])] = current
    return found


def _grouped(rows: Sequence[RowChange]) -> Sequence[RowChange]:
    """Return new rows by table, for fewer statements; references are checked at the end alone."""
    is_new = all(row.before is None for row in rows)
    return sorted(rows, key=lambda row: row.table) if is_new else rows


def _statements(rows: Sequence[RowChange]) -> Iterator[tuple[str, Iterator[Sequence[Any]]]]:
    """Yield each run of rows of one form with the one statement that writes it."""
    for (table, names, is_new), run in groupby(rows, _form):
        key = KEYS[table]
        if not names:
            yield f"DELETE FROM {table} WHERE {key} = ?", ((row.key,) for row in run)
        elif is_new:
            columns = ", ".join(f'"{name}"' for name in names)
            marks = ", ".join("?" * len(names))
            sql = f"INSERT INTO {table} ({columns}) VALUES ({marks})"
            yield sql, (tuple((row.after or {}).values()) for row in run)
        else:
            sets = ", ".join(f'"{name}" = ?' for name in names)
            sql = f"UPDATE {table} SET {sets} WHERE {key} = ?"
            yield sql, ((*(row.after or {}).values(), row.key) for row in run)


def _form(row: RowChange) -> tuple[str, tuple[str, ...], bool]:
    return row.table, tuple(row.after or ()), row.before is None
