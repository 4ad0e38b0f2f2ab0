"""The real engine dies or hangs in mid-stream under the real window, which loses nothing by it."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.e2e.loaded_window import (
    ENGINE_MS,
    LoopWatch,
    hit_mid_stream,
    loaded,
    panel_of,
    signal_engine,
    solve_next,
    turns_of,
)
from workbench.domain.records import FinishReason
from workbench.service.project import Project
from workbench.ui.app import Application, qt_application

MOST_GAP = 0.25  # seconds
DEATHS = {
    signal.SIGKILL: "memory",
    signal.SIGSEGV: "segmentation fault",
    signal.SIGABRT: "assertion",
}


@pytest.fixture(scope="module")
def qapp() -> object:
    return qt_application()


@pytest.fixture
def application(project: Project, qtbot: QtBot, starter_gguf: Path) -> Iterator[Application]:
    """Open a window whose starter is loaded and writes at length."""
    with loaded(qtbot, project, starter_gguf) as application:
        yield application


def next_request_works(qtbot: QtBot, application: Application, project: Project) -> None:
    """Open the next problem and have it solved to its end."""
    assert solve_next(qtbot, application, project) in (FinishReason.STOP, FinishReason.LENGTH)


@pytest.mark.parametrize("how", list(DEATHS))
def test_a_death_in_mid_stream_keeps_the_text_and_the_window_live(
    qtbot: QtBot, application: Application, project: Project, how: signal.Signals
) -> None:
    """Fault 21: the text stays, flagged on its turn with the reason; the next request works."""
    watch, panel = LoopWatch(), panel_of(application)
    watch.start()
    problem_id, text = hit_mid_stream(qtbot, application, project, how)
    qtbot.waitUntil(lambda: bool(panel.notice.text), timeout=ENGINE_MS)
    kept = turns_of(project, problem_id)[0].responses[0].response
    assert kept.finish_reason is FinishReason.FAILED
    assert kept.text.startswith(text)
    assert panel.notice.text.startswith("Cut short: the engine stopped;")
    assert DEATHS[how] in panel.notice.text
    assert DEATHS[how] in application.window.banner.text
    assert "kept" in application.window.banner.text
    next_request_works(qtbot, application, project)
    assert watch.longest_gap() < MOST_GAP
    if how is not signal.SIGKILL:
        assert "Fatal Python error" in application.window.banner.details


def test_stop_works_within_a_second_on_a_stopped_engine(
    qtbot: QtBot, application: Application, project: Project
) -> None:
    """Fault 22, from the press of the button to the stored turn."""
    watch, panel = LoopWatch(), panel_of(application)
    watch.start()
    problem_id, text = hit_mid_stream(qtbot, application, project, signal.SIGSTOP)
    assert "not responding" in application.window.status.stall_text
    assert "has not responded" in panel.notice.text
    assert panel.notice.stop.isVisible()
    pressed = time.monotonic()
    qtbot.mouseClick(panel.notice.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(turns_of(project, problem_id)) == 1, timeout=ENGINE_MS)
    assert time.monotonic() - pressed < 1.0
    kept = turns_of(project, problem_id)[0].responses[0].response
    assert kept.finish_reason is FinishReason.CANCELLED
    assert kept.text.startswith(text)
    next_request_works(qtbot, application, project)
    assert application.window.status.stall_text == ""
    assert watch.longest_gap() < MOST_GAP


def test_the_window_closes_within_two_seconds_on_a_stopped_engine_and_keeps_the_text(
    qtbot: QtBot, application: Application, project: Project
) -> None:
    """Whoever gives up on a model that hangs closes the window; what came is in the project."""
    problem_id, text = hit_mid_stream(qtbot, application, project, signal.SIGSTOP)
    began = time.monotonic()
    application.leave()
    assert time.monotonic() - began < 2.0
    kept = turns_of(project, problem_id)[0].responses[0].response
    assert kept.finish_reason is FinishReason.CANCELLED
    assert kept.text.startswith(text)


def test_an_engine_that_goes_on_is_said_to_be_well_again(
    qtbot: QtBot, application: Application, project: Project
) -> None:
    """A machine that swapped for a while is no reason to throw work away."""
    panel = panel_of(application)
    problem_id, _ = hit_mid_stream(qtbot, application, project, signal.SIGSTOP)
    pid = application.engine.generation.pid
    assert panel.notice.text
    signal_engine(application, signal.SIGCONT)
    qtbot.waitUntil(lambda: not panel.notice.text, timeout=15000)
    assert application.window.status.stall_text == ""
    qtbot.keyClick(panel.steps, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(turns_of(project, problem_id)) == 1, timeout=ENGINE_MS)
    assert application.engine.generation.pid == pid


def test_an_unloaded_model_is_gone_and_is_loaded_again_on_request(
    qtbot: QtBot, application: Application, project: Project
) -> None:
    """Its process ends, so that its memory is free; nothing starts it again by itself."""
    spec = application.engine.spec
    assert spec is not None
    application.engine.unload()
    qtbot.waitUntil(lambda: application.engine.capabilities is None, timeout=ENGINE_MS)
    assert application.engine.generation.pid is None
    assert "choose one" in application.engine.blocked
    application.engine.load(spec)
    qtbot.waitUntil(lambda: application.engine.capabilities is not None, timeout=ENGINE_MS)
    next_request_works(qtbot, application, project)
