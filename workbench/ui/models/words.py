"""Amounts as the Models page says them: sizes, counts, times, what is free."""

from __future__ import annotations

from workbench.domain.model_facts import Room

NOT_CHECKED = "not checked: its publisher's checksum was not given"


def room_text(room: Room) -> str:
    """Return what is free now in one line."""
    text = f"{size_text(room.free)} of {size_text(room.total)} memory free"
    if not room.gpu:
        return text
    return f"{text} · {size_text(room.gpu_free)} of {size_text(room.gpu_total)} on {room.gpu}"


def size_text(size: float) -> str:
    """Return bytes in the unit that reads best (powers of ten)."""
    for unit, name in ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if size >= unit:
            value = size / unit
            return f"{value:.0f} {name}" if value >= 100 or unit < 1e9 else f"{value:.1f} {name}"
    return f"{size:.0f} bytes"


def count_text(count: int) -> str:
    """Return a number of parameters as papers write it: 5.0 M, 1.2 B."""
    if count >= 10**9:
        return f"{count / 1e9:.1f} B"
    return f"{count / 1e6:.1f} M" if count >= 10**6 else f"{count / 1e3:.0f} k"


def duration(seconds: float) -> str:
    """Return a time left in the unit that reads best."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
