"""How many threads an engine may use now: never more than there are free cores."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import psutil

ONE_THREAD_BYTES = 64 << 20
STEPS_PER_LOOK = 64  # how often a run looks whether cores were taken or freed
_HAS_AFFINITY = hasattr(os, "sched_getaffinity")


@dataclass(frozen=True, slots=True)
class Threads:
    """How many threads decode one token at a time, and how many decode a batch."""

    single: int
    batch: int


class UsesThreads(Protocol):
    """What computes with threads that can be changed between two steps."""

    def use_threads(self, single: int, batch: int) -> None:
        """Set the threads for steps of one token and for larger batches."""


class ThreadKeeper:
    """Chooses the threads of one engine; ``asked`` above 0 is the user's own number."""

    def __init__(self, engine: UsesThreads, tensor_bytes: int, asked: int) -> None:
        self._engine = engine
        self._tensor_bytes = tensor_bytes
        self._asked = asked
        self._now = Threads(1, 1)
        self._due = 0  # after how many steps the next look is taken

    def look(self, done: int) -> None:
        """Choose anew at the first step and every few dozen after; ``done`` counts them all."""
        if done >= self._due:
            self._settle()
            self._due = done + STEPS_PER_LOOK

    def rest(self) -> None:
        """Note that no request runs: only this thread of ours does, and the next step looks."""
        self._now = Threads(1, 1)
        self._due = 0

    def _settle(self) -> None:
        if self._asked:
            self._now = Threads(self._asked, self._asked)
        else:
            self._now = choose_threads(self._tensor_bytes, self._now.batch)
        self._engine.use_threads(self._now.single, self._now.batch)


def choose_threads(tensor_bytes: int, running: int) -> Threads:
    """Return the threads for the cores that are free now; ``running`` of the busy ones are ours.

    OpenMP's threads meet some 200 times a step and spin while they wait. Where each has a core of
    its own that is fastest; where another process (training) holds one, it is ruinous, and letting
    them sleep instead is not much better. Measured with the 5 M starter on two cores:
    a step of 8 tokens took 1.5 ms on one thread, 1.1 ms on two (idle machine), 20 ms on two beside
    training, and 5 ms on two that sleep. Single tokens of a small model gain nothing from a second
    thread. So: never more threads than free cores. transformers is hit alike: 29 tokens/s on two
    threads beside a busy machine, 344 on one.
    """
    free = max(1, min(physical_cores(), _free_cores(running)))
    return Threads(1 if tensor_bytes <= ONE_THREAD_BYTES else free, free)


def physical_cores() -> int:
    """Return the physical cores that this process may use."""
    physical = psutil.cpu_count(logical=False) or 1
    return min(physical, len(os.sched_getaffinity(0))) if _HAS_AFFINITY else physical


def _free_cores(running: int) -> int:
    """Return how many cores have nothing to run but us."""
    try:
        runnable = int(Path("/proc/loadavg").read_text().split()[3].partition("/")[0])
    except (OSError, ValueError, IndexError):
        runnable = running + round(os.getloadavg()[0] if hasattr(os, "getloadavg") else 0)
    return (os.cpu_count() or 1) - max(0, runnable - running)
