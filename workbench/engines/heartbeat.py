"""Tell the parent twice a second that this process lives and how far its work has come.

A process that sits in native code still beats (ctypes and torch give up the interpreter's lock
there); one that was stopped, or that holds the lock for good, does not. ``decodes`` tells the two
apart from one that beats and computes nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from workbench.jobs.protocol import Message

SECONDS = 0.5

Reading = Callable[[], tuple[int, bool]]


class Heartbeat:
    """Sends ``{"type": "heartbeat", "decodes": int, "busy": bool}`` from a thread of its own.

    ``read`` returns the engine's decode counter and whether a call is being carried out; it is
    called from the beating thread and must not wait for anything.
    """

    def __init__(self, send: Callable[[Message], None], read: Reading) -> None:
        self._send = send
        self._read = read
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True, name="heartbeat")

    def start(self) -> None:
        """Begin to beat, at once."""
        self._thread.start()

    def stop(self) -> None:
        """Beat no more; returns when the thread is gone."""
        self._ended.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._ended.is_set():
            decodes, busy = self._read()
            self._send({"type": "heartbeat", "decodes": decodes, "busy": busy})
            self._ended.wait(SECONDS)
