"""Two models compared blind, with a real engine process: written, judged, named at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.helpers.marked import contents
from tests.helpers.solutions import sum_problem
from tests.ui.compare.test_compare_page import open_page, press, undo
from workbench.domain.comparison import Tally
from workbench.domain.records import ModelRecord, Split
from workbench.exchange.snapshot import feedback_of
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.ui.app import Application
from workbench.ui.compare.panel import ComparePanel
from workbench.ui.compare.result_card import heading, words
from workbench.ui.errors import ErrorReporter

Opener = Callable[[], Application]
PATIENCE = 60_000
ONE = ModelRecord("one", "Alpha", "base", "fake:one")
OTHER = ModelRecord("other", "Beta", "base", "fake:other")
TRAINED = ModelRecord("trained", "Delta", "adapter", "an-adapter", parent_id="one")


@pytest.fixture
def opened(qtbot: QtBot, project: Project) -> Iterator[Opener]:
    """Open windows whose engine is a real child process with the engine that needs no model."""
    library = Library(project)
    for model in (ONE, OTHER, TRAINED):
        library.add_model(model)
    windows: list[Application] = []

    def open_window() -> Application:
        application = Application(project, ErrorReporter())
        qtbot.addWidget(application.window)
        with qtbot.waitActive(application.window):
            application.window.show()
            application.window.activateWindow()
        windows.append(application)
        return application

    yield open_window
    for application in windows:
        application.window.close()


def add(project: Project, *splits: Split) -> None:
    """Add small problems on these sides of the split."""
    problems = [sum_problem(number) for number in range(len(splits))]
    Library(project).add_problems(
        [
            type(problem)(problem.id, problem.statement, split=split)
            for problem, split in zip(problems, splits, strict=True)
        ]
    )


def names_on(panel: ComparePanel) -> str:
    seen = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    return " ".join(seen)


def test_two_models_are_compared_by_keys_alone(
    qtbot: QtBot, project: Project, opened: Opener
) -> None:
    """Form, answers, judgements, undo and result; the store holds what was pressed."""
    add(project, Split.HELDOUT, Split.HELDOUT, Split.HELDOUT, Split.TRAIN)
    application = opened()
    panel, presenter = open_page(application)
    press(qtbot, "m")
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not presenter.duel.writer.active, timeout=PATIENCE)
    judged = 0
    while presenter.pair is not None:
        assert "Alpha" not in names_on(panel)
        assert "Beta" not in names_on(panel)
        left = presenter.pair.left.model_id
        press(qtbot, "2" if left == "one" else "8")
        judged += 1
        if judged == 1:
            undo(qtbot)
            assert contents(project)["preferences"] == []
            press(qtbot, "1" if presenter.pair.left.model_id == "one" else "9")
    tally = project_tally(presenter)
    assert (tally.wins, tally.losses, tally.ties) == (judged, 0, 0)
    assert judged + tally.same == 3, "the training problem is not asked about"
    assert panel.shown is panel.result
    assert "Alpha" in panel.result.text
    held = feedback_of(project.file.database).preferences
    assert len(held) == judged
    application.desk.history.undo()
    assert project_tally(presenter).wins == judged - 1


def project_tally(presenter: object) -> Tally:
    duel = presenter.duel
    return duel._desk.model_comparisons.tally(duel.current)


def test_an_unfinished_comparison_is_there_after_a_restart(
    qtbot: QtBot, project: Project, opened: Opener
) -> None:
    """Half an hour of judging is not lost with the window, and nothing is written twice."""
    add(project, *[Split.TRAIN] * 8)  # some pairs may be equal, and those are not asked about
    first = opened()
    first.compare_models("one", "other")
    _, presenter = open_page(first)
    qtbot.waitUntil(lambda: not presenter.duel.writer.active, timeout=PATIENCE)
    press(qtbot, "5")
    responses = len(contents(project)["responses"])
    tally = project_tally(presenter)
    first.engine.shutdown()
    first.place.close()
    first.desk.closed = True  # that window is gone; the project stays open for the second
    second = opened()
    panel, again = open_page(second)
    assert again.duel.current == presenter.duel.current
    assert project_tally(again) == tally
    assert again.pair is not None
    assert panel.shown is panel.pair
    assert len(contents(project)["responses"]) == responses == 16
    for _ in range(3):
        second.desk.history.undo()
    assert contents(project)["preferences"] == []
    assert len(contents(project)["responses"]) == 16, "undo passes by what the models wrote"


def test_a_trained_adapter_is_compared_with_its_base_without_loading_it_again(
    qtbot: QtBot, project: Project, opened: Opener
) -> None:
    """The model that was in use before is in use afterwards, in the same process."""
    add(project, Split.TRAIN, Split.TRAIN)
    application = opened()
    application.engine.use_record(TRAINED)
    qtbot.waitUntil(lambda: application.engine.capabilities is not None, timeout=PATIENCE)
    pid = application.engine.generation.pid
    application.compare_models("one", "trained")
    _, presenter = open_page(application)
    qtbot.waitUntil(lambda: not presenter.duel.writer.active, timeout=PATIENCE)
    qtbot.waitUntil(lambda: application.engine.model_id == "trained", timeout=PATIENCE)
    written = [row["model_id"] for row in contents(project)["responses"]]
    assert sorted(written) == ["one", "one", "trained", "trained"]
    assert application.engine.generation.pid == pid


def test_stopping_keeps_what_is_whole_and_offers_to_go_on(
    qtbot: QtBot, project: Project, opened: Opener
) -> None:
    """A long list of problems can be stopped; pairs that are whole can be judged."""
    add(project, *[Split.TRAIN] * 12)
    Library(project).add_model(ModelRecord("other", "Beta", "base", "fake:slow"))
    application = opened()
    application.compare_models("one", "other")
    panel, presenter = open_page(application)
    qtbot.waitUntil(lambda: presenter.pair is not None, timeout=PATIENCE)
    panel.stop.click()
    assert not presenter.duel.writer.active
    qtbot.waitUntil(lambda: not presenter.duel.writer.writing, timeout=PATIENCE)
    responses = contents(project)["responses"]
    assert 12 < len(responses) < 24
    assert {row["finish_reason"] for row in responses} == {"stop"}
    while presenter.pair is not None:
        press(qtbot, "5")
    assert panel.shown is panel.empty
    assert "missing" in names_on(panel)
    press(qtbot, Qt.Key.Key_Return)
    assert presenter.duel.writer.active


def test_writing_for_a_comparison_is_not_taken_back_by_undo(
    qtbot: QtBot, project: Project, opened: Opener
) -> None:
    """Undo passes by what the models wrote, and the problems that it answers stay with it."""
    add(project, Split.TRAIN, Split.TRAIN)
    application = opened()
    application.compare_models("one", "other")
    _, presenter = open_page(application)
    qtbot.waitUntil(lambda: not presenter.duel.writer.active, timeout=PATIENCE)
    before = contents(project)
    undo(qtbot)
    assert contents(project) == before
    assert "Later work builds on it" in application.window.banner.text


def test_a_model_that_cannot_be_loaded_is_told_and_tried_again(
    qtbot: QtBot, project: Project, opened: Opener
) -> None:
    """The page says why, what is written stays, and one key tries again."""
    add(project, Split.TRAIN)
    Library(project).add_model(ModelRecord("bad", "Gamma", "adapter", "nowhere", parent_id="gone"))
    application = opened()
    application.compare_models("one", "bad")
    panel, presenter = open_page(application)
    qtbot.waitUntil(lambda: "Gamma" in names_on(panel), timeout=PATIENCE)
    assert panel.shown is panel.empty
    assert len(contents(project)["responses"]) == 1
    Library(project).add_model(ModelRecord("bad", "Gamma", "base", "fake:bad"))
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not presenter.duel.writer.active, timeout=PATIENCE)
    assert len(contents(project)["responses"]) == 2


def test_one_model_against_itself_is_refused(
    qtbot: QtBot, project: Project, opened: Opener
) -> None:
    """The form says so and stays."""
    add(project, Split.TRAIN)
    application = opened()
    application.compare_models("one", "one")
    panel, presenter = open_page(application)
    assert "same model" in names_on(panel)
    assert presenter.duel.current is None


def test_the_result_says_how_sure_it_is_in_words() -> None:
    """A reader who knows no statistics must not take 8 of 13 for a proof."""
    unclear = Tally(wins=8, losses=5)
    assert heading("Alpha", "Beta", unclear) == "No clear difference"
    said = words("Alpha", "Beta", unclear)
    assert "8 of the 13" in said
    assert "36 % and 82 %" in said
    assert "58 of 100" in said
    clear = Tally(wins=3, losses=14)
    assert heading("Alpha", "Beta", clear) == "“Beta” is better"
    assert "“Beta” won 14 of the 17" in words("Alpha", "Beta", clear)
