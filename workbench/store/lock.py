"""One process owns a project file: a lock file beside it, released by the system on any exit."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from workbench.domain.errors import ProjectClosingError, ProjectLockedError, StorageError
from workbench.domain.sentences import sentence

_CLOSING = b"closing"
_NOTE_AT = 1  # Windows lets nobody read the locked byte.


class ProjectLock:
    """Holds the lock until ``release``; the lock file itself stays, for removing it would race."""

    def __init__(self, project: Path) -> None:
        self.path = project.with_name(project.name + "-lock")
        self._descriptor = self._take(project)

    def say_closing(self) -> None:
        """Tell those who want the project that it is free in a moment.

        On a full disk they are not told; they cannot open it either way.
        """
        if self._descriptor is not None:
            with contextlib.suppress(OSError):
                os.lseek(self._descriptor, _NOTE_AT, os.SEEK_SET)
                os.write(self._descriptor, _CLOSING)

    def release(self) -> None:
        """Let others open the project."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _take(self, project: Path) -> int | None:
        try:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StorageError(
                sentence(
                    "The folder of {name} cannot be written ({reason}); move the project to a "
                    "folder of your own.",
                    name=project.name,
                    reason=error.strerror,
                )
            ) from error
        try:
            _lock(descriptor)
            os.ftruncate(descriptor, 0)
        except (BlockingIOError, PermissionError) as error:
            note = _note(descriptor)
            os.close(descriptor)
            raise _held(project, note) from error
        except OSError as error:
            os.close(descriptor)
            raise StorageError(
                sentence(
                    "{name} lies on a file system without locks ({reason}); copy it to a "
                    "local disk and open it there.",
                    name=project.name,
                    reason=error.strerror,
                )
            ) from error
        return descriptor


def _note(descriptor: int) -> bytes:
    os.lseek(descriptor, _NOTE_AT, os.SEEK_SET)
    return os.read(descriptor, len(_CLOSING))


def _held(project: Path, note: bytes) -> ProjectLockedError:
    if note == _CLOSING:
        return ProjectClosingError(
            sentence(
                "{name} was closed a moment ago and its backup is still being written; "
                "try again in a moment.",
                name=project.name,
            )
        )
    return ProjectLockedError(
        sentence(
            "{name} is open in another window or process; close it there, then open it again.",
            name=project.name,
        )
    )


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
