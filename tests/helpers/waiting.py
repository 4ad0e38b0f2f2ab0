"""Waiting for what another thread or process does, with a deadline instead of a guessed sleep."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

BUSY_SECONDS = 10.0
"""What takes a moment on an idle machine is done by then on a busy one. A safeguard whose loss
means waiting for good is tested against this; how fast it is belongs to the benchmarks."""
_POLL_SECONDS = 0.02


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
