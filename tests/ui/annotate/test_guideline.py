"""The guideline beside the steps: read while marking, edited into versions, compared."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.helpers.waiting import Stopwatch
from tests.ui.annotate.test_marking import marked, open_solved
from tests.ui.desk_helpers import EQUATION, step_ids, verdicts
from workbench.service.annotation import Annotation
from workbench.service.project import Project
from workbench.ui.annotate.guideline_presenter import DRAFT
from workbench.ui.app import Application

Open = Callable[[Project], Application]
CONTROL = Qt.KeyboardModifier.ControlModifier


def test_the_guideline_is_read_while_marking_goes_on(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """It opens by a key, stands beside the steps, and the steps keep the keys."""
    _, panel = open_solved(project, open_window)
    qtbot.keyClick(panel.steps, "g", CONTROL)
    assert panel.feedback.shows_guideline
    assert "What a step deserves" in panel.feedback.guideline.text.source()
    qtbot.keyClick(panel.steps, "1")
    assert verdicts(project, EQUATION.id) == [1, None, None]
    assert panel.feedback.shows_guideline
    qtbot.keyClick(panel.steps, "g", CONTROL)
    assert not panel.feedback.shows_guideline


def test_explaining_brings_the_fields_back(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """A key that leads to a field must not lead into nothing."""
    _, panel = open_solved(project, open_window)
    qtbot.keyClick(panel.steps, "g", CONTROL)
    qtbot.keyClick(panel.steps, "e")
    qtbot.waitUntil(panel.feedback.explanation.hasFocus)
    assert not panel.feedback.shows_guideline


def test_an_edit_is_a_new_version_and_older_marks_say_so(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """A mark keeps the version it was made under; what changed since is shown word by word."""
    application, panel = open_solved(project, open_window)
    first, second, _ = step_ids(project, EQUATION.id)
    qtbot.keyClick(panel.steps, "1")
    qtbot.keyClick(panel.steps, "g", CONTROL)
    guideline = panel.feedback.guideline
    guideline.edit.click()
    guideline.editor.appendPlainText("Units are part of an answer.")
    qtbot.keyClick(guideline.editor, "s", CONTROL)
    assert not guideline.is_editing
    assert Annotation(project).guideline()[0] == 2
    assert guideline.text.source().endswith("Units are part of an answer.")
    panel.steps.setFocus()
    panel.steps.select(second)
    qtbot.keyClick(panel.steps, "1")
    assert marked(project, first).guideline_version == 1  # type: ignore[attr-defined]
    assert marked(project, second).guideline_version == 2  # type: ignore[attr-defined]
    panel.steps.select(first)
    assert "version 1" in guideline.notice.text()
    guideline.compare.click()
    assert guideline.compared.toPlainText().endswith("Units are part of an answer.")
    panel.steps.select(second)
    assert guideline.compare.isHidden()
    application.desk.history.undo()
    application.desk.history.undo()
    assert Annotation(project).guideline()[0] == 1
    assert not guideline.text.source().endswith("Units are part of an answer.")


def test_what_is_being_written_survives_closing_the_guideline(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Neither the key nor another step may cost a half-written version."""
    _, panel = open_solved(project, open_window)
    qtbot.keyClick(panel.steps, "g", CONTROL)
    guideline = panel.feedback.guideline
    guideline.edit.click()
    guideline.editor.setPlainText("Only the first lines so far")
    panel.steps.setFocus()
    qtbot.keyClick(panel.steps, "j")
    qtbot.keyClick(panel.steps, "g", CONTROL)
    assert guideline.is_editing
    assert guideline.editor.toPlainText() == "Only the first lines so far"
    qtbot.keyClick(guideline.editor, Qt.Key.Key_Escape)
    assert not guideline.is_editing
    assert Annotation(project).guideline()[0] == 1


def test_a_half_written_version_survives_a_crash(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """It is durable within a second, offered when the guideline is opened, and no version yet."""
    application, panel = open_solved(project, open_window)
    qtbot.keyClick(panel.steps, "g", CONTROL)
    guideline = panel.feedback.guideline
    guideline.edit.click()
    guideline.editor.setPlainText("Half of a new")
    assert application.window.status.saved_text == "Not saved"
    typed = Stopwatch()
    qtbot.waitUntil(lambda: project.setting(DRAFT) == "Half of a new")
    assert typed.seconds < 1
    assert application.window.status.saved_text == "Saved"
    guideline.stop_editing()  # as after a start that knows only what the project holds
    qtbot.keyClick(panel.steps, "g", CONTROL)
    qtbot.keyClick(panel.steps, "g", CONTROL)
    assert guideline.is_editing
    assert guideline.editor.toPlainText() == "Half of a new"
    assert "restored" in guideline.notice.text()
    assert Annotation(project).guideline()[0] == 1
    guideline.cancel.click()
    assert project.setting(DRAFT) is None
