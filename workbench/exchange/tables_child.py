"""The child that reads and writes Parquet and ``datasets``, with a limit on its memory.

Why a process of its own: the libraries take a second and a hundred megabytes to load, and a file
of anyone's may make them take any amount of memory or crash. The child may only answer on its
standard output; it ends where its standard input does, which is where its parent ends.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
from pathlib import Path
from typing import BinaryIO

from workbench.jobs.child import leave

MOST_MEMORY = 3 * 1024**3


def main(arguments: list[str]) -> int:
    """Do one act: ``read LIMIT FILE…``, ``write FOLDER SPEC``, ``dataset FOLDER SPEC``."""
    act, *rest = arguments
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    threading.Thread(target=_end_with_parent, daemon=True, name="parent").start()
    if act == "read":
        _limit_memory()
        return _read(out, int(rest[0]), [Path(file) for file in rest[1:]])
    try:
        told = _written(act, Path(rest[0]), Path(rest[1]))
    except (OSError, ValueError, MemoryError) as error:
        told = {"failed": f"The table could not be written ({error}); nothing was changed."}
    out.write(json.dumps(told).encode() + b"\n")
    out.flush()
    return 0


def _read(out: BinaryIO, limit: int, files: list[Path]) -> int:
    from workbench.exchange.arrow_reading import read_out

    with contextlib.suppress(BrokenPipeError):
        read_out(out, limit, files)
        out.flush()
    return 0


def _written(act: str, folder: Path, spec: Path) -> dict[str, object]:
    from workbench.exchange.arrow_writing import write_tables

    told = json.loads(spec.read_text(encoding="utf-8"))
    shards = write_tables(folder, told)
    if act == "dataset":
        from workbench.exchange.dataset_folder import to_dataset_folder

        return to_dataset_folder(folder, shards)
    return {"shards": shards}


def _limit_memory() -> None:
    """Let the system refuse what a bomb asks for; elsewhere only the batches bound it."""
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MOST_MEMORY if hard == resource.RLIM_INFINITY else min(MOST_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _end_with_parent() -> None:
    with contextlib.suppress(OSError):
        while os.read(0, 4096):
            pass
    leave()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
