"""Has two models write the responses that a comparison lacks, one model after the other."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from workbench.domain.records import FinishReason, ModelRecord, new_id
from workbench.domain.sampling import LLAMA, GenerationRequest, SamplingSettings, SequenceResult
from workbench.service.views import TurnPlan
from workbench.ui.jobs.engine_presenter import MOST_AT_ONCE, EnginePresenter
from workbench.ui.languages import shown

Record = Callable[[TurnPlan, SequenceResult, str, SamplingSettings], None]
WHOLE = (FinishReason.STOP, FinishReason.LENGTH)


class ResponseWriter(QObject):
    """Loads each model in turn, writes what is asked of it, and loads the one from before again.

    Signals:
        progressed(): a response was stored, or the work moved on; see ``written`` and ``wanted``.
        failed(sentence): it cannot go on; what was written is stored.
    """

    progressed = Signal()
    failed = Signal(str)

    def __init__(self, engine: EnginePresenter, record: Record, parent: QObject) -> None:
        super().__init__(parent)
        self._engine = engine
        self._record = record
        self._models: deque[tuple[ModelRecord, deque[TurnPlan]]] = deque()
        self._before: ModelRecord | None = None
        self._running: set[str] = set()
        self._loading = False
        self.written = self.wanted = 0
        engine.model_changed.connect(self._on_model_changed)
        engine.turn_written.connect(lambda _: self._on_engine_free())
        engine.idle.connect(self._on_engine_free)

    @property
    def active(self) -> bool:
        """Whether responses are being written, or wait to be."""
        return bool(self._models)

    @property
    def writing(self) -> bool:
        """Whether a response is in the making now; true for a moment after a stop."""
        return bool(self._running)

    def start(
        self,
        plans: Mapping[str, Sequence[TurnPlan]],
        models: Sequence[ModelRecord],
        before: ModelRecord | None,
    ) -> None:
        """Write the plans of each model; the model that is loaded already comes first."""
        self._before = before
        ordered = sorted(models, key=lambda model: model.id != self._engine.model_id)
        self._models = deque(
            (model, deque(plans[model.id])) for model in ordered if plans.get(model.id)
        )
        self.written, self.wanted = 0, sum(len(rest) for _, rest in self._models)
        self._loading = False
        self._go_on()

    def stop(self) -> None:
        """Stop; what is whole is stored, and the model from before is loaded again."""
        if self.active:
            self._models.clear()
            for request_id in tuple(self._running):
                self._engine.generation.cancel(request_id)
            self._restore()

    def _go_on(self) -> None:
        while self._models and not self._models[0][1] and not self._running:
            self._models.popleft()
            self._loading = False
        if not self._models:
            self._restore()
            self.progressed.emit()
            return
        model, rest = self._models[0]
        if not self._is_loaded(model):
            self._load(model)
            return
        while rest and len(self._running) < self._at_once():
            self._write(model, rest.popleft())

    def _load(self, model: ModelRecord) -> None:
        if not self._loading and not self._engine.busy:
            self._loading = True
            self.progressed.emit()
            self._engine.use_record(model)

    def _is_loaded(self, model: ModelRecord) -> bool:
        engine = self._engine
        loaded = engine.capabilities is not None and not engine.loading
        return loaded and engine.model_id == model.id

    def _at_once(self) -> int:
        known = self._engine.capabilities
        return MOST_AT_ONCE if known is not None and known.engine == LLAMA else 1

    def _write(self, model: ModelRecord, plan: TurnPlan) -> None:
        request = GenerationRequest(
            new_id(),
            plan.messages,
            (secrets.randbelow(2**31),),
            plan.prefix,
            self._engine.settings,
        )
        self._running.add(request.request_id)
        self._engine.generation.generate(
            request,
            lambda _delta: None,
            partial(self._on_result, model, plan, request.settings),
            partial(self._on_done, request.request_id),
            partial(self._on_failed, request.request_id),
        )

    def _on_result(
        self, model: ModelRecord, plan: TurnPlan, settings: SamplingSettings, result: SequenceResult
    ) -> None:
        if result.finish_reason in WHOLE and result.text.strip():
            self._record(plan, result, model.id, settings)
            self.written += 1

    def _on_done(self, request_id: str) -> None:
        self._running.discard(request_id)
        if self.active:
            self.progressed.emit()
            self._go_on()

    def _on_failed(self, request_id: str, reason: str) -> None:
        self._running.discard(request_id)
        self._give_up(shown(reason))

    def _on_model_changed(self) -> None:
        if not self.active or self._running:
            return
        engine, model = self._engine, self._models[0][0]
        if self._is_loaded(model):
            self._go_on()
        elif self._loading and not engine.loading and not engine.waits_for:
            self._give_up(
                engine.trouble or self.tr("{name} could not be loaded.").format(name=model.name)
            )

    def _on_engine_free(self) -> None:
        if self.active and not self._running:
            self._go_on()

    def _give_up(self, reason: str) -> None:
        if self.active:
            self._models.clear()
            self._restore()
            self.failed.emit(reason)

    def _restore(self) -> None:
        """Load the model from before, which the Annotate page goes on with."""
        before, self._before, self._loading = self._before, None, False
        if before is not None and self._engine.model_id != before.id:
            self._engine.use_record(before)
