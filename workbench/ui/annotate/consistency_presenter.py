"""Has the bare problem answered again several times, and shows how many agree."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from workbench.domain.consistency import sample_of
from workbench.domain.errors import KnownError
from workbench.domain.records import FinishReason
from workbench.service.views import CheckPlan
from workbench.ui import languages
from workbench.ui.annotate.consistency_strip import ConsistencyStrip, Gauge
from workbench.ui.annotate.shown import Shown
from workbench.ui.desk import Desk
from workbench.ui.jobs.engine_presenter import EnginePresenter
from workbench.ui.jobs.writing import Purpose, Writing, new_writing


class ConsistencyPresenter(QObject):
    """The consistency check of the open problem.

    Signals:
        changed(): a check was stored.
        turn_added(): one of its responses became a turn, to be shown.
        activity_changed(problem_id): a check of that problem began or ended.
    """

    changed = Signal()
    turn_added = Signal()
    activity_changed = Signal(str)

    def __init__(
        self, desk: Desk, engine: EnginePresenter, strip: ConsistencyStrip, shown: Shown
    ) -> None:
        super().__init__(strip)
        self._desk = desk
        self._engine = engine
        self._strip = strip
        self._shown = shown
        self._shown_results = 0
        strip.stop_chosen.connect(self.stop)
        strip.response_chosen.connect(self._on_response_chosen)
        engine.arrived.connect(self._on_arrived)
        engine.written.connect(self._on_written)

    @property
    def writing(self) -> Writing | None:
        """The open problem's check that runs or waits."""
        return self._engine.asked(Purpose.CHECK, self._shown.problem_id or "")

    def check(self) -> None:
        """Ask for fresh responses to the open problem."""
        problem_id = self._shown.problem_id
        if problem_id is None or self.writing is not None:
            return
        if self._engine.blocked:
            self._desk.failed.emit(self._engine.blocked, None)
            return
        try:
            plan = self._desk.annotation.plan_check(problem_id)
        except KnownError as error:
            self._desk.failed.emit(languages.shown(error), None)
            return
        settings = self._engine.settings
        self._engine.ask(new_writing(plan, plan.wanted, settings, Purpose.CHECK))
        self.show()
        self.activity_changed.emit(problem_id)

    def stop(self) -> bool:
        """End the check; whole responses are kept. Return whether one ran."""
        writing = self.writing
        if writing is not None:
            self._engine.cancel(writing)
        return writing is not None

    def show(self) -> None:
        """Show the check that runs, or else the last one of the open problem."""
        writing, thread = self.writing, self._shown.thread
        if writing is not None and isinstance(writing.plan, CheckPlan):
            self._shown_results = len(writing.results)
            self._strip.show_writing(gauge_of(writing, writing.plan))
        elif thread is not None and thread.check is not None:
            self._strip.show_check(thread.check)
        else:
            self._strip.show_nothing()

    def _on_arrived(self, writing: Writing) -> None:
        if writing is self.writing and len(writing.results) != self._shown_results:
            self.show()

    def _on_written(self, writing: Writing) -> None:
        plan = writing.plan
        if not isinstance(plan, CheckPlan):
            return
        annotation, settings = self._desk.annotation, writing.request.settings
        self._desk.commit(
            lambda: annotation.record_check(plan, writing.results, writing.model_id, settings),
            self,
        )
        self.activity_changed.emit(plan.problem_id)
        if plan.problem_id == self._shown.problem_id:
            self.changed.emit()
            self.show()

    def _on_response_chosen(self, number: int) -> None:
        check = self._shown.thread.check if self._shown.thread else None
        if check is not None:
            act = self._desk.annotation.open_sample
            if self._desk.commit(lambda: act(check.id, number), self) is not None:
                self.turn_added.emit()


def gauge_of(writing: Writing, plan: CheckPlan) -> Gauge:
    """Return what is known of a check that runs."""
    agrees: list[bool | None] = [None] * plan.wanted
    for result in writing.results:
        if result.finish_reason is not FinishReason.CANCELLED:
            agrees[result.sequence] = sample_of(result, plan.answer).agrees
    return Gauge(tuple(agrees), plan.answer, plan.threshold)
