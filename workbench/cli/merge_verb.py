"""``models merge``: a trained model as one GGUF file."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from workbench.cli.console import Console
from workbench.service.first_run import open_or_begin
from workbench.service.library import Library
from workbench.service.merging import Merged, merge_model
from workbench.service.solving import choose_model


def merge_verb(arguments: argparse.Namespace, console: Console) -> int:
    """Write a trained model's base with its adapter in it; an existing file is not touched."""
    with open_or_begin(arguments.project) as project:
        record = choose_model(project, arguments.model)
        console.note(f"Merging {record.name}…")
        merged = merge_model(record, Library(project), arguments.out)
    console.result(asdict(merged), _lines(merged))
    return 0


def _lines(merged: Merged) -> list[str]:
    size, before = merged.size / 1e6, merged.base_size / 1e6
    lines = [
        f"{merged.path}: {size:,.0f} MB (the base alone {before:,.0f} MB)",
        f"{merged.adapted} adapted tensors; all else is the base, word for word",
    ]
    if merged.widened:
        lines.append(
            f"{merged.widened} of them are F16 now: fewer bits would round away what was learnt"
        )
    lines.append(f"Use it: stepmark generate --model {merged.path}")
    return lines
