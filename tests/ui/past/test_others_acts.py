"""Several annotators share one list of acts: nobody takes back another's by a key, or reads it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.annotate.test_marking import open_solved, panel_of
from tests.ui.desk_helpers import EQUATION, FRACTIONS, add_problems, solve, step_ids, verdicts
from tests.ui.past.test_past_sheet import CTRL, mark_all, open_sheet, texts
from workbench.domain.records import Verdict
from workbench.service.annotation import Annotation
from workbench.service.annotators import Annotators
from workbench.service.past_acts import PastActs
from workbench.service.project import Project
from workbench.service.second_pass import SecondPasses
from workbench.store.acts import Act
from workbench.ui.app import Application
from workbench.ui.past.model import LINE_ROLE, LONGEST_LINE, Line, PastModel, one_line
from workbench.ui.past.panel import PastSheet
from workbench.ui.undo import UndoHistory

Open = Callable[[Project], Application]
HIDDEN = "Hidden while your blind pass is open"


def enter(application: Application, name: str) -> None:
    """Let somebody work, as the Annotators tab does."""
    people = Annotators(application.desk.project)
    people.use(people.named(name).id)


def told_by(application: Application) -> list[str]:
    told: list[str] = []
    application.desk.told.connect(told.append)
    return told


def lines(sheet: PastSheet) -> list[Line]:
    model = sheet.list.model()
    return [model.index(at, 0).data(LINE_ROLE) for at in range(model.rowCount())]


@pytest.fixture
def shared(project: Project, open_window: Open, qtbot: QtBot) -> Application:
    """A window on a problem whose first two steps its owner marked; then Ben works."""
    people = Annotators(project)
    people.rename(project.annotator.id, "Ada")
    people.add("Ben")
    application, _ = open_solved(project, open_window)
    mark_all(qtbot, application, "12")
    enter(application, "Ben")
    return application


def give_ben_a_pass(project: Project) -> None:
    SecondPasses(project).give(Annotators(project).named("Ben").id, 1.0)


def test_the_undo_key_leaves_anothers_act_and_says_whose_it_is(
    qtbot: QtBot, project: Project, shared: Application
) -> None:
    """Ben's habit of pressing it once too often must not cost Ada her marks."""
    told, steps = told_by(shared), panel_of(shared).steps
    mark_all(qtbot, shared, "3")
    assert verdicts(project, EQUATION.id) == [1, 0, -1]
    qtbot.keyClick(steps, Qt.Key.Key_Z, CTRL)
    assert told == []
    for _ in range(2):
        qtbot.keyClick(steps, Qt.Key.Key_Z, CTRL)
    assert verdicts(project, EQUATION.id) == [1, 0, None]
    assert len(told) == 2
    assert "Ada" in told[0]
    assert "What was done" in told[0]
    enter(shared, "Ada")
    qtbot.keyClick(steps, Qt.Key.Key_Z, CTRL)
    assert verdicts(project, EQUATION.id) == [1, None, None]


def test_the_redo_key_leaves_anothers_act_too(
    qtbot: QtBot, project: Project, shared: Application
) -> None:
    """What Ada took back is hers to do again."""
    enter(shared, "Ada")
    shared.desk.history.undo()
    enter(shared, "Ben")
    told = told_by(shared)
    assert not shared.desk.history.redo()
    assert "Ada" in told[0]
    assert verdicts(project, EQUATION.id) == [1, None, None]
    enter(shared, "Ada")
    assert shared.desk.history.redo()
    assert verdicts(project, EQUATION.id) == [1, 0, None]


def test_an_act_stays_whose_it_was_when_another_turns_it_and_over_a_restart(
    qtbot: QtBot, project: Project, shared: Application
) -> None:
    """Taking back on purpose, then again, makes Ada's act nobody else's."""
    history = shared.desk.history
    history.take_back()
    history.do_again()
    fresh = UndoHistory(project.revert, PastActs(project))
    assert not history.undo()
    assert not fresh.undo()
    history.take_back()
    fresh = UndoHistory(project.revert, PastActs(project))
    assert not history.redo()
    assert not fresh.redo()


def test_the_list_names_the_other_and_takes_the_act_back_on_purpose(
    qtbot: QtBot, project: Project, shared: Application
) -> None:
    """Someone has to be able to; the name says what is being done."""
    sheet = open_sheet(qtbot, shared)
    assert texts(sheet)[0] == "Mark step 2 neutral"
    assert lines(sheet)[0].where.startswith("Ada · ")
    qtbot.keyClick(sheet.list, Qt.Key.Key_Delete)
    qtbot.keyClick(sheet, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: verdicts(project, EQUATION.id) == [1, None, None])


def test_an_open_blind_pass_hides_what_others_did_there(
    qtbot: QtBot, project: Project, shared: Application
) -> None:
    """A list that tells Ada's verdicts makes Ben's opinion no second one."""
    give_ben_a_pass(project)
    sheet = open_sheet(qtbot, shared)
    told = [f"{line.text} {line.where} {line.problem_id}" for line in lines(sheet)]
    model = sheet.list.model()
    told += [
        str(model.index(at, 0).data(role))
        for at in range(model.rowCount())
        for role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
    ]
    assert texts(sheet)[0] == HIDDEN
    assert not [text for text in told if "Mark step" in text or EQUATION.id in text]
    assert not sheet.go.isEnabled()


def test_what_is_hidden_cannot_be_turned_and_bars_the_way_behind_it(
    qtbot: QtBot, project: Project, shared: Application
) -> None:
    """Nobody takes back what he must not know; it is said what to do instead."""
    give_ben_a_pass(project)
    told, events = told_by(shared), project.check().events
    sheet = open_sheet(qtbot, shared)
    assert all(line.barred for line in lines(sheet))
    assert "hand in your blind pass" in sheet.message
    qtbot.keyClick(sheet.list, Qt.Key.Key_Delete)
    assert not sheet.sure.isVisible()
    assert shared.desk.history.take_back() is None
    assert not shared.desk.history.undo()
    assert project.check().events == events
    assert len(told) == 2
    assert "Mark step" not in "".join(told)
    assert "Hand in your blind pass" in told[0]


def test_the_own_acts_in_a_blind_pass_are_listed_and_taken_back(
    qtbot: QtBot, project: Project, shared: Application
) -> None:
    """The pass hides the others, not oneself."""
    give_ben_a_pass(project)
    shared.desk.bus.announce(("marks", "passes", "annotators", "problems"))
    step = step_ids(project, EQUATION.id)[0]
    shared.desk.commit(lambda: Annotation(project).mark(step, Verdict.INCORRECT))
    sheet = open_sheet(qtbot, shared)
    assert texts(sheet)[:2] == ["Mark step 1 incorrect", HIDDEN]
    assert [line.barred for line in lines(sheet)[:2]] == [False, True]
    assert shared.desk.history.undo()
    assert [line.undone for line in lines(sheet)[:2]] == [True, False]
    assert [line.barred for line in lines(sheet)[:2]] == [False, True]


def test_other_problems_and_the_acts_after_handing_in_are_shown(
    project: Project, qtbot: QtBot
) -> None:
    """Only what the pass needs is kept back, and only while it is open."""
    add_problems(project, EQUATION, FRACTIONS)
    annotation, people, passes = Annotation(project), Annotators(project), SecondPasses(project)
    people.add("Ben")
    ben = people.named("Ben").id
    solve(project, EQUATION.id)
    annotation.mark(step_ids(project, EQUATION.id)[0], Verdict.INCORRECT)
    passes.give(ben, 1.0)
    solve(project, FRACTIONS.id)
    annotation.mark(step_ids(project, FRACTIONS.id)[0], Verdict.NEUTRAL)
    people.use(ben)
    past = PastActs(project)
    model = PastModel(UndoHistory(project.revert, past), past)

    def listed() -> list[str]:
        model.refresh()
        return [model.index(at, 0).data() for at in range(model.rowCount())]

    assert listed()[0] == "Mark step 1 neutral"
    assert HIDDEN in listed()
    for step_id in step_ids(project, EQUATION.id):
        annotation.mark(step_id, Verdict.CORRECT)
    passes.hand_in(ben)
    assert HIDDEN not in listed()
    assert "Mark step 1 incorrect" in listed()


def test_what_another_took_back_bars_only_what_would_be_done_again(
    project: Project, qtbot: QtBot
) -> None:
    """The way back and the way forward are two ways."""
    add_problems(project, EQUATION, FRACTIONS)
    annotation, people = Annotation(project), Annotators(project)
    people.add("Ben")
    ada, ben = project.annotator.id, people.named("Ben").id
    for problem in (EQUATION, FRACTIONS):
        solve(project, problem.id)
    first, second = step_ids(project, EQUATION.id)[:2]
    annotation.mark(first, Verdict.CORRECT)
    give_ben_a_pass(project)
    people.use(ben)
    annotation.mark(step_ids(project, FRACTIONS.id)[0], Verdict.NEUTRAL)
    people.use(ada)
    annotation.mark(second, Verdict.INCORRECT)
    past = PastActs(project)
    history = UndoHistory(project.revert, past)
    assert history.undo()
    people.use(ben)
    model = PastModel(history, past)
    model.refresh()
    found = [model.index(at, 0).data(LINE_ROLE) for at in range(2)]
    assert [line.text for line in found] == [f"{HIDDEN} (undone)", "Mark step 1 neutral"]
    assert [line.barred for line in found] == [True, False]
    assert history.undo()


def test_the_words_of_an_act_are_one_plain_line_of_bounded_length(
    project: Project, qtbot: QtBot
) -> None:
    """A label may name a file, and a file's name may hold anything."""
    hostile = "import <b>x</b>\n$\\frac{1}{2}$ " + "long " * 5000
    past = PastActs(project)
    history = UndoHistory(project.revert, past)
    act = Act(1, "a", "2026-01-01T00:00:00+00:00", hostile, frozenset(), project.annotator.id)
    model = PastModel(history, past)
    history._done.append(act)
    history._read_all = True
    model.refresh()
    text = model.index(0, 0).data()
    assert text.startswith("Import <b>x</b> $\\frac{1}{2}$ long")
    assert len(text) < LONGEST_LINE + 20
    assert "\n" not in one_line(hostile)
    assert "<b>" not in model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
