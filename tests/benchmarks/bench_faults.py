"""Measures how soon the desk is rid of an engine that hangs, dies or is asked too much.

``python -m tests.benchmarks faults``. Every measure is taken several times with real processes and
the starter, and its worst one counts: a promise to a user who waits is not kept by a median.
"""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from tests.e2e.loaded_window import LONG, LoopWatch
from tests.helpers.waiting import wait_until
from workbench import paths
from workbench.domain.errors import EngineError
from workbench.domain.records import Message
from workbench.domain.sampling import GenerationRequest, ModelSpec
from workbench.engines.template import TemplateRenderer
from workbench.service import first_run
from workbench.service.generation import Generation
from workbench.service.project import Project
from workbench.service.transfer import Transfer
from workbench.ui.annotate.ahead_presenter import SETTING as AHEAD

ROUNDS = 5
SLOW_ROUNDS = 3  # of what takes seconds before it can be measured
MOST_SECONDS = 30.0
ROOT = Path(__file__).resolve().parents[2]
ASK = (Message("user", "Solve $3x + 4 = 16$."),)
BOMBS = (
    "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "{% set n = namespace(s='a') %}{% for i in range(40) %}{% set n.s = n.s + n.s %}{% endfor %}",
    "{{ 'a' * 10**10 }}",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One promise: what was measured for it, in seconds, against its target."""

    name: str
    seconds: tuple[float, ...]
    target: float

    @property
    def met(self) -> bool:
        """Whether the worst measure is within the target."""
        return max(self.seconds) <= self.target

    @property
    def line(self) -> str:
        """Return the line that is printed."""
        return (
            f"{self.name}: median {1000 * statistics.median(self.seconds):.0f} ms, "
            f"worst {1000 * max(self.seconds):.0f} ms of {len(self.seconds)} "
            f"(target {1000 * self.target:.0f} ms) {'met' if self.met else 'MISSED'}"
        )


class Asked:
    """One request that writes at length, and when its first text and its end came."""

    def __init__(self, generation: Generation) -> None:
        self.first = self.end = 0.0
        self._started, self._ended = threading.Event(), threading.Event()
        request = GenerationRequest("r", ASK, (1, 2, 3, 4), settings=LONG)
        generation.generate(request, self._on_delta, lambda _: None, self._on_end, self._on_end)

    def writing(self) -> Asked:
        """Wait for the first text."""
        assert self._started.wait(MOST_SECONDS), "no text came"
        return self

    def ended(self) -> float:
        """Wait for the end; return when it was."""
        assert self._ended.wait(MOST_SECONDS), "the request did not end"
        return self.end

    def _on_delta(self, _delta: object) -> None:
        self.first = self.first or time.monotonic()
        self._started.set()

    def _on_end(self, *_reason: str) -> None:
        self.end = time.monotonic()
        self._ended.set()


@contextmanager
def loaded() -> Iterator[Generation]:
    """Load the starter in a process of its own."""
    generation = Generation(lambda call: call())
    generation.load_blocking(ModelSpec("starter", str(paths.starter_dir())))
    try:
        yield generation
    finally:
        generation.shutdown()


def send(generation: Generation, how: signal.Signals) -> int:
    """Send a signal to the engine's process; return its id."""
    pid = generation.pid
    assert pid is not None
    os.kill(pid, how)
    return pid


def stopped_just_now() -> Figure:
    """Measure Stop of a process that hangs and was heard of a moment ago."""
    seconds = []
    with loaded() as generation:
        for _ in range(ROUNDS):
            asked = Asked(generation).writing()
            send(generation, signal.SIGSTOP)
            seconds.append(_stop(generation, asked))
    return Figure("Stop of an engine that hangs since just now", tuple(seconds), 1.0)


def stopped_for_long() -> Figure:
    """Measure Stop of a process that the window says does not respond."""
    seconds = []
    with loaded() as generation:
        for _ in range(SLOW_ROUNDS):
            asked = Asked(generation).writing()
            send(generation, signal.SIGSTOP)
            wait_until(lambda: generation.stall() is not None, MOST_SECONDS, "the stall")
            seconds.append(_stop(generation, asked))
    return Figure("Stop of an engine that is said to hang", tuple(seconds), 1.0)


def _stop(generation: Generation, asked: Asked) -> float:
    began = time.monotonic()
    generation.cancel("r")
    seconds = asked.ended() - began
    Asked(generation).writing()  # the next request works
    generation.cancel("r")
    wait_until(lambda: generation.state.value == "ready", MOST_SECONDS, "the engine")
    return seconds


def stopped_in_the_window() -> list[Figure]:
    """Measure the same from the act to the turn on the page, and the loop's gaps meanwhile."""
    from workbench.ui.app import Application, qt_application
    from workbench.ui.errors import ErrorReporter

    qt_application()
    stops, gaps = [], []
    with tempfile.TemporaryDirectory() as folder:
        application = Application(_project(Path(folder) / "w.stepmark"), ErrorReporter())
        application.window.show()
        application.start_background_work()
        application.engine.settings = LONG
        problems = iter(application.desk.library.problems())
        while len(stops) < SLOW_ROUNDS:
            watch = LoopWatch()
            problem_id = _hung_turn(application, next(problems).id)
            if problem_id is not None:
                watch.start()
                began = time.monotonic()
                application.annotate.turns.stop()
                _run_until(lambda own=problem_id: application.engine.writing(own) is None)
                stops.append(time.monotonic() - began)
                _run_until(lambda: application.engine.capabilities is not None)
                gaps.append(watch.longest_gap())
        application.window.close()
    return [
        Figure("the same in the window, to the stored turn", tuple(stops), 1.0),
        Figure(
            "longest gap of the window's event loop until the engine is back", tuple(gaps), 0.25
        ),
    ]


def _hung_turn(application: Any, problem_id: str) -> str | None:
    """Stop the engine's process under a turn that has begun; None where it ended before."""
    engine = application.engine
    _run_until(lambda: engine.capabilities is not None)
    application.annotate.queue.open(problem_id)
    application.annotate.turns.do_primary("Solve")
    _run_until(lambda: engine.writing(problem_id) is None or engine.writing(problem_id).text())
    pid = send(engine.generation, signal.SIGSTOP)
    _run_until(lambda: engine.writing(problem_id) is None or engine.stall)
    if engine.writing(problem_id) is not None:
        return problem_id
    os.kill(pid, signal.SIGCONT)
    return None


def _run_until(true: Callable[[], object]) -> None:
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    end = time.monotonic() + MOST_SECONDS
    while not true():
        assert time.monotonic() < end, "the window did not get there in time"
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)


def first_token_after_a_kill() -> Figure:
    """Measure from SIGKILL to the first token of a request that is made at once."""
    seconds = []
    for _ in range(ROUNDS):
        with loaded() as generation:
            asked = Asked(generation).writing()
            began = time.monotonic()
            send(generation, signal.SIGKILL)
            asked.ended()
            seconds.append(Asked(generation).writing().first - began)
    return Figure("the next request's first token after a kill", tuple(seconds), 2.0)


def shut_down() -> Figure:
    """Measure the end of everything while a request is written, by a live and a stopped process."""
    seconds = []
    for hangs in (False, True) * SLOW_ROUNDS:
        with loaded() as generation:
            asked = Asked(generation).writing()
            pid = send(generation, signal.SIGSTOP if hangs else signal.SIGCONT)
            began = time.monotonic()
            generation.shutdown()
            seconds.append(max(time.monotonic(), asked.ended()) - began)
            assert not psutil.pid_exists(pid)
    return Figure("shutdown in the middle of a turn", tuple(seconds), 2.0)


def bombs_refused() -> Figure:
    """Measure how long hostile templates keep whoever asked."""
    seconds = []
    for bomb in BOMBS:
        renderer = TemplateRenderer(bomb, "<s>", "</s>")
        began = time.monotonic()
        try:
            renderer.render(ASK)
        except EngineError:
            seconds.append(time.monotonic() - began)
        renderer.close()
    assert len(seconds) == len(BOMBS), "a hostile template was rendered"
    return Figure("hostile templates of three kinds refused", tuple(seconds), 5.0)


def window_killed() -> Figure:
    """Measure the engine's life after its window was killed, writing and stopped."""
    seconds = []
    with tempfile.TemporaryDirectory() as folder:
        for number, hangs in enumerate((False, True) * SLOW_ROUNDS):
            with _window(Path(folder) / f"{number}.stepmark") as (window, engine):
                if hangs:
                    engine.suspend()
                began = time.monotonic()
                window.kill()
                wait_until(lambda engine=engine: _is_gone(engine), MOST_SECONDS, "the end")
                seconds.append(time.monotonic() - began)
    return Figure("the engine's end after its window was killed", tuple(seconds), 2.0)


def _is_gone(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@contextmanager
def _window(path: Path) -> Iterator[tuple[subprocess.Popen[bytes], psutil.Process]]:
    """Run a window whose engine is writing; yield both processes."""
    _project(path).close()
    module: tuple[Any, ...] = ("-m", "tests.e2e.generating_window", path, paths.starter_dir())
    window = subprocess.Popen([sys.executable, *module], stdout=subprocess.PIPE, cwd=ROOT)
    assert window.stdout is not None
    try:
        yield window, psutil.Process(int(window.stdout.readline()))
    finally:
        window.kill()
        window.wait()
        window.stdout.close()


def _project(path: Path) -> Project:
    """Return a new project with the sample problems, of which nothing is written ahead."""
    project = Project.create(path, "bench")
    Transfer(project).import_file(first_run.samples_path())
    project.set_setting(AHEAD, 0)
    return project


MEASUREMENTS: tuple[Callable[[], Figure | list[Figure]], ...] = (
    stopped_just_now,
    stopped_for_long,
    stopped_in_the_window,
    first_token_after_a_kill,
    shut_down,
    bombs_refused,
    window_killed,
)


def main(_arguments: list[str] | None = None) -> int:
    """Print every figure with its target; return 1 where one is missed."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    figures: list[Figure] = []
    before = os.environ.get("STEPMARK_HOME", "")
    with tempfile.TemporaryDirectory() as home:
        os.environ["STEPMARK_HOME"] = home
        for measure in MEASUREMENTS:
            measured = measure()
            for figure in measured if isinstance(measured, list) else [measured]:
                print(figure.line, flush=True)
                figures.append(figure)
    os.environ["STEPMARK_HOME"] = before
    return 0 if all(figure.met for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
