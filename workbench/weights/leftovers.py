"""Unfinished work in our own caches: named after its process, and swept once that died."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import psutil

_PART = re.compile(r"\.(?P<pid>\d+)(\.[^.]*)?\.part$")


def sweep(folder: Path) -> None:
    """Delete what processes that are gone left unfinished in a cache's folder."""
    for path in folder.glob("*.part"):
        match = _PART.search(path.name)
        if match is None or psutil.pid_exists(int(match["pid"])):
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
