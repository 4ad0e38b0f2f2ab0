"""Imports files into a project and exports it: what the Data page and the command line call."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from workbench.domain.errors import ImportProblem, KnownError
from workbench.domain.records import Split
from workbench.exchange import mapping, registry
from workbench.exchange.export import write_export
from workbench.exchange.importing import take_file
from workbench.exchange.intake import Intake
from workbench.exchange.jsonl import raise_problem
from workbench.exchange.options import ExportOptions, neutral_of
from workbench.exchange.registry import Format
from workbench.exchange.source import Source
from workbench.service.project import Project
from workbench.store.changes import Change

FORMATS = registry.FORMATS
_MOST_ERRORS = 100
_CELL = 160


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or with ``dry_run`` would do.

    ``duplicates`` are rows that the project holds already, ``split_conflicts`` those whose problem
    is on the other side of the split; both are skipped. ``errors`` (of a dry run; an import raises
    the first) name line, field and reason. ``change`` takes the import back.
    """

    path: str
    format: str
    dry_run: bool
    rows: int
    problems_added: int
    threads_added: int
    solutions_added: int
    duplicates: int
    split_conflicts: int
    notes: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    change: Change | None = field(default=None, repr=False, compare=False)

    @property
    def ok(self) -> bool:
        """Whether every row can be imported."""
        return not self.errors

    def plain(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return _plain(self, without="change")

    def lines(self) -> list[str]:
        """Return the report for people, the summary first."""
        verb = "would be added" if self.dry_run else "added"
        parts = [f"{_count(self.problems_added, 'problem')} {verb}"]
        if self.solutions_added:
            parts.append(f"{_count(self.solutions_added, 'solution')} {verb}")
        elif self.threads_added:
            parts.append(f"{_count(self.threads_added, 'thread')} {verb}")
        if self.duplicates:
            parts.append(f"{_count(self.duplicates, 'duplicate')} skipped")
        if self.split_conflicts:
            parts.append(f"{self.split_conflicts:,} already on the other side of the split")
        if self.errors:
            parts.append(_count(len(self.errors), "row") + " with an error")
        head = f"{self.path} ({self.format}, {_count(self.rows, 'row')}): {', '.join(parts)}."
        return [head, *self.notes, *self.errors]


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What an export wrote; steps are counted by verdict, before neutral was mapped."""

    path: str
    card_path: str
    format: str
    records: int
    problems: int
    steps: dict[str, int]
    left_out: dict[str, int]
    neutral: str
    sha256: str

    def plain(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return _plain(self)

    def lines(self) -> list[str]:
        """Return the report for people, the summary first."""
        steps = ", ".join(f"{count:,} {name}" for name, count in self.steps.items() if count)
        return [
            f"{_count(self.records, 'record')} written to {self.path}"
            + (f" (steps: {steps})." if steps else "."),
            *(f"Left out: {count:,} {reason}." for reason, count in self.left_out.items()),
            f"Data card: {self.card_path}",
        ]


class Stopped(KnownError):
    """The user stopped it; nothing was changed."""


@dataclass(slots=True)
class Watch:
    """How far something long is; ``stop`` ends it soon, from any thread.

    ``on_told`` is called in the thread that works, with the phase and the share of it, 0 to 1.
    """

    on_told: Callable[[str, float], None]
    stopped: bool = False

    def stop(self) -> None:
        """Ask for the end; everything stays as it was."""
        self.stopped = True

    def told(self, phase: str, share: float) -> None:
        """Pass on how far it is. Raises Stopped where that was asked for."""
        if self.stopped:
            raise Stopped("Stopped; nothing was changed.")
        self.on_told(phase, share)


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows of a file, and what its columns most likely hold.

    ``format`` is the one that was recognised, empty where none was; ``columns`` is the guess by
    field for those that name columns by hand.
    """

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    format: str
    columns: dict[str, str]


class Transfer:
    """Files in, files out."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._database = project.file.database

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
            partial(watch.told, "reading") if watch else _nobody,
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
        self, format: str, out: Path, neutral: str | None = None, *, after_first_error: bool = False
    ) -> ExportReport:
        """Write the project in a format, with its data card beside it.

        ``neutral`` (``positive``, ``negative``, ``drop``) says what neutral marks become; where the
        format needs it there is no default. By default the steps of a response are written through
        the first incorrect one. Raises KnownError; the file there before then stays as it was.
        """
        out = Path(out).expanduser()
        form = registry.writable(format)
        options = ExportOptions(neutral_of(neutral), after_first_error)
        written = write_export(self._database, form, out, options)
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
        what = _count(intake.problems_added, "problem")
        if intake.solutions_added:
            what += f" and {_count(intake.solutions_added, 'solution')}"
        elif intake.threads_added:
            what += f" and {_count(intake.threads_added, 'thread')}"
        topics = {_TOPICS.get(table, table) for table in intake.rows.tables}
        total = len(intake.rows)

        def told(written: int) -> None:
            if watch is not None:
                watch.told("writing", written / total)

        return self._project.commit(
            f"import {what} from {path.name}", topics, intake.rows, on_written=told
        )


_TOPICS = {"responses": "turns", "steps": "turns"}


def _form(path: Path, format: str | None, columns: Mapping[str, str] | None) -> Format:
    if format:
        return registry.readable(format)
    return registry.readable(mapping.form_for(columns)) if columns else registry.detect(path)


def _nobody(_share: float) -> None:
    """Listen to nothing."""


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


def _plain(report: Any, without: str = "") -> dict[str, Any]:
    """Return a report's fields as JSON values; a committed change would be long to copy."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name in report.__slots__
        if name != without
        for value in (getattr(report, name),)
    }


def _cell(value: Any) -> str:
    """Return a value for a narrow cell."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    plain = " ".join(text[: 4 * _CELL].split())
    return plain if len(plain) <= _CELL else plain[: _CELL - 1] + "…"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
