"""Checks a project: SQLite's own check, the chain over history, and every row against history."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby, islice
from operator import itemgetter

from workbench.store.changes import GENESIS, chain_hash, events
from workbench.store.database import Database
from workbench.store.rows import KEYS, Row

_NAMED = 20


def check(database: Database) -> tuple[list[str], int]:
    """Return plain sentences on what is wrong, and how many events there are."""
    problems = [
        f"The file's structure is damaged: {row['quick_check']}."
        for row in database.rows("PRAGMA quick_check(5)")
        if row["quick_check"] != "ok"
    ]
    orphans = database.rows("PRAGMA foreign_key_check")
    if orphans:
        problems.append(f"{len(orphans)} rows refer to rows that are not there.")
    broken, count = _broken_link(database)
    problems += broken
    if not broken:
        problems += list(islice(_changed_rows(database), _NAMED))
    return problems, count


def _broken_link(database: Database) -> tuple[list[str], int]:
    previous, count = GENESIS, 0
    for event in events(database):
        count += 1
        if event.seq != count or event.sha256 != chain_hash(event, previous):
            return [f"Event {event.seq} ({event.label}) is not what was recorded."], count
        previous = event.sha256
    return [], count


def _changed_rows(database: Database) -> Iterator[str]:
    """Name every row that differs from what the last event on it left."""
    last = database.rows(
        "SELECT table_name, row_key, max(seq) AS seq FROM event_rows"
        " GROUP BY table_name, row_key ORDER BY seq"
    )
    for seq, rows in groupby(last, key=itemgetter("seq")):
        payload = database.value("SELECT payload FROM events WHERE seq = ?", (seq,))
        left = {(table, key): after for table, key, _, after in json.loads(payload)}
        for row in rows:
            yield from _differing(database, row["table_name"], row["row_key"], left)


def _differing(
    database: Database, table: str, key: str, left: dict[tuple[str, str], Row | None]
) -> Iterator[str]:
    current = database.row(f"SELECT * FROM {table} WHERE {KEYS[table]} = ?", (key,))
    if current != left.get((table, key)):
        yield f"The row {key} of {table} is not what its last change left."
