"""The queue as Qt sees it: every problem has a row, and only the rows looked at are in memory."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from workbench.service.views import QueueRow

Fetch = Callable[[Sequence[int]], "list[QueueRow | None]"]
Find = Callable[[str], "int | None"]
AnyIndex = QModelIndex | QPersistentModelIndex

PAGE_ROWS = 100
PAGES_KEPT = 20
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
ACTIVITY_ROLE = Qt.ItemDataRole.UserRole + 2


class QueueModel(QAbstractListModel):
    """Problems in queue order, by their numbers; a page of rows is fetched when it is looked at.

    A row stays where it is while its problem is worked on, even when it no longer matches the
    filter: a queue that jumps under the hand costs more than it tells. The next search, filter
    or order asks anew.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers: array[int] = array("q")
        self._fetch: Fetch = _no_rows
        self._find: Find = _nowhere
        self._pages: OrderedDict[int, list[QueueRow | None]] = OrderedDict()
        self._places: dict[str, int] = {}
        self._activity: dict[str, str] = {}

    def ask(self, numbers: array[int], fetch: Fetch, find: Find) -> None:
        """Start over with the problems of ``numbers``.

        ``fetch`` returns the rows of some numbers, ``find`` the number of a problem.
        """
        self.beginResetModel()
        self._numbers, self._fetch, self._find = numbers, fetch, find
        self._pages.clear()
        self._places.clear()
        self.endResetModel()

    def update_row(self, row: QueueRow) -> None:
        """Show the new state of one problem where it stands."""
        at = self.row_of(row.problem_id)
        if at is None:
            return
        page = self._pages.get(at // PAGE_ROWS)
        if page is not None and page[at % PAGE_ROWS] != row:
            page[at % PAGE_ROWS] = row
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
        """Return the place of a problem, or None where it is not listed."""
        if problem_id not in self._places:
            number = self._find(problem_id)
            try:
                self._places[problem_id] = self._numbers.index(-1 if number is None else number)
            except ValueError:
                return None
        return self._places[problem_id]

    def problem_at(self, at: int) -> str | None:
        """Return the problem at a place, or None past either end."""
        row = self._row(at)
        if row is None:
            return None
        self._places[row.problem_id] = at
        return row.problem_id

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        """Return how many problems are listed."""
        return 0 if parent.isValid() else len(self._numbers)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the row record, its activity, or plain text for search and screen readers."""
        wanted = (ROW_ROLE, ACTIVITY_ROLE, *_TEXT_ROLES)
        row = self._row(index.row()) if index.isValid() and role in wanted else None
        if row is None:
            return None
        if role == ROW_ROLE:
            return row
        if role == ACTIVITY_ROLE:
            return self._activity.get(row.problem_id, "")
        return f"{row.topic or self.tr('Problem')}: {row.excerpt}"

    def _row(self, at: int) -> QueueRow | None:
        """Return a row, with its page fetched where that was let go."""
        if not 0 <= at < len(self._numbers):
            return None
        number = at // PAGE_ROWS
        page = self._pages.get(number)
        if page is None:
            page = self._fetch(self._numbers[number * PAGE_ROWS : (number + 1) * PAGE_ROWS])
            self._pages[number] = page
            if len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(number)
        return page[at % PAGE_ROWS]

    def _announce(self, at: int) -> None:
        index = self.index(at)
        self.dataChanged.emit(index, index)


_TEXT_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


def _no_rows(numbers: Sequence[int]) -> list[QueueRow | None]:
    return []


def _nowhere(problem_id: str) -> None:
    return None
