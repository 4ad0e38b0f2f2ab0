"""Writes an export so that the file there before stays whole until the new one is durable."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import uuid
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from workbench.domain.errors import KnownError
from workbench.domain.sentences import sentence
from workbench.paths import sync_folder

# Other readers split lines at these, which JSON leaves bare inside text.
_LINE_BREAKS = {"\u2028": "\\u2028", "\u2029": "\\u2029", "\x85": "\\u0085"}


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def json_line(value: dict[str, Any]) -> bytes:
    """Return one line of JSON Lines in UTF-8, safe for readers that split at any Unicode break."""
    text = _ENCODER.encode(value)
    if text.isascii():
        return text.encode() + b"\n"
    for character, escape in _LINE_BREAKS.items():
        text = text.replace(character, escape)
    return text.encode() + b"\n"


class NewFile:
    """A file being written beside its final name; ``publish`` puts it in place, else it goes."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        _refuse_unwritable(self.path)
        self._part = part_of(self.path)
        self._digest = hashlib.sha256()
        self._stream = self._part.open("xb")

    @property
    def sha256(self) -> str:
        """Return the digest of what was written so far."""
        return self._digest.hexdigest()

    def write(self, data: bytes) -> None:
        """Append bytes."""
        self._stream.write(data)
        self._digest.update(data)

    def sync(self) -> None:
        """Make the new content durable under its temporary name."""
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._stream.close()

    def publish(self) -> None:
        """Put the synced file in place of the old one."""
        self._part.replace(self.path)

    def discard(self) -> None:
        """Remove what was written, unless it was published."""
        # Closing flushes, which fails again on a full disk.
        with contextlib.suppress(OSError):
            self._stream.close()
        with contextlib.suppress(OSError):
            self._part.unlink(missing_ok=True)


class Replacement(ABC):
    """What takes the place of something else whole, or leaves it as it was.

    As a context manager: leaving it without an exception publishes what was written; what was not
    published goes. Raises KnownError, with the old content whole, when the disk refuses.
    """

    def __init__(self, target: Path) -> None:
        self._target = target

    def __enter__(self) -> Self:
        try:
            self._begin()
        except OSError as error:
            self._discard()
            raise not_written(self._target, error) from error
        except KnownError:
            self._discard()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self._publish()
        except OSError as failure:
            raise not_written(self._target, failure) from failure
        finally:
            self._discard()
        if isinstance(error, OSError):
            raise not_written(self._target, error) from error

    @abstractmethod
    def _begin(self) -> None:
        """Refuse what cannot be replaced, and make what is written to."""

    @abstractmethod
    def _publish(self) -> None:
        """Make the new content durable and put it in place."""

    @abstractmethod
    def _discard(self) -> None:
        """Remove what was written, unless it was published."""


class NewFiles(Replacement):
    """Several files that appear together, in the order given, or not at all on a failure.

    All are synced, then all renamed, then the folder is synced.
    """

    def __init__(self, *paths: Path) -> None:
        super().__init__(paths[0])
        self._paths = paths
        self.files: list[NewFile] = []

    def _begin(self) -> None:
        for path in self._paths:
            self.files.append(NewFile(path))

    def _publish(self) -> None:
        for file in self.files:
            file.sync()
        for file in self.files:
            file.publish()
        for folder in {file.path.parent for file in self.files}:
            sync_folder(folder)

    def _discard(self) -> None:
        for file in self.files:
            file.discard()


def not_written(path: Path, error: OSError) -> KnownError:
    """Return the sentence for a disk that refuses."""
    return KnownError(
        sentence(
            "{path} could not be written ({reason}); what was there before is unchanged. Free "
            "some space or choose another place, then export again.",
            path=path,
            reason=error.strerror or error,
        )
    )


def part_of(final: Path) -> Path:
    """Return a hidden name beside a final one, which no other export has."""
    return final.with_name(f".{final.name[:80]}.{uuid.uuid4().hex[:8]}.part")


def refuse_without_folder(path: Path) -> None:
    """Raise KnownError where the folder that something is to be written into is not there."""
    if not path.parent.is_dir():
        raise KnownError(
            sentence(
                "There is no folder {folder}; make it or choose another place.", folder=path.parent
            )
        )


def _refuse_unwritable(path: Path) -> None:
    refuse_without_folder(path)
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISREG(path.stat().st_mode):
            raise KnownError(
                sentence(
                    "{path} is not a file that can be replaced; choose another name.", path=path
                )
            )
