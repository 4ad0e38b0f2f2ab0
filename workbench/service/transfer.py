"""Imports files into a project and exports it: what the Data page and the command line call."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from workbench.domain.errors import ImportProblem
from workbench.domain.records import Split
from workbench.domain.sentences import joined, sentence
from workbench.exchange import mapping, registry
from workbench.exchange.containers import Container
from workbench.exchange.export import write_export
from workbench.exchange.filters import Filters, Selection
from workbench.exchange.importing import take_file
from workbench.exchange.intake import Intake
from workbench.exchange.jsonl import raise_problem
from workbench.exchange.options import ExportOptions, neutral_of
from workbench.exchange.registry import Format
from workbench.exchange.source import Source, nobody
from workbench.service.agreement import card_agreement
from workbench.service.project import Project
from workbench.service.transfer_reports import ExportReport, ImportReport, Preview, counted
from workbench.service.watch import Stopped, Watch
from workbench.store import reading
from workbench.store.changes import Change

__all__ = ["FORMATS", "ExportReport", "ImportReport", "Preview", "Stopped", "Transfer", "Watch"]

FORMATS = registry.FORMATS
_MOST_ERRORS = 100
_CELL = 160


@dataclass(frozen=True, slots=True)
class Filterable:
    """Whom and what there is to choose among; annotators and models as (name, id)."""

    annotators: tuple[tuple[str, str], ...]
    topics: tuple[str, ...]
    models: tuple[tuple[str, str], ...]


class Transfer:
    """Files in, files out."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._database = project.file.database
        self._responses = 0

    def import_file(
        self,
        path: Path,
        format: str | None = None,
        split: Split | None = None,
        dry_run: bool = False,
        columns: Mapping[str, str] | None = None,
        watch: Watch | None = None,
    ) -> ImportReport:
        """Add what a file holds in one change, or with ``dry_run`` only look.

        ``format`` is recognised by the first rows if not given, ``split`` overrules the file's own,
        ``columns`` names columns (``statement``, ``answer``, ``steps``, …) by hand. ``watch`` is
        told how far it is, and may stop it. Raises ImportProblem, with nothing changed, at the
        first bad row; a dry run reports up to 100.
        """
        path = Path(path).expanduser()
        named = mapping.checked(columns) if columns else None
        form = _form(path, format, named)
        errors = _Errors()
        source = Source(
            path,
            errors.add if dry_run else raise_problem,
            partial(watch.told, "reading") if watch else nobody,
        )
        intake = self._read(source, form, split, named, errors if dry_run else None)
        change = None
        if intake.rows and not dry_run:
            change = self._commit(path, intake, watch)
        return ImportReport(
            path=str(path),
            format=form.id,
            dry_run=dry_run,
            rows=intake.read,
            problems_added=intake.problems_added,
            threads_added=intake.threads_added,
            solutions_added=intake.solutions_added,
            duplicates=intake.duplicates,
            split_conflicts=intake.split_conflicts,
            notes=intake.summed_notes(),
            errors=tuple(errors.lines),
            change=change,
        )

    def preview(self, path: Path, rows: int = 5) -> Preview:
        """Return the first rows of a file as text. Raises ImportProblem where there are none."""
        path = Path(path).expanduser()
        found = [row.value for row in registry.sample(path, rows)]
        names = tuple(dict.fromkeys(name for row in found for name in row))
        try:
            form = registry.detect(path).id
        except ImportProblem:
            if not found:
                raise
            form = ""
        shown = tuple(tuple(_cell(row.get(name)) for name in names) for row in found)
        return Preview(names, shown, form, mapping.guess(found))

    def export(
        self,
        format: str,
        out: Path,
        neutral: str | None = None,
        *,
        after_first_error: bool = False,
        container: str = Container.JSONL,
        watch: Watch | None = None,
        filters: Filters | None = None,
        licence: str = "",
    ) -> ExportReport:
        """Write the project in a format, with its data card.

        ``neutral`` (``positive``, ``negative``, ``drop``) says what neutral marks become; where the
        format needs it there is no default. By default the steps of a response are written through
        the first incorrect one. ``container`` is ``jsonl`` (a file), or ``parquet`` or ``dataset``
        (a folder). ``filters`` choose a part of the project, ``licence`` is said on the card.
        Raises KnownError; what was there before then stays as it was.
        """
        out = Path(out).expanduser()
        form = registry.writable(format)
        chosen = Selection(self._database, filters) if filters and not filters.is_empty else None
        known = card_agreement(self._project)
        options = ExportOptions(neutral_of(neutral), after_first_error, chosen, known, licence)
        told = partial(self._tell_records, watch) if watch else None
        written = write_export(self._database, form, out, options, Container(container), told)
        fields = written.card
        return ExportReport(
            path=str(written.path),
            card_path=str(written.card_path),
            format=form.id,
            records=fields["records"],
            problems=fields["problems"],
            steps=fields["steps"],
            left_out=fields["left_out"],
            neutral=fields["neutral"],
            sha256=fields["sha256"],
        )

    def filterable(self) -> Filterable:
        """Return what exports can be filtered by in this project, names with their ids."""
        people = [(one.name, one.id) for one in reading.annotators(self._database)]
        models = [(one.name, one.id) for one in reading.models(self._database)]
        return Filterable(tuple(people), tuple(reading.topics(self._database)), tuple(models))

    def _tell_records(self, watch: Watch, records: int) -> None:
        """Tell how far an export is, by the responses there are."""
        if not self._responses:
            self._responses = int(self._database.value("SELECT count(*) FROM responses") or 1)
        watch.told("writing", min(records / self._responses, 1.0))

    def _read(
        self,
        source: Source,
        form: Format,
        split: Split | None,
        columns: Mapping[str, str] | None,
        errors: _Errors | None,
    ) -> Intake:
        try:
            return take_file(self._database, source, form, split, columns)
        except _Enough:
            return Intake()
        except ImportProblem as problem:
            # Where the file as a whole is unreadable a dry run has nothing further to say.
            if errors is None:
                raise
            errors.lines.append(str(problem))
            return Intake()

    def _commit(self, path: Path, intake: Intake, watch: Watch | None) -> Change:
        what = [counted(intake.problems_added, "problem")]
        if intake.solutions_added:
            what.append(counted(intake.solutions_added, "solution"))
        elif intake.threads_added:
            what.append(counted(intake.threads_added, "thread"))
        topics = {_TOPICS.get(table, table) for table in intake.rows.tables}
        total = len(intake.rows)
        if watch is not None:
            watch.told("writing", 0.0)

        def told(written: int) -> None:
            if watch is not None:
                watch.told("writing", written / total)

        label = sentence(
            "import {what} from {name}", what=joined(what, sentence(" and ")), name=path.name
        )
        return self._project.commit(label, topics, intake.rows, on_written=told)


_TOPICS = {"responses": "turns", "steps": "turns"}


def _form(path: Path, format: str | None, columns: Mapping[str, str] | None) -> Format:
    if format:
        return registry.readable(format)
    return registry.readable(mapping.form_for(columns)) if columns else registry.detect(path)


class _Enough(Exception):
    """So many rows are wrong that reading on tells nothing new."""


class _Errors:
    """Collects what a dry run finds."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, problem: ImportProblem) -> None:
        self.lines.append(str(problem))
        if len(self.lines) >= _MOST_ERRORS:
            raise _Enough


def _cell(value: Any) -> str:
    """Return a value for a narrow cell."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    plain = " ".join(text[: 4 * _CELL].split())
    return plain if len(plain) <= _CELL else plain[: _CELL - 1] + "…"
