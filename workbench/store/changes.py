"""The only way rows change: a change is applied, or reverted, in one transaction with its event."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workbench.domain.records import Event, new_id, now
from workbench.store.database import Database
from workbench.store.pieces import (
    LONG,
    PieceWriter,
    ReversedRows,
    StagedRows,
    StoredRows,
    is_long,
    rows_in,
    text_of,
    with_texts,
)
from workbench.store.row_changes import RowChange, added, replaced, write_rows
from workbench.store.rows import Row, to_row

__all__ = [
    "GENESIS",
    "Change",
    "RowChange",
    "added",
    "chain_hash",
    "change_from",
    "change_of",
    "event_of",
    "events",
    "inverse",
    "replaced",
    "write_change",
]

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Change:
    """One act of the user: its rows, what it touched, and its event's number once committed."""

    id: str
    label: str
    topics: frozenset[str]
    rows: Sequence[RowChange]
    seq: int = 0


def change_of(label: str, topics: Iterable[str], rows: Iterable[RowChange]) -> Change:
    """Return a change that is not committed yet; rows gathered on the disk stay there."""
    kept = rows if isinstance(rows, StagedRows) and len(rows) > LONG else tuple(rows)
    return Change(new_id(), label, frozenset(topics), kept)


def write_change(
    database: Database,
    change: Change,
    annotator_id: str,
    undoes: str | None = None,
    on_written: Callable[[int], None] | None = None,
) -> tuple[Change, Event]:
    """Write rows and event inside the caller's transaction.

    ``on_written`` hears, of a long change, how many rows are written; what it raises ends it.
    Raises KnownError where a row is no longer what the change starts from.
    """
    last = database.row("SELECT seq, sha256 FROM events ORDER BY seq DESC LIMIT 1")
    seq, previous = (last["seq"] + 1, last["sha256"]) if last else (1, GENESIS)
    if len(change.rows) > LONG:
        payload = _write_long(database, change, seq, on_written)
    else:
        write_rows(database, change.rows)
        _write_places(database, change.rows, seq)
        payload = text_of(change.rows)
    event = _event(change, seq, previous, annotator_id, payload, undoes)
    _write_event(database, event)
    rows = StoredRows(database, event) if is_long(payload) else change.rows
    return replace(change, seq=seq, rows=rows), event


def inverse(change: Change) -> Change:
    """Return the change that takes ``change`` back; its label names it."""
    backwards = ReversedRows(change.rows)
    rows = backwards if len(backwards) > LONG else tuple(backwards)
    return Change(new_id(), change.label, change.topics, rows)


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


def change_from(database: Database, event: Event) -> Change:
    """Return the change that an event recorded; of a long one the rows stay in the project."""
    rows: Sequence[RowChange] = (
        StoredRows(database, event) if is_long(event.payload) else tuple(rows_in(event.payload))
    )
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


def _event(
    change: Change, seq: int, previous: str, annotator_id: str, payload: str, undoes: str | None
) -> Event:
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


def _write_event(database: Database, event: Event) -> None:
    row = {**to_row(event), "topics": _json(list(event.topics))}
    names = ", ".join(row)
    marks = ", ".join("?" * len(row))
    database.execute(f"INSERT INTO events ({names}) VALUES ({marks})", tuple(row.values()))


def _write_long(
    database: Database, change: Change, seq: int, on_written: Callable[[int], None] | None
) -> str:
    """Write rows a piece at a time; return what stands for them in the event."""
    writer = PieceWriter(database, seq)
    written = 0
    for piece, text in with_texts(change.rows):
        write_rows(database, piece)
        _write_places(database, piece, seq)
        writer.write(len(piece), text)
        written += len(piece)
        if on_written is not None:
            on_written(written)
    return writer.payload


def _write_places(database: Database, rows: Sequence[RowChange], seq: int) -> None:
    database.execute_many(
        "INSERT OR IGNORE INTO event_rows VALUES (?, ?, ?)",
        ((table, key, seq) for table, key in sorted({(row.table, row.key) for row in rows})),
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
