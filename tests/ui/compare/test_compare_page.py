"""The Compare page by keys alone: what is pressed is what the store and the snapshot hold."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.helpers.marked import contents
from tests.ui.desk_helpers import EQUATION, FRACTIONS, add_problems, numbered, result_of
from workbench.domain.comparison import SCALE, Side
from workbench.domain.feedback import Ranking
from workbench.domain.records import Strength, Verdict
from workbench.exchange.snapshot import feedback_of
from workbench.service.annotation import Annotation
from workbench.service.project import Project
from workbench.ui.app import Application
from workbench.ui.compare.panel import ComparePanel, Mode
from workbench.ui.compare.presenter import ComparePresenter
from workbench.ui.rail import Page

Open = Callable[[Project], Application]
TABLES = ("preferences", "judgements", "rankings")


def candidates(project: Project, problem_id: str, count: int) -> None:
    """Record one turn of so many different responses of a model."""
    annotation = Annotation(project)
    texts = [numbered([f"Way {at}: $x = {at}$.", "Check it."], f"${at}$") for at in range(count)]
    results = [result_of("r", at, text, at) for at, text in enumerate(texts)]
    annotation.record_turn(annotation.plan_initial(problem_id), results, "scripted")


def open_page(application: Application) -> tuple[ComparePanel, ComparePresenter]:
    built = application.window.open_page(Page.COMPARE)
    assert isinstance(built.widget, ComparePanel)
    assert isinstance(built.presenter, ComparePresenter)
    return built.widget, built.presenter


def press(qtbot: QtBot, key: object, modifier: object = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the focus is, as a hand would."""
    focused = QApplication.focusWidget()
    assert isinstance(focused, QWidget), "nothing has the focus"
    qtbot.keyClick(focused, key, modifier)


def undo(qtbot: QtBot) -> None:
    press(qtbot, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def redo(qtbot: QtBot) -> None:
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    press(qtbot, Qt.Key.Key_Z, both)


@pytest.fixture
def compared(
    project: Project, open_window: Open
) -> tuple[Application, ComparePanel, ComparePresenter]:
    """Return the page on two problems: two responses to one, three to the other."""
    add_problems(project, EQUATION, FRACTIONS)
    candidates(project, EQUATION.id, 2)
    candidates(project, FRACTIONS.id, 3)
    application = open_window(project)
    return (application, *open_page(application))


def test_keys_alone_judge_undo_and_redo(qtbot: QtBot, project: Project, compared: tuple) -> None:
    """Each of the nine keys is one point of the scale; the store holds exactly what was pressed."""
    _, _, presenter = compared
    expected, before = [], []
    for key in (1, 5, 8):
        pair = presenter.pair
        before.append((pair, contents(project, TABLES)))
        press(qtbot, str(key))
        choice = SCALE[key - 1]
        sides = [pair.left.id, pair.right.id]
        if choice.side is Side.RIGHT:
            sides.reverse()
        expected.append((pair.problem.id, *sides, choice.strength))
    after = contents(project, TABLES)
    for pair, held in reversed(before):
        undo(qtbot)
        assert contents(project, TABLES) == held
        assert (presenter.pair.left.id, presenter.pair.right.id) == (pair.left.id, pair.right.id)
    for _ in before:
        redo(qtbot)
    assert contents(project, TABLES) == after
    told = [
        (p.problem_id, p.better_response_id, p.worse_response_id, p.strength)
        for p in feedback_of(project.file.database).preferences
    ]
    assert sorted(told) == sorted(expected)
    assert {strength for *_, strength in told} >= {Strength.TIE, Strength.MUCH_BETTER}
    assert project.check().ok


def test_the_next_pair_comes_at_once_and_none_twice(
    qtbot: QtBot, project: Project, compared: tuple
) -> None:
    """No key but the judgement itself is needed between two pairs."""
    _, panel, presenter = compared
    seen = set()
    while presenter.pair is not None:
        seen.add(frozenset((presenter.pair.left.id, presenter.pair.right.id)))
        press(qtbot, "3")
    assert len(seen) == len(contents(project, TABLES)["preferences"]) == 4
    assert panel.shown is panel.empty


def test_no_model_is_named_before_the_choice(qtbot: QtBot, compared: tuple) -> None:
    """Blind is blind: the names come after, quietly."""
    _, panel, _ = compared
    words = " ".join(label.text() for label in panel.findChildren(QLabel))
    assert "scripted" not in words
    press(qtbot, "2")
    assert "scripted" in panel.pair.last_text
    assert "Ctrl+Z" in panel.pair.last_text


def test_skipped_pairs_come_back_only_when_asked_for(
    qtbot: QtBot, project: Project, compared: tuple
) -> None:
    """A hard pair can wait, and is not lost."""
    _, panel, presenter = compared
    for _ in range(4):
        press(qtbot, "s")
    assert presenter.pair is None
    assert "4 skipped" in panel.meta_text
    press(qtbot, Qt.Key.Key_Return)
    assert presenter.pair is not None
    press(qtbot, "9")
    assert len(contents(project, TABLES)["preferences"]) == 1


def test_keys_alone_rank_undo_and_redo(qtbot: QtBot, project: Project, compared: tuple) -> None:
    """Numbers from best to worst, Enter; the last response falls into its place."""
    _, panel, presenter = compared
    press(qtbot, "r")
    assert presenter.mode is Mode.RANKINGS
    shown = [response.id for response in presenter.ranking.responses]
    press(qtbot, "3")
    press(qtbot, "2")
    press(qtbot, Qt.Key.Key_Backspace)
    press(qtbot, Qt.Key.Key_Backspace)
    press(qtbot, "1")
    press(qtbot, "3")
    assert panel.ranking.order == (0, 2, 1)
    press(qtbot, Qt.Key.Key_Return)
    order = (shown[0], shown[2], shown[1])
    assert feedback_of(project.file.database).rankings == (Ranking(FRACTIONS.id, order),)
    assert panel.shown is panel.empty
    undo(qtbot)
    assert contents(project, TABLES)["rankings"] == []
    assert panel.ranking.order == (0, 2, 1), "the order is there to be changed"
    redo(qtbot)
    assert feedback_of(project.file.database).rankings == (Ranking(FRACTIONS.id, order),)


def test_the_empty_page_leads_to_annotate(qtbot: QtBot, application: Application) -> None:
    """A page with nothing on it says what to do next, and Enter does it."""
    panel, _ = open_page(application)
    assert panel.shown is panel.empty
    press(qtbot, Qt.Key.Key_Return)
    assert application.window.page is Page.ANNOTATE


@pytest.mark.parametrize("seed", [1, 2])
def test_a_random_walk_of_keys_and_undos_leaves_the_store_as_it_was(
    qtbot: QtBot, project: Project, compared: tuple, seed: int
) -> None:
    """Whatever was pressed in whatever order, undoing all of it leaves nothing behind."""
    application, _, _ = compared
    before = contents(project, TABLES)
    draw = random.Random(seed)
    for _ in range(40):
        key = draw.choice([*"123456789", *"prs", "enter", "undo", "redo", "back"])
        if key == "undo":
            undo(qtbot)
        elif key == "redo":
            redo(qtbot)
        else:
            names = {"enter": Qt.Key.Key_Return, "back": Qt.Key.Key_Backspace}
            if application.window.page is not Page.COMPARE:
                application.window.open_page(Page.COMPARE)
            press(qtbot, names.get(key, key))
    assert project.check().ok
    while application.desk.history.can_undo and contents(project, TABLES) != before:
        application.desk.history.undo()
    assert contents(project, TABLES) == before


def test_marks_are_not_shown_where_responses_are_compared(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """A verdict given elsewhere would tell which response is thought wrong."""
    add_problems(project, EQUATION)
    candidates(project, EQUATION.id, 2)
    annotation = Annotation(project)
    for response in annotation.view(EQUATION.id).turns[0].responses:
        annotation.mark(response.steps[0].step.id, Verdict.INCORRECT)
    panel, _ = open_page(open_window(project))
    shown = [*panel.pair.left.steps.steps(), *panel.pair.right.steps.steps()]
    assert len(shown) == 4
    assert [step.mark for step in shown] == [None] * 4


def test_dragging_changes_an_order(qtbot: QtBot, compared: tuple) -> None:
    """The pointer can do what the keys do."""
    _, panel, _ = compared
    press(qtbot, "r")
    board = panel.ranking
    board.columns[0].button.click()
    board.columns[2].button.click()
    assert board.order == (0, 2, 1)
    model = board.strip.model()
    assert model.moveRow(QModelIndex(), 2, QModelIndex(), 0)
    assert board.order == (1, 0, 2)
    assert [column.place_text for column in board.columns] == ["2nd", "1st", "3rd"]


def test_a_response_written_meanwhile_is_offered(
    qtbot: QtBot, project: Project, application: Application
) -> None:
    """The page need not be opened anew when something to compare has come."""
    panel, presenter = open_page(application)
    assert panel.shown is panel.empty
    text = numbered(["Other way."], "$2$")
    plan = Annotation(project).plan_initial(EQUATION.id)
    written = [result_of("r", at, f"{at + 1}. Way {at}.\n{text}", at) for at in range(2)]
    application.desk.commit(lambda: Annotation(project).record_turn(plan, written, "scripted"))
    assert presenter.pair is not None
    assert panel.shown is panel.pair


def test_steps_that_both_begin_with_are_said_to_be_the_same(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Reading the same five steps twice is an expert's time wasted."""
    add_problems(project, EQUATION)
    same = [f"Shared step {at}, long enough to be read. " * 6 for at in range(5)]
    texts = [numbered([*same, f"Way {at}."], f"${at}$") for at in range(2)]
    annotation = Annotation(project)
    results = [result_of("r", at, text, at) for at, text in enumerate(texts)]
    annotation.record_turn(annotation.plan_initial(EQUATION.id), results, "scripted")
    application = open_window(project)
    panel, _ = open_page(application)
    words = " ".join(label.text() for label in panel.pair.findChildren(QLabel))
    assert "The first 5 steps are the same on both sides" in words
    for side in (panel.pair.left, panel.pair.right):
        first = side.steps.visualRect(side.steps.model().index(5, 0))
        assert side.steps.viewport().rect().contains(first.center())
    application.window.resize(1440, 900)
    qtbot.waitUntil(lambda: first_seen(panel) == [5, 5])
    panel.pair.scroll_by(-0.5)
    assert max(first_seen(panel)) < 5
    application.window.resize(1380, 880)
    QApplication.processEvents()
    assert max(first_seen(panel)) < 5, "who scrolled stays"


def first_seen(panel: ComparePanel) -> list[int]:
    """Return the row that stands at the top of either side."""
    lists = [side.steps for side in (panel.pair.left, panel.pair.right)]
    return [steps.indexAt(QPoint(10, 8)).row() for steps in lists]


def test_both_answers_are_equally_high(qtbot: QtBot, compared: tuple) -> None:
    """A ragged edge over the scale would make one side look favoured."""
    application, panel, presenter = compared
    left, right = panel.pair.left.answer, panel.pair.right.answer
    left.show_answer("It is " + "very " * 60 + "long.", "12", True)
    application.window.resize(1100, 720)
    qtbot.waitUntil(lambda: left.height() == right.height() > 60)
    panel.pair.show_pair(presenter.pair)
    qtbot.waitUntil(lambda: left.height() == right.height() < 60)
