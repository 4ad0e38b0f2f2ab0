"""The arms of the closed loop, and how one is trained: the product's own process on a run folder.

All trained arms of a seed learn from the same snapshot with the same recipe, apart from what the
arm leaves out; PPO arms make the same updates of the same number of samples.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from workbench.domain.feedback import from_lines, to_lines
from workbench.domain.recipes import Recipe
from workbench.jobs.run_folder import RunFolder, read_json, write_json
from workbench.training.reward_model import CARD, FOLDER

BEFORE = "evaluation-before.json"
SPENT = "spent.json"
_STAGE = re.compile(r"^(?P<at>\S+ \S+) (?:stage (?P<name>\w+)|done:)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Arm:
    """``changes`` is what it changes in the recipe; None where nothing is trained.

    ``rewritten_only`` leaves out the responses that no rewrite put right.
    """

    key: str
    title: str
    changes: Mapping[str, Any] | None = None
    rewritten_only: bool = False


IMITATION = {"updates": 0, "reward": "answer"}
ARMS = {
    arm.key: arm
    for arm in (
        Arm("a", "the starter"),
        Arm("b", "best of 8, majority"),
        Arm("c", "best of 8, reward model"),
        Arm("d", "imitation of the rewrites alone", IMITATION, rewritten_only=True),
        Arm("h", "imitation of rewrites and accepted solutions", IMITATION),
        Arm("e", "PPO, answer only", {"reward": "answer", "warm_start_epochs": 0}),
        Arm("f", "PPO, step rewards", {"warm_start_epochs": 0}),
        Arm("g", "imitation, then PPO with step rewards", {}),
    )
}
FIRST = "g"
"""Runs first: its time counts, so it trains its reward model itself; others borrow it."""
REWARD_ONLY = Arm("reward", "reward model alone", {"updates": 0, "warm_start_epochs": 0})


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of a training process: on the clock, on the processors, and by stage.

    ``borrowed`` are the seconds that another arm's process took for stages that were copied.
    """

    seconds: float
    cpu_seconds: float
    stages: dict[str, float]
    borrowed: float = 0.0


def order(keys: Iterable[str]) -> list[str]:
    """Return the arms in the order in which they are run."""
    return sorted(keys, key=lambda key: (key != FIRST, key))


def arm_recipe(recipe: Recipe, arm: Arm) -> Recipe:
    """Return the recipe with the arm's changes."""
    return Recipe.from_mapping({**recipe.to_mapping(), **(arm.changes or {})})


def train_arm(folder: Path, arm: Arm, recipe: Recipe, base: Path, lines: list[str]) -> Spent:
    """Train one arm, or go on with it where an earlier process was cut; return what it took.

    Raises SystemExit with the run's own sentence where it failed.
    """
    run = RunFolder(folder / f"run-{arm.key}")
    borrowed = 0.0
    if not (run.path / "config.json").exists():
        chosen = arm_recipe(recipe, arm)
        model = {"path": str(base), "model_id": "starter", "name": "Starter", "sha256": ""}
        told = rewritten(lines) if arm.rewritten_only else lines
        run.make({"run_id": run.path.name, "recipe": chosen.to_mapping(), "base": model}, told)
        borrowed = borrow(folder, run.path, reward=chosen.uses_steps)
        write_json(run.path / SPENT, {"seconds": 0.0, "cpu_seconds": 0.0, "borrowed": borrowed})
    return run_process(run)


def rewritten(lines: Iterable[str]) -> list[str]:
    """Return a snapshot without the responses in which nothing was rewritten."""
    feedback = from_lines(lines)
    kept = tuple(r for r in feedback.responses if any(step.rewrite for step in r.steps))
    return list(to_lines(replace(feedback, responses=kept)))


def run_process(run: RunFolder) -> Spent:
    """Run the training process to its end; what a process that was cut took is counted too."""
    before, started = os.times(), time.monotonic()
    spent = read_json(run.path / SPENT) or {}
    try:
        with run.log.open("a") as log:
            command = [sys.executable, "-m", "workbench.training.main", str(run.path)]
            code = subprocess.run(command, stdout=log, stderr=log, check=False).returncode
    finally:
        used = sum(os.times()[2:4]) - sum(before[2:4])  # of children, in user and system mode
        spent["seconds"] += time.monotonic() - started
        spent["cpu_seconds"] += used
        write_json(run.path / SPENT, spent)
    if code:
        status = run.status()
        reason = status.reason if status else ""
        raise SystemExit(f"{run.path.name} failed. {reason or f'{run.log} says why.'}")
    return Spent(stages=stage_seconds(run.log.read_text()), **spent)


def borrow(folder: Path, to: Path, *, reward: bool) -> float:
    """Copy the starter's evaluation, and the reward model, from an arm that has them.

    They are the same for every arm of a seed: same snapshot, seed and settings. Returns the
    seconds that the copied stages took there.
    """
    lender = next((run for run in lenders(folder) if run != to), None)
    if lender is None:
        return 0.0
    shutil.copy2(lender / BEFORE, to / BEFORE)
    if reward:
        shutil.copytree(lender / "checkpoints" / "reward", to / "checkpoints" / "reward")
    stages = stage_seconds((lender / "log.txt").read_text())
    return sum(stages.get(name, 0.0) for name in (("reward", "before") if reward else ("before",)))


def lenders(folder: Path) -> list[Path]:
    """Return the finished runs of a seed that trained a reward model."""
    runs = [folder / f"run-{key}" for key in (FIRST, "f", REWARD_ONLY.key)]
    return [
        run for run in runs if (run / FOLDER / CARD).exists() and (run / "results.json").exists()
    ]


def stage_seconds(log: str) -> dict[str, float]:
    """Return how long each stage took by the log's clock; stages of a resumed run add up."""
    found = [
        (datetime.fromisoformat(match["at"].replace(",", ".")), match["name"] or "")
        for match in _STAGE.finditer(log)
    ]
    total: dict[str, float] = {}
    for (at, name), (until, _) in pairwise(found):
        total[name] = total.get(name, 0.0) + (until - at).total_seconds()
    return {name: round(seconds, 1) for name, seconds in total.items() if name}
