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
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from workbench.domain.sentences import sentence
from workbench.jobs.child import leave

MOST_MEMORY = 3 * 1024**3


def main(arguments: list[str]) -> int:
    """Do one act.

    ``read LIMIT FILE…``, ``write FOLDER SPEC``, ``dataset FOLDER SPEC`` or ``push FOLDER REPO
    private|public``, which reads the token as the first line of its standard input.
    """
    act, *rest = arguments
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    token = _first_line() if act == "push" else ""
    threading.Thread(target=_end_with_parent, daemon=True, name="parent").start()
    if act == "read":
        _limit_memory()
        return _read(out, int(rest[0]), [Path(file) for file in rest[1:]])
    told: Mapping[str, object]
    try:
        told = _sent(rest, token) if act == "push" else _written(act, Path(rest[0]), Path(rest[1]))
    except (OSError, ValueError, MemoryError) as error:
        failed = sentence("The table could not be written ({reason}); try again.", reason=error)
        if act == "push":
            failed = sentence("Not everything was sent ({reason}); try again.", reason=error)
        told = {"failed": failed}
    out.write(json.dumps(told).encode() + b"\n")
    out.flush()
    return 0


def _read(out: BinaryIO, limit: int, files: list[Path]) -> int:
    from workbench.exchange.arrow_reading import read_out

    with contextlib.suppress(BrokenPipeError):
        read_out(out, limit, files)
        out.flush()
    return 0


def _written(act: str, folder: Path, spec: Path) -> Mapping[str, object]:
    from workbench.exchange.arrow_writing import write_tables

    told = json.loads(spec.read_text(encoding="utf-8"))
    shards = write_tables(folder, told)
    if act == "dataset":
        from workbench.exchange.dataset_folder import to_dataset_folder

        return to_dataset_folder(folder, shards)
    return {"shards": shards}


def _sent(arguments: list[str], token: str) -> dict[str, str]:
    from workbench.exchange.hub_upload import upload

    folder, repo, readers = arguments
    return upload(Path(folder), repo, token, private=readers == "private")


def _first_line() -> str:
    line = b""
    while not line.endswith(b"\n") and (byte := os.read(0, 1)):
        line += byte
    return line.decode().strip()


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
