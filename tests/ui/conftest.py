"""Gives window tests a real window on a real project, with a scripted engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.helpers.brackets import Brackets
from tests.ui.desk_helpers import EQUATION, FRACTIONS, ScriptedGeneration, add_problems
from workbench.domain.sampling import ModelSpec
from workbench.service.project import Project
from workbench.ui.annotate.ahead_presenter import SETTING as AHEAD
from workbench.ui.app import Application, qt_application
from workbench.ui.errors import ErrorReporter
from workbench.ui.jobs import engine_presenter


@pytest.fixture(scope="session")
def qapp() -> Any:
    """Return the application dressed as the real one is."""
    return qt_application()


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the window talk to the scripted engine."""
    monkeypatch.setattr(engine_presenter, "Generation", ScriptedGeneration)


@pytest.fixture
def open_window(qtbot: QtBot, scripted: None) -> Iterator[Callable[[Project], Application]]:
    """Open windows on projects; they are closed, projects included, when the test ends."""
    opened: list[Application] = []

    def open_on(project: Project) -> Application:
        if project.setting(AHEAD) is None:
            project.set_setting(AHEAD, 0)  # scripted texts are for what a test asks for itself
        application = Application(project, ErrorReporter())
        qtbot.addWidget(application.window)
        application.engine.load(ModelSpec("scripted", "scripted.gguf"))
        with qtbot.waitActive(application.window):
            application.window.show()
            application.window.activateWindow()
        opened.append(application)
        return application

    yield open_on
    for application in opened:
        application.window.close()


@pytest.fixture
def application(project: Project, open_window: Callable[[Project], Application]) -> Application:
    """Return a window on two unsolved problems."""
    add_problems(project, EQUATION, FRACTIONS)
    return open_window(project)


@pytest.fixture
def bracketed(qapp: QApplication) -> Iterator[None]:
    """Speak a language in which every text stands in brackets."""
    made = Brackets(qapp)
    qapp.installTranslator(made)
    yield
    qapp.removeTranslator(made)
