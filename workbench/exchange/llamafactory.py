"""Writes preferences as LLaMA-Factory reads them, and the entry that tells it of the file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workbench.domain.errors import KnownError
from workbench.domain.sentences import sentence
from workbench.exchange.options import ExportOptions, Tally
from workbench.exchange.pairs import pairs_of
from workbench.store.database import Database

INFO = "dataset_info.json"
_LARGEST_INFO = 4 * 1024 * 1024


def rows(database: Database, options: ExportOptions, tally: Tally) -> Iterator[dict[str, Any]]:
    """Yield one object per pair, in the form of ShareGPT."""
    for pair in pairs_of(database, tally, options.selection):
        yield {
            "conversations": [{"from": "human", "value": pair.prompt}],
            "chosen": {"from": "gpt", "value": pair.chosen},
            "rejected": {"from": "gpt", "value": pair.rejected},
        }


def info(out: Path) -> bytes:
    """Return ``dataset_info.json`` of the folder of ``out`` with the entry of this file in it.

    Other data sets that it lists stay. Raises KnownError where what is there is not such a list.
    """
    listed = _listed(out.with_name(INFO))
    listed[out.stem] = {
        "file_name": out.name,
        "formatting": "sharegpt",
        "ranking": True,
        "columns": {"messages": "conversations", "chosen": "chosen", "rejected": "rejected"},
    }
    return (json.dumps(listed, ensure_ascii=False, indent=2) + "\n").encode()


def _listed(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        large = not path.is_file() or path.stat().st_size > _LARGEST_INFO
        listed = None if large else json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        listed = None
    if not isinstance(listed, dict):
        raise KnownError(
            sentence(
                "{path} is not a list of data sets that this one could be added to; mend it "
                "or export to another folder.",
                path=path,
            )
        )
    return listed
