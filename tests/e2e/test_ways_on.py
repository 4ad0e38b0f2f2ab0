"""Alternatives, regenerating, a check and solving ahead with the starter in the real window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.e2e.loaded_window import ENGINE_MS, shown, wait_loaded
from tests.ui.desk_helpers import EQUATION, FRACTIONS, add_problems, solve, step_ids
from workbench.domain.records import FinishReason, TurnKind
from workbench.domain.sampling import SamplingSettings
from workbench.service.annotation import Annotation
from workbench.service.project import Project
from workbench.ui.app import Application


@pytest.fixture
def application(project: Project, qtbot: QtBot, starter_gguf: Path) -> Iterator[Application]:
    """Open the window with the real engine on a solved problem with an unsolved one behind it."""
    add_problems(project, EQUATION, FRACTIONS)
    solve(project, EQUATION.id)
    with shown(qtbot, project) as application:
        wait_loaded(qtbot, application)
        application.engine.settings = SamplingSettings(max_tokens=160)
        yield application


def test_the_engine_serves_every_end(
    qtbot: QtBot, application: Application, project: Project
) -> None:
    """One window, one engine: each kind of request comes back as what it was asked for."""
    assert application.annotate is not None
    panel, annotation = application.annotate.panel, Annotation(project)
    step = step_ids(project, EQUATION.id)[1]
    panel.steps.select(step)

    qtbot.keyClick(panel.steps, "a")
    qtbot.waitUntil(lambda: bool(annotation.alternatives(step).alternatives), timeout=ENGINE_MS)
    alternatives = annotation.alternatives(step).alternatives
    assert all("\n3. " not in one.text and one.text.strip() for one in alternatives)
    assert {one.model_id for one in alternatives[1:]} == {application.engine.model_id}

    annotation.set_check_settings(3, 2)
    panel.focus_steps()
    qtbot.keyClick(panel.steps, "c")
    qtbot.waitUntil(lambda: annotation.view(EQUATION.id).check is not None, timeout=ENGINE_MS)
    check = annotation.view(EQUATION.id).check
    assert check is not None
    assert len(check.samples) == 3
    assert panel.check.text.startswith(f"{check.agreeing} of 3 reach 12")

    panel.focus_steps()
    panel.steps.select(step)
    qtbot.keyClick(panel.steps, "g")
    qtbot.waitUntil(lambda: len(annotation.view(EQUATION.id).turns) == 2, timeout=ENGINE_MS)
    turn = annotation.view(EQUATION.id).turns[1]
    assert turn.turn.kind is TurnKind.REGENERATE
    assert turn.chosen is not None
    assert turn.chosen.steps[0].change == "unchanged"

    application.annotate.acts.ahead.set_count(1)
    status = application.window.status
    qtbot.waitUntil(lambda: status.ahead_text != "", timeout=ENGINE_MS)
    qtbot.waitUntil(lambda: status.ahead_text == "", timeout=ENGINE_MS)
    panel.focus_steps()
    qtbot.keyClick(panel.steps, "n")
    written = annotation.view(FRACTIONS.id).turns[0].responses[0].response
    assert written.finish_reason in (FinishReason.STOP, FinishReason.LENGTH)
    assert written.text.strip()


def test_regenerating_can_be_stopped_and_keeps_what_came(
    qtbot: QtBot, application: Application, project: Project
) -> None:
    """Escape ends it within a second; the steps before it and the words so far are a turn."""
    assert application.annotate is not None
    panel, annotation = application.annotate.panel, Annotation(project)
    application.engine.settings = SamplingSettings(temperature=1.5, max_tokens=1500)
    panel.steps.select(step_ids(project, EQUATION.id)[1])
    qtbot.keyClick(panel.steps, "g")
    qtbot.waitUntil(lambda: len(panel.steps.steps()) > 1, timeout=ENGINE_MS)
    panel.focus_steps()
    qtbot.keyClick(panel.steps, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(annotation.view(EQUATION.id).turns) == 2, timeout=ENGINE_MS)
    chosen = annotation.view(EQUATION.id).turns[1].chosen
    assert chosen is not None
    assert chosen.response.finish_reason in (FinishReason.CANCELLED, FinishReason.STOP)
    assert chosen.steps[0].change == "unchanged"
