"""The queue as Qt sees it: rows fetched page by page, each updated in place as marks arrive."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from workbench.service.views import QueueRow

Page = Callable[[int, int], list[QueueRow]]
AnyIndex = QModelIndex | QPersistentModelIndex

PAGE_ROWS = 200
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
ACTIVITY_ROLE = Qt.ItemDataRole.UserRole + 2


class QueueModel(QAbstractListModel):
    """Problems in queue order.

    A row stays where it is while its problem is worked on, even when it no longer matches the
    filter: a queue that jumps under the hand costs more than it tells. The next search, filter
    or order asks anew.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[QueueRow] = []
        self._page: Page = _no_rows
        self._complete = True
        self._activity: dict[str, str] = {}

    def ask(self, page: Page) -> None:
        """Start over with the rows that ``page(offset, limit)`` returns."""
        self.beginResetModel()
        self._page = page
        self._rows = page(0, PAGE_ROWS)
        self._complete = len(self._rows) < PAGE_ROWS
        self.endResetModel()

    def update_row(self, row: QueueRow) -> None:
        """Show the new state of one problem where it stands."""
        at = self.row_of(row.problem_id)
        if at is not None and self._rows[at] != row:
            self._rows[at] = row
            self._announce(at)

    def set_activity(self, problem_id: str, activity: str) -> None:
        """Say what is going on with a problem (``generating…``), or nothing with ``""``."""
        if activity:
            self._activity[problem_id] = activity
        else:
            self._activity.pop(problem_id, None)
        at = self.row_of(problem_id)
        if at is not None:
            self._announce(at)

    def row_of(self, problem_id: str) -> int | None:
        """Return the place of a problem among the fetched rows, or None."""
        for at, row in enumerate(self._rows):
            if row.problem_id == problem_id:
                return at
        return None

    def problem_at(self, at: int) -> str | None:
        """Return the problem at a place, fetching on to it where needed, or None past the end."""
        while at >= len(self._rows) and self.canFetchMore(QModelIndex()):
            self.fetchMore(QModelIndex())
        return self._rows[at].problem_id if 0 <= at < len(self._rows) else None

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        """Return how many rows were fetched so far."""
        return 0 if parent.isValid() else len(self._rows)

    def canFetchMore(self, parent: AnyIndex) -> bool:
        """Return whether the store may hold more rows."""
        return not parent.isValid() and not self._complete

    def fetchMore(self, parent: AnyIndex) -> None:
        """Append the next page."""
        if parent.isValid():
            return
        more = self._page(len(self._rows), PAGE_ROWS)
        self._complete = len(more) < PAGE_ROWS
        if more:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(more) - 1)
            self._rows += more
            self.endInsertRows()

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the row record, its activity, or plain text for search and screen readers."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == ACTIVITY_ROLE:
            return self._activity.get(row.problem_id, "")
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{row.topic or 'Problem'}: {row.excerpt}"
        return None

    def _announce(self, at: int) -> None:
        index = self.index(at)
        self.dataChanged.emit(index, index)


def _no_rows(offset: int, limit: int) -> list[QueueRow]:
    return []
