"""The card that imports: a file, its first rows, which columns hold what, a dry run, the act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QFrame, QPlainTextEdit, QVBoxLayout

from workbench.ui.data.choices import combo, split_choices
from workbench.ui.data.mapping_form import MappingForm
from workbench.ui.plain_label import listed
from workbench.ui.widgets import HintButton, label, stretch_row

MOST_ERRORS = 200
ERRORS_HEIGHT = 96
ONE_ERROR_HEIGHT = 60


class ImportCard(QFrame):
    """Choose a file, read the dry run's report, then import.

    Signals:
        file_chosen(path, split): try the file without changing anything.
        import_chosen(path, split): import it.
    """

    file_chosen = Signal(object, str)
    import_chosen = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.path: Path | None = None
        self.choose = HintButton(self.tr("Choose a file…"))
        self.split = combo(split_choices(), self.tr("Split"))
        self.split.setFixedHeight(self.choose.sizeHint().height())
        self.by_hand = QCheckBox(self.tr("Name the columns by hand"))
        self.mapping = MappingForm()
        self.do_import = HintButton(self.tr("Import"), primary=True)
        self._file = label("", "meta")
        self._summary = label("", "body", wrap=True)
        self._errors = QPlainTextEdit(readOnly=True)
        self._errors.setAccessibleName(self.tr("Rows that cannot be imported"))
        self._lay_out()
        self.choose.clicked.connect(self._on_choose)
        self.split.activated.connect(self._on_changed)
        self.by_hand.toggled.connect(self._on_by_hand)
        self.mapping.mapping_changed.connect(self._on_changed)
        self.do_import.clicked.connect(self._on_import)
        self.show_report("", (), importable=False)
        self._show_mapping(False)
        self.by_hand.hide()

    @property
    def summary(self) -> str:
        """Return what is said of the file."""
        return self._summary.text()

    @property
    def errors(self) -> str:
        """Return the rows that cannot be imported, one a line."""
        return self._errors.toPlainText()

    @property
    def columns(self) -> dict[str, str] | None:
        """Return the column of each field, or None where the file is read as recognised."""
        return self.mapping.mapping() if self.by_hand.isChecked() else None

    def try_file(self, path: Path) -> None:
        """Ask for a dry run of a file."""
        if path != self.path:
            with QSignalBlocker(self.by_hand):  # nobody asks about the file from before
                self.by_hand.setChecked(False)
            self._show_mapping(False)
            self.show_report("", (), importable=False)
        self.path = path
        self._file.setText(path.name)
        self.file_chosen.emit(path, self.split.currentData())

    def show_sample(
        self,
        names: Sequence[str],
        rows: Sequence[Sequence[str]],
        fields: Sequence[tuple[str, str]],
        guess: Mapping[str, str],
        *,
        recognised: bool,
    ) -> None:
        """Show the first rows of a new file; one that is not recognised is mapped at once."""
        self.mapping.show_sample(names, rows)
        self.mapping.ask(fields, names, guess)
        self.by_hand.setVisible(True)
        with QSignalBlocker(self.by_hand):
            self.by_hand.setChecked(not recognised)
        self._show_mapping(not recognised)

    def show_report(self, summary: str, errors: tuple[str, ...], *, importable: bool) -> None:
        """Show what a dry run or an import found."""
        self._summary.setText(summary)
        self._summary.setVisible(bool(summary))
        shown = list(errors[:MOST_ERRORS])
        if len(errors) > MOST_ERRORS:
            shown.append(self.tr("… and {count:,} more").format(count=len(errors) - MOST_ERRORS))
        self._errors.setPlainText(listed(shown))
        self._errors.setFixedHeight(ERRORS_HEIGHT if len(errors) > 1 else ONE_ERROR_HEIGHT)
        self._errors.setVisible(bool(errors))
        self.do_import.setVisible(importable)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(label(self.tr("Import problems and solutions"), "heading"))
        kinds = self.tr(
            "JSON Lines, JSON, CSV or Parquet: problems, or solutions with the labels they carry."
        )
        column.addWidget(label(kinds, "meta", wrap=True))
        column.addLayout(
            stretch_row(self.choose, self._file, None, label(self.tr("Split"), "meta"), self.split)
        )
        for widget in (self.by_hand, self.mapping, self._summary, self._errors):
            column.addWidget(widget)
        column.addLayout(stretch_row(self.do_import, None))

    def _show_mapping(self, shown: bool) -> None:
        self.mapping.setVisible(shown)

    def _on_choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Import problems and solutions"),
            "",
            self.tr("Data (*.jsonl *.json *.csv *.tsv *.parquet);;All files (*)"),
        )
        if chosen:
            self.try_file(Path(chosen))

    def _on_by_hand(self, checked: bool) -> None:
        self._show_mapping(checked)
        self._on_changed()

    def _on_changed(self) -> None:
        if self.path is not None:
            self.file_chosen.emit(self.path, self.split.currentData())

    def _on_import(self) -> None:
        if self.path is not None:
            self.import_chosen.emit(self.path, self.split.currentData())
