"""``import`` and ``export``: files in, files out."""

from __future__ import annotations

import argparse

from workbench.cli.console import Console
from workbench.domain.records import Split
from workbench.service.first_run import open_existing, open_or_begin
from workbench.service.transfer import Transfer


def import_verb(arguments: argparse.Namespace, console: Console) -> int:
    """Add what each file holds, or say what would be added; a bad file changes nothing."""
    split = Split(arguments.split) if arguments.split else None
    reports = []
    with open_or_begin(arguments.project, samples=False) as project:
        transfer = Transfer(project)
        for file in arguments.files:
            reports.append(transfer.import_file(file, arguments.format, split, arguments.dry_run))
    document = {"files": [report.plain() for report in reports], "dry_run": arguments.dry_run}
    console.result(document, [line for report in reports for line in report.lines()])
    bad = sum(len(report.errors) for report in reports)
    if bad:
        console.note(f"{bad} rows cannot be imported; mend them and try again.")
    return 1 if bad else 0


def export_verb(arguments: argparse.Namespace, console: Console) -> int:
    """Write the marks in one format."""
    with open_existing(arguments.project) as project:
        transfer = Transfer(project)
        report = transfer.export(
            arguments.format,
            arguments.out,
            neutral=arguments.neutral,
            after_first_error=arguments.after_first_error,
        )
    console.result(report.plain(), report.lines())
    return 0
