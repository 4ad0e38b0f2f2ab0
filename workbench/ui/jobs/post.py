"""Brings calls from other threads into the window's."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal


class GuiThreadPost(QObject):
    """Carries calls from any thread into the one this object lives in."""

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._posted.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def deliver(self, call: Callable[[], None]) -> None:
        """Run ``call`` in the window's thread, soon; safe from any thread."""
        self._posted.emit(call)

    def _run(self, call: Callable[[], None]) -> None:
        call()
