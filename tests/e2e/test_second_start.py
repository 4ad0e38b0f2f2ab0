"""A second start on the same project brings the first window to the front and ends."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

from pytestqt.qtbot import QtBot

from tests.helpers.shared import CHECKOUT
from tests.ui.conftest import open_window, scripted  # noqa: F401
from workbench.service.project import Project
from workbench.ui.app import Application
from workbench.ui.summons import Summons, call

Open = Callable[[Project], Application]


def start_again(project: Project) -> subprocess.Popen[str]:
    """Start the window's process on a project that is open already."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.window_probe", str(project.path)],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "STEPMARK_NO_ENGINE": "1"},
    )


def test_a_second_start_calls_the_first_window(
    qtbot: QtBot,
    project: Project,
    open_window: Open,  # noqa: F811
) -> None:
    """Two icons clicked must not end in a message about a lock."""
    application = open_window(project)
    application.window.showMinimized()
    with qtbot.waitSignal(application.summons.called, timeout=30_000):
        second = start_again(project)
    out, _ = second.communicate(timeout=30)
    assert second.returncode == 0
    assert out == ""
    assert not application.window.isMinimized()


def test_a_window_that_does_not_answer_is_no_answer(project: Project) -> None:
    """The second start then says what holds the project, as before."""
    assert not call(project.path)
    listening = Summons(project.path)
    assert not call(project.path)
    listening.close()
