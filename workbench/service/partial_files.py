"""The files of a download that is under way: the part, the note beside it, and one writer's lock.

A part without its note is worth nothing: only the note says which version of which file it is and
how many of its bytes are certainly on the disk.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench.domain.errors import KnownError
from workbench.domain.sentences import sentence
from workbench.jobs.run_folder import read_json, write_json
from workbench.paths import sync_folder

PART, NOTE, REFUSED, LOCK = ".part", ".part.json", ".refused", ".part.lock"


class DownloadError(KnownError):
    """A file could not be fetched; what came so far stays for the next try."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file to fetch: ``size_bytes`` 0 and ``sha256`` ``""`` where nobody promised them."""

    url: str
    target: Path
    size_bytes: int = 0
    sha256: str = ""

    @property
    def part(self) -> Path:
        """Return the file that grows."""
        return self._beside(PART)

    @property
    def note(self) -> Path:
        """Return the note beside it."""
        return self._beside(NOTE)

    @property
    def refused(self) -> Path:
        """Return where a file goes that is not what was promised."""
        return self._beside(REFUSED)

    @property
    def lock(self) -> Path:
        """Return the lock file, there only while someone writes."""
        return self._beside(LOCK)

    def _beside(self, suffix: str) -> Path:
        return self.target.with_name(self.target.name + suffix)


@dataclass(frozen=True, slots=True)
class Note:
    """What the note says of a part: its source, the server's validator, bytes on the disk."""

    url: str = ""
    validator: str = ""
    total: int = 0
    durable: int = 0
    sha256: str = ""
    size_bytes: int = 0

    @classmethod
    def read(cls, path: Path) -> Note:
        """Return the note at ``path``; an empty one where there is none or it makes no sense."""
        found = read_json(path)
        if not isinstance(found, dict) or found.keys() != set(cls.__slots__):
            return cls()
        texts = ("url", "validator", "sha256")
        if any(type(value) is not (str if key in texts else int) for key, value in found.items()):
            return cls()
        return cls(**found)

    def write(self, path: Path) -> None:
        """Replace the note atomically."""
        write_json(path, {name: getattr(self, name) for name in self.__slots__})


def unfinished(folder: Path) -> list[tuple[Wanted, Note]]:
    """Return the downloads of a folder that were begun and not ended."""
    found: list[tuple[Wanted, Note]] = []
    for path in sorted(folder.glob("*" + NOTE)):
        note = Note.read(path)
        target = path.with_name(path.name.removesuffix(NOTE))
        wanted = Wanted(note.url, target, note.size_bytes, note.sha256)
        if note.url and wanted.part.is_file() and not target.exists():
            found.append((wanted, note))
    return found


def forget(wanted: Wanted) -> None:
    """Remove what came of a download that is not wanted; DownloadError while it is at work."""
    with alone(wanted):
        drop_part(wanted)
        wanted.refused.unlink(missing_ok=True)


def drop_part(wanted: Wanted) -> None:
    """Remove part and note; the caller holds the lock."""
    wanted.part.unlink(missing_ok=True)
    wanted.note.unlink(missing_ok=True)


def put_aside(wanted: Wanted) -> None:
    """Take a wrong file out of the way; the next try deletes it."""
    wanted.part.replace(wanted.refused)
    wanted.note.unlink(missing_ok=True)


def finish(wanted: Wanted) -> None:
    """Give a whole and checked file its name, durably."""
    wanted.part.replace(wanted.target)
    wanted.note.unlink(missing_ok=True)
    sync_folder(wanted.target.parent)


@contextlib.contextmanager
def alone(wanted: Wanted) -> Iterator[None]:
    """Hold the part for one writer, across threads and processes; DownloadError where it is held.

    The lock ends with its process, however that ends.
    """
    try:
        wanted.target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(wanted.lock, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise DownloadError(
            sentence(
                "The folder {folder} cannot be written ({reason}); choose another.",
                folder=wanted.target.parent,
                reason=error.strerror,
            )
        ) from error
    try:
        _take(descriptor, wanted)
        try:
            yield
        finally:
            with contextlib.suppress(PermissionError):  # Windows keeps an open file.
                wanted.lock.unlink(missing_ok=True)
    finally:
        os.close(descriptor)


def _take(descriptor: int, wanted: Wanted) -> None:
    try:
        _lock(descriptor)
        # A holder removes the file as it leaves: ours must still be the one that others open.
        held, named = os.fstat(descriptor), wanted.lock.stat()
        free = os.name != "posix" or held.st_ino == named.st_ino
    except OSError:
        free = False
    if not free:
        raise DownloadError(
            sentence(
                "{name} is being fetched by another window or process; wait for it.",
                name=wanted.target.name,
            )
        )


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
