"""Writes an export again as it was asked for, and says whether it is still the same data."""

from __future__ import annotations

from pathlib import Path

from workbench.domain.sentences import sentence
from workbench.exchange.saved_export import read_saved, version_of
from workbench.service.project import Project
from workbench.service.transfer import ExportReport, Transfer, Watch


def repeat_export(
    project: Project, request: Path, out: Path | None = None, watch: Watch | None = None
) -> tuple[ExportReport, list[str]]:
    """Write the export of a ``.export.json`` again, in its place or to ``out``.

    Returns the report and its lines for people; the last says whether the version is the same.
    Raises KnownError where the file keeps no export, or the export fails.
    """
    saved = read_saved(request)
    report = Transfer(project).export(
        saved.format,
        out or saved.out,
        saved.neutral,
        after_first_error=saved.after_first_error,
        container=saved.container,
        filters=saved.filters,
        licence=saved.licence,
        watch=watch,
    )
    version = version_of(report.sha256)
    same = sentence("Version {version}: the same data as before.", version=version)
    changed = sentence(
        "Version {version}: the data changed since version {saved_version}.",
        version=version,
        saved_version=saved.version,
    )
    return report, [*report.lines(), same if version == saved.version else changed]
