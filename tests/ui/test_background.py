"""Work beside the window: every end of it reaches whoever waits, and closing waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from tests.helpers.waiting import wait_until
from workbench.domain.errors import KnownError
from workbench.service.annotation import Annotation
from workbench.service.project import Project
from workbench.service.watch import Watch
from workbench.ui.app import Application
from workbench.ui.data.presenter import DataPresenter
from workbench.ui.jobs.background import Background
from workbench.ui.rail import Page

WAIT = 20_000


def test_a_fault_of_ours_ends_the_wait_too(qtbot: QtBot) -> None:
    """A dialog that waits for an answer would bar the window for good."""
    owner, failures = QObject(), list[KnownError]()
    background = Background(owner)

    def broken() -> None:
        raise ZeroDivisionError

    with qtbot.captureExceptions() as found:
        background.run(broken, lambda _: None, failures.append)
        qtbot.waitUntil(lambda: bool(failures) and bool(found), timeout=WAIT)
    assert "try again" in str(failures[0])
    assert [kind for kind, *_ in found] == [ZeroDivisionError]


def test_closing_waits_for_work_on_the_project(
    project: Project, open_window: Callable[[Project], Application]
) -> None:
    """An import under way is stopped and ends while its project is still open."""
    application = open_window(project)
    presenter = application.window.open_page(Page.DATA).presenter
    assert isinstance(presenter, DataPresenter)
    began = threading.Event()
    totals: list[int] = []
    answers: list[object] = []

    def work(watch: Watch) -> None:
        began.set()
        wait_until(lambda: watch.stopped, WAIT / 1000, "the stop")
        totals.append(Annotation(project).queue_counts().total)

    presenter.work.run("Import", work, answers.append, print)
    assert began.wait(WAIT / 1000)
    application.window.close()
    assert totals == [0]
    assert answers == []
