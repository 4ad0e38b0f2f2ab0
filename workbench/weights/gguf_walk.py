"""Walk over the bytes of a GGUF header without ever leaving them, believing no number."""

from __future__ import annotations

import mmap
import struct
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from workbench.domain.sentences import sentence

MAX_ENTRIES = 65_536
MAX_VERSION = 1_000
"""A larger number is no version: other bytes stand in its place."""
MAX_KEY = 65_535
MAX_STRING = 8 << 20
MAX_ARRAY = 4 << 20
MAX_NAME = 64
MAX_DIMENSIONS = 4
KEPT_ARRAY = 1_024
DEFAULT_ALIGNMENT = 32

_TENSORS, _ENTRIES = sentence("tensors"), sentence("entries")
_VALUES, _BYTES = sentence("values in one list"), sentence("bytes of text")
_STRING, _ARRAY = 8, 9
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
    """Metadata and tensors of one file; arrays longer than ``KEPT_ARRAY`` are only counted.

    ``spans`` says where in the file each entry lies, its key included; tensors' offsets count from
    ``data_start``.
    """

    path: Path
    metadata: dict[str, Any]
    tensors: tuple[TensorInfo, ...]
    array_lengths: dict[str, int] = field(default_factory=dict)
    array_types: dict[str, int] = field(default_factory=dict)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    version: int = 3
    data_start: int = 0

    @property
    def alignment(self) -> int:
        """Return what tensors are aligned to, in bytes."""
        return int(self.metadata.get("general.alignment", DEFAULT_ALIGNMENT))

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
    def names(self) -> frozenset[str]:
        """Return the names of all tensors."""
        return frozenset(tensor.name for tensor in self.tensors)

    @property
    def tensor_bytes(self) -> int:
        """Return the bytes of all tensors."""
        return sum(tensor.size for tensor in self.tensors)

    def setting(self, name: str, default: Any = None) -> Any:
        """Return a value that the architecture prefixes, such as ``context_length``."""
        return self.metadata.get(f"{self.architecture}.{name}", default)


class Malformed(ValueError):
    """The bytes break the format or a bound of ours."""


class _Walk:
    """A cursor over the mapped bytes that never leaves them."""

    def __init__(self, data: mmap.mmap) -> None:
        self.data = data
        self.size = len(data)
        self.at = 0

    def scalar(self, code: str) -> Any:
        width = struct.calcsize("<" + code)
        if self.at + width > self.size:
            raise Malformed(sentence("it ends in the middle of its header"))
        (value,) = struct.unpack_from("<" + code, self.data, self.at)
        self.at += width
        return value

    def count(self, ceiling: int, what: str) -> int:
        value = int(self.scalar("Q"))
        if value > ceiling:
            raise Malformed(
                sentence(
                    "it declares {value} {what}, which is more than {ceiling}",
                    value=value,
                    what=what,
                    ceiling=ceiling,
                )
            )
        return value

    def skip(self, length: int) -> None:
        if self.at + length > self.size:
            raise Malformed(sentence("it ends in the middle of its header"))
        self.at += length

    def string(self, ceiling: int = MAX_STRING, errors: str = "replace") -> str:
        length = self.count(ceiling, _BYTES)
        start = self.at
        self.skip(length)
        return self.data[start : self.at].decode("utf-8", errors=errors)

    def skip_strings(self, count: int) -> None:
        """Step over an array of strings; the loop is flat because vocabularies are long."""
        unpack, data, at, size = struct.Struct("<Q").unpack_from, self.data, self.at, self.size
        for _ in range(count):
            if at + 8 > size:
                raise Malformed(sentence("it ends in the middle of its vocabulary"))
            length = unpack(data, at)[0]
            at += 8 + length
            if length > MAX_STRING or at > size:
                raise Malformed(sentence("a text in its vocabulary is longer than the file"))
        self.at = at


def walk_header(path: Path, data: mmap.mmap, keep: Collection[str]) -> GGUFHeader:
    """Return the header of a mapped file, with the long lists that ``keep`` names."""
    walk = _Walk(data)
    if data[:4] != b"GGUF":
        raise Malformed(sentence("it does not begin with the letters GGUF"))
    walk.skip(4)
    version = walk.scalar("I")
    if version > MAX_VERSION:
        raise Malformed(sentence("its header names no version of GGUF"))
    if version not in (2, 3):
        raise Malformed(
            sentence("it is of version {version}, and versions 2 and 3 are known", version=version)
        )
    tensor_count = walk.count(MAX_ENTRIES, _TENSORS)
    entry_count = walk.count(MAX_ENTRIES, _ENTRIES)
    header = GGUFHeader(path, {}, (), version=version)
    _read_metadata(walk, entry_count, header, keep)
    tensors = tuple(_read_tensor(walk) for _ in range(tensor_count))
    start = _check_tensors(walk, tensors, header.metadata)
    return replace(header, tensors=tensors, data_start=start)


def _read_metadata(walk: _Walk, count: int, into: GGUFHeader, keep: Collection[str]) -> None:
    for _ in range(count):
        begin = walk.at
        key = walk.string(MAX_KEY)
        if key in into.spans:
            raise Malformed(sentence("the entry {key} is there twice", key=_shown(key)))
        kind = walk.scalar("I")
        if kind == _ARRAY:
            kind, length, values = _read_array(walk, key in keep)
            into.array_types[key], into.array_lengths[key] = kind, length
            if values is not None:
                into.metadata[key] = values
        else:
            into.metadata[key] = _read_value(walk, kind)
        into.spans[key] = (begin, walk.at)


def _read_value(walk: _Walk, kind: int) -> Any:
    if kind == _STRING:
        return walk.string()
    if kind not in _SCALARS:
        raise Malformed(sentence("an entry is of the unknown type {kind}", kind=kind))
    return walk.scalar(_SCALARS[kind])


def _read_array(walk: _Walk, whole: bool) -> tuple[int, int, list[Any] | None]:
    """Return (type, length, values unless many); lists of lists have no use and are refused."""
    kind = walk.scalar("I")
    count = walk.count(MAX_ARRAY, _VALUES)
    if kind != _STRING and kind not in _SCALARS:
        raise Malformed(sentence("a list is of the unusable type {kind}", kind=kind))
    if whole and kind == _STRING:
        return kind, count, [walk.string(errors="surrogateescape") for _ in range(count)]
    if whole or count <= KEPT_ARRAY:
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
        raise Malformed(
            sentence(
                "the tensor {name} has {dimensions} dimensions",
                name=_shown(name),
                dimensions=dimensions,
            )
        )
    shape = tuple(int(walk.scalar("Q")) for _ in range(dimensions))
    ggml_type, offset = walk.scalar("I"), int(walk.scalar("Q"))
    return TensorInfo(name, shape, ggml_type, offset, _tensor_size(name, shape, ggml_type))


def _tensor_size(name: str, shape: tuple[int, ...], ggml_type: int) -> int:
    if ggml_type not in BLOCKS:
        raise Malformed(
            sentence(
                "the tensor {name} is of the unknown type {ggml_type}",
                name=_shown(name),
                ggml_type=ggml_type,
            )
        )
    block, width = BLOCKS[ggml_type]
    values = 1
    for extent in shape:
        if not 0 < extent < 1 << 40:
            raise Malformed(
                sentence(
                    "the tensor {name} declares an extent of {extent}",
                    name=_shown(name),
                    extent=extent,
                )
            )
        values *= extent
    if shape[0] % block or values >= 1 << 50:
        raise Malformed(
            sentence("the tensor {name} declares an impossible shape", name=_shown(name))
        )
    return values // block * width


def _check_tensors(walk: _Walk, tensors: tuple[TensorInfo, ...], metadata: dict[str, Any]) -> int:
    """Return where the data begin; each tensor must follow the one before, as llama.cpp wants."""
    alignment = metadata.get("general.alignment", DEFAULT_ALIGNMENT)
    if not isinstance(alignment, int) or not 8 <= alignment <= 65_536 or alignment & alignment - 1:
        raise Malformed(
            sentence("it declares an alignment of {alignment}", alignment=_shown(alignment))
        )
    start = -(-walk.at // alignment) * alignment
    if len({tensor.name for tensor in tensors}) != len(tensors):
        raise Malformed(sentence("two tensors bear the same name"))
    expected = 0
    for tensor in tensors:
        if tensor.offset % alignment:
            raise Malformed(sentence("the tensor {name} is not aligned", name=_shown(tensor.name)))
        if tensor.offset != expected:
            raise Malformed(
                sentence("the tensor {name} is not where it should be", name=_shown(tensor.name))
            )
        if start + tensor.offset + tensor.size > walk.size:
            raise Malformed(
                sentence(
                    "it is cut short (the tensor {name} is not all there)", name=_shown(tensor.name)
                )
            )
        expected += -(-tensor.size // alignment) * alignment
    return start


def _shown(value: object) -> str:
    """Return a file's own text in a form that is safe in one line."""
    return "".join(c if c.isprintable() else "?" for c in str(value)[:80])
