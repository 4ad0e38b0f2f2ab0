"""Runs the Data page: a dry run before every import, exports in the formats the project knows."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from workbench.domain.errors import KnownError
from workbench.domain.records import Split
from workbench.exchange.registry import Format
from workbench.service.transfer import FORMATS, ImportReport, Transfer
from workbench.store.changes import Change
from workbench.ui.data.panel import Choice, DataPanel
from workbench.ui.desk import Desk

WRITTEN = tuple(form for form in FORMATS if form.writes)
NEEDS_NEUTRAL = tuple(form.id for form in WRITTEN if form.neutral == "required")


class DataPresenter(QObject):
    """The page's presenter."""

    def __init__(self, desk: Desk, panel: DataPanel) -> None:
        super().__init__(panel)
        self._desk = desk
        self._panel = panel
        self._transfer = Transfer(desk.project)
        panel.exports.offer(tuple(_choice(form) for form in WRITTEN))
        panel.imports.file_chosen.connect(self._on_file_chosen)
        panel.imports.import_chosen.connect(self._on_import_chosen)
        panel.exports.export_chosen.connect(self._on_export_chosen)

    def activate(self) -> None:
        """Say what the project holds."""
        counts = self._desk.annotation.queue_counts()
        self._panel.show_counts(f"{counts.total:,} problems · {counts.marked_problems:,} marked")

    def _on_file_chosen(self, path: Path, split: str) -> None:
        card = self._panel.imports
        try:
            report = self._transfer.import_file(path, split=split_of(split), dry_run=True)
        except KnownError as error:
            card.show_report(str(error), (), importable=False)
            return
        fresh = report.problems_added + report.threads_added + report.solutions_added
        summary = "\n".join([*report.lines()[:1], *report.notes])
        card.show_report(summary, report.errors, importable=report.ok and fresh > 0)

    def _on_import_chosen(self, path: Path, split: str) -> None:
        card = self._panel.imports
        reports: list[ImportReport] = []

        def take() -> Change | None:
            reports.append(self._transfer.import_file(path, split=split_of(split)))
            return reports[-1].change

        self._desk.commit(take, self)
        if reports:
            card.show_report("\n".join(reports[-1].lines()), (), importable=False)
            self.activate()

    def _on_export_chosen(self, form: str, path: Path, neutral: str) -> None:
        chosen = (neutral or None) if form in NEEDS_NEUTRAL else None
        try:
            report = self._transfer.export(form, path, neutral=chosen)
        except KnownError as error:
            self._panel.exports.show_result(str(error))
            return
        self._panel.exports.show_result("\n".join(report.lines()))


def _choice(form: Format) -> Choice:
    maps = form.id in NEEDS_NEUTRAL
    return Choice(form.title, form.id, form.holds, maps_neutral=maps)


def split_of(chosen: str) -> Split | None:
    """Return the split to import into, or None to follow the file."""
    return Split(chosen) if chosen else None
