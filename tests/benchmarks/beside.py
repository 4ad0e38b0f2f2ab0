"""A training run that can be held and let go, to measure what it does to the work beside it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.helpers.small_run import lay_run, sums_feedback
from tests.helpers.waiting import wait_until
from workbench import paths
from workbench.domain.recipes import Recipe

START_SECONDS = 300.0


class Training:
    """The real training process on the starter model, as many threads as it takes by itself."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def hold(self) -> None:
        """Stop it where it is."""
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it compute."""
        if self._process.poll() is not None:
            raise RuntimeError("the training ended before the measurement did")
        self._process.send_signal(signal.SIGCONT)

    def cpu_seconds(self) -> float:
        """Return the processor time it took so far."""
        times = psutil.Process(self._process.pid).cpu_times()
        return float(times.user + times.system)


@contextmanager
def training_run() -> Iterator[Training]:
    """Start a run of many updates, wait until it computes, and kill it in the end."""
    with tempfile.TemporaryDirectory() as folder:
        recipe = Recipe.from_mapping(
            {"updates": 10_000, "evaluation_problems": 4, "evaluation_samples": 1}
        )
        run = lay_run(Path(folder) / "run", paths.starter_dir(), recipe, sums_feedback(48))
        command = [sys.executable, "-m", "workbench.training.main", str(run.path)]
        with (Path(folder) / "log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            wait_until(lambda: _trains(process, run.metrics), START_SECONDS, "the first metrics")
            yield Training(process)
        finally:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()


def _trains(process: subprocess.Popen[bytes], metrics: Path) -> bool:
    if process.poll() is not None:
        raise RuntimeError(f"the training ended with code {process.returncode}")
    return metrics.exists() and metrics.stat().st_size > 0
