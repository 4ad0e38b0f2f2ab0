"""The loaded model seen from the window: loading, turns being written, one after another."""

from __future__ import annotations

import logging
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Qt, Signal

from workbench.domain.records import FinishReason, new_id
from workbench.domain.sampling import (
    Capabilities,
    GenerationRequest,
    ModelSpec,
    SamplingSettings,
    SequenceResult,
    TokenDelta,
)
from workbench.service.generation import Generation
from workbench.service.views import TurnPlan
from workbench.ui.desk import Desk

log = logging.getLogger(__name__)


class GuiThreadPost(QObject):
    """Carries calls from the engine's reader thread into the window's thread."""

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._posted.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def deliver(self, call: Callable[[], None]) -> None:
        """Run ``call`` in the window's thread, soon; safe from any thread."""
        self._posted.emit(call)

    def _run(self, call: Callable[[], None]) -> None:
        call()


@dataclass(slots=True)
class Writing:
    """One turn being written, or waiting to be: its plan and what has arrived so far."""

    plan: TurnPlan
    request: GenerationRequest
    texts: list[str]
    results: list[SequenceResult] = field(default_factory=list)

    @property
    def problem_id(self) -> str:
        """The problem whose turn this is."""
        return self.plan.problem_id

    def text(self, sequence: int = 0) -> str:
        """Return the response so far, with the prefix that was given."""
        return self.plan.prefix + self.texts[sequence]


class EnginePresenter(QObject):
    """Loads a model into the child process and has it write turns, one at a time.

    Signals:
        model_changed(): loading, loaded or failed; see ``capabilities`` and ``trouble``.
        progressed(problem_id): more text of that problem's turn has arrived.
        activity_changed(problem_id, activity): ``generating…``, ``waiting`` or ``""``.
        turn_written(problem_id): the turn is stored.
        failed(sentence): the engine could not do what was asked.
    """

    model_changed = Signal()
    progressed = Signal(str)
    activity_changed = Signal(str, str)
    turn_written = Signal(str)
    failed = Signal(str)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._post = GuiThreadPost(self)
        self._generation: Generation | None = None
        self._waiting: deque[Writing] = deque()
        self._current: Writing | None = None
        self.spec: ModelSpec | None = None
        self.capabilities: Capabilities | None = None
        self.loading = False
        self.trouble = ""
        self.tokens_per_second = 0.0
        self.context_used = 0
        self.settings = SamplingSettings()

    def load(self, spec: ModelSpec) -> None:
        """Load a model; the one loaded before goes."""
        self.spec = spec
        self.capabilities, self.trouble, self.loading = None, "", True
        self.model_changed.emit()
        self._engine().load(spec, self._on_loaded, self._on_load_failed)

    def write(self, plan: TurnPlan, candidates: int = 1) -> None:
        """Have a turn written; it waits where another is being written."""
        request = GenerationRequest(
            request_id=new_id(),
            messages=plan.messages,
            seeds=tuple(secrets.randbelow(2**31) for _ in range(candidates)),
            prefix=plan.prefix,
            settings=self.settings,
        )
        self._waiting.append(Writing(plan, request, [""] * candidates))
        self.activity_changed.emit(plan.problem_id, "waiting")
        self._start_next()

    def writing(self, problem_id: str) -> Writing | None:
        """Return what is being written for a problem, or waits to be."""
        candidates = [*([self._current] if self._current else []), *self._waiting]
        return next((writing for writing in candidates if writing.problem_id == problem_id), None)

    @property
    def blocked(self) -> str:
        """Why no turn can be asked for now, or ``""``; while a model loads, turns wait."""
        if self.capabilities is not None or self.loading:
            return ""
        return self.trouble or "No model is loaded; choose one on the Models page."

    @property
    def busy(self) -> bool:
        """Whether a turn is being written."""
        return self._current is not None

    def stop(self, problem_id: str) -> None:
        """Stop a problem's turn; what was written so far is kept."""
        writing = self.writing(problem_id)
        if writing is None:
            return
        if writing is self._current:
            self._engine().cancel(writing.request.request_id)
        else:
            self._waiting.remove(writing)
            self.activity_changed.emit(problem_id, "")

    def shutdown(self) -> None:
        """End the child process."""
        self._waiting.clear()
        if self._generation is not None:
            self._generation.shutdown()
            self._generation = None

    def _engine(self) -> Generation:
        if self._generation is None:
            self._generation = Generation(self._post.deliver)
        return self._generation

    def _start_next(self) -> None:
        if self._current is not None or not self._waiting or self.capabilities is None:
            return
        self._current = self._waiting.popleft()
        self.activity_changed.emit(self._current.problem_id, "generating…")
        self._engine().generate(
            self._current.request,
            self._on_delta,
            self._on_result,
            self._on_finished,
            self._on_failed,
        )

    def _on_loaded(self, capabilities: Capabilities) -> None:
        self.capabilities, self.loading, self.trouble = capabilities, False, ""
        self.model_changed.emit()
        self._start_next()

    def _on_load_failed(self, reason: str) -> None:
        self.loading, self.trouble = False, reason
        self.model_changed.emit()
        self.failed.emit(reason)

    def _on_delta(self, delta: TokenDelta) -> None:
        writing = self._current
        if writing is None or delta.request_id != writing.request.request_id:
            return
        writing.texts[delta.sequence] += delta.text
        self.tokens_per_second = delta.tokens_per_second
        self.progressed.emit(writing.problem_id)

    def _on_result(self, result: SequenceResult) -> None:
        if self._current is not None:
            self._current.results.append(result)
            self.context_used = result.prompt_tokens + len(result.token_ids)
            self.tokens_per_second = result.tokens_per_second

    def _on_finished(self) -> None:
        self._store_current()

    def _on_failed(self, reason: str) -> None:
        """Keep what was written before the engine failed, as a failed response."""
        writing = self._current
        if writing is not None and not writing.results and any(writing.texts):
            writing.results = [_partial(writing, at) for at in range(len(writing.texts))]
        self._store_current()
        self.failed.emit(reason)

    def _store_current(self) -> None:
        writing, self._current = self._current, None
        if writing is None:
            return
        self.activity_changed.emit(writing.problem_id, "")
        if any(result.text for result in writing.results):
            model_id = self.spec.model_id if self.spec else ""
            self._desk.commit(
                lambda: self._desk.annotation.record_turn(writing.plan, writing.results, model_id),
                self,
            )
        self.turn_written.emit(writing.problem_id)
        self._start_next()


def _partial(writing: Writing, sequence: int) -> SequenceResult:
    """Return the text of a sequence whose engine died, without token ids or timings."""
    return SequenceResult(
        request_id=writing.request.request_id,
        sequence=sequence,
        text=writing.texts[sequence],
        token_ids=(),
        logprobs=(),
        finish_reason=FinishReason.FAILED,
        seed=writing.request.seeds[sequence],
        prompt_tokens=0,
        reused_tokens=0,
        seconds=0.0,
        tokens_per_second=0.0,
    )
