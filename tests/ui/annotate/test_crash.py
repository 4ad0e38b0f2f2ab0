"""What is left after the window is killed, or the disk is full, in the middle of work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.helpers.shared import CHECKOUT
from tests.ui.annotate.test_marking import marked, panel_of
from tests.ui.desk_helpers import EQUATION, add_problems, solve, step_ids, verdicts
from workbench.service.project import Project
from workbench.ui.app import Application

Open = Callable[[Project], Application]

TYPIST = """
import os, signal, sys
from pathlib import Path
from PySide6.QtTest import QTest
from workbench.service.project import Project
from workbench.ui.app import Application, qt_application
from workbench.ui.errors import ErrorReporter

app = qt_application()
window = Application(Project.open(Path(sys.argv[1])), ErrorReporter())
window.window.show()
panel = window.annotate.panel
QTest.keyClick(panel.steps, "3")
panel.feedback.explanation.setFocus()
QTest.keyClicks(panel.feedback.explanation, "the sum is 12, not")
while window.window.status.saved_text != "Saved":
    app.processEvents()
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_text_typed_before_a_kill_is_offered_back(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """A real window types, shows Saved and dies; the next one shows the text as a draft."""
    add_problems(project, EQUATION)
    solve(project, EQUATION.id)
    first = step_ids(project, EQUATION.id)[0]
    project.close()
    done = subprocess.run(
        [sys.executable, "-c", TYPIST, str(project.path)],
        cwd=CHECKOUT,
        env={**os.environ, "STEPMARK_NO_ENGINE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    reopened = Project.open(project.path)
    application = open_window(reopened)
    panel = panel_of(application)
    panel.steps.select(first)
    assert panel.feedback.explanation.toPlainText() == "the sum is 12, not"
    assert "draft" in panel.feedback.restored_text
    assert marked(reopened, first).explanation == ""  # type: ignore[attr-defined]
    keep = next(b for b in panel.feedback.findChildren(QPushButton) if b.text() == "Keep")
    keep.click()
    assert marked(reopened, first).explanation == "the sum is 12, not"  # type: ignore[attr-defined]


def test_a_full_disk_says_not_saved_and_the_retry_works(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Nothing is lost silently; the window lives and can try again."""
    add_problems(project, EQUATION)
    lines = [f"{at}. " + f"Add ${at}$ to both sides. " * 40 for at in range(1, 200)]
    solve(project, EQUATION.id, "\n".join([*lines, "**Answer: $12$**"]))
    application = open_window(project)
    panel = panel_of(application)
    connection = project.file.database.connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}").fetchone()
    pressed = 0
    while application.window.status.saved_text == "Saved" and pressed < 199:
        qtbot.keyClick(panel.steps, "1")
        pressed += 1
    assert application.window.status.saved_text == "Not saved"
    held = [verdict for verdict in verdicts(project, EQUATION.id) if verdict is not None]
    assert len(held) == pressed - 1
    # After a failed write the store opens the file anew, and the new connection has no limit:
    # from here on there is room again.
    banner = application.window.banner
    next(b for b in banner.findChildren(QPushButton) if b.text() == "Try again").click()
    assert application.window.status.saved_text == "Saved"
    held = [verdict for verdict in verdicts(project, EQUATION.id) if verdict is not None]
    assert len(held) == pressed
