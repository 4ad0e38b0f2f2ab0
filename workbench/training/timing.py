"""Tells how long the rest of a run takes, from the work done so far and how long that took."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from workbench.domain.recipes import Recipe
from workbench.domain.workload import Amounts, stage_work
from workbench.jobs.run_folder import STAGES, RunFolder, read_json, write_json

TOLD_FROM_SHARE, TOLD_FROM_UNITS = 0.02, 200.0
"""How much work, of a short and of a long run, must be timed before the rest is told from it."""
FILE = "timing.json"


def usual_work() -> dict[str, float]:
    """Return the work of a usual run, until the amounts of this one are known."""
    return stage_work(Recipe(), Amounts(marked=200, imitated=200, compared=0, heldout=60))


@dataclass(slots=True)
class Timing:
    """The clock of one run.

    ``timed`` holds, for each stage that is over, the seconds and the units of work that were done
    in them; a resumed run knows those of the processes before it. A stage whose result was only
    taken from its file counts in neither. ``begun`` is the share of the present stage that was done
    before this process came to it, ``share`` what is done by now.
    """

    run: RunFolder
    work: Mapping[str, float] = field(default_factory=usual_work)
    timed: dict[str, tuple[float, float]] = field(default_factory=dict)
    stage: str = STAGES[0]
    begun: float = 0.0
    share: float = 0.0
    entered: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        """Take up what earlier processes of this run have timed."""
        found = read_json(self.run.path / FILE) or {}
        self.timed = {stage: (seconds, units) for stage, (seconds, units) in found.items()}

    def enter(self, stage: str) -> None:
        """Begin a stage; what the one before it took is kept, if it did anything."""
        if self.share > self.begun:
            units = (1.0 - self.begun) * self.work[self.stage]
            self.timed[self.stage] = time.monotonic() - self.entered, units
            write_json(self.run.path / FILE, self.timed)
        self.stage, self.begun, self.share = stage, 0.0, 0.0
        self.entered = time.monotonic()

    def resume_at(self, share: float) -> None:
        """Hear that this much of the stage was done by an earlier process."""
        self.begun = self.share = share
        self.entered = time.monotonic()

    def waited(self, seconds: float) -> None:
        """Leave out a time in which the run was paused."""
        self.entered += seconds

    @property
    def fraction(self) -> float:
        """Share of the run's work that is done, 0 to 1."""
        done = sum(self.work[stage] for stage in STAGES[: STAGES.index(self.stage)])
        return (done + self.share * self.work[self.stage]) / sum(self.work.values())

    def left(self) -> float | None:
        """Seconds to the end of the run at the pace so far; None while too little was timed."""
        seconds = sum(taken for taken, _ in self.timed.values())
        units = sum(done for _, done in self.timed.values())
        if self.share > self.begun:
            seconds += time.monotonic() - self.entered
            units += (self.share - self.begun) * self.work[self.stage]
        whole = sum(self.work.values())
        if units < min(TOLD_FROM_UNITS, TOLD_FROM_SHARE * whole):
            return None
        return seconds / units * (1.0 - self.fraction) * whole
