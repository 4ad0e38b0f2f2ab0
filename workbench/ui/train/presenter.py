"""Runs the Train page: the plan, starting and following a run, how it came out, earlier runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from workbench.domain.errors import KnownError
from workbench.domain.recipes import Recipe
from workbench.domain.records import ModelRecord, Run, RunState
from workbench.domain.training_views import RunProgress, RunSummary
from workbench.service.run_endings import ending_of
from workbench.ui import languages
from workbench.ui.bus import touches
from workbench.ui.desk import Desk
from workbench.ui.jobs.engine_presenter import EnginePresenter
from workbench.ui.jobs.training_watch import ENDED, TrainingWatch
from workbench.ui.train.panel import TrainPanel
from workbench.ui.train.results_table import result_rows, topic_rows
from workbench.ui.train.shown import (
    EndingShown,
    learnable,
    lineage_line,
    reward_doubt,
    reward_lines,
    run_row,
    run_shown,
)

if TYPE_CHECKING:
    from workbench.ui.train.curves import Curves

RESUMABLE = (RunState.STOPPED, RunState.FAILED)


class TrainPresenter(QObject):
    """The page's presenter.

    Signals:
        compare_wanted(model, base): the new model and the one it was trained on, to compare blind.
    """

    compare_wanted = Signal(str, str)

    def __init__(
        self, desk: Desk, engine: EnginePresenter, watch: TrainingWatch, panel: TrainPanel
    ) -> None:
        super().__init__(panel)
        self._desk = desk
        self._engine = engine
        self._watch = watch
        self._panel = panel
        self._curves: Curves | None = None
        self._run_id: str | None = None
        self._stage = ""
        self.recipe_key, self.recipe = watch.training.recipe()
        self._connect()

    def activate(self) -> None:
        """Show the present state: the live run, or the last one, and the plan."""
        if self._watch.run is not None and self._watch.active:
            self._open(self._watch.run.id)
            return
        self._show_plan()
        runs = self._desk.library.runs()
        if self._run_id is None and runs:
            self._open(runs[-1].id)
        self._show_runs()

    def choose_recipe(self, key: str, recipe: Recipe) -> None:
        """Train with this recipe from now on; the project remembers it."""
        self.recipe_key, self.recipe = key, recipe
        self._desk.save(lambda: self._watch.training.remember_recipe(key, recipe))
        self._show_plan()

    def _connect(self) -> None:
        panel, watch = self._panel, self._watch
        panel.readiness.train_chosen.connect(self._on_train)
        panel.readiness.recipe_chosen.connect(self.choose_recipe)
        panel.run.stop_chosen.connect(watch.stop)
        panel.run.pause_chosen.connect(watch.pause)
        panel.run.go_on_chosen.connect(watch.go_on)
        panel.ending.use_chosen.connect(self._on_use)
        panel.ending.compare_chosen.connect(self._on_compare)
        panel.ending.back_chosen.connect(self._on_back)
        panel.readiness.use_wanted.connect(self._on_use_wanted)
        panel.ending.discard_chosen.connect(self._on_discard)
        panel.ending.resume_chosen.connect(self._on_resume)
        panel.earlier.run_chosen.connect(self._open)
        watch.progressed.connect(self._on_progressed)
        watch.ended.connect(self._on_ended)
        self._desk.bus.changed.connect(self._on_changed)

    def _show_plan(self) -> None:
        readiness = self._watch.training.readiness(self.recipe)
        self._panel.readiness.show_recipe(self.recipe_key, self.recipe)
        self._panel.readiness.use_result.setChecked(self._watch.training.uses_result())
        self._panel.readiness.show_learnable(learnable(readiness, active=self._watch.active))

    def _show_runs(self) -> list[RunSummary]:
        summaries = self._watch.training.summaries()
        self._panel.earlier.show_rows([run_row(one) for one in summaries], self._run_id)
        return summaries

    def _is_live(self, run_id: str | None) -> bool:
        return self._watch.active and self._watch.run is not None and self._watch.run.id == run_id

    def _open(self, run_id: str) -> None:
        """Show a run: the live one as it goes, an ended one with how it came out."""
        fresh = run_id != self._run_id
        self._run_id, self._stage = run_id, ""
        if fresh:
            self._panel.run.clear()
            self._panel.samples.show_pairs(())
            if self._curves is not None:
                self._curves.clear()
        try:
            progress = self._watch.training.progress(run_id, everything=True)
        except KnownError as error:
            self._show_missing(run_id, languages.shown(error))
            return
        if self._curves is not None:
            self._curves.clear()
        self._show_progress(progress)
        if not self._is_live(run_id):
            self._show_ending(run_id)
        self._show_runs()

    def _show_progress(self, progress: RunProgress) -> None:
        live = self._is_live(self._run_id) and progress.state not in ENDED
        if live:
            self._panel.show_running()
            self._panel.run.show_run(run_shown(progress, updates=self._updates()))
        if progress.metrics:
            self._charts().add(progress.metrics)
        if self._curves is not None:
            self._curves.setVisible(self._curves.filled)
        if self._stage != progress.stage and self._run_id is not None:
            self._stage = progress.stage
            self._panel.samples.show_pairs(self._watch.training.samples(self._run_id))
            if live:
                self._show_runs()

    def _updates(self) -> int:
        """Return how many updates the live run makes; 0 where its recipe does not say."""
        run = self._watch.run
        return int(run.recipe.get("updates", 0)) if run is not None else 0

    def _show_ending(self, run_id: str) -> None:
        training = self._watch.training
        run, results = self._run(run_id), training.results(run_id)
        summary = next(one for one in training.summaries() if one.id == run_id)
        state = run.state if run is not None else RunState.FAILED
        shown = EndingShown(
            ending=training.ending(run_id),
            lineage=lineage_line(summary),
            rows=tuple(result_rows(results)),
            topics=tuple(topic_rows(results)),
            reward=reward_lines(results.get("reward_model")),
            reward_doubt=reward_doubt(results.get("reward_model")),
            notices=tuple(map(languages.shown, results.get("notices", ()))),
            usable=summary.model_id is not None,
            resumable=state in RESUMABLE and not self._watch.active,
            in_use=summary.model_id is not None and training.in_use(summary.model_id),
            base=summary.base,
        )
        self._panel.ending.show_ending(shown)
        if self._watch.active:
            self._panel.show_running()
            self._panel.ending.show()
        else:
            self._panel.show_ended(use_is_primary=shown.recommended or shown.resumable)

    def _show_missing(self, run_id: str, sentence: str) -> None:
        """Show a run whose folder cannot be read any more."""
        ending = ending_of(RunState.FAILED, sentence, {})
        shown = EndingShown(ending, "", (), (), (), "", (), usable=False, resumable=False)
        self._panel.ending.show_ending(shown)
        self._panel.show_ended(use_is_primary=False)
        self._show_runs()

    def _charts(self) -> Curves:
        """Return the curves; their library is loaded when there is something to draw."""
        if self._curves is None:
            from workbench.ui.train.curves import Curves

            self._curves = Curves()
            self._panel.add_curves(self._curves)
        return self._curves

    def _run(self, run_id: str) -> Run | None:
        return next((run for run in self._desk.library.runs() if run.id == run_id), None)

    def _model(self) -> ModelRecord | None:
        run = self._run(self._run_id) if self._run_id else None
        return self._desk.library.model(run.result_model_id or "") if run else None

    def _on_train(self) -> None:
        try:
            self._watch.start(self.recipe, use=self._watch.training.uses_result())
        except KnownError as error:
            self._desk.failed.emit(languages.shown(error), None)
            return
        self._show_plan()

    def _on_resume(self) -> None:
        if self._run_id is None:
            return
        try:
            self._watch.resume(self._run_id)
        except KnownError as error:
            self._desk.failed.emit(languages.shown(error), None)

    def _on_progressed(self, progress: RunProgress) -> None:
        run = self._watch.run
        if run is None:
            return
        if self._watch.fresh:
            self._open(run.id)
        elif run.id == self._run_id:
            self._show_progress(progress)

    def _on_ended(self, run_id: str) -> None:
        model = self._watch.training.to_use(run_id)
        if model is not None:
            self._use(model.id)
        self._show_plan()
        self._open(run_id)

    def _use(self, model_id: str) -> None:
        self._engine.use_model(model_id)
        self._desk.bus.announce({"models"}, self)

    def _on_use(self) -> None:
        model = self._model()
        if model is not None:
            self._use(model.id)
            self._refresh()

    def _on_back(self) -> None:
        run = self._run(self._run_id) if self._run_id else None
        if run is not None:
            self._use(run.base_model_id)
            self._refresh()

    def _on_compare(self) -> None:
        run, model = self._run(self._run_id) if self._run_id else None, self._model()
        if run is not None and model is not None:
            self.compare_wanted.emit(model.id, run.base_model_id)

    def _on_use_wanted(self, wanted: bool) -> None:
        self._desk.save(lambda: self._watch.training.remember_use(wanted))

    def _refresh(self) -> None:
        self._show_plan()
        if self._run_id is not None and not self._is_live(self._run_id):
            self._show_ending(self._run_id)

    def _on_discard(self) -> None:
        model, run = self._model(), self._run(self._run_id) if self._run_id else None
        if model is None or run is None:
            return
        if self._engine.model_id == model.id:  # what nobody knows any more must not write on
            self._use(run.base_model_id)
        if self._desk.commit(lambda: self._watch.training.discard(model.id), self) is None:
            return
        self._open(run.id)
        self._show_plan()
        self._desk.hinted.emit(
            self.tr("The new model was discarded; the run's folder stays. Undo brings it back.")
        )

    def _on_changed(self, topics: frozenset[str], author: object) -> None:
        if not self._panel.isVisible() or author is self:
            return
        if touches(topics, "models", "runs"):
            self._refresh()
        elif touches(topics, "marks", "problems", "threads", "preferences"):
            self._show_plan()
