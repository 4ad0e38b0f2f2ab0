"""The child's side of a job: a private pipe for messages, and an end when the parent is gone."""

from __future__ import annotations

import ctypes
import faulthandler
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import BinaryIO

from workbench.jobs.protocol import Message, ProtocolError, encode, read_message


class ParentLink:
    """Messages to and from the parent.

    The first thing done is to duplicate descriptor 1 for the protocol and to point stdout at
    stderr, so that a library that prints cannot garble a frame.
    """

    def __init__(self, incoming: BinaryIO, outgoing: BinaryIO) -> None:
        self._incoming = incoming
        self._outgoing = outgoing
        self._lock = threading.Lock()

    @classmethod
    def from_standard_streams(cls) -> ParentLink:
        """Take over stdin and stdout of this process."""
        faulthandler.enable(all_threads=True)
        end_with_parent()
        outgoing = os.fdopen(os.dup(1), "wb", buffering=0)
        os.dup2(2, 1)
        sys.stdout = sys.stderr
        incoming = os.fdopen(os.dup(0), "rb")
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.close(null)
        return cls(incoming, outgoing)

    def send(self, message: Message) -> None:
        """Write one message; from any thread. Leave when nobody reads any more."""
        frame = memoryview(encode(message))
        try:
            with self._lock:
                while frame:
                    frame = frame[self._outgoing.write(frame) or 0 :]
        except (BrokenPipeError, OSError):
            leave()

    def listen(self, on_message: Callable[[Message], None]) -> threading.Thread:
        """Read messages in a thread of their own, so that a cancel arrives during work.

        The end of stdin means that the parent is gone, however it went: the process leaves at once.
        """
        thread = threading.Thread(target=self._read, args=(on_message,), daemon=True, name="link")
        thread.start()
        return thread

    def _read(self, on_message: Callable[[Message], None]) -> None:
        try:
            while (message := read_message(self._incoming)) is not None:
                on_message(message)
        except (ProtocolError, OSError) as error:
            print(f"the parent sent no message of ours: {error}", file=sys.stderr, flush=True)
        leave()


def end_with_parent() -> None:
    """Have Linux kill this process with the one that made it, even stopped or stuck in native code.

    The end of stdin, which is noticed everywhere, needs a process that runs. The kill comes when
    the *thread* that made us ends; ``AttachedChild`` keeps that thread for our whole life.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)


_PR_SET_PDEATHSIG = 1


def leave() -> None:
    """End this process from any thread, even while native code holds the main one."""
    sys.stderr.flush()
    os._exit(0)
