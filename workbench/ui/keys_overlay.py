"""The list of keys, on ``?``, read from the table of actions."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from workbench.ui.actions import KeyMap, Scope, pretty, said, said_scope
from workbench.ui.widgets import label


class KeysOverlay(QWidget):
    """Covers the window with the keys; any key or click puts it away."""

    def __init__(self, keys: KeyMap, parent: QWidget) -> None:
        super().__init__(parent)
        self._keys = keys
        self._covered = parent
        self._before: QWidget | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "page")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        outer.addWidget(self._sheet(), 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(1)
        parent.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Cover the window."""
        self._before = QApplication.focusWidget()
        self.setGeometry(self._covered.rect())
        self.raise_()
        self.show()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Put the overlay away."""
        self._put_away()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the overlay away."""
        self._put_away()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep covering the window while it changes its size."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._covered.rect())
        return False

    def _put_away(self) -> None:
        self.hide()
        if self._before is not None:
            self._before.setFocus()

    def _sheet(self) -> QFrame:
        sheet = QFrame()
        sheet.setProperty("role", "card")
        column = QVBoxLayout(sheet)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(16)
        column.addWidget(label(self.tr("Keys"), "title"))
        row = QHBoxLayout()
        row.setSpacing(48)
        right = QVBoxLayout()
        right.setSpacing(20)
        row.addWidget(self._list(Scope.STEPS), 0, Qt.AlignmentFlag.AlignTop)
        right.addWidget(self._list(Scope.ANNOTATE))
        right.addWidget(self._list(Scope.WINDOW))
        right.addStretch(1)
        row.addLayout(right)
        row.addWidget(self._list(Scope.COMPARE), 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        column.addWidget(label(self.tr("Any key closes this list."), "meta"))
        return sheet

    def _list(self, scope: Scope) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.addWidget(label(said_scope(scope), "meta"), 0, 0, 1, 2)
        actions = [action for action in self._keys.actions if action.scope is scope]
        for row, action in enumerate(actions, start=1):
            keys = "  ".join(pretty(key) for key in action.keys)
            grid.addWidget(label(keys, "strong"), row, 0)
            grid.addWidget(label(said(action), "body"), row, 1)
        return holder
