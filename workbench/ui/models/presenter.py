"""Runs the Models page: lists what there is and what fits, has the engine load, fetches, adds."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject

from workbench.domain.errors import KnownError
from workbench.domain.model_facts import ShelfView
from workbench.domain.records import ModelRecord
from workbench.service import model_folders
from workbench.service.fingerprints import Interrupted, fingerprint
from workbench.service.shelf import Shelf, adopted
from workbench.ui import languages
from workbench.ui.bus import touches
from workbench.ui.desk import Desk
from workbench.ui.downloads.presenter import DownloadsPresenter
from workbench.ui.jobs.background import Background
from workbench.ui.jobs.engine_presenter import EnginePresenter
from workbench.ui.models import shown
from workbench.ui.models.download_lines import fetch_details
from workbench.ui.models.lines import Verb
from workbench.ui.models.panel import ModelsPanel
from workbench.ui.models.shown import FOLDER
from workbench.ui.servers.presenter import ServersPresenter

READ_AT_ONCE = 4 << 30  # bytes
T = TypeVar("T")


class ModelsPresenter(QObject):
    """The page's presenter; nothing of the network is used before the user agrees."""

    def __init__(self, desk: Desk, engine: EnginePresenter, panel: ModelsPanel) -> None:
        super().__init__(panel)
        self._desk = desk
        self._engine = engine
        self._panel = panel
        self._shelf = Shelf()
        self._view: ShelfView | None = None
        self._background = Background(self)
        self._closing = threading.Event()
        self._looking = self._look_again = False
        self._reading = ""
        self.downloads = DownloadsPresenter(desk, panel)
        self._servers = ServersPresenter(desk, panel)
        self._connect()

    def activate(self) -> None:
        """Show what is known at once, and look again at folders and memory in the background."""
        if self._view is not None:
            self._show()
        self._panel.list.setFocus()
        self._look()

    def close(self) -> None:
        """Stop downloads and readings; what came so far stays."""
        self._closing.set()
        self.downloads.close()

    def _connect(self) -> None:
        panel = self._panel
        panel.selected.connect(self._on_selected)
        panel.act_chosen.connect(self._on_act)
        panel.file_chosen.connect(self._on_file_chosen)
        panel.folder_chosen.connect(self._on_folder_chosen)
        self.downloads.changed.connect(self._show)
        self.downloads.arrived.connect(self._look)
        self._servers.added.connect(self._look)
        self._engine.model_changed.connect(self._on_engine_changed)
        self._desk.bus.changed.connect(self._on_changed)

    # --- looking and showing ---------------------------------------------------------------------

    def _look(self) -> None:
        """Look at everything beside the window's thread; asked twice meanwhile, once more after."""
        if self._desk.closed or self._looking:
            self._look_again = self._looking
            return
        self._looking, self._look_again = True, False
        self.downloads.read_lists()
        records, runs = self._desk.library.models(), self._desk.library.runs()
        self._background.run(
            lambda: self._shelf.look(records, runs), self._on_looked, self._on_look_failed
        )

    def _on_looked(self, view: ShelfView) -> None:
        self._looking = False
        if self._desk.closed:
            return
        self._view = view
        self._show()
        self._read_selected()
        if self._look_again:
            self._look()

    def _on_look_failed(self, error: KnownError) -> None:
        self._looking = False
        self._desk.failed.emit(languages.shown(error), None)

    def _show(self) -> None:
        if self._view is None or self._desk.closed:
            return
        rows = shown.rows(self._view, self._in_use(), self.downloads.fetches())
        self._panel.show_rows(rows, self._engine.model_id or "")
        self._show_details()

    def _show_details(self) -> None:
        key, view = self._panel.key, self._view
        if view is None or not key:
            return
        model = view.model(key)
        folder = next((one for one in view.folders if f"{FOLDER}{one.path}" == key), None)
        fetch = next((one for one in self.downloads.fetches() if one.key == key), None)
        if model is not None:
            reading = self._reading == key
            details = shown.model_details(model, view, self._in_use(), reading=reading)
            self._panel.show_details(details)
        elif folder is not None:
            self._panel.show_details(shown.folder_details(folder))
        elif fetch is not None:
            self._panel.show_details(fetch_details(fetch))

    def _in_use(self) -> shown.InUse:
        engine = self._engine
        capabilities = engine.capabilities
        return shown.InUse(
            key=engine.model_id or "",
            loaded=capabilities is not None and not engine.loading,
            loading=engine.loading,
            trouble=engine.trouble,
            waits_for=engine.waits_for,
            takes_bytes=capabilities.memory_bytes if capabilities else 0,
        )

    def _on_selected(self, _key: str) -> None:
        self._show_details()
        self._read_selected()

    def _on_engine_changed(self) -> None:
        """Follow the engine while the page is seen; it changes with every turn that is written."""
        if not self._panel.isVisible():
            return
        self._show()
        if not self._engine.loading:
            self._look()  # What is free has changed.

    def _on_changed(self, topics: frozenset[str], author: object) -> None:
        if touches(topics, "models", "runs") and self._panel.isVisible():
            self._look()

    # --- fingerprints ----------------------------------------------------------------------------

    def _read_selected(self) -> None:
        """Read the selected model through for its SHA-256, where nobody has; one at a time."""
        model = self._view.model(self._panel.key) if self._view else None
        if model is None or self._reading or model.facts is None or model.fingerprint:
            return
        if model.facts.file_bytes > READ_AT_ONCE:
            return  # Minutes of the disk's time: only when the model is used.
        self._reading = model.key
        path = Path(model.path)
        self._background.run(
            lambda: _unless_closing(lambda: fingerprint(path, self._closing.is_set)),
            self._on_read,
            self._on_not_read,
        )
        self._show_details()

    def _on_read(self, _digest: str | None) -> None:
        self._reading = ""
        self._look()

    def _on_not_read(self, error: KnownError) -> None:
        self._reading = ""
        self._desk.failed.emit(languages.shown(error), None)

    # --- acts ------------------------------------------------------------------------------------

    def _on_act(self, key: str, verb: Verb) -> None:
        acts: dict[Verb, Callable[[str], None]] = {
            Verb.USE: self._use,
            Verb.UNLOAD: lambda _key: self._engine.unload(),
            Verb.DISCARD: self._remove,
            Verb.REMOVE: self._remove,
            Verb.RESCAN: lambda _key: self._look(),
            Verb.FORGET_FOLDER: self._forget_folder,
            Verb.DOWNLOAD: self.downloads.download,
            Verb.AGREE: self.downloads.agree,
            Verb.STOP: self.downloads.stop,
            Verb.FORGET_DOWNLOAD: self.downloads.forget,
        }
        try:
            acts[verb](key)
        except KnownError as error:
            self._desk.failed.emit(languages.shown(error), None)

    def _use(self, key: str) -> None:
        model = self._view.model(key) if self._view else None
        if model is None or self._view is None:
            return
        if model.record is not None and model.record.path == model.path:
            self._engine.use_model(key)
            return
        view = self._view
        self._panel.show_busy(self.tr("Reading {name}…").format(name=model.name))
        self._background.run(
            lambda: _unless_closing(lambda: adopted(model, view, self._closing.is_set)),
            self._on_adopted,
            self._on_not_added,
        )

    def _on_adopted(self, records: list[ModelRecord] | None) -> None:
        """Put a found model (and the base it needs) into the project, and load it."""
        self._panel.show_busy("")
        if not records or self._desk.closed:
            return
        for record in records:
            self._desk.commit(partial(self._desk.library.add_model, record), self)
        self._engine.use_model(records[-1].id)
        self._look()

    def _remove(self, key: str) -> None:
        """Take a model off the project's list; its files stay, and undo brings it back."""
        record = self._desk.library.model(key)
        if record is None:
            return
        if self._engine.model_id == key:
            if record.parent_id:
                self._engine.use_model(record.parent_id)
            else:
                self._engine.unload()
        self._desk.commit(lambda: self._desk.library.remove_model(key), self)
        self._look()

    def _on_file_chosen(self, path: Path) -> None:
        self._panel.show_busy(self.tr("Reading the model…"))
        view = self._view
        self._background.run(
            lambda: _unless_closing(lambda: self._shelf.named(path, view, self._closing.is_set)),
            self._on_added,
            self._on_not_added,
        )

    def _on_added(self, records: list[ModelRecord] | None) -> None:
        self._panel.show_busy("")
        for record in records or ():
            self._desk.commit(partial(self._desk.library.add_model, record), self)
        self._look()

    def _on_not_added(self, error: KnownError) -> None:
        self._panel.show_busy("")
        self._desk.failed.emit(languages.shown(error), None)

    def _on_folder_chosen(self, path: Path) -> None:
        try:
            model_folders.add_folder(path)
        except KnownError as error:
            self._desk.failed.emit(languages.shown(error), None)
            return
        self._look()

    def _forget_folder(self, key: str) -> None:
        model_folders.remove_folder(Path(key.removeprefix(FOLDER)))
        self._look()


def _unless_closing(work: Callable[[], T]) -> T | None:
    """Return what work returns, None where it was cut short because the window closes."""
    try:
        return work()
    except Interrupted:
        return None
