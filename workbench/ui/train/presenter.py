"""Runs the Train page: what there is to learn from, starting and following a run, its model."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from workbench.domain.errors import KnownError
from workbench.domain.recipes import Recipe
from workbench.domain.records import RunState
from workbench.service.training import Readiness, RunProgress
from workbench.ui.bus import touches
from workbench.ui.desk import Desk
from workbench.ui.jobs.engine_presenter import EnginePresenter
from workbench.ui.jobs.training_watch import ENDED, TrainingWatch, time_text
from workbench.ui.train.panel import Learnable, TrainPanel

if TYPE_CHECKING:
    from workbench.ui.train.curves import Curves

STATE_WORDS = {
    RunState.STARTING: "Starting",
    RunState.RUNNING: "Training",
    RunState.PAUSED: "Paused",
    RunState.STOPPING: "Stopping at a checkpoint",
    RunState.DONE: "Done",
    RunState.STOPPED: "Stopped",
    RunState.FAILED: "Failed",
}


class TrainPresenter(QObject):
    """The page's presenter."""

    def __init__(
        self, desk: Desk, engine: EnginePresenter, watch: TrainingWatch, panel: TrainPanel
    ) -> None:
        super().__init__(panel)
        self._desk = desk
        self._engine = engine
        self._watch = watch
        self._panel = panel
        self.recipe = Recipe()
        self._curves: Curves | None = None
        self._run_id: str | None = None
        self._model_id: str | None = None
        panel.readiness.train_chosen.connect(self._on_train)
        panel.run.stop_chosen.connect(watch.stop)
        panel.run.resume_chosen.connect(self._on_resume)
        panel.use_chosen.connect(self._on_use)
        panel.discard_chosen.connect(self._on_discard)
        watch.progressed.connect(self._on_progressed)
        watch.ended.connect(self._on_ended)
        desk.bus.changed.connect(self._on_changed)

    def activate(self) -> None:
        """Show the present state: readiness, the live run, or the last one."""
        self._show_readiness()
        if self._watch.run is None:
            self._show_last_run()
        elif self._watch.progress is not None and self._run_id != self._watch.run.id:
            self._begin_run(self._watch.run.id)
            run_id = self._watch.run.id
            self._on_progressed(self._watch.training.progress(run_id, everything=True))

    def _show_readiness(self) -> None:
        readiness = self._watch.training.readiness()
        shown = learnable(readiness)
        if self._watch.active:
            shown = replace(shown, blocked="A run is under way; stop it to start another.")
        self._panel.readiness.show_learnable(shown)

    def _show_last_run(self) -> None:
        runs = self._desk.library.runs()
        if not runs or self._run_id == runs[-1].id:
            return
        self._begin_run(runs[-1].id)
        try:
            self._on_progressed(self._watch.training.progress(runs[-1].id, everything=True))
        except KnownError:
            self._panel.run.hide()
            return
        self._show_results(runs[-1].id)

    def _begin_run(self, run_id: str) -> None:
        self._run_id = run_id
        self._panel.hide_results()
        self._panel.run.show()
        if self._curves is not None:
            self._curves.clear()

    def _on_train(self, updates: int) -> None:
        try:
            self._watch.start(replace(self.recipe, updates=updates))
        except KnownError as error:
            self._desk.failed.emit(str(error), None)
            return
        self._show_readiness()

    def _on_resume(self) -> None:
        if self._run_id is None:
            return
        try:
            self._watch.resume(self._run_id)
        except KnownError as error:
            self._desk.failed.emit(str(error), None)
            return
        self._panel.hide_results()
        self._show_readiness()

    def _on_progressed(self, progress: RunProgress) -> None:
        if self._watch.run is not None and self._run_id != self._watch.run.id:
            self._begin_run(self._watch.run.id)
        card = self._panel.run
        card.show_stages(progress.stages)
        left = f"{time_text(progress.seconds_left)} left" if progress.seconds_left else ""
        card.show_progress(STATE_WORDS[progress.state], left, progress.fraction, progress.stage)
        ended = progress.state in ENDED
        resumable = progress.state in (RunState.STOPPED, RunState.FAILED)
        card.show_end(progress.reason, running=not ended, resumable=resumable)
        if progress.metrics:
            self._charts().add(progress.metrics)

    def _charts(self) -> Curves:
        """Return the curves; their library is loaded when there is something to draw."""
        if self._curves is None:
            from workbench.ui.train.curves import Curves

            self._curves = Curves()
            self._panel.add_curves(self._curves)
        return self._curves

    def _on_ended(self, run_id: str) -> None:
        self._show_readiness()
        self._show_results(run_id)

    def _show_results(self, run_id: str) -> None:
        run = next((run for run in self._desk.library.runs() if run.id == run_id), None)
        if run is None or run.state is not RunState.DONE:
            return
        self._model_id = run.result_model_id
        self._panel.show_results(
            self._watch.training.results(run_id), usable=self._model_id is not None
        )

    def _on_use(self) -> None:
        if self._model_id is not None:
            self._engine.use_model(self._model_id)

    def _on_discard(self) -> None:
        if self._model_id is not None:
            model_id, self._model_id = self._model_id, None
            self._watch.training.discard(model_id)
            self._desk.bus.announce({"models"}, self)
            self._panel.hide_results()
            self._desk.told.emit("The new model was discarded; the run's folder stays.")

    def _on_changed(self, topics: frozenset[str], author: object) -> None:
        if touches(topics, "marks", "problems", "threads") and self._panel.isVisible():
            self._show_readiness()


def learnable(readiness: Readiness) -> Learnable:
    """Return a readiness as the page shows it."""
    return Learnable(
        numbers=(
            ("marked steps", readiness.marked_steps),
            ("rewrites", readiness.rewrites),
            ("problems marked", readiness.problems),
            ("held-out problems", readiness.heldout),
        ),
        correct=readiness.correct,
        neutral=readiness.neutral,
        incorrect=readiness.incorrect,
        warnings=readiness.warnings,
        estimate=f"about {time_text(readiness.estimate_seconds)} on this machine",
        blocked=readiness.blocking or "",
    )
