"""What the lists of problems, acts and models share: rows of a known height within margins."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

SIDE, BETWEEN = 8, 2
Index = QModelIndex | QPersistentModelIndex


class RowDelegate(QStyledItemDelegate):
    """Asks a subclass to paint what lies under ``role``, within the margins of its row.

    A row without anything under ``role`` stays empty.
    """

    role: int

    def height_of(self, row: Any) -> int:
        """Return the height of a row; ``row`` is None where there is nothing under ``role``."""
        raise NotImplementedError

    def paint_row(
        self, painter: QPainter, row: Any, area: QRectF, state: QStyle.StateFlag, index: Index
    ) -> None:
        """Paint what lies under ``role`` into an area; the painter is put back afterwards."""
        raise NotImplementedError

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the width of the list and the height of the row."""
        return QSize(option.rect.width(), self.height_of(index.data(self.role)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a row within its margins."""
        row = index.data(self.role)
        if row is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(option.rect).adjusted(SIDE, BETWEEN, -SIDE, -BETWEEN)
        self.paint_row(painter, row, area, option.state, index)
        painter.restore()
