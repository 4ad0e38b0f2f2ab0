"""Keeps the user's own keys: read at the start, bound to acts, written when they change."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QSettings, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from workbench.ui.actions import KeyMap

GROUP = "keys"


class BoundKeys(QObject):
    """The keys of one action on a widget; they follow what the user makes of them."""

    def __init__(
        self,
        keys: KeyMap,
        action_id: str,
        owner: QWidget,
        act: Callable[[], object],
        context: Qt.ShortcutContext = Qt.ShortcutContext.WindowShortcut,
    ) -> None:
        super().__init__(owner)
        self._keys, self._action_id, self._owner = keys, action_id, owner
        self._act, self._context = act, context
        self._shortcuts: list[QShortcut] = []
        self._bind()
        keys.listeners.append(self._bind)
        owner.destroyed.connect(lambda: keys.listeners.remove(self._bind))

    def _bind(self) -> None:
        wanted = [QKeySequence(key) for key in self._keys[self._action_id].keys]
        if [shortcut.key() for shortcut in self._shortcuts] == wanted:
            return
        for shortcut in self._shortcuts:
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        self._shortcuts = [QShortcut(key, self._owner) for key in wanted]
        for shortcut in self._shortcuts:
            shortcut.setContext(self._context)
            shortcut.activated.connect(self._act)


def bind_within(
    keys: KeyMap, action_id: str, owner: QWidget, act: Callable[[], object]
) -> BoundKeys:
    """Bind an action's keys where ``owner`` or a part of it has the focus."""
    context = Qt.ShortcutContext.WidgetWithChildrenShortcut
    return BoundKeys(keys, action_id, owner, act, context)


def read_keys(settings: QSettings) -> tuple[KeyMap, tuple[str, ...]]:
    """Return the keys with the user's changes, and a sentence for each that was refused."""
    stored = {}
    settings.beginGroup(GROUP)
    for action_id in settings.childKeys():
        chosen = settings.value(action_id)
        stored[action_id] = (
            [str(key) for key in chosen] if isinstance(chosen, list) else [str(chosen)]
        )
    settings.endGroup()
    keys = KeyMap()
    return keys, tuple(keys.adopt(stored))


def write_keys(settings: QSettings, keys: KeyMap) -> None:
    """Keep what the user changed, and nothing else."""
    settings.remove(GROUP)
    settings.beginGroup(GROUP)
    for action_id, own in keys.overrides.items():
        settings.setValue(action_id, list(own))
    settings.endGroup()
    settings.sync()
