"""Other ways to write a step: sampled beside it, rated and chosen by keys alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from tests.ui.annotate.test_marking import open_solved
from tests.ui.annotate.test_turns import engine_of, turns
from tests.ui.desk_helpers import EQUATION, step_ids
from workbench.domain.records import Verdict
from workbench.domain.sampling import SamplingSettings
from workbench.service.annotation import Annotation
from workbench.service.project import Project
from workbench.ui.annotate.alternatives_list import AlternativesList, CardLine
from workbench.ui.annotate.panel import AnnotatePanel
from workbench.ui.app import Application

Open = Callable[[Project], Application]
BETTER = "2. Divide both sides by $6$: $x = 12$."
Opened = tuple[Application, AnnotatePanel, AlternativesList]


@pytest.fixture
def opened(qtbot: QtBot, project: Project, open_window: Open) -> Opened:
    """Return a window whose second step is selected."""
    application, panel = open_solved(project, open_window)
    engine_of(application).texts = [BETTER, BETTER]
    panel.steps.select(step_ids(project, EQUATION.id)[1])
    return application, panel, panel.feedback.alternatives.list


def stored(project: Project) -> list[tuple[str, Verdict | None, bool]]:
    """Return what the store holds beside the second step."""
    annotation = Annotation(project)
    found = annotation.alternatives(step_ids(project, EQUATION.id, 0)[1]).alternatives
    return [(one.text, one.rating, one.chosen) for one in found]


def test_one_key_samples_beside_the_step(qtbot: QtBot, project: Project, opened: Opened) -> None:
    """The step stands first; the same words sampled four times are read once; no turn is made."""
    application, panel, cards = opened
    application.engine.settings = SamplingSettings(temperature=0.0)  # four times the same step
    qtbot.keyClick(panel.steps, "a")
    qtbot.waitUntil(lambda: len(cards.lines) == 2)
    request = engine_of(application).requests[-1]
    assert len(request.seeds) == 4
    assert request.prefix.endswith("$6x = 72$.\n2.")
    assert "\n3. " in request.stop
    assert request.settings.temperature >= 0.7
    assert [line.text for line in cards.lines][1] == BETTER.removeprefix("2. ")
    assert cards.hasFocus()
    assert turns(project) == 1


def test_what_is_sampled_comes_into_view(qtbot: QtBot, opened: Opened) -> None:
    """In a low window the cards came below what was seen, and the keys rated them unseen."""
    application, panel, cards = opened
    application.window.resize(1024, 640)
    panel.feedback.explanation.setPlainText("A long explanation. " * 40)
    panel.feedback.rewrite.setPlainText("A long rewrite. " * 40)
    area = next(one for one in panel.feedback.findChildren(QScrollArea) if one.isAncestorOf(cards))
    area.verticalScrollBar().setValue(0)
    lines = [CardLine("", f"Alternative {n}", "It is so. " * 6) for n in range(3)]
    panel.feedback.alternatives.show_alternatives(lines[:1], writing=True)
    cards.setFocus()
    panel.feedback.alternatives.show_alternatives(lines, writing=False)

    def seen() -> bool:
        top = cards.mapTo(area.viewport(), QPoint()).y()
        whole = cards.height() >= cards.sizeHint().height() > 120
        return whole and top >= 0 and top + cards.height() <= area.viewport().height()

    qtbot.waitUntil(seen)


def test_alternatives_show_while_they_are_written_and_can_be_stopped(
    qtbot: QtBot, project: Project, opened: Opened
) -> None:
    """An expert reads along; what came until Escape is kept."""
    application, panel, cards = opened
    engine_of(application).hold = True
    qtbot.keyClick(panel.steps, "a")
    qtbot.waitUntil(lambda: any(line.text and not line.id for line in cards.lines))
    assert panel.feedback.alternatives.stop.isVisibleTo(panel)
    panel.focus_steps()
    qtbot.keyClick(panel.steps, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(stored(project)) == 2)
    assert BETTER.removeprefix("2. ").startswith(stored(project)[1][0])


def test_keys_rate_and_choose(qtbot: QtBot, project: Project, opened: Opened) -> None:
    """Rating moves on; Enter takes the best one as the step's rewrite; Escape goes back."""
    application, panel, cards = opened
    qtbot.keyClick(panel.steps, "a")
    qtbot.waitUntil(lambda: len(cards.lines) == 2)
    qtbot.keyClick(cards, "3")
    qtbot.keyClick(cards, "1")
    qtbot.keyClick(cards, Qt.Key.Key_Return)
    words = BETTER.removeprefix("2. ")
    assert stored(project)[0][1:] == (Verdict.INCORRECT, False)
    assert stored(project)[1] == (words, Verdict.CORRECT, True)
    step = Annotation(project).view(EQUATION.id).turns[0].chosen.steps[1]  # type: ignore[union-attr]
    assert step.mark is not None
    assert (step.mark.verdict, step.mark.rewrite) == (Verdict.INCORRECT, words)
    assert panel.feedback.rewrite.toPlainText() == words
    qtbot.keyClick(cards, Qt.Key.Key_Escape)
    qtbot.waitUntil(panel.steps.hasFocus)
    application.desk.history.undo()
    assert stored(project)[1][2] is False
    assert panel.feedback.rewrite.toPlainText() == ""
    assert not any(line.chosen for line in cards.lines)


def test_the_key_again_samples_more(qtbot: QtBot, project: Project, opened: Opened) -> None:
    """Among alternatives the same key asks for further ones, which say something new."""
    application, panel, cards = opened
    qtbot.keyClick(panel.steps, "a")
    qtbot.waitUntil(lambda: len(cards.lines) == 2)
    engine_of(application).texts = ["2. Halve, then divide by $3$."]
    qtbot.keyClick(cards, "a")
    qtbot.waitUntil(lambda: len(cards.lines) == 3)
    engine_of(application).texts = ["2. Halve, then divide by $3$."]
    qtbot.keyClick(cards, "a")
    assert len(stored(project)) == 3


def test_alternatives_come_back_with_their_step(
    qtbot: QtBot, project: Project, opened: Opened
) -> None:
    """They belong to the step, not to the screen."""
    _, panel, cards = opened
    qtbot.keyClick(panel.steps, "a")
    qtbot.waitUntil(lambda: len(cards.lines) == 2)
    ids = step_ids(project, EQUATION.id)
    panel.steps.select(ids[0])
    assert cards.lines == ()
    assert panel.feedback.alternatives.isHidden()
    panel.steps.select(ids[1])
    assert len(cards.lines) == 2


def test_without_a_model_the_reason_is_said(qtbot: QtBot, opened: Opened) -> None:
    """A key that can do nothing says why, and takes no focus."""
    application, panel, cards = opened
    application.engine.unload()
    application.engine.capabilities = None
    with qtbot.waitSignal(application.desk.hinted) as told:
        qtbot.keyClick(panel.steps, "a")
    assert "choose one on the Models page" in told.args[0]
    assert cards.lines == ()
    assert panel.steps.hasFocus()


def test_a_server_that_cannot_continue_a_text_is_told_of(qtbot: QtBot, opened: Opened) -> None:
    """Neither alternatives nor regenerating can be had of it; nothing is asked in vain."""
    application, panel, _ = opened
    known = application.engine.capabilities
    assert known is not None
    application.engine.capabilities = replace(known, takes_prefix=False)
    for key in "ag":
        with qtbot.waitSignal(application.desk.hinted) as told:
            qtbot.keyClick(panel.steps, key)
        assert "cannot continue" in told.args[0]
    assert engine_of(application).requests == []


def test_a_closed_problem_is_to_be_reopened_first(
    qtbot: QtBot, project: Project, opened: Opened
) -> None:
    """A key that does nothing without a word would look broken."""
    application, panel, _ = opened
    qtbot.keyClick(panel.steps, "v")
    with qtbot.waitSignal(application.desk.hinted) as told:
        qtbot.keyClick(panel.steps, "a")
    assert "reopen it first" in told.args[0]
    assert turns(project) == 1
