"""Explaining and rewriting: typed text is never far from durable, and submitted once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.helpers.waiting import Stopwatch
from tests.ui.annotate.test_marking import marked, open_solved, panel_of
from tests.ui.desk_helpers import EQUATION, add_problems, step_ids
from workbench.domain.records import ErrorKind
from workbench.service.annotation import Annotation
from workbench.service.project import Project
from workbench.ui.app import Application

Open = Callable[[Project], Application]


def draft_of(project: Project, step_id: str, field: str) -> str | None:
    view = Annotation(project).view(EQUATION.id).turns[-1].chosen
    assert view is not None
    step = next(step for step in view.steps if step.step.id == step_id)
    return step.drafts.get(field)


def test_an_explanation_is_submitted_when_the_field_is_left(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Esc goes back to the steps; the text is then an act that can be undone."""
    _, panel = open_solved(project, open_window)
    first = step_ids(project, EQUATION.id)[0]
    qtbot.keyClick(panel.steps, "3")
    qtbot.keyClick(panel.steps, "e")
    qtbot.keyClicks(panel.feedback.explanation, "12 is right")
    qtbot.keyClick(panel.feedback.explanation, Qt.Key.Key_Escape)
    qtbot.waitUntil(panel.steps.hasFocus)
    assert marked(project, first).explanation == "12 is right"  # type: ignore[attr-defined]
    qtbot.keyClick(panel.steps, "z", Qt.KeyboardModifier.ControlModifier)
    assert marked(project, first).explanation == ""  # type: ignore[attr-defined]


def test_advice_can_be_followed_where_no_step_is_selected(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Before a problem is solved there is no step to select."""
    add_problems(project, EQUATION)
    panel = panel_of(open_window(project))
    said = {one.text() for one in panel.feedback.findChildren(QLabel)}
    assert "No steps yet" in said
    assert "No step selected" not in said


def test_typed_text_is_a_draft_within_a_second(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """A crash costs at most the last second of typing."""
    application, panel = open_solved(project, open_window)
    first = step_ids(project, EQUATION.id)[0]
    qtbot.keyClick(panel.steps, "e")
    qtbot.keyClicks(panel.feedback.explanation, "half a thou")
    assert application.window.status.saved_text == "Not saved"
    typed = Stopwatch()
    qtbot.waitUntil(lambda: draft_of(project, first, "explanation") == "half a thou")
    assert typed.seconds < 1
    assert application.window.status.saved_text == "Saved"
    assert marked(project, first) is None or not marked(project, first).explanation  # type: ignore[attr-defined]


def test_a_rewrite_starts_from_the_step_and_previews_as_it_is_typed(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Rewriting means changing what is there, and seeing it typeset."""
    _, panel = open_solved(project, open_window)
    second = step_ids(project, EQUATION.id)[1]
    panel.steps.select(second)
    qtbot.keyClick(panel.steps, "w")
    editor = panel.feedback.rewrite
    assert editor.toPlainText() == "Divide both sides by $6$: $x = 13$."
    editor.setPlainText("Divide both sides by $6$: $x = 12$.")
    qtbot.waitUntil(lambda: panel.feedback.preview.source().endswith("$x = 12$."), timeout=500)
    qtbot.keyClick(editor, "s", Qt.KeyboardModifier.ControlModifier)
    assert marked(project, second).rewrite == "Divide both sides by $6$: $x = 12$."  # type: ignore[attr-defined]


def test_opening_a_rewrite_and_leaving_it_unchanged_submits_nothing(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Looking is not an act."""
    application, panel = open_solved(project, open_window)
    first = step_ids(project, EQUATION.id)[0]
    count = len(application.desk.history.acts(99))
    qtbot.keyClick(panel.steps, "w")
    qtbot.keyClick(panel.feedback.rewrite, Qt.Key.Key_Escape)
    qtbot.waitUntil(panel.steps.hasFocus)
    assert len(application.desk.history.acts(99)) == count
    assert marked(project, first) is None


def test_choosing_a_kind_while_typing_keeps_the_text(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """A click on a chip must not cost the sentence that is being written."""
    _, panel = open_solved(project, open_window)
    first = step_ids(project, EQUATION.id)[0]
    qtbot.keyClick(panel.steps, "3")
    qtbot.keyClick(panel.steps, "e")
    qtbot.keyClicks(panel.feedback.explanation, "it is 13")
    panel.feedback.kinds.chip(ErrorKind.CALCULATION).click()
    assert panel.feedback.explanation.toPlainText() == "it is 13"
    qtbot.keyClick(panel.feedback.explanation, Qt.Key.Key_Escape)
    mark = marked(project, first)
    assert (mark.explanation, mark.error_kind) == ("it is 13", ErrorKind.CALCULATION)  # type: ignore[attr-defined]


def test_moving_to_another_step_submits_to_the_step_it_was_typed_for(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Text must never land on the wrong step."""
    _, panel = open_solved(project, open_window)
    first, second, _ = step_ids(project, EQUATION.id)
    qtbot.keyClick(panel.steps, "e")
    qtbot.keyClicks(panel.feedback.explanation, "for step one")
    panel.steps.select(second)
    assert marked(project, first).explanation == "for step one"  # type: ignore[attr-defined]
    assert panel.feedback.explanation.toPlainText() == ""
    assert marked(project, second) is None


def test_a_draft_left_by_a_crash_is_offered_and_does_not_replace_the_stored_text(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """The draft is shown, said to be one, and becomes an act only when submitted."""
    application, panel = open_solved(project, open_window)
    first = step_ids(project, EQUATION.id)[0]
    Annotation(project).explain(first, "the stored text")
    Annotation(project).save_draft(first, "explanation", "the stored text, and more")
    application.annotate.reload()  # type: ignore[union-attr]
    panel.steps.select(step_ids(project, EQUATION.id)[1])
    panel.steps.select(first)
    assert panel.feedback.explanation.toPlainText() == "the stored text, and more"
    assert "restored" in panel.feedback.restored_text
    assert marked(project, first).explanation == "the stored text"  # type: ignore[attr-defined]
