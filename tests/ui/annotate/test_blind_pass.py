"""A blind second opinion in the window: nothing of the first is seen until it is handed in."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.annotate.test_marking import panel_of
from tests.ui.desk_helpers import (
    EQUATION,
    SOLUTION,
    add_problems,
    result_of,
    solve,
    step_ids,
)
from workbench.domain.records import Verdict
from workbench.service.annotation import Annotation
from workbench.service.annotators import Annotators
from workbench.service.project import Project
from workbench.service.second_pass import SecondPasses
from workbench.store import opinions
from workbench.ui.annotate.panel import AnnotatePanel
from workbench.ui.annotate.step_model import STEP_ROLE
from workbench.ui.app import Application

Open = Callable[[Project], Application]


def shown(panel: AnnotatePanel) -> list[Verdict | None]:
    model = panel.steps.model()
    return [
        model.index(row, 0).data(STEP_ROLE).verdict
        for row in range(model.rowCount())
        if model.index(row, 0).data(STEP_ROLE) is not None
    ]


def test_marking_blind_by_keys_and_handing_in(
    project: Project, open_window: Open, qtbot: QtBot
) -> None:
    """Ben reads, marks and hands in; then he sees what Ada said, which counts as before."""
    add_problems(project, EQUATION)
    solve(project, EQUATION.id)
    ids = step_ids(project, EQUATION.id)
    for step_id in ids:
        Annotation(project).mark(step_id, Verdict.INCORRECT)
        Annotation(project).explain(step_id, "Ada's words")
    people, passes = Annotators(project), SecondPasses(project)
    people.add("Ben")
    ben = people.use(people.named("Ben").id).id
    passes.give(ben, 1.0)
    panel = panel_of(open_window(project))
    assert shown(panel) == [None, None, None]
    assert "Blind second opinion" in panel.notice.text
    panel.steps.select(ids[0])
    assert "Ada" not in panel.feedback.explanation.toPlainText()
    for key in "111":
        qtbot.keyClick(panel.steps, key)
    assert shown(panel) == [Verdict.CORRECT] * 3
    qtbot.keyClick(panel.steps, "v")
    qtbot.waitUntil(lambda: passes.waiting(ben) == [])
    qtbot.waitUntil(lambda: shown(panel) == [Verdict.INCORRECT] * 3)
    assert panel.notice.text == ""
    given = [opinions.standing(project.file.database, step_id, ben) for step_id in ids]
    assert [one.verdict for one in given if one] == [Verdict.CORRECT] * 3


def test_handing_in_too_early_says_which_step_waits(
    project: Project, open_window: Open, qtbot: QtBot
) -> None:
    """Nothing is handed in by a slip of the finger."""
    add_problems(project, EQUATION)
    solve(project, EQUATION.id)
    Annotation(project).mark(step_ids(project, EQUATION.id)[0], Verdict.CORRECT)
    people, passes = Annotators(project), SecondPasses(project)
    people.add("Ben")
    ben = people.use(people.named("Ben").id).id
    passes.give(ben, 1.0)
    application = open_window(project)
    panel = panel_of(application)
    qtbot.keyClick(panel.steps, "1")
    qtbot.keyClick(panel.steps, "v")
    assert "Step 2 is still unmarked" in application.window.banner.text
    assert passes.waiting(ben) == [EQUATION.id]


def test_a_blind_pass_on_a_closed_problem_is_handed_in_by_the_primary_key(
    project: Project, open_window: Open, qtbot: QtBot
) -> None:
    """The bar offers what a pass allows, whatever the first annotator made of the problem."""
    add_problems(project, EQUATION)
    solve(project, EQUATION.id)
    annotation = Annotation(project)
    for step_id in step_ids(project, EQUATION.id):
        annotation.mark(step_id, Verdict.CORRECT)
    annotation.accept(EQUATION.id)
    people, passes = Annotators(project), SecondPasses(project)
    people.add("Ben")
    ben = people.use(people.named("Ben").id).id
    passes.give(ben, 1.0)
    application = open_window(project)
    panel = panel_of(application)
    for key in "113":
        qtbot.keyClick(panel.steps, key)
    assert panel.bar.primary.text() == "Hand in"
    assert not any(panel.bar.button(name).isVisible() for name in ("turn.write", "turn.check"))
    qtbot.keyClick(panel.steps, "t")
    assert "mark its steps, then hand it in" in application.window.banner.text
    qtbot.keyClick(panel.steps, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: passes.waiting(ben) == [])
    assert panel.bar.primary.text() == "Reopen"


def test_a_check_is_hidden_in_a_blind_pass(project: Project) -> None:
    """It tells which answer the first annotator accepted."""
    add_problems(project, EQUATION)
    solve(project, EQUATION.id)
    annotation = Annotation(project)
    for step_id in step_ids(project, EQUATION.id):
        annotation.mark(step_id, Verdict.CORRECT)
    annotation.record_check(
        annotation.plan_check(EQUATION.id), [result_of("r", 0, SOLUTION, 1)], None
    )
    assert annotation.view(EQUATION.id).check is not None
    people = Annotators(project)
    people.add("Ben")
    SecondPasses(project).give(people.use(people.named("Ben").id).id, 1.0)
    assert Annotation(project).view(EQUATION.id).check is None
