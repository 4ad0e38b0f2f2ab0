"""Checks a project: SQLite's own check, the chain over history, and every row against history."""

from __future__ import annotations

import json
from collections.abc import Iterator

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
        problems += list(_changed_rows(database))[:_NAMED]
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
    for table, key_column in KEYS.items():
        if table in ("annotators", "drafts"):
            continue
        sql = (
            "SELECT r.row_key, e.payload FROM (SELECT row_key, max(seq) AS seq FROM event_rows"
            " WHERE table_name = ? GROUP BY row_key) r JOIN events e ON e.seq = r.seq"
            " ORDER BY r.seq"
        )
        yield from _differing(database, table, key_column, database.rows(sql, (table,)))


def _differing(database: Database, table: str, key_column: str, last: list[Row]) -> Iterator[str]:
    text, left = "", {}
    for row in last:
        if row["payload"] is not text:
            text = row["payload"]
            left = {key: after for name, key, _, after in json.loads(text) if name == table}
        current = database.row(f"SELECT * FROM {table} WHERE {key_column} = ?", (row["row_key"],))
        if current != left.get(row["row_key"]):
            yield f"The row {row['row_key']} of {table} is not what its last change left."
