"""Waiting for what others do, with a deadline and no guessed sleep, and for a processor."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

BUSY_SECONDS = 10.0
"""How long a test waits for what takes a moment, before it says that it never came."""
_POLL_SECONDS = 0.02


def queued_seconds(task: Path) -> float:
    """Return for how many seconds a thread has stood in line for a processor so far.

    ``task`` is its folder in /proc. Linux alone tells it; elsewhere it is 0.
    """
    try:
        return int((task / "schedstat").read_text().split()[1]) / 1e9
    except OSError:
        return 0.0  # it has ended, or this is no Linux


class Stopwatch:
    """Tells the seconds since it was made, but for those this thread stood in line."""

    def __init__(self) -> None:
        self._task = Path("/proc/self/task") / str(threading.get_native_id())
        self._started, self._queued = time.monotonic(), queued_seconds(self._task)

    @property
    def seconds(self) -> float:
        """Return them; on an idle machine, and where nobody tells, they are those of the wall."""
        return time.monotonic() - self._started - (queued_seconds(self._task) - self._queued)


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
