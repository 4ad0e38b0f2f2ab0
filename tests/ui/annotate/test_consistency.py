"""Checking consistency from the window: asked by a key, seen on the gauge, taken back by undo."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.annotate.test_marking import open_solved
from tests.ui.annotate.test_turns import engine_of, turns
from tests.ui.desk_helpers import EQUATION, ScriptedGeneration, result_of, solve, step_ids
from workbench.domain.records import FinishReason
from workbench.service.annotation import Annotation
from workbench.service.project import Project
from workbench.ui.app import Application

Open = Callable[[Project], Application]
RIGHT = "1. So $x = 12$.\n**Answer: $x = 12$**"


def test_a_key_checks_and_the_gauge_tells(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """The bare problem is asked N times; enough that agree make the problem converged."""
    application, panel = open_solved(project, open_window)
    application.desk.annotation.set_check_settings(4, 3)
    engine_of(application).texts = [RIGHT]
    qtbot.keyClick(panel.steps, "c")
    qtbot.waitUntil(lambda: Annotation(project).view(EQUATION.id).check is not None)
    request = engine_of(application).requests[-1]
    assert (request.prefix, len(request.seeds), len(request.messages)) == ("", 4, 1)
    assert panel.check.text.startswith("4 of 4 reach 12")
    assert "converged" in panel.check.text
    assert Annotation(project).queue_row(EQUATION.id).converged  # type: ignore[union-attr]
    application.desk.history.undo()
    assert panel.check.text == ""
    assert not Annotation(project).queue_row(EQUATION.id).converged  # type: ignore[union-attr]


def test_responses_count_as_they_come_and_the_check_can_be_stopped(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Streaming: nobody waits for the eighth to learn that the first three are wrong."""
    application, panel = open_solved(project, open_window)
    engine = engine_of(application)
    asked: list[Callable[..., None]] = []

    def generate(request, on_delta, on_result, on_finished, on_failed):  # type: ignore[no-untyped-def]
        asked.append(lambda: on_finished())
        for at, text in enumerate((RIGHT, "1. No.\n**Answer: 3**")):
            on_result(result_of(request.request_id, at, text, at))
        engine._held = lambda reason: (
            [
                on_result(result_of(request.request_id, at, "1. Ha", at, reason))
                for at in range(2, len(request.seeds))
            ],
            on_finished(),
        )

    engine.generate = generate  # type: ignore[method-assign]
    qtbot.keyClick(panel.steps, "c")
    qtbot.waitUntil(lambda: panel.check.text.startswith("1 of 2 so far reach 12"))
    assert not application.annotate.turns.offers("turn.check")  # type: ignore[union-attr]
    qtbot.keyClick(panel.steps, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: Annotation(project).view(EQUATION.id).check is not None)
    assert panel.check.text.startswith("1 of 2 reach 12")
    assert "stopped; 8 were asked for" in panel.check.text
    assert isinstance(engine, ScriptedGeneration)


def test_a_response_of_the_check_becomes_a_turn(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Every response can be looked at and marked like any other."""
    application, panel = open_solved(project, open_window)
    engine_of(application).texts = [RIGHT]
    qtbot.keyClick(panel.steps, "c")
    qtbot.waitUntil(lambda: panel.check.responses.isVisibleTo(panel))
    entries = panel.check.responses.menu().actions()
    assert len(entries) == 8
    assert "12" in entries[2].text()
    entries[2].trigger()
    assert turns(project) == 2
    assert [step.body for step in panel.steps.steps()] == ["So $x = 12$."]
    assert panel.turns.count == 2
    last = Annotation(project).view(EQUATION.id).turns[1].chosen
    assert last is not None
    assert last.response.finish_reason is FinishReason.STOP


def test_the_end_of_a_check_leaves_who_types_alone(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """A check takes a while; meanwhile an earlier turn is explained, and the words stay there."""
    application, panel = open_solved(project, open_window)
    solve(project, EQUATION.id)
    assert application.annotate is not None
    application.annotate.reload()
    engine_of(application).texts, engine_of(application).hold = [RIGHT], True
    qtbot.keyClick(panel.steps, "c")
    application.annotate.show_turn(1, step_ids(project, EQUATION.id, 0)[2])
    qtbot.keyClick(panel.steps, "e")
    qtbot.keyClicks(panel.feedback.explanation, "because")
    engine_of(application).release()
    qtbot.waitUntil(lambda: Annotation(project).view(EQUATION.id).check is not None)
    assert panel.feedback.explanation.hasFocus()
    assert application.annotate.shown.turn == 1
    assert panel.feedback.explanation.toPlainText() == "because"
    assert panel.check.text.startswith("8 of 8 reach 12")
