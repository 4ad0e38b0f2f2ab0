"""Knows which keys are taken: by a project's rows, or by rows that wait to be added to it."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.store.database import Database
from workbench.store.rows import KEYS
from workbench.store.scratch import ScratchSet


class TakenKeys:
    """The keys of a project's tables, together with those that an import or a merge brings."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._brought = ScratchSet()

    def bring(self, table: str, keys: Iterable[str]) -> None:
        """Let keys be taken by rows that wait to be added."""
        self._brought.update(f"{table} {key}" for key in keys)

    def is_brought(self, table: str, key: str) -> bool:
        """Return whether a row that waits to be added has this key."""
        return f"{table} {key}" in self._brought

    def has(self, table: str, key: str) -> bool:
        """Return whether a row has this key, in the project or waiting to be added."""
        if self.is_brought(table, key):
            return True
        sql = f"SELECT 1 FROM {table} WHERE {KEYS[table]} = ?"
        return bool(self._database.tuples(sql, (key,)))
