"""What the window has its loaded model write: turns, alternatives, checks, and what comes next."""

from __future__ import annotations

import logging
from functools import partial

from PySide6.QtCore import QObject, Signal

from workbench.domain.sampling import (
    LLAMA,
    SamplingSettings,
    SequenceResult,
    TokenDelta,
)
from workbench.service.generation import Generation
from workbench.service.views import TurnPlan
from workbench.ui.desk import Desk
from workbench.ui.jobs.half_time import HalfTime
from workbench.ui.jobs.loaded_model import LoadedModel
from workbench.ui.jobs.post import GuiThreadPost
from workbench.ui.jobs.writing import Purpose, Writing, new_writing
from workbench.ui.jobs.writing_queue import WritingQueue
from workbench.ui.languages import shown

log = logging.getLogger(__name__)

MOST_AT_ONCE = 4  # turns; each may have several candidates


class EnginePresenter(LoadedModel):
    """Has the loaded model write: turns a few at a time, and what is asked for beside them.

    Signals:
        progressed(problem_id): more text of that problem's turn has arrived.
        activity_changed(problem_id, activity): ``generating…``, ``waiting`` or ``""``.
        turn_written(problem_id): the turn is stored.
        arrived(writing): more text of what is no turn has come.
        written(writing): what is no turn has ended, to be kept by whoever asked for it.
        idle(): nothing is being written and nothing waits.
    """

    progressed = Signal(str)
    activity_changed = Signal(str, str)
    turn_written = Signal(str)
    arrived = Signal(object)
    written = Signal(object)
    idle = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(desk, parent)
        self._post = GuiThreadPost(self)
        self._queue = WritingQueue()
        self._arriving = HalfTime(self._tell_progress, self)
        self._closing = False
        self._cut_short: dict[str, str] = {}
        self.tokens_per_second = 0.0
        self.context_used = 0
        self.settings = SamplingSettings()
        self._measured_model: str | None = None
        self.model_changed.connect(self._forget_speed)

    def write(self, plan: TurnPlan, candidates: int = 1) -> None:
        """Have a turn written; it waits where too many others are, or the GPU is taken."""
        self._cut_short.pop(plan.problem_id, None)
        ahead = self._queue.find(Purpose.AHEAD, plan.problem_id)
        if ahead is not None and not ahead.dropped and candidates == len(ahead.texts):
            self._take_over(ahead)
        else:
            self.ask(new_writing(plan, candidates, self.settings))

    def ask(self, writing: Writing) -> None:
        """Have something written; what is written ahead gives way to what the user asks for."""
        if writing.purpose is not Purpose.AHEAD:
            self.drop(*self._queue.of(Purpose.AHEAD))
        self._queue.add(writing)
        if writing.purpose is Purpose.TURN:
            self.activity_changed.emit(writing.problem_id, self.tr("waiting"))
        self._start_next()

    def asked(self, purpose: Purpose, subject: str) -> Writing | None:
        """Return what is being written for a purpose about a subject, or waits to be."""
        return self._queue.find(purpose, subject)

    def asked_for(self, purpose: Purpose) -> list[Writing]:
        """Return everything that is being written for a purpose, or waits to be."""
        return [writing for writing in self._queue.of(purpose) if not writing.dropped]

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being written and nothing waits."""
        return self._queue.idle

    def writing(self, problem_id: str) -> Writing | None:
        """Return the turn that is being written for a problem, or waits to be."""
        return self._queue.find(Purpose.TURN, problem_id)

    def activity(self, problem_id: str) -> str:
        """Return ``writing`` or ``waiting`` for a problem whose turn is asked for, else ``""``."""
        writing = self.writing(problem_id)
        if writing is None:
            return ""
        return "writing" if writing.id in self._queue.running else "waiting"

    def notice(self, problem_id: str) -> str:
        """Return what keeps a problem's turn from being written, or ``""``."""
        writing = self.writing(problem_id)
        if writing is None:
            return ""
        if writing.id not in self._queue.running and self.waits_for:
            return self.tr("Waits: {waits_for}. It is written as soon as the GPU is free.").format(
                waits_for=self.waits_for
            )
        return shown(self._stall.sentence) if self._stall is not None else ""

    def cut_short(self, problem_id: str) -> str:
        """Return why a problem's newest turn ended in the middle, where that is known."""
        return self._cut_short.get(problem_id, "")

    @property
    def busy(self) -> bool:
        """Whether a turn is being written."""
        return bool(self._queue.running)

    def stop(self, problem_id: str) -> None:
        """Stop a problem's turn; what was written so far is kept."""
        writing = self.writing(problem_id)
        if writing is not None:
            self.cancel(writing)

    def cancel(self, writing: Writing) -> None:
        """Stop what is being written; what has come is kept by whoever asked for it."""
        writing.stopped = True
        if not self._queue.withdraw(writing):
            self.generation.cancel(writing.id)
        elif writing.purpose is Purpose.TURN:
            self.activity_changed.emit(writing.problem_id, "")
        elif not writing.dropped:
            self.written.emit(writing)

    def drop(self, *writings: Writing) -> None:
        """Stop what nobody wants any more."""
        for writing in writings:
            writing.dropped = True
            self.cancel(writing)

    def shutdown(self) -> None:
        """End the child process; what it was writing is stored as stopped."""
        self._closing = True
        self._pulse.stop()
        self._queue.clear()
        for writing in list(self._queue.running.values()):
            writing.results = writing.results or writing.partial_results()
            self._store(writing)
        if self._generation is not None:
            self._generation.shutdown()
            self._generation = None

    def _make_generation(self) -> Generation:
        return Generation(self._post.deliver)

    def _resume(self) -> None:
        self._start_next()

    @property
    def _writes(self) -> bool:
        return self.busy

    def _start_next(self) -> None:
        while self._may_start() and (writing := self._queue.take()) is not None:
            writing.model_id = self.model_id  # another may be loaded before this one is stored
            if writing.purpose is Purpose.TURN:
                self.activity_changed.emit(writing.problem_id, self.tr("generating…"))
            self.generation.generate(
                writing.request,
                self._on_delta,
                self._on_result,
                partial(self._store, writing),
                partial(self._on_failed, writing),
            )

    def _may_start(self) -> bool:
        if not self._has_room or (self.capabilities is None and not self.starts_again):
            return False
        # The other engines write one request after another; there, waiting is said to be waiting.
        batches = self.capabilities is not None and self.capabilities.engine == LLAMA
        return len(self._queue.running) < (MOST_AT_ONCE if batches else 1)

    def _on_delta(self, delta: TokenDelta) -> None:
        writing = self._queue.running.get(delta.request_id)
        if writing is None:
            return
        writing.texts[delta.sequence] += delta.text
        if delta.tokens_per_second:
            writing.rate = delta.tokens_per_second
            self.tokens_per_second = sum(running.rate for running in self._queue.running.values())
        self._arriving.tell(delta.request_id)

    def _on_result(self, result: SequenceResult) -> None:
        writing = self._queue.running.get(result.request_id)
        if writing is None:
            return
        writing.results.append(result)
        if writing.purpose is not Purpose.TURN:
            self.arrived.emit(writing)
        if result.token_ids:
            self.context_used = result.prompt_tokens + len(result.token_ids)
            self.tokens_per_second = result.tokens_per_second or self.tokens_per_second

    def _on_failed(self, writing: Writing, reason: str) -> None:
        """Store what was written before the engine failed; it came flagged as failed."""
        if writing.id in self._queue.running:
            end = self._last_end if self.capabilities is None else None
            why = (
                self.tr("the engine stopped; {sentence}").format(sentence=shown(end.sentence))
                if end
                else shown(reason).rstrip(".")
            )
            if writing.purpose is Purpose.TURN:
                self._cut_short[writing.problem_id] = why
            self._store(writing)
        if writing.purpose is Purpose.AHEAD and self.capabilities is not None:
            return  # nobody asked for it; the same trouble is told when somebody does
        # Of several turns that one death ended, the first has told of it.
        if self._last_end is None or self._told_end is not self._last_end or self.capabilities:
            self._report(reason)

    def _store(self, writing: Writing) -> None:
        if not self._queue.finish(writing):
            return
        if writing.purpose is Purpose.TURN:
            self._store_turn(writing)
        elif not writing.dropped:
            self.written.emit(writing)
        self._leave_gpu_when_idle()
        self._start_next()
        if self._queue.idle and not self._closing:
            self.idle.emit()

    def _store_turn(self, writing: Writing) -> None:
        self.activity_changed.emit(writing.problem_id, "")
        plan = writing.plan
        if isinstance(plan, TurnPlan) and any(result.text for result in writing.results):
            self._desk.commit(
                lambda: self._desk.annotation.record_turn(
                    plan, writing.results, writing.model_id, writing.request.settings
                ),
                self,
            )
        self.turn_written.emit(writing.problem_id)

    def _take_over(self, ahead: Writing) -> None:
        """Go on with what is written ahead as the turn that the user now asks for."""
        ahead.purpose = Purpose.TURN
        running = ahead.id in self._queue.running
        activity = self.tr("generating…") if running else self.tr("waiting")
        self.activity_changed.emit(ahead.problem_id, activity)
        self._start_next()

    def _forget_speed(self) -> None:
        """Let what was measured go with the model that it was measured of."""
        if self.model_id != self._measured_model:
            self._measured_model = self.model_id
            self.tokens_per_second, self.context_used = 0.0, 0

    def _tell_progress(self, request_id: str) -> None:
        writing = self._queue.running.get(request_id)
        if writing is None:  # It has ended, and is shown as it was stored.
            return
        if writing.purpose is Purpose.TURN:
            self.progressed.emit(writing.problem_id)
        else:
            self.arrived.emit(writing)
