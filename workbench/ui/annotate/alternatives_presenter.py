"""Has other ways to write the selected step sampled, and keeps what the expert says of them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.domain.alternatives import first_step
from workbench.domain.errors import KnownError
from workbench.domain.records import Verdict
from workbench.domain.sampling import SamplingSettings
from workbench.service.views import AlternativesPlan
from workbench.ui import languages
from workbench.ui.annotate.alternatives_list import AlternativesSection, card_lines
from workbench.ui.annotate.shown import Shown
from workbench.ui.desk import Act, Desk
from workbench.ui.jobs.engine_presenter import EnginePresenter
from workbench.ui.jobs.writing import Purpose, Writing, new_writing

ALTERNATIVES = 4
LONGEST_STEP = 256  # tokens: a step that needs more is one to be split
COLDEST = 0.7  # below that the same step would come four times
SHOW_MS = 100


class AlternativesPresenter(QObject):
    """The alternatives of the selected step.

    Signals:
        changed(): what is said of the step has changed, to be shown elsewhere too.
    """

    changed = Signal()

    def __init__(
        self, desk: Desk, engine: EnginePresenter, section: AlternativesSection, shown: Shown
    ) -> None:
        super().__init__(section)
        self._desk = desk
        self._engine = engine
        self._section = section
        self._shown = shown
        self._step_id: str | None = None
        self._notice = ""
        # Deltas come 20 times a second from each of four samples; typesetting them all is wasted.
        self._showing = QTimer(self, singleShot=True, interval=SHOW_MS)
        self._showing.timeout.connect(self._show)
        section.stop_chosen.connect(self.stop)
        section.list.rated.connect(self._on_rated)
        section.list.chosen.connect(self._on_chosen)
        section.list.more_wanted.connect(self.sample)
        engine.arrived.connect(self._on_arrived)
        engine.written.connect(self._on_written)

    def show(self, step_id: str | None) -> None:
        """Show the alternatives of a step, or that none is selected."""
        if step_id != self._step_id:
            self._notice = ""
            self._section.list.select(0)
        self._step_id = step_id
        self._show()

    def open(self) -> None:
        """Give the alternatives the keys; sample some where there are none yet."""
        if self._shown.step_id is None:
            return
        self.show(self._shown.step_id)
        if not self._section.list.lines and not self.sample():
            return
        self._section.list.setFocus()

    def sample(self) -> bool:
        """Ask for some more alternatives; return whether they are being written."""
        step_id = self._step_id
        if step_id is None or self._writing() is not None:
            return step_id is not None
        if self._engine.blocked:
            self._say(self._engine.blocked)
            return False
        try:
            plan = self._desk.annotation.plan_alternatives(step_id)
        except KnownError as error:
            self._say(languages.shown(error))
            return False
        self._notice = ""
        settings = warm(self._engine.settings)
        self._engine.ask(new_writing(plan, ALTERNATIVES, settings, Purpose.ALTERNATIVES))
        self._show()
        return True

    def stop(self) -> bool:
        """Stop sampling; what is there is kept. Return whether there was anything to stop."""
        writing = self._writing()
        if writing is not None:
            self._engine.cancel(writing)
        return writing is not None

    def _writing(self) -> Writing | None:
        return self._engine.asked(Purpose.ALTERNATIVES, self._step_id or "")

    def _say(self, notice: str) -> None:
        self._notice = notice
        self._show()

    def _show(self) -> None:
        step_id = self._step_id
        if self._desk.closed:  # text that came just before the window went
            return
        if step_id is None or self._shown.step(step_id) is None:
            self._section.show_alternatives([], writing=False)
            return
        writing = self._writing()
        arriving = (
            [first_step(writing.request.prefix, text) for text in writing.texts] if writing else []
        )
        found = self._desk.annotation.alternatives(step_id).alternatives
        self._section.show_alternatives(
            card_lines(found, arriving), writing=writing is not None, notice=self._notice
        )

    def _on_arrived(self, writing: Writing) -> None:
        if writing is self._writing() and not self._showing.isActive():
            self._showing.start()

    def _on_written(self, writing: Writing) -> None:
        plan = writing.plan
        if not isinstance(plan, AlternativesPlan):
            return
        annotation, settings = self._desk.annotation, writing.request.settings
        change = self._desk.commit(
            lambda: annotation.record_alternatives(
                plan, writing.results, writing.model_id, settings
            ),
            self,
        )
        if change is None and plan.step_id == self._step_id and not writing.stopped:
            self._notice = self.tr("The model wrote nothing new; ask again for more.")
        self._show()

    def _on_rated(self, alternative_id: str, rating: Verdict | None) -> None:
        self._do(lambda: self._desk.annotation.rate_alternative(alternative_id, rating))
        self._section.list.select_next()

    def _on_chosen(self, alternative_id: str) -> None:
        self._do(lambda: self._desk.annotation.choose_alternative(alternative_id))

    def _do(self, act: Act) -> None:
        if self._desk.commit(act, self) is not None:
            self._show()
            self.changed.emit()


def warm(settings: SamplingSettings) -> SamplingSettings:
    """Return how alternatives are drawn: as turns are, but never so cold that all are alike."""
    return replace(
        settings,
        temperature=max(COLDEST, settings.temperature),
        max_tokens=min(LONGEST_STEP, settings.max_tokens),
    )
