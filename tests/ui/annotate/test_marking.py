"""Marking by keyboard: what the keys do is what the store holds."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desk_helpers import (
    EQUATION,
    FRACTIONS,
    SOLUTION,
    add_problems,
    solve,
    step_ids,
    verdicts,
)
from workbench.domain.records import ErrorKind
from workbench.service.annotation import Annotation
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.ui.annotate.panel import AnnotatePanel
from workbench.ui.app import Application
from workbench.ui.rail import Page

Open = Callable[[Project], Application]


def panel_of(application: Application) -> AnnotatePanel:
    panel = application.window.findChild(QWidget, "annotatePage")
    assert isinstance(panel, AnnotatePanel)
    panel.focus_steps()
    return panel


def marked(project: Project, step_id: str) -> object:
    for turn in Annotation(project).view(EQUATION.id).turns:
        for response in turn.responses:
            for step in response.steps:
                if step.step.id == step_id:
                    return step.mark
    raise AssertionError(step_id)


def open_solved(project: Project, open_window: Open) -> tuple[Application, AnnotatePanel]:
    add_problems(project, EQUATION, FRACTIONS)
    solve(project, EQUATION.id)
    application = open_window(project)
    return application, panel_of(application)


def test_one_key_marks_and_moves_on(qtbot: QtBot, project: Project, open_window: Open) -> None:
    """A response is read downward; after a correct step the next one is at hand."""
    application, panel = open_solved(project, open_window)
    for key in "123":
        qtbot.keyClick(panel.steps, key)
    assert verdicts(project, EQUATION.id) == [1, 0, -1]
    assert application.window.status.saved_text == "Saved"


def test_an_incorrect_step_stays_selected_to_be_explained(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """In first-error mode reading stops at the first incorrect step."""
    _, panel = open_solved(project, open_window)
    qtbot.keyClick(panel.steps, "1")
    qtbot.keyClick(panel.steps, "3")
    assert panel.feedback.step_id == step_ids(project, EQUATION.id)[1]


def test_fifty_steps_are_marked_without_the_mouse(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """The promise of the product's keys."""
    add_problems(project, EQUATION)
    lines = [f"{at}. Add $1$ to get ${at}$." for at in range(1, 51)]
    solve(project, EQUATION.id, "\n".join([*lines, "**Answer: $50$**"]))
    application = open_window(project)
    panel = panel_of(application)
    for _ in range(50):
        qtbot.keyClick(panel.steps, "1")
    assert verdicts(project, EQUATION.id) == [1] * 50


def test_clearing_makes_a_step_unmarked_not_neutral(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Unmarked and neutral are different things to training."""
    _, panel = open_solved(project, open_window)
    qtbot.keyClick(panel.steps, "1")
    qtbot.keyClick(panel.steps, "k")
    qtbot.keyClick(panel.steps, "0")
    assert verdicts(project, EQUATION.id) == [None, None, None]


def test_follows_from_links_the_earlier_step(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """An error carried on from an earlier step is not an error of its own."""
    _, panel = open_solved(project, open_window)
    _first, second, third = step_ids(project, EQUATION.id)
    panel.steps.select(third)
    qtbot.keyClick(panel.steps, "f")
    qtbot.keyClick(panel.feedback.follows, "2")
    mark = marked(project, third)
    assert mark.follows_from == second  # type: ignore[attr-defined]
    assert mark.error_kind is ErrorKind.FOLLOWS_FROM_EARLIER_ERROR  # type: ignore[attr-defined]
    assert verdicts(project, EQUATION.id) == [None, None, -1]


def test_an_error_kind_is_chosen_on_its_chip(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Chips appear on an incorrect step and keep what is chosen."""
    _, panel = open_solved(project, open_window)
    qtbot.keyClick(panel.steps, "3")
    first = step_ids(project, EQUATION.id)[0]
    panel.feedback.kinds.chip(ErrorKind.CALCULATION).click()
    assert marked(project, first).error_kind is ErrorKind.CALCULATION  # type: ignore[attr-defined]
    panel.feedback.kinds.chip(ErrorKind.CALCULATION).click()
    assert marked(project, first).error_kind is None  # type: ignore[attr-defined]


def test_enter_goes_to_the_next_unmarked_step(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Going back to mend something must not cost the place."""
    _, panel = open_solved(project, open_window)
    first, _, third = step_ids(project, EQUATION.id)
    qtbot.keyClick(panel.steps, "1")
    qtbot.keyClick(panel.steps, "1")
    panel.steps.select(first)
    qtbot.keyClick(panel.steps, Qt.Key.Key_Return)
    assert panel.feedback.step_id == third


def test_undo_and_redo_reach_across_problems(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """The window goes to where the undone change was made."""
    _application, panel = open_solved(project, open_window)
    qtbot.keyClick(panel.steps, "1")
    qtbot.keyClick(panel.steps, "3")
    qtbot.keyClick(panel.steps, "n")
    assert panel.problem.title == FRACTIONS.topic
    qtbot.keyClick(panel.steps, "z", Qt.KeyboardModifier.ControlModifier)
    assert panel.problem.title == EQUATION.topic
    assert verdicts(project, EQUATION.id) == [1, None, None]
    assert panel.feedback.step_id == step_ids(project, EQUATION.id)[1]
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(panel.steps, "z", modifiers)
    assert verdicts(project, EQUATION.id) == [1, -1, None]


def test_undo_from_another_page_says_what_it_did_and_leaves_the_keys_there(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """A key pressed next must not mark a step that is out of sight."""
    application, panel = open_solved(project, open_window)
    qtbot.keyClick(panel.steps, "3")
    window = application.window
    window.open_page(Page.INSIGHTS)
    there = QApplication.focusWidget()
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert verdicts(project, EQUATION.id) == [None, None, None]
    assert window.banner.text == "Undone: mark step 1 incorrect. See the Annotate page."
    assert QApplication.focusWidget() is there
    assert not panel.steps.hasFocus()
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_Z, keys)
    assert window.banner.text.startswith("Done again: mark step 1 incorrect")
    window.open_page(Page.ANNOTATE)
    assert panel.steps.hasFocus()
    assert not window.banner.isVisible()


def test_why_a_key_does_nothing_is_said_until_the_user_goes_on(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Over another problem the sentence would be wrong."""
    application, panel = open_solved(project, open_window)
    qtbot.keyClick(panel.steps, "v")
    qtbot.keyClick(panel.steps, "g")
    assert "reopen it first" in application.window.banner.text
    qtbot.keyClick(panel.steps, "n")
    assert not application.window.banner.isVisible()


def test_an_import_done_again_is_shown(project: Project, open_window: Open) -> None:
    """Taken back it leaves an empty page; done again it must not leave it empty."""
    application = open_window(project)
    panel = panel_of(application)
    change = Library(project).add_problems([EQUATION, FRACTIONS])
    application.desk.commit(lambda: change)
    assert application.annotate is not None
    application.annotate.start()
    history = application.desk.history
    assert history.undo()
    assert application.annotate.shown.problem_id is None
    assert history.redo()
    assert application.annotate.shown.problem_id == EQUATION.id
    assert panel.problem.title == EQUATION.topic


def test_undo_survives_closing_the_window(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Undo is without limit, and the stack is rebuilt from the history."""
    application, panel = open_solved(project, open_window)
    qtbot.keyClick(panel.steps, "1")
    path = project.path
    application.window.close()
    with_again = Project.open(path)
    second = open_window(with_again)
    panel = panel_of(second)
    qtbot.keyClick(panel.steps, "z", Qt.KeyboardModifier.ControlModifier)
    assert verdicts(with_again, EQUATION.id) == [None, None, None]


def test_letters_typed_into_an_editor_mark_nothing(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Single keys act only while the step list has the focus."""
    _, panel = open_solved(project, open_window)
    qtbot.keyClick(panel.steps, "e")
    assert panel.feedback.explanation.hasFocus()
    qtbot.keyClicks(panel.feedback.explanation, "123 jk?")
    assert panel.feedback.explanation.toPlainText() == "123 jk?"
    assert verdicts(project, EQUATION.id) == [None, None, None]


def test_steps_merge_by_key(qtbot: QtBot, project: Project, open_window: Open) -> None:
    """The splitter can be wrong; the text stays the same to the byte."""
    _, panel = open_solved(project, open_window)
    qtbot.keyClick(panel.steps, "m")
    view = Annotation(project).view(EQUATION.id).turns[0].chosen
    assert view is not None
    assert len(view.steps) == 2
    assert view.response.text == SOLUTION
