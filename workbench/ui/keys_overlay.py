"""The list of keys, on ``?``, read from the table of actions."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from workbench.ui.actions import KeyMap, Scope, pretty, said, said_scope
from workbench.ui.cover import Cover
from workbench.ui.widgets import HintButton, label, scroll_area, stretch_row

COLUMN_WIDTH = 400
"""Room for a key and what it does, in logical pixels."""
MOST_COLUMNS = 3
SCROLLING = {
    Qt.Key.Key_Down: 40,
    Qt.Key.Key_Up: -40,
    Qt.Key.Key_PageDown: 400,
    Qt.Key.Key_PageUp: -400,
}
PASSED_BY = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta)


class KeysOverlay(Cover):
    """Covers the window with the keys; any key or click puts it away, Enter changes keys.

    Signals:
        change_wanted(): the user wants other keys.
    """

    change_wanted = Signal()

    def __init__(self, keys: KeyMap, parent: QWidget) -> None:
        super().__init__(parent)
        self._keys = keys
        self._caps_width = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Keys"))
        self.change = HintButton(self.tr("Change keys…"), "Enter")
        self.change.clicked.connect(self._on_change)
        self._body = QWidget()
        self._columns = QHBoxLayout(self._body)
        self._columns.setContentsMargins(28, 4, 28, 4)
        self._columns.setSpacing(36)
        self._sheet = self._make_sheet()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 16, 16, 16)
        outer.addWidget(self._sheet, 0, Qt.AlignmentFlag.AlignCenter)

    def open(self) -> None:
        """Show the keys in force now."""
        super().open()
        self._fill()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll, change the keys, or put the list away."""
        key = Qt.Key(event.key())
        if key in SCROLLING:
            bar = self._area.verticalScrollBar()
            bar.setValue(bar.value() + SCROLLING[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_change()
        elif key not in PASSED_BY:
            self.put_away()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the list away."""
        self.put_away()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room there is; what does not fit scrolls."""
        super().resizeEvent(event)
        if self.isVisible():
            self._fill()

    def _on_change(self) -> None:
        self.put_away()
        self.change_wanted.emit()

    def _make_sheet(self) -> QFrame:
        sheet = QFrame()
        sheet.setProperty("role", "card")
        self._area = scroll_area(self._body)
        for part in (self._body, self._area.viewport()):
            part.setAutoFillBackground(False)  # a scroll area fills both with the page's colour
        column = QVBoxLayout(sheet)
        column.setContentsMargins(1, 20, 1, 16)
        column.setSpacing(12)
        head = stretch_row(label(self.tr("Keys"), "title"), None)
        foot = stretch_row(
            label(self.tr("Any other key closes this list."), "meta"), None, self.change
        )
        for row in (head, foot):
            row.setContentsMargins(28, 0, 28, 0)
        column.addLayout(head)
        rule = QFrame()  # what is scrolled ends at it
        rule.setProperty("role", "separator")
        scrolled = QVBoxLayout()
        scrolled.setSpacing(0)
        scrolled.addWidget(self._area, 1)
        scrolled.addWidget(rule)
        column.addLayout(scrolled, 1)
        column.addLayout(foot)
        return sheet

    def _fill(self) -> None:
        while self._columns.count():
            item = self._columns.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._caps_width = max(
            key_caps(action.keys).sizeHint().width() for action in self._keys.actions
        )
        for scopes in self._divided():
            column = self._column(scopes)
            self._columns.addWidget(column, 1, Qt.AlignmentFlag.AlignTop)
            column.show()  # what is not shown yet takes no room in the sheet's size
        self._fit()

    def _divided(self) -> list[list[Scope]]:
        """Divide the places where keys act into columns of about the same height."""
        rows = {scope: 2 + len(self._rows(scope)) for scope in Scope}
        columns: list[list[Scope]] = [[] for _ in range(self._count())]
        for scope in sorted(Scope, key=lambda scope: -rows[scope]):
            shortest = min(columns, key=lambda column: sum(rows[one] for one in column))
            shortest.append(scope)
        for column in columns:
            column.sort(key=list(Scope).index)
        return columns

    def _count(self) -> int:
        """Return how many columns there is room for."""
        return min(MOST_COLUMNS, max(1, (self.width() - 64) // COLUMN_WIDTH))

    def _fit(self) -> None:
        width = min(self._count() * COLUMN_WIDTH + 48, self.width() - 32)
        wanted = self._body.sizeHint().height() + 133
        self._sheet.setFixedSize(max(width, 200), max(200, min(wanted, self.height() - 32)))

    def _column(self, scopes: Iterable[Scope]) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(2)
        grid.setColumnMinimumWidth(0, self._caps_width)
        grid.setColumnStretch(1, 1)
        for scope in scopes:
            row = grid.rowCount()
            heading = label(said_scope(scope), "caption")
            heading.setContentsMargins(0, 0 if row == 1 else 14, 0, 3)
            grid.addWidget(heading, row, 0, 1, 2)
            for keys, text in self._rows(scope):
                row += 1
                grid.addWidget(key_caps(keys), row, 0)
                grid.addWidget(label(text, "body"), row, 1)
        return holder

    def _rows(self, scope: Scope) -> list[tuple[tuple[str, ...], str]]:
        """Return the keys of a place with what they do.

        The pages, which stand in a row on the rail, take one line until their keys are changed.
        """
        found = [action for action in self._keys.actions if action.scope is scope]
        pages = [action for action in found if action.id.startswith("page.")]
        if not pages or any(page.id in self._keys.overrides for page in pages):
            return [(action.keys, said(action)) for action in found]
        ends = (pages[0].keys[0], pages[-1].keys[0])
        rest = [(action.keys, said(action)) for action in found if action not in pages]
        return [(ends, self.tr("The pages, first to last")), *rest]


def key_caps(keys: Iterable[str]) -> QWidget:
    """Return keys as they are printed on a keyboard, one beside the other."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    for key in keys:
        cap = QLabel(pretty(key))
        cap.setProperty("role", "key")
        cap.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row.addWidget(cap)
    row.addStretch(1)
    return holder
