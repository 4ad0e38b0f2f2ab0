"""Name weights by their content, so that an adapter is never put on a base it was not made for."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable
from pathlib import Path

from workbench.weights.gguf_walk import GGUFHeader
from workbench.weights.regular_file import open_regular

# Our own entries in a GGUF file's metadata.
PROMPT_STYLE_KEY = "stepmark.prompt_style"
SOURCE_KEY = "stepmark.source_sha256"
BASE_KEY = "stepmark.base_sha256"
MERGED_KEY = "stepmark.merged_from"
_LEDGER = "sha256.json"
_REMEMBERED = 1024


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces; raise ``OSError`` for what is no file."""
    digest = hashlib.sha256()
    with open_regular(path) as handle:
        while piece := handle.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def base_sha256(header: GGUFHeader, cache: Path) -> str:
    """Return what identifies a base: the safetensors it came from, else the GGUF file itself."""
    return source_sha256(header) or remembered_sha256(header.path, cache)


def source_sha256(header: GGUFHeader) -> str:
    """Return the fingerprint of the safetensors that a GGUF was made from; empty for others."""
    source = header.metadata.get(SOURCE_KEY)
    return source if isinstance(source, str) else ""


def remembered_sha256(
    path: Path, cache: Path, digest_of: Callable[[Path], str] = file_sha256
) -> str:
    """Return the SHA-256 of a file.

    Hashing gigabytes takes seconds, so the answer is remembered by path, size and time of change.
    """
    return known_sha256(path, cache) or remember_sha256(path, cache, digest_of(path))


def known_sha256(path: Path, cache: Path) -> str:
    """Return a file's SHA-256 where it was computed before; else an empty text."""
    return _read_ledger(cache / _LEDGER).get(_ledger_key(path), "")


def remember_sha256(path: Path, cache: Path, digest: str) -> str:
    """Note a file's SHA-256 for later, and return it."""
    ledger = cache / _LEDGER
    known = {**_read_ledger(ledger), _ledger_key(path): digest}
    newest = dict(list(known.items())[-_REMEMBERED:])
    # Two processes or threads may write at once: each a part of its own, and the last one stays.
    part = ledger.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
    part.write_text(json.dumps(newest), encoding="utf-8")
    part.replace(ledger)
    return digest


def _ledger_key(path: Path) -> str:
    stat = path.stat()
    return f"{path.resolve()}|{stat.st_size}|{stat.st_mtime_ns}"


def _read_ledger(path: Path) -> dict[str, str]:
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}
