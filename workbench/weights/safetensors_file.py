"""Read and write safetensors one tensor at a time: numpy has no bfloat16, and memory has an end."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

MAX_HEADER = 100 << 20  # the format's own ceiling
WIDTHS = {"F32": 4, "F16": 2, "BF16": 2}
_CODES = {"F32": "<f4", "F16": "<f2", "BF16": "<u2"}


@dataclass(frozen=True, slots=True)
class StoredTensor:
    """One tensor as the header declares it; ``start`` counts from the beginning of the file."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    start: int

    @property
    def size(self) -> int:
        """Return the bytes it takes."""
        return int(np.prod(self.shape, dtype=np.int64)) * WIDTHS[self.dtype]


def read_index(path: Path) -> list[StoredTensor]:
    """Return what a file holds; raise ``ValueError`` where its header is no header of ours."""
    size = path.stat().st_size
    with path.open("rb") as handle:
        (length,) = struct.unpack("<Q", handle.read(8).ljust(8, b"\0"))
        if not 2 <= length <= min(MAX_HEADER, size - 8):
            raise ValueError(f"the header of {path.name} is damaged")
        entries = json.loads(handle.read(length))
    found = []
    for name, entry in entries.items():
        if name == "__metadata__":
            continue
        if entry["dtype"] not in WIDTHS:
            raise ValueError(f"the tensor {name} is of type {entry['dtype']}")
        start = 8 + length + int(entry["data_offsets"][0])
        tensor = StoredTensor(name, entry["dtype"], tuple(entry["shape"]), start)
        if not 0 <= start <= start + tensor.size <= size:
            raise ValueError(f"{path.name} is cut short (the tensor {name} is not all there)")
        found.append(tensor)
    return found


def read_tensor(path: Path, tensor: StoredTensor) -> np.ndarray:
    """Return one tensor as it is stored, except that bfloat16 becomes fp32."""
    count = tensor.size // WIDTHS[tensor.dtype]
    values = np.fromfile(path, _CODES[tensor.dtype], count, offset=tensor.start)
    if tensor.dtype == "BF16":
        values = (values.astype(np.uint32) << 16).view(np.float32)
    return values.reshape(tensor.shape)


def tensors_of(path: Path) -> Iterator[tuple[str, np.ndarray]]:
    """Yield names and values one after another."""
    for tensor in read_index(path):
        yield tensor.name, read_tensor(path, tensor)


def write_stream(
    path: Path,
    layout: list[tuple[str, str, tuple[int, ...]]],
    values: Iterable[np.ndarray],
) -> None:
    """Write tensors of the (name, dtype, shape) in ``layout``, one in memory at a time.

    ``values`` come in the order of ``layout``. A BF16 tensor is given by its bits (uint16).
    """
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    at = 0
    sizes = []
    for name, dtype, shape in layout:
        size = StoredTensor(name, dtype, shape, 0).size
        header[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [at, at + size]}
        at += size
        sizes.append(size)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as out:
        out.write(struct.pack("<Q", len(text)) + text)
        for size, array in zip(sizes, values, strict=True):
            if array.nbytes != size:
                raise AssertionError(f"a tensor of {array.nbytes} bytes where {size} were declared")
            np.ascontiguousarray(array).tofile(out)
