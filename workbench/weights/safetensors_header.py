"""Read the header of a safetensors file with bounds on everything, before a library maps it.

The format is 8 bytes of length, so many bytes of JSON, then the tensors' bytes without a gap. This
reader believes none of it: the length has a ceiling, the JSON must be plain, and the tensors must
cover exactly the bytes that are there.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from workbench.domain.errors import EngineError
from workbench.domain.sentences import sentence

MAX_HEADER = 32 << 20
MAX_JSON = 32 << 20
MAX_TENSORS = 262_144
MAX_DIMENSIONS = 8
MAX_NAME = 512
MAX_EXTENT = 1 << 40

# dtype -> bits of a value, as safetensors 0.8 names them.
BITS = {
    "BOOL": 8, "U8": 8, "I8": 8, "U16": 16, "I16": 16, "U32": 32, "I32": 32, "U64": 64, "I64": 64,
    "F8_E4M3": 8, "F8_E5M2": 8, "F8_E8M0": 8, "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8,
    "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6,
    "F16": 16, "BF16": 16, "F32": 32, "F64": 64, "C64": 64,
}  # fmt: skip


class Malformed(ValueError):
    """The bytes break the format or a bound of ours; the message completes "… : <reason>"."""


@dataclass(frozen=True, slots=True)
class SafeTensor:
    """One tensor as the header declares it: ``size`` bytes from ``start`` on, in the file."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    size: int
    start: int

    @property
    def values(self) -> int:
        """Return how many numbers it holds."""
        return math.prod(self.shape)


def read_safetensors(path: Path) -> tuple[SafeTensor, ...]:
    """Return the tensors of a file, unread; raise ``EngineError`` with one plain sentence."""
    try:
        return declared_tensors(path)
    except FileNotFoundError:
        raise EngineError(
            sentence(
                "The file {path} is not there; download the model again or choose another.",
                path=path,
            )
        ) from None
    except (OSError, Malformed) as error:
        reason = (
            sentence("it cannot be read ({reason})", reason=error.strerror)
            if isinstance(error, OSError)
            else error
        )
        raise EngineError(
            sentence(
                "{name} is not a usable safetensors file: {reason}; download it again or "
                "choose another model.",
                name=path.name,
                reason=reason,
            )
        ) from None


def declared_tensors(path: Path) -> tuple[SafeTensor, ...]:
    """Return the tensors of a file, unread; raise ``Malformed`` or ``OSError``."""
    with path.open("rb") as handle:
        size = path.stat().st_size
        lead = handle.read(8)
        if len(lead) < 8:
            raise Malformed(sentence("it is too short"))
        (length,) = struct.unpack("<Q", lead)
        if length > min(MAX_HEADER, size - 8):
            raise Malformed(
                sentence("it declares a header of {length} bytes, which cannot be", length=length)
            )
        return tuple(_tensors(plain_json(handle.read(length)), 8 + length, size))


def plain_json(data: bytes) -> dict[str, Any]:
    """Parse an object of JSON that a stranger wrote; raise ``Malformed`` for any trick in it."""
    if len(data) > MAX_JSON:
        raise Malformed(sentence("it is too large"))
    try:
        value = json.loads(
            data.decode("utf-8"), object_pairs_hook=_without_twins, parse_constant=_refuse_constant
        )
    except Malformed:
        raise
    except RecursionError:
        raise Malformed(sentence("its JSON is nested too deeply")) from None
    except ValueError:
        raise Malformed(sentence("its JSON is broken")) from None
    if not isinstance(value, dict):
        raise Malformed(sentence("its JSON is no object"))
    return value


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed(sentence("its JSON names a thing twice"))
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise Malformed(sentence("its JSON holds {name}", name=name))


def _tensors(header: dict[str, Any], first: int, size: int) -> Iterator[SafeTensor]:
    """Yield the tensors once all lie side by side from ``first`` to the file's ``size``."""
    room = size - first
    header.pop("__metadata__", None)
    if not header:
        raise Malformed(sentence("it holds no tensors"))
    if len(header) > MAX_TENSORS:
        raise Malformed(sentence("it declares {count} tensors", count=len(header)))
    spans = sorted(_span(name, entry) for name, entry in header.items())
    end = 0
    for start, stop, _ in spans:
        if start != end:
            raise Malformed(sentence("its tensors overlap or leave gaps"))
        end = stop
    if end > room:
        raise Malformed(
            sentence("it is cut short ({room} of {end} bytes are there)", room=room, end=end)
        )
    if end < room:
        raise Malformed(sentence("it holds bytes that belong to no tensor"))
    for start, stop, name in spans:
        dtype, shape = header[name]["dtype"], tuple(header[name]["shape"])
        yield SafeTensor(name, dtype, shape, stop - start, first + start)


def _span(name: str, entry: Any) -> tuple[int, int, str]:
    """Return (start, end, name) of one tensor, whose size must follow from type and shape."""
    if len(name) > MAX_NAME or not isinstance(entry, dict):
        raise Malformed(sentence("an entry of its header is no tensor"))
    given: dict[str, Any] = {"dtype": None, "shape": None, "data_offsets": None, **entry}
    dtype, shape, offsets = given["dtype"], given["shape"], given["data_offsets"]
    if not isinstance(dtype, str) or dtype not in BITS:
        raise Malformed(sentence("the tensor {name} is of an unknown type", name=name[:80]))
    if not _are_counts(shape) or len(shape) > MAX_DIMENSIONS:
        raise Malformed(sentence("the tensor {name} declares an impossible shape", name=name[:80]))
    if not _are_counts(offsets) or len(offsets) != 2:
        raise Malformed(sentence("the tensor {name} does not say where it lies", name=name[:80]))
    bits = math.prod(shape) * BITS[dtype]
    if bits % 8 or offsets[1] - offsets[0] != bits // 8:
        raise Malformed(
            sentence("the tensor {name} has another size than its shape says", name=name[:80])
        )
    return offsets[0], offsets[1], name


def _are_counts(value: Any) -> bool:
    return isinstance(value, list) and all(
        type(each) is int and 0 <= each <= MAX_EXTENT for each in value
    )
