"""The window shown in place of a project that cannot be opened: why, and what to do now."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from workbench.ui.languages import marked, translate
from workbench.ui.widgets import HintButton, label, stretch_row

PROJECT_FILTER = marked("StartTrouble", "Stepmark projects (*.stepmark)")


class StartTrouble(QWidget):
    """One sentence and three ways on.

    Signals:
        project_chosen(path): open this file instead; the same one means try again.
    """

    project_chosen = Signal(object)

    def __init__(self, path: Path, sentence: str) -> None:
        super().__init__()
        self._path = path
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("Stepmark")
        self.resize(640, 300)
        self.sentence = label(sentence, "body", wrap=True)
        self.again = HintButton(self.tr("Try again"), primary=True)
        self.other = HintButton(self.tr("Open another project…"))
        self.leave = HintButton(self.tr("Quit"))
        self.again.clicked.connect(lambda: self.project_chosen.emit(self._path))
        self.other.clicked.connect(self._on_other)
        self.leave.clicked.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 32, 40, 28)
        column.setSpacing(16)
        column.addWidget(label(self.tr("This project could not be opened"), "title"))
        column.addWidget(label(str(path), "meta", wrap=True))
        column.addWidget(self.sentence)
        column.addStretch(1)
        column.addLayout(stretch_row(self.again, self.other, None, self.leave))

    def _on_other(self) -> None:
        folder = str(self._path.parent)
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Open or create a project"),
            folder,
            translate("StartTrouble", PROJECT_FILTER),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            self.project_chosen.emit(Path(chosen))
