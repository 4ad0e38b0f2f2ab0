"""A stranger's folder is looked into without torch, within bounds, and refused before any load."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from tests.helpers.tiny_model import CHAT_TEMPLATE, change_json
from workbench import paths
from workbench.domain.errors import EngineError
from workbench.weights.hf_folder import hf_memory_bytes, read_folder, weights_sha256
from workbench.weights.identity import file_sha256
from workbench.weights.safetensors_header import BITS, read_safetensors


@pytest.fixture
def folder(tiny_base: Path, tmp_path: Path) -> Path:
    """A copy of the tiny checkpoint that a test may spoil."""
    return Path(shutil.copytree(tiny_base, tmp_path / "tiny"))


def _shard(folder: Path) -> None:
    """Split the weights into two files with an index."""
    tensors = load_file(folder / "model.safetensors")
    names, listed = sorted(tensors), {}
    for number, part in enumerate((names[:7], names[7:]), 1):
        file = f"model-0000{number}-of-00002.safetensors"
        save_file({name: tensors[name] for name in part}, folder / file)
        listed |= dict.fromkeys(part, file)
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": listed}))
    (folder / "model.safetensors").unlink()


def test_a_folder_says_what_it_holds(folder: Path) -> None:
    """Everything a list of models shows, from small files and one header."""
    (folder / "README.md").write_text("---\nlicense: apache-2.0\ntags:\n- x\n---\n# Tiny\n")
    seen = read_folder(folder)
    tensors = load_file(folder / "model.safetensors")
    assert (seen.name, seen.architecture, seen.dtype) == ("tiny", "llama", "float32")
    assert seen.parameters == sum(tensor.size for tensor in tensors.values())
    assert seen.tensor_bytes == 4 * seen.parameters
    assert (seen.context_length, seen.layers, seen.licence) == (512, 2, "apache-2.0")
    assert (seen.chat_template, seen.prompt_style) == (CHAT_TEMPLATE, "bare")
    assert seen.cache_values == 2 * 2 * 2 * 16
    assert not seen.is_adapter


def test_shards_read_like_one_file(tiny_base: Path, folder: Path) -> None:
    """The same model in pieces; its fingerprint is that of the pieces, as sha256sum prints it."""
    _shard(folder)
    whole, pieces = read_folder(tiny_base), read_folder(folder)
    assert pieces.parameters == whole.parameters
    assert pieces.tensor_bytes == whole.tensor_bytes
    files = sorted(folder.glob("*.safetensors"))
    lines = "".join(f"{file_sha256(file)}  {file.name}\n" for file in files)
    assert weights_sha256(folder) == hashlib.sha256(lines.encode()).hexdigest()
    assert weights_sha256(tiny_base) == file_sha256(tiny_base / "model.safetensors")


def test_a_missing_shard_is_named(folder: Path) -> None:
    """A download that broke off between two files."""
    _shard(folder)
    (folder / "model-00002-of-00002.safetensors").unlink()
    with pytest.raises(EngineError, match=r"model-00002-of-00002\.safetensors is not there"):
        read_folder(folder)


@pytest.mark.parametrize("name", ["../other.safetensors", "/etc/passwd", "model.bin"])
def test_an_index_cannot_name_files_elsewhere(folder: Path, name: str) -> None:
    """Only files beside the index, and only safetensors."""
    _shard(folder)
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": {"a": name}}))
    with pytest.raises(EngineError, match="its index names the file"):
        read_folder(folder)


def test_an_index_that_lists_other_tensors_is_refused(folder: Path) -> None:
    """transformers would fill the hole with random numbers and go on."""
    _shard(folder)
    index = folder / "model.safetensors.index.json"
    listed = json.loads(index.read_text())["weight_map"]
    index.write_text(json.dumps({"weight_map": {**listed, "more": next(iter(listed.values()))}}))
    with pytest.raises(EngineError, match="do not agree"):
        read_folder(folder)


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.pt", "weights.pth", "x.pkl"])
def test_pickled_weights_are_refused_by_name(folder: Path, name: str) -> None:
    """Fault 30: opening one runs what it says."""
    (folder / "model.safetensors").rename(folder / name)
    with pytest.raises(EngineError, match=rf"holds {name}, a pickle file.*safetensors only"):
        read_folder(folder)


@pytest.mark.parametrize("file", ["config.json", "tokenizer_config.json"])
def test_code_of_its_own_is_refused(folder: Path, file: str) -> None:
    """``auto_map`` names Python files of the folder."""
    change_json(folder / file, auto_map={"AutoModelForCausalLM": "evil.Model"})
    with pytest.raises(EngineError, match="program code of its own"):
        read_folder(folder)


def test_a_kernel_from_the_hub_is_refused(folder: Path) -> None:
    """An attention implementation with a slash is fetched and run."""
    inner = {"_attn_implementation_internal": "evil/kernel"}
    change_json(folder / "config.json", text_config=inner)
    with pytest.raises(EngineError, match="would load a program"):
        read_folder(folder)
    change_json(folder / "config.json", text_config={}, **inner)
    with pytest.raises(EngineError, match="would load a program"):
        read_folder(folder)


def test_what_writes_no_text_is_refused(folder: Path) -> None:
    """A classifier or a translator loads and babbles."""
    change_json(folder / "config.json", architectures=["BertForMaskedLM"], model_type="bert")
    with pytest.raises(EngineError, match="does not write text"):
        read_folder(folder)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"a": ' * 50_000 + "1" + "}" * 50_000,
        '{"model_type": NaN}',
        '{"model_type": "llama", "model_type": "bert"}',
        '{"n": ' + "9" * 10_000 + "}",
        "[]",
        "\udcff",
        "{",
    ],
    ids=["depth", "objects", "nan", "twins", "digits", "list", "bytes", "cut"],
)
def test_absurd_json_is_a_sentence(folder: Path, text: str) -> None:
    """None of these may end in a traceback of the window's process."""
    (folder / "config.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(EngineError, match=r"config\.json in .* is not usable"):
        read_folder(folder)


def test_a_huge_settings_file_is_not_read(folder: Path) -> None:
    """A sparse gigabyte would be memory."""
    with (folder / "config.json").open("wb") as handle:
        handle.truncate(1 << 30)
    with pytest.raises(EngineError, match="too large"):
        read_folder(folder)


def _header(path: Path, header: Any, data: bytes = b"\0" * 16) -> None:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def _entry(start: int, end: int, shape: list[int], dtype: str = "F32") -> dict[str, Any]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [start, end]}


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ({}, "no tensors"),
        ({"a": _entry(0, 16, [2, 2]), "b": _entry(8, 24, [2, 2])}, "overlap"),
        ({"a": _entry(0, 8, [2]), "b": _entry(12, 16, [1])}, "gaps"),
        ({"a": _entry(0, 400, [100])}, "cut short"),
        ({"a": _entry(0, 8, [2])}, "belong to no tensor"),
        ({"a": _entry(0, 16, [5])}, "another size"),
        ({"a": _entry(0, 16, [1 << 62])}, "impossible shape"),
        ({"a": _entry(0, 16, [-4])}, "impossible shape"),
        ({"a": _entry(0, 16, [1] * 9)}, "impossible shape"),
        ({"a": _entry(0, 16, [4], "PICKLE")}, "unknown type"),
        ({"a": {"dtype": "F32", "shape": [4]}}, "where it lies"),
        ({"a": {"dtype": "F32", "shape": [4], "data_offsets": [True, 16]}}, "where it lies"),
        ({"a": 5}, "no tensor"),
        (b'{"a": ' * 30_000, "nested too deeply"),
        (b"garbage", "broken"),
    ],
)
def test_lying_headers_are_refused(tmp_path: Path, header: Any, reason: str) -> None:
    """Each of these would be read beyond the file, twice, or not at all."""
    path = tmp_path / "model.safetensors"
    _header(path, header)
    with pytest.raises(EngineError, match=rf"not a usable safetensors file: .*{reason}"):
        read_safetensors(path)


def test_a_header_longer_than_the_file_is_not_read(tmp_path: Path) -> None:
    """Eight bytes can ask for an exabyte."""
    path = tmp_path / "model.safetensors"
    path.write_bytes(struct.pack("<Q", 1 << 60) + b"{}")
    with pytest.raises(EngineError, match="which cannot be"):
        read_safetensors(path)
    path.write_bytes(b"abc")
    with pytest.raises(EngineError, match="too short"):
        read_safetensors(path)


def test_mutated_headers_end_in_a_sentence_or_are_sound(tiny_base: Path, tmp_path: Path) -> None:
    """Five hundred random changes of the real header; nothing else may be raised."""
    data, rng = (tiny_base / "model.safetensors").read_bytes(), random.Random(3)
    (length,) = struct.unpack("<Q", data[:8])
    path, refused = tmp_path / "model.safetensors", 0
    for _ in range(500):
        mutated = bytearray(data)
        for _ in range(3):
            mutated[rng.randrange(8 + length)] = rng.randrange(256)
        path.write_bytes(mutated)
        try:
            read_safetensors(path)
        except EngineError as error:
            refused += 1
            assert "\n" not in str(error)
    assert refused > 400


def test_the_types_are_those_of_the_library(tmp_path: Path) -> None:
    """What the library writes is read with the size it has."""
    kinds = {
        "F16": np.float16,
        "F32": np.float32,
        "F64": np.float64,
        "I8": np.int8,
        "I64": np.int64,
    }
    for name, kind in kinds.items():
        save_file({"a": np.zeros((3, 4), kind)}, tmp_path / "a.safetensors")
        (tensor,) = read_safetensors(tmp_path / "a.safetensors")
        assert (tensor.dtype, tensor.shape) == (name, (3, 4))
        assert tensor.size == 12 * BITS[name] // 8


def test_memory_grows_with_what_is_asked_and_shrinks_with_4_bits(folder: Path) -> None:
    """The margin is the same for all; the rest is counted."""
    seen = read_folder(folder)
    whole = hf_memory_bytes(seen, 512, 8, "float32")
    assert whole - hf_memory_bytes(seen, 512, 4, "float32") >= 4 * 512 * seen.cache_values * 4
    half = hf_memory_bytes(seen, 512, 8, "bfloat16")
    assert hf_memory_bytes(seen, 512, 8, "4bit") < half < whole
    assert whole == hf_memory_bytes(seen, 512, 8)


def test_an_adapters_folder(tmp_path: Path) -> None:
    """PEFT's form: settings and safetensors; the pickled form is refused."""
    config = {"peft_type": "LORA", "base_model_name_or_path": "org/base", "r": 4}
    (tmp_path / "adapter_config.json").write_text(json.dumps(config))
    (tmp_path / "adapter_model.bin").write_bytes(b"\x80\x04.")
    with pytest.raises(EngineError, match=r"adapter_model\.bin, a pickle file"):
        read_folder(tmp_path)
    save_file({"a": np.zeros((2, 2), np.float32)}, tmp_path / "adapter_model.safetensors")
    seen = read_folder(tmp_path)
    assert (seen.is_adapter, seen.base_name, seen.parameters) == (True, "org/base", 4)
    (tmp_path / "adapter_config.json").write_text(
        json.dumps({**config, "megatron_config": {"a": 1}})
    )
    with pytest.raises(EngineError, match="would load a program"):
        read_folder(tmp_path)


def test_a_model_with_an_adapter_inside_is_refused(folder: Path) -> None:
    """transformers would load the adapter's own base, from wherever it says."""
    (folder / "adapter_config.json").write_text('{"base_model_name_or_path": "/tmp/evil"}')
    with pytest.raises(EngineError, match="both a model and an adapter"):
        read_folder(folder)


def test_a_template_among_several_and_none(folder: Path) -> None:
    """The settings may list templates by purpose; a base model has none."""
    (folder / "chat_template.jinja").unlink()
    assert read_folder(folder).chat_template is None
    listed = [{"name": "rag", "template": "R"}, {"name": "default", "template": "D"}]
    change_json(folder / "tokenizer_config.json", chat_template=listed)
    assert read_folder(folder).chat_template == "D"


def test_no_heavy_library_is_loaded() -> None:
    """The window asks this module; torch would cost it seconds and a gigabyte."""
    code = (
        "import sys; from pathlib import Path; from workbench.weights.hf_folder import read_folder;"
        "read_folder(Path(sys.argv[1]));"
        "print([m for m in ('torch', 'transformers', 'numpy', 'safetensors') if m in sys.modules])"
    )
    command = [sys.executable, "-c", code, str(paths.starter_dir())]
    assert subprocess.check_output(command, text=True).strip() == "[]"
