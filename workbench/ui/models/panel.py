"""The Models page's widgets: what is known, what is loaded, and a way to name more."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from workbench.ui.widgets import EmptyState, HintButton, fill_with, label, stretch_row

PAGE_WIDTH = 860


@dataclass(frozen=True, slots=True)
class ModelLine:
    """One model as the page shows it; ``trouble`` says why it cannot be used."""

    model_id: str
    name: str
    detail: str
    loaded: bool = False
    loading: bool = False
    trouble: str = ""


class ModelsPanel(QWidget):
    """The page.

    Signals:
        use_chosen(model_id): load this model.
        file_chosen(path): add a GGUF file.
        folder_chosen(path): add the GGUF files of a folder.
    """

    use_chosen = Signal(str)
    file_chosen = Signal(object)
    folder_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.add_file = HintButton("Add a GGUF file…")
        self.add_folder = HintButton("Add a folder…")
        self.buttons: dict[str, HintButton] = {}
        self._frame = label("", "meta", wrap=True)
        self._busy = label("", "meta")
        self._busy.hide()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(10)
        self._empty = EmptyState("No models yet", "Add a GGUF file from this machine to begin.")
        self._lay_out()
        self.add_file.clicked.connect(self._on_add_file)
        self.add_folder.clicked.connect(self._on_add_folder)

    def show_models(self, lines: tuple[ModelLine, ...], frame: str) -> None:
        """Show the known models; ``frame`` says how the loaded one is prompted."""
        while self._rows.count():
            item = self._rows.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.deleteLater()
        self.buttons = {}
        for line in lines:
            self._rows.addWidget(self._row(line))
        self._empty.setVisible(not lines)
        self._frame.setText(frame)
        self._frame.setVisible(bool(frame))

    def show_busy(self, text: str) -> None:
        """Say that a file is being read, or nothing."""
        self._busy.setText(text)
        self._busy.setVisible(bool(text))

    def _row(self, line: ModelLine) -> QFrame:
        frame = QFrame()
        frame.setProperty("role", "card")
        texts = QVBoxLayout()
        texts.setSpacing(4)
        texts.addWidget(label(line.name, "strong"))
        texts.addWidget(label(line.detail, "meta", wrap=True))
        if line.trouble:
            texts.addWidget(label(line.trouble, "error", wrap=True))
        row = QHBoxLayout(frame)
        row.setContentsMargins(16, 12, 16, 12)
        row.addLayout(texts, 1)
        if line.loaded or line.loading:
            row.addWidget(label("in use" if line.loaded else "loading…", "good"))
        else:
            button = self.buttons[line.model_id] = HintButton("Use")
            button.setEnabled(not line.trouble)
            button.clicked.connect(partial(self.use_chosen.emit, line.model_id))
            row.addWidget(button)
        return frame

    def _lay_out(self) -> None:
        body = QWidget()
        body.setMaximumWidth(PAGE_WIDTH)
        column = QVBoxLayout(body)
        column.setContentsMargins(24, 18, 24, 24)
        column.setSpacing(16)
        column.addLayout(
            stretch_row(label("Models", "title"), None, self.add_file, self.add_folder)
        )
        column.addWidget(self._frame)
        column.addWidget(self._busy)
        column.addLayout(self._rows)
        column.addWidget(self._empty)
        column.addStretch(1)
        fill_with(self, body)

    def _on_add_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Add a model", "", "GGUF models (*.gguf)")
        if chosen:
            self.file_chosen.emit(Path(chosen))

    def _on_add_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Add a folder of models")
        if chosen:
            self.folder_chosen.emit(Path(chosen))
