"""kill -9 of the window at any moment loses no verdict that the screen showed as saved."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.helpers.shared import CHECKOUT
from tests.ui.desk_helpers import EQUATION, add_problems, solve, verdicts
from workbench.service.annotation import Annotation
from workbench.service.project import Project

KILLS = 50
STEPS = 12


class Windows:
    """The process that forks windows, and what it says."""

    def __init__(self) -> None:
        self._driver = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.window_driver"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=CHECKOUT,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "STEPMARK_NO_ENGINE": "1"},
        )

    def mark_and_kill(self, path: Path, seed: int) -> dict[str, int]:
        """Open a window, kill it after some saved marks, and return all it showed as saved."""
        self._say(f"{path} {seed}")
        pid = int(self._line().split()[1])
        chance = random.Random(seed)
        wanted, saved = chance.randrange(1, 25), dict[str, int]()
        while len(saved) < min(wanted, STEPS) and (words := self._line().split())[0] == "saved":
            note(saved, words)
        time.sleep(chance.random() * 0.004)  # The moment of the kill, anywhere in a commit.
        os.kill(pid, signal.SIGKILL)
        while (words := self._line().split())[0] != "gone":
            note(saved, words)
        return saved

    def close(self) -> None:
        """End the forking process."""
        assert self._driver.stdin is not None
        assert self._driver.stdout is not None
        self._driver.stdin.close()
        self._driver.wait(10)
        self._driver.stdout.close()

    def _say(self, order: str) -> None:
        assert self._driver.stdin is not None
        self._driver.stdin.write(order + "\n")
        self._driver.stdin.flush()

    def _line(self) -> str:
        assert self._driver.stdout is not None
        line = self._driver.stdout.readline()
        if not line:
            pytest.fail("the window's process ended by itself")
        return line


def test_fifty_kills_lose_nothing_that_was_shown_as_saved(project: Project) -> None:
    """Each window marks by real key events; after each kill the store is opened and compared."""
    path = prepare(project)
    windows = Windows()
    shown = 0
    try:
        for seed in range(KILLS):
            saved = windows.mark_and_kill(path, seed)
            shown += len(saved)
            with Project.open(path) as reopened:
                assert reopened.notices == ()
                assert missing(reopened, saved) == {}
    finally:
        windows.close()
    assert shown > KILLS
    with Project.open(path) as reopened:
        assert reopened.check().ok


def note(saved: dict[str, int], words: list[str]) -> None:
    """Remember one line; the step marked last stands last."""
    saved.pop(words[1], None)
    saved[words[1]] = int(words[2])


def prepare(project: Project) -> Path:
    add_problems(project, EQUATION)
    lines = [f"{at}. Add $1$ to get ${at}$." for at in range(1, STEPS + 1)]
    solve(project, EQUATION.id, "\n".join([*lines, "**Answer: $12$**"]))
    assert len(verdicts(project, EQUATION.id)) == STEPS
    project.close()
    return project.path


def missing(project: Project, saved: dict[str, int]) -> dict[str, tuple[int, object]]:
    """Return shown-as-saved verdicts that the store does not hold.

    A step that was pressed again after its last line may hold the newer, unprinted verdict; the
    driver goes through the steps in order, so that can only be the step after the last saved one.
    """
    view = Annotation(project).view(EQUATION.id).turns[-1].chosen
    assert view is not None
    held = {step.step.id: step.verdict for step in view.steps}
    order = [step.step.id for step in view.steps]
    following = order[(order.index(list(saved)[-1]) + 1) % len(order)] if saved else None
    return {
        step: (verdict, held[step])
        for step, verdict in saved.items()
        if held[step] != verdict and step != following
    }
