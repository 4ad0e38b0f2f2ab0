"""The window is killed in the middle of a turn: its engine ends within two seconds, however it is.

Fault 20. Training outlives the window by design; generation must not.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.helpers.shared import CHECKOUT
from tests.helpers.waiting import wait_until
from tests.ui.desk_helpers import EQUATION, add_problems
from workbench.service.project import Project


@pytest.fixture
def window(
    project: Project, starter_gguf: Path
) -> Iterator[tuple[subprocess.Popen[bytes], psutil.Process]]:
    """Run a window whose engine is writing; return both processes."""
    add_problems(project, EQUATION)
    project.close()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.generating_window", project.path, starter_gguf],
        stdout=subprocess.PIPE,
        cwd=CHECKOUT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert process.stdout is not None
    engine = psutil.Process(int(process.stdout.readline()))
    yield process, engine
    process.kill()
    process.wait()
    process.stdout.close()


def has_ended(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.mark.parametrize("stopped", [False, True], ids=["writing", "stopped"])
def test_the_engine_ends_with_a_killed_window(
    window: tuple[subprocess.Popen[bytes], psutil.Process], stopped: bool
) -> None:
    """A process nobody owns would hold memory and cores until the machine is restarted."""
    process, engine = window
    if stopped:
        engine.send_signal(signal.SIGSTOP)
        wait_until(lambda: engine.status() == psutil.STATUS_STOPPED, what="the engine to stop")
    process.send_signal(signal.SIGKILL)
    process.wait()
    wait_until(lambda: has_ended(engine), 2.0, "the engine's end")
