"""Checks a project: SQLite's own check, the chain over history, and every row against history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

from workbench.domain.sentences import sentence
from workbench.store.changes import GENESIS, chain_hash, change_from, event_of, events
from workbench.store.database import Database
from workbench.store.pieces import in_pieces, is_long, pieces_hold
from workbench.store.row_changes import among
from workbench.store.rows import KEYS, Row

_NAMED = 20


def check(database: Database) -> tuple[list[str], int]:
    """Return plain sentences on what is wrong, and how many events there are."""
    problems: list[str] = [
        sentence("The file's structure is damaged: {reason}.", reason=row["quick_check"])
        for row in database.rows("PRAGMA quick_check(5)")
        if row["quick_check"] != "ok"
    ]
    orphans = database.rows("PRAGMA foreign_key_check")
    if orphans:
        problems.append(
            sentence("{count} rows refer to rows that are not there.", count=len(orphans))
        )
    broken, count = _broken_link(database)
    problems += broken
    if not broken:
        problems += list(islice(_changed_rows(database), _NAMED))
    return problems, count


def _broken_link(database: Database) -> tuple[list[str], int]:
    previous, count = GENESIS, 0
    for event in events(database):
        count += 1
        whole = not is_long(event.payload) or pieces_hold(database, event)
        if event.seq != count or event.sha256 != chain_hash(event, previous) or not whole:
            return [
                sentence(
                    "Event {number} ({label}) is not what was recorded.",
                    number=event.seq,
                    label=event.label,
                )
            ], count
        previous = event.sha256
    return [], count


def _changed_rows(database: Database) -> Iterator[str]:
    """Name every row that differs from what the last event on it left."""
    last = database.rows(
        "SELECT seq FROM (SELECT max(seq) AS seq FROM event_rows GROUP BY table_name, row_key)"
        " GROUP BY seq ORDER BY seq"
    )
    for found in last:
        row = database.row("SELECT * FROM events WHERE seq = ?", (found["seq"],))
        assert row is not None, "rows of the history name their event"
        for piece in in_pieces(change_from(database, event_of(row)).rows):
            left = {(one.table, one.key): one.after for one in piece}
            for table, key in _last_touched(database, found["seq"], left):
                yield from _differing(database, table, key, left)


def _last_touched(
    database: Database, seq: int, places: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """Yield those rows of an event that no later one changed."""
    keys: dict[str, list[str]] = defaultdict(list)
    for table, key in places:
        keys[table].append(key)
    for table, wanted in keys.items():
        for part in among(wanted):
            for row in database.rows(
                "SELECT row_key FROM event_rows WHERE table_name = ? AND row_key IN"
                " (SELECT value FROM json_each(?)) GROUP BY row_key HAVING max(seq) = ?",
                (table, part, seq),
            ):
                yield table, row["row_key"]


def _differing(
    database: Database, table: str, key: str, left: dict[tuple[str, str], Row | None]
) -> Iterator[str]:
    current = database.row(f"SELECT * FROM {table} WHERE {KEYS[table]} = ?", (key,))
    if current != left.get((table, key)):
        yield sentence(
            "The row {key} of {table} is not what its last change left.", key=key, table=table
        )
