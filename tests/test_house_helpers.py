"""The tests' own safeguards: each one is seen to catch what it is there for."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from tests.e2e.loaded_window import LoopWatch
from tests.helpers import leftovers
from tests.helpers.waiting import queued_seconds, wait_until
from workbench import paths

pytest_plugins = ["pytester"]
ROOT = Path(__file__).resolve().parent.parent


def test_each_test_has_a_home_of_its_own(home: Path):
    assert paths.data_dir() == home / "data"
    assert paths.cache_dir() == home / "cache"
    assert list(paths.data_dir().iterdir()) == []


def test_the_starter_fixture_is_what_the_engine_finds_in_the_cache(starter_gguf: Path):
    """The engine must take the file made once, not make another in every test."""
    from workbench.weights.gguf_writer import cached_gguf

    before = starter_gguf.stat().st_mtime_ns
    assert cached_gguf(paths.starter_dir(), paths.cache_dir()) == starter_gguf
    assert starter_gguf.stat().st_mtime_ns == before


def test_a_leftover_thread_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(leftovers, "_GRACE_SECONDS", 0.1)
    over = threading.Event()
    before = leftovers.running()
    thread = threading.Thread(target=over.wait, name="forgotten")
    thread.start()
    try:
        assert leftovers.complaints(before) == ["thread forgotten is still running"]
    finally:
        over.set()
        thread.join()
    assert leftovers.complaints(before) == []


def test_a_leftover_process_is_named_and_ended(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(leftovers, "_GRACE_SECONDS", 0.1)
    before = leftovers.running()
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    (line,) = leftovers.complaints(before)
    assert str(child.pid) in line
    assert child.wait(10) != 0
    child.stdin.close()


def test_waiting_fails_at_its_deadline_and_says_for_what():
    with pytest.raises(AssertionError, match=r"the moon did not come true within 0\.05 s"):
        wait_until(lambda: False, 0.05, "the moon")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how long a thread queued")
def test_time_in_line_for_a_processor_is_told_and_waiting_is_none():
    """Two that compute on one processor stand in line for it by turns; one that waits does not."""
    mine = Path("/proc/thread-self")
    everywhere = os.sched_getaffinity(0)
    pause = threading.Event()
    before = queued_seconds(mine)
    pause.wait(0.3)
    assert queued_seconds(mine) - before < 0.25
    os.sched_setaffinity(0, {min(everywhere)})
    spinning = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        before, deadline = queued_seconds(mine), time.monotonic() + 10
        while queued_seconds(mine) - before < 0.1:
            assert time.monotonic() < deadline
    finally:
        spinning.kill()
        spinning.wait()
        os.sched_setaffinity(0, everywhere)


def test_a_halt_of_the_event_loop_is_seen_as_its_gap(qtbot: QtBot):
    """Whatever the window's thread waits for, the watch of the fault tests counts it."""
    watch, pause, halted = LoopWatch(), threading.Event(), []
    watch.start()
    QTimer.singleShot(20, lambda: halted.append(pause.wait(0.3)))
    qtbot.waitUntil(lambda: bool(halted))
    assert watch.longest_gap() >= 0.3


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("import warnings; warnings.warn('old', DeprecationWarning)", "DeprecationWarning: old"),
        ("import logging; logging.getLogger('workbench.x').warning('odd')", "workbench.x: odd"),
        ("from PySide6.QtCore import qWarning; qWarning('qt is unhappy')", "qt is unhappy"),
        ("from PySide6.QtWidgets import QDialog; QDialog().exec()", "modal dialog opened"),
    ],
)
def test_what_is_unexpected_fails_the_test(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, body: str, said: str
):
    """A warning that nobody looks at today is a bug that nobody finds tomorrow."""
    pytester.copy_example(str(ROOT / "pyproject.toml"))
    pytester.makeconftest("from tests.conftest import *  # noqa")
    pytester.makepyfile(test_it=f"def test_it(qapp):\n    {body}\n")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    done = pytester.runpytest_subprocess("-p", "no:cacheprovider", "test_it.py")
    counts = done.parseoutcomes()
    assert counts.get("failed", 0) + counts.get("errors", 0) >= 1
    assert said in done.stdout.str()
