"""Waits for a project whose window is closed but whose backup is still being written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

RETRY_MS = 100
PATIENCE_MS = 1500


class StartWaiting(QObject):
    """Has the project tried again and again; a long wait is told.

    Signals:
        again(path): the project may be free by now.
        long(path, sentence): the user should learn why there is no window yet.
    """

    again = Signal(object)
    long = Signal(object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._waited_ms = 0
        self._timer = QTimer(self, singleShot=True, interval=RETRY_MS)
        self._timer.timeout.connect(lambda: self.again.emit(self._path))

    def wait(self, path: Path | None, sentence: str) -> None:
        """Have ``path`` tried again in a moment; ``sentence`` says what it waits for."""
        self._path = path
        self._waited_ms += RETRY_MS
        self._timer.start()
        if self._waited_ms == PATIENCE_MS:
            self.long.emit(path, sentence)

    def stop(self) -> None:
        """Try no more."""
        self._timer.stop()
