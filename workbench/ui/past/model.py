"""The acts as Qt sees them: what can be done again on top, then what can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

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
from workbench.ui.languages import shown
from workbench.ui.plain_label import plain_tip, shortened
from workbench.ui.undo import UndoHistory

AnyIndex = QModelIndex | QPersistentModelIndex

LINE_ROLE = Qt.ItemDataRole.UserRole + 1
PAGE = 50
LONGEST_LINE = 200


class Known(Protocol):
    """What is known of acts besides their words."""

    def whose(self, act: Act) -> str:
        """Return the name of another annotator who did an act, the empty text for the own ones."""

    def is_hidden(self, act: Act) -> bool:
        """Return whether an act must not be known while a blind pass is open."""

    def problem_of(self, act: Act) -> str | None:
        """Return the problem that an act was about, or None."""

    def problems(self, problem_ids: Iterable[str]) -> Mapping[str, QueueRow]:
        """Return the queue's lines of some problems, by id."""


@dataclass(frozen=True, slots=True)
class Line:
    """One act as it is listed.

    ``where`` is in plain words who did it and on which problem; ``lead`` is its beginning, and
    ``excerpt`` the rest, the problem's statement, to be typeset. ``reach`` counts the acts that
    are turned to get there, this one included: taken back, or done again where it is ``undone``.
    ``hidden`` is an act that a blind pass keeps to itself, and ``barred`` one that cannot be
    reached for a hidden one in the way.
    """

    act: Act
    text: str
    when: str
    where: str
    lead: str
    excerpt: str
    problem_id: str | None
    undone: bool
    reach: int
    hidden: bool = False
    barred: bool = False


class PastModel(QAbstractListModel):
    """Acts, newest first; the log is read as far as the list is scrolled."""

    def __init__(
        self,
        history: UndoHistory,
        known: Known,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._history = history
        self._known = known
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
            whole = ", ".join(part for part in (line.text, line.where, line.when) if part)
            return plain_tip(whole) if role == Qt.ItemDataRole.ToolTipRole else whole
        return None

    def _next_page(self) -> list[Line]:
        acts = list(self._history.acts(self._wanted + PAGE))
        more = acts[self._wanted :]
        self._complete = len(more) < PAGE
        first, self._wanted = self._wanted + 1, self._wanted + len(more)
        return self._made(more, undone=False, first=first)

    def _made(self, acts: list[Act], *, undone: bool, first: int) -> list[Line]:
        hidden = {act.id for act in acts if self._known.is_hidden(act)}
        owners = {act.id: self._known.problem_of(act) for act in acts if act.id not in hidden}
        rows = self._known.problems(owner for owner in owners.values() if owner is not None)
        barred = self._barred(acts, hidden, undone=undone)
        step = -1 if undone else 1
        return [
            Line(
                act,
                self._text(act, undone=undone, hidden=act.id in hidden),
                _when(act.at),
                *self._where(act, rows.get(owners.get(act.id) or "")),
                owners[act.id] if owners.get(act.id) in rows else None,
                undone,
                first + step * at,
                act.id in hidden,
                act.id in barred,
            )
            for at, act in enumerate(acts)
        ]

    def _barred(self, acts: list[Act], hidden: set[str], *, undone: bool) -> set[str]:
        """Return the acts that are hidden, or behind a hidden one on the way from now."""
        last = self._lines[-1] if self._lines and not undone else None
        met = last is not None and last.barred and not last.undone
        barred = set()
        for act in reversed(acts) if undone else acts:
            met = met or act.id in hidden
            if met:
                barred.add(act.id)
        return barred

    def _text(self, act: Act, *, undone: bool, hidden: bool) -> str:
        said = (
            self.tr("Hidden while your blind pass is open")
            if hidden
            else _capital(one_line(shown(act.label)))
        )
        return self.tr("{act} (undone)").format(act=said) if undone else said

    def _where(self, act: Act, row: QueueRow | None) -> tuple[str, str, str]:
        """Return who did an act, where another did it, and on which problem: whole, in two."""
        found = (row.topic, row.excerpt) if row is not None else (None, "")
        parts = [one_line(part) for part in (self._known.whose(act), *found) if part]
        excerpt = one_line(found[1])
        lead = parts[:-1] if excerpt else parts
        return one_line(" · ".join(parts)), " · ".join(lead), excerpt


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def one_line(text: str) -> str:
    """Return a text as one line of bounded length, whatever it holds."""
    return " ".join(shortened(text, LONGEST_LINE).split())


def _when(at: str) -> str:
    """Return a moment in local time: the time alone for today."""
    local = datetime.fromisoformat(at).astimezone()
    if local.date() == datetime.now().astimezone().date():
        return f"{local:%H:%M:%S}"
    moment = QDateTime.fromSecsSinceEpoch(int(local.timestamp()))
    return QLocale().toString(moment, QLocale.FormatType.ShortFormat)
