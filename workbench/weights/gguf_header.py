"""Read the header of a GGUF file with bounds on everything, before native code may see the file.

A header names counts and lengths that a parser in C may believe (CVE-2025-53630 and its kin). The
walk (``gguf_walk``) believes nothing: each count has a ceiling, each length must lie in the file,
each tensor's bytes must be there; then the numbers must fit one another (``gguf_checks``).
"""

from __future__ import annotations

import mmap
from collections.abc import Collection
from pathlib import Path

from workbench.domain.errors import EngineError
from workbench.domain.sentences import sentence
from workbench.weights.gguf_checks import check_header, check_tokens
from workbench.weights.gguf_walk import BLOCKS, GGUFHeader, Malformed, TensorInfo, walk_header
from workbench.weights.regular_file import open_regular

__all__ = ["BLOCKS", "GGUFHeader", "TensorInfo", "check_deeply", "read_header"]

TOKENS = "tokenizer.ggml.tokens"


def read_header(path: Path, keep: Collection[str] = ()) -> GGUFHeader:
    """Read and check a header; raise ``EngineError`` with one plain sentence.

    Lists of more than 1,024 values are only counted, unless ``keep`` names them; the texts of
    those come with what is no UTF-8 escaped (``surrogateescape``), so that all stay distinct.
    """
    try:
        with (
            open_regular(path) as handle,
            mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as data,
        ):
            header = walk_header(path, data, keep)
        check_header(header)
    except FileNotFoundError:
        raise EngineError(
            sentence(
                "The model file {path} is not there; choose the file again or download it.",
                path=path,
            )
        ) from None
    except Malformed as error:
        raise EngineError(_refusal(path, str(error))) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise EngineError(
            _refusal(path, sentence("it cannot be read ({reason})", reason=reason))
        ) from None
    return header


def check_deeply(header: GGUFHeader) -> None:
    """Look at every token too, before native code does (0.2 s for 150,000)."""
    full = read_header(header.path, (TOKENS,))
    try:
        check_tokens(full.metadata.get(TOKENS, ()))
    except Malformed as error:
        raise EngineError(_refusal(header.path, str(error))) from None


def _refusal(path: Path, reason: str) -> str:
    return sentence(
        "{name} is not a usable GGUF file: {reason}; download it again or choose another.",
        name=path.name,
        reason=reason,
    )
