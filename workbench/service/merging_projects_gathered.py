"""What a merge gathers: the rows to add, what was equal, and the differences with what was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from workbench.domain.records import Problem
from workbench.service.merging_projects_words import Conflict, Resolution, shortened
from workbench.store import records
from workbench.store.changes import added
from workbench.store.database import Database
from workbench.store.pieces import StagedRows
from workbench.store.rows import key_of, table_of
from workbench.store.taken_keys import TakenKeys

_LONGEST = 40
_TOPICS = {"responses": "turns", "steps": "turns", "opinions": "marks", "decisions": "marks"}


class Gathered:
    """Rows and conflicts in the order they were found; ``added`` and ``equal`` count by table."""

    def __init__(self, ours: Database) -> None:
        self._ours = ours
        self._here = TakenKeys(ours)
        self.rows = StagedRows()
        self.conflicts: list[Conflict] = []
        self.added: Counter[str] = Counter()
        self.equal: Counter[str] = Counter()

    def add(self, record: Any) -> None:
        """Add a record that is not here."""
        row = added(record)
        self.rows.append(row)
        self.added[row.table] += 1
        self._here.bring(row.table, [row.key])

    def take(self, record: Any) -> None:
        """Add a record that never changes once it is made, unless it is here."""
        if records.get(self._ours, type(record), key_of(record)) is None:
            self.add(record)
        else:
            self.equal[table_of(record)] += 1

    def has(self, table: str, key: str) -> bool:
        """Return whether a record is here, or was added."""
        return self._here.has(table, key)

    def tell(
        self, kind: str, key: str, about: str, said: tuple[str, str], resolution: Resolution
    ) -> None:
        """Note a difference: both sides' words, and what was done."""
        self.conflicts.append(Conflict(kind.removesuffix("s"), key, about, *said, resolution))

    def topics(self) -> set[str]:
        """Return what the rows are about."""
        return {_TOPICS.get(table, table) for table in self.rows.tables}


def fields_but(record: Any, but: Sequence[str]) -> dict[str, Any]:
    """Return a record's fields by name, without some."""
    names = (field.name for field in fields(record) if field.name not in but)
    return {name: getattr(record, name) for name in names}


def short(problem: Problem) -> str:
    """Return the beginning of a statement on one line."""
    return shortened(problem.statement, _LONGEST)
