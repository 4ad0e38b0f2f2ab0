"""Shows what keeps arriving at once, but never for more than half of the window's time."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import ceil

from PySide6.QtCore import QObject, QTimer


class HalfTime(QObject):
    """Calls ``show`` with each key that is told, after a pause as long as the last showing took.

    Tokens come sixty times a second, whatever a window can bear. Where showing them takes longer
    than that, what has come meanwhile is shown together, and the other half of the time is left to
    who types.
    """

    def __init__(self, show: Callable[[str], None], parent: QObject) -> None:
        super().__init__(parent)
        self._show = show
        self._keys: dict[str, None] = {}
        self._rested_at = 0.0
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self._show_all)

    def tell(self, key: str) -> None:
        """Show what a key stands for: now, or together with what else comes during the pause."""
        self._keys[key] = None
        if self._pause.isActive():
            return
        wait = self._rested_at - time.monotonic()
        if wait <= 0:
            self._show_all()
        else:
            self._pause.start(ceil(1000 * wait))

    def _show_all(self) -> None:
        began = time.monotonic()
        keys, self._keys = self._keys, {}
        for key in keys:
            self._show(key)
        now = time.monotonic()
        self._rested_at = now + (now - began)
