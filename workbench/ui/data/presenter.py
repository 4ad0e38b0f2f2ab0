"""Runs the Data page: a dry run before every import, exports in the formats the project knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from workbench.domain.errors import KnownError
from workbench.domain.records import Split
from workbench.exchange import mapping
from workbench.exchange.filters import filters_of
from workbench.exchange.registry import Format
from workbench.exchange.source import Kind, kind_of
from workbench.service import sharing
from workbench.service.repeated_export import repeat_export
from workbench.service.round_trip import RoundTrip, check_round_trip
from workbench.service.transfer import (
    FORMATS,
    ExportReport,
    ImportReport,
    Preview,
    Transfer,
    Watch,
)
from workbench.ui.data.choices import Choice
from workbench.ui.data.panel import DataPanel
from workbench.ui.data.work import LongWork
from workbench.ui.desk import Desk
from workbench.ui.languages import shown

WRITTEN = tuple(form for form in FORMATS if form.writes)
NEEDS_NEUTRAL = tuple(form.id for form in WRITTEN if form.neutral == "required")
# What is smaller is done before a dialog could come up.
SMALL_BYTES = 256 * 1024
SMALL_PROJECT = 200
Show = Callable[[Any], None]


class DataPresenter(QObject):
    """The page's presenter."""

    def __init__(self, desk: Desk, panel: DataPanel) -> None:
        super().__init__(panel)
        self._desk = desk
        self._panel = panel
        self._transfer = Transfer(desk.project)
        self.work = LongWork(panel, desk)
        self._sampled: Path | None = None
        self._listed: sharing.PushPlan | None = None
        panel.exports.offer(tuple(_choice(form) for form in WRITTEN))
        panel.imports.file_chosen.connect(self._on_file_chosen)
        panel.imports.import_chosen.connect(self._on_import_chosen)
        panel.exports.export_chosen.connect(self._on_export_chosen)
        panel.exports.check_chosen.connect(self._on_check_chosen)
        panel.filters.repeat_chosen.connect(self._on_repeat_chosen)
        panel.tab_shown.connect(self._on_tab_shown)
        panel.share.plan_chosen.connect(self._on_plan_chosen)
        panel.share.push_chosen.connect(self._on_push_chosen)
        panel.share.forget_chosen.connect(self._on_forget_chosen)

    def activate(self) -> None:
        """Say what the project holds."""
        counts = self._desk.annotation.queue_counts()
        one = self.tr("1 problem · {marked:,} marked")
        many = self.tr("{total:,} problems · {marked:,} marked")
        self._panel.show_counts(
            (one if counts.total == 1 else many).format(
                total=counts.total, marked=counts.marked_problems
            )
        )

    def _on_file_chosen(self, path: Path, split: str) -> None:
        columns = self._panel.imports.columns
        fresh = path != self._sampled

        def look(watch: Watch) -> tuple[Preview | None, ImportReport | None]:
            preview = self._transfer.preview(path) if fresh else None
            unknown = preview is not None and not preview.format
            if unknown or (columns is not None and not columns["statement"]):
                return preview, None
            return preview, self._transfer.import_file(
                path, None, split_of(split), True, columns, watch
            )

        self.work.run(
            self.tr("Reading the file"),
            look,
            self._show_look(path),
            self._refuse_import,
            small=_is_small(path),
        )

    def _show_look(self, path: Path) -> Show:
        def show(found: tuple[Preview | None, ImportReport | None]) -> None:
            card = self._panel.imports
            preview, report = found
            if preview is not None:
                self._sampled = path
                card.show_sample(
                    preview.names,
                    preview.rows,
                    [(field.id, shown(field.title)) for field in mapping.FIELDS],
                    preview.columns,
                    recognised=bool(preview.format),
                )
            if report is None:
                card.show_report(
                    self.tr("Choose the column that holds the problem."), (), importable=False
                )
                return
            added = report.problems_added + report.threads_added + report.solutions_added
            summary = "\n".join(map(shown, [*report.lines()[:1], *report.notes]))
            card.show_report(
                summary, tuple(map(shown, report.errors)), importable=report.ok and added > 0
            )

        return show

    def _on_import_chosen(self, path: Path, split: str) -> None:
        card = self._panel.imports
        columns = card.columns

        def take(watch: Watch) -> ImportReport:
            return self._transfer.import_file(path, None, split_of(split), False, columns, watch)

        def show(report: ImportReport) -> None:
            self._desk.commit(lambda: report.change, self)
            card.show_report(_joined(report.lines()), (), importable=False)
            self.activate()

        self.work.run(self.tr("Importing"), take, show, self._refuse_import, small=_is_small(path))

    def _on_export_chosen(self, form: str, path: Path, neutral: str) -> None:
        card = self._panel.exports
        container = str(card.container.currentData())
        after = card.after_first_error.isChecked()
        chosen, licence = self._panel.filters.values, self._panel.filters.licence.text().strip()

        def write(watch: Watch) -> ExportReport:
            return self._transfer.export(
                form,
                path,
                _neutral(form, neutral),
                after_first_error=after,
                container=container,
                watch=watch,
                filters=filters_of(chosen),
                licence=licence,
            )

        def show(report: ExportReport) -> None:
            card.show_result(_joined(report.lines()))
            if container == "parquet":
                self._panel.share.take(Path(report.path))

        small = container not in ("parquet", "dataset") and self._is_small_project()
        self.work.run(self.tr("Exporting"), write, show, self._refuse_export, small=small)

    def _on_repeat_chosen(self, path: Path) -> None:
        """Write an earlier export again, in its place."""

        def write(watch: Watch) -> list[str]:
            return repeat_export(self._desk.project, path, watch=watch)[1]

        def show(lines: list[str]) -> None:
            self._panel.exports.show_result(_joined(lines))

        self.work.run(self.tr("Exporting"), write, show, self._refuse_export)

    def _on_tab_shown(self, name: str) -> None:
        if name == "export":
            known = self._transfer.filterable()
            self._panel.filters.offer(known.annotators, known.topics, known.models)

    def _on_check_chosen(self, form: str, neutral: str) -> None:
        card = self._panel.exports
        container = str(card.container.currentData())

        def check(_watch: Watch) -> RoundTrip:
            return check_round_trip(
                self._desk.project, form, _neutral(form, neutral), container=container
            )

        self.work.run(
            self.tr("Checking the round trip"),
            check,
            lambda found: card.show_result(_joined(found.lines())),
            self._refuse_export,
        )

    def _on_plan_chosen(self, folder: Path, repo: str, private: bool) -> None:
        try:
            self._listed = sharing.plan_push(folder, repo, private=private)
        except KnownError as error:
            self._listed = None
            self._panel.share.say(shown(error), sendable=False)
        else:
            self._panel.share.say(_joined(self._listed.lines()), sendable=True)

    def _on_push_chosen(self, folder: Path, repo: str, private: bool, token: str) -> None:
        card, seen = self._panel.share, self._listed
        self._on_plan_chosen(folder, repo, private)
        plan = self._listed
        if plan is None:
            return
        if plan != seen:
            said = self.tr(
                "The folder has changed since; send it if this is what you want to send."
            )
            card.say(f"{said}\n{card.said}", sendable=True)
            return

        def send(_watch: Watch) -> tuple[str, KnownError | None]:
            return sharing.push(plan, token or sharing.kept_token()), _not_kept(token)

        def show(sent: tuple[str, KnownError | None]) -> None:
            address, fault = sent
            said = self.tr("Sent to {address}.").format(address=address)
            card.end(f"{said}\n{shown(fault)}" if fault else said)

        self.work.run(self.tr("Sending"), send, show, self._refuse_push)

    def _on_forget_chosen(self) -> None:
        card = self._panel.share
        self.work.run(
            self.tr("Forgetting the token"),
            lambda _watch: sharing.forget_token(),
            lambda _: card.end(self.tr("No token of the hub is kept any more.")),
            lambda error: card.end(shown(error)),
        )

    def _refuse_import(self, error: KnownError) -> None:
        self._panel.imports.show_report(shown(error), (), importable=False)

    def _refuse_export(self, error: KnownError) -> None:
        self._panel.exports.show_result(shown(error))

    def _refuse_push(self, error: KnownError) -> None:
        self._panel.share.say(shown(error), sendable=True)

    def _is_small_project(self) -> bool:
        return self._desk.annotation.queue_counts().total <= SMALL_PROJECT


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(map(shown, lines))


def _choice(form: Format) -> Choice:
    maps = form.id in NEEDS_NEUTRAL
    return Choice(
        shown(form.title), form.id, shown(form.holds), maps_neutral=maps, comes_back=form.reads
    )


def _neutral(form: str, chosen: str) -> str | None:
    return (chosen or None) if form in NEEDS_NEUTRAL else None


def _is_small(path: Path) -> bool:
    if kind_of(path) in (Kind.PARQUET, Kind.FOLDER):
        return False
    return not path.is_file() or path.stat().st_size <= SMALL_BYTES


def split_of(chosen: str) -> Split | None:
    """Return the split to import into, or None to follow the file."""
    return Split(chosen) if chosen else None


def _not_kept(token: str) -> KnownError | None:
    """Keep a token that the hub took, if one was given; return what a keyring refused it with."""
    if token:
        try:
            sharing.keep_token(token)
        except KnownError as error:
            return error
    return None
