"""What the window says and does while turns are written, wait, hang, or die with their engine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.annotate.test_turns import engine_of, turns
from tests.ui.desk_helpers import EQUATION, FRACTIONS, SOLUTION, add_problems, result_of
from workbench.domain.records import FinishReason
from workbench.domain.sampling import GenerationRequest, TokenDelta
from workbench.engines.pulse import Stall
from workbench.jobs.attached import ProcessOutcome
from workbench.service.annotation import Annotation
from workbench.service.project import Project
from workbench.ui.annotate.panel import AnnotatePanel
from workbench.ui.app import Application
from workbench.ui.jobs.engine_presenter import MOST_AT_ONCE
from workbench.ui.status_bar import model_line

CTRL = Qt.KeyboardModifier.ControlModifier


class Hand:
    """Requests that the engine has taken and that the test answers, each on its own."""

    def __init__(self, application: Application, monkeypatch: pytest.MonkeyPatch) -> None:
        self.requests: list[GenerationRequest] = []
        self._calls: dict[str, tuple[Any, ...]] = {}
        self._engine = engine_of(application)
        monkeypatch.setattr(self._engine, "generate", self._take)
        monkeypatch.setattr(self._engine, "cancel", self._cancel)

    def text(self, at: int, text: str) -> None:
        request = self.requests[at]
        self._calls[request.request_id][0](TokenDelta(request.request_id, 0, text, 10.0))

    def end(self, at: int, reason: FinishReason = FinishReason.STOP, sentence: str = "") -> None:
        request = self.requests[at]
        _, on_result, on_finished, on_failed = self._calls.pop(request.request_id)
        for sequence, seed in enumerate(request.seeds):
            on_result(result_of(request.request_id, sequence, SOLUTION, seed, reason))
        if sentence:
            on_failed(sentence)
        else:
            on_finished()

    def _take(self, request: GenerationRequest, *calls: Any) -> None:
        self.requests.append(request)
        self._calls[request.request_id] = calls

    def _cancel(self, request_id: str) -> None:
        at = next(at for at, r in enumerate(self.requests) if r.request_id == request_id)
        self.end(at, FinishReason.CANCELLED)


@pytest.fixture
def hand(application: Application, monkeypatch: pytest.MonkeyPatch) -> Hand:
    """Return the requests of the window's engine."""
    return Hand(application, monkeypatch)


def panel_of(application: Application) -> AnnotatePanel:
    assert application.annotate is not None
    return application.annotate.panel


def ask(qtbot: QtBot, application: Application, problem_id: str) -> None:
    assert application.annotate is not None
    application.annotate.queue.open(problem_id)
    panel_of(application).focus_steps()
    qtbot.keyClick(panel_of(application).steps, Qt.Key.Key_Return, CTRL)


def reason_of(project: Project, problem_id: str) -> FinishReason:
    return Annotation(project).view(problem_id).turns[0].responses[0].response.finish_reason


def test_several_turns_are_written_at_once_each_with_its_own_end(
    qtbot: QtBot, application: Application, project: Project, hand: Hand
) -> None:
    """An expert asks for the next problem while the first is being written."""
    ask(qtbot, application, EQUATION.id)
    ask(qtbot, application, FRACTIONS.id)
    assert len(hand.requests) == 2
    hand.text(1, "1. Second.")
    hand.text(0, "1. First.")
    assert panel_of(application).steps.steps()[0].body == "Second."
    application.engine.stop(FRACTIONS.id)
    assert (turns(project, FRACTIONS.id), turns(project)) == (1, 0)
    assert reason_of(project, FRACTIONS.id) is FinishReason.CANCELLED
    hand.end(0)
    assert reason_of(project, EQUATION.id) is FinishReason.STOP
    assert not application.engine.busy


def test_too_many_turns_wait_visibly(
    qtbot: QtBot, application: Application, project: Project, hand: Hand
) -> None:
    """The limit keeps each turn's speed bearable; who waits is said to wait."""
    more = [replace(EQUATION, id=f"more-{at}", position=10 + at) for at in range(MOST_AT_ONCE)]
    add_problems(project, *more)
    for problem in (EQUATION, *more):
        ask(qtbot, application, problem.id)
    assert len(hand.requests) == MOST_AT_ONCE
    assert application.engine.activity(more[-1].id) == "waiting"
    assert application.engine.activity(EQUATION.id) == "writing"
    hand.end(0)
    assert application.engine.activity(more[-1].id) == "writing"


def test_one_death_ends_every_turn_flagged_and_is_told_once(
    qtbot: QtBot, application: Application, project: Project, hand: Hand
) -> None:
    """The last words of the process open on demand, word for word."""
    ask(qtbot, application, EQUATION.id)
    ask(qtbot, application, FRACTIONS.id)
    engine_of(application).last_end = ProcessOutcome(-11, ("GGML_ASSERT(x) failed", "end"), False)
    application.engine.capabilities = None
    for at in (0, 1):
        hand.end(at, FinishReason.FAILED, f"The engine stopped while writing: {at}.")
    assert reason_of(project, EQUATION.id) is FinishReason.FAILED
    assert "segmentation fault" in panel_of(application).notice.text
    banner = application.window.banner
    assert banner.text.endswith("0.")
    assert banner.details == "GGML_ASSERT(x) failed\nend"
    banner.open_details()
    banner.tell("something else")
    assert banner.details == ""


def test_a_hang_is_said_and_taken_back(qtbot: QtBot, application: Application, hand: Hand) -> None:
    """In the status bar for all, and on the turn being written with a way out."""
    ask(qtbot, application, EQUATION.id)
    engine_of(application).stalled = Stall(7.2, beating=False)
    notice, status = panel_of(application).notice, application.window.status
    qtbot.waitUntil(lambda: status.stall_text == "not responding for 7 s")
    assert "has not responded for 7 s" in notice.text
    assert notice.stop.isVisible()
    engine_of(application).stalled = Stall(21, beating=True)
    qtbot.waitUntil(lambda: status.stall_text == "no new text for 21 s")
    engine_of(application).stalled = None
    qtbot.waitUntil(lambda: status.stall_text == "")
    assert notice.text == ""


def test_an_idle_gpu_is_said_for_good_with_the_remedy(application: Application) -> None:
    """A dismissed banner must not be the end of it."""
    capabilities = application.engine.capabilities
    assert capabilities is not None
    application.engine.capabilities = replace(capabilities, warning="Install: do this")
    application.engine.model_changed.emit()
    status, banner = application.window.status, application.window.banner
    assert banner.text == "Install: do this"
    banner.hide()
    application.engine.model_changed.emit()
    assert not banner.isVisible()
    assert status.remedy == "Install: do this"
    status.remedy_wanted.emit()
    assert banner.isVisible()


def test_layers_on_the_gpu_are_counted_where_only_a_part_fits(application: Application) -> None:
    """A model half on the GPU is slow for a reason that the user should see."""
    known = application.engine.capabilities
    assert known is not None
    on_gpu = replace(known, device="NVIDIA H200", layers=28, offloaded_layers=20)
    assert model_line("Qwen3", on_gpu) == "Qwen3 · NVIDIA H200, 20 of 28 layers"
    assert model_line("Qwen3", replace(on_gpu, offloaded_layers=28)) == "Qwen3 · NVIDIA H200"
