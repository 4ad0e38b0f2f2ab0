"""The parent's side of the child that knows Parquet and ``datasets``: only it loads them."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from workbench.domain.errors import KnownError
from workbench.domain.sentences import sentence
from workbench.jobs.attached import role_command

ROLE = "tables"
_MODULE = "workbench.exchange.tables_child"
_OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
    # Arrow's other allocators reserve address space, which the child's own limit counts.
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "OMP_NUM_THREADS": "1",
}


@contextlib.contextmanager
def tables_child(
    *arguments: str | Path, environment: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run the child; it is gone when the block is left, and ends where its stdin does."""
    child = subprocess.Popen(
        [*role_command(ROLE, _MODULE), *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **_OFFLINE, **(environment or {})},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        process_group=None if sys.platform == "win32" else 0,
    )
    try:
        yield child
    finally:
        child.kill()
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        child.wait()


def said(child: subprocess.Popen[bytes]) -> IO[bytes]:
    """Return the stream of what a child says."""
    assert child.stdout is not None
    return child.stdout


def answer(
    arguments: Sequence[str | Path], environment: dict[str, str] | None = None, secret: str = ""
) -> Any:
    """Run the child to its end and return its answer; it reads ``secret`` on its standard input.

    Raises KnownError with the sentence that it gave, or one on how it ended.
    """
    with tables_child(*arguments, environment=environment) as child:
        if secret:
            _whisper(child, secret)
        line = said(child).readline()
        child.wait()
    if not line:
        raise KnownError(
            sentence(
                "The part of Stepmark that writes tables ended early (code {code}); free some "
                "memory and disk space, then try again.",
                code=child.returncode,
            )
        )
    told: dict[str, Any] = json.loads(line)
    if "failed" in told:
        raise KnownError(str(told["failed"]))
    return told


def _whisper(child: subprocess.Popen[bytes], secret: str) -> None:
    assert child.stdin is not None
    with contextlib.suppress(BrokenPipeError):
        child.stdin.write(secret.encode() + b"\n")
        child.stdin.flush()
