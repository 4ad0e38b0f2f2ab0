"""Several processes on one run: who has which rows, and sums over all of them.

``accelerate launch -m workbench.training.main RUN`` (or ``torchrun``) starts the processes. Each
holds the whole model, samples its share of the rollouts and adds its share to every gradient;
advantages, metrics and decisions are those of the whole batch, the same in every process. The
first one alone writes the run's folder; the others work on a copy of their own, made when they
begin, so that nothing they write is seen.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import torch
import torch.distributed as dist
from torch import Tensor, nn

from workbench.jobs.run_folder import RunFolder

_Value = TypeVar("_Value")
_NOT_COPIED = ("stop", "pause", "status.json", "log.txt", "result", "*.part")


@dataclass(frozen=True, slots=True)
class Crew:
    """The processes of a run; alone, nothing is sent anywhere."""

    rank: int = 0
    size: int = 1

    @property
    def leads(self) -> bool:
        """Whether this process writes the run's folder and hears requests."""
        return self.rank == 0

    def share(self, count: int) -> range:
        """Return which of ``count`` rows are this process's own."""
        return range(count * self.rank // self.size, count * (self.rank + 1) // self.size)

    def gather(self, value: _Value) -> list[_Value]:
        """Return every process's value, in the order of ranks."""
        if self.size == 1:
            return [value]
        found: list[_Value] = [value] * self.size
        dist.all_gather_object(found, value)
        return found

    def agreed(self, value: _Value) -> _Value:
        """Return what the first process says, to all."""
        return self.gather(value)[0]

    def add_gradients(self, parameters: Iterable[nn.Parameter]) -> None:
        """Give every process the sum of all gradients; one without a share adds zeros."""
        if self.size == 1:
            return
        found = list(parameters)
        for one in found:
            if one.grad is None:
                one.grad = torch.zeros_like(one)
        flat = torch.cat([one.grad.flatten() for one in found if one.grad is not None])
        dist.all_reduce(flat)
        start = 0
        for one in found:
            one.grad = flat[start : start + one.numel()].view_as(one).clone()
            start += one.numel()

    def total(self, *values: float | Tensor) -> list[float]:
        """Return the sum of each value over all processes."""
        mine = [float(value) for value in values]
        if self.size == 1:
            return mine
        summed = torch.tensor(mine, dtype=torch.float64)
        dist.all_reduce(summed)
        return [float(value) for value in summed]


def crew() -> Crew:
    """Return the processes of this run; torch knows them once they have joined."""
    return Crew(dist.get_rank(), dist.get_world_size()) if dist.is_initialized() else Crew()


def join() -> Crew:
    """Meet the processes that a launcher started with this one, if one did."""
    if int(os.environ.get("WORLD_SIZE", "1")) > 1 and not dist.is_initialized():
        backend = "gloo"
        if torch.cuda.is_available():
            torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", "0")))
            backend = "cpu:gloo,cuda:nccl"
        dist.init_process_group(backend)
        atexit.register(leave)
    return crew()


def leave() -> None:
    """Part from the other processes."""
    if dist.is_initialized():
        dist.destroy_process_group()


def own_copy(run: RunFolder) -> RunFolder:
    """Return a copy of the run's folder that vanishes with this process."""
    folder = Path(tempfile.mkdtemp(prefix="stepmark-rank-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    ignored = shutil.ignore_patterns(*_NOT_COPIED)
    shutil.copytree(run.path, folder, ignore=ignored, dirs_exist_ok=True)
    return RunFolder(folder)
