"""The list of the Models page as Qt sees it; rows that stay keep their place and selection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from workbench.ui.models.lines import Row, RowKind

AnyIndex = QModelIndex | QPersistentModelIndex

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
_SPOKEN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


class ModelList(QAbstractListModel):
    """Headings, models under their bases, servers, downloads and folders."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []

    @property
    def rows(self) -> list[Row]:
        """Return the rows in order."""
        return list(self._rows)

    def show(self, rows: Sequence[Row]) -> None:
        """Show other rows; where only their content differs, nothing moves."""
        if [row.key for row in rows] == [row.key for row in self._rows]:
            self._update(rows)
            return
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def row_of(self, key: str) -> int | None:
        """Return where a row stands, None where it is not shown."""
        return next((at for at, row in enumerate(self._rows) if row.key == key), None)

    def row(self, index: AnyIndex) -> Row | None:
        """Return the row of an index."""
        return self._rows[index.row()] if index.isValid() else None

    def _update(self, rows: Sequence[Row]) -> None:
        for at, row in enumerate(rows):
            if row != self._rows[at]:
                self._rows[at] = row
                self.dataChanged.emit(self.index(at), self.index(at))

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a row, or the sentence it is for a screen reader."""
        row = self.row(index)
        if row is None:
            return None
        if role == ROW_ROLE:
            return row
        return row.spoken if role in _SPOKEN else None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Headings are read and passed over."""
        row = self.row(index)
        if row is None or row.kind is RowKind.HEADING:
            return Qt.ItemFlag.NoItemFlags
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemNeverHasChildren
        )
