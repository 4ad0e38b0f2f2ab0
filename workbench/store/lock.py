"""One process owns a project file: a lock file beside it, released by the system on any exit."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from workbench.domain.errors import ProjectLockedError, StorageError
from workbench.domain.sentences import sentence


class ProjectLock:
    """Holds the lock until ``release``; the lock file itself stays, for removing it would race."""

    def __init__(self, project: Path) -> None:
        self.path = project.with_name(project.name + "-lock")
        self._descriptor = self._take(project)

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
        except (BlockingIOError, PermissionError) as error:
            os.close(descriptor)
            raise ProjectLockedError(
                sentence(
                    "{name} is open in another window or process; close it there, then open "
                    "it again.",
                    name=project.name,
                )
            ) from error
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


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
