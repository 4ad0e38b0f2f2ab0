"""Measures bringing two annotators' projects together, and what is computed of both their marks.

Run with ``python -m tests.benchmarks.bench_merge [solutions]``; both marked every step of the same
solutions, so that a merge of 10,000 brings 100,000 second opinions. Each measure runs in a process
of its own, whose largest memory is its own, and is repeated with half as many, when the pages that
SQLite keeps are as full: memory must not grow with
the marks by more than a quarter, and agreement over 100,000 opinions takes seconds.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.benchmarks.bench_store import STEPS
from tests.helpers.projects import undo_stack

SOLUTIONS = 10_000
MOST_GROWTH = 1.25
AGREEMENT_SECONDS = 10.0
ACTS = ("look", "merge", "again", "undo", "agreement", "disputes", "passes")


def main(arguments: list[str] | None = None) -> int:
    """Print each measure; return 1 where a target is missed."""
    solutions = int(arguments[0]) if arguments else SOLUTIONS
    missed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        counts = (solutions // 2, solutions)
        for count in counts:
            _measured(folder, "build", count)
        for act in ACTS:
            missed |= _told(act, [_measured(folder, act, count) for count in counts], solutions)
    return missed


def _told(act: str, measures: list[dict[str, Any]], solutions: int) -> int:
    small, large = measures
    growth = large["memory"] / small["memory"]
    opinions = solutions * STEPS
    print(
        f"{act}: {large['seconds']:.1f} s, {opinions / large['seconds']:,.0f} opinions/s, largest"
        f" memory {large['memory']:.0f} MB at {solutions:,} solutions ({small['seconds']:.1f} s,"
        f" {small['memory']:.0f} MB at {solutions // 2:,})",
        flush=True,
    )
    slow = act == "agreement" and large["seconds"] > AGREEMENT_SECONDS * opinions / 100_000
    grown = act in ("look", "merge", "again", "undo") and growth > MOST_GROWTH
    if slow or grown:
        print(f"  missed: {'agreement takes longer' if slow else 'memory grows'}", flush=True)
    return int(slow or grown)


def _measured(folder: Path, act: str, solutions: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.bench_merge", "--act", act, str(solutions)],
        env={**os.environ, "STEPMARK_HOME": str(folder / "home"), "STEPMARK_BENCH": str(folder)},
        check=True,
        stdout=subprocess.PIPE,
    )
    return dict(json.loads(done.stdout))


def _act(act: str, solutions: int) -> None:
    """Do one measure in this process and print it."""
    folder = Path(os.environ["STEPMARK_BENCH"]) / str(solutions)
    seconds = _ACTS[act](folder, solutions)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "memory": memory}))


def _build(folder: Path, solutions: int) -> float:
    """Make two projects of the same solutions, marked by two people who often differ."""
    from tests.benchmarks.bench_store import fill
    from workbench.service.project import Project

    folder.mkdir()
    for name, wrong in (("Ada", 10), ("Grace", 7)):
        project = Project.create(folder / f"{name}.stepmark", name)
        fill(project.file.database, project.annotator.id, solutions)
        _mark(project, wrong)
        project.file.database.checkpoint()
        project.file.discard()
    return 0.0


def _look(folder: Path, _solutions: int) -> float:
    return _merging(folder, dry_run=True)


def _merge(folder: Path, solutions: int) -> float:
    taken = _merging(folder, dry_run=False)
    found = _value(folder, "SELECT count(*) FROM opinions")
    assert found == solutions * STEPS, f"{found} opinions came"
    return taken


def _again(folder: Path, _solutions: int) -> float:
    """Merge what was merged: nothing comes."""
    return _merging(folder, dry_run=False, nothing=True)


def _merging(folder: Path, *, dry_run: bool, nothing: bool = False) -> float:
    from workbench.service.merging_projects import merge_project

    def act(project: Any) -> None:
        report = merge_project(project, folder / "Grace.stepmark", dry_run=dry_run)
        assert report.is_new is not nothing

    return _timed(folder, act)


def _undo(folder: Path, _solutions: int) -> float:
    """Take the merge back, on a copy of the project."""
    shutil.copy(folder / "Ada.stepmark", folder / "undo.stepmark")
    return _timed(
        folder, lambda project: project.revert(undo_stack(project, 1)[0]), "undo.stepmark"
    )


def _agreement(folder: Path, _solutions: int) -> float:
    from workbench.service.agreement import Agreement

    return _timed(folder, lambda project: Agreement(project).report())


def _disputes(folder: Path, _solutions: int) -> float:
    """List what waits for a third, and open the first of it."""
    from workbench.service.adjudication import Adjudication

    def act(project: Any) -> None:
        adjudication = Adjudication(project)
        adjudication.waiting()
        adjudication.own()

    return _timed(folder, act)


def _passes(folder: Path, _solutions: int) -> float:
    """Ask a third for blind opinions on a fifth of all."""
    from workbench.service.annotators import Annotators
    from workbench.service.second_pass import SecondPasses

    def act(project: Any) -> None:
        Annotators(project).add("Emmy")
        emmy = next(one.id for one in Annotators(project).lines() if one.name == "Emmy")
        began = time.perf_counter()
        SecondPasses(project).give(emmy, 0.2)
        act.seconds = time.perf_counter() - began  # type: ignore[attr-defined]

    shutil.copy(folder / "Ada.stepmark", folder / "passes.stepmark")
    _timed(folder, act, "passes.stepmark")
    return float(act.seconds)  # type: ignore[attr-defined]


def _timed(folder: Path, act: Callable[[Any], object], name: str = "Ada.stepmark") -> float:
    from workbench.service.project import Project

    project = Project.open(folder / name)
    began = time.perf_counter()
    act(project)
    seconds = time.perf_counter() - began
    project.file.database.checkpoint()
    project.file.discard()
    return seconds


def _value(folder: Path, sql: str) -> Any:
    from workbench.service.project import Project

    project = Project.open(folder / "Ada.stepmark")
    found = project.file.database.value(sql)
    project.file.discard()
    return found


def _mark(project: Any, wrong: int) -> None:
    """Mark every step, those of one number in some solutions incorrect."""
    with project.file.unrecorded() as database:
        database.execute(
            "INSERT INTO marks (step_id, verdict, explanation, source, mode, guideline_version,"
            " seconds, annotator_id, updated_at)"
            " SELECT id, CASE WHEN number = ? AND rowid % 3 THEN -1 ELSE 1 END, '', 'human',"
            " 'full', 1, 1.5, ?, '2026-01-01T00:00:00+00:00' FROM steps",
            (wrong, project.annotator.id),
        )


_ACTS: dict[str, Callable[[Path, int], float]] = {
    "build": _build,
    "look": _look,
    "merge": _merge,
    "again": _again,
    "undo": _undo,
    "agreement": _agreement,
    "disputes": _disputes,
    "passes": _passes,
}


if __name__ == "__main__":
    if sys.argv[1:2] == ["--act"]:
        _act(sys.argv[2], int(sys.argv[3]))
    else:
        sys.exit(main(sys.argv[1:] or None))
