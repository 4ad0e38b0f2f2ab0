"""The card that brings another annotator's project into this one, after a dry run."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QPlainTextEdit, QVBoxLayout

from workbench.ui.plain_label import listed
from workbench.ui.widgets import HintButton, label, stretch_row

LIST_HEIGHT = 132


class MergeCard(QFrame):
    """Choose a project, read what would come and what differs, then merge.

    Signals:
        looked(path): list what would come; nothing changes.
        merge_chosen(path): bring it in.
    """

    looked = Signal(object)
    merge_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.path: Path | None = None
        self.choose = HintButton(self.tr("Choose a project…"))
        self.merge = HintButton(self.tr("Merge"))
        self._name = label("", "meta")
        self._summary = label("", "body", wrap=True)
        self._conflicts = QPlainTextEdit(readOnly=True, tabChangesFocus=True)
        self._conflicts.setFixedHeight(LIST_HEIGHT)
        self._conflicts.setAccessibleName(self.tr("What differs, and what is done about it"))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(label(self.tr("Merge another annotator's project"), "heading"))
        sentence = self.tr(
            "The same step is one step in both. What only the other one holds comes in; nobody's"
            " mark is lost, and what differs is listed first. The other file is only read."
        )
        column.addWidget(label(sentence, "meta", wrap=True))
        column.addLayout(stretch_row(self.choose, self._name, None))
        column.addWidget(self._summary)
        column.addWidget(self._conflicts)
        column.addLayout(stretch_row(self.merge, None))
        self.choose.clicked.connect(self._on_choose)
        self.merge.clicked.connect(self._on_merge)
        self.show_report("", (), mergeable=False)

    @property
    def summary(self) -> str:
        """Return what is said of the other project."""
        return self._summary.text()

    @property
    def conflicts(self) -> str:
        """Return what differs, one a line."""
        return self._conflicts.toPlainText()

    def look_at(self, path: Path) -> None:
        """Ask what would come from a project."""
        self.path = path
        self._name.setText(path.name)
        self.looked.emit(path)

    def show_report(self, summary: str, conflicts: tuple[str, ...], *, mergeable: bool) -> None:
        """Show what would come, or what came."""
        self._summary.setText(summary)
        self._summary.setVisible(bool(summary))
        self._conflicts.setPlainText(listed(conflicts))
        self._conflicts.setVisible(bool(conflicts))
        self.merge.setVisible(mergeable)

    def _on_choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Merge a project"),
            "",
            self.tr("Stepmark projects (*.stepmark);;All files (*)"),
        )
        if chosen:
            self.look_at(Path(chosen))

    def _on_merge(self) -> None:
        if self.path is not None:
            self.merge_chosen.emit(self.path)
