"""The SHA-256 of a model that may be many gigabytes: computed aside, once, and stoppable."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from workbench import paths
from workbench.domain.errors import EngineError
from workbench.domain.sentences import sentence
from workbench.weights.gguf_header import read_header
from workbench.weights.hf_folder import ADAPTER_WEIGHTS, weights_sha256
from workbench.weights.identity import known_sha256, remembered_sha256, source_sha256

Cancelled = Callable[[], bool]


class Interrupted(Exception):
    """The fingerprint is not wanted any more."""


class _Unknown(Exception):
    """A file of the model was never fingerprinted."""


def known_fingerprint(path: Path) -> str:
    """Return a model's fingerprint where no byte has to be read for it; else an empty text."""
    try:
        return _of(path, _known)
    except (_Unknown, EngineError, OSError):
        return ""


def fingerprint(path: Path, cancelled: Cancelled = lambda: False) -> str:
    """Return a model's fingerprint; raise ``EngineError`` in words, Interrupted when asked to."""
    try:
        return _of(path, lambda file: _computed(file, cancelled))
    except OSError as error:
        raise EngineError(
            sentence(
                "{path} cannot be read ({reason}); choose the model again.",
                path=path,
                reason=error.strerror,
            )
        ) from error


def _of(path: Path, digest_of: Callable[[Path], str]) -> str:
    if path.is_dir():
        adapter = path / ADAPTER_WEIGHTS
        return digest_of(adapter) if adapter.is_file() else weights_sha256(path, digest_of)
    return source_sha256(read_header(path)) or digest_of(path)


def _known(file: Path) -> str:
    digest = known_sha256(file, paths.cache_dir())
    if not digest:
        raise _Unknown
    return digest


def _computed(file: Path, cancelled: Cancelled) -> str:
    def digest_of(path: Path) -> str:
        digest = hashlib.sha256()
        with path.open("rb") as handle:
            while piece := handle.read(1 << 20):
                if cancelled():
                    raise Interrupted
                digest.update(piece)
        return digest.hexdigest()

    return remembered_sha256(file, paths.cache_dir(), digest_of)
