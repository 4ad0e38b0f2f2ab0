"""A real window with the real engine and the starter, and a measure of how its event loop fares."""

from __future__ import annotations

import itertools
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from pytestqt.qtbot import QtBot

from tests.helpers.waiting import queued_seconds
from workbench.domain.records import FinishReason
from workbench.domain.sampling import SamplingSettings
from workbench.service import first_run
from workbench.service.annotation import Annotation
from workbench.service.project import Project
from workbench.service.transfer import Transfer
from workbench.service.views import TurnView
from workbench.ui.annotate.ahead_presenter import SETTING as AHEAD
from workbench.ui.annotate.panel import AnnotatePanel
from workbench.ui.app import Application
from workbench.ui.errors import ErrorReporter

ENGINE_MS = 60_000
CTRL = Qt.KeyboardModifier.ControlModifier
# Hot, so that the model rambles on: there is a middle to be cut in, at nearly every try.
LONG = SamplingSettings(temperature=8.0, top_p=1.0, max_tokens=1500)
SHORT = SamplingSettings(max_tokens=60)
TRIES = 8
OWN_THREAD = Path("/proc/thread-self")


class LoopWatch:
    """Notes when the event loop came round; a gap is how long the window did not answer.

    What the window's thread spent in line for a processor is the machine's doing and not counted.
    """

    def __init__(self) -> None:
        self._rounds: list[float] = []
        self._timer = QTimer(interval=5)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._note)

    def start(self) -> None:
        """Begin to watch."""
        self._rounds.clear()
        self._note()
        self._timer.start()

    def longest_gap(self) -> float:
        """End the watch; return the longest time between two rounds, in seconds."""
        self._timer.stop()
        self._note()
        return max(after - before for before, after in itertools.pairwise(self._rounds))

    def _note(self) -> None:
        self._rounds.append(time.monotonic() - queued_seconds(OWN_THREAD))


@contextmanager
def shown(
    qtbot: QtBot, project: Project, prepare: Callable[[Application], None] | None = None
) -> Iterator[Application]:
    """Open a window on a project; ``prepare`` acts before the model is asked for."""
    project.set_setting(AHEAD, 0)  # only what a test asks for is written
    application = Application(project, ErrorReporter())
    qtbot.addWidget(application.window)
    with qtbot.waitActive(application.window):
        application.window.show()
        application.window.activateWindow()
    if prepare is not None:
        prepare(application)
    application.start_background_work()
    try:
        yield application
    finally:
        application.window.close()


@contextmanager
def opened(
    qtbot: QtBot, project: Project, prepare: Callable[[Application], None] | None = None
) -> Iterator[Application]:
    """Open a window on the sample problems, as ``shown`` does."""
    Transfer(project).import_file(first_run.samples_path())
    with shown(qtbot, project, prepare) as application:
        yield application


@contextmanager
def loaded(qtbot: QtBot, project: Project, gguf: Path) -> Iterator[Application]:
    """Open a window and wait until the starter is loaded; ``gguf`` is made by then."""
    assert gguf.exists()
    with opened(qtbot, project) as application:
        wait_loaded(qtbot, application)
        application.engine.settings = LONG
        yield application


def wait_loaded(qtbot: QtBot, application: Application) -> None:
    """Wait until a model is there."""
    qtbot.waitUntil(lambda: application.engine.capabilities is not None, timeout=ENGINE_MS)


def panel_of(application: Application) -> AnnotatePanel:
    """Return the Annotate page."""
    assert application.annotate is not None
    return application.annotate.panel


def shown_problem(application: Application) -> str:
    """Return the problem that is open."""
    assert application.annotate is not None
    problem_id = application.annotate.shown.problem_id
    assert problem_id is not None
    return problem_id


def ask(qtbot: QtBot, application: Application) -> str:
    """Have the open problem solved, by its key; return the problem."""
    panel = panel_of(application)
    panel.focus_steps()
    qtbot.keyClick(panel.steps, Qt.Key.Key_Return, CTRL)
    return shown_problem(application)


def next_problem(qtbot: QtBot, application: Application) -> None:
    """Open the next problem, by its key."""
    panel = panel_of(application)
    panel.focus_steps()
    qtbot.keyClick(panel.steps, "n")


def signal_engine(application: Application, how: signal.Signals) -> None:
    """Send a signal to the engine's process."""
    pid = application.engine.generation.pid
    assert pid is not None
    os.kill(pid, how)


def hit_mid_stream(
    qtbot: QtBot, application: Application, project: Project, how: signal.Signals
) -> tuple[str, str]:
    """Have turns written until a signal meets one in the middle; return problem and text so far.

    A response may be shorter than the signal is quick; then the next problem is tried.
    """
    for _ in range(TRIES):
        problem_id = ask(qtbot, application)
        pid = application.engine.generation.pid
        text = _signal_with_first_text(qtbot, application, how)
        qtbot.waitUntil(
            lambda own=problem_id: bool(turns_of(project, own) or application.engine.stall),
            timeout=ENGINE_MS,
        )
        turns = turns_of(project, problem_id)
        if not turns or turns[0].responses[0].response.finish_reason is FinishReason.FAILED:
            return problem_id, text
        if how is signal.SIGSTOP:
            signal_engine(application, signal.SIGCONT)
        else:  # it died with the turn already written: its death is known before the next is asked
            qtbot.waitUntil(
                lambda own=pid: application.engine.generation.pid != own, timeout=ENGINE_MS
            )
            solve_next(qtbot, application, project)  # two deaths without a success are the last
        next_problem(qtbot, application)
    raise AssertionError(f"no response of {TRIES} was long enough to be met in the middle")


def solve_next(qtbot: QtBot, application: Application, project: Project) -> FinishReason:
    """Open the next problem and have it solved to its end, in short; return how it ended."""
    before, application.engine.settings = application.engine.settings, SHORT
    next_problem(qtbot, application)
    problem_id = ask(qtbot, application)
    qtbot.waitUntil(lambda: len(turns_of(project, problem_id)) == 1, timeout=ENGINE_MS)
    application.engine.settings = before
    return turns_of(project, problem_id)[0].responses[0].response.finish_reason


def _signal_with_first_text(qtbot: QtBot, application: Application, how: signal.Signals) -> str:
    """Send the signal while the first text of the turn arrives; return that text."""
    met: list[str] = []

    def on_progress(problem_id: str) -> None:
        writing = application.engine.writing(problem_id)
        if writing is not None and not met:
            met.append(writing.text())
            signal_engine(application, how)

    application.engine.progressed.connect(on_progress)
    qtbot.waitUntil(lambda: bool(met) or application.engine.is_idle, timeout=ENGINE_MS)
    application.engine.progressed.disconnect(on_progress)
    assert met, application.window.banner.text
    return met[0]


def turns_of(project: Project, problem_id: str) -> tuple[TurnView, ...]:
    """Return what the store holds."""
    return Annotation(project).view(problem_id).turns
