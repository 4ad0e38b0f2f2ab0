"""Generation while a training run has the GPU: queued with its reason, never an error for memory.

No GPU is needed: that the starter would use one is told to the engine by the test.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import Popen

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.e2e.loaded_window import (
    ENGINE_MS,
    ask,
    opened,
    panel_of,
    turns_of,
    wait_loaded,
)
from tests.helpers.projects import python
from workbench.domain.sampling import SamplingSettings
from workbench.jobs.lease import LOADED_MODEL, TRAINING, holder
from workbench.service.gpu import GpuUse
from workbench.service.project import Project
from workbench.ui.app import Application

TRAINER = (
    "import sys\nfrom workbench.jobs.lease import TRAINING, wait_for\n"
    "told = lambda who: print('waits', flush=True)\n"
    "wait_for(TRAINING, on_waiting=told, should_end=lambda: False)\n"
    "print('trains', flush=True)\nsys.stdin.read()\n"
)
ON_GPU = GpuUse(lambda _spec: True, lambda _capabilities: True, lambda: True)


@pytest.fixture
def start_trainer() -> Iterator[Callable[[], Popen[str]]]:
    """Start processes that take the lease as a training run does; they end with the test."""
    started: list[Popen[str]] = []

    def start() -> Popen[str]:
        started.append(python(["-c", TRAINER], stdin=subprocess.PIPE))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def use_gpu(application: Application) -> None:
    """Have the engine take what it loads for a model on the GPU."""
    application.engine.generation.gpu = ON_GPU
    application.engine.settings = SamplingSettings(max_tokens=60)


def said(process: Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_a_request_waits_for_training_with_its_reason_and_then_runs(
    qtbot: QtBot,
    project: Project,
    starter_gguf: Path,
    start_trainer: Callable[[], Popen[str]],
) -> None:
    """Fault 23: the window's model would not fit beside the run, so it waits, visibly."""
    trainer = start_trainer()
    assert said(trainer) == "trains"
    with opened(qtbot, project, use_gpu) as application:
        panel = panel_of(application)
        problem_id = ask(qtbot, application)
        qtbot.waitUntil(lambda: TRAINING in panel.notice.text, timeout=ENGINE_MS)
        assert panel.notice.text.startswith("Waits: ")
        qtbot.waitUntil(lambda: TRAINING in application.window.status.model_text)
        assert application.engine.generation.pid is None
        trainer.communicate("")
        qtbot.waitUntil(lambda: len(turns_of(project, problem_id)) == 1, timeout=ENGINE_MS)
        assert panel.notice.text == ""
        assert holder() == LOADED_MODEL
    assert holder() is None


def test_a_waiting_turn_can_be_stopped(
    qtbot: QtBot,
    project: Project,
    starter_gguf: Path,
    start_trainer: Callable[[], Popen[str]],
) -> None:
    """Nobody has to wait for a run of hours to take a key press back."""
    assert said(start_trainer()) == "trains"
    with opened(qtbot, project, use_gpu) as application:
        panel = panel_of(application)
        problem_id = ask(qtbot, application)
        qtbot.waitUntil(lambda: bool(panel.notice.text), timeout=ENGINE_MS)
        qtbot.mouseClick(panel.notice.stop, Qt.MouseButton.LeftButton)
        assert application.engine.writing(problem_id) is None
        assert panel.notice.text == ""


def test_the_window_frees_the_gpu_for_a_run_and_loads_again_after_it(
    qtbot: QtBot,
    project: Project,
    starter_gguf: Path,
    start_trainer: Callable[[], Popen[str]],
) -> None:
    """The turn being written is finished first; turns asked for meanwhile wait and are written."""
    with opened(qtbot, project, use_gpu) as application:
        panel, engine = panel_of(application), application.engine
        wait_loaded(qtbot, application)
        trainer = start_trainer()
        assert said(trainer) == "waits"
        first = ask(qtbot, application)
        application.watch.job_changed.emit("Training: Starting 0 %")
        qtbot.waitUntil(lambda: engine.capabilities is None, timeout=ENGINE_MS)
        assert said(trainer) == "trains"
        assert len(turns_of(project, first)) == 1
        assert engine.generation.pid is None
        assert TRAINING in application.window.status.model_text
        panel.focus_steps()
        qtbot.keyClick(panel.steps, "n")
        second = ask(qtbot, application)
        assert TRAINING in panel.notice.text
        trainer.communicate("")
        application.watch.job_changed.emit("")
        qtbot.waitUntil(lambda: len(turns_of(project, second)) == 1, timeout=ENGINE_MS)


def test_on_the_cpu_nothing_waits(
    qtbot: QtBot,
    project: Project,
    starter_gguf: Path,
    start_trainer: Callable[[], Popen[str]],
) -> None:
    """A model that takes no memory of the GPU is written beside any run."""
    assert said(start_trainer()) == "trains"
    on_cpu = GpuUse(lambda _spec: False, lambda _capabilities: False, lambda: True)

    def use_cpu(application: Application) -> None:
        application.engine.generation.gpu = on_cpu
        application.engine.settings = SamplingSettings(max_tokens=60)

    with opened(qtbot, project, use_cpu) as application:
        problem_id = ask(qtbot, application)
        application.watch.job_changed.emit("Training: Starting 0 %")
        qtbot.waitUntil(lambda: len(turns_of(project, problem_id)) == 1, timeout=ENGINE_MS)
        assert application.engine.capabilities is not None
