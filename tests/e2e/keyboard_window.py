"""A window that is worked by keys from outside: says when it has the keys and what it saved."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QTimer

from workbench.service.project import Project
from workbench.ui.app import Application, qt_application
from workbench.ui.errors import ErrorReporter


def main(path: Path) -> int:
    """Open the window; print ``ready`` when the steps have the keys and ``mark`` for each mark."""
    app = qt_application()
    application = Application(Project.open(path), ErrorReporter())
    application.window.resize(1440, 900)
    application.window.show()
    assert application.annotate is not None
    steps = application.annotate.panel.steps

    def tell_change(topics: frozenset[str], _author: object) -> None:
        if any(topic.startswith("marks:") for topic in topics):
            os.write(1, b"mark\n")

    def tell_ready() -> None:
        if steps.hasFocus() and application.window.isActiveWindow():
            looking.stop()
            os.write(1, b"ready\n")

    application.desk.bus.changed.connect(tell_change)
    looking = QTimer(interval=20)
    looking.timeout.connect(tell_ready)
    looking.start()
    os.write(1, f"window {int(application.window.winId())}\n".encode())
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
