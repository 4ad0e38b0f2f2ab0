"""Saying what is wrong by keys alone: the kind, the step it follows from, the way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.annotate.test_marking import marked, open_solved, panel_of
from tests.ui.desk_helpers import EQUATION, add_problems, solve, step_ids, verdicts
from workbench.domain.records import AnnotationMode, ErrorKind, Verdict
from workbench.service.annotation import Annotation
from workbench.service.project import Project
from workbench.ui.annotate.panel import AnnotatePanel
from workbench.ui.app import Application

Open = Callable[[Project], Application]


def open_long(project: Project, open_window: Open, steps: int = 14) -> AnnotatePanel:
    """Open a solution of many steps, with its third step incorrect."""
    add_problems(project, EQUATION)
    lines = [f"{at}. Add $1$ to get ${at}$." for at in range(1, steps + 1)]
    solve(project, EQUATION.id, "\n".join([*lines, "**Answer: $50$**"]))
    Annotation(project).mark(step_ids(project, EQUATION.id)[2], Verdict.INCORRECT)
    return panel_of(open_window(project))


def test_the_key_after_incorrect_says_the_kind(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Two keys say what is wrong; the list keeps the keys."""
    _, panel = open_solved(project, open_window)
    first = step_ids(project, EQUATION.id)[0]
    for key, kind in (
        ("r", ErrorKind.REASONING),
        ("c", ErrorKind.CALCULATION),
        ("m", ErrorKind.MISREAD_PROBLEM),
        ("u", ErrorKind.UNJUSTIFIED),
        ("i", ErrorKind.INCOMPLETE),
    ):
        qtbot.keyClick(panel.steps, "3")
        qtbot.keyClick(panel.steps, key)
        assert marked(project, first).error_kind is kind  # type: ignore[attr-defined]
        assert panel.steps.hasFocus()
    assert len(step_ids(project, EQUATION.id)) == 3  # “m” merged nothing


def test_a_kind_shows_its_key_only_while_that_key_says_it(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """At other times “c” checks the answer, as its button says: two meanings would mislead."""
    _, panel = open_solved(project, open_window)
    chip = panel.feedback.kinds.chip(ErrorKind.CALCULATION)
    assert not chip.shows_key
    qtbot.keyClick(panel.steps, "3")
    assert chip.shows_key
    qtbot.keyClick(panel.steps, "c")
    assert not chip.shows_key
    qtbot.keyClick(panel.steps, "y")
    qtbot.waitUntil(lambda: chip.shows_key)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not chip.shows_key)


def test_the_kind_is_that_of_the_step_just_marked_where_marking_moves_on(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """In full mode the selection is on the next step already."""
    add_problems(project, EQUATION)
    solve(project, EQUATION.id)
    Annotation(project).set_annotation_mode(EQUATION.id, AnnotationMode.FULL)
    panel = panel_of(open_window(project))
    for key in "3c1":
        qtbot.keyClick(panel.steps, key)
    first, second, _ = step_ids(project, EQUATION.id)
    assert marked(project, first).error_kind is ErrorKind.CALCULATION  # type: ignore[attr-defined]
    assert marked(project, second).error_kind is None  # type: ignore[attr-defined]
    assert verdicts(project, EQUATION.id) == [-1, 1, None]


def test_any_other_key_ends_the_wait_for_a_kind(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """A key must not mean something else long after “incorrect” was pressed."""
    _, panel = open_solved(project, open_window)
    for key in ("3", "j", "m"):
        qtbot.keyClick(panel.steps, key)
    first = step_ids(project, EQUATION.id)[0]
    assert marked(project, first).error_kind is None  # type: ignore[attr-defined]
    assert len(step_ids(project, EQUATION.id)) == 2  # “m” merged, as it always does


def test_the_row_of_kinds_is_worked_by_keys(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Arrows walk, Enter presses and goes back to the steps; pressing again takes it away."""
    _, panel = open_solved(project, open_window)
    first = step_ids(project, EQUATION.id)[0]
    for _ in range(2):
        panel.steps.select(first)
        qtbot.keyClick(panel.steps, "y")
        qtbot.waitUntil(lambda: panel.feedback.kinds.isAncestorOf(QApplication.focusWidget()))
        if marked(project, first) is None:
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        qtbot.waitUntil(panel.steps.hasFocus)
        kinds = [marked(project, first).error_kind]  # type: ignore[attr-defined]
    assert kinds == [None]


def test_an_earlier_step_is_typed_by_its_number(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Of fourteen steps “7” can only be the seventh; “1” waits, for it may begin “12”."""
    panel = open_long(project, open_window)
    ids = step_ids(project, EQUATION.id)
    panel.steps.select(ids[13])
    qtbot.keyClick(panel.steps, "f")
    qtbot.keyClick(panel.feedback.follows, "7")
    assert marked(project, ids[13]).follows_from == ids[6]  # type: ignore[attr-defined]
    qtbot.keyClick(panel.steps, "f")
    qtbot.keyClick(panel.feedback.follows, "1")
    assert marked(project, ids[13]).follows_from == ids[6]  # type: ignore[attr-defined]
    assert panel.feedback.follows.said.text() == "Step 1…"
    qtbot.keyClick(panel.feedback.follows, "2")
    assert marked(project, ids[13]).follows_from == ids[11]  # type: ignore[attr-defined]
    qtbot.keyClick(panel.steps, "f")
    qtbot.keyClick(panel.feedback.follows, "0")
    mark = marked(project, ids[13])
    assert (mark.follows_from, mark.error_kind) == (None, None)  # type: ignore[attr-defined]
    assert panel.steps.hasFocus()


def test_enter_takes_the_nearest_incorrect_step(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """That is nearly always the one; of many steps only the likely ones are shown."""
    panel = open_long(project, open_window)
    ids = step_ids(project, EQUATION.id)
    panel.steps.select(ids[13])
    assert panel.feedback.follows.values == (ids[2],)
    qtbot.keyClick(panel.steps, "f")
    qtbot.waitUntil(panel.feedback.follows.chip(ids[2]).hasFocus)
    qtbot.keyClick(panel.feedback.follows.chip(ids[2]), Qt.Key.Key_Return)
    assert marked(project, ids[13]).follows_from == ids[2]  # type: ignore[attr-defined]


def test_history_says_who_changed_what_and_undoing_is_part_of_it(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Newest first, in words; the exact time is on the pointer."""
    application, panel = open_solved(project, open_window)
    first = step_ids(project, EQUATION.id)[0]
    for key in ("1", "k", "1", "k", "3", "c"):
        qtbot.keyClick(panel.steps, key)
    application.desk.history.undo()
    panel.steps.select(first)
    history = panel.feedback.history
    assert history.lines == [
        "Ada undone: kind taken away",
        "Ada kind: calculation",
        "Ada correct → incorrect",
        "Ada correct again",
        "Ada correct",
    ]
    history.more.click()
    assert history.lines[-1] == "Ada turn 1"
    assert history._rows[0][0].text() == "just now"
    assert str(date.today().year) in history._rows[0][0].toolTip()


def test_the_panel_fits_its_narrowest_width(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """At 1024 pixels the column is narrow; nothing may stick out of it sideways."""
    _, panel = open_solved(project, open_window)
    qtbot.keyClick(panel.steps, "3")
    inner = panel.feedback._scroll.widget()
    assert inner is not None
    assert inner.minimumSizeHint().width() <= 320
    assert panel.feedback.minimumSizeHint().width() <= 320
