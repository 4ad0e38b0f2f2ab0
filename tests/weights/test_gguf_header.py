"""A header is believed in nothing: whatever the bytes say, the answer is a header or a sentence."""

from __future__ import annotations

import random
import struct
import time
from pathlib import Path
from typing import Any

import gguf
import pytest

from tests.helpers.tiny_families import NAMES, make_family_gguf
from tests.helpers.tiny_model import make_base_gguf, make_tiny_gguf
from workbench.domain.errors import EngineError
from workbench.weights.gguf_header import BLOCKS, check_deeply, read_header
from workbench.weights.memory import MARGIN, cache_cells, estimate_bytes


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound GGUF."""
    return make_tiny_gguf(tmp_path_factory.mktemp("good"))


def _file(path: Path, entries: list[bytes], tensors: int = 0, version: int = 3) -> Path:
    head = b"GGUF" + struct.pack("<IQQ", version, tensors, len(entries))
    path.write_bytes(head + b"".join(entries))
    return path


def _text(value: str) -> bytes:
    return struct.pack("<Q", len(value)) + value.encode()


def _entry(key: str, kind: int, value: bytes) -> bytes:
    return _text(key) + struct.pack("<I", kind) + value


def _array(kind: int, count: int, values: bytes = b"") -> bytes:
    return struct.pack("<IQ", kind, count) + values


def test_names_shapes_and_sizes_are_read(good: Path) -> None:
    """The same as the gguf package reads, which is too slow for a large vocabulary."""
    header = read_header(good)
    reader = gguf.GGUFReader(good)
    assert header.architecture == "llama"
    assert header.setting("block_count") == 2
    theirs = {t.name: (tuple(int(n) for n in t.shape), int(t.n_bytes)) for t in reader.tensors}
    assert {t.name: (t.shape, t.size) for t in header.tensors} == theirs


def test_block_sizes_are_those_of_the_format() -> None:
    """A type whose size is wrong here would let a cut file pass."""
    assert {int(kind): size for kind, size in gguf.GGML_QUANT_SIZES.items()} == BLOCKS


def test_a_vocabulary_of_150_000_is_stepped_over_quickly(tmp_path: Path) -> None:
    """The window lists models by their headers; the gguf package takes 19 s here."""
    tokens = b"".join(_text(f"token{index}") for index in range(150_000))
    path = _file(
        tmp_path / "v.gguf", [_entry("tokenizer.ggml.tokens", 9, _array(8, 150_000, tokens))]
    )
    best = 9.9
    for _ in range(5):
        started = time.perf_counter()
        header = read_header(path)
        best = min(best, time.perf_counter() - started)
    assert header.array_lengths["tokenizer.ggml.tokens"] == 150_000
    assert "tokenizer.ggml.tokens" not in header.metadata
    assert best < 0.25  # 0.03 s on an idle core; this one is shared


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        ([_entry("a", 8, struct.pack("<Q", 2**63))], "bytes of text"),
        ([_entry("a", 8, struct.pack("<Q", 2**20))], "ends in the middle"),
        ([_entry("a", 9, _array(8, 2**62))], "values in one list"),
        ([_entry("a", 9, _array(8, 10**6))], "middle of its vocabulary"),
        ([_entry("a", 9, _array(10, 10**6))], "ends in the middle"),
        ([_entry("a", 9, _array(9, 1, _array(4, 1, b"\0\0\0\0")))], "unusable type 9"),
        ([_entry("a", 99, b"")], "unknown type 99"),
        ([_entry("a", 4, b"\0\0\0\0"), _entry("a", 4, b"\0\0\0\0")], "twice"),
        ([_entry("general.alignment", 4, b"\0\0\0\0")], "alignment of 0"),
        ([_entry("general.alignment", 4, struct.pack("<I", 48))], "alignment of 48"),
        ([_entry("tokenizer.ggml.scores", 9, _array(0, 4, b"\0\0\0\0"))], "wrong type"),
        ([_entry("tokenizer.ggml.tokens", 9, _array(8, 1, _text("a")))], "only 1 tokens"),
    ],
)
def test_lies_about_counts_and_types_are_refused(
    tmp_path: Path, entries: list[bytes], reason: str
) -> None:
    """CVE-2025-53630 and its kin begin with a count that native code believes."""
    with pytest.raises(EngineError, match=reason):
        read_header(_file(tmp_path / "bad.gguf", entries))


def _vocabulary(**changes: Any) -> list[bytes]:
    tokens = b"".join(_text(f"t{index}") for index in range(200))
    return [
        _entry("tokenizer.ggml.tokens", 9, _array(8, 200, tokens)),
        _entry("tokenizer.ggml.token_type", 9, _array(5, 200, b"\1\0\0\0" * 200)),
    ]


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (_entry("tokenizer.ggml.eos_token_id", 4, struct.pack("<I", 200)), "token 200 of 200"),
        (_entry("tokenizer.ggml.scores", 9, _array(6, 3, b"\0" * 12)), "another number of scores"),
        (_entry("tokenizer.ggml.model", 8, _text("plamo2")), "PLaMo-2"),
    ],
)
def test_vocabularies_that_are_indexed_unchecked_are_refused(
    tmp_path: Path, entry: bytes, reason: str
) -> None:
    """ggml-org #24888, #25508, #25969: found after the pinned version."""
    read_header(_file(tmp_path / "good.gguf", _vocabulary()))
    with pytest.raises(EngineError, match=reason):
        read_header(_file(tmp_path / "bad.gguf", [*_vocabulary(), entry]))


def _patched(good: Path, out: Path, key: str, value: bytes) -> Path:
    """Copy a sound file with the last bytes of one entry replaced."""
    data = bytearray(good.read_bytes())
    _, end = read_header(good).spans[key]
    data[end - len(value) : end] = value
    out.write_bytes(data)
    return out


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("llama.block_count", struct.pack("<I", 0), "0 layers"),
        ("llama.block_count", struct.pack("<I", 513), "513 layers"),
        ("llama.block_count", struct.pack("<I", 3), "is missing"),
        ("llama.attention.head_count", struct.pack("<I", 3), "do not share"),
        ("llama.attention.head_count_kv", struct.pack("<I", 3), "do not share"),
        ("llama.attention.key_length", struct.pack("<I", 8), "heads are 8, 16 and 16 wide"),
        ("llama.rope.dimension_count", struct.pack("<I", 0), "does not say its rope"),
        ("llama.feed_forward_length", struct.pack("<I", 129), "where .* is declared"),
        ("llama.embedding_length", struct.pack("<I", 63), "embeddings"),
        ("llama.rope.freq_base", struct.pack("<f", float("nan")), "freq_base is 'nan'"),
        ("llama.attention.layer_norm_rms_epsilon", struct.pack("<f", -1.0), "epsilon"),
        ("llama.context_length", struct.pack("<I", 0xFFFFFFFF), "context_length is '4294967295'"),
        ("tokenizer.ggml.token_type", struct.pack("<i", 7), "unknown types"),
    ],
)
def test_numbers_that_do_not_fit_one_another_are_refused(
    good: Path, tmp_path: Path, key: str, value: bytes, reason: str
) -> None:
    """At each of these llama.cpp either aborts the process or refuses the file itself."""
    with pytest.raises(EngineError, match=reason):
        read_header(_patched(good, tmp_path / "bad.gguf", key, value))


def test_an_unknown_rotary_scaling_is_refused(tmp_path: Path) -> None:
    """llama.cpp answers an unknown word with an assertion, which ends the process."""
    data = make_family_gguf(tmp_path, "gemma3").read_bytes()
    assert data.count(_text("linear")) == 1
    path = tmp_path / "bad.gguf"
    path.write_bytes(data.replace(_text("linear"), _text("linexr")))
    with pytest.raises(EngineError, match="scaled in an unknown way"):
        read_header(path)


def test_a_token_that_is_there_twice_is_refused(good: Path, tmp_path: Path) -> None:
    """llama.cpp counts them up to the first NUL, and aborts where the counts differ."""
    check_deeply(read_header(good))
    data, path = good.read_bytes(), tmp_path / "bad.gguf"
    for victim, twin in ((b"<|end|>", b"<|pad|>"), (b"<|user|>", b"<|pad|>\0")):
        path.write_bytes(data.replace(_text(victim.decode()), _text(twin.decode())))
        with pytest.raises(EngineError, match="a token twice"):
            check_deeply(read_header(path))


def test_tensors_must_lie_one_after_another(good: Path, tmp_path: Path) -> None:
    """Two that share bytes, or a gap: llama.cpp wants each where the one before ends."""
    header, data = read_header(good), bytearray(good.read_bytes())
    name = header.tensors[3].name.encode()
    at = data.index(struct.pack("<Q", len(name)) + name) + 8 + len(name)
    at += 4 + 8 * len(header.tensors[3].shape) + 4
    struct.pack_into("<Q", data, at, header.tensors[2].offset)
    (tmp_path / "bad.gguf").write_bytes(data)
    with pytest.raises(EngineError, match="not where it should be"):
        read_header(tmp_path / "bad.gguf")


@pytest.mark.parametrize("name", NAMES)
def test_sound_files_of_every_known_architecture_pass(name: str, tmp_path: Path) -> None:
    """A check that refuses what llama.cpp loads would take a model from its user."""
    header = read_header(make_family_gguf(tmp_path, name))
    check_deeply(header)
    assert header.architecture == name


@pytest.mark.parametrize("share", [0.0, 0.0001, 0.01, 0.1, 0.5, 0.999])
def test_a_cut_file_is_refused(good: Path, tmp_path: Path, share: float) -> None:
    """A broken download must not be found out by a crash in the middle of a response."""
    data = good.read_bytes()
    path = tmp_path / "cut.gguf"
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(EngineError, match="download it again"):
        read_header(path)


@pytest.mark.parametrize("version", [0, 1, 4, 2**24 * 3, 0x74756220])
def test_other_versions_are_refused(tmp_path: Path, version: int) -> None:
    """Version 3 written big-endian reads as 50331648, which is told to nobody as a version."""
    with pytest.raises(EngineError, match="version") as said:
        read_header(_file(tmp_path / "v.gguf", [], version=version))
    assert (str(version) in str(said.value)) == (version < 1_000)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """A folder, or nothing at all."""
    with pytest.raises(EngineError, match="not there"):
        read_header(tmp_path / "none.gguf")
    with pytest.raises(EngineError, match="cannot be read"):
        read_header(tmp_path)


def test_five_hundred_mutations_raise_nothing_but_a_sentence(good: Path, tmp_path: Path) -> None:
    """Fault 31, the Python half: random bytes in the header, a fixed seed."""
    data, rng = good.read_bytes(), random.Random(31)
    end = 12_000
    path = tmp_path / "mutated.gguf"
    refused = 0
    for _ in range(500):
        mutated = bytearray(data)
        for _ in range(rng.randint(1, 6)):
            mutated[rng.randrange(end)] = rng.choice((0, 1, 0x7F, 0xFF, rng.randrange(256)))
        path.write_bytes(mutated)
        try:
            read_header(path)
        except EngineError as error:
            refused += 1
            assert "\n" not in str(error)
    assert refused > 150


def test_memory_is_estimated_from_the_header(tmp_path: Path) -> None:
    """Tensors + 2·cells·Σ heads·width·bytes + outputs + 1 GiB, worked by hand."""
    header = read_header(make_base_gguf(tmp_path / "base.gguf"))
    cells = 512 + 7 * 512
    assert cache_cells(512, 8) == cells
    cache = cells * 2 * (4 * (16 + 16)) * 4  # two layers of 4 heads, keys and values of 16, fp32
    outputs = 8 * header.array_lengths["tokenizer.ggml.tokens"] * 4
    assert estimate_bytes(header, 512, 8) == header.tensor_bytes + cache + outputs + MARGIN
