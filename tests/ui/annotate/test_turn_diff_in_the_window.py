"""Reading a turn as a change of the last, by keys, to what the store holds; undone whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.desk_helpers import (
    EQUATION,
    add_problems,
    numbered,
    result_of,
    solve,
    step_ids,
    verdicts,
)
from workbench.domain.records import AnnotationMode, LabelSource, RefineMode, Verdict
from workbench.service.annotation import Annotation
from workbench.service.project import Project
from workbench.ui import theme
from workbench.ui.annotate.panel import AnnotatePanel
from workbench.ui.annotate.split_card import SplitCard
from workbench.ui.app import Application

Open = Callable[[Project], Application]
OLD = ["Take $6$ from both sides.", "So $6x = 72$.", "Divide by $6$ to get $x = 13$.", "Check it."]
NEW = [*OLD[:2], "Divide by $6$ to get $x = 12$.", "Therefore done.", "And check it."]


@pytest.fixture
def panel(project: Project, open_window: Open, qtbot: QtBot) -> AnnotatePanel:
    """The second turn: two steps unchanged, one changed, one new, one reworded."""
    add_problems(project, EQUATION)
    solve(project, EQUATION.id, numbered(OLD, "13"))
    annotation = Annotation(project)
    for step_id, verdict in zip(step_ids(project, EQUATION.id), (1, 0, -1), strict=False):
        annotation.mark(step_id, Verdict(verdict))
    plan = annotation.plan_refine(EQUATION.id, RefineMode.ASK_AGAIN)
    annotation.record_turn(plan, [result_of("r", 0, numbered(NEW, "12"), 2)], "scripted")
    made: Any = open_window(project).annotate.panel
    made.focus_steps()
    qtbot.waitUntil(made.steps.hasFocus)
    return made


def undo(panel: AnnotatePanel, qtbot: QtBot) -> None:
    qtbot.keyClick(panel.window(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def sources(project: Project) -> list[LabelSource | None]:
    view = Annotation(project).view(EQUATION.id).turns[-1]
    assert view.chosen is not None
    return [step.mark and step.mark.source for step in view.chosen.steps]


def test_offers_are_confirmed_one_by_one_from_the_folded_line(qtbot, project, panel):
    """Space, Space: both steps have their verdicts of the turn before, and the next is at hand."""
    assert panel.steps.isRowHidden(1)
    qtbot.keyClick(panel.steps, Qt.Key.Key_Space)
    assert verdicts(project, EQUATION.id) == [1, None, None, None, None]
    qtbot.keyClick(panel.steps, Qt.Key.Key_Space)
    assert verdicts(project, EQUATION.id)[:3] == [1, 0, None]
    assert sources(project)[:2] == [LabelSource.ACCEPTED_SUGGESTION] * 2
    assert panel.steps.current_step().number == 3


def test_all_offers_are_one_key_and_one_undo(qtbot, project, panel):
    """The whole of what stayed, at once; and it goes on with what changed."""
    qtbot.keyClick(panel.steps, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    assert verdicts(project, EQUATION.id) == [1, 0, None, None, None]
    assert panel.steps.current_step().number == 3
    undo(panel, qtbot)
    assert verdicts(project, EQUATION.id) == [None] * 5


def test_the_changed_step_shows_its_words(panel):
    """“13” became “12”: the page says so where it is read."""
    step = panel.steps.steps()[2]
    assert (step.change, step.previous) == ("changed", OLD[2])
    laid = panel.steps.itemDelegate().laid(step, panel.steps.viewport().width())
    tones = [placed.tone.value for placed in laid.document.handler.placed]
    assert tones == ["same", "removed", "inserted"]


def test_a_step_is_split_by_key_with_a_preview_and_undone(qtbot, project, panel):
    """The store holds two steps until the split is undone."""
    panel.steps.select(step_ids(project, EQUATION.id)[2])
    qtbot.keyClick(panel.steps, Qt.Key.Key_B)
    card = panel.window().findChild(SplitCard)
    card.set_offset(len("Divide by $6$"))
    qtbot.keyClick(card.source, Qt.Key.Key_Return)
    bodies = [step.body for step in panel.steps.steps()]
    assert bodies[2:4] == ["Divide by $6$", "to get $x = 12$."]
    assert len(step_ids(project, EQUATION.id)) == 6
    undo(panel, qtbot)
    assert [step.body for step in panel.steps.steps()] == NEW


def test_steps_are_merged_by_key_and_undone(qtbot, project, panel):
    """Words that stand in the joined step were not removed from the turn."""
    panel.steps.select(step_ids(project, EQUATION.id)[3])
    qtbot.keyClick(panel.steps, Qt.Key.Key_M)
    assert len(step_ids(project, EQUATION.id)) == 4
    rows = panel.steps.model().steps
    assert [row.step.id for row in rows if row.step.id.startswith("removed:")] == []
    undo(panel, qtbot)
    assert [step.body for step in panel.steps.steps()] == NEW


def test_the_mouse_confirms_opens_and_merges(qtbot, project, panel):
    """All that keys do, the menu of a card offers."""
    steps = panel.steps
    steps.select(step_ids(project, EQUATION.id)[3])
    index = steps.currentIndex()
    menu = steps._menu_for(index, steps.current_step(), steps.visualRect(index).center())
    entries = {entry.text().split("\t")[0]: entry for entry in menu.actions()}
    entries["Confirm all unchanged steps"].trigger()
    assert verdicts(project, EQUATION.id)[:2] == [1, 0]
    steps.select(step_ids(project, EQUATION.id)[3])
    entries["Merge with the next step"].trigger()
    assert len(step_ids(project, EQUATION.id)) == 4


def test_a_low_window_leaves_room_for_the_steps(qtbot, project, panel):
    """A long statement in large type scrolls; nothing of the page is squeezed over another part."""
    window = panel.window()
    panel.problem.show_problem(
        replace(EQUATION, statement="A long statement. " * 60), AnnotationMode.FULL
    )
    try:
        theme.theme().set_zoom(200)
        window.resize(1024, 700)
        qtbot.waitUntil(lambda: window.height() == 700)
        assert panel.steps.height() >= 120
        parts = (panel.problem, panel.turns, panel.steps, panel.answer)
        bottoms = [part.mapTo(window, part.rect().bottomLeft()).y() for part in parts]
        tops = [part.mapTo(window, part.rect().topLeft()).y() for part in parts]
        assert all(top > bottom for top, bottom in zip(tops[1:], bottoms, strict=False))
    finally:
        theme.theme().set_zoom(100)
