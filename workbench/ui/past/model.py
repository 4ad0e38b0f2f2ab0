"""The acts as Qt sees them: what can be done again on top, then what can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QDateTime,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from workbench.service.views import QueueRow
from workbench.store.acts import Act
from workbench.ui.undo import UndoHistory

AnyIndex = QModelIndex | QPersistentModelIndex
ProblemOf = Callable[[Act], "str | None"]
Problems = Callable[[Iterable[str]], Mapping[str, QueueRow]]

LINE_ROLE = Qt.ItemDataRole.UserRole + 1
PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One act as it is listed.

    ``reach`` counts the acts that are turned to get there, this one included: taken back, or done
    again where it is ``undone``.
    """

    act: Act
    text: str
    when: str
    where: str
    problem_id: str | None
    undone: bool
    reach: int


class PastModel(QAbstractListModel):
    """Acts, newest first; the log is read as far as the list is scrolled."""

    def __init__(
        self,
        history: UndoHistory,
        problem_of: ProblemOf,
        problems: Problems,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._history = history
        self._problem_of = problem_of
        self._problems = problems
        self._lines: list[Line] = []
        self._wanted = 0
        self._complete = True

    def refresh(self) -> None:
        """Read the newest acts again."""
        self.beginResetModel()
        undone = list(self._history.undone)
        self._lines = self._made(undone, undone=True, first=len(undone))
        self._wanted = 0
        self._lines += self._next_page()
        self.endResetModel()

    def line(self, at: int) -> Line | None:
        """Return the line at a place."""
        return self._lines[at] if 0 <= at < len(self._lines) else None

    def newest(self) -> int:
        """Return the place of the newest act that stands."""
        return sum(line.undone for line in self._lines)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        """Return how many acts were read so far."""
        return 0 if parent.isValid() else len(self._lines)

    def canFetchMore(self, parent: AnyIndex) -> bool:
        """Return whether the log may hold more."""
        return not parent.isValid() and not self._complete

    def fetchMore(self, parent: AnyIndex) -> None:
        """Read further back."""
        more = self._next_page() if not parent.isValid() else []
        if more:
            self.beginInsertRows(QModelIndex(), len(self._lines), len(self._lines) + len(more) - 1)
            self._lines += more
            self.endInsertRows()

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the line, or its words for search and screen readers."""
        line = self.line(index.row()) if index.isValid() else None
        if line is None:
            return None
        if role == LINE_ROLE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return line.text
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return ", ".join(part for part in (line.text, line.where, line.when) if part)
        return None

    def _next_page(self) -> list[Line]:
        acts = list(self._history.acts(self._wanted + PAGE))
        more = acts[self._wanted :]
        self._complete = len(more) < PAGE
        first, self._wanted = self._wanted + 1, self._wanted + len(more)
        return self._made(more, undone=False, first=first)

    def _made(self, acts: list[Act], *, undone: bool, first: int) -> list[Line]:
        owners = {act.id: self._problem_of(act) for act in acts}
        rows = self._problems(owner for owner in owners.values() if owner is not None)
        step = -1 if undone else 1
        return [
            Line(
                act,
                self.tr("{act} (undone)").format(act=act.label) if undone else act.label,
                _when(act.at),
                _where(rows.get(owners[act.id] or "")),
                owners[act.id] if owners[act.id] in rows else None,
                undone,
                first + step * at,
            )
            for at, act in enumerate(acts)
        ]


def _where(row: QueueRow | None) -> str:
    if row is None:
        return ""
    return " · ".join(part for part in (row.topic, row.excerpt) if part)


def _when(at: str) -> str:
    """Return a moment in local time: the time alone for today."""
    local = datetime.fromisoformat(at).astimezone()
    if local.date() == datetime.now().astimezone().date():
        return f"{local:%H:%M:%S}"
    moment = QDateTime.fromSecsSinceEpoch(int(local.timestamp()))
    return QLocale().toString(moment, QLocale.FormatType.ShortFormat)
