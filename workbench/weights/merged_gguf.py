"""Write a base GGUF once more with an adapter worked into its weights, for programs without LoRA.

Everything but the adapted tensors is copied word for word: each entry of the metadata in its order
(except the name and what identifies the weights), the alignment, every other tensor's bytes.
Adapted tensors that are not F32 become F16: in a quantised type, and in BF16, the steps between
values are coarser than most of what training changes.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

from workbench.domain.errors import EngineError
from workbench.domain.sentences import sentence
from workbench.weights.gguf_checkpoint import full_precision
from workbench.weights.gguf_header import BLOCKS, GGUFHeader, TensorInfo, read_header
from workbench.weights.identity import MERGED_KEY, SOURCE_KEY, base_sha256, file_sha256
from workbench.weights.new_file import new_file, require_space

_F32, _F16 = 0, 1
_NAME = "general.name"
_STRING = 8
_PIECE = 16 << 20
_SIDES = ("lora_a", "lora_b")


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What was written; sizes in bytes, ``widened`` counts tensors that became F16."""

    path: str
    size: int
    base_size: int
    adapted: int
    widened: int
    sha256: str


@dataclass(frozen=True, slots=True)
class _Delta:
    """What is added to one tensor: B·A times ``scale``, A (r, in) and B (out, r)."""

    first: TensorInfo
    second: TensorInfo
    scale: float


def merge(base: Path, adapter: Path, out: Path, cache: Path) -> MergeReport:
    """Write the base with the adapter in it to ``out``, which must not be there yet.

    Raises ``EngineError`` where the two do not belong together, the disk is too small, or there is
    a file of that name. The file appears under its name only when it is whole.
    """
    _refuse_present(out)
    whole, low_rank = read_header(base), read_header(adapter)
    deltas = _deltas(low_rank, whole)
    infos = _laid_out(whole, deltas)
    try:
        require_space(out.parent, sum(info.size for info in infos) + whole.data_start)
        with new_file(out) as part:
            with part.open("wb") as handle:
                _write_header(handle, whole, low_rank, infos, cache)
                for before, after in zip(whole.tensors, infos, strict=True):
                    _write_tensor(handle, whole, before, after, _sum_of(low_rank, deltas, before))
            _refuse_present(out)
    except OSError as error:
        raise EngineError(
            sentence(
                "The merged model could not be written to {parent} ({reason}); free some "
                "space or choose another folder.",
                parent=out.parent,
                reason=error.strerror,
            )
        ) from error
    return MergeReport(
        path=str(out),
        size=out.stat().st_size,
        base_size=base.stat().st_size,
        adapted=len(deltas),
        widened=sum(whole.tensors[n].ggml_type != t.ggml_type for n, t in enumerate(infos)),
        sha256=file_sha256(out),
    )


def _refuse_present(out: Path) -> None:
    if out.exists():
        raise EngineError(
            sentence("{out} is there already; choose another name or delete it first.", out=out)
        )


def _deltas(adapter: GGUFHeader, base: GGUFHeader) -> dict[str, _Delta]:
    """Return what is added to which tensor; raise ``EngineError`` where the shapes do not fit."""
    shapes = {tensor.name: tensor.shape for tensor in base.tensors}
    pairs: dict[str, dict[str, TensorInfo]] = {}
    for tensor in adapter.tensors:
        target, _, side = tensor.name.rpartition(".")
        pairs.setdefault(target, {})[side] = tensor
    alpha = float(adapter.metadata.get("adapter.lora.alpha", 0.0))
    found = {}
    for target, pair in pairs.items():
        if set(pair) != set(_SIDES) or not _fits(pair, shapes.get(target, ())):
            raise EngineError(
                sentence(
                    "The adapter's tensor {target} does not fit {name}; choose the model it "
                    "was trained on.",
                    target=target,
                    name=base.name,
                )
            )
        rank = pair["lora_a"].shape[1]
        found[target] = _Delta(pair["lora_a"], pair["lora_b"], alpha / rank if alpha else 1.0)
    if not found or adapter.kind != "adapter" or adapter.architecture != base.architecture:
        raise EngineError(
            sentence(
                "{name} is no LoRA adapter of {base_name}.",
                name=adapter.path.name,
                base_name=base.name,
            )
        )
    return found


def _fits(pair: dict[str, TensorInfo], whole: tuple[int, ...]) -> bool:
    first, second = pair["lora_a"].shape, pair["lora_b"].shape
    if not len(first) == len(second) == len(whole) == 2:
        return False
    return (first[0], second[1]) == whole and first[1] == second[0]


def _laid_out(base: GGUFHeader, deltas: dict[str, _Delta]) -> list[TensorInfo]:
    """Return every tensor in the base's order with its new type, size and offset."""
    infos, offset = [], 0
    for tensor in base.tensors:
        kind = tensor.ggml_type
        if tensor.name in deltas and kind != _F32:
            kind = _F16
        block, width = BLOCKS[kind]
        size = int(np.prod(tensor.shape, dtype=np.int64)) // block * width
        infos.append(TensorInfo(tensor.name, tensor.shape, kind, offset, size))
        offset += _padded(size, base.alignment)
    return infos


def _write_header(
    handle: IO[bytes],
    base: GGUFHeader,
    adapter: GGUFHeader,
    infos: list[TensorInfo],
    cache: Path,
) -> None:
    lineage = {
        "base": base.name,
        "base_sha256": base_sha256(base, cache),
        "adapter_sha256": file_sha256(adapter.path),
    }
    entries = _copied(base)
    entries[_NAME] = _text_entry(_NAME, f"{base.name} merged")
    entries[MERGED_KEY] = _text_entry(MERGED_KEY, json.dumps(lineage))
    # An adapter of the base must not go on top once more, so the base's identity is not kept.
    entries.pop(SOURCE_KEY, None)
    handle.write(b"GGUF" + struct.pack("<IQQ", base.version, len(infos), len(entries)))
    for entry in entries.values():
        handle.write(entry)
    for info in infos:
        handle.write(_text(info.name) + struct.pack("<I", len(info.shape)))
        handle.write(struct.pack(f"<{len(info.shape)}Q", *info.shape))
        handle.write(struct.pack("<IQ", info.ggml_type, info.offset))
    _pad(handle, base.alignment)


def _copied(base: GGUFHeader) -> dict[str, bytes]:
    """Return the metadata as they lie in the file, in their order."""
    with base.path.open("rb") as handle:
        entries = {}
        for key, (start, end) in base.spans.items():
            handle.seek(start)
            entries[key] = handle.read(end - start)
    return entries


def _write_tensor(
    handle: IO[bytes],
    base: GGUFHeader,
    before: TensorInfo,
    after: TensorInfo,
    delta: np.ndarray | None,
) -> None:
    if delta is None:
        for piece in _pieces(base, before):
            handle.write(piece)
    else:
        values = full_precision(base, before) + delta
        if after.ggml_type == _F16:
            values = values.astype(np.float16)
        values.tofile(handle)
    _pad(handle, base.alignment)


def _pieces(base: GGUFHeader, tensor: TensorInfo) -> Iterator[bytes]:
    with base.path.open("rb") as source:
        source.seek(base.data_start + tensor.offset)
        left = tensor.size
        while left:
            piece = source.read(min(left, _PIECE))
            if not piece:
                raise EngineError(
                    sentence(
                        "{name} was cut short meanwhile; download it again.", name=base.path.name
                    )
                )
            left -= len(piece)
            yield piece


def _sum_of(
    adapter: GGUFHeader, deltas: dict[str, _Delta], tensor: TensorInfo
) -> np.ndarray | None:
    delta = deltas.get(tensor.name)
    if delta is None:
        return None
    first, second = (full_precision(adapter, one) for one in (delta.first, delta.second))
    product: np.ndarray = second @ first * np.float32(delta.scale)
    return product


def _text(value: str) -> bytes:
    data = value.encode("utf-8")
    return struct.pack("<Q", len(data)) + data


def _text_entry(key: str, value: str) -> bytes:
    return _text(key) + struct.pack("<I", _STRING) + _text(value)


def _padded(size: int, alignment: int) -> int:
    return -(-size // alignment) * alignment


def _pad(handle: IO[bytes], alignment: int) -> None:
    handle.write(b"\0" * (-handle.tell() % alignment))
