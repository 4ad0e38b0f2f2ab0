"""Remembers, outside the database, how far history got, so that a lost tail is noticed."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

_SLOT = 128
_SLOTS = 2


@dataclass(frozen=True, slots=True)
class HighWater:
    """The last acknowledged event: its sequence number and chain hash."""

    seq: int
    sha256: str


class HighWaterFile:
    """Two fixed-size slots written in turn, so that a torn write leaves the one before it whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def read(self) -> HighWater | None:
        """Return the newest whole record, or None where there is none."""
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return None
        slots = (_parsed(data[at : at + _SLOT]) for at in range(0, _SLOT * _SLOTS, _SLOT))
        return max((slot for slot in slots if slot), key=lambda slot: slot.seq, default=None)

    def write(self, mark: HighWater) -> None:
        """Record a mark durably."""
        descriptor = self._open()
        _write_at(descriptor, _record(mark), (mark.seq % _SLOTS) * _SLOT)
        _sync(descriptor)

    def reset(self, mark: HighWater) -> None:
        """Forget what was recorded and start from ``mark``."""
        descriptor = self._open()
        _write_at(descriptor, _record(mark) * _SLOTS, 0)
        _sync(descriptor)

    def close(self) -> None:
        """Release the file."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _open(self) -> int:
        if self._descriptor is None:
            flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
            self._descriptor = os.open(self.path, flags, 0o600)
        return self._descriptor


def _write_at(descriptor: int, data: bytes, offset: int) -> None:
    os.lseek(descriptor, offset, os.SEEK_SET)
    if os.write(descriptor, data) != len(data):
        raise OSError("the high-water mark was written in part")


def _sync(descriptor: int) -> None:
    """Make the slot durable; its place in the file never moves, so the data alone is synced."""
    getattr(os, "fdatasync", os.fsync)(descriptor)


def _record(mark: HighWater) -> bytes:
    body = f"stepmark {mark.seq:020d} {mark.sha256:0<64}"
    check = hashlib.sha256(body.encode()).hexdigest()[:16]
    return f"{body} {check}".ljust(_SLOT - 1).encode() + b"\n"


def _parsed(slot: bytes) -> HighWater | None:
    parts = slot.decode("ascii", errors="replace").split()
    if len(parts) != 4 or not parts[1].isdigit():
        return None
    mark = HighWater(int(parts[1]), parts[2])
    return mark if _record(mark) == slot else None
