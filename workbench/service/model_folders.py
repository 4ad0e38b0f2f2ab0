"""The folders of models that the user named: remembered, looked through, never copied.

They belong to the machine and not to a project, so they are kept in one small file of the data
folder, together with the hosts that the user agreed to contact.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from workbench import paths
from workbench.domain.errors import EngineError, KnownError, StorageError
from workbench.domain.model_facts import FolderView, FoundModel
from workbench.domain.sentences import sentence
from workbench.jobs.run_folder import read_json, write_json
from workbench.service.inspection import inspect

MAX_DEPTH = 3
MAX_FILES = 5_000
_MARKS = ("config.json", "adapter_config.json")
_WEIGHTS = ("*.safetensors", "*.bin", "*.pt", "*.pth")


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is kept from one start to the next."""

    folders: tuple[Path, ...] = ()
    hosts: tuple[str, ...] = ()


def downloads_folder() -> Path:
    """Return where downloads go, made if absent; it is looked through like the user's folders."""
    folder = paths.data_dir() / "models"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def remembered() -> Remembered:
    """Return the folders and hosts; a damaged file counts as none."""
    found = read_json(_file()) or {}
    folders, hosts = found.get("folders"), found.get("hosts")
    return Remembered(
        tuple(Path(one) for one in folders if isinstance(one, str))
        if isinstance(folders, list)
        else (),
        tuple(one for one in hosts if isinstance(one, str)) if isinstance(hosts, list) else (),
    )


def add_folder(folder: Path) -> Path:
    """Remember a folder and return it as it is kept; KnownError for what is none."""
    folder = Path(os.path.realpath(folder.expanduser()))
    if not folder.is_dir():
        raise KnownError(
            sentence("{folder} is no folder; choose one that holds models.", folder=folder)
        )
    kept = remembered()
    if folder not in kept.folders and folder != downloads_folder().resolve():
        _keep(replace(kept, folders=(*kept.folders, folder)))
    return folder


def remove_folder(folder: Path) -> None:
    """Forget a folder; nothing in it is touched."""
    kept = remembered()
    if folder not in kept.folders:
        raise KnownError(sentence("{folder} is not among the folders of models.", folder=folder))
    _keep(replace(kept, folders=tuple(one for one in kept.folders if one != folder)))


def agree_to(host: str) -> None:
    """Remember that the user agreed to contact a host."""
    kept = remembered()
    if host not in kept.hosts:
        _keep(replace(kept, hosts=(*kept.hosts, host)))


def is_agreed(host: str) -> bool:
    """Whether the user agreed to contact a host before."""
    return host in remembered().hosts


def all_folders() -> tuple[Path, ...]:
    """Return the user's folders, then that of the downloads."""
    return (*remembered().folders, downloads_folder())


@dataclass(slots=True)
class Scanner:
    """Looks through folders; what was read once is read again only when it has changed."""

    _known: dict[tuple[str, int, int], FoundModel] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def look(self, folder: Path) -> FolderView:
        """Return what lies in a folder now: GGUF files, transformers folders, adapters."""
        own = folder == downloads_folder()
        try:
            if not folder.is_dir():
                return FolderView(folder, trouble=sentence("This folder is not there any more."))
            found = tuple(self.one(path) for path in candidates(folder))
        except OSError as error:
            return FolderView(
                folder, trouble=sentence("It cannot be read ({reason}).", reason=error.strerror)
            )
        return FolderView(folder, found, is_own=own)

    def one(self, path: Path) -> FoundModel:
        """Return the facts of one file or folder, or why it cannot be used."""
        try:
            key = _state_of(path)
        except OSError:
            return FoundModel(path, trouble=sentence("The file is not there any more."))
        with self._lock:
            known = self._known.get(key)
        if known is None:
            try:
                known = FoundModel(path, inspect(path))
            except EngineError as error:
                known = FoundModel(path, trouble=str(error))
            except OSError as error:
                known = FoundModel(
                    path, trouble=sentence("It cannot be read ({reason}).", reason=error.strerror)
                )
            with self._lock:
                self._known[key] = known
        return known


def candidates(folder: Path) -> Iterator[Path]:
    """Yield GGUF files and model folders up to a depth, in order of name; links are not followed.

    The parts of a split GGUF beyond the first are passed over: the first one says what it is.
    """
    waiting, seen = [(folder, 0)], 0
    while waiting:
        at, depth = waiting.pop(0)
        if _is_model_folder(at):
            yield at
            continue
        for path in sorted(at.iterdir()):
            seen += 1
            if seen > MAX_FILES:
                return
            if path.is_dir() and not path.is_symlink() and not path.name.startswith("."):
                if depth < MAX_DEPTH:
                    waiting.append((path, depth + 1))
            elif path.suffix.lower() == ".gguf" and path.is_file() and not _is_later_part(path):
                yield path


def _is_model_folder(folder: Path) -> bool:
    marked = any((folder / name).is_file() for name in _MARKS)
    return marked and any(next(folder.glob(form), None) for form in _WEIGHTS)


def _is_later_part(path: Path) -> bool:
    """Whether this is ``name-00002-of-00005.gguf`` or a later part."""
    pieces = path.stem.rsplit("-", 3)
    if len(pieces) != 4 or pieces[2] != "of" or not pieces[1].isdecimal():
        return False
    return int(pieces[1]) > 1


def _state_of(path: Path) -> tuple[str, int, int]:
    """Return what changes when the file, or a file of the folder, changes."""
    if not path.is_dir():
        stat = path.stat()
        return str(path), stat.st_size, stat.st_mtime_ns
    stats = [entry.stat() for entry in path.iterdir() if entry.is_file()]
    newest = max((stat.st_mtime_ns for stat in stats), default=0)
    return str(path), sum(stat.st_size for stat in stats), newest


def _file() -> Path:
    return paths.data_dir() / "models.json"


def _keep(what: Remembered) -> None:
    value = {"folders": [str(path) for path in what.folders], "hosts": list(what.hosts)}
    try:
        write_json(_file(), value)
    except OSError as error:
        raise StorageError(
            sentence(
                "The list of model folders at {file} cannot be written ({reason}); free some "
                "space and try again.",
                file=_file(),
                reason=error.strerror,
            )
        ) from error
