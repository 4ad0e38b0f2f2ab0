"""Where keys are changed: every action by page, a filter, the new key pressed, clashes refused."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.errors import KnownError
from workbench.ui import theme
from workbench.ui.actions import (
    Action,
    KeyMap,
    Scope,
    pretty,
    said,
    said_scope,
    sequence_of,
)
from workbench.ui.cover import Cover, settle
from workbench.ui.languages import shown
from workbench.ui.widgets import HintButton, label, restyle, stretch_row

ID = Qt.ItemDataRole.UserRole
SHEET_WIDTH = 720
KEYS_WIDTH = 200
MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta)


class ShortcutsEditor(Cover):
    """Lists the actions and takes new keys for them.

    Only an action's first key changes; others it has, such as the arrows, stay.

    Signals:
        changed(): an action has another key, which is to be kept.
    """

    changed = Signal()

    def __init__(self, keys: KeyMap, parent: QWidget) -> None:
        super().__init__(parent)
        self._keys = keys
        self._awaited: str | None = None
        self._items: dict[str, QTreeWidgetItem] = {}
        self._groups: list[QTreeWidgetItem] = []
        self.filter = QLineEdit()
        self.tree = QTreeWidget()
        self.change = HintButton(self.tr("Press another key"), "Enter", primary=True)
        self.reset = HintButton(self.tr("Reset this one"), "Del")
        self.reset_all = HintButton(self.tr("Reset all"))
        self.close_button = HintButton(self.tr("Close"), "Esc")
        self._said = label("", "secondary", wrap=True)
        self._dress()
        self._lay_out()
        self._connect()

    @property
    def text(self) -> str:
        """Return what is said under the list."""
        return self._said.text()

    @property
    def awaits(self) -> str | None:
        """Return the action whose new key is waited for, or None."""
        return self._awaited

    def take_keys(self) -> None:
        """Give the filter the keys, to find an action by its name."""
        self.filter.setFocus(Qt.FocusReason.OtherFocusReason)

    def select(self, action_id: str) -> None:
        """Select an action."""
        self.tree.setCurrentItem(self._items[action_id])

    def ask(self) -> None:
        """Wait for the new key of the selected action."""
        action = self._selected()
        if action is None:
            return
        self._awaited = action.id
        self._items[action.id].setText(1, self.tr("press the new key"))
        self._say(
            self.tr("Press the new key for “{action}”; Esc keeps the old one.").format(
                action=said(action)
            )
        )
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)

    def take(self, sequence: QKeySequence) -> None:
        """Give the waiting action its new key, or say which action has that key already."""
        action_id, self._awaited = self._awaited, None
        if action_id is None:
            return
        action = self._keys[action_id]
        key = sequence.toString(QKeySequence.SequenceFormat.PortableText)
        wanted = tuple(dict.fromkeys((key, *action.keys[1:])))
        self._try(lambda: self._keys.change(action_id, wanted), action_id)

    def _on_reset(self) -> None:
        action = self._selected()
        if action is not None:
            self._try(lambda: self._keys.reset(action.id), action.id)

    def _on_reset_all(self) -> None:
        self._keys.reset_all()
        self._refresh()
        self._say(self.tr("Every action has its usual key again."))
        self.changed.emit()

    def _try(self, act: Callable[[], None], action_id: str) -> None:
        try:
            act()
        except KnownError as error:
            self._refresh()
            self._say(shown(error), "error")
            return
        self._refresh()
        action = self._keys[action_id]
        self._say(
            self.tr("“{action}” is now on {key}.").format(
                action=said(action), key=pretty(action.keys[0])
            )
        )
        self.changed.emit()

    def _say(self, sentence: str, role: str = "secondary") -> None:
        self._said.setText(sentence)
        self._said.setProperty("role", role)
        restyle(self._said)

    def _selected(self) -> Action | None:
        item = self.tree.currentItem()
        action_id = item.data(0, ID) if item is not None else None
        return self._keys[action_id] if action_id else None

    def _fill(self) -> None:
        self.tree.clear()
        self._items, self._groups = {}, []
        for scope in Scope:
            group = QTreeWidgetItem(self.tree, [said_scope(scope)])
            self._groups.append(group)
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            group.setFont(0, theme.font("strong"))
            group.setFirstColumnSpanned(True)
            for action in self._keys.actions:
                if action.scope is scope:
                    item = self._items[action.id] = QTreeWidgetItem(group, [said(action)])
                    item.setData(0, ID, action.id)
        self.tree.expandAll()
        self._refresh()

    def _refresh(self) -> None:
        changed = self._keys.overrides
        for action_id, item in self._items.items():
            keys = "   ".join(pretty(key) for key in self._keys[action_id].keys)
            item.setText(1, keys)
            for column in range(2):
                item.setFont(column, theme.font("strong" if action_id in changed else "body"))
        self.reset_all.setEnabled(bool(changed))
        self._on_current_changed()

    def _on_current_changed(self) -> None:
        action = self._selected()
        self.change.setEnabled(action is not None)
        self.reset.setEnabled(action is not None and action.id in self._keys.overrides)

    def _on_filter(self, wanted: str) -> None:
        """Show the actions whose name or key holds what was typed."""
        parts = wanted.casefold().split()
        first: QTreeWidgetItem | None = None
        for item in self._items.values():
            text = f"{item.text(0)} {item.text(1)}".casefold()
            item.setHidden(not all(part in text for part in parts))
            if first is None and not item.isHidden():
                first = item
        for group in self._groups:
            group.setHidden(
                all(item.isHidden() for item in self._items.values() if item.parent() is group)
            )
        if first is not None:
            self.tree.setCurrentItem(first)
        else:
            self._say(self.tr("No action is called so; type another word."))

    def _connect(self) -> None:
        self.filter.textChanged.connect(self._on_filter)
        self.filter.installEventFilter(self)
        self.tree.installEventFilter(self)
        self.tree.currentItemChanged.connect(lambda: self._on_current_changed())
        self.tree.itemDoubleClicked.connect(lambda: self.ask())
        self.change.clicked.connect(self.ask)
        self.reset.clicked.connect(self._on_reset)
        self.reset_all.clicked.connect(self._on_reset_all)
        self.close_button.clicked.connect(self.put_away)

    def _dress(self) -> None:
        self.filter.setPlaceholderText(self.tr("Find an action or a key"))
        self.filter.setAccessibleName(self.tr("Find an action or a key"))
        self.filter.setClearButtonEnabled(True)
        self.tree.setAccessibleName(self.tr("Actions and their keys"))
        self.tree.setProperty("role", "keys")
        self.tree.setColumnCount(2)
        self.tree.setHeaderLabels([self.tr("Action"), self.tr("Key")])
        self.tree.setRootIsDecorated(False)
        self.tree.setItemsExpandable(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setIndentation(12)
        self.tree.setTabKeyNavigation(False)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(1, KEYS_WIDTH)

    def _lay_out(self) -> None:
        self._sheet = QFrame()
        self._sheet.setProperty("role", "card")
        column = QVBoxLayout(self._sheet)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addLayout(stretch_row(label(self.tr("Change keys"), "title"), None))
        column.addWidget(self.filter)
        column.addWidget(self.tree, 1)
        self._said.setMinimumHeight(20)
        column.addWidget(self._said)
        column.addLayout(
            stretch_row(self.change, self.reset, self.reset_all, None, self.close_button)
        )
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 16, 16, 16)
        outer.addWidget(self._sheet, 0, Qt.AlignmentFlag.AlignCenter)

    def showEvent(self, event: QShowEvent) -> None:
        """Show the keys in force now, in the height there is."""
        super().showEvent(event)
        self.filter.clear()
        self._fill()
        self._fit()
        self._say(self.tr("Choose an action, press Enter, then the new key."))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room there is."""
        super().resizeEvent(event)
        if self.isVisible():
            self._fit()

    def _fit(self) -> None:
        """Take the height there is, less what would show a part of a row."""
        width, height = min(SHEET_WIDTH, self.width() - 32), self.height() - 32
        self._sheet.setFixedSize(width, height)
        settle(self, self._sheet)
        row = self.tree.visualItemRect(self._groups[0]).height()
        shown = self.tree.viewport().height()
        self._sheet.setFixedSize(width, height - (shown % row if row else 0))

    def put_away(self) -> None:
        """Close, and wait for no key any more."""
        self._awaited = None
        super().put_away()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the awaited key before anything else does; lead from the filter to the list."""
        if isinstance(event, QKeyEvent) and watched in (self.tree, self.filter):
            if self._awaited is not None and watched is self.tree:
                return self._take_event(event)
            if event.type() is QEvent.Type.KeyPress:
                return self._steer(watched, Qt.Key(event.key()))
        return super().eventFilter(watched, event)

    def _take_event(self, event: QKeyEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
        elif event.type() is QEvent.Type.KeyPress and Qt.Key(event.key()) not in MODIFIERS:
            if event.key() == Qt.Key.Key_Escape:
                self._awaited = None
                self._refresh()
                self._say(self.tr("The key stays as it was."))
            else:
                self.take(sequence_of(event))
        return True

    def _steer(self, watched: QObject, key: Qt.Key) -> bool:
        if key == Qt.Key.Key_Escape:
            self.put_away()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.ask()
        elif watched is self.filter and key == Qt.Key.Key_Down:
            self.tree.setFocus(Qt.FocusReason.OtherFocusReason)
        elif watched is self.tree and key == Qt.Key.Key_Delete:
            self._on_reset()
        else:
            return False
        return True
