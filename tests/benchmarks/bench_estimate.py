"""Print what a run said of its time left beside the truth, from a real training of the starter.

The run is a process of its own, as the window starts it; its status file is read as the window
reads it. The target is to be within 20 % of the truth from a tenth of the run on. Errors are shares
of the time truly left, and of the whole run beside it, since the former means little near the end.

Measured once (quick, 60 solutions, 361 s beside so much other work that one update took three times
another): from 6 % of the run on at most 17 % off what was left until two slow updates made it 28 %
for half a minute; never more than 15 % of the whole run, after a tenth never more than 9 %.

    python -m tests.benchmarks.bench_estimate OUT [--preset quick] [--solutions 60] [--seed 1]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.benchmarks.bench_training import simulated_feedback
from workbench import paths
from workbench.domain.feedback import to_lines
from workbench.domain.presets import preset
from workbench.domain.recipes import Recipe
from workbench.jobs.run_folder import RunFolder
from workbench.training.modeling import use_threads

FROM, TARGET = 0.1, 0.2
POLL_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Told:
    """What the status file said, seconds after the run began."""

    passed: float
    stage: str
    fraction: float
    left: float | None


def laid(out: Path, recipe: Recipe, solutions: int) -> RunFolder:
    """Write a run folder with marks of the simulated expert."""
    feedback = simulated_feedback(paths.starter_dir(), solutions, recipe, rewrites=True)
    out.mkdir(parents=True, exist_ok=True)
    run = RunFolder(out)
    base = {
        "path": str(paths.starter_dir()),
        "model_id": "starter",
        "name": "Starter",
        "sha256": "",
    }
    config = {"run_id": out.name, "recipe": recipe.to_mapping(), "base": base}
    run.make(config, to_lines(feedback))
    return run


def watched(run: RunFolder) -> Iterator[Told]:
    """Train, and yield each new word of the status file. Raises SystemExit when the run fails."""
    command = [sys.executable, "-m", "workbench.training.main", str(run.path)]
    began, last = time.monotonic(), None
    with run.log.open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        while process.poll() is None:
            status = run.status()
            if status is not None and status.updated_at != last:
                last = status.updated_at
                passed = time.monotonic() - began
                yield Told(passed, status.stage, status.fraction, status.seconds_left)
            time.sleep(POLL_SECONDS)
    if process.returncode:
        raise SystemExit(f"the run failed; see {run.log}")
    yield Told(time.monotonic() - began, "end", 1.0, 0.0)


def table(told: list[Told]) -> Iterable[str]:
    """Yield a line for each word that differs enough from the last one shown."""
    whole, shown = told[-1].passed, -1.0
    yield "seconds  of run  stage       told  true   off of left  off of run"
    for one in told[:-1]:
        if one.left is None or one.passed - shown < whole / 40:
            continue
        shown, true = one.passed, whole - one.passed
        off = one.left - true
        yield (
            f"{one.passed:7.0f}{one.passed / whole:8.2f}  {one.stage:10}{one.left:6.0f}{true:6.0f}"
            f"{off / true:+13.2f}{off / whole:+12.2f}"
        )


def settled(told: list[Told]) -> tuple[float, float]:
    """Return the largest error after a tenth of the run: of what is left until the last tenth, and
    of the whole run until its end."""
    whole = told[-1].passed
    late = [one for one in told[:-1] if one.left is not None and one.passed >= FROM * whole]
    off = [(abs(one.left - (whole - one.passed)), whole - one.passed) for one in late]
    of_left = max((error / true for error, true in off if true >= FROM * whole), default=0.0)
    return of_left, max((error / whole for error, _ in off), default=0.0)


def main() -> int:
    """Train once; print the table; end with 1 where the target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--preset", default="quick")
    parser.add_argument("--solutions", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    recipe = Recipe.from_mapping({**preset(given.preset).recipe.to_mapping(), "seed": given.seed})
    use_threads(recipe.threads)
    run = laid(given.out, recipe, given.solutions)
    told = list(watched(run))
    (given.out / "told.json").write_text(json.dumps([asdict(one) for one in told]), "utf-8")
    print("\n".join(table(told)))
    of_left, of_run = settled(told)
    print(f"after a tenth: at most {of_left:.0%} of what was left, {of_run:.0%} of the whole run")
    return int(of_left > TARGET)


if __name__ == "__main__":
    sys.exit(main())
