"""Problems solved ahead: only while nobody wants the engine, never in the way of what he does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.annotate.test_marking import panel_of
from tests.ui.annotate.test_turns import engine_of, turns
from tests.ui.desk_helpers import (
    EQUATION,
    FRACTIONS,
    SOLUTION,
    ScriptedGeneration,
    add_problems,
    solve,
    step_ids,
    verdicts,
)
from workbench.domain.records import ModelRecord
from workbench.domain.sampling import ModelSpec
from workbench.service.annotation import Annotation
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.ui.annotate.ahead_presenter import SETTING
from workbench.ui.annotate.panel import AnnotatePanel
from workbench.ui.app import Application
from workbench.ui.compare.writer import ResponseWriter

Open = Callable[[Project], Application]
CTRL = Qt.KeyboardModifier.ControlModifier
Opened = tuple[Application, AnnotatePanel, ScriptedGeneration]


@pytest.fixture
def opened(project: Project, open_window: Open) -> Opened:
    """Return a window on a solved problem with an unsolved one behind it."""
    add_problems(project, EQUATION, FRACTIONS)
    solve(project, EQUATION.id)
    project.set_setting(SETTING, 1)
    application = open_window(project)
    return application, panel_of(application), engine_of(application)


def written(qtbot: QtBot, engine: ScriptedGeneration) -> None:
    """Wait until the next problem was asked for."""
    qtbot.waitUntil(lambda: len(engine.requests) == 1)


def test_the_next_problem_is_there_when_it_is_opened(
    qtbot: QtBot, project: Project, opened: Opened
) -> None:
    """It is stored only then: a project holds what somebody looked at."""
    _, panel, engine = opened
    written(qtbot, engine)
    assert engine.requests[0].messages[0].content == FRACTIONS.statement
    assert turns(project, FRACTIONS.id) == 0
    qtbot.keyClick(panel.steps, "n")
    assert turns(project, FRACTIONS.id) == 1
    assert [step.number for step in panel.steps.steps()] == [1, 2, 3]
    response = Annotation(project).view(FRACTIONS.id).turns[0].responses[0].response
    assert (response.text, response.model_id) == (SOLUTION, "scripted")


def test_undo_takes_back_what_the_user_did(qtbot: QtBot, project: Project, opened: Opened) -> None:
    """A turn that came by itself goes and comes with the act before it, never in its place."""
    application, panel, engine = opened
    written(qtbot, engine)
    panel.steps.select(step_ids(project, EQUATION.id)[0])
    qtbot.keyClick(panel.steps, "1")
    qtbot.keyClick(panel.steps, "n")
    assert turns(project, FRACTIONS.id) == 1
    application.desk.history.undo()
    assert verdicts(project, EQUATION.id) == [None, None, None]
    assert turns(project, FRACTIONS.id) == 0
    application.desk.history.redo()
    assert verdicts(project, EQUATION.id) == [1, None, None]
    assert turns(project, FRACTIONS.id) == 1


def test_it_gives_way_to_what_the_user_asks_for(
    qtbot: QtBot, project: Project, opened: Opened
) -> None:
    """The user never waits for what nobody asked for, and the status bar says what goes on."""
    application, panel, engine = opened
    engine.hold = True
    written(qtbot, engine)
    assert application.window.status.ahead_text == "writing ahead"
    cancelled: list[str] = []
    cancel = engine.cancel
    engine.cancel = lambda name: (cancelled.append(name), cancel(name))[1]  # type: ignore
    engine.hold = False
    engine.texts = [SOLUTION]
    panel.steps.select(step_ids(project, EQUATION.id)[1])
    qtbot.keyClick(panel.steps, "g")
    assert cancelled == [engine.requests[0].request_id]
    qtbot.waitUntil(lambda: turns(project) == 2)
    assert turns(project, FRACTIONS.id) == 0


def test_solving_the_very_problem_goes_on_with_what_is_there(
    qtbot: QtBot, project: Project, opened: Opened
) -> None:
    """Half a solution is not thrown away to be written again."""
    _, panel, engine = opened
    engine.hold = True
    written(qtbot, engine)
    qtbot.keyClick(panel.steps, "n")
    qtbot.keyClick(panel.steps, Qt.Key.Key_Return, CTRL)
    assert panel.bar.primary.text() == "Stop"
    assert len(panel.steps.steps()) > 0
    engine.release()
    qtbot.waitUntil(lambda: turns(project, FRACTIONS.id) == 1)
    assert len(engine.requests) == 1


def test_nothing_is_written_ahead_where_it_is_turned_off(
    qtbot: QtBot, project: Project, opened: Opened
) -> None:
    """The number is in the menu; none stops what runs."""
    application, panel, engine = opened
    engine.hold = True
    written(qtbot, engine)
    panel.bar.menu.ahead.setValue(0)
    assert application.window.status.ahead_text == ""
    assert project.setting(SETTING) == 0
    qtbot.keyClick(panel.steps, "n")
    assert turns(project, FRACTIONS.id) == 0
    assert application.annotate.acts.ahead.count == 0  # type: ignore[union-attr]


def test_what_the_model_cannot_write_is_asked_once(
    qtbot: QtBot, project: Project, opened: Opened
) -> None:
    """A problem too long for the model is no reason to keep the engine busy, or to say so twice."""
    application, _, engine = opened
    said: list[str] = []
    application.engine.failed.connect(said.append)
    engine.hold = True
    written(qtbot, engine)
    engine.die("The conversation does not fit the model's context.")
    application.annotate.acts.ahead._write_next()  # type: ignore[union-attr]
    assert len(engine.requests) == 1
    assert said == []


def test_another_model_writes_anew(qtbot: QtBot, project: Project, opened: Opened) -> None:
    """Whoever changes the model wants to see that one's work."""
    application, panel, engine = opened
    written(qtbot, engine)
    engine.texts = ["1. Other.\n**Answer: 1**"]
    application.engine.load(ModelSpec("another", "another.gguf"))
    qtbot.waitUntil(lambda: len(engine.requests) == 2)
    qtbot.keyClick(panel.steps, "n")
    response = Annotation(project).view(FRACTIONS.id).turns[0].responses[0].response
    assert (response.text, response.model_id) == ("1. Other.\n**Answer: 1**", "another")


def test_a_comparison_waits_for_what_is_written_ahead(
    qtbot: QtBot, project: Project, opened: Opened
) -> None:
    """Its models are loaded once the engine is free, whatever it was busy with."""
    application, _, engine = opened
    engine.hold = True
    written(qtbot, engine)
    other = ModelRecord("other", "Other", "base", "other.gguf")
    Library(project).add_model(other)
    stored: list[str] = []
    writer = ResponseWriter(
        application.engine, lambda _plan, _result, model_id, _: stored.append(model_id), application
    )
    plan = Annotation(project).plan_initial(FRACTIONS.id)
    writer.start({"other": [plan]}, [other], None)
    assert application.engine.model_id == "scripted"
    engine.hold, engine.texts = False, [SOLUTION, SOLUTION]
    engine.release()
    qtbot.waitUntil(lambda: stored == ["other"])
