"""Turns Parquet shards into a ``DatasetDict`` on the disk, by the library itself, in the child."""

from __future__ import annotations

import shutil
from pathlib import Path

import datasets
import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq

BATCH = 1000


def to_dataset_folder(folder: Path, shards: dict[str, list[str]]) -> dict[str, object]:
    """Replace the shards in ``folder`` by the layout of ``save_to_disk``.

    Raises OSError where the library could not write it.
    """
    datasets.disable_progress_bars()
    splits = {split: _split(folder, names) for split, names in shards.items()}
    datasets.DatasetDict(splits).save_to_disk(str(folder / ".saved"))
    for part in sorted((folder / ".saved").iterdir()):
        part.rename(folder / part.name)
    for gone in (".saved", ".arrow", "data"):
        shutil.rmtree(folder / gone)
    return {"shards": {split: len(names) for split, names in shards.items()}}


def _split(folder: Path, names: list[str]) -> datasets.Dataset:
    """Return a split, mapped from Arrow files.

    Its own reader of Parquet takes the names of files for patterns, which a folder's name may hold.
    """
    (folder / ".arrow").mkdir(exist_ok=True)
    return datasets.concatenate_datasets(
        [
            datasets.Dataset.from_file(str(_as_arrow(folder / "data" / name, folder / ".arrow")))
            for name in names
        ]
    )


def _as_arrow(shard: Path, into: Path) -> Path:
    made = into / f"{shard.stem}.arrow"
    with pq.ParquetFile(shard) as table:
        # Their own description of columns is not ours, and is dropped.
        schema = table.schema_arrow.remove_metadata()
        with pa.OSFile(str(made), "wb") as out, pa.ipc.new_stream(out, schema) as writer:
            for batch in table.iter_batches(batch_size=BATCH):
                writer.write_batch(batch.replace_schema_metadata(None))
    return made
