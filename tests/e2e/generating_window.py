"""Opens a window on a project, has its model write without end, and prints the engine's pid."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QTimer

from tests.e2e.loaded_window import LONG
from workbench.domain.sampling import ModelSpec
from workbench.service.project import Project
from workbench.ui.annotate.ahead_presenter import SETTING as AHEAD
from workbench.ui.app import Application, qt_application
from workbench.ui.errors import ErrorReporter


class Writer:
    """Asks for a turn, and for the next one when it is written; tells once that text comes."""

    def __init__(self, application: Application, gguf: str) -> None:
        self._application = application
        self._told = False
        engine = application.engine
        engine.settings = replace(LONG, max_tokens=1500)
        engine.progressed.connect(self._tell)
        engine.turn_written.connect(lambda _: QTimer.singleShot(0, self._ask))
        engine.load(ModelSpec("starter", gguf))
        self._ask()

    def _ask(self) -> None:
        assert self._application.annotate is not None
        problem_id = self._application.annotate.shown.problem_id
        assert problem_id is not None
        plan = self._application.desk.annotation.plan_initial(problem_id)
        self._application.engine.write(plan, 4)

    def _tell(self, _problem_id: str) -> None:
        if not self._told:
            self._told = True
            os.write(1, f"{self._application.engine.generation.pid}\n".encode())


def main(path: str, gguf: str) -> int:
    """Run until killed."""
    app = qt_application()
    project = Project.open(Path(path))
    project.set_setting(AHEAD, 0)
    application = Application(project, ErrorReporter())
    application.window.show()
    writer = Writer(application, gguf)
    status = app.exec()
    del writer
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
