"""What a test left behind: threads and child processes that outlive it are a leak or a hang."""

from __future__ import annotations

import sys
import threading
import time

import psutil

_GRACE_SECONDS = 3.0
_OF_PYTHON = ("resource_tracker", "forkserver")


def running() -> tuple[set[threading.Thread], set[psutil.Process]]:
    """Return the threads and the child processes that are alive now."""
    return set(threading.enumerate()), set(psutil.Process().children(recursive=True))


def complaints(before: tuple[set[threading.Thread], set[psutil.Process]]) -> list[str]:
    """Return one line per thread or child newer than ``before``, after a short grace."""
    deadline = time.monotonic() + _GRACE_SECONDS
    threads, children = _new(before)
    while (threads or children) and time.monotonic() < deadline:
        _join_one(threads, children)
        threads, children = _new(before)
    lines = [f"thread {thread.name} is still running" for thread in threads]
    for child in children:
        lines.append(f"process {child.pid} is still running: {_command(child)[:200]}")
        child.kill()
    return lines


def _new(
    before: tuple[set[threading.Thread], set[psutil.Process]],
) -> tuple[list[threading.Thread], list[psutil.Process]]:
    threads, children = running()
    qt_made = (threading._DummyThread,)
    return (
        [t for t in threads - before[0] if t.is_alive() and not isinstance(t, qt_made)],
        [c for c in children - before[1] if _counts(c)],
    )


def _join_one(threads: list[threading.Thread], children: list[psutil.Process]) -> None:
    _let_qt_pools_finish()
    if threads:
        threads[0].join(0.05)
    elif children:
        psutil.wait_procs(children[:1], timeout=0.05)


def _let_qt_pools_finish() -> None:
    core = sys.modules.get("PySide6.QtCore")
    if core is not None:
        core.QThreadPool.globalInstance().waitForDone(50)


def _counts(child: psutil.Process) -> bool:
    try:
        return child.status() != psutil.STATUS_ZOMBIE and not any(
            name in _command(child) for name in _OF_PYTHON
        )
    except psutil.NoSuchProcess:
        return False


def _command(child: psutil.Process) -> str:
    try:
        return " ".join(child.cmdline())
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return ""
