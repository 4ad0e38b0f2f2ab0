"""What the window adds to each token: from the engine's process to the text painted in the list.

The real window (offscreen), the real engine and the starter write a few problems. Each message of
tokens carries the time it left the engine's process; CLOCK_MONOTONIC is one for all processes of a
Linux machine. Told apart: the time from there to the end of the paint that shows the text, the work
of the window's thread for it, and the time for which the engine gathers tokens, on purpose.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TARGET_MS = 5.0
PROBLEMS = 48
MOST_SECONDS = 120


@dataclass
class Times:
    """What was measured, in seconds; ``waiting`` holds when the unpainted messages left."""

    waiting: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)
    tokens: int = 0

    @property
    def per_message_ms(self) -> float:
        """Return the median time from a message's leaving to its text painted."""
        return 1000 * statistics.median(self.shown)

    @property
    def per_token_ms(self) -> float:
        """Return the window's thread's work divided by the tokens it showed."""
        return 1000 * sum(self.work) / max(1, self.tokens)


def measure(problems: int = PROBLEMS) -> Times:
    """Have the window write the first problems and return what it took."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    times = Times()
    with tempfile.TemporaryDirectory() as home:
        os.environ["STEPMARK_HOME"] = home
        with _watched(times), _window(Path(home)) as application:
            for problem in application.desk.library.problems(limit=problems):
                _solve(application, problem.id)
    return times


def _solve(application: Any, problem_id: str) -> None:
    """Open a problem and have it written to its end."""
    application.annotate.queue.open(problem_id)
    application.annotate.turns.do_primary("Solve")
    _run_until(lambda: application.engine.writing(problem_id) is None)


@contextmanager
def _window(home: Path) -> Iterator[Any]:
    """Open the window with the starter loaded."""
    from workbench.domain.sampling import SamplingSettings
    from workbench.service import first_run
    from workbench.service.project import Project
    from workbench.service.transfer import Transfer
    from workbench.ui.annotate.ahead_presenter import SETTING as AHEAD
    from workbench.ui.app import Application, qt_application
    from workbench.ui.errors import ErrorReporter

    qt_application()
    project = Project.create(home / "bench.stepmark", "bench")
    Transfer(project).import_file(first_run.samples_path())
    project.set_setting(AHEAD, 0)
    application = Application(project, ErrorReporter())
    application.engine.settings = SamplingSettings(temperature=1.5, max_tokens=1000)
    application.window.show()
    application.start_background_work()
    _run_until(lambda: application.engine.capabilities is not None)
    yield application
    application.window.close()


@contextmanager
def _watched(times: Times) -> Iterator[None]:
    """Time messages, the work they cause and the paints that follow, without changing them."""
    from workbench.engines.client import EngineClient
    from workbench.ui.annotate.step_list import StepList
    from workbench.ui.jobs.engine_presenter import EnginePresenter

    left: list[float] = []
    take, show, paint = EngineClient._on_message, EnginePresenter._on_delta, StepList.paintEvent

    def on_message(client: Any, message: dict[str, Any]) -> None:
        if message.get("type") == "deltas":
            left.append(message["sent"])
        elif message.get("type") == "result":
            times.tokens += len(message["result"]["token_ids"])
        take(client, message)

    def on_delta(presenter: Any, delta: Any) -> None:
        times.waiting.append(left.pop(0))
        started = time.monotonic()
        show(presenter, delta)
        times.work.append(time.monotonic() - started)

    def on_paint(steps: Any, event: Any) -> None:
        started = time.monotonic()
        paint(steps, event)
        now = time.monotonic()
        if times.waiting:
            times.work.append(now - started)
            times.shown += [now - sent for sent in times.waiting]
            times.waiting.clear()

    EngineClient._on_message = on_message  # type: ignore[method-assign]
    EnginePresenter._on_delta = on_delta  # type: ignore[method-assign]
    StepList.paintEvent = on_paint  # type: ignore[method-assign]
    try:
        yield
    finally:
        EngineClient._on_message = take  # type: ignore[method-assign]
        EnginePresenter._on_delta = show  # type: ignore[method-assign]
        StepList.paintEvent = paint  # type: ignore[method-assign]


def _run_until(true: Callable[[], bool]) -> None:
    """Run the window until something holds; fail after two minutes."""
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    end = time.monotonic() + MOST_SECONDS
    while not true():
        if time.monotonic() > end:
            raise TimeoutError("the engine did not answer in time")
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)


def main(arguments: list[str]) -> int:
    """Print what the window adds, with its target; return 1 where it is missed."""
    from workbench.engines.worker import FLUSH_SECONDS

    times = measure(int(arguments[0]) if arguments else PROBLEMS)
    print(f"{len(times.shown)} messages, {times.tokens} tokens")
    print(
        f"from leaving the engine to painted: median {times.per_message_ms:.1f} ms "
        f"(target {TARGET_MS:.0f} ms)"
    )
    print(f"the window's own work: {times.per_token_ms:.2f} ms a token (target {TARGET_MS:.0f} ms)")
    print(f"apart from these, the engine gathers tokens for up to {1000 * FLUSH_SECONDS:.0f} ms")
    return 0 if max(times.per_message_ms, times.per_token_ms) <= TARGET_MS else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
