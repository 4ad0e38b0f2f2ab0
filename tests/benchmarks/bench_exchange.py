"""Measures import and export at 1,000,000 steps against 100,000: speed, and memory that stays flat.

Run with ``python -m tests.benchmarks.bench_exchange [steps]``. Each measure runs in a process of
its own, whose largest memory is its own; the target is 50,000 steps a second out, and no more than
a quarter more memory for ten times the rows.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

STEPS = 10
ALL_STEPS = 1_000_000
TARGET = 50_000
MOST_GROWTH = 1.25
OUT = ("trl-stepwise", "prm800k", "processbench", "stepmark-jsonl")
IN = ("trl-stepwise", "stepmark-jsonl")


def main(arguments: list[str] | None = None) -> int:
    """Print each measure at a tenth of the steps and at all; return 1 where a target is missed."""
    steps = int(arguments[0]) if arguments else ALL_STEPS
    missed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for count in (steps // 10, steps):
            _measured(folder, "build", "none", count)
        for act, formats in (("export", OUT), ("parquet", OUT[:1]), ("import", IN)):
            for form in formats:
                measures = [_measured(folder, act, form, count) for count in (steps // 10, steps)]
                missed |= _told(act, form, measures, steps)
    return missed


def _told(act: str, form: str, measures: list[dict[str, float]], steps: int) -> int:
    small, large = measures
    growth = large["memory"] / small["memory"]
    speed = steps / large["seconds"]
    print(
        f"{act} {form}: {large['rows'] / large['seconds']:,.0f} rows/s, {speed:,.0f} steps/s, "
        f"largest memory {large['memory']:.0f} MB at {steps:,} steps "
        f"({small['memory']:.0f} MB at {steps // 10:,})",
        flush=True,
    )
    slow = act == "export" and speed < TARGET
    if slow or growth > MOST_GROWTH:
        print(f"  missed: {'speed' if slow else 'memory grows with the rows'}", flush=True)
        return 1
    return 0


def _measured(folder: Path, act: str, form: str, steps: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.bench_exchange", "--act", act, form, str(steps)],
        env={**os.environ, "STEPMARK_HOME": str(folder / "home"), "STEPMARK_BENCH": str(folder)},
        check=True,
        stdout=subprocess.PIPE,
    )
    return dict(json.loads(done.stdout))


def _act(act: str, form: str, steps: int) -> None:
    """Do one measure in this process and print it."""
    folder = Path(os.environ["STEPMARK_BENCH"])
    seconds = _ACTS[act](folder, form, steps)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "rows": steps // STEPS, "memory": memory}))


def _build(folder: Path, _form: str, steps: int) -> float:
    from tests.benchmarks.bench_store import fill
    from workbench.service.project import Project

    with Project.create(folder / f"{steps}.stepmark", "Ada") as project:
        fill(project.file.database, project.annotator.id, steps // STEPS)
        _mark(project)
    return 0.0


def _export(folder: Path, form: str, steps: int, container: str = "jsonl") -> float:
    from workbench.exchange.registry import writable
    from workbench.service.project import Project
    from workbench.service.transfer import Transfer

    project = Project.open(folder / f"{steps}.stepmark")
    neutral = "negative" if writable(form).neutral == "required" else None
    began = time.perf_counter()
    out = folder / f"{form}-{steps}-{container}"
    Transfer(project).export(form, out, neutral, container=container)
    seconds = time.perf_counter() - began
    project.file.discard()
    return seconds


def _parquet(folder: Path, form: str, steps: int) -> float:
    return _export(folder, form, steps, "parquet")


def _import(folder: Path, form: str, steps: int) -> float:
    from workbench.service.project import Project
    from workbench.service.transfer import Transfer

    project = Project.create(folder / f"in-{form}-{steps}.stepmark", "Grace")
    began = time.perf_counter()
    Transfer(project).import_file(folder / f"{form}-{steps}-jsonl", form)
    seconds = time.perf_counter() - began
    project.file.discard()
    return seconds


_ACTS = {"build": _build, "export": _export, "parquet": _parquet, "import": _import}


def _mark(project: Any) -> None:
    """Mark every step, each tenth of them incorrect, so that every format has something to say."""
    with project.file.unrecorded() as database:
        database.execute("DELETE FROM marks")
        database.execute(
            "INSERT INTO marks (step_id, verdict, explanation, source, mode, guideline_version,"
            " seconds, annotator_id, updated_at)"
            " SELECT id, CASE WHEN number = 10 THEN -1 ELSE 1 END, '', 'human', 'first_error', 1,"
            " 1.5, ?, '2026-01-01T00:00:00+00:00' FROM steps",
            (project.annotator.id,),
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--act"]:
        _act(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        sys.exit(main(sys.argv[1:] or None))
