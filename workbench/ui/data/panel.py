"""The Data page's widgets: import with a dry run, export with a choice of format."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QPlainTextEdit,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from workbench.ui.widgets import HintButton, label, scroll_area, stretch_row

PAGE_WIDTH = 860
MOST_ERRORS = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list: what is shown, what is meant, and a line that explains it.

    ``maps_neutral`` is said of a format that has no word for neutral.
    """

    text: str
    value: str
    note: str = ""
    maps_neutral: bool = False


NEUTRAL = (
    Choice("choose…", ""),
    Choice("as correct", "positive"),
    Choice("as incorrect", "negative"),
    Choice("left out", "drop"),
)
SPLITS = (
    Choice("as the file says", ""),
    Choice("training", "train"),
    Choice("held-out", "heldout"),
)


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
        self.choose = HintButton("Choose a file…")
        self.split = _combo(SPLITS, "Split")
        self.do_import = HintButton("Import", primary=True)
        self._file = label("Problems or marked solutions, as JSON Lines or a JSON array.", "meta")
        self._summary = label("", "body", wrap=True)
        self._errors = QPlainTextEdit(readOnly=True)
        self._errors.setFixedHeight(96)
        self._errors.setAccessibleName("Rows that cannot be imported")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(label("Import problems", "heading"))
        column.addLayout(
            stretch_row(self.choose, label("split", "meta"), self.split, self._file, None)
        )
        for widget in (self._summary, self._errors):
            column.addWidget(widget)
        column.addLayout(stretch_row(self.do_import, None))
        self.choose.clicked.connect(self._on_choose)
        self.split.activated.connect(self._on_split)
        self.do_import.clicked.connect(self._on_import)
        self.show_report("", (), importable=False)

    @property
    def summary(self) -> str:
        """Return what is said of the file."""
        return self._summary.text()

    @property
    def errors(self) -> str:
        """Return the rows that cannot be imported, one a line."""
        return self._errors.toPlainText()

    def try_file(self, path: Path) -> None:
        """Ask for a dry run of a file."""
        self.path = path
        self._file.setText(path.name)
        self.file_chosen.emit(path, self.split.currentData())

    def show_report(self, summary: str, errors: tuple[str, ...], *, importable: bool) -> None:
        """Show what a dry run or an import found."""
        self._summary.setText(summary)
        self._summary.setVisible(bool(summary))
        shown = list(errors[:MOST_ERRORS])
        if len(errors) > MOST_ERRORS:
            shown.append(f"… and {len(errors) - MOST_ERRORS:,} more")
        self._errors.setPlainText("\n".join(shown))
        self._errors.setVisible(bool(errors))
        self.do_import.setVisible(importable)

    def _on_choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, "Import problems", "", "Problems (*.jsonl *.json);;All files (*)"
        )
        if chosen:
            self.try_file(Path(chosen))

    def _on_split(self) -> None:
        if self.path is not None and self.do_import.isVisible():
            self.try_file(self.path)

    def _on_import(self) -> None:
        if self.path is not None:
            self.import_chosen.emit(self.path, self.split.currentData())


class ExportCard(QFrame):
    """Choose a format and a file, then export.

    Signals:
        export_chosen(format, path, neutral): write the marks.
    """

    export_chosen = Signal(str, object, str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.format = _combo((), "Format")
        self.neutral = _combo(NEUTRAL, "Neutral steps")
        self._note = label("", "meta", wrap=True)
        self._result = label("", "body", wrap=True)
        self._formats: tuple[Choice, ...] = ()
        self.export = HintButton("Export…")
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setColumnStretch(2, 1)
        grid.addWidget(label("Format", "meta"), 0, 0)
        grid.addWidget(self.format, 0, 1)
        grid.addWidget(self._note, 0, 2)
        self._neutral_label = label("Neutral steps", "meta")
        grid.addWidget(self._neutral_label, 1, 0)
        grid.addWidget(self.neutral, 1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(label("Export marks", "heading"))
        column.addLayout(grid)
        column.addWidget(self._result)
        column.addLayout(stretch_row(self.export, None))
        self.format.currentIndexChanged.connect(self._on_format)
        self.export.clicked.connect(self._on_export)
        self.show_result("")

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
        """Ask for an export to a file."""
        self.export_chosen.emit(self.format.currentData(), path, self.neutral.currentData())

    def _on_format(self, at: int) -> None:
        chosen = self._formats[at] if 0 <= at < len(self._formats) else Choice("", "")
        self._note.setText(chosen.note)
        self.neutral.setVisible(chosen.maps_neutral)
        self._neutral_label.setVisible(chosen.maps_neutral)

    def _on_export(self) -> None:
        proposed = f"marks-{self.format.currentData()}.jsonl"
        chosen, _ = QFileDialog.getSaveFileName(self, "Export marks", proposed, "JSONL (*.jsonl)")
        if chosen:
            self.write(Path(chosen))


class DataPanel(QWidget):
    """The page: a tab each for what comes in, what goes out, and whose marks there are.

    Signals:
        tab_shown(name): the user turned to a tab.
    """

    tab_shown = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.imports = ImportCard()
        self.exports = ExportCard()
        self._counts = label("", "meta")
        self._names: list[str] = []
        self._tabs = QTabBar(drawBase=False, expanding=False)
        self._tabs.setAccessibleName(self.tr("Parts of the Data page"))
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 18, 24, 0)
        column.setSpacing(8)
        column.addLayout(stretch_row(label(self.tr("Data"), "title"), None, self._counts))
        column.addWidget(self._tabs)
        column.addWidget(self._stack, 1)
        self.add_tab("import", self.tr("Import"), self.imports)
        self.add_tab("export", self.tr("Export"), self.exports)
        self._tabs.currentChanged.connect(self._on_tab)

    def add_tab(self, name: str, text: str, *cards: QWidget) -> None:
        """Add a tab that holds cards in one column."""
        body = QWidget()
        body.setMaximumWidth(PAGE_WIDTH)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 8, 0, 24)
        column.setSpacing(16)
        for card in cards:
            column.addWidget(card)
        column.addStretch(1)
        self._names.append(name)
        self._stack.addWidget(scroll_area(body))
        self._tabs.addTab(text)

    @property
    def tab(self) -> str:
        """Return the name of the tab that is shown."""
        return self._names[self._stack.currentIndex()]

    def show_tab(self, name: str) -> None:
        """Turn to a tab."""
        self._tabs.setCurrentIndex(self._names.index(name))

    def show_counts(self, text: str) -> None:
        """Say what the project holds."""
        self._counts.setText(text)

    def _on_tab(self, at: int) -> None:
        self._stack.setCurrentIndex(at)
        self.tab_shown.emit(self._names[at])


def _combo(choices: tuple[Choice, ...], name: str) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    for choice in choices:
        combo.addItem(choice.text, choice.value)
    return combo
