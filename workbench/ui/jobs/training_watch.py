"""The running training job seen from the window: started, followed, found again after a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.domain.errors import KnownError
from workbench.domain.recipes import Recipe
from workbench.domain.records import Run, RunState
from workbench.ui.desk import Desk
from workbench.ui.languages import shown, translate
from workbench.ui.train.stages import stage_name

if TYPE_CHECKING:
    from workbench.service.training import RunProgress, Training

POLL_MS = 400
ENDED = (RunState.DONE, RunState.STOPPED, RunState.FAILED)


class TrainingWatch(QObject):
    """Follows one run by reading its folder a few times a second.

    Signals:
        progressed(progress): the run's present state and the metrics that are new.
        ended(run_id): the run is done, stopped or failed.
        job_changed(text): what the status bar says of it.
    """

    progressed = Signal(object)
    ended = Signal(str)
    job_changed = Signal(str)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._training: Training | None = None
        self.run: Run | None = None
        self.progress: RunProgress | None = None
        self.fresh = False
        """Whether the run came to be followed with this very poll."""
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self.poll)

    @property
    def training(self) -> Training:
        """The service; loaded when first asked, so that the window stands sooner."""
        if self._training is None:
            from workbench.service.training import Training

            self._training = Training(self._desk.project)
        return self._training

    @property
    def active(self) -> bool:
        """Whether a run is being followed."""
        return self._timer.isActive()

    def adopt(self) -> None:
        """Follow a run that was started before this window, where one still lives."""
        live = self.training.adopt()
        if live:
            self._follow(live[-1])

    def start(self, recipe: Recipe, *, use: bool = False) -> None:
        """Start a run and follow it; raise ``KnownError`` where there is nothing to learn from."""
        self._follow(self.training.start(recipe, asks=True, use=use))
        self._desk.bus.announce({"runs"}, self)

    def resume(self, run_id: str) -> None:
        """Go on with a stopped run from its last complete checkpoint."""
        self._follow(self.training.resume(run_id))

    def stop(self) -> None:
        """Ask the run to save a checkpoint and stop."""
        if self.run is not None:
            self.training.stop(self.run.id)

    def pause(self) -> None:
        """Ask the run to wait at its next safe place."""
        if self.run is not None:
            self.training.pause(self.run.id)

    def go_on(self) -> None:
        """Let a waiting run go on; a question that it asks is answered with yes."""
        if self.run is not None:
            self.training.go_on(self.run.id)

    def stop_watching(self) -> None:
        """Leave the run to itself."""
        self._timer.stop()

    def poll(self) -> None:
        """Read the run's folder once and tell what is new."""
        if self.run is None:
            return
        try:
            self.progress = self.training.progress(self.run.id)
        except KnownError as error:
            self._timer.stop()
            self.job_changed.emit("")
            self._desk.failed.emit(shown(error), None)
            return
        self.progressed.emit(self.progress)
        self.job_changed.emit(job_line(self.progress))
        if self.progress.state in ENDED:
            self._end()

    def _follow(self, run: Run) -> None:
        self.run, self.progress = run, None
        self._timer.start()
        self.fresh = True
        self.poll()
        self.fresh = False

    def _end(self) -> None:
        run, progress = self.run, self.progress
        self._timer.stop()
        self.job_changed.emit("")
        if run is None or progress is None:
            return
        try:
            self.training.finish(run.id)
        except KnownError as error:
            self._desk.failed.emit(shown(error), None)
        self._desk.bus.announce({"runs", "models"}, self)
        self.ended.emit(run.id)


def job_line(progress: RunProgress) -> str:
    """Return the job as the status bar names it: ``Training: PPO 57 % · 3 min left``."""
    if progress.state in ENDED:
        return ""
    if progress.question:
        return translate("JobsTrainingWatch", "Training waits for your answer on the Train page")
    if progress.state is RunState.PAUSED:
        return translate("JobsTrainingWatch", "Training: paused")
    if progress.state is RunState.STOPPING:
        return translate("JobsTrainingWatch", "Training: stopping at a checkpoint")
    stage = stage_name(progress.stage, translate("JobsTrainingWatch", "Starting"))
    parts = [
        translate("JobsTrainingWatch", "Training: {stage} {fraction:.0%}").format(
            stage=stage, fraction=progress.fraction
        )
    ]
    if progress.seconds_left is not None:
        parts.append(
            translate("JobsTrainingWatch", "{time} left").format(
                time=time_text(progress.seconds_left)
            )
        )
    return " · ".join(parts)


def time_text(seconds: float) -> str:
    """Return a span in the unit a person would use: ``40 s``, ``3 min``, ``1 h 20 min``."""
    if seconds < 60:
        return translate("JobsTrainingWatch", "{seconds} s").format(seconds=max(1, round(seconds)))
    minutes = round(seconds / 60)
    return (
        translate("JobsTrainingWatch", "{minutes} min").format(minutes=minutes)
        if minutes < 60
        else translate("JobsTrainingWatch", "{hours} h {minutes} min").format(
            hours=minutes // 60, minutes=minutes % 60
        )
    )
