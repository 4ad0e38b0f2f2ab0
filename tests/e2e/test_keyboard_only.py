"""Fifty steps of real solutions are marked by keys alone, in a real window on a real X server."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.shared import CHECKOUT, shared_data
from tests.ui.desk_helpers import result_of
from workbench.domain.records import Problem
from workbench.domain.steps import split_response
from workbench.service.annotation import Annotation
from workbench.service.library import Library
from workbench.service.project import Project

STEPS = 50
SECONDS = 60
KEYS = {1: "1", -1: "3"}


@dataclass(frozen=True)
class Solution:
    """One real solution: its verdicts are the human label, up to and with the first error."""

    problem: Problem
    text: str
    verdicts: tuple[int, ...]


def solutions(rows: list[dict[str, Any]]) -> list[Solution]:
    """Return solutions with fifty steps to be marked as ProcessBench's people marked them."""
    chosen: list[Solution] = []
    left = STEPS
    for number, row in enumerate(rows):
        label = row["label"]
        verdicts = [1] * len(row["steps"]) if label < 0 else [1] * label + [-1]
        text = "\n".join(f"{n}. {step}" for n, step in enumerate(row["steps"], 1))
        if len(split_response(text).steps) != len(row["steps"]):
            continue  # our splitter cuts it otherwise, or takes the last step for the answer
        problem = Problem(row["id"], row["problem"], position=number, topic="ProcessBench")
        chosen.append(Solution(problem, text, tuple(verdicts[:left])))
        left -= len(chosen[-1].verdicts)
        if not left:
            return chosen
    raise AssertionError("the file has fewer steps than that")


@contextmanager
def x_server() -> Iterator[str]:
    """Run an X server without a screen; skip, and say so, where there is none."""
    for program, package in (("Xvfb", "xvfb"), ("xdotool", "xdotool")):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed (Debian package {package})")
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1440x900x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert server.stdout is not None
    try:
        yield f":{server.stdout.readline().strip()}"
    finally:
        server.kill()
        server.communicate()


@contextmanager
def window(path: Path, environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Run the window in a process of its own, and kill it in the end: what it saved must stay.

    One that does not answer in time is killed too, so that reading from it ends.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.keyboard_window", str(path)],
        cwd=CHECKOUT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    watch = threading.Timer(SECONDS, process.kill)
    watch.start()
    try:
        yield process
    finally:
        watch.cancel()
        watch.join()
        process.kill()
        process.communicate()


def said(process: subprocess.Popen[str], word: str) -> str:
    """Return the next line, which must begin with a word."""
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith(word), line
    return line


def test_fifty_real_steps_are_marked_by_keys_alone(project: Project) -> None:
    """No mouse, no test hook: what the keys said is exactly what the store holds after a kill."""
    rows = json.loads(shared_data("processbench/math.json").read_text(encoding="utf-8"))
    chosen = solutions(rows)
    Library(project).add_problems([solution.problem for solution in chosen])
    annotation = Annotation(project)
    for solution in chosen:
        plan = annotation.plan_initial(solution.problem.id)
        annotation.record_turn(plan, [result_of("r", 0, solution.text, 1)], None)
    project.close()
    keys = [key for solution in chosen for key in (*map(KEYS.get, solution.verdicts), "n")]
    with x_server() as display:
        environment = {
            **os.environ,
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "STEPMARK_NO_ENGINE": "1",
        }
        with window(project.path, environment) as process:
            handle = said(process, "window").split()[1]
            tool = ["xdotool", "windowfocus", "--sync", handle]
            subprocess.run(tool, env=environment, check=True, timeout=SECONDS)
            said(process, "ready")
            tool = ["xdotool", "key", "--delay", "40", *map(str, keys)]
            subprocess.run(tool, env=environment, check=True, timeout=SECONDS)
            for _ in range(STEPS):
                said(process, "mark")
    with Project.open(project.path) as after:
        assert after.check().ok
        for solution in chosen:
            chosen_response = Annotation(after).view(solution.problem.id).turns[0].chosen
            assert chosen_response is not None
            found = [step.verdict for step in chosen_response.steps]
            rest = [None] * (len(found) - len(solution.verdicts))
            assert found == [*solution.verdicts, *rest]
        marks = after.file.database.value("SELECT count(*) FROM marks WHERE verdict IS NOT NULL")
        assert marks == STEPS
