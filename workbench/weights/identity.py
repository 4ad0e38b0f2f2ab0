"""Name weights by their content, so that an adapter is never put on a base it was not made for."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable
from pathlib import Path

from workbench.weights.gguf_header import GGUFHeader

# Our own entries in a GGUF file's metadata.
PROMPT_STYLE_KEY = "stepmark.prompt_style"
SOURCE_KEY = "stepmark.source_sha256"
BASE_KEY = "stepmark.base_sha256"
_LEDGER = "sha256.json"
_REMEMBERED = 1024


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while piece := handle.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def base_sha256(header: GGUFHeader, cache: Path) -> str:
    """Return what identifies a base: the safetensors it was made from, else the GGUF file itself."""
    source = header.metadata.get(SOURCE_KEY)
    if isinstance(source, str) and source:
        return source
    return remembered_sha256(header.path, cache)


def remembered_sha256(path: Path, cache: Path) -> str:
    """Return the SHA-256 of a file.

    Hashing gigabytes takes seconds, so the answer is remembered by path, size and time of change.
    """
    stat = path.stat()
    key = f"{path.resolve()}|{stat.st_size}|{stat.st_mtime_ns}"
    ledger = cache / "sha256.json"
    known = _read_ledger(ledger)
    if key not in known:
        known[key] = file_sha256(path)
        newest = dict(list(known.items())[-_REMEMBERED:])
        part = ledger.with_suffix(".part")
        part.write_text(json.dumps(newest), encoding="utf-8")
        part.replace(ledger)
    return known[key]


def _read_ledger(path: Path) -> dict[str, str]:
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}
