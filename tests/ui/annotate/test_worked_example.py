"""The worked example of iterative refinement, reproduced in the window mark by mark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.helpers.shared import shared_data
from tests.ui.annotate.test_marking import panel_of
from tests.ui.annotate.test_turns import engine_of
from tests.ui.desk_helpers import add_problems, example_problem, numbered, step_ids, verdicts
from workbench.domain.records import ErrorKind
from workbench.service.annotation import Annotation
from workbench.service.project import Project
from workbench.service.views import StepView
from workbench.ui.annotate.panel import AnnotatePanel
from workbench.ui.app import Application

Open = Callable[[Project], Application]
CTRL = Qt.KeyboardModifier.ControlModifier


def test_both_turns_are_reproduced_mark_by_mark(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Six verdicts, an explanation, a rewrite and a carried error; then eight correct steps."""
    text = shared_data("ire_example.json").read_text(encoding="utf-8")
    problem, example = example_problem(text)
    first, second = example["turns"]
    add_problems(project, problem)
    application = open_window(project)
    panel = panel_of(application)
    engine = engine_of(application)
    # The model's part of turn 2 is what follows the rewrite, which continues turn 1's step 4.
    rest = numbered(second["steps"], second["answer"]).split("\n6. ", 1)[1]
    engine.texts = [numbered(first["steps"], first["answer"]), "6. " + rest]

    qtbot.keyClick(panel.steps, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: len(step_views(project, problem.id)) == 6)
    mark_turn_one(qtbot, panel, project, problem.id, first)
    check_turn_one(step_views(project, problem.id, 0), first)

    qtbot.keyClick(panel.steps, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: len(Annotation(project).view(problem.id).turns) == 2)
    assert engine.requests[-1].prefix.rstrip().endswith(first["feedback"][0]["rewrite"])
    views = step_views(project, problem.id)
    assert [view.body for view in views] == second["steps"]
    assert [view.change for view in views[:4]] == ["unchanged"] * 4
    for view in views:
        panel.steps.select(view.step.id)
        qtbot.keyClick(panel.steps, " " if view.suggestion is not None else "1")
    assert verdicts(project, problem.id) == second["verdicts"]
    assert application.window.status.saved_text == "Saved"


def step_views(project: Project, problem_id: str, turn: int = -1) -> tuple[StepView, ...]:
    turns = Annotation(project).view(problem_id).turns
    chosen = turns[turn].chosen if turns else None
    return chosen.steps if chosen else ()


def mark_turn_one(
    qtbot: QtBot, panel: AnnotatePanel, project: Project, problem_id: str, turn: dict[str, Any]
) -> None:
    """Mark by keys as the example's expert did."""
    steps = step_ids(project, problem_id)
    wrong, carried = turn["feedback"]
    panel.focus_steps()
    panel.steps.select(steps[0])
    for _ in range(4):
        qtbot.keyClick(panel.steps, "1")
    qtbot.keyClick(panel.steps, "3")
    panel.feedback.kinds.chip(ErrorKind(wrong["error_kind"])).click()
    qtbot.keyClick(panel.steps, "e")
    panel.feedback.explanation.insertPlainText(wrong["explanation"])
    qtbot.keyClick(panel.feedback.explanation, Qt.Key.Key_Escape)
    qtbot.keyClick(panel.steps, "w")
    panel.feedback.rewrite.setPlainText(wrong["rewrite"])
    qtbot.keyClick(panel.feedback.rewrite, Qt.Key.Key_Escape)
    panel.steps.select(steps[5])
    panel.feedback.follows_from_chosen.emit(steps[5], steps[carried["follows_from"] - 1])
    qtbot.keyClick(panel.steps, "e")
    panel.feedback.explanation.insertPlainText(carried["explanation"])
    qtbot.keyClick(panel.feedback.explanation, Qt.Key.Key_Escape)
    panel.focus_steps()


def check_turn_one(views: tuple[StepView, ...], turn: dict[str, Any]) -> None:
    """The store holds the example's marks, word for word."""
    assert [view.body for view in views] == turn["steps"]
    assert [view.verdict for view in views] == turn["verdicts"]
    wrong, carried = (view.mark for view in views[4:6])
    assert wrong is not None
    assert carried is not None
    expected, expected_carried = turn["feedback"]
    assert wrong.error_kind is ErrorKind(expected["error_kind"])
    assert (wrong.explanation, wrong.rewrite) == (expected["explanation"], expected["rewrite"])
    assert carried.error_kind is ErrorKind.FOLLOWS_FROM_EARLIER_ERROR
    assert carried.follows_from == views[4].step.id
    assert carried.explanation == expected_carried["explanation"]
