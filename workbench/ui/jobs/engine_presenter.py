"""The loaded model seen from the window: loading, turns being written, one after another."""

from __future__ import annotations

import logging
import secrets
from collections import deque
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from workbench.domain.errors import KnownError
from workbench.domain.records import FinishReason, ModelRecord, new_id
from workbench.domain.sampling import (
    Capabilities,
    GenerationRequest,
    ModelSpec,
    SamplingSettings,
    SequenceResult,
    TokenDelta,
)
from workbench.service import models
from workbench.service.generation import Generation, GenerationState
from workbench.service.solving import MODEL_SETTING
from workbench.service.views import TurnPlan
from workbench.ui.desk import Desk
from workbench.ui.jobs.post import GuiThreadPost

log = logging.getLogger(__name__)


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

    def partial_results(self) -> list[SequenceResult]:
        """Return what has arrived so far as stopped sequences; token ids came only at the end."""
        return [
            SequenceResult(
                request_id=self.request.request_id,
                sequence=sequence,
                text=text,
                token_ids=(),
                logprobs=(),
                finish_reason=FinishReason.CANCELLED,
                seed=self.request.seeds[sequence],
                prompt_tokens=0,
                reused_tokens=0,
                seconds=0.0,
                tokens_per_second=0.0,
            )
            for sequence, text in enumerate(self.texts)
            if text
        ]

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

    def load_preferred(self) -> None:
        """Load the model used last in this project, or the starter."""
        library = self._desk.library
        try:
            if library.model(models.STARTER_ID) is None:
                library.add_model(models.starter_record())
            wanted = self._desk.project.setting(MODEL_SETTING, models.STARTER_ID)
            record = library.model(wanted) or library.model(models.STARTER_ID)
        except KnownError as error:
            self._on_load_failed(str(error))
            return
        if record is not None:
            self.use_record(record)

    def use_model(self, model_id: str) -> None:
        """Load a known model and remember it for the next start."""
        record = self._desk.library.model(model_id)
        if record is None:
            self.failed.emit("That model is no longer in the project; choose another.")
            return
        self._desk.project.set_setting(MODEL_SETTING, model_id)
        self.use_record(record)

    def use_record(self, record: ModelRecord) -> None:
        """Load a model; a trained adapter only joins its base where that is loaded already."""
        try:
            spec = models.spec_for(record, self._desk.library)
        except KnownError as error:
            self._on_load_failed(str(error))
            return
        if self.capabilities is not None and self.spec is not None and self.spec.path == spec.path:
            self._put_adapter(spec)
        else:
            self.load(spec)

    def load(self, spec: ModelSpec) -> None:
        """Load a model; the one loaded before goes."""
        self.spec = spec
        self.capabilities, self.trouble, self.loading = None, "", True
        self.model_changed.emit()
        self.generation.load(spec, self._on_loaded, self._on_load_failed)

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
    def model_id(self) -> str | None:
        """The model in use, or being loaded."""
        return self.spec.model_id if self.spec else None

    @property
    def name(self) -> str:
        """What the model in use is called on screen."""
        if self.spec is not None and self._desk.library.model(self.spec.model_id) is not None:
            return self._desk.model_name(self.spec.model_id)
        return self.capabilities.name if self.capabilities else ""

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
            self.generation.cancel(writing.request.request_id)
        else:
            self._waiting.remove(writing)
            self.activity_changed.emit(problem_id, "")

    def shutdown(self) -> None:
        """End the child process; what it was writing is stored as stopped."""
        self._waiting.clear()
        if self._current is not None and not self._current.results:
            self._current.results = self._current.partial_results()
        self._store_current()
        if self._generation is not None:
            self._generation.shutdown()
            self._generation = None

    @property
    def generation(self) -> Generation:
        """The service's side of the child process, made when first needed."""
        if self._generation is None:
            self._generation = Generation(self._post.deliver)
            self._generation.listeners.append(self._on_state_changed)
        return self._generation

    def _start_next(self) -> None:
        if self._current is not None or not self._waiting or self.capabilities is None:
            return
        self._current = self._waiting.popleft()
        self.activity_changed.emit(self._current.problem_id, "generating…")
        self.generation.generate(
            self._current.request,
            self._on_delta,
            self._on_result,
            self._on_finished,
            self._on_failed,
        )

    def _put_adapter(self, spec: ModelSpec) -> None:
        self.loading = True
        self.model_changed.emit()
        self.generation.set_adapter(
            spec.adapter_path,
            spec.base_sha256,
            lambda: self._on_adapter_put(spec),
            self._on_adapter_failed,
        )

    def _on_adapter_put(self, spec: ModelSpec) -> None:
        self.spec, self.loading, self.trouble = spec, False, ""
        self.model_changed.emit()

    def _on_adapter_failed(self, reason: str) -> None:
        self.loading = False
        self.model_changed.emit()
        self.failed.emit(reason)

    def _on_state_changed(self) -> None:
        """Follow the engine where it ended or started again by itself."""
        if self._generation is None:
            return
        state = self._generation.state
        self.capabilities = self._generation.capabilities
        self.loading = state is GenerationState.LOADING
        if state is GenerationState.FAILED and not self.trouble:
            self.trouble = "The engine stopped; choose the model again on the Models page."
        elif self.capabilities is not None:
            self.trouble = ""
        self.model_changed.emit()
        self._start_next()

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
        """Store what was written before the engine failed; it came flagged as failed."""
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
                lambda: self._desk.annotation.record_turn(
                    writing.plan, writing.results, model_id, writing.request.settings
                ),
                self,
            )
        self.turn_written.emit(writing.problem_id)
        self._start_next()
