"""The card that exports: a format, a container, what neutral becomes, a check that it returns."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QFrame, QGridLayout, QVBoxLayout

from workbench.ui.data.choices import Choice, combo, container_choices, neutral_choices
from workbench.ui.widgets import HintButton, label, stretch_row


class ExportCard(QFrame):
    """Choose a format and a place, then export.

    Signals:
        export_chosen(format, path, neutral): write the marks.
        check_chosen(format, neutral): write them, read that into an empty project, and compare.
    """

    export_chosen = Signal(str, object, str)
    check_chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.format = combo((), self.tr("Format"))
        self.container = combo(container_choices(), self.tr("Written as"))
        self.neutral = combo(neutral_choices(), self.tr("Neutral steps"))
        self.after_first_error = QCheckBox(self.tr("Also the steps after the first error"))
        self._note = label("", "meta", wrap=True)
        self._container_note = label("", "meta", wrap=True)
        self._result = label("", "body", wrap=True)
        self._formats: tuple[Choice, ...] = ()
        self.export = HintButton(self.tr("Export…"), primary=True)
        self.check = HintButton(self.tr("Check the round trip"))
        self._neutral_label = label(self.tr("Neutral steps"), "meta")
        self._lay_out()
        self.format.currentIndexChanged.connect(self._on_format)
        self.container.currentIndexChanged.connect(self._on_container)
        self.export.clicked.connect(self._on_export)
        self.check.clicked.connect(self._on_check)
        self.show_result("")
        self._on_container(0)

    @property
    def result(self) -> str:
        """Return what came of the export."""
        return self._result.text()

    def offer(self, formats: tuple[Choice, ...]) -> None:
        """Offer formats."""
        self._formats = formats
        self.format.clear()
        for choice in formats:
            self.format.addItem(choice.text, choice.value)
        self._on_format(0)

    def show_result(self, text: str) -> None:
        """Say what came of the export."""
        self._result.setText(text)
        self._result.setVisible(bool(text))

    def write(self, path: Path) -> None:
        """Ask for an export to a file or a folder."""
        self.export_chosen.emit(self.format.currentData(), path, self.neutral.currentData())

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(2, 1)
        rows = (
            (label(self.tr("Format"), "meta"), self.format, self._note),
            (label(self.tr("Written as"), "meta"), self.container, self._container_note),
            (self._neutral_label, self.neutral, None),
        )
        for number, (title, chosen, note) in enumerate(rows):
            grid.addWidget(title, number, 0)
            grid.addWidget(chosen, number, 1)
            if note is not None:
                grid.addWidget(note, number, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(label(self.tr("Export marks"), "heading"))
        column.addLayout(grid)
        column.addWidget(self.after_first_error)
        column.addLayout(stretch_row(self.export, self.check, None))
        column.addWidget(self._result)

    def _on_format(self, at: int) -> None:
        chosen = self._formats[at] if 0 <= at < len(self._formats) else Choice("", "")
        self._note.setText(chosen.note)
        self.neutral.setVisible(chosen.maps_neutral)
        self._neutral_label.setVisible(chosen.maps_neutral)
        self.check.setText(
            self.tr("Check the round trip") if chosen.comes_back else self.tr("Check by reading")
        )

    def _on_container(self, at: int) -> None:
        self._container_note.setText(container_choices()[at].note)

    def _on_check(self) -> None:
        self.check_chosen.emit(self.format.currentData(), self.neutral.currentData())

    def _on_export(self) -> None:
        name = f"marks-{self.format.currentData()}"
        title = self.tr("Export marks")
        kinds = {
            "jsonl": ("jsonl", self.tr("JSON Lines (*.jsonl)")),
            "csv": ("csv", self.tr("Table (*.csv)")),
            "csv-exact": ("csv", self.tr("Table (*.csv)")),
        }
        kind = kinds.get(self.container.currentData())
        if kind is not None:
            chosen, _ = QFileDialog.getSaveFileName(self, title, f"{name}.{kind[0]}", kind[1])
        else:
            chosen, _ = QFileDialog.getSaveFileName(
                self,
                self.tr("Name of the new folder"),
                name,
                options=QFileDialog.Option.DontConfirmOverwrite,
            )
        if chosen:
            self.write(Path(chosen))
