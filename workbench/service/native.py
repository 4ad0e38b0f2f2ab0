"""Qt's native libraries are no Python packages: find out which are missing before Qt dies on them.

Standard library only, so that the set-up can ask before anything is installed.
"""

from __future__ import annotations

import ctypes
import sys

# Library to Debian package: what Qt needs to draw at all.
OFFSCREEN_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
}

# What real windows under X11 need on top of that.
WINDOW_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
}


def missing_qt_packages(libraries: dict[str, str] | None = None) -> tuple[str, ...]:
    """Return the Debian names of the libraries Qt needs and the system lacks; () off Linux."""
    if sys.platform != "linux":
        return ()
    wanted = {**OFFSCREEN_LIBRARIES, **WINDOW_LIBRARIES} if libraries is None else libraries
    return tuple(package for library, package in wanted.items() if not _loads(library))


def qt_install_line(packages: tuple[str, ...]) -> str:
    """Return the command that brings ``packages`` on Debian and Ubuntu."""
    return "sudo apt-get install " + " ".join(packages)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
