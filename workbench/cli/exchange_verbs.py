"""``import`` and ``export``: files in, files out."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from workbench.cli.console import Console
from workbench.domain.records import Split
from workbench.service.first_run import open_existing, open_or_begin
from workbench.service.transfer import Transfer


def import_verb(arguments: argparse.Namespace, console: Console) -> int:
    """Add the problems of each file, or say what would be added."""
    split = Split(arguments.split) if arguments.split else None
    reports = []
    with open_or_begin(arguments.project, samples=False) as project:
        transfer = Transfer(project)
        for file in arguments.files:
            report = transfer.import_file(file, arguments.format, split, arguments.dry_run)
            reports.append((file, report))
    files = [{"file": str(file), **_plain(report)} for file, report in reports]
    console.result({"files": files, "dry_run": arguments.dry_run}, [""])
    return 0


def export_verb(arguments: argparse.Namespace, console: Console) -> int:
    """Write the marks in one format."""
    with open_existing(arguments.project) as project:
        report = Transfer(project).export(
            arguments.format, arguments.out, neutral=arguments.neutral
        )
    console.result(_plain(report), [""])
    return 0


def _plain(report: Any) -> dict[str, Any]:
    return asdict(report)
