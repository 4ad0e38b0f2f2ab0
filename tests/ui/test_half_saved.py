"""A fault in the middle of saving: nothing is half done, it is said once, and the work goes on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from tests.helpers.marked import contents
from tests.ui.annotate.test_marking import open_solved
from tests.ui.desk_helpers import EQUATION, verdicts
from workbench.service.project import Project
from workbench.store import insights
from workbench.ui.app import Application
from workbench.ui.errors import ErrorReporter

Open = Callable[[Project], Application]
TIMES = 100


def test_a_fault_in_the_middle_of_saving_leaves_nothing_half_done(
    qtbot: QtBot,
    project: Project,
    open_window: Open,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The rows of a mark are written when the fault strikes; they go with the transaction."""
    application, panel = open_solved(project, open_window)
    qtbot.keyClick(panel.steps, "1")
    tables = ("marks", "queue", "events", "event_rows")
    before, undoable = contents(project, tables), len(application.desk.history.acts(99))

    def strike(*_arguments: object) -> None:
        raise RuntimeError("a bug of ours")

    with monkeypatch.context() as broken, capture_exceptions() as caught:
        broken.setattr(insights, "refresh", strike)
        for _ in range(TIMES):
            qtbot.keyClick(panel.steps, "3")
    assert len(caught) == TIMES
    assert contents(project, tables) == before
    assert len(application.desk.history.acts(99)) == undoable
    assert project.file.database.idle
    assert application.window.status.saved_text == "Not saved"
    reporter = ErrorReporter()
    for _, error, _ in caught:
        reporter.report(error)
    assert reporter.dialog is not None
    reporter.dialog.close()
    panel.focus_steps()
    qtbot.keyClick(panel.steps, "3")
    assert verdicts(project, EQUATION.id) == [1, -1, None]
    assert application.window.status.saved_text == "Saved"
    assert project.check().ok
