"""The queue: search, filters and orders over many problems, by mouse and by keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from tests.ui.annotate.test_marking import panel_of
from tests.ui.desk_helpers import EQUATION, FRACTIONS, add_problems, solve, step_ids
from workbench.domain.records import Problem, Split, Verdict
from workbench.service.annotation import Annotation
from workbench.service.project import Project
from workbench.service.views import QueueFlag, QueueOrder, QueueStatus, QueueWish
from workbench.ui.annotate.model import PAGE_ROWS
from workbench.ui.annotate.panel import AnnotatePanel
from workbench.ui.app import Application

Open = Callable[[Project], Application]
SUMS = tuple(
    Problem(f"sum{n}", f"What is ${n} + {n}$?", str(2 * n), topic="Sums", position=n)
    for n in range(1, 121)
)


def open_all(project: Project, open_window: Open) -> tuple[Application, AnnotatePanel]:
    """Open a window on two solved problems, of which one is held out, and many unsolved ones."""
    held_out = replace(FRACTIONS, split=Split.HELDOUT)
    add_problems(project, EQUATION, held_out, *SUMS)
    solve(project, EQUATION.id)
    solve(project, FRACTIONS.id, "1. Halve it: $\\frac{1}{2}$.\n2. Add a quarter.\n**Answer: 3/4**")
    application = open_window(project)
    return application, panel_of(application)


def listed(panel: AnnotatePanel) -> list[str | None]:
    return [panel.queue_model.problem_at(at) for at in range(min(5, panel.queue_model.rowCount()))]


def type_search(qtbot: QtBot, panel: AnnotatePanel, text: str) -> list[str | None]:
    """Type a search as a user does; return what is listed then."""
    panel.queue.focus_search()
    panel.queue.search.clear()
    with qtbot.waitSignal(panel.queue.asked, check_params_cb=lambda wish: wish.search == text):
        qtbot.keyClicks(panel.queue.search, text)
    return listed(panel)


def choose(menu: QMenu, text: str) -> None:
    """Choose the entry of a menu that begins with a text, submenus included."""
    menu.aboutToShow.emit()
    entries: list[QAction] = [
        *menu.actions(),
        *(a for m in menu.findChildren(QMenu) for a in m.actions()),
    ]
    next(action for action in entries if action.text().startswith(text)).trigger()


def test_search_finds_what_the_model_and_the_expert_wrote(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """One remembers a step, or one's own words on it, sooner than the statement."""
    _, panel = open_all(project, open_window)
    assert type_search(qtbot, panel, "add a quart") == [FRACTIONS.id]
    step = step_ids(project, EQUATION.id)[1]
    change = Annotation(project).explain(step, "seventy-two over six is twelve")
    assert type_search(qtbot, panel, "is twelve") == [EQUATION.id]
    project.revert(change)
    assert type_search(qtbot, panel, "over six is") == []


def test_words_of_the_search_are_no_operators(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Formulas are full of characters that mean something to an index."""
    _, panel = open_all(project, open_window)
    for text in ('"', "6x + 6", "\\frac{", "a* OR b", "NEAR("):
        panel.queue.search.setText(text)
        panel.queue.ask()
    assert type_search(qtbot, panel, "frac{1}{2}") == [FRACTIONS.id]


def test_filters_are_chosen_from_a_menu_and_taken_away_there(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Status, side of the split and topic sift together."""
    _, panel = open_all(project, open_window)
    filters = panel.queue.filters
    choose(filters.filter.menu(), "held-out")
    assert listed(panel) == [FRACTIONS.id]
    assert "held-out" in filters.filter.toolTip()
    choose(filters.filter.menu(), "Take the filters")
    assert panel.queue_model.rowCount() == 122
    choose(filters.filter.menu(), "Linear equations")
    assert listed(panel) == [EQUATION.id]
    choose(filters.filter.menu(), "Linear equations")
    assert panel.queue_model.rowCount() == 122


def test_hardest_first_puts_what_was_marked_wrong_on_top(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """The order is that of the store, also with a filter and a search."""
    application, panel = open_all(project, open_window)
    Annotation(project).mark(step_ids(project, FRACTIONS.id)[0], Verdict.INCORRECT)
    assert application.annotate is not None
    queue = application.annotate.queue
    queue.show_wish(QueueWish(order=QueueOrder.HARDEST))
    assert listed(panel)[0] == FRACTIONS.id
    queue.show_wish(QueueWish(search="solve", order=QueueOrder.HARDEST))
    assert listed(panel) == [EQUATION.id]
    queue.show_wish(QueueWish(status=QueueStatus.REFINING, flag=QueueFlag.CONVERGED))
    assert listed(panel) == []


def test_problems_with_suggestions_are_found_by_their_rank(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """The reward model's scores are no list of problems; their rank says that there are some."""
    application, panel = open_all(project, open_window)
    assert application.annotate is not None
    with project.file.unrecorded() as database:
        sql = "UPDATE queue SET informative = 2.5 WHERE problem_id = ?"
        database.execute(sql, (FRACTIONS.id,))
    application.annotate.queue.show_wish(QueueWish(flag=QueueFlag.SUGGESTED))
    assert listed(panel) == [FRACTIONS.id]
    application.annotate.queue.show_wish(QueueWish(order=QueueOrder.INFORMATIVE))
    assert listed(panel)[0] == FRACTIONS.id


def test_next_and_previous_go_through_pages_of_rows(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """The end of what is in memory is not the end of the queue."""
    application, panel = open_all(project, open_window)
    assert application.annotate is not None
    queue = application.annotate.queue
    queue.open(f"sum{PAGE_ROWS - 2}")
    panel.focus_steps()
    qtbot.keyClick(panel.steps, "n")
    assert application.annotate.shown.problem_id == f"sum{PAGE_ROWS - 1}"
    assert queue.following(2) == [f"sum{PAGE_ROWS}", f"sum{PAGE_ROWS + 1}"]
    qtbot.keyClick(panel.steps, "p")
    assert application.annotate.shown.problem_id == f"sum{PAGE_ROWS - 2}"
    assert panel.queue.list.currentIndex().row() == PAGE_ROWS - 1


def test_from_a_problem_that_is_not_listed_the_way_leads_to_the_first_listed(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """After a new filter, next means the first of what was asked for."""
    application, panel = open_all(project, open_window)
    assert application.annotate is not None
    application.annotate.queue.open(EQUATION.id)
    application.annotate.queue.show_wish(QueueWish(topic="Sums"))
    panel.focus_steps()
    qtbot.keyClick(panel.steps, "n")
    assert application.annotate.shown.problem_id == "sum1"


def test_home_and_end_reach_both_ends_of_the_list(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """A long list has to have ends."""
    application, panel = open_all(project, open_window)
    assert application.annotate is not None
    panel.queue.list.setFocus()
    qtbot.keyClick(panel.queue.list, Qt.Key.Key_End)
    assert application.annotate.shown.problem_id == "sum120"
    qtbot.keyClick(panel.queue.list, Qt.Key.Key_Home)
    assert application.annotate.shown.problem_id == EQUATION.id
    with qtbot.waitSignal(panel.queue.left):
        qtbot.keyClick(panel.queue.list, Qt.Key.Key_Return)
    assert panel.steps.hasFocus()


def test_the_keys_of_the_queue_order_and_sift_it(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Neither needs the mouse."""
    _, panel = open_all(project, open_window)
    Annotation(project).mark(step_ids(project, FRACTIONS.id)[0], Verdict.INCORRECT)
    qtbot.keyClick(panel.steps, "q")
    qtbot.waitUntil(panel.queue.list.hasFocus)
    qtbot.keyClick(panel.queue.list, "o")
    menu = panel.queue.order.menu()
    qtbot.waitUntil(menu.isVisible)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(menu, key)
    assert listed(panel)[0] == FRACTIONS.id
    qtbot.keyClick(panel.queue.list, "f")
    menu = panel.queue.filters.filter.menu()
    qtbot.waitUntil(menu.isVisible)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(menu, key)
    assert listed(panel) == [FRACTIONS.id]


def test_progress_counts_problems_and_todays_marks_an_hour(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """How far, and how fast."""
    _, panel = open_all(project, open_window)
    qtbot.waitUntil(lambda: panel.queue.progress_text == "0 of 122 marked")
    steps = step_ids(project, EQUATION.id)
    for step in steps[:2]:
        Annotation(project).mark(step, Verdict.CORRECT, seconds=60)
    panel.focus_steps()
    qtbot.keyClick(panel.steps, "1")
    qtbot.waitUntil(lambda: panel.queue.progress_text.startswith("1 of 122 marked · "))
    assert "marks/hour today" in panel.queue.progress_text
