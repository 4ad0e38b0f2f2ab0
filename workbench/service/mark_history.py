"""What was done to a step and by whom, read from the events: the mark before and after each act."""

from __future__ import annotations

import json
from dataclasses import replace

from workbench.domain.records import Mark
from workbench.domain.sentences import sentence
from workbench.service.views import HistoryLine
from workbench.store import opinions
from workbench.store.database import Database
from workbench.store.rows import Row, from_row

LONGEST = 200_000
"""Characters of an event that are read; longer ones, imports, only say what they were."""


def history_of(database: Database, step_id: str, annotator_id: str) -> list[HistoryLine]:
    """Return what was done to a step, oldest first.

    While ``annotator_id`` marks it blind, only what he did himself.
    """
    rows = database.rows(
        "SELECT e.id, e.at, e.label, e.undoes, e.annotator_id, coalesce(a.name, '') AS name,"
        " CASE WHEN length(e.payload) <= ? THEN e.payload ELSE '[]' END AS payload"
        " FROM event_rows x JOIN events e ON e.seq = x.seq"
        " LEFT JOIN annotators a ON a.id = e.annotator_id"
        " WHERE x.row_key = ? AND x.table_name IN ('marks', 'steps') GROUP BY e.seq"
        " ORDER BY e.seq",
        (LONGEST, step_id),
    )
    back = _undoing(rows)
    if opinions.step_in_pass(database, step_id, annotator_id):
        own = [_line(row, step_id, back) for row in rows if row["annotator_id"] == annotator_id]
        return [_without_others(line, annotator_id) for line in own]
    return [_line(row, step_id, back) for row in rows]


def _undoing(rows: list[Row]) -> set[str]:
    """Return the events that took something back; to take back one of these does it again."""
    found: set[str] = set()
    for row in rows:
        if row["undoes"] and row["undoes"] not in found:
            found.add(row["id"])
    return found


def _line(row: Row, step_id: str, back: set[str]) -> HistoryLine:
    undone = row["id"] in back
    before, after = _marks(row["payload"], step_id)
    text = row["label"]
    if undone:
        text = sentence("undo: {label}", label=text)
    elif row["undoes"]:
        text = sentence("redo: {label}", label=text)
    return HistoryLine(
        row["at"],
        text,
        who=row["name"],
        undone=undone,
        redone=bool(row["undoes"]) and not undone,
        before=before,
        after=after,
    )


def _marks(payload: str, step_id: str) -> tuple[Mark | None, Mark | None]:
    """Return the step's mark before and after an event; twice None where it is not in there."""
    for table, key, before, after in json.loads(payload):
        if (table, key) == ("marks", step_id):
            found = (from_row(Mark, row) if row else None for row in (before, after))
            return next(found), next(found)
    return None, None


def _without_others(line: HistoryLine, annotator_id: str) -> HistoryLine:
    before = line.before if line.before and line.before.annotator_id == annotator_id else None
    return replace(line, before=before)
