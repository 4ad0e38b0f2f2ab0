"""Turns Parquet shards into a ``DatasetDict`` on the disk, by the library itself, in the child."""

from __future__ import annotations

import shutil
from pathlib import Path

import datasets


def to_dataset_folder(folder: Path, shards: dict[str, list[str]]) -> dict[str, object]:
    """Replace the shards in ``folder`` by the layout of ``save_to_disk``."""
    cache = folder / ".cache"
    datasets.disable_progress_bars()
    splits = {
        split: datasets.Dataset.from_parquet(
            [str(folder / "data" / name) for name in names],
            cache_dir=str(cache),
            keep_in_memory=False,
        )
        for split, names in shards.items()
    }
    datasets.DatasetDict(splits).save_to_disk(str(folder / ".saved"))
    for part in sorted((folder / ".saved").iterdir()):
        part.rename(folder / part.name)
    for gone in (".saved", ".cache", "data"):
        shutil.rmtree(folder / gone)
    return {"shards": {split: len(names) for split, names in shards.items()}}
