"""Runs the Data page: a dry run before every import, exports in the formats the project knows."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from workbench.domain.errors import KnownError
from workbench.domain.records import Split
from workbench.service.transfer import ImportReport, Transfer
from workbench.ui.data.panel import Choice, DataPanel
from workbench.ui.desk import Desk

FORMATS = (
    Choice("Stepmark JSONL", "stepmark-jsonl", "everything; imports back to the same records"),
    Choice("PRM800K", "prm800k", "step ratings in the form of the PRM800K data set"),
    Choice("TRL stepwise", "trl-stepwise", "prompt, completions, labels; neutral needs a choice"),
)


class DataPresenter(QObject):
    """The page's presenter."""

    def __init__(self, desk: Desk, panel: DataPanel) -> None:
        super().__init__(panel)
        self._desk = desk
        self._panel = panel
        self._transfer = Transfer(desk.project)
        panel.exports.offer(FORMATS)
        panel.imports.file_chosen.connect(self._on_file_chosen)
        panel.imports.import_chosen.connect(self._on_import_chosen)
        panel.exports.export_chosen.connect(self._on_export_chosen)

    def activate(self) -> None:
        """Say what the project holds."""
        counts = self._desk.annotation.queue_counts()
        self._panel.show_counts(f"{counts.total:,} problems · {counts.marked_problems:,} marked")

    def _on_file_chosen(self, path: Path, split: str) -> None:
        try:
            report = self._transfer.import_file(path, split=Split(split), dry_run=True)
        except KnownError as error:
            self._panel.imports.show_report(str(error), (), importable=False)
            return
        self._panel.imports.show_report(
            found_line(report), error_lines(report), importable=can_import(report)
        )

    def _on_import_chosen(self, path: Path, split: str) -> None:
        try:
            report = self._transfer.import_file(path, split=Split(split))
        except KnownError as error:
            self._panel.imports.show_report(str(error), (), importable=False)
            return
        self._panel.imports.show_report(
            imported_line(report), error_lines(report), importable=False
        )
        self._desk.bus.announce({"problems"}, self)
        self.activate()

    def _on_export_chosen(self, form: str, path: Path, neutral: str) -> None:
        try:
            report = self._transfer.export(form, path, neutral=neutral)
        except KnownError as error:
            self._panel.exports.show_result(str(error))
            return
        self._panel.exports.show_result(f"{report.records:,} records written to {report.path}.")
