"""Processes that Ctrl-C reaches, however the tests themselves were started."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def interruptible() -> Iterator[None]:
    """Have the processes that are started in this block heed SIGINT.

    A shell has a job in its background ignore that signal, and every process below inherits it;
    a program that finds it ignored leaves it so, as programs should.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
