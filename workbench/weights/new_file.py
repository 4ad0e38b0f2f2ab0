"""Writes a model's file beside its name, so that only what is whole and on the disk ever has it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbench.domain.errors import EngineError
from workbench.domain.sentences import sentence
from workbench.paths import sync_file, sync_folder

SPARE_BYTES = 64 << 20


@contextmanager
def new_file(out: Path) -> Iterator[Path]:
    """Yield the path to write to; a body without an exception gives the file its name, synced.

    What is unfinished is deleted; where the process dies, ``leftovers.sweep`` knows it by its name.
    """
    part = out.with_name(f"{out.name}.{os.getpid()}.part")
    try:
        yield part
        sync_file(part)
        part.replace(out)
        sync_folder(out.parent)
    finally:
        part.unlink(missing_ok=True)


def require_space(folder: Path, needed: int) -> None:
    """Raise ``EngineError`` where a folder's disk has no room for so many bytes."""
    free = shutil.disk_usage(folder).free
    if needed + SPARE_BYTES > free:
        raise EngineError(
            sentence(
                "This needs {needed:.1f} GB in {folder} and {free:.1f} GB are free; free some "
                "space and try again.",
                needed=needed / 1e9,
                folder=folder,
                free=free / 1e9,
            )
        )
