"""Solutions by hand, problems set aside, and every act on a problem by keys alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.annotate.test_marking import open_solved, panel_of
from tests.ui.annotate.test_turns import engine_of, turns
from tests.ui.desk_helpers import EQUATION, add_problems, solve, step_ids
from workbench.domain.records import AnnotationMode, RefineMode, ThreadStatus, TurnKind
from workbench.service.annotation import Annotation
from workbench.service.project import Project
from workbench.ui.app import Application

Open = Callable[[Project], Application]
ENTER, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape
CTRL = Qt.KeyboardModifier.ControlModifier


def test_a_solution_is_written_and_marked(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Steps number themselves, Enter on an empty one begins the answer, Ctrl+S makes the turn."""
    _, panel = open_solved(project, open_window)
    qtbot.keyClick(panel.steps, "t")
    editor = panel.manual.editor
    qtbot.keyClicks(editor, "Subtract six.")
    qtbot.keyClick(editor, ENTER)
    qtbot.keyClicks(editor, "Divide.")
    qtbot.keyClick(editor, ENTER)
    qtbot.keyClick(editor, ENTER)
    qtbot.keyClicks(editor, "12")
    assert panel.manual.text == "1. Subtract six.\n2. Divide.\n**Answer: 12**"
    qtbot.keyClick(editor, "s", CTRL)
    qtbot.waitUntil(lambda: turns(project) == 2)
    turn = Annotation(project).view(EQUATION.id).turns[1]
    assert turn.turn.kind is TurnKind.MANUAL
    assert turn.chosen is not None
    assert turn.chosen.agrees is True
    assert panel.turns.meta == "written by hand"
    assert not panel.manual.is_open
    qtbot.waitUntil(panel.steps.hasFocus)
    qtbot.keyClick(panel.steps, "1")
    mark = Annotation(project).view(EQUATION.id).turns[1].chosen.steps[0].mark  # type: ignore[union-attr]
    assert mark is not None


def test_the_rest_is_written_behind_the_steps_before(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """The selected step and what follows it are the expert's; its number is there already."""
    _, panel = open_solved(project, open_window)
    panel.steps.select(step_ids(project, EQUATION.id)[1])
    qtbot.keyClick(panel.steps, "h")
    assert panel.manual.text == "2. "
    qtbot.keyClicks(panel.manual.editor, "Divide: $x = 12$.")
    panel.manual.save.click()
    chosen = Annotation(project).view(EQUATION.id).turns[1].chosen
    assert chosen is not None
    assert [step.change for step in chosen.steps] == ["unchanged", "new"]


def test_what_is_typed_survives_leaving_and_closing(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Typed text is work; Escape puts the sheet away and nothing else."""
    application, panel = open_solved(project, open_window)
    qtbot.keyClick(panel.steps, "t")
    qtbot.keyClicks(panel.manual.editor, "Half a th")
    qtbot.keyClick(panel.manual.editor, ESCAPE)
    assert not panel.manual.is_open
    assert turns(project) == 1
    qtbot.waitUntil(panel.steps.hasFocus)
    qtbot.keyClick(panel.steps, "t")
    qtbot.keyClicks(panel.manual.editor, "ought")
    application.window.close()
    reopened = Project.open(project.path)  # its window closes it
    again = panel_of(open_window(reopened))
    assert turns(reopened) == 1
    qtbot.keyClick(again.steps, "t")
    assert again.manual.text == "1. Half a thought"


@pytest.mark.parametrize(
    ("key", "status"), [("x", ThreadStatus.BAD_PROBLEM), ("u", ThreadStatus.GIVE_UP)]
)
def test_setting_aside_asks_for_the_reason_in_the_bar(
    qtbot: QtBot, project: Project, open_window: Open, key: str, status: ThreadStatus
) -> None:
    """No dialog in the way: a key, a number or words, Enter."""
    _, panel = open_solved(project, open_window)
    qtbot.keyClick(panel.steps, key)
    assert panel.bar.reason.edit.hasFocus()
    qtbot.keyClicks(panel.bar.reason.edit, "see the forum, 2 answers")
    qtbot.keyClick(panel.bar.reason.edit, ENTER)
    thread = Annotation(project).view(EQUATION.id).thread
    assert thread is not None
    assert (thread.status, thread.status_reason) == (status, "see the forum, 2 answers")
    assert panel.bar.primary.text() == "Reopen"
    qtbot.waitUntil(panel.steps.hasFocus)


def test_a_usual_reason_is_one_digit(qtbot: QtBot, project: Project, open_window: Open) -> None:
    """Two keys set a problem aside; Escape leaves it where it is."""
    _, panel = open_solved(project, open_window)
    qtbot.keyClick(panel.steps, "x")
    qtbot.keyClick(panel.bar.reason.edit, ESCAPE)
    assert panel.bar.reason.isHidden()
    qtbot.waitUntil(panel.steps.hasFocus)
    qtbot.keyClick(panel.steps, "x")
    qtbot.keyClick(panel.bar.reason.edit, "2")
    thread = Annotation(project).view(EQUATION.id).thread
    assert thread is not None
    assert thread.status_reason == "wrong reference answer"


def test_modes_and_acceptance_have_keys(qtbot: QtBot, project: Project, open_window: Open) -> None:
    """What the mouse can do in the bar, the keyboard can."""
    _, panel = open_solved(project, open_window)
    qtbot.keyClick(panel.steps, "r")
    qtbot.keyClick(panel.steps, "l")
    thread = Annotation(project).view(EQUATION.id).thread
    assert thread is not None
    assert thread.refine_mode is RefineMode.ASK_AGAIN
    assert thread.annotation_mode is AnnotationMode.FULL
    qtbot.keyClick(panel.steps, "v")
    thread = Annotation(project).view(EQUATION.id).thread
    assert thread is not None
    assert thread.status is ThreadStatus.ACCEPTED


def test_what_does_not_fit_is_in_the_menu(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """A narrow window has one row of buttons and everything behind “…”."""
    application, panel = open_solved(project, open_window)
    bar = panel.bar
    qtbot.keyClick(panel.steps, "1")
    wide = [bar.button(name).isVisible() for name in ("step.alternatives", "turn.write")]
    assert wide == [True, True]
    bar.setFixedWidth(330)
    qtbot.waitUntil(lambda: not bar.button("turn.write").isVisible())
    assert bar.primary.isVisible()
    assert bar.menu.act("turn.write").isEnabled()
    bar.menu.act("turn.write").trigger()
    assert panel.manual.is_open
    assert not application.desk.closed


def test_nothing_can_be_asked_of_a_turn_that_is_being_written(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Keys do what the menu offers, and no more."""
    application, panel = open_solved(project, open_window)
    engine_of(application).hold = True
    panel.steps.select(step_ids(project, EQUATION.id)[1])
    engine_of(application).texts = ["2. Divide."]
    qtbot.keyClick(panel.steps, "g")
    qtbot.waitUntil(lambda: bool(application.engine.busy))
    for key in "vxct":
        qtbot.keyClick(panel.steps, key)
    assert panel.bar.reason.isHidden()
    assert not panel.manual.is_open
    engine_of(application).release()


def test_an_unsolved_problem_can_be_solved_by_hand(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """The expert's solution may be the first turn."""
    add_problems(project, EQUATION)
    panel = panel_of(open_window(project))
    qtbot.keyClick(panel.steps, "t")
    qtbot.keyClicks(panel.manual.editor, "So.")
    assert not panel.turns.isVisible()
    qtbot.keyClick(panel.manual.editor, ENTER, CTRL)
    assert panel.turns.isVisible()
    assert turns(project) == 1
    solve(project, EQUATION.id)
    assert turns(project) == 2
