"""Writes any format as a folder: Parquet in shards, or a ``datasets`` ``DatasetDict``, by split.

The rows go to JSON Lines first, one file for each side of the split, which the child turns into
tables: their types follow from the format and from all rows together, never from the first few.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from contextlib import ExitStack
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from workbench.domain.errors import KnownError
from workbench.domain.records import Split
from workbench.domain.sentences import sentence
from workbench.exchange.column_types import columns_of, is_sparse
from workbench.exchange.files import json_line
from workbench.exchange.options import Tally
from workbench.exchange.registry import Format
from workbench.exchange.tables import answer
from workbench.store import reading
from workbench.store.database import Database

SHARD_BYTES = 512 * 1024**2
_ACTS = {"parquet": "write", "dataset": "dataset"}


class Container(StrEnum):
    """What an export is written as.

    A ``csv`` has cells that a spreadsheet would run as formulas made harmless, a ``csv-exact`` not.
    """

    JSONL = "jsonl"
    PARQUET = "parquet"
    DATASET = "dataset"
    CSV = "csv"
    CSV_EXACT = "csv-exact"

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder, split and with its cards inside; else a file."""
        return self in (Container.PARQUET, Container.DATASET)


def fill(
    folder: Path,
    container: Container,
    form: Format,
    rows: Iterable[dict[str, Any]],
    database: Database,
    tally: Tally,
    shard_bytes: int = SHARD_BYTES,
) -> tuple[str, list[str]]:
    """Write the tables of an export into an empty folder; return its digest and its splits.

    The digest is over the rows as JSON Lines, so that it tells equal content in any container.
    """
    waiting = folder / ".rows"
    waiting.mkdir()
    digest = _write_rows(waiting, rows, database, tally)
    files = {split.value: waiting / f"{split.value}.jsonl" for split in Split}
    there = {split: str(file) for split, file in files.items() if file.exists()}
    if not there and container is Container.DATASET:
        # The library writes such a folder and cannot read it.
        raise KnownError(
            sentence(
                "There is nothing to write as {format}, and a data set folder cannot be "
                "empty; mark some steps first, or choose another format.",
                format=form.id,
            )
        )
    # A file without rows has columns all the same, which a reader may ask for.
    if not there:
        files[Split.TRAIN.value].touch()
        there = {Split.TRAIN.value: str(files[Split.TRAIN.value])}
    spec = {
        "splits": there,
        "columns": columns_of(form.id),
        "sparse": is_sparse(form.id),
        "shard_bytes": shard_bytes,
    }
    (waiting / "spec.json").write_text(json.dumps(spec), encoding="utf-8")
    answer([_ACTS[container.value], folder, waiting / "spec.json"])
    shutil.rmtree(waiting)
    return digest, list(there)


def front_matter(splits: list[str]) -> bytes:
    """Return the head of the card that tells ``datasets`` which files are which split."""
    lines = ["---", "configs:", "- config_name: default", "  data_files:"]
    for split in splits:
        lines += [f"  - split: {split}", f"    path: data/{split}-*"]
    return "\n".join([*lines, "---", "", ""]).encode()


def _write_rows(
    folder: Path, rows: Iterable[dict[str, Any]], database: Database, tally: Tally
) -> str:
    digest = sha256()
    streams: dict[str, BinaryIO] = {}
    problem_id, split = "", Split.TRAIN.value
    with ExitStack() as stack:
        for row in rows:
            if tally.problem_id != problem_id:
                problem_id = tally.problem_id
                split = reading.split_of(database, problem_id)
            if split not in streams:
                streams[split] = stack.enter_context((folder / f"{split}.jsonl").open("wb"))
            line = json_line(row)
            streams[split].write(line)
            digest.update(line)
    return digest.hexdigest()
