"""How long a process is given to heed a stop: one timer for each request that was asked to."""

from __future__ import annotations

import threading
from collections.abc import Callable

CANCEL_SECONDS = 0.6  # a process that has not stopped by then is killed


class Patience:
    """Timers that no one has to end singly; it has no lock of its own."""

    def __init__(self) -> None:
        self._timers: set[threading.Timer] = set()

    def then(self, out_of_patience: Callable[[], None]) -> None:
        """Call back after ``CANCEL_SECONDS``, from a thread of its own."""
        timer = threading.Timer(CANCEL_SECONDS, out_of_patience)
        timer.daemon = True
        self._timers = {one for one in self._timers if one.is_alive()} | {timer}
        timer.start()

    def end(self) -> None:
        """Call nobody back any more; return when no thread is left."""
        timers, self._timers = self._timers, set()
        for timer in timers:
            timer.cancel()
            timer.join()
