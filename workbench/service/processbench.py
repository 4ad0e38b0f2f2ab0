"""Ask a child process how well a trained reward model finds first errors on ProcessBench."""

from __future__ import annotations

import queue
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.domain.errors import TrainingError
from workbench.domain.sentences import sentence
from workbench.jobs.attached import AttachedChild, ProcessOutcome, role_command


@dataclass(frozen=True, slots=True)
class BenchRequest:
    """A reward model's folder and a ProcessBench file.

    ``calibrate`` is a file on which the threshold is chosen; else ``threshold`` is used (0.5 where
    None). ``limit`` takes that many rows of each file.
    """

    model: Path
    file: Path
    calibrate: Path | None = None
    threshold: float | None = None
    limit: int | None = None


def score_processbench(
    request: BenchRequest,
    on_progress: Callable[[int, int], None],
    on_notice: Callable[[str], None],
) -> dict[str, Any]:
    """Return the child's report; ``on_progress`` hears how many solutions of how many are done.

    Raises TrainingError in the child's words, or in plain ones if it died.
    """
    heard: queue.SimpleQueue[dict[str, Any] | ProcessOutcome] = queue.SimpleQueue()
    command = role_command("processbench", "workbench.training.processbench")
    child = AttachedChild(command, heard.put, heard.put)
    try:
        child.send(
            {
                "model": str(request.model.absolute()),
                "file": str(request.file.absolute()),
                "calibrate": str(request.calibrate.absolute()) if request.calibrate else None,
                "threshold": request.threshold,
                "limit": request.limit,
            }
        )
        return _report(heard, on_progress, on_notice)
    finally:
        child.stop()


def _report(
    heard: queue.SimpleQueue[dict[str, Any] | ProcessOutcome],
    on_progress: Callable[[int, int], None],
    on_notice: Callable[[str], None],
) -> dict[str, Any]:
    while True:
        said = heard.get()
        if isinstance(said, ProcessOutcome):
            last = sentence(" Its last words: {words}", words=said.tail[-1]) if said.tail else ""
            raise TrainingError(
                sentence(
                    "The process that scores the solutions failed: {reason}. Try again with "
                    "--limit.{last}",
                    reason=said.sentence,
                    last=last,
                )
            )
        if said["type"] == "progress":
            on_progress(said["done"], said["total"])
        elif said["type"] == "notice":
            on_notice(said["sentence"])
        elif said["type"] == "error":
            raise TrainingError(said["sentence"])
        else:
            report: dict[str, Any] = said["report"]
            return report
