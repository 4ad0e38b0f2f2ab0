"""The loaded model seen from the window: loading, waiting, and several turns being written."""

from __future__ import annotations

import logging
from collections import deque
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.domain.errors import KnownError
from workbench.domain.records import ModelRecord
from workbench.domain.sampling import (
    LLAMA,
    Capabilities,
    ModelSpec,
    SamplingSettings,
    SequenceResult,
    TokenDelta,
)
from workbench.engines.pulse import Stall
from workbench.jobs.attached import ProcessOutcome
from workbench.jobs.lease import TRAINING
from workbench.service import models
from workbench.service.generation import Generation, GenerationState
from workbench.service.solving import MODEL_SETTING
from workbench.service.views import TurnPlan
from workbench.ui.desk import Desk
from workbench.ui.jobs.post import GuiThreadPost
from workbench.ui.jobs.writing import Writing, new_writing

log = logging.getLogger(__name__)

MOST_AT_ONCE = 4  # turns; each may have several candidates
PULSE_MS = 500


class EnginePresenter(QObject):
    """Loads a model into the child process and has it write turns, a few at a time.

    ``stall`` says that the child does not get on (``not responding for 5 s``), ``trouble`` why
    there is no model.

    Signals:
        model_changed(): loading, loaded, unloaded or failed; see ``capabilities`` and ``trouble``.
        stall_changed(): ``stall`` says something else.
        progressed(problem_id): more text of that problem's turn has arrived.
        activity_changed(problem_id, activity): ``generating…``, ``waiting`` or ``""``.
        turn_written(problem_id): the turn is stored.
        failed(sentence): the engine could not do what was asked.
        crashed(sentence, details): its process died; ``details`` is the last it had to say.
    """

    model_changed = Signal()
    stall_changed = Signal()
    progressed = Signal(str)
    activity_changed = Signal(str, str)
    turn_written = Signal(str)
    failed = Signal(str)
    crashed = Signal(str, str)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._post = GuiThreadPost(self)
        self._generation: Generation | None = None
        self._waiting: deque[Writing] = deque()
        self._running: dict[str, Writing] = {}
        self._cut_short: dict[str, str] = {}
        self._told_end: ProcessOutcome | None = None
        self._has_room = True
        self._pulse = QTimer(self, interval=PULSE_MS)
        self._pulse.timeout.connect(self._feel_pulse)
        self.spec: ModelSpec | None = None
        self.capabilities: Capabilities | None = None
        self.loading = False
        self.trouble = ""
        self._stall: Stall | None = None
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
            self._fail_load(str(error))
            return
        if record is not None:
            self.use_record(record)

    def use_model(self, model_id: str) -> None:
        """Load a known model and remember it for the next start."""
        record = self._desk.library.model(model_id)
        if record is None:
            self.failed.emit(self.tr("That model is no longer in the project; choose another."))
            return
        self._desk.project.set_setting(MODEL_SETTING, model_id)
        self.use_record(record)

    def use_record(self, record: ModelRecord) -> None:
        """Load a model; a trained adapter only joins its base where that is loaded already."""
        try:
            spec = models.spec_for(record, self._desk.library)
        except KnownError as error:
            self._fail_load(str(error))
            return
        if self.capabilities is not None and self.spec is not None and self.spec.path == spec.path:
            self._put_adapter(spec)
        else:
            self.load(spec)

    def load(self, spec: ModelSpec) -> None:
        """Load a model; the one loaded before goes. While training has the GPU, it waits."""
        self.spec = spec
        self.capabilities, self.trouble, self.loading = None, "", self._has_room
        self.model_changed.emit()
        if self._has_room:
            self.generation.load(
                spec, partial(self._on_loaded, spec), partial(self._on_load_failed, spec)
            )

    def unload(self) -> None:
        """Free the model's memory; what is being written is stopped and kept."""
        self.spec = None
        self._has_room = True
        if self._generation is not None:
            self._generation.unload()

    def make_room(self) -> None:
        """Free the GPU for a training run, after the turns being written; later ones wait."""
        if self.spec is None or not self._has_room or not self._shares_gpu_with_training():
            return
        self._has_room = False
        self._leave_gpu_when_idle()

    def take_room_back(self) -> None:
        """Load the model again that gave way to a training run."""
        if self._has_room:
            return
        self._has_room = True
        if self.spec is not None and self.capabilities is None:
            self.load(self.spec)
        self._start_next()

    def write(self, plan: TurnPlan, candidates: int = 1) -> None:
        """Have a turn written; it waits where too many others are, or the GPU is taken."""
        self._cut_short.pop(plan.problem_id, None)
        self._waiting.append(new_writing(plan, candidates, self.settings))
        self.activity_changed.emit(plan.problem_id, "waiting")
        self._start_next()

    def writing(self, problem_id: str) -> Writing | None:
        """Return what is being written for a problem, or waits to be."""
        candidates = (*self._running.values(), *self._waiting)
        return next((writing for writing in candidates if writing.problem_id == problem_id), None)

    def activity(self, problem_id: str) -> str:
        """Return ``writing`` or ``waiting`` for a problem whose turn is asked for, else ``""``."""
        writing = self.writing(problem_id)
        if writing is None:
            return ""
        return "writing" if writing.id in self._running else "waiting"

    def notice(self, problem_id: str) -> str:
        """Return what keeps a problem's turn from being written, or ``""``."""
        writing = self.writing(problem_id)
        if writing is None:
            return ""
        if writing.id not in self._running and self.waits_for:
            return self.tr("Waits: {waits_for}. It is written as soon as the GPU is free.").format(
                waits_for=self.waits_for
            )
        return self._stall.sentence if self._stall is not None else ""

    def cut_short(self, problem_id: str) -> str:
        """Return why a problem's newest turn ended in the middle, where that is known."""
        return self._cut_short.get(problem_id, "")

    @property
    def stall(self) -> str:
        """How the child fails to get on: ``not responding for 5 s``; ``""`` where it does."""
        return self._stall.words if self._stall is not None else ""

    @property
    def waits_for(self) -> str:
        """Who has the GPU that the model needs, as a clause; ``""`` where nobody has."""
        if not self._has_room and self.capabilities is None:
            return TRAINING
        return self._generation.waits_for if self._generation is not None else ""

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
    def starts_again(self) -> bool:
        """Whether the engine ended and the next turn starts it again."""
        return self._generation is not None and self._generation.can_start_again

    @property
    def blocked(self) -> str:
        """Why no turn can be asked for now, or ``""``; while a model loads, turns wait."""
        if self.capabilities is not None or self.loading or self.waits_for or self.starts_again:
            return ""
        return self.trouble or self.tr("No model is loaded; choose one on the Models page.")

    @property
    def busy(self) -> bool:
        """Whether a turn is being written."""
        return bool(self._running)

    def stop(self, problem_id: str) -> None:
        """Stop a problem's turn; what was written so far is kept."""
        writing = self.writing(problem_id)
        if writing is None:
            return
        if writing.id in self._running:
            self.generation.cancel(writing.id)
        else:
            self._waiting.remove(writing)
            self.activity_changed.emit(problem_id, "")

    def shutdown(self) -> None:
        """End the child process; what it was writing is stored as stopped."""
        self._pulse.stop()
        self._waiting.clear()
        for writing in list(self._running.values()):
            writing.results = writing.results or writing.partial_results()
            self._store(writing)
        if self._generation is not None:
            self._generation.shutdown()
            self._generation = None

    @property
    def generation(self) -> Generation:
        """The service's side of the child process, made when first needed."""
        if self._generation is None:
            self._generation = Generation(self._post.deliver)
            self._generation.listeners.append(self._on_state_changed)
            self._generation.trouble_listeners.append(self._report)
            self._pulse.start()
        return self._generation

    def _start_next(self) -> None:
        while self._waiting and self._may_start():
            writing = self._waiting.popleft()
            self._running[writing.id] = writing
            self.activity_changed.emit(writing.problem_id, "generating…")
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
        return len(self._running) < (MOST_AT_ONCE if batches else 1)

    def _shares_gpu_with_training(self) -> bool:
        gpu = self.generation.gpu
        if not gpu.training() or self.spec is None:
            return False
        if self.capabilities is not None:
            return gpu.after(self.capabilities)
        return gpu.before(self.spec)

    def _leave_gpu_when_idle(self) -> None:
        if not self._has_room and not self._running and self._generation is not None:
            self._generation.unload()

    def _put_adapter(self, spec: ModelSpec) -> None:
        self.loading = True
        self.model_changed.emit()
        self.generation.set_adapter(
            spec.adapter_path,
            spec.base_sha256,
            partial(self._on_adapter_put, spec),
            self._on_adapter_failed,
        )

    def _on_adapter_put(self, spec: ModelSpec) -> None:
        self.spec, self.loading, self.trouble = spec, False, ""
        self.model_changed.emit()

    def _on_adapter_failed(self, reason: str) -> None:
        self.loading = False
        self.model_changed.emit()
        self._report(reason)

    def _on_state_changed(self) -> None:
        """Follow the engine where it waits, ended, or started again by itself."""
        if self._generation is None:
            return
        state = self._generation.state
        self.capabilities = self._generation.capabilities
        self.loading = state in (GenerationState.LOADING, GenerationState.WAITING)
        if state is GenerationState.FAILED and not self.trouble:
            self.trouble = self.tr("The engine stopped; choose the model again on the Models page.")
        elif state is not GenerationState.FAILED:
            self.trouble = ""
        self._feel_pulse()
        self.model_changed.emit()
        self._start_next()

    def _feel_pulse(self) -> None:
        stall = self._generation.stall() if self._generation is not None else None
        before, self._stall = self.stall, stall
        if self.stall != before:
            self.stall_changed.emit()

    def _on_loaded(self, spec: ModelSpec, capabilities: Capabilities) -> None:
        if spec is not self.spec:
            return
        self.capabilities, self.loading, self.trouble = capabilities, False, ""
        self.model_changed.emit()
        self._start_next()

    def _on_load_failed(self, spec: ModelSpec, reason: str) -> None:
        if spec is self.spec:
            self._fail_load(reason)

    def _fail_load(self, reason: str) -> None:
        self.loading, self.trouble = False, reason
        self.model_changed.emit()
        self._report(reason)

    def _on_delta(self, delta: TokenDelta) -> None:
        writing = self._running.get(delta.request_id)
        if writing is None:
            return
        writing.texts[delta.sequence] += delta.text
        if delta.tokens_per_second:
            writing.rate = delta.tokens_per_second
            self.tokens_per_second = sum(running.rate for running in self._running.values())
        self.progressed.emit(writing.problem_id)

    def _on_result(self, result: SequenceResult) -> None:
        writing = self._running.get(result.request_id)
        if writing is None:
            return
        writing.results.append(result)
        if result.token_ids:
            self.context_used = result.prompt_tokens + len(result.token_ids)
            self.tokens_per_second = result.tokens_per_second or self.tokens_per_second

    def _on_failed(self, writing: Writing, reason: str) -> None:
        """Store what was written before the engine failed; it came flagged as failed."""
        if writing.id in self._running:
            end = self._last_end if self.capabilities is None else None
            why = (
                self.tr("the engine stopped; {sentence}").format(sentence=end.sentence)
                if end
                else reason.rstrip(".")
            )
            self._cut_short[writing.problem_id] = why
            self._store(writing)
        # Of several turns that one death ended, the first has told of it.
        if self._last_end is None or self._told_end is not self._last_end or self.capabilities:
            self._report(reason)

    @property
    def _last_end(self) -> ProcessOutcome | None:
        return self._generation.last_end if self._generation is not None else None

    def _report(self, reason: str) -> None:
        """Tell of a failure, with the process's last words where it died of it."""
        if (end := self._last_end) is self._told_end or end is None:
            self.failed.emit(reason)
        else:
            self._told_end = end
            self.crashed.emit(reason, "\n".join(end.tail))

    def _store(self, writing: Writing) -> None:
        if self._running.pop(writing.id, None) is None:
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
        self._leave_gpu_when_idle()
        self._start_next()
