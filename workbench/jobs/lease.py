"""One lease on the GPU: a run that trains has it alone, loaded models share it.

A lock file in the user's data folder, released by the system on any exit of its holder, with the
holder's words inside for those who wait. Training takes it alone before it touches the device;
a model takes a share before its layers go there, so that neither meets the other's memory.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from workbench.domain.errors import KnownError
from workbench.domain.sentences import sentence
from workbench.paths import data_dir

TRAINING = sentence("a training run uses the GPU")
LOADED_MODEL = sentence("a loaded model uses the GPU")
UNKNOWN = sentence("another program of Stepmark uses the GPU")
# The file holds text, which is found here again as what can be translated.
_KNOWN: dict[str, str] = {words: words for words in (TRAINING, LOADED_MODEL, UNKNOWN)}
POLL_SECONDS = 0.2
_LONGEST = 200
_PROBE_TRIES, _PROBE_PAUSE = 5, 0.01  # another's question holds the lock for an instant


class LeaseHeldError(KnownError):
    """Another process has the GPU; ``holder`` says who, as a clause without a full stop."""

    def __init__(self, holder: str) -> None:
        super().__init__(
            sentence("The GPU is in use ({holder}); wait for its end, or end it.", holder=holder)
        )
        self.holder = holder


class Lease:
    """Held from ``acquire`` until ``release`` or the end of the process."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        """Let others have the GPU; a second time does nothing."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)


def acquire(holder: str, *, shared: bool = False) -> Lease:
    """Take the lease for ``holder`` (a clause: “a training run uses the GPU”).

    ``shared`` lets others share it too. Raises LeaseHeldError where another has it; returns at
    once in either case.
    """
    descriptor = os.open(lease_path(), os.O_RDWR | os.O_CREAT, 0o600)
    for _ in range(_PROBE_TRIES):
        if _lock(descriptor, shared=shared):
            _write_words(descriptor, holder)
            return Lease(descriptor)
        time.sleep(_PROBE_PAUSE)
    words = _read_words(descriptor)
    os.close(descriptor)
    raise LeaseHeldError(_KNOWN.get(words, words))


def holder() -> str | None:
    """Return who holds the lease, as a clause; None where it is free."""
    descriptor = os.open(lease_path(), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        return None if _lock(descriptor, shared=False) else _read_words(descriptor)
    finally:
        os.close(descriptor)


def wait_for(
    words: str, *, on_waiting: Callable[[str], None], should_end: Callable[[], bool]
) -> Lease | None:
    """Wait for the lease alone; tell ``on_waiting`` once why; return None when it should end."""
    told = ""
    pause = threading.Event()
    while not should_end():
        try:
            return acquire(words)
        except LeaseHeldError as error:
            if error.holder != told:
                told = error.holder
                on_waiting(told)
        pause.wait(POLL_SECONDS)
    return None


def lease_path() -> Path:
    """Return the lock file; it stays for good, because removing it would race."""
    return data_dir() / "gpu-lease"


def _write_words(descriptor: int, words: str) -> None:
    os.ftruncate(descriptor, 0)
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, words.encode()[:_LONGEST])


def _read_words(descriptor: int) -> str:
    os.lseek(descriptor, 0, os.SEEK_SET)
    return os.read(descriptor, _LONGEST).decode(errors="replace").strip() or UNKNOWN


if sys.platform == "win32":
    import msvcrt

    # Windows locks ranges of bytes and knows no shared ones here: a share is one byte of many, the
    # whole is all of them, far behind the words, for a locked byte cannot be read.
    _AT, _SHARES = 1 << 20, 16

    def _lock(descriptor: int, *, shared: bool) -> bool:
        for start, length in [(at, 1) for at in range(_SHARES)] if shared else [(0, _SHARES)]:
            os.lseek(descriptor, _AT + start, os.SEEK_SET)
            with suppress(OSError):
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, length)
                return True
        return False

else:
    import fcntl

    def _lock(descriptor: int, *, shared: bool) -> bool:
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            return True
        return False
