"""Read and write safetensors one tensor at a time: numpy has no bfloat16, and memory has an end."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from workbench.weights.safetensors_header import SafeTensor, declared_tensors

WIDTHS = {"F32": 4, "F16": 2, "BF16": 2}
_CODES = {"F32": "<f4", "F16": "<f2", "BF16": "<u2"}


def read_index(path: Path) -> tuple[SafeTensor, ...]:
    """Return what a file holds; raise ``ValueError`` where it is damaged or of other numbers."""
    tensors = declared_tensors(path)
    for tensor in tensors:
        if tensor.dtype not in WIDTHS:
            raise ValueError(f"the tensor {tensor.name} is of type {tensor.dtype}")
    return tensors


def read_tensor(path: Path, tensor: SafeTensor) -> np.ndarray:
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
        size = math.prod(shape) * WIDTHS[dtype]
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
