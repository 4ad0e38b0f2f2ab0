"""``import`` and ``export``: files in, files out."""

from __future__ import annotations

import argparse
from typing import Any

from workbench.cli.console import Console, progress, table
from workbench.domain.records import Split
from workbench.exchange.filters import Filters, filters_of
from workbench.service.annotators import Annotators
from workbench.service.first_run import open_existing, open_or_begin
from workbench.service.project import Project
from workbench.service.repeated_export import repeat_export
from workbench.service.round_trip import check_round_trip
from workbench.service.transfer import Preview, Transfer, Watch


def import_verb(arguments: argparse.Namespace, console: Console) -> int:
    """Add what each file holds, or say what would be added; a bad file changes nothing."""
    split = Split(arguments.split) if arguments.split else None
    columns = dict(arguments.map) | ({"zero": arguments.zero} if arguments.zero else {})
    reports = []
    with open_or_begin(arguments.project, samples=False) as project:
        Annotators(project).work_as(arguments.annotator)
        transfer = Transfer(project)
        if arguments.preview:
            return _preview(arguments, transfer, console)
        for file in arguments.files:
            with progress(100, "%", file.name) as bar:
                reports.append(
                    transfer.import_file(
                        file, arguments.format, split, arguments.dry_run, columns, _watch(bar)
                    )
                )
    document = {"files": [report.plain() for report in reports], "dry_run": arguments.dry_run}
    console.result(document, [line for report in reports for line in report.lines()])
    bad = sum(len(report.errors) for report in reports)
    if bad:
        console.note(f"{bad} rows cannot be imported; mend them and try again.")
    return 1 if bad else 0


def export_verb(arguments: argparse.Namespace, console: Console) -> int:
    """Write the marks in one format."""
    if arguments.repeat:
        return _repeat(arguments, console)
    if arguments.format is None or arguments.out is None:
        arguments.usage_error("say which format and where to, or what to --repeat")
    with open_existing(arguments.project) as project:
        with progress(100, "%", arguments.format) as bar:
            report = Transfer(project).export(
                arguments.format,
                arguments.out,
                neutral=arguments.neutral,
                after_first_error=arguments.after_first_error,
                container=arguments.container,
                watch=_watch(bar),
                filters=_filters(arguments),
                licence=arguments.licence,
            )
        if not arguments.check:
            console.result(report.plain(), report.lines())
            return 0
        return _checked(arguments, project, console, report.plain(), report.lines())


def _repeat(arguments: argparse.Namespace, console: Console) -> int:
    with open_existing(arguments.project) as project:
        report, lines = repeat_export(project, arguments.repeat, arguments.out)
    console.result(report.plain(), lines)
    return 0


def _filters(arguments: argparse.Namespace) -> Filters:
    return filters_of(
        {
            "annotators": arguments.by,
            "since": arguments.since,
            "until": arguments.until,
            "status": arguments.status,
            "mode": arguments.mode,
            "topics": arguments.topic,
            "models": arguments.model,
            "agreement": arguments.agreement,
            "split": arguments.split,
        }
    )


def _checked(
    arguments: argparse.Namespace,
    project: Project,
    console: Console,
    document: dict[str, object],
    lines: list[str],
) -> int:
    found = check_round_trip(
        project, arguments.format, arguments.neutral, container=arguments.container
    )
    console.result(document | {"round_trip": found.plain()}, lines + found.lines())
    return 0 if found.ok else 1


def _preview(arguments: argparse.Namespace, transfer: Transfer, console: Console) -> int:
    previews = [transfer.preview(file) for file in arguments.files]
    lines: list[str] = []
    for file, preview in zip(arguments.files, previews, strict=True):
        lines += [f"{file} ({preview.format or 'no format of its own'}):", *_shown(preview), ""]
    console.result({"files": [preview.plain() for preview in previews]}, lines[:-1])
    return 0


def _shown(preview: Preview) -> list[str]:
    guessed = {column: field for field, column in preview.columns.items()}
    rows = [
        (name, guessed.get(name, ""), *(row[at][:_WIDTH] for row in preview.rows[:_EXAMPLES]))
        for at, name in enumerate(preview.names)
    ]
    examples = [f"row {n}" for n in range(1, len(preview.rows[:_EXAMPLES]) + 1)]
    return table(rows, ("column", "taken as", *examples))


_WIDTH = 40
_EXAMPLES = 2


def _watch(bar: Any) -> Watch:
    """Move a progress bar; reading is its first half, writing the second."""

    def told(phase: str, share: float) -> None:
        done = int(50 * share) + (50 if phase == "writing" else 0)
        bar.update(done - bar.n)

    return Watch(told)
