"""The only way rows change: a change is applied, or reverted, in one transaction with its event."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from workbench.domain.errors import KnownError
from workbench.domain.records import Event, new_id, now
from workbench.store.database import Database
from workbench.store.rows import KEYS, Row, key_of, table_of, to_row

GENESIS = "0" * 64


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


@dataclass(frozen=True, slots=True)
class Change:
    """One act of the user: its rows, what it touched, and its event's number once committed."""

    id: str
    label: str
    topics: frozenset[str]
    rows: tuple[RowChange, ...]
    seq: int = 0


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


def change_of(label: str, topics: Iterable[str], rows: Iterable[RowChange]) -> Change:
    """Return a change that is not committed yet."""
    return Change(new_id(), label, frozenset(topics), tuple(rows))


def write_change(
    database: Database, change: Change, annotator_id: str, undoes: str | None = None
) -> tuple[Change, Event]:
    """Write rows and event inside the caller's transaction.

    Raises KnownError where a row is no longer what the change starts from.
    """
    for row in change.rows:
        _write_row(database, row)
    last = database.row("SELECT seq, sha256 FROM events ORDER BY seq DESC LIMIT 1")
    seq, previous = (last["seq"] + 1, last["sha256"]) if last else (1, GENESIS)
    event = _event(change, seq, previous, annotator_id, undoes)
    _write_event(database, event, change.rows)
    return replace(change, seq=seq), event


def inverse(change: Change) -> Change:
    """Return the change that takes ``change`` back; its label names it."""
    return Change(
        new_id(),
        change.label,
        change.topics,
        tuple(row.reversed() for row in reversed(change.rows)),
    )


def events(database: Database, after: int = 0, batch: int = 500) -> Iterator[Event]:
    """Yield committed events in order, in batches, so that a long history is not held at once."""
    while rows := database.rows(
        "SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ?", (after, batch)
    ):
        for row in rows:
            yield event_of(row)
        after = rows[-1]["seq"]


def event_of(row: Row) -> Event:
    """Return the event of a row."""
    return Event(**{**row, "topics": tuple(json.loads(row["topics"]))})


def change_from(event: Event) -> Change:
    """Return the change that an event recorded."""
    rows = tuple(RowChange(*fields) for fields in json.loads(event.payload))
    return Change(event.id, event.label, frozenset(event.topics), rows, event.seq)


def chain_hash(event: Event, previous: str) -> str:
    """Return the hash of an event over all its fields and the hash before it."""
    fields = [
        previous,
        event.seq,
        event.id,
        event.at,
        event.annotator_id,
        event.label,
        list(event.topics),
        event.payload,
        event.undoes,
    ]
    return hashlib.sha256(_json(fields).encode("utf-8", "surrogatepass")).hexdigest()


def _event(change: Change, seq: int, previous: str, annotator_id: str, undoes: str | None) -> Event:
    payload = _json([[row.table, row.key, row.before, row.after] for row in change.rows])
    event = Event(
        seq=seq,
        id=change.id,
        at=now(),
        annotator_id=annotator_id,
        label=change.label,
        topics=tuple(sorted(change.topics)),
        payload=payload,
        sha256="",
        undoes=undoes,
    )
    return replace(event, sha256=chain_hash(event, previous))


def _write_event(database: Database, event: Event, rows: tuple[RowChange, ...]) -> None:
    row = {**to_row(event), "topics": _json(list(event.topics))}
    names = ", ".join(row)
    marks = ", ".join("?" * len(row))
    database.execute(f"INSERT INTO events ({names}) VALUES ({marks})", tuple(row.values()))
    database.execute_many(
        "INSERT OR IGNORE INTO event_rows VALUES (?, ?, ?)",
        ((change.table, change.key, event.seq) for change in rows),
    )


def _write_row(database: Database, row: RowChange) -> None:
    key = KEYS[row.table]
    current = database.row(f"SELECT * FROM {row.table} WHERE {key} = ?", (row.key,))
    if current != row.before:
        raise KnownError(
            "This was changed again later, so it cannot be taken back alone;"
            " undo the later change first."
        )
    if row.after is None:
        database.execute(f"DELETE FROM {row.table} WHERE {key} = ?", (row.key,))
    elif row.before is None:
        names = ", ".join(f'"{name}"' for name in row.after)
        marks = ", ".join("?" * len(row.after))
        database.execute(
            f"INSERT INTO {row.table} ({names}) VALUES ({marks})", tuple(row.after.values())
        )
    else:
        names = ", ".join(f'"{name}" = ?' for name in row.after)
        database.execute(
            f"UPDATE {row.table} SET {names} WHERE {key} = ?", (*row.after.values(), row.key)
        )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
