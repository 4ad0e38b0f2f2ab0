"""What was done, as a list: jumping to an act, and going back many of them at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from tests.ui.annotate.test_marking import open_solved, panel_of
from tests.ui.desk_helpers import EQUATION, FRACTIONS, solve, step_ids, verdicts
from workbench.domain.records import Verdict
from workbench.service.annotation import Annotation
from workbench.service.past_acts import PastActs
from workbench.service.project import Project
from workbench.ui.app import Application
from workbench.ui.past.model import LINE_ROLE, PAGE, PastModel
from workbench.ui.past.panel import ROW_HEIGHT, PastSheet
from workbench.ui.undo import UndoHistory

Open = Callable[[Project], Application]
CTRL = Qt.KeyboardModifier.ControlModifier


def open_sheet(qtbot: QtBot, application: Application) -> PastSheet:
    """Open the sheet by its key."""
    qtbot.keyClick(panel_of(application).steps, Qt.Key.Key_H, CTRL)
    assert application.past is not None
    qtbot.waitUntil(application.past.sheet.list.hasFocus)
    return application.past.sheet


def texts(sheet: PastSheet) -> list[str]:
    model = sheet.list.model()
    return [str(model.index(at, 0).data()) for at in range(model.rowCount())]


def mark_all(qtbot: QtBot, application: Application, keys: str) -> None:
    panel = panel_of(application)
    for key in keys:
        qtbot.keyClick(panel.steps, key)


def test_the_sheet_lists_acts_newest_first_with_their_problem(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """One looks for an act by what it was and where."""
    application, _ = open_solved(project, open_window)
    mark_all(qtbot, application, "12")
    sheet = open_sheet(qtbot, application)
    assert texts(sheet)[:2] == ["Mark step 2 neutral", "Mark step 1 correct"]
    line = sheet.list.model().index(0, 0).data(LINE_ROLE)
    assert line.where.startswith("Linear equations · Solve")
    assert line.lead == "Linear equations"
    assert line.where == f"{line.lead} · {line.excerpt}", "only the statement is typeset"
    assert sheet.list.height() % ROW_HEIGHT == 0, "no row is cut through"
    assert line.when.count(":") == 2
    qtbot.keyClick(sheet.list, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    assert panel_of(application).steps.hasFocus()


def test_enter_goes_to_where_an_act_was_made(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Looking is not undoing."""
    application, _ = open_solved(project, open_window)
    mark_all(qtbot, application, "12")
    assert application.annotate is not None
    application.annotate.queue.open(FRACTIONS.id)
    sheet = open_sheet(qtbot, application)
    qtbot.keyClick(sheet.list, Qt.Key.Key_Down)
    qtbot.keyClick(sheet.list, Qt.Key.Key_Return)
    assert application.annotate.shown.problem_id == EQUATION.id
    assert application.annotate.shown.step_id == step_ids(project, EQUATION.id)[0]
    assert verdicts(project, EQUATION.id) == [1, 0, None]


def test_going_back_asks_with_the_count_and_takes_back_one_by_one(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Each act is an event of its own, and what was taken back can be done again."""
    application, _ = open_solved(project, open_window)
    mark_all(qtbot, application, "121")
    events = project.check().events
    sheet = open_sheet(qtbot, application)
    qtbot.keyClick(sheet.list, Qt.Key.Key_Delete)
    assert sheet.message == "Take this act back?"
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    qtbot.keyClick(sheet.list, Qt.Key.Key_Down)
    qtbot.keyClick(sheet.list, Qt.Key.Key_Delete)
    assert "2 acts" in sheet.message
    assert verdicts(project, EQUATION.id) == [1, 0, 1]
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert verdicts(project, EQUATION.id) == [1, 0, 1]
    qtbot.keyClick(sheet.list, Qt.Key.Key_Delete)
    qtbot.mouseClick(sheet.sure, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: verdicts(project, EQUATION.id) == [1, None, None])
    assert project.check().events == events + 2
    assert texts(sheet)[:3] == [
        "Mark step 3 correct (undone)",
        "Mark step 2 neutral (undone)",
        "Mark step 1 correct",
    ]
    sheet.list.setCurrentIndex(sheet.list.model().index(0, 0))
    qtbot.keyClick(sheet.list, Qt.Key.Key_Delete)
    qtbot.keyClick(sheet.sure, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: verdicts(project, EQUATION.id) == [1, 0, 1])
    assert project.check().ok


def test_an_undo_beside_the_sheet_shows_in_it(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """The keys of the window go on working."""
    application, _ = open_solved(project, open_window)
    mark_all(qtbot, application, "1")
    sheet = open_sheet(qtbot, application)
    qtbot.keyClick(sheet.list, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: texts(sheet)[0] == "Mark step 1 correct (undone)")


def test_an_empty_project_says_that_nothing_was_done(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """The list says so, and offers nothing."""
    application = open_window(project)
    application.open_past()
    assert application.past is not None
    sheet = application.past.sheet
    assert "Nothing was done" in sheet.message
    assert not sheet.turn.isEnabled()


@pytest.fixture
def long_past(project: Project) -> PastModel:
    """Return the model of a project in which a step was marked again and again."""
    from tests.ui.desk_helpers import add_problems

    add_problems(project, EQUATION)
    solve(project, EQUATION.id)
    annotation, step = Annotation(project), step_ids(project, EQUATION.id)[0]
    for at in range(PAGE + 10):
        annotation.mark(step, Verdict.CORRECT if at % 2 else Verdict.NEUTRAL)
    past = PastActs(project)
    model = PastModel(UndoHistory(project.revert, past), past)
    model.refresh()
    return model


def test_the_model_keeps_qts_rules(qtmodeltester: ModelTester, long_past: PastModel) -> None:
    """Views crash on models that break them."""
    qtmodeltester.check(long_past)


def test_the_log_is_read_as_far_as_the_list_is_scrolled(qtbot: QtBot, long_past: PastModel) -> None:
    """A year's work is not read to show a page of it."""
    assert long_past.rowCount() == PAGE
    long_past.fetchMore(long_past.index(-1, -1))
    assert long_past.rowCount() == PAGE + 12
    assert not long_past.canFetchMore(long_past.index(-1, -1))
    assert [line.reach for at in (0, 61) if (line := long_past.line(at))] == [1, 62]
