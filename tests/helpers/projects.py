"""Small projects to work on, and processes that open them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.helpers.shared import CHECKOUT
from tests.helpers.solutions import numbered, result, sum_problem
from workbench.domain.records import Problem
from workbench.service.annotation import Annotation
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.store.acts import ActLog
from workbench.store.changes import Change


def with_response(project: Project, steps: int = 4) -> tuple[Annotation, Problem]:
    """Add a problem with one response of so many steps."""
    problem = sum_problem()
    Library(project).add_problems([problem])
    annotation = Annotation(project)
    text = numbered([f"Step number {n} says $x_{n}$." for n in range(1, steps + 1)], "3")
    annotation.record_turn(annotation.plan_initial(problem.id), [result(text)], None)
    return annotation, problem


def step_ids(annotation: Annotation, problem: Problem) -> list[str]:
    """Return the ids of the newest turn's steps."""
    chosen = annotation.view(problem.id).turns[-1].chosen
    assert chosen is not None
    return [step.step.id for step in chosen.steps]


def undo_stack(project: Project, limit: int = sys.maxsize) -> list[Change]:
    """Return the committed changes that are not taken back, oldest first, at most ``limit``."""
    acts = ActLog(project.file.database, lambda _topics: False).older(limit)
    return [change for act in reversed(acts) if (change := project.change(act.id)) is not None]


def python(code_or_module: list[str], **keywords: object) -> subprocess.Popen[str]:
    """Start Python in the checkout with this test's environment."""
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    return subprocess.Popen(
        [sys.executable, *code_or_module],
        cwd=CHECKOUT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **keywords,  # type: ignore[call-overload]
    )


def run_python(code: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run code to its end and return what it printed."""
    child = python(["-c", code, *map(str, arguments)])
    out, err = child.communicate(timeout=60)
    return subprocess.CompletedProcess(child.args, child.returncode, out, err)
