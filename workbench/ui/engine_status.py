"""Says in the status bar which model the window holds, how it gets on and how fast it writes."""

from __future__ import annotations

from PySide6.QtCore import QObject

from workbench.ui.desk import Desk
from workbench.ui.jobs.engine_presenter import EnginePresenter
from workbench.ui.languages import shown
from workbench.ui.main_window import MainWindow
from workbench.ui.status_bar import model_line


class EngineStatus(QObject):
    """The part of the status bar that follows the engine."""

    def __init__(self, desk: Desk, engine: EnginePresenter, window: MainWindow) -> None:
        super().__init__(window)
        self._desk, self._engine, self._window = desk, engine, window
        status, banner = window.status, window.banner
        engine.model_changed.connect(self._show_model)
        engine.stall_changed.connect(lambda: status.show_stall(engine.stall))
        engine.progressed.connect(lambda _: self._show_speed())
        engine.turn_written.connect(lambda _: self._show_speed())
        status.remedy_wanted.connect(lambda: banner.tell(status.remedy))

    def _show_model(self) -> None:
        if self._desk.closed:  # the engine's last news comes after the project is closed
            return
        engine, status = self._engine, self._window.status
        if engine.capabilities is not None:
            status.show_model(model_line(engine.name, engine.capabilities))
            self._show_remedy(shown(engine.capabilities.warning))
        elif engine.waits_for:
            status.show_model(
                self.tr("{name} · waits: {waits_for}").format(
                    name=engine.name, waits_for=engine.waits_for
                )
            )
        elif engine.starts_again:
            status.show_model(
                self.tr("{name} · starts again with the next turn").format(name=engine.name)
            )
        elif engine.loading:
            status.show_model(self.tr("Loading the model…"))
        else:
            status.show_model(self.tr("No model"))
        self._show_speed()

    def _show_remedy(self, warning: str) -> None:
        """Keep it in the status bar that the GPU is idle; tell how to mend it once."""
        if warning and warning != self._window.status.remedy:
            self._window.banner.tell(warning)
        self._window.status.show_remedy(warning)

    def _show_speed(self) -> None:
        engine = self._engine
        held = engine.capabilities
        speed = engine.tokens_per_second if held else 0.0  # a model's that is gone says nothing
        length = held.context_length if held else 0
        self._window.status.show_speed(speed, engine.context_used, length)
