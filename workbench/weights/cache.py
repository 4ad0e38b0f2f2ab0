"""Name the GGUF made from a checkpoint's folder by its content, without reading a tensor."""

from __future__ import annotations

import hashlib
from pathlib import Path

from workbench.domain.errors import EngineError
from workbench.domain.sentences import sentence
from workbench.weights.identity import file_sha256

WRITER_VERSION = 3  # part of the name: raise it when the writer's files change
_PARTS = ("model.safetensors", "tokenizer.json", "config.json")
_OPTIONAL = ("tokenizer_config.json", "chat_template.jinja")


def cached_path(folder: Path, cache: Path) -> Path:
    """Return where the GGUF of this folder lies once made; raise ``EngineError`` if incomplete."""
    digest = hashlib.sha256(f"{WRITER_VERSION}".encode())
    try:
        for name in _PARTS:
            digest.update(file_sha256(folder / name).encode())
        for name in _OPTIONAL:
            if (folder / name).exists():
                digest.update(file_sha256(folder / name).encode())
    except OSError as error:
        raise EngineError(
            sentence(
                "The model in {folder} is incomplete ({reason}: {filename}); install it again "
                "or choose another model.",
                folder=folder,
                reason=error.strerror,
                filename=error.filename,
            )
        ) from None
    return cache / "gguf" / f"{digest.hexdigest()}.gguf"
