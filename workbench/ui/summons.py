"""Lets a second start bring the first window to the front: a file as signal, and no port."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QFileSystemWatcher, QObject, QThread, Signal

from workbench.paths import data_dir

ANSWER_MS = 1000
POLL_MS = 10
_CALL = "come"


class Summons(QObject):
    """Listens for starts on a project that this window has open.

    A caller puts a file into a folder of the user's own; the window takes it away, which is its
    answer, and comes to the front. A window that hangs does not answer.

    Signals:
        called(): somebody started the same project again.
    """

    called = Signal()

    def __init__(self, project: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = _folder_of(project)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._watcher = QFileSystemWatcher([str(self._folder)], self)
        self._watcher.directoryChanged.connect(self._on_changed)

    def close(self) -> None:
        """Listen no more."""
        self._watcher.directoryChanged.disconnect(self._on_changed)
        self._watcher.removePath(str(self._folder))

    def _on_changed(self) -> None:
        try:
            (self._folder / _CALL).unlink()
        except FileNotFoundError:
            return  # The watcher tells of the file's going as well.
        self.called.emit()


def call(project: Path) -> bool:
    """Ask the window that has ``project`` open to come to the front; return whether one came."""
    signal = _folder_of(project) / _CALL
    if not signal.parent.is_dir():
        return False
    signal.touch()
    deadline = QDeadlineTimer(ANSWER_MS)
    while signal.exists() and not deadline.hasExpired():
        QThread.msleep(POLL_MS)
    answered = not signal.exists()
    signal.unlink(missing_ok=True)
    return answered


def _folder_of(project: Path) -> Path:
    name = hashlib.sha256(str(project.expanduser().resolve()).encode()).hexdigest()[:16]
    return data_dir() / "windows" / name
