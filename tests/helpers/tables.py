"""Tables of anyone's making, honest and hostile."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq


def parquet(path: Path, columns: dict[str, list[Any]], **options: Any) -> Path:
    """Write columns as Parquet."""
    pq.write_table(pa.table(columns), path, **options)
    return path


def dictionary_bomb(path: Path, rows: int = 20_000, characters: int = 3_000_000) -> Path:
    """Write a small file of which every row holds the same long text, through a dictionary."""
    indices = pa.array([0] * rows, pa.int32())
    text = pa.DictionaryArray.from_arrays(indices, pa.array(["x" * characters]))
    pq.write_table(
        pa.table({"problem": text}),
        path,
        compression="zstd",
        use_dictionary=True,
        dictionary_pagesize_limit=2 * characters,
    )
    return path


def jsonl(path: Path, rows: list[dict[str, Any]]) -> Path:
    """Write rows as JSON Lines."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path
