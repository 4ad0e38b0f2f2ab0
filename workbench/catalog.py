"""The models we recommend and those the user lists: facts and addresses, no downloads."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from workbench import paths
from workbench.domain.errors import KnownError
from workbench.domain.sentences import sentence

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """One listed model; ``size_mb`` and ``memory_mb`` are approximate, in MB of 10**6 bytes.

    ``url`` is where its one file is fetched from (empty: nothing to fetch), ``size_bytes`` and
    ``sha256`` are that file's, where its publisher gives them (0 and empty: not given).
    """

    id: str
    name: str
    licence: str = ""
    file: str = ""
    size_mb: int = 0
    memory_mb: int = 0
    context: int = 0
    summary: str = ""
    sha256: str = ""  # of the exact file, where one is vouched for
    url: str = ""
    size_bytes: int = 0


class _Damaged(ValueError):
    """An entry breaks the form."""


def catalog(path: Path | None = None) -> tuple[CatalogEntry, ...]:
    """Return the recommended models in the order of the file; a damaged file is a KnownError."""
    path = path or paths.models_dir() / "catalog.toml"
    return _read(
        path, sentence("The list of recommended models"), sentence("install Stepmark again")
    )


def user_catalog_path() -> Path:
    """Return where the user's own list lies; it has the form of the shipped one."""
    return paths.data_dir() / "catalog.toml"


def user_catalog() -> tuple[CatalogEntry, ...]:
    """Return the user's own list, empty where there is none; a damaged one is a KnownError."""
    path = user_catalog_path()
    if not path.exists():
        return ()
    return _read(path, sentence("Your own list of models"), sentence("mend it or move it away"))


def _read(path: Path, what: str, remedy: str) -> tuple[CatalogEntry, ...]:
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))["model"]
        entries = tuple(_entry(row) for row in rows)
        if len({entry.id for entry in entries}) != len(entries):
            raise _Damaged(sentence("two entries bear the same id"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise KnownError(
            sentence(
                "{what} at {path} cannot be read ({reason}); {remedy}.",
                what=what,
                path=path,
                reason=error,
                remedy=remedy,
            )
        ) from error
    except _Damaged as error:
        raise KnownError(
            sentence(
                "{what} at {path} cannot be used: {reason}; {remedy}.",
                what=what,
                path=path,
                reason=error,
                remedy=remedy,
            )
        ) from error
    return entries


def _entry(row: dict[str, Any]) -> CatalogEntry:
    """Check one row: known names, right types, a whole fingerprint."""
    entry = CatalogEntry(**row)
    for field in fields(CatalogEntry):
        value: Any = getattr(entry, field.name)
        wanted = int if field.type == "int" else str
        if type(value) is not wanted or (isinstance(value, int) and value < 0):
            raise _Damaged(
                sentence(
                    "{field} of {id} is {value}",
                    field=field.name,
                    id=repr(entry.id),
                    value=repr(value),
                )
            )
    if entry.sha256 and not _SHA256.fullmatch(entry.sha256):
        raise _Damaged(
            sentence(
                "the sha256 of {id} is not 64 hexadecimal digits in lower case", id=repr(entry.id)
            )
        )
    if not entry.id or not entry.name:
        raise _Damaged(sentence("an entry has an empty id or name"))
    return entry
