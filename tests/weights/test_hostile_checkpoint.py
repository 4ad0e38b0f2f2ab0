"""A stranger's checkpoint of any shape is refused in one sentence, and takes no memory first."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.tiny_families import make_tiny_family
from workbench.domain.errors import EngineError
from workbench.weights.gguf_writer import read_checkpoint, write_gguf

ODD: tuple[Any, ...] = (None, [], {}, "x", -1, 1e308, [[]], {"a": 1})
NESTED = b"[" * 100_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_tiny_family(tmp_path / "m", "llama")


def refused(folder: Path) -> str:
    """Return the sentence, empty where the folder was taken; nothing half-written is left."""
    out = folder.parent / "out.gguf"
    try:
        write_gguf(read_checkpoint(folder), out)
    except EngineError as error:
        assert not list(folder.parent.glob("out.gguf*"))
        return str(error)
    out.unlink()
    return ""


def change(path: Path, *keys: str, to: Any) -> None:
    document = json.loads(path.read_text())
    at = document
    for key in keys[:-1]:
        at = at[key]
    at[keys[-1]] = to
    path.write_text(json.dumps(document))


def write_header(path: Path, header: Any) -> None:
    """Put another header before the weights of a file."""
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data[8 + length :])


def header_of(path: Path) -> dict[str, Any]:
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    return dict(json.loads(data[8 : 8 + length]))


@pytest.mark.parametrize("name", ["vocab_size", "num_hidden_layers", "head_dim"])
def test_settings_that_ask_for_far_more_than_the_weights_hold_are_refused(
    name: str, folder: Path
) -> None:
    """A list of so many names would fill the memory of the machine."""
    change(folder / "config.json", name, to=10**12)
    assert "do not belong to its weights" in refused(folder)


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "tokenizer_config.json"])
@pytest.mark.parametrize("content", [b"[]", b"1", b"{", NESTED], ids=["list", "int", "cut", "deep"])
def test_a_small_file_that_is_no_object_is_refused(name: str, content: bytes, folder: Path) -> None:
    (folder / name).write_bytes(content)
    assert "is incomplete" in refused(folder)


@pytest.mark.parametrize(
    "keys",
    [
        ("config.json", "hidden_size"),
        ("config.json", "num_attention_heads"),
        ("config.json", "rope_scaling"),
        ("tokenizer.json", "model"),
        ("tokenizer.json", "model", "vocab"),
        ("tokenizer.json", "model", "merges"),
        ("tokenizer.json", "pre_tokenizer"),
        ("tokenizer.json", "added_tokens"),
    ],
    ids="-".join,
)
def test_a_setting_of_any_shape_is_taken_or_refused(keys: tuple[str, ...], folder: Path) -> None:
    """Whatever fails on it is the folder's fault, and is said as such."""
    name, *path = keys
    before = (folder / name).read_bytes()
    told = []
    for odd in ODD:
        (folder / name).write_bytes(before)
        change(folder / name, *path, to=odd)
        told.append(refused(folder))
    assert any(told)


def test_a_vocabulary_beyond_the_embedding_is_refused(folder: Path) -> None:
    change(folder / "tokenizer.json", "model", "vocab", to={"a": 10**9})
    assert "is damaged" in refused(folder)


@pytest.mark.parametrize(
    "header", [[], 1, "x", NESTED, {"a": 1}, {"a": []}], ids=lambda header: repr(header)[:12]
)
def test_a_header_of_weights_that_is_none_is_refused(header: Any, folder: Path) -> None:
    write_header(folder / "model.safetensors", header)
    assert "is damaged" in refused(folder)


@pytest.mark.parametrize("field", ["dtype", "shape", "data_offsets"])
def test_a_tensor_that_is_declared_oddly_is_refused(field: str, folder: Path) -> None:
    """Its bytes would be read from anywhere, or of another tensor."""
    path = folder / "model.safetensors"
    before, header = path.read_bytes(), header_of(path)
    first = next(name for name in header if name != "__metadata__")
    for odd in ODD:
        path.write_bytes(before)
        write_header(path, {**header, first: {**header[first], field: odd}})
        assert "is damaged" in refused(folder), odd
