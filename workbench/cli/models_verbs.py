"""``models``: what the project knows, what we recommend, and what fits this machine."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

import psutil

from workbench.catalog import CatalogEntry, catalog
from workbench.cli.console import Console, table
from workbench.domain.errors import KnownError
from workbench.domain.records import ModelRecord
from workbench.service import models
from workbench.service.first_run import open_or_begin
from workbench.service.library import Library


def models_verb(arguments: argparse.Namespace, console: Console) -> int:
    """List the project's models and the recommended ones, with what fits free memory."""
    with open_or_begin(arguments.project) as project:
        library = Library(project)
        known = [_known(record, library) for record in library.models()]
    free = psutil.virtual_memory().available
    recommended = [_recommended(entry, free) for entry in catalog()]
    document = {"models": known, "recommended": recommended, "free_memory_mb": free // 10**6}
    rows = [(row["id"], row["name"], row["kind"], _fits(row["fits"])) for row in known]
    lines = table(rows, ("id", "name", "kind", "fits")) if rows else ["No models yet."]
    more = [
        (row["id"], f"{row['size_mb']} MB", row["licence"], _fits(row["fits"]), row["file"])
        for row in recommended
    ]
    lines += ["", "Recommended:", *table(more, ("id", "size", "licence", "fits", "file"))]
    lines += ["", "Use any GGUF file: stepmark generate --model FILE"]
    console.result(document, lines)
    return 0


def _known(record: ModelRecord, library: Library) -> dict[str, Any]:
    """Return a record with whether it fits; None where its file cannot be read."""
    try:
        fits = models.fits(models.base_of(record, library))
    except KnownError as error:
        return {**asdict(record), "fits": None, "trouble": str(error)}
    return {**asdict(record), "fits": fits, "trouble": ""}


def _recommended(entry: CatalogEntry, free: int) -> dict[str, Any]:
    return {**asdict(entry), "fits": entry.memory_mb * 10**6 <= free}


def _fits(fits: bool | None) -> str:
    return {True: "yes", False: "no", None: "unreadable"}[fits]
