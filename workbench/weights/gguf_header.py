"""Read the header of a GGUF file with bounds on everything, before native code may see the file.

A header names counts and lengths that a parser in C may believe (CVE-2025-53630 and its kin). This
walk believes nothing: each count has a ceiling, each length must lie in the file, each tensor's
bytes must be there. Large arrays (vocabulary, merges) are stepped over and only counted.
"""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from workbench.domain.errors import EngineError

MAX_ENTRIES = 65_536
MAX_KEY = 65_535
MAX_STRING = 8 << 20
MAX_ARRAY = 4 << 20
MAX_NAME = 64
MAX_DIMENSIONS = 4
KEPT_ARRAY = 1_024
DEFAULT_ALIGNMENT = 32

# llama.cpp's default special ids reach 103, and an absent key leaves them unchecked.
MIN_VOCABULARY = 128

_STRING, _ARRAY = 8, 9
# Lists that native code reads as 4-byte numbers whatever the header says of them.
_NATIVE_TYPES = {"scores": (6,), "token_type": (4, 5), "suppress_tokens": (4, 5)}
_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?"}
_SCALARS |= {10: "Q", 11: "q", 12: "d"}
# ggml type -> (values in a block, bytes of a block); a test compares this with the gguf package.
BLOCKS = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34),
    9: (32, 40), 10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210),
    15: (256, 292), 16: (256, 66), 17: (256, 74), 18: (256, 98), 19: (256, 50), 20: (32, 18),
    21: (256, 110), 22: (256, 82), 23: (256, 136), 24: (1, 1), 25: (1, 2), 26: (1, 4), 27: (1, 8),
    28: (1, 8), 29: (256, 56), 30: (1, 2), 34: (256, 54), 35: (256, 66),
    39: (32, 17), 40: (64, 36), 41: (128, 18),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TensorInfo:
    """One tensor as the header declares it; ``shape`` is in ggml's order (fastest first)."""

    name: str
    shape: tuple[int, ...]
    ggml_type: int
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class GGUFHeader:
    """Metadata and tensors of one file; arrays longer than ``KEPT_ARRAY`` are only counted."""

    path: Path
    metadata: dict[str, Any]
    tensors: tuple[TensorInfo, ...]
    array_lengths: dict[str, int] = field(default_factory=dict)
    array_types: dict[str, int] = field(default_factory=dict)

    @property
    def architecture(self) -> str:
        """Return the architecture's name, empty where the file names none."""
        return str(self.metadata.get("general.architecture", ""))

    @property
    def name(self) -> str:
        """Return the model's own name, or the file's."""
        return str(self.metadata.get("general.name") or self.path.stem)[:120]

    @property
    def kind(self) -> str:
        """Return ``model`` or ``adapter``."""
        return str(self.metadata.get("general.type", "model"))

    @property
    def tensor_bytes(self) -> int:
        """Return the bytes of all tensors."""
        return sum(tensor.size for tensor in self.tensors)

    def setting(self, name: str, default: Any = None) -> Any:
        """Return a value that the architecture prefixes, such as ``context_length``."""
        return self.metadata.get(f"{self.architecture}.{name}", default)


def read_header(path: Path) -> GGUFHeader:
    """Read and check the header of a GGUF file; raise ``EngineError`` with one plain sentence."""
    try:
        with path.open("rb") as handle, mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as m:
            return _parse(path, m)
    except FileNotFoundError:
        raise EngineError(
            f"The model file {path} is not there; choose the file again or download it."
        ) from None
    except (OSError, ValueError) as error:
        if isinstance(error, _Malformed):
            raise EngineError(_refusal(path, str(error))) from None
        raise EngineError(_refusal(path, f"it cannot be read ({error})")) from None


class _Malformed(ValueError):
    """The bytes break the format or a bound of ours."""


def _refusal(path: Path, reason: str) -> str:
    return f"{path.name} is not a usable GGUF file: {reason}; download it again or choose another."


class _Walk:
    """A cursor over the mapped bytes that never leaves them."""

    def __init__(self, data: mmap.mmap) -> None:
        self.data = data
        self.size = len(data)
        self.at = 0

    def scalar(self, code: str) -> Any:
        width = struct.calcsize("<" + code)
        if self.at + width > self.size:
            raise _Malformed("it ends in the middle of its header")
        (value,) = struct.unpack_from("<" + code, self.data, self.at)
        self.at += width
        return value

    def count(self, ceiling: int, what: str) -> int:
        value = int(self.scalar("Q"))
        if value > ceiling:
            raise _Malformed(f"it declares {value} {what}, which is more than {ceiling}")
        return value

    def skip(self, length: int) -> None:
        if self.at + length > self.size:
            raise _Malformed("it ends in the middle of its header")
        self.at += length

    def string(self, ceiling: int = MAX_STRING) -> str:
        length = self.count(ceiling, "bytes of text")
        start = self.at
        self.skip(length)
        return self.data[start : self.at].decode("utf-8", errors="replace")

    def skip_strings(self, count: int) -> None:
        """Step over an array of strings; the loop is flat because vocabularies are long."""
        unpack, data, at, size = struct.Struct("<Q").unpack_from, self.data, self.at, self.size
        for _ in range(count):
            if at + 8 > size:
                raise _Malformed("it ends in the middle of its vocabulary")
            length = unpack(data, at)[0]
            at += 8 + length
            if length > MAX_STRING or at > size:
                raise _Malformed("a text in its vocabulary is longer than the file")
        self.at = at


def _parse(path: Path, data: mmap.mmap) -> GGUFHeader:
    walk = _Walk(data)
    if data[:4] != b"GGUF":
        raise _Malformed("it does not begin with the letters GGUF")
    walk.skip(4)
    version = walk.scalar("I")
    if version not in (2, 3):
        raise _Malformed(f"it is of version {version}, and versions 2 and 3 are known")
    tensor_count = walk.count(MAX_ENTRIES, "tensors")
    entry_count = walk.count(MAX_ENTRIES, "entries")
    header = GGUFHeader(path, {}, ())
    _read_metadata(walk, entry_count, header)
    tensors = tuple(_read_tensor(walk) for _ in range(tensor_count))
    _check_tensors(walk, tensors, header.metadata)
    _check_vocabulary(header)
    return replace(header, tensors=tensors)


def _read_metadata(walk: _Walk, count: int, into: GGUFHeader) -> None:
    for _ in range(count):
        key = walk.string(MAX_KEY)
        if key in into.metadata or key in into.array_lengths:
            raise _Malformed(f"the entry {key[:80]} is there twice")
        kind = walk.scalar("I")
        if kind != _ARRAY:
            into.metadata[key] = _read_value(walk, kind)
            continue
        into.array_types[key], into.array_lengths[key], values = _read_array(walk)
        if values is not None:
            into.metadata[key] = values


def _read_value(walk: _Walk, kind: int) -> Any:
    if kind == _STRING:
        return walk.string()
    if kind not in _SCALARS:
        raise _Malformed(f"an entry is of the unknown type {kind}")
    return walk.scalar(_SCALARS[kind])


def _read_array(walk: _Walk) -> tuple[int, int, list[Any] | None]:
    """Return (type, length, values unless many); arrays of arrays have no use and are refused."""
    kind = walk.scalar("I")
    count = walk.count(MAX_ARRAY, "values in one list")
    if kind != _STRING and kind not in _SCALARS:
        raise _Malformed(f"a list is of the unusable type {kind}")
    if count <= KEPT_ARRAY:
        return kind, count, [_read_value(walk, kind) for _ in range(count)]
    if kind == _STRING:
        walk.skip_strings(count)
    else:
        walk.skip(count * struct.calcsize("<" + _SCALARS[kind]))
    return kind, count, None


def _read_tensor(walk: _Walk) -> TensorInfo:
    name = walk.string(MAX_NAME)
    dimensions = walk.scalar("I")
    if not 1 <= dimensions <= MAX_DIMENSIONS:
        raise _Malformed(f"the tensor {name} has {dimensions} dimensions")
    shape = tuple(int(walk.scalar("Q")) for _ in range(dimensions))
    ggml_type, offset = walk.scalar("I"), int(walk.scalar("Q"))
    return TensorInfo(name, shape, ggml_type, offset, _tensor_size(name, shape, ggml_type))


def _tensor_size(name: str, shape: tuple[int, ...], ggml_type: int) -> int:
    if ggml_type not in BLOCKS:
        raise _Malformed(f"the tensor {name} is of the unknown type {ggml_type}")
    block, width = BLOCKS[ggml_type]
    values = 1
    for extent in shape:
        if not 0 < extent < 1 << 40:
            raise _Malformed(f"the tensor {name} declares an extent of {extent}")
        values *= extent
    if shape[0] % block or values >= 1 << 50:
        raise _Malformed(f"the tensor {name} declares an impossible shape")
    return values // block * width


def _check_tensors(walk: _Walk, tensors: tuple[TensorInfo, ...], metadata: dict[str, Any]) -> None:
    alignment = metadata.get("general.alignment", DEFAULT_ALIGNMENT)
    if not isinstance(alignment, int) or not 8 <= alignment <= 65_536 or alignment & alignment - 1:
        raise _Malformed(f"it declares an alignment of {alignment}")
    start = -(-walk.at // alignment) * alignment
    if len({tensor.name for tensor in tensors}) != len(tensors):
        raise _Malformed("two tensors bear the same name")
    for tensor in tensors:
        if tensor.offset % alignment:
            raise _Malformed(f"the tensor {tensor.name} is not aligned")
        if start + tensor.offset + tensor.size > walk.size:
            raise _Malformed(f"it is cut short (the tensor {tensor.name} is not all there)")


def _check_vocabulary(header: GGUFHeader) -> None:
    """Refuse what llama.cpp 0.3.36 would index without a look (ggml-org #24888, #25508, #25969)."""
    lengths, size = header.array_lengths, header.array_lengths.get("tokenizer.ggml.tokens")
    for name, types in _NATIVE_TYPES.items():
        kind = header.array_types.get(f"tokenizer.ggml.{name}")
        if kind is not None and kind not in types:
            raise _Malformed(f"its list of {name} is of the wrong type")
    if size is None:
        return
    if size < MIN_VOCABULARY:
        raise _Malformed(f"its vocabulary has only {size} tokens")
    for name in ("token_type", "scores"):
        if lengths.get(f"tokenizer.ggml.{name}", size) != size:
            raise _Malformed(f"its vocabulary has {size} tokens and another number of {name}")
    if header.metadata.get("tokenizer.ggml.model") == "plamo2":
        raise _Malformed("its tokenizer (PLaMo-2) is not safe to load in this version")
    for key, value in header.metadata.items():
        if key.startswith("tokenizer.ggml.") and key.endswith("_token_id"):
            _check_token_id(key, value, size)


def _check_token_id(key: str, value: object, size: int) -> None:
    # 2**32 - 1 is how some converters write "none".
    if value not in (0xFFFFFFFF, -1) and not (isinstance(value, int) and 0 <= value < size):
        raise _Malformed(f"{key} names the token {value} of {size}")
