"""A merged model says what base and adapter say together, and is the base in all else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import gguf
import numpy as np
import pytest

from tests.helpers.reference import engine_logprobs
from tests.helpers.tiny_families import NAMES, make_family_gguf, quantize
from tests.weights.test_lora_gguf import make_adapter
from workbench.domain.errors import EngineError
from workbench.weights.gguf_header import GGUFHeader, read_header
from workbench.weights.identity import MERGED_KEY, SOURCE_KEY, base_sha256, file_sha256
from workbench.weights.lora_gguf import write_lora_gguf
from workbench.weights.merged_gguf import MergeReport, merge

TEXT = "Solve $3x + 4 = 16$ for $x$. A train travels 60 miles in 1.5 hours."
F16 = 1


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For each architecture a base of fp32 and one of fp16, with an adapter of every layer."""
    folder = tmp_path_factory.mktemp("merge")
    for name in NAMES:
        for half in (False, True):
            make_family_gguf(folder / name, name, half=half, scale=0.08)
        adapter = make_adapter(folder / name, folder / name / "peft", lora_alpha=2)
        write_lora_gguf(adapter, folder / name / "config.json", folder / name / "adapter.gguf")
    return folder


def _merged(base: Path, out: Path, cache: Path) -> MergeReport:
    cache.mkdir(exist_ok=True)
    return merge(base, base.parent / "adapter.gguf", out, cache)


@pytest.mark.parametrize("half", [False, True], ids=["f32", "f16"])
@pytest.mark.parametrize("name", NAMES)
def test_a_merged_model_matches_the_adapter_run(
    name: str, half: bool, made: Path, tmp_path: Path
) -> None:
    """To 1e-3 in log-probability, where the adapter itself moves a hundred times as much.

    With fp16 weights llama.cpp rounds the activations too, in the adapter run and in the merged
    one at different places: to 1e-3 on average, and 7e-3 in the worst of 11,500 values (measured).
    """
    base = made / name / f"model-{'f16' if half else 'f32'}.gguf"
    report = _merged(base, tmp_path / "merged.gguf", tmp_path / "cache")
    _, plain = engine_logprobs(base, TEXT)
    _, adapted = engine_logprobs(base, TEXT, made / name / "adapter.gguf")
    _, merged = engine_logprobs(tmp_path / "merged.gguf", TEXT)
    assert np.abs(plain - adapted).max() > 0.1
    assert np.abs(merged - adapted).mean() < 1e-3
    assert np.abs(merged - adapted).max() < (1e-2 if half else 1e-3)
    assert report.adapted == 21
    assert report.widened == 0
    assert report.size < report.base_size + 1024


def test_quantised_targets_become_f16(made: Path, tmp_path: Path) -> None:
    """Q8_0 would round away much of what was learnt; the size that this costs is told."""
    base = quantize(made / "llama" / "model-f32.gguf", "Q8_0")
    report = _merged(base, tmp_path / "merged.gguf", tmp_path / "cache")
    kinds = {
        tensor.name: tensor.ggml_type for tensor in read_header(tmp_path / "merged.gguf").tensors
    }
    assert report.widened == report.adapted == 21
    assert kinds["blk.0.attn_q.weight"] == F16
    assert kinds["token_embd.weight"] != F16
    assert report.base_size < report.size == (tmp_path / "merged.gguf").stat().st_size
    _, adapted = engine_logprobs(base, TEXT, made / "llama" / "adapter.gguf")
    _, merged = engine_logprobs(tmp_path / "merged.gguf", TEXT)
    assert np.abs(merged - adapted).max() < 0.15  # 0.07: the activations are Q8_0 no more


@pytest.mark.parametrize("kind", ["Q4_0", "BF16"])
def test_other_types_of_base_are_merged_too(kind: str, made: Path, tmp_path: Path) -> None:
    """Whatever the base's weights are stored as."""
    base = quantize(made / "qwen2" / "model-f32.gguf", kind)
    _merged(base, tmp_path / "merged.gguf", tmp_path / "cache")
    _, adapted = engine_logprobs(base, TEXT, made / "qwen2" / "adapter.gguf")
    _, merged = engine_logprobs(tmp_path / "merged.gguf", TEXT)
    assert np.abs(merged - adapted).max() < (0.3 if kind == "Q4_0" else 0.02)


def _bytes(header: GGUFHeader, name: str) -> bytes:
    tensor = next(tensor for tensor in header.tensors if tensor.name == name)
    start = header.data_start + tensor.offset
    return header.path.read_bytes()[start : start + tensor.size]


def test_all_else_is_the_base_word_for_word(made: Path, tmp_path: Path) -> None:
    """Order of entries, alignment, tokenizer, template and every untouched tensor's bytes."""
    base = made / "gemma3" / "model-f16.gguf"
    _merged(base, tmp_path / "merged.gguf", tmp_path / "cache")
    before, after = read_header(base), read_header(tmp_path / "merged.gguf")
    kept = [key for key in before.spans if key not in ("general.name", SOURCE_KEY)]
    assert [key for key in after.spans if key not in ("general.name", MERGED_KEY)] == kept
    theirs, ours = base.read_bytes(), (tmp_path / "merged.gguf").read_bytes()
    for key in kept:
        (a, b), (c, d) = before.spans[key], after.spans[key]
        assert theirs[a:b] == ours[c:d]
    adapted = {t.name.rpartition(".")[0] for t in read_header(made / "gemma3/adapter.gguf").tensors}
    assert [tensor.name for tensor in after.tensors] == [tensor.name for tensor in before.tensors]
    for name in before.names:
        assert (_bytes(before, name) == _bytes(after, name)) == (name not in adapted)
    gguf.GGUFReader(tmp_path / "merged.gguf")  # the format's own reader agrees


def test_lineage_is_told_and_the_base_is_not_impersonated(made: Path, tmp_path: Path) -> None:
    """The adapter on top of itself would count twice; its fingerprint must not fit any more."""
    base, cache = made / "llama" / "model-f32.gguf", tmp_path / "cache"
    _merged(base, tmp_path / "merged.gguf", cache)
    header = read_header(tmp_path / "merged.gguf")
    lineage = json.loads(header.metadata[MERGED_KEY])
    assert header.name == "llama merged"
    assert lineage["base_sha256"] == base_sha256(read_header(base), cache)
    assert lineage["adapter_sha256"] == file_sha256(made / "llama" / "adapter.gguf")
    assert base_sha256(header, cache) == file_sha256(header.path)


def test_an_adapter_with_its_own_alpha_is_scaled_as_llama_cpp_scales_it(
    made: Path, tmp_path: Path
) -> None:
    """Adapters of others keep alpha in the file instead of in B."""
    folder = Path(shutil.copytree(made / "llama", tmp_path / "llama"))
    path = folder / "adapter.gguf"
    data = bytearray(path.read_bytes())
    at = data.index(b"adapter.lora.alpha") + len(b"adapter.lora.alpha") + 4
    data[at : at + 4] = np.float32(6.0).tobytes()
    path.write_bytes(data)
    _merged(folder / "model-f32.gguf", tmp_path / "merged.gguf", tmp_path / "cache")
    _, adapted = engine_logprobs(folder / "model-f32.gguf", TEXT, path)
    _, merged = engine_logprobs(tmp_path / "merged.gguf", TEXT)
    assert np.abs(merged - adapted).max() < 1e-3


@pytest.mark.parametrize("case", ["there", "other base", "no adapter", "full", "no folder"])
def test_what_cannot_be_merged_is_one_sentence_and_leaves_nothing(
    case: str, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file of the user's is overwritten, and no half a model lies about."""
    base, adapter = made / "llama" / "model-f32.gguf", made / "llama" / "adapter.gguf"
    out, words = tmp_path / "out" / "merged.gguf", "could not be written"
    if case != "no folder":
        out.parent.mkdir()
    if case == "there":
        out.write_bytes(b"mine")
        words = "there already"
    elif case == "other base":
        base, words = made / "qwen2" / "model-f32.gguf", "no LoRA adapter of|does not fit"
    elif case == "no adapter":
        adapter, words = base, "does not fit"
    elif case == "full":
        small = shutil.disk_usage(tmp_path)._replace(free=1 << 20)
        monkeypatch.setattr(shutil, "disk_usage", lambda _path: small)
        words = "free some space"
    with pytest.raises(EngineError, match=words):
        merge(base, adapter, out, tmp_path)
    left = [path.read_bytes() for path in out.parent.iterdir()] if out.parent.exists() else []
    assert left == ([b"mine"] if case == "there" else [])
