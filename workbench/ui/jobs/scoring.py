"""The reward model seen from the window: scores what is shown, and while nobody acts, the queue."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.domain.records import Problem
from workbench.domain.suggestions import Offer
from workbench.service.views import ScoringState
from workbench.ui.bus import touches
from workbench.ui.desk import Desk
from workbench.ui.jobs.engine_presenter import EnginePresenter
from workbench.ui.jobs.post import GuiThreadPost
from workbench.ui.jobs.training_watch import TrainingWatch
from workbench.ui.languages import shown

if TYPE_CHECKING:
    from workbench.domain.suggestions import RewardModelFacts
    from workbench.service.suggestions import Suggestions
    from workbench.service.suggestions_scoring import Scoring

SHOWN_MS, IDLE_MS, NEXT_MS, REST_MS = 150, 2000, 250, 300_000
"""What is shown is scored once it stays; the queue while nobody acts and no model writes; the
process ends when it had nothing to do for five minutes."""


class ScoringWatch(QObject):
    """Keeps the reward model's process at work, out of everybody's way.

    Signals:
        scored(problem_ids): these problems have new suggestions.
        changed(): who suggests, whether it may, or what its process does is another.
        pass_ended(): problems that nobody opened were scored, as far as there are any.
    """

    scored = Signal(object)
    changed = Signal()
    pass_ended = Signal()

    def __init__(
        self,
        desk: Desk,
        engine: EnginePresenter,
        training: TrainingWatch,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._training = training
        self._post = GuiThreadPost(self)
        self._suggestions: Suggestions | None = None
        self._scoring: Scoring | None = None
        self._shown: str | None = None
        self._found_some = False
        self._written: list[str] = []
        self._soon = self._timer(SHOWN_MS, self._score_shown)
        self._idle = self._timer(IDLE_MS, self._work)
        self._rest = self._timer(REST_MS, self._send_to_rest)
        desk.bus.changed.connect(self._on_changed)
        engine.progressed.connect(lambda _: self._put_off())
        engine.turn_written.connect(self._on_turn_written)
        training.job_changed.connect(self._on_job)

    @property
    def suggestions(self) -> Suggestions:
        """The service; loaded when first asked, so that the window stands sooner."""
        if self._suggestions is None:
            from workbench.service.suggestions import Suggestions

            self._suggestions = Suggestions(self._desk.project)
            self._suggestions.refresh()
        return self._suggestions

    @property
    def facts(self) -> RewardModelFacts | None:
        """What is known of the reward model."""
        return self.suggestions.facts

    @property
    def state(self) -> ScoringState:
        """What the process does."""
        return self._scoring.state if self._scoring is not None else ScoringState.IDLE

    @property
    def sentence(self) -> str:
        """Why it waits or failed."""
        return shown(self._scoring.sentence) if self._scoring is not None else ""

    def offer(self, problem: Problem | None) -> Offer:
        """Return whether verdicts are suggested on a problem, or why not."""
        return self.suggestions.offer(problem)

    def start(self) -> None:
        """Begin to score; before this nothing is started, whatever is shown."""
        if self._scoring is not None:
            return
        from workbench.service.suggestions_scoring import Scoring

        self._scoring = Scoring(self._desk.project, self._post.deliver)
        self._scoring.listeners.scored.append(self._on_scored)
        self._scoring.listeners.changed.append(self.changed.emit)
        if self._training.active:
            self._on_job("training")
        self._use_newest()

    def show(self, problem_id: str | None) -> None:
        """Have what is shown scored, if it stays for a moment."""
        self._shown = problem_id
        self._soon.start()
        self._put_off()

    def set_blind(self, blind: bool) -> None:
        """Hide every suggestion of the project, or show them again."""
        self._desk.save(lambda: self.suggestions.set_blind(blind))
        self.changed.emit()

    def try_again(self) -> None:
        """Start the process again after it failed."""
        if self._scoring is not None:
            self._scoring.try_again()
            self._score_shown()

    def close(self) -> None:
        """End the process."""
        for timer in (self._soon, self._idle, self._rest):
            timer.stop()
        if self._scoring is not None:
            self._scoring.close()

    def _timer(self, milliseconds: int, act: object) -> QTimer:
        timer = QTimer(self, interval=milliseconds, singleShot=True)
        timer.timeout.connect(act)
        return timer

    def _use_newest(self) -> None:
        if self._desk.closed:
            return
        self.suggestions.refresh()
        if self._scoring is not None:
            self._scoring.use(self.suggestions.facts, self.suggestions.key)
        self.changed.emit()
        self._soon.start()
        self._put_off()

    def _put_off(self) -> None:
        """Leave the machine to whoever acts on it now."""
        self._idle.start(IDLE_MS)

    def _score_shown(self) -> None:
        if self._scoring is None or self._desk.closed or self._shown is None:
            return
        if not self.suggestions.blind:
            self._scoring.want(self._shown)
            self._rest.start()

    def _work(self) -> None:
        if self._scoring is None or self._desk.closed:
            return
        if self.state is ScoringState.PAUSED and not self._training.active:
            self._scoring.go_on()  # whoever had the GPU may have gone
        while self._written:
            self._scoring.want(self._written.pop())
        if self._scoring.work():
            if not self._scoring.busy:
                self._idle.start(NEXT_MS)
        elif self._found_some and not self._scoring.busy:
            self._found_some = False
            self.pass_ended.emit()

    def _send_to_rest(self) -> None:
        if self._scoring is not None:
            self._scoring.rest()

    def _on_scored(self, problem_ids: set[str]) -> None:
        self._rest.start()
        self._found_some = self._found_some or bool(problem_ids - {self._shown})
        if not self._idle.isActive():
            self._idle.start(NEXT_MS)
        self.scored.emit(problem_ids)

    def _on_turn_written(self, problem_id: str) -> None:
        if problem_id == self._shown:
            self._soon.start()
        else:
            self._written.append(problem_id)
        self._put_off()

    def _on_job(self, text: str) -> None:
        """Make room for a training run while there is one."""
        if self._scoring is None:
            return
        if text:
            self._scoring.pause(self.tr("a training run is at work"))
        elif self._scoring.state is ScoringState.PAUSED:
            self._scoring.go_on()
            self._soon.start()

    def _on_changed(self, topics: frozenset[str], _author: object) -> None:
        self._put_off()
        if touches(topics, "runs", "models"):
            # Said while rows are still being told of: the run's end is recorded by then.
            QTimer.singleShot(0, self, partial(self._use_newest))
        elif "problems" in topics and self._scoring is not None:
            self._scoring.look_again()
        elif touches(topics, "turns"):
            self._soon.start()  # the steps shown may have been cut anew
