"""Runs a blind comparison of two models: what is missing is written, pairs asked, names shown."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from workbench.domain.errors import KnownError
from workbench.domain.records import ModelComparison, ModelRecord, Split
from workbench.domain.sampling import SamplingSettings, SequenceResult
from workbench.service.views import PairView, TurnPlan
from workbench.ui.compare.panel import ComparePanel
from workbench.ui.compare.sentences import tally_counts
from workbench.ui.compare.writer import ResponseWriter
from workbench.ui.desk import Desk
from workbench.ui.jobs.engine_presenter import EnginePresenter
from workbench.ui.languages import shown


class Duel(QObject):
    """The part of the page's presenter that compares two models.

    Signals:
        pair_wanted(): there may be a pair to ask now, or something else to say.
    """

    pair_wanted = Signal()

    def __init__(self, desk: Desk, engine: EnginePresenter, panel: ComparePanel) -> None:
        super().__init__(panel)
        self._desk = desk
        self._engine = engine
        self._panel = panel
        self._trouble = ""
        self._gone = False
        """Whether a model has gone, so that the comparison can only be ended."""
        self.current: ModelComparison | None = desk.model_comparisons.open()
        self.writer = ResponseWriter(engine, self._record, self)
        self.writer.progressed.connect(self.pair_wanted)
        self.writer.failed.connect(self._on_failed)
        panel.form.begun.connect(self.begin)
        panel.stop_wanted.connect(self._on_stop)
        panel.reveal_wanted.connect(self.reveal)

    def begin(self, one: str, other: str, split: Split | None, count: int) -> None:
        """Start a comparison on so many problems of a split."""
        comparisons = self._desk.model_comparisons
        try:
            ids = comparisons.choose_problems(one, other, split, count)
            self.current = comparisons.start(one, other, ids)
        except KnownError as error:
            self._panel.form.say(shown(error))
            return
        self._panel.form.say("")
        self.write()

    def write(self) -> None:
        """Have the models write what is missing; pairs that are whole can be judged meanwhile."""
        self._trouble, self._gone = "", False
        if self.current is not None and not self.writer.active:
            plans = self._desk.model_comparisons.plans(self.current)
            library = self._desk.library
            models = [one for one in map(library.model, self._models()) if one is not None]
            gone = set(plans) - {model.id for model in models}
            if gone:
                self._gone = True
                self._trouble = self.tr(
                    "One of the models is no longer in the project; end this one."
                )
            elif plans:
                self.writer.start(plans, models, self._loaded())
        self.pair_wanted.emit()

    def show(self) -> PairView | None:
        """Show what this comparison has to ask or say; return the pair that is asked."""
        comparison = self.current
        if comparison is None:
            self._panel.form.show_models(self._desk.library.models())
            self._panel.show_form()
            self._panel.show_meta("")
            return None
        if comparison.ended_at:
            self._show_result(comparison)
            return None
        tally = self._desk.model_comparisons.tally(comparison)
        self._panel.show_meta(tally_counts(tally))
        self._panel.reveal.setVisible(tally.asked > 0)
        pair = self._desk.model_comparisons.next_pair(comparison)
        if pair is not None:
            self._panel.show_pair(pair)
        elif self.writer.active or tally.waiting:
            self._show_wait()
        else:
            self.reveal()
        return pair

    def show_progress(self) -> None:
        """Show how far the writing of answers is."""
        wanted = self.writer.wanted if self.writer.active else 0
        self._panel.show_progress(self.writer.written, wanted)

    def reveal(self) -> None:
        """End the comparison and show names and result."""
        if self.current is not None:
            self.writer.stop()
            self.current = self._desk.model_comparisons.end(self.current)
            self.pair_wanted.emit()

    def another(self) -> None:
        """Go back to the form."""
        self.current = None
        self.pair_wanted.emit()

    def act(self) -> None:
        """Do what the button of the empty state says: write on, or end."""
        if self._gone:
            self.reveal()
        else:
            self.write()

    def _models(self) -> tuple[str, ...]:
        return (self.current.model_a_id, self.current.model_b_id) if self.current else ()

    def _loaded(self) -> ModelRecord | None:
        model_id = self._engine.model_id
        return self._desk.library.model(model_id) if model_id else None

    def _record(
        self, plan: TurnPlan, result: SequenceResult, model_id: str, settings: SamplingSettings
    ) -> None:
        """Store a response; it is no act of the user, so undo passes it by."""

        def act() -> None:
            change = self._desk.model_comparisons.record(plan, result, model_id, settings)
            self._desk.bus.announce(change.topics, self.parent())

        self._desk.save(act)

    def _show_wait(self) -> None:
        if self.writer.active:
            self._panel.show_empty(
                self.tr("The models are answering: {written} of {wanted}").format(
                    written=self.writer.written, wanted=self.writer.wanted
                ),
                self.tr(
                    "The first pair comes as soon as both models have answered one problem. You "
                    "can work on the other pages meanwhile."
                ),
            )
        elif self._trouble:
            button = self.tr("Show the result") if self._gone else self.tr("Try again")
            self._panel.show_empty(
                self.tr("The answers could not be written"), self._trouble, button
            )
        else:
            self._panel.show_empty(
                self.tr("Some answers are missing"),
                self.tr(
                    "Both models must answer a problem before its pair can be judged. What is "
                    "written already is kept."
                ),
                self.tr("Write the rest"),
            )

    def _show_result(self, comparison: ModelComparison) -> None:
        one, other = (self._desk.model_name(model_id) for model_id in self._models())
        tally = self._desk.model_comparisons.tally(comparison)
        self._panel.reveal.hide()
        self._panel.show_meta("")
        self._panel.result.show_result(one, other, tally)
        self._panel.show_result()

    def _on_failed(self, sentence: str) -> None:
        self._trouble = sentence
        self.pair_wanted.emit()

    def _on_stop(self) -> None:
        self.writer.stop()
        self.pair_wanted.emit()
