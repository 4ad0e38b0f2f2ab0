"""Runs the Models page: lists what is known and what fits, adds files, has the engine load one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from workbench.domain.errors import KnownError
from workbench.domain.records import ModelRecord
from workbench.service import models
from workbench.ui.bus import touches
from workbench.ui.desk import Desk
from workbench.ui.jobs.engine_presenter import EnginePresenter
from workbench.ui.models.panel import ModelLine, ModelsPanel


class ModelsPresenter(QObject):
    """The page's presenter."""

    def __init__(self, desk: Desk, engine: EnginePresenter, panel: ModelsPanel) -> None:
        super().__init__(panel)
        self._desk = desk
        self._engine = engine
        self._panel = panel
        panel.use_chosen.connect(engine.use_model)
        panel.file_chosen.connect(self._on_file_chosen)
        panel.folder_chosen.connect(self._on_folder_chosen)
        engine.model_changed.connect(self.activate)
        desk.bus.changed.connect(self._on_changed)

    def activate(self) -> None:
        """Show the models as they are now."""
        lines = tuple(self._line(record) for record in self._desk.library.models())
        capabilities = self._engine.capabilities
        frame = ""
        if capabilities is not None:
            frame = f"{capabilities.name} is prompted through its {capabilities.prompt_frame}."
        self._panel.show_models(lines, frame)

    def _line(self, record: ModelRecord) -> ModelLine:
        current = record.id == self._engine.model_id
        return ModelLine(
            record.id,
            record.name,
            self._detail(record),
            loaded=current and self._engine.capabilities is not None,
            loading=current and self._engine.loading,
            trouble="" if Path(record.path).exists() else "The file is not there any more.",
        )

    def _detail(self, record: ModelRecord) -> str:
        if record.parent_id:
            parent = self._desk.model_name(record.parent_id)
            return f"trained adapter on {parent} · {record.path}"
        return f"{models.size_line(record)} · {record.path}"

    def _on_file_chosen(self, path: Path) -> None:
        self._add([path])

    def _on_folder_chosen(self, path: Path) -> None:
        found = sorted(path.glob("*.gguf"))
        if not found:
            self._desk.failed.emit(f"There is no GGUF file in {path}; choose another folder.", None)
            return
        self._add(found)

    def _add(self, paths: list[Path]) -> None:
        try:
            records = [models.record_for(path) for path in paths]
        except KnownError as error:
            self._desk.failed.emit(str(error), None)
            return
        for record in records:
            self._desk.commit(lambda record=record: self._desk.library.add_model(record), self)
        self.activate()

    def _on_changed(self, topics: frozenset[str], author: object) -> None:
        if touches(topics, "models"):
            self.activate()
