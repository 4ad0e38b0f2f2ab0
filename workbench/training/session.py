"""What the stages of one run share, and how a stage hears that somebody asked the run to stop."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from workbench.domain.feedback import Feedback
from workbench.domain.recipes import Recipe
from workbench.domain.records import Problem
from workbench.domain.sentences import sentence
from workbench.domain.workload import Amounts
from workbench.jobs.run_folder import RunFolder
from workbench.training.data import Codec, heldout_ids
from workbench.training.distributed import crew
from workbench.training.modeling import AdaptedModel
from workbench.training.preference_reward import PreferenceScorer
from workbench.training.process_reward import StepJudge
from workbench.training.reporter import Reporter

POLL_SECONDS = 0.2


class StopAsked(Exception):
    """Somebody asked the run to stop; a checkpoint has been written."""


@dataclass(slots=True)
class Session:
    """What the stages of one run share.

    ``warm_accuracy`` is the held-out accuracy that PPO begins with where it was warm-started;
    ``preference`` counts in the outcome reward where it is there.
    """

    run: RunFolder
    reporter: Reporter
    recipe: Recipe
    feedback: Feedback
    base_folder: Path
    model: AdaptedModel
    codec: Codec
    heldout: list[Problem]
    amounts: Amounts
    reward_head: StepJudge | None = None
    warm_accuracy: float | None = None
    preference: PreferenceScorer | None = None

    @property
    def heldout_ids(self) -> frozenset[str]:
        """The problems that never train, with or without a reference answer."""
        return heldout_ids(self.feedback)

    def working(self, share: float) -> None:
        """Hear from a long stage between pieces of its work."""
        self.reporter.progress(share)
        self.pause_if_asked()

    def newest_checkpoint(self, prefix: str) -> Path | None:
        """Return the newest whole checkpoint, and say of each newer one why it was refused."""
        found, refused = self.run.newest_checkpoint(prefix)
        for fault in refused:
            self.reporter.notice(fault)
        return found

    def pause_if_asked(self) -> None:
        """Wait between pieces of work while the pause file is there.

        Raises StopAsked when the stop file is there. Several processes hear requests only between
        updates (``heed_requests``), where all of them do.
        """
        if crew().size == 1:
            self.heed_requests()

    def heed_requests(self) -> None:
        """Do as the pause and stop files say, in every process of the run alike."""
        if crew().agreed(self.run.pause_asked()):
            self._wait_while(
                self.run.pause_asked, sentence("Paused as asked; it goes on when you say so.")
            )
        if crew().agreed(self.run.stop_asked()):
            raise StopAsked

    def ask(self, question: str) -> None:
        """Wait until somebody answers the question with yes, if this run asks at all.

        A run asks where its settings say so (``asks``): a window or a terminal then shows the
        question, and ``RunFolder.confirm`` is the yes. Raises StopAsked when the answer is no.
        """
        asks = self.run.config().get("asks", False) and not self.run.confirmed()
        if not crew().agreed(asks):
            return
        self._wait_while(lambda: not self.run.confirmed(), question, question)
        if crew().agreed(self.run.stop_asked()):
            raise StopAsked

    def _wait_while(self, waiting: Callable[[], bool], reason: str, question: str = "") -> None:
        with self.reporter.paused(reason, question):
            while crew().agreed(waiting() and not self.run.stop_asked()):
                time.sleep(POLL_SECONDS)
