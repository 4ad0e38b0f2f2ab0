"""The models we recommend, as shipped in ``models/catalog.toml``: facts, no downloads."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from workbench import paths
from workbench.domain.errors import KnownError


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """One recommended model; sizes are approximate, in MB of 10**6 bytes."""

    id: str
    name: str
    licence: str
    file: str
    size_mb: int
    memory_mb: int
    context: int
    summary: str
    sha256: str = ""  # of the exact file, where one is vouched for


def catalog(path: Path | None = None) -> tuple[CatalogEntry, ...]:
    """Return the recommended models in the order of the file; a damaged file is a KnownError."""
    path = path or paths.models_dir() / "catalog.toml"
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))["model"]
        return tuple(CatalogEntry(**row) for row in rows)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise KnownError(
            f"The list of recommended models at {path} cannot be read ({error}); "
            "install Stepmark again."
        ) from error
