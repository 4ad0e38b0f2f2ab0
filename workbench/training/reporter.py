"""Keeps a run's status file true while it works, so that the window need not ask the process."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from workbench.domain.records import RunState
from workbench.jobs.run_folder import RunFolder, RunStatus
from workbench.training.board import Board
from workbench.training.timing import Timing

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Reporter:
    """Keeps the status file true: stage, fraction, time left, and what had to be said."""

    run: RunFolder
    status: RunStatus
    written: float = 0.0
    timing: Timing = field(init=False)
    board: Board = field(init=False)

    def __post_init__(self) -> None:
        """Let the TensorBoard files follow the metrics, and go on timing the run."""
        self.board = Board(self.run)
        self.timing = Timing(self.run)

    def stage(self, name: str) -> None:
        """Enter a stage."""
        self.timing.enter(name)
        self.status = replace(self.status, stage=name, state=RunState.RUNNING)
        logger.info("stage %s", name)
        self.progress(0.0, always=True)

    def progress(
        self, share: float, *, always: bool = False, seconds_left: float | None = None
    ) -> None:
        """Report how much of the stage is done, at most five times a second.

        ``seconds_left`` is the stage's own estimate for the rest of the run, where it has one.
        """
        self.timing.share = max(self.timing.begun, share)
        if not always and time.monotonic() - self.written < 0.2:
            return
        left = self.timing.left() if seconds_left is None else seconds_left
        self.status = replace(self.status, fraction=self.timing.fraction, seconds_left=left)
        self.write()

    def notice(self, sentence: str) -> None:
        """Say something that does not stop the run."""
        logger.info("notice: %s", sentence)
        if sentence not in self.status.notices:
            self.status = replace(self.status, notices=(*self.status.notices, sentence))
            self.write()

    @contextmanager
    def paused(self, reason: str, question: str = "") -> Iterator[None]:
        """Say that the run waits, and why; the time that it waits does not count as work."""
        before, since = self.status, time.monotonic()
        self.status = replace(
            before, state=RunState.PAUSED, reason=reason, question=question, seconds_left=None
        )
        logger.info("paused: %s", reason)
        self.write()
        yield
        self.timing.waited(time.monotonic() - since)
        self.status = before
        self.write()

    def end(self, state: RunState, reason: str) -> None:
        """Write the last status; where the disk is full, the log alone has it."""
        logger.info("%s: %s", state.value, reason)
        self.board.close()
        fraction = 1.0 if state is RunState.DONE else self.status.fraction
        self.status = replace(
            self.status, state=state, reason=reason, seconds_left=None, fraction=fraction
        )
        try:
            self.write()
        except OSError as error:
            logger.error("the status could not be written: %s", error)

    def write(self) -> None:
        """Replace the status file."""
        self.written = time.monotonic()
        self.run.write_status(self.status)
        self.board.catch_up()
