"""Two processes on one run make the updates that one process makes."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.helpers.small_run import lay_run, small_recipe
from workbench.domain.records import RunState
from workbench.jobs.run_folder import RunFolder
from workbench.training import main as training_main
from workbench.training.distributed import Crew, own_copy

COMPARED = ("policy_loss", "value_loss", "loss", "kl", "reward", "gradient_norm", "entropy")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def launched(folder: RunFolder, size: int) -> None:
    """Start the processes as the documentation says; ``--multi_gpu`` asks for no GPU to be there.

    Without it ``accelerate launch`` starts one process where it finds no GPU.
    """
    command = [sys.executable, "-m", "accelerate.commands.launch", "--multi_gpu"]
    command += ["--num_processes", str(size), "--num_machines", "1"]
    command += ["--mixed_precision", "no", "--dynamo_backend", "no"]
    command += ["--main_process_port", str(free_port())]
    command += ["-m", "workbench.training.main", str(folder.path)]
    variables = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        command, env=variables, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr


def records(folder: RunFolder) -> list[dict[str, Any]]:
    return folder.read_metrics()[0]


def test_two_processes_match_one(tiny_base: Path, tmp_path: Path) -> None:
    """The same losses within 1e-4 at every record of reward model and PPO, and one folder."""
    torch.set_num_threads(1)
    recipe = small_recipe(updates=3, prompts=3, samples=3, minibatch=5, evaluate_every=2)
    alone = lay_run(tmp_path / "alone", tiny_base, recipe)
    assert training_main.main([str(alone.path)]) == 0
    together = lay_run(tmp_path / "together", tiny_base, recipe)
    launched(together, 2)
    status = together.status()
    assert status is not None
    assert status.state is RunState.DONE
    assert "2 processes train this run together." in status.notices
    first, second = records(alone), records(together)
    assert len(first) == len(second)
    for one, other in zip(first, second, strict=True):
        assert one["stage"] == other["stage"]
        for name in COMPARED:
            if name in one:
                assert one[name] == pytest.approx(other[name], abs=1e-4), (name, one, other)
    assert [r["update"] for r in second if r["stage"] == "ppo"] == [1, 2, 3]


def test_rows_are_shared_out_without_gap_or_overlap() -> None:
    """Also where they are fewer than the processes."""
    for count in (0, 1, 5, 16):
        for size in (1, 2, 3, 8):
            rows = [row for rank in range(size) for row in Crew(rank, size).share(count)]
            assert rows == list(range(count))


def test_followers_write_into_a_copy_of_their_own(tmp_path: Path) -> None:
    """Only the first process may be seen in the run's folder; requests are its to hear."""
    run = RunFolder(tmp_path / "run")
    run.path.mkdir()
    run.make({"recipe": {}}, ["{}"])
    run.ask_to_stop()
    copy = own_copy(run)
    assert copy.config() == run.config()
    assert list(copy.snapshot_lines()) == ["{}"]
    assert not copy.stop_asked()
    copy.append(copy.metrics, {"update": 1})
    assert not run.metrics.exists()
