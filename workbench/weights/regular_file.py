"""Open what a user or a download named, if it is a file; a pipe or a device could hang us."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0)
# Opening a pipe waits for its other end, unless it is opened without waiting.
_FLAGS |= getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


def open_regular(path: Path) -> BinaryIO:
    """Return a file opened for reading in binary; raise ``OSError`` for anything but a file."""
    descriptor = os.open(path, _FLAGS)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(f"{path.name} is no ordinary file")
    return os.fdopen(descriptor, "rb")


def read_text(path: Path, most: int) -> str:
    """Return a small text file; raise ``OSError`` or ``ValueError`` where it is none."""
    with open_regular(path) as handle:
        data = handle.read(most + 1)
    if len(data) > most:
        raise ValueError(f"{path.name} is larger than {most >> 20} MB")
    return data.decode("utf-8")
