"""Keeps a run's status file true while it works, so that the window need not ask the process."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field, replace

from workbench.domain.records import RunState
from workbench.jobs.run_folder import STAGES, RunFolder, RunStatus

logger = logging.getLogger(__name__)
STAGE_SHARES = {
    "base": 2,
    "reward": 10,
    "before": 6,
    "warm_start": 4,
    "ppo": 68,
    "after": 8,
    "publish": 2,
}
"""Share of a run's time that each stage takes, in percent, for the starter's default recipe."""


@dataclass(slots=True)
class Reporter:
    """Keeps the status file true: stage, fraction, time left, and what had to be said."""

    run: RunFolder
    status: RunStatus
    began: float = field(default_factory=time.monotonic)
    began_at: float = 0.0
    written: float = 0.0

    def stage(self, name: str) -> None:
        """Enter a stage."""
        self.status = replace(self.status, stage=name, state=RunState.RUNNING)
        logger.info("stage %s", name)
        self.progress(0.0, always=True)

    def progress(self, share: float, *, always: bool = False) -> None:
        """Report how much of the stage is done, at most five times a second."""
        if not always and time.monotonic() - self.written < 0.2:
            return
        done = sum(STAGE_SHARES[stage] for stage in STAGES[: STAGES.index(self.status.stage)])
        fraction = (done + share * STAGE_SHARES[self.status.stage]) / sum(STAGE_SHARES.values())
        if not self.began_at:
            self.began_at = fraction
        gained = fraction - self.began_at
        spent = time.monotonic() - self.began
        left = spent / gained * (1 - fraction) if gained > 0.03 else None
        self.status = replace(self.status, fraction=fraction, seconds_left=left)
        self.write()

    def notice(self, sentence: str) -> None:
        """Say something that does not stop the run."""
        logger.info("notice: %s", sentence)
        if sentence not in self.status.notices:
            self.status = replace(self.status, notices=(*self.status.notices, sentence))
            self.write()

    def end(self, state: RunState, reason: str) -> None:
        """Write the last status."""
        logger.info("%s: %s", state.value, reason)
        fraction = 1.0 if state is RunState.DONE else self.status.fraction
        self.status = replace(
            self.status, state=state, reason=reason, seconds_left=None, fraction=fraction
        )
        self.write()

    def write(self) -> None:
        """Replace the status file."""
        self.written = time.monotonic()
        self.run.write_status(self.status)
