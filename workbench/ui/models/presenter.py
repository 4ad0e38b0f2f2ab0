"""Runs the Models page: lists what is known and what fits, adds files, has the engine load one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from workbench.domain.errors import KnownError
from workbench.domain.records import ModelRecord
from workbench.service import models
from workbench.ui.bus import touches
from workbench.ui.desk import Desk
from workbench.ui.jobs.background import Background
from workbench.ui.jobs.engine_presenter import EnginePresenter
from workbench.ui.models.panel import ModelLine, ModelsPanel

Found = tuple[list[ModelRecord], list[str]]
Find = Callable[[], Found]


class ModelsPresenter(QObject):
    """The page's presenter."""

    def __init__(self, desk: Desk, engine: EnginePresenter, panel: ModelsPanel) -> None:
        super().__init__(panel)
        self._desk = desk
        self._engine = engine
        self._panel = panel
        self._background = Background(self)
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
        self._add(lambda: ([models.record_for(path)], []))

    def _on_folder_chosen(self, path: Path) -> None:
        self._add(lambda: models.scan(path))

    def _add(self, find: Find) -> None:
        """Read headers and fingerprints off the window's thread: a model may be many gigabytes."""
        self._panel.show_busy("Reading the model…")
        self._background.run(find, self._on_found, self._on_not_found)

    def _on_found(self, found: Found) -> None:
        records, refused = found
        self._panel.show_busy("")
        for record in records:
            self._desk.commit(partial(self._desk.library.add_model, record), self)
        if refused or not records:
            sentence = " ".join(refused) or "There is no GGUF file in it; choose another folder."
            self._desk.failed.emit(sentence, None)
        self.activate()

    def _on_not_found(self, error: KnownError) -> None:
        self._panel.show_busy("")
        self._desk.failed.emit(str(error), None)

    def _on_changed(self, topics: frozenset[str], author: object) -> None:
        if touches(topics, "models"):
            self.activate()
