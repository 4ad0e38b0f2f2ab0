"""The Insights page in the real window: pictures that can be read, walked through, and opened."""

from __future__ import annotations

import threading
from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from tests.service.test_insights import RUN, C, N, X, add_run, marked, move_to
from workbench.domain.errors import StorageError
from workbench.domain.records import ErrorKind, Verdict
from workbench.service.annotation import Annotation
from workbench.service.annotators import Annotators
from workbench.service.insights import Insights
from workbench.service.project import Project
from workbench.service.second_pass import SecondPasses
from workbench.ui import theme
from workbench.ui.app import Application, qt_application
from workbench.ui.insights.panel import InsightsPanel
from workbench.ui.rail import Page

Open = Callable[[Project], Application]


@pytest.fixture
def worked(project: Project) -> Project:
    """Three problems of two topics, one of them marked a week ago."""
    steps = marked(project, "sum", "Sums", C, N, X)
    marked(project, "more", "Sums", C, C)
    marked(project, "area", "Areas", X, C)
    Annotation(project).set_error_kind(steps[2], ErrorKind.CALCULATION)
    move_to(project, "area", date.today() - timedelta(7))
    return project


def open_page(qtbot: QtBot, application: Application) -> InsightsPanel:
    panel = application.window.open_page(Page.INSIGHTS).widget
    assert isinstance(panel, InsightsPanel)
    qtbot.waitUntil(lambda: panel.shows_pictures, timeout=10_000)
    return panel


def listed(application: Application) -> list[str]:
    """Return the problems that the queue lists."""
    assert application.annotate is not None
    model = application.annotate.panel.queue_model
    found = (model.problem_at(at) for at in range(model.rowCount()))
    return [problem_id for problem_id in found if problem_id is not None]


def opens(qtbot: QtBot, application: Application, problems: list[str]) -> None:
    """Wait for the Annotate page with these problems in the queue."""
    qtbot.waitUntil(lambda: application.window.page is Page.ANNOTATE, timeout=10_000)
    assert listed(application) == problems
    assert application.annotate is not None
    qtbot.waitUntil(application.annotate.panel.queue.list.hasFocus)
    assert application.annotate.panel.columns.shows_queue


def test_pictures_show_the_numbers_of_the_project(
    qtbot: QtBot, worked: Project, open_window: Open
) -> None:
    """What is drawn is what was counted by hand."""
    panel = open_page(qtbot, open_window(worked))
    assert panel.summary.text() == "7 verdicts on 3 problems"
    assert panel.ranges.chip(30).hasFocus()
    values = [(part.column, part.row, part.value) for part in panel.verdicts.picture.data.parts]
    assert values == [(0, 0, 1), (0, 2, 1), (7, 0, 3), (7, 1, 1), (7, 2, 1)]
    errors = [(part.column, part.value) for part in panel.first_errors.picture.data.parts]
    assert errors == [(0, 1), (2, 1)]
    assert "1 of 3 have no error" in panel.first_errors.picture.data.unit
    assert panel.calibration.is_empty


def test_a_part_opens_the_problems_behind_it_in_the_queue(
    qtbot: QtBot, worked: Project, open_window: Open
) -> None:
    """By key as by pointer; the queue says why it is short, and lists all again on a click."""
    application = open_window(worked)
    panel = open_page(qtbot, application)
    picture = panel.first_errors.picture
    picture.setFocus()
    qtbot.waitUntil(picture.hasFocus)
    assert panel.first_errors.value.text() == "step 3: 1 of 3 judged solutions"
    qtbot.keyClick(picture, Qt.Key.Key_Return)
    opens(qtbot, application, ["sum"])
    queue = application.annotate.panel.queue  # type: ignore[union-attr]
    assert "first error at step 3" in queue.only.accessibleName()
    queue.only.click()
    assert listed(application) == ["sum", "more", "area"]


def test_a_click_on_a_bar_opens_what_the_bar_counts(
    qtbot: QtBot, worked: Project, open_window: Open
) -> None:
    """The bar under the pointer is the bar that is opened."""
    application = open_window(worked)
    panel = open_page(qtbot, application)
    picture = panel.verdicts.picture
    wrong = next(
        at
        for at, part in enumerate(picture.data.parts)
        if part.column == 0 and part.row == 2 and part.value
    )
    middle = picture.areas[wrong].center()
    qtbot.mouseClick(
        picture, Qt.MouseButton.LeftButton, pos=QPoint(round(middle.x()), round(middle.y()))
    )
    opens(qtbot, application, ["area"])


def test_arrows_walk_over_parts_and_are_told_to_screen_readers(
    qtbot: QtBot, worked: Project, open_window: Open
) -> None:
    """Left and right go from day to day, up and down within one."""
    panel = open_page(qtbot, open_window(worked))
    picture = panel.verdicts.picture
    picture.setFocus()
    qtbot.keyClick(picture, Qt.Key.Key_Home)
    said = [panel.verdicts.value.text()]
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left):
        qtbot.keyClick(picture, key)
        said.append(panel.verdicts.value.text().partition(": ")[2])
    assert said[0].endswith("1 correct of 2")
    assert said[1:] == [
        "1 incorrect of 2",
        "1 incorrect of 5",
        "1 neutral of 5",
        "1 correct of 2",
    ]
    spoken = QAccessible.queryAccessibleInterface(picture)
    assert spoken.text(QAccessible.Text.Name) == "Verdicts over time"
    assert spoken.text(QAccessible.Text.Description).endswith("1 correct of 2")


def test_the_same_numbers_are_there_as_a_table(
    qtbot: QtBot, worked: Project, open_window: Open
) -> None:
    """Not everybody reads bars; empty days are left out."""
    panel = open_page(qtbot, open_window(worked))
    panel.verdicts.as_table.click()
    table = panel.verdicts.table
    assert table.isVisible()
    rows = [
        [table.item(row, column).text() for column in range(1, table.columnCount())]
        for row in range(table.rowCount())
    ]
    assert rows == [["1", "", "1"], ["3", "1", "1"]]
    assert table.horizontalHeaderItem(3).text() == "incorrect"


def test_time_and_topic_narrow_every_picture(
    qtbot: QtBot, worked: Project, open_window: Open
) -> None:
    """The filters are of the page, and so is what a part opens."""
    application = open_window(worked)
    panel = open_page(qtbot, application)
    panel.ranges.chip(7).click()
    qtbot.waitUntil(lambda: panel.summary.text() == "5 verdicts on 2 problems", timeout=10_000)
    panel.ranges.chip(None).click()
    panel.topic.setCurrentIndex(panel.topic.findData("Areas"))
    panel.topic.activated.emit(panel.topic.currentIndex())
    qtbot.waitUntil(lambda: panel.summary.text() == "2 verdicts on one problem", timeout=10_000)
    panel.verdicts.picture.open_part(0)
    opens(qtbot, application, ["area"])


def test_a_mark_made_meanwhile_is_counted_when_the_page_is_seen_again(
    qtbot: QtBot, worked: Project, open_window: Open
) -> None:
    """The page is never older than the marks."""
    application = open_window(worked)
    panel = open_page(qtbot, application)
    application.window.open_page(Page.ANNOTATE)
    step = Annotation(worked).view("more").turns[0].responses[0].steps[0].step.id
    application.desk.commit(lambda: Annotation(worked).mark(step, Verdict.INCORRECT))
    open_page(qtbot, application)
    qtbot.waitUntil(
        lambda: "0 of 3 have no error" in panel.first_errors.picture.data.unit, timeout=10_000
    )


def test_an_empty_project_is_told_what_to_do(qtbot: QtBot, application: Application) -> None:
    """Nothing marked yet: the page says so and leads to where marks are made."""
    panel = application.window.open_page(Page.INSIGHTS).widget
    assert isinstance(panel, InsightsPanel)
    qtbot.waitUntil(lambda: not panel.shows_pictures, timeout=10_000)
    qtbot.waitUntil(lambda: panel.empty._button.isVisible(), timeout=10_000)
    panel.empty.act()
    assert application.window.page is Page.ANNOTATE


def test_a_count_that_fails_says_why_and_can_be_tried_again(
    qtbot: QtBot, worked: Project, open_window: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fails once must not leave an empty page."""
    application = open_window(worked)

    def fails(*_: object) -> None:
        raise StorageError("work.stepmark is in use; close it there and try again.")

    with monkeypatch.context() as patch:
        patch.setattr(Insights, "overview", fails)
        panel = application.window.open_page(Page.INSIGHTS).widget
        assert isinstance(panel, InsightsPanel)
        qtbot.waitUntil(lambda: panel.empty._button.isVisible(), timeout=10_000)
        assert "close it there" in panel.empty._text.text()
    panel.empty.act()
    qtbot.waitUntil(lambda: panel.shows_pictures, timeout=10_000)


def test_closing_waits_for_a_count_that_is_under_way(
    qtbot: QtBot, worked: Project, open_window: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The project must not be closed under a thread that reads it."""
    started, go_on, ends = threading.Event(), threading.Event(), []
    count = Insights.overview

    def slow(*arguments: object) -> object:
        started.set()
        go_on.wait(10)
        found = count(*arguments)  # type: ignore[arg-type]
        ends.append("counted")
        return found

    monkeypatch.setattr(Insights, "overview", slow)
    application = open_window(worked)
    application.window.open_page(Page.INSIGHTS)
    assert started.wait(10)
    other = threading.Timer(0.2, go_on.set)
    other.start()
    application.window.close()
    assert ends == ["counted"]
    assert not worked.file.database.is_open
    other.join()


def test_runs_are_drawn_and_open_what_they_changed(
    qtbot: QtBot, worked: Project, open_window: Open, tmp_path: Path
) -> None:
    """Before and after with intervals; behind a run are the problems that it still gets wrong."""
    renamed = {"a": "sum", "b": "more", "c": "area", "d": "gone"}
    results = deepcopy(RUN)
    for side in ("before", "after"):
        for outcome in results[side]["outcomes"]:
            outcome["problem_id"] = renamed.get(outcome["problem_id"], outcome["problem_id"])
    add_run(worked, tmp_path / "one", results)
    application = open_window(worked)
    panel = open_page(qtbot, application)
    before, after = panel.runs.picture.data.parts
    assert (before.value, before.low, before.high) == (50, 0, 100)
    assert (after.value, after.low, after.high) == (50, 10, 90)
    assert [part.weight for part in panel.calibration.picture.data.parts] == [10, 20]
    panel.runs.picture.open_part(1)
    opens(qtbot, application, ["more"])  # “gone” is no longer in the project


def test_agreement_is_drawn_once_two_have_marked(
    qtbot: QtBot, worked: Project, open_window: Open
) -> None:
    """With one annotator there is no such card; with two, what each said of the same steps."""
    application = open_window(worked)
    panel = open_page(qtbot, application)
    assert panel.agreement.isHidden()
    people, passes = Annotators(worked), SecondPasses(worked)
    people.add("Ben")
    ben = people.use(people.named("Ben").id).id
    passes.give(ben, 1.0)
    annotation = Annotation(worked)
    for step in annotation.view("area").turns[0].responses[0].steps:
        application.desk.commit(partial(annotation.mark, step.step.id, C))
    passes.hand_in(ben)
    application.window.open_page(Page.ANNOTATE)
    open_page(qtbot, application)
    qtbot.waitUntil(panel.agreement.isVisible, timeout=10_000)
    part = panel.agreement.picture.data.part_at(0, 2)
    assert part is not None
    assert part.text == "Ada incorrect, Ben correct: 1 of 2 steps"
    panel.agreement.opened.emit(part.key)
    opens(qtbot, application, ["area"])


def test_every_picture_fills_its_card_at_both_sizes(
    qtbot: QtBot, worked: Project, open_window: Open, tmp_path: Path
) -> None:
    """No part lies outside its picture, and pictures are painted in both schemes."""
    add_run(worked, tmp_path / "one", RUN)
    panel = open_page(qtbot, open_window(worked))
    drawn = [card.picture for card in panel.cards if card is not panel.agreement]
    for scheme, width in (("light", 952), ("dark", 1368)):
        theme.apply(qt_application(), scheme)
        panel.resize(width, 700)
        for picture in drawn:
            assert picture.areas
            box = picture.rect().toRectF().adjusted(-1, -1, 1, 1)
            assert all(box.contains(area) for area in picture.areas), picture.accessibleName()
            assert not picture.grab().isNull()
    theme.apply(qt_application(), theme.Scheme.SYSTEM)
