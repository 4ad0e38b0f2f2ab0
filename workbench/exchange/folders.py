"""Writes an export of several files as one folder, which takes the old one's place whole."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import sys
from pathlib import Path

from workbench.domain.errors import KnownError
from workbench.domain.sentences import sentence
from workbench.exchange.files import Replacement, part_of, refuse_without_folder
from workbench.paths import sync_file, sync_folder

MARK = "card.json"
_EXCHANGE = 2
_HERE = -100


class NewFolder(Replacement):
    """A folder being filled beside its final name, synced before it takes its place.

    Raises KnownError also for a folder that no export wrote.
    """

    def __init__(self, path: Path) -> None:
        self.final = path.resolve()
        super().__init__(self.final)
        self.path = part_of(self.final)

    def _begin(self) -> None:
        _refuse_others(self.final)
        self.path.mkdir()

    def _publish(self) -> None:
        for folder, _, files in os.walk(self.path):
            for name in files:
                sync_file(Path(folder) / name)
            sync_folder(Path(folder))
        if not self.final.exists():
            self.path.rename(self.final)
        elif not _exchanged(self.path, self.final):
            self._replace()
        sync_folder(self.final.parent)

    def _discard(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)

    def _replace(self) -> None:
        """Put the old folder aside and the new one in its place; on a failure it comes back."""
        aside = self.path.with_suffix(".old")
        self.final.rename(aside)
        try:
            self.path.rename(self.final)
        except OSError:
            aside.rename(self.final)
            raise
        shutil.rmtree(aside, ignore_errors=True)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders at once, where the system can."""
    if sys.platform != "linux":
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    names = os.fsencode(one), os.fsencode(other)
    return rename is not None and rename(_HERE, names[0], _HERE, names[1], _EXCHANGE) == 0


def _refuse_others(path: Path) -> None:
    refuse_without_folder(path)
    if not path.exists() and not path.is_symlink():
        return
    if not path.is_dir():
        raise KnownError(
            sentence("{path} is a file, and a folder is written; choose another name.", path=path)
        )
    with contextlib.suppress(OSError):
        if (path / MARK).is_file() or not any(path.iterdir()):
            return
    raise KnownError(
        sentence(
            "{path} holds other things, which would be replaced; choose a new or an empty folder.",
            path=path,
        )
    )
