"""Writes Parquet in shards, in the child: bounded row groups, each column of one type in all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from workbench.exchange.arrow_types import UNKNOWN, arrow, formed, settled, widened

GROUP_ROWS = 1000
GROUP_BYTES = 8 * 1024**2
TYPES = b"stepmark"


def write_tables(folder: Path, spec: dict[str, Any]) -> dict[str, list[str]]:
    """Write each split's rows into ``data``; return the shards' names by split.

    ``spec`` has ``splits`` (the JSON Lines of each), ``columns`` (types), ``sparse`` and
    ``shard_bytes`` (of JSON). Columns that the types do not name are typed by what they hold.
    """
    files = {split: Path(file) for split, file in spec["splits"].items()}
    columns = _columns(spec["columns"], list(files.values()))
    told = {"columns": columns, "sparse": spec["sparse"]}
    schema = pa.schema(
        [pa.field(name, arrow(kind)) for name, kind in columns.items()],
        metadata={TYPES: json.dumps(told)},
    )
    (folder / "data").mkdir()
    (folder / "columns.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    return {
        split: _write_split(folder / "data", split, file, schema, columns, spec["shard_bytes"])
        for split, file in files.items()
    }


def _columns(own: dict[str, Any], files: list[Path]) -> dict[str, Any]:
    kinds: Any = dict(own)
    for file in files:
        for line in _lines(file):
            row = json.loads(line)
            kinds = {
                name: widened(kinds.get(name, UNKNOWN), row.get(name))
                for name in dict.fromkeys((*kinds, *row))
            }
    return {name: settled(kind) for name, kind in kinds.items()}


def _write_split(
    folder: Path,
    split: str,
    file: Path,
    schema: pa.Schema,
    columns: dict[str, Any],
    shard_bytes: int,
) -> list[str]:
    shards: list[Path] = []
    writer: pq.ParquetWriter | None = None
    written = 0
    try:
        for group, size in _groups(file):
            if writer is None or written >= shard_bytes:
                if writer is not None:
                    writer.close()
                shards.append(folder / f"{split}-{len(shards):05d}.part")
                writer = pq.ParquetWriter(shards[-1], schema, compression="zstd")
                written = 0
            writer.write_batch(_batch(group, schema, columns))
            written += size
    finally:
        if writer is not None:
            writer.close()
    names = [f"{split}-{n:05d}-of-{len(shards):05d}.parquet" for n in range(len(shards))]
    for part, name in zip(shards, names, strict=True):
        part.rename(folder / name)
    return names


def _batch(
    group: list[dict[str, Any]], schema: pa.Schema, columns: dict[str, Any]
) -> pa.RecordBatch:
    arrays = [
        pa.array([formed(row.get(name), kind) for row in group], schema.field(name).type)
        for name, kind in columns.items()
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _groups(file: Path) -> Iterator[tuple[list[dict[str, Any]], int]]:
    group: list[dict[str, Any]] = []
    size = 0
    for line in _lines(file):
        group.append(json.loads(line))
        size += len(line)
        if len(group) >= GROUP_ROWS or size >= GROUP_BYTES:
            yield group, size
            group, size = [], 0
    # A split without rows has one file too, which says what its columns are.
    if group or not file.stat().st_size:
        yield group, size


def _lines(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        yield from stream
