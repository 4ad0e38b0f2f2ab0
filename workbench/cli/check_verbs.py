"""``check``: is the project whole."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from workbench.cli.console import Console
from workbench.service.first_run import open_existing
from workbench.service.views import BackupsReport


def check_verb(arguments: argparse.Namespace, console: Console) -> int:
    """Check the project's integrity; 1 where anything is wrong."""
    with open_existing(arguments.project) as project:
        report = project.check()
        notices = project.notices
        path = project.path
        backups = project.backups()
    document = {
        "project": str(path),
        **asdict(report),
        "notices": list(notices),
        "backups": asdict(backups) | {"folder": str(backups.folder)},
    }
    lines = [f"{path}: {report.events} events, " + ("all is well." if report.ok else "damaged:")]
    console.result(document, [*lines, *report.problems, *notices, _told(backups)])
    if not report.ok:
        console.note("The project is damaged; restore a backup or export what can be read.")
    return 0 if report.ok else 1


def _told(backups: BackupsReport) -> str:
    if not backups.count:
        return "no backup so far; one is made when the project is closed."
    size = f"{backups.bytes / 1e6:,.1f} MB"
    count = "1 backup" if backups.count == 1 else f"{backups.count} backups"
    return f"{count}, {size}, the newest of {backups.newest}, in {backups.folder}"
