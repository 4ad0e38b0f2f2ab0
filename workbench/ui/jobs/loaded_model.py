"""Which model the window holds in its child process: loading, waiting for the GPU, giving way."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.domain.errors import KnownError
from workbench.domain.records import ModelRecord
from workbench.domain.sampling import Capabilities, ModelSpec
from workbench.engines.pulse import Stall
from workbench.jobs.attached import ProcessOutcome
from workbench.jobs.lease import TRAINING
from workbench.service import models
from workbench.service.generation import Generation, GenerationState
from workbench.service.solving import MODEL_SETTING
from workbench.ui.desk import Desk
from workbench.ui.languages import shown

PULSE_MS = 500


class LoadedModel(QObject):
    """Loads a model into the child process, frees it, and follows what becomes of the process.

    ``stall`` says that the child does not get on (``not responding for 5 s``), ``trouble`` why
    there is no model.

    Signals:
        model_changed(): loading, loaded, unloaded or failed; see ``capabilities`` and ``trouble``.
        stall_changed(): ``stall`` says something else.
        failed(sentence): the engine could not do what was asked.
        crashed(sentence, details): its process died; ``details`` is the last it had to say.
    """

    model_changed = Signal()
    stall_changed = Signal()
    failed = Signal(str)
    crashed = Signal(str, str)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._generation: Generation | None = None
        self._told_end: ProcessOutcome | None = None
        self._has_room = True
        self._pulse = QTimer(self, interval=PULSE_MS)
        self._pulse.timeout.connect(self._feel_pulse)
        self.spec: ModelSpec | None = None
        self.capabilities: Capabilities | None = None
        self.loading = False
        self.trouble = ""
        self._stall: Stall | None = None

    def load_preferred(self) -> None:
        """Load the model used last in this project, or the starter."""
        library = self._desk.library
        try:
            if library.model(models.STARTER_ID) is None:
                library.add_model(models.starter_record())
            wanted = self._desk.project.setting(MODEL_SETTING, models.STARTER_ID)
            record = library.model(wanted) or library.model(models.STARTER_ID)
        except KnownError as error:
            self._fail_load(shown(error))
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
            self._fail_load(shown(error))
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
        self._resume()

    @property
    def stall(self) -> str:
        """How the child fails to get on: ``not responding for 5 s``; ``""`` where it does."""
        return shown(self._stall.words) if self._stall is not None else ""

    @property
    def waits_for(self) -> str:
        """Who has the GPU that the model needs, as a clause; ``""`` where nobody has."""
        if not self._has_room and self.capabilities is None:
            return shown(TRAINING)
        return shown(self._generation.waits_for) if self._generation is not None else ""

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
    def takes_prefix(self) -> bool:
        """Whether the model can go on from given words; all but some servers can."""
        return self.capabilities is None or self.capabilities.takes_prefix

    @property
    def blocked(self) -> str:
        """Why no turn can be asked for now, or ``""``; while a model loads, turns wait."""
        if self.capabilities is not None or self.loading or self.waits_for or self.starts_again:
            return ""
        return self.trouble or self.tr("No model is loaded; choose one on the Models page.")

    @property
    def generation(self) -> Generation:
        """The service's side of the child process, made when first needed."""
        if self._generation is None:
            self._generation = self._make_generation()
            self._generation.listeners.append(self._on_state_changed)
            self._generation.trouble_listeners.append(self._report)
            self._pulse.start()
        return self._generation

    def _make_generation(self) -> Generation:
        """Return the service's side of a child process that is not started yet."""
        raise NotImplementedError

    def _resume(self) -> None:
        """The model can be asked again."""

    @property
    def _writes(self) -> bool:
        """Whether the model is at work."""
        raise NotImplementedError

    def _shares_gpu_with_training(self) -> bool:
        gpu = self.generation.gpu
        if not gpu.training() or self.spec is None:
            return False
        if self.capabilities is not None:
            return gpu.after(self.capabilities)
        return gpu.before(self.spec)

    def _leave_gpu_when_idle(self) -> None:
        if not self._has_room and not self._writes and self._generation is not None:
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
        self._resume()

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
        self._resume()

    def _on_load_failed(self, spec: ModelSpec, reason: str) -> None:
        if spec is self.spec:
            self._fail_load(shown(reason))

    def _fail_load(self, reason: str) -> None:
        self.loading, self.trouble = False, reason
        self.model_changed.emit()
        self._report(reason)

    @property
    def _last_end(self) -> ProcessOutcome | None:
        return self._generation.last_end if self._generation is not None else None

    def _report(self, reason: str) -> None:
        """Tell of a failure, with the process's last words where it died of it."""
        if (end := self._last_end) is self._told_end or end is None:
            self.failed.emit(shown(reason))
        else:
            self._told_end = end
            self.crashed.emit(shown(reason), "\n".join(end.tail))
