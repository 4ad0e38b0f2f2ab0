"""Waiting for what others do, with a deadline instead of a guessed sleep, and timing it fairly."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

BUSY_SECONDS = 10.0
"""How long a test waits for what takes a moment, before it says that it never came."""
_POLL_SECONDS = 0.02


class Stopwatch:
    """Times a promise to the user on a machine that may be busy with something else.

    Counted is all time but that in which a thread of this process was ready to run and got no
    processor (Linux tells it thread by thread). On an idle machine, and on other systems, that is
    the time on the wall; waiting for an answer, a lock or a timer counts in full everywhere.
    """

    def __init__(self) -> None:
        self._queued = _queued()
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        """Return the seconds since the start."""
        passed = time.monotonic() - self._began
        kept = sum(max(0.0, now - self._queued.get(task, 0.0)) for task, now in _queued().items())
        return passed - kept


def _queued() -> dict[str, float]:
    """Return for how many seconds each thread has stood in line for a processor so far."""
    return {task.name: queued_seconds(task) for task in Path("/proc/self/task").glob("*")}


def queued_seconds(task: Path) -> float:
    """Return the same for one thread, by its folder in /proc; 0 where the system does not tell."""
    try:
        return int((task / "schedstat").read_text().split()[1]) / 1e9
    except OSError:
        return 0.0  # it has ended, or this is no Linux


def wait_until(
    predicate: Callable[[], object], seconds: float = 10.0, what: str = "the condition"
) -> None:
    """Return once ``predicate()`` is true; fail the test after ``seconds``."""
    pause = threading.Event()
    deadline = time.monotonic() + seconds
    while not predicate():
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come true within {seconds:g} s")
        pause.wait(_POLL_SECONDS)
