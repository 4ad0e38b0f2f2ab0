"""Reads records by key or by what they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from workbench.store.database import Database
from workbench.store.rows import KEYS, TABLES, from_row

_T = TypeVar("_T")


def get(database: Database, kind: type[_T], key: str) -> _T | None:
    """Return one record, or None."""
    found = select(database, kind, f"{KEYS[TABLES[kind]]} = ?", (key,))
    return found[0] if found else None


def select(
    database: Database, kind: type[_T], where: str, parameters: Sequence[Any] = ()
) -> list[_T]:
    """Return the records that a condition (with ORDER BY, if wanted) selects."""
    rows = database.rows(f"SELECT * FROM {TABLES[kind]} WHERE {where}", parameters)
    return [from_row(kind, row) for row in rows]
