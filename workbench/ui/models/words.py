"""Amounts as the Models page says them: sizes, counts, times, what is free."""

from __future__ import annotations

from workbench.domain.model_facts import Room
from workbench.ui.languages import translate


def not_checked() -> str:
    """Return why a file could not be checked against its publisher's word."""
    return translate("ModelsWords", "not checked: its publisher's checksum was not given")


def room_text(room: Room) -> str:
    """Return what is free now in one line."""
    text = translate("ModelsWords", "{free} of {total} memory free").format(
        free=size_text(room.free), total=size_text(room.total)
    )
    if not room.gpu:
        return text
    return translate("ModelsWords", "{text} · {gpu_free} of {gpu_total} on {gpu}").format(
        text=text,
        gpu_free=size_text(room.gpu_free),
        gpu_total=size_text(room.gpu_total),
        gpu=room.gpu,
    )


def size_text(size: float) -> str:
    """Return bytes in the unit that reads best (powers of ten)."""
    for unit, name in (
        (1e12, "TB"),
        (1e9, "GB"),
        (1e6, "MB"),
        (1e3, "kB"),
    ):
        if size >= unit:
            value = size / unit
            return f"{value:.0f} {name}" if value >= 100 or unit < 1e9 else f"{value:.1f} {name}"
    return translate("ModelsWords", "{size:.0f} bytes").format(size=size)


def count_text(count: int) -> str:
    """Return a number of parameters as papers write it: 5.0 M, 1.2 B."""
    if count >= 10**9:
        return translate("ModelsWords", "{count:.1f} B").format(count=count / 1e9)
    return (
        translate("ModelsWords", "{count:.1f} M").format(count=count / 1e6)
        if count >= 10**6
        else translate("ModelsWords", "{count:.0f} k").format(count=count / 1e3)
    )


def duration(seconds: float) -> str:
    """Return a time left in the unit that reads best."""
    if seconds < 90:
        return translate("ModelsWords", "{seconds} s").format(seconds=max(1, round(seconds)))
    return (
        translate("ModelsWords", "{seconds:.0f} min").format(seconds=seconds / 60)
        if seconds < 5400
        else translate("ModelsWords", "{seconds:.1f} h").format(seconds=seconds / 3600)
    )
