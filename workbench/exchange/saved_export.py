"""Keeps beside an export what it was asked for, so that it can be repeated and told apart.

The version of an export is the beginning of the digest of its rows: the same content has the same
version, whenever, wherever and in whatever container it is written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import workbench
from workbench.domain.errors import KnownError
from workbench.domain.sentences import sentence
from workbench.exchange.filters import Filters, filters_of
from workbench.exchange.options import ExportOptions

SUFFIX = ".export.json"
IN_FOLDER = "export.json"
_KIND = 1
_MOST_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class SavedExport:
    """One export as it was asked for; ``out`` is where it lies now."""

    out: Path
    format: str
    container: str
    neutral: str | None
    after_first_error: bool
    filters: Filters
    version: str
    licence: str = ""


def version_of(sha256: str) -> str:
    """Return the short version of an export's content."""
    return sha256[:12]


def beside(out: Path) -> Path:
    """Return where the request of an export to a file lies."""
    return out.with_name(out.name + SUFFIX)


def saved_json(card: Mapping[str, Any], options: ExportOptions, container: str) -> bytes:
    """Return the request of a written export, with what came of it."""
    filters = options.selection.filters if options.selection else Filters()
    fields = {
        "stepmark_export": _KIND,
        "format": card["format"],
        "container": container,
        "neutral": options.neutral.value if options.neutral else None,
        "after_first_error": options.after_first_error,
        "filters": filters.plain(),
        "licence": options.licence,
        "records": card["records"],
        "problems": card["problems"],
        "steps": card["steps"],
        "sha256": card["sha256"],
        "version": version_of(card["sha256"]),
        "written_by": f"Stepmark {workbench.__version__}",
        "written_at": card["written_at"],
    }
    return (json.dumps(fields, ensure_ascii=False, indent=2) + "\n").encode()


def read_saved(path: Path) -> SavedExport:
    """Read what an export was asked for. Raises KnownError where the file is none."""
    path = path.expanduser().absolute()
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise KnownError(
            sentence(
                "{name} cannot be read ({reason}); choose the {suffix} file of an export.",
                name=path.name,
                reason=error.strerror,
                suffix=SUFFIX,
            )
        ) from error
    try:
        value = json.loads(data) if len(data) <= _MOST_BYTES else None
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict) or value.get("stepmark_export") != _KIND:
        raise KnownError(
            sentence(
                "{name} keeps no export; choose the {suffix} file of one.",
                name=path.name,
                suffix=SUFFIX,
            )
        )
    return _saved(path, value)


def _saved(path: Path, value: Mapping[str, Any]) -> SavedExport:
    in_folder = path.name == IN_FOLDER
    out = path.parent if in_folder else path.with_name(path.name.removesuffix(SUFFIX))
    filters = value.get("filters")
    neutral = value.get("neutral")
    if not isinstance(filters, dict) or not isinstance(neutral, str | None):
        raise KnownError(
            sentence(
                "{name} was changed by hand and cannot be repeated; export anew.", name=path.name
            )
        )
    return SavedExport(
        out,
        str(value.get("format")),
        str(value.get("container")),
        neutral,
        value.get("after_first_error") is True,
        filters_of(filters),
        str(value.get("version", "")),
        str(value.get("licence") or ""),
    )
