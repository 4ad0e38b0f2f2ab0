"""A closed window is gone at once; its project is backed up after that, and can be opened then."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from tests.helpers.projects import with_response
from tests.helpers.shared import CHECKOUT
from workbench.domain.errors import ProjectLockedError
from workbench.service.project import Project
from workbench.store.lock import ProjectLock
from workbench.ui import start_waiting
from workbench.ui.app import NO_ENGINE, Application, Start
from workbench.ui.errors import ErrorReporter

CLOSED_AT_ONCE = """
import sys
from workbench.store.backups import Backups
from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QApplication
from workbench.ui import app
from workbench.ui.main_window import MainWindow

take = Backups.take

def looking(self, *arguments, **keywords):
    print([str(one) for one in QApplication.topLevelWidgets() if one.isVisible()])
    return take(self, *arguments, **keywords)

Backups.take = looking

def close():
    if not QThread.currentThread().loopLevel():
        return  # a window closed before the program runs has nothing to end
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, MainWindow):
            widget.close()

app.qt_application()
ticks = QTimer(interval=50)
ticks.timeout.connect(close)
ticks.start()
sys.exit(app.main(sys.argv[1]))
"""


def test_a_project_is_held_until_it_is_backed_up(project: Project, qtbot: QtBot) -> None:
    """Between the window's end and the backup nobody else may write, nor this window."""
    annotation, problem = with_response(project)
    application = Application(project, ErrorReporter(), closes_later=True)
    qtbot.addWidget(application.window)
    application.window.show()
    application.window.close()
    assert not application.window.isVisible()
    assert application.desk.commit(lambda: annotation.accept(problem.id)) is None
    with pytest.raises(ProjectLockedError):
        ProjectLock(project.path)
    assert project.file.backups() == []
    application.close()
    with Project.open(project.path) as again:
        assert len(again.file.backups()) == 1


def test_the_window_is_gone_before_the_backup_begins(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy of a large project takes seconds, in which the window would not answer."""
    with_response(project)
    project.file.discard()  # no backup of it yet
    monkeypatch.setenv(NO_ENGINE, "1")
    done = subprocess.run(
        [sys.executable, "-c", CLOSED_AT_ONCE, str(project.path)],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "[]\n"
    with Project.open(project.path) as again:
        assert len(again.file.backups()) == 1


@pytest.fixture
def starting(
    project: Project, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], Start]:
    """Start on the project as the program does."""
    monkeypatch.setenv(NO_ENGINE, "1")
    started: list[Start] = []

    def start() -> Start:
        started.append(Start(ErrorReporter()))
        started[-1].open(project.path)
        return started[-1]

    yield start
    for one in started:
        if one.application is not None:
            one.application.window.close()


def closing(path: Path) -> ProjectLock:
    """Hold a project as a process does that closed its window and backs up."""
    lock = ProjectLock(path)
    lock.say_closing()
    return lock


def test_a_start_on_a_closing_project_opens_it_when_it_is_free(
    project: Project, starting: Callable[[], Start], qtbot: QtBot
) -> None:
    """Who closes and starts again wants the window, not a message about a lock."""
    project.close()
    lock = closing(project.path)
    start = starting()
    assert start.application is None
    lock.release()
    qtbot.waitUntil(lambda: start.application is not None, timeout=20_000)
    assert start.application.window.isVisible()


def test_who_chooses_another_project_while_one_waits_gets_that_one(
    project: Project, starting: Callable[[], Start], tmp_path: Path
) -> None:
    """The first one, free at last, must not open over what was chosen instead."""
    project.close()
    lock = closing(project.path)
    start = starting()
    assert any(timer.isActive() for timer in start.findChildren(QTimer))
    other = tmp_path / "no folder" / "other.txt"
    other.parent.mkdir()
    other.write_text("no project")
    start.open(other)
    assert not any(timer.isActive() for timer in start.findChildren(QTimer))
    lock.release()
    start.open(project.path)
    assert start.application is not None


def test_a_long_wait_is_told_and_ends_by_itself(
    project: Project,
    starting: Callable[[], Start],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A start that shows nothing for seconds looks broken."""
    monkeypatch.setattr(start_waiting, "PATIENCE_MS", 2 * start_waiting.RETRY_MS)
    project.close()
    lock = closing(project.path)
    start = starting()
    qtbot.waitUntil(lambda: start.trouble is not None and start.trouble.isVisible())
    assert "backup is still being written" in start.trouble.sentence.text()
    lock.release()
    qtbot.waitUntil(lambda: start.application is not None, timeout=20_000)
    assert not start.trouble.isVisible()


def test_a_window_closed_before_it_was_painted_begins_nothing(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waits for the first paint must not read a project that is closed by then."""
    monkeypatch.setenv(NO_ENGINE, "1")
    start = Start(ErrorReporter())
    with qtbot.captureExceptions() as found:
        start.open(None)
        assert start.application is not None
        qtbot.addWidget(start.application.window)
        start.application.window.close()
        passed: list[bool] = []
        QTimer.singleShot(0, lambda: passed.append(True))  # after the start's own
        qtbot.waitUntil(lambda: bool(passed))
    assert found == []
