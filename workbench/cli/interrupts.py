"""Ctrl-C that is never lost: Python drops one that arrives inside a callback of its own."""

from __future__ import annotations

import _thread
import contextlib
import sys
import threading
from collections.abc import Iterator

_AGAIN_SECONDS = 0.05


@contextlib.contextmanager
def kept_interrupts() -> Iterator[None]:
    """Raise an interrupt again a moment later where it could not be raised at once."""
    before = sys.unraisablehook

    def again(unraisable: sys.UnraisableHookArgs) -> None:
        if unraisable.exc_type is KeyboardInterrupt:
            threading.Timer(_AGAIN_SECONDS, _thread.interrupt_main).start()
        else:
            before(unraisable)

    sys.unraisablehook = again
    try:
        yield
    finally:
        sys.unraisablehook = before
