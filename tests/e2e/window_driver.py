"""Runs real windows that mark steps by key presses, one fresh forked process for each order.

Reads orders (``project-path seed``) from stdin, forks before any Qt object exists, and prints
``pid N``; the child prints ``saved STEP VERDICT`` each time the status bar shows Saved after a key.
"""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from workbench.service.project import Project
from workbench.ui.app import Application, qt_application
from workbench.ui.errors import ErrorReporter

KEYS = ((Qt.Key.Key_1, "1", 1), (Qt.Key.Key_2, "2", 0), (Qt.Key.Key_3, "3", -1))


class Marker:
    """Presses a verdict key on one step after another and reports what was shown as saved."""

    def __init__(self, application: Application, seed: int) -> None:
        assert application.annotate is not None
        self._application = application
        self._steps = application.annotate.panel.steps
        self._random = random.Random(seed)
        self._at = 0

    def press(self) -> None:
        """Mark one step; wrap round at the end."""
        steps = self._steps.steps()
        step = steps[self._at % len(steps)]
        self._at += 1
        self._steps.select(step.step.id)
        key, text, verdict = self._random.choice(KEYS)
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
            QApplication.sendEvent(self._steps, event)
        if self._application.window.status.saved_text == "Saved":
            # One write, which a kill cannot cut: print with several words may make several.
            os.write(1, f"saved {step.step.id} {verdict}\n".encode())


def run(path: Path, seed: int) -> int:
    """Open the window and mark until killed."""
    app = qt_application()
    application = Application(Project.open(path), ErrorReporter())
    application.window.show()
    application.annotate.panel.focus_steps()  # type: ignore[union-attr]
    marker = Marker(application, seed)
    timer = QTimer(interval=0)
    timer.timeout.connect(marker.press)
    timer.start()
    return app.exec()


def main() -> None:
    """Fork a window for every order."""
    for order in sys.stdin:
        path, seed = order.rsplit(maxsplit=1)
        child = os.fork()
        if child == 0:
            os._exit(run(Path(path), int(seed)))
        os.write(1, f"pid {child}\n".encode())
        os.waitpid(child, 0)
        os.write(1, b"gone\n")


if __name__ == "__main__":
    main()
