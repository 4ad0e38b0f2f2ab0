"""Every architecture that is converted says in llama.cpp what it says in transformers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.helpers.reference import engine_logprobs, transformers_logprobs
from tests.helpers.tiny_families import LONG_CONTEXT, NAMES, make_family_gguf, make_tiny_family
from tests.weights.test_lora_gguf import make_adapter
from workbench.domain.errors import EngineError
from workbench.weights.gguf_writer import read_checkpoint, write_gguf
from workbench.weights.lora_gguf import write_lora_gguf
from workbench.weights.safetensors_file import tensors_of, write_stream

TEXT = "Solve $3x + 4 = 16$ for $x$. A train travels 60 miles in 1.5 hours."
TOLERANCE = 1e-3


@pytest.fixture(scope="module")
def bases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The fp32 GGUF of each architecture, in its checkpoint's folder."""
    folder = tmp_path_factory.mktemp("families")
    return {name: make_family_gguf(folder / name, name) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_a_checkpoint_runs_in_llama_cpp_as_in_transformers(
    name: str, bases: dict[str, Path]
) -> None:
    """Rows of q and k, norms, biases, windows, rotary bases: a slip in any shows here."""
    ids, ours = engine_logprobs(bases[name], TEXT)
    theirs = transformers_logprobs(bases[name].parent, ids)
    assert np.abs(ours - theirs).max() < TOLERANCE


@pytest.mark.parametrize("rslora", [False, True], ids=["plain", "rslora"])
@pytest.mark.parametrize("name", NAMES)
def test_an_adapter_does_in_llama_cpp_what_it_does_in_peft(
    name: str, rslora: bool, bases: dict[str, Path], tmp_path: Path
) -> None:
    """The way back from training, for each architecture, with both ways of scaling."""
    folder = bases[name].parent
    adapter = make_adapter(folder, tmp_path / "peft", lora_alpha=6, use_rslora=rslora)
    out = tmp_path / "adapter.gguf"
    write_lora_gguf(adapter, folder / "config.json", out)
    ids, ours = engine_logprobs(bases[name], TEXT, out)
    theirs = transformers_logprobs(folder, ids, adapter)
    plain = transformers_logprobs(folder, ids)
    assert np.abs(ours - theirs).max() < TOLERANCE
    assert np.abs(plain - theirs).max() > 100 * TOLERANCE, "the adapter must change something"


def test_an_adapter_of_the_output_layer_works_where_it_has_its_own_tensor(
    bases: dict[str, Path], tmp_path: Path
) -> None:
    """With shared embeddings there is no such tensor in a GGUF base, and that is said."""
    folder = bases["qwen2"].parent
    adapter = make_adapter(folder, tmp_path / "peft", lora_alpha=6, target_modules=["lm_head"])
    write_lora_gguf(adapter, folder / "config.json", tmp_path / "a.gguf")
    ids, ours = engine_logprobs(bases["qwen2"], TEXT, tmp_path / "a.gguf")
    assert np.abs(ours - transformers_logprobs(folder, ids, adapter)).max() < TOLERANCE
    with pytest.raises(EngineError, match=r"lm_head.*embeddings"):
        write_lora_gguf(adapter, bases["qwen3"].parent / "config.json", tmp_path / "b.gguf")


def test_the_long_context_of_llama_3_is_carried_over(tmp_path: Path) -> None:
    """Llama 3.1 and later stretch their rotary frequencies; without it they read nonsense."""
    path = make_family_gguf(tmp_path, "llama", rope_parameters=LONG_CONTEXT)
    ids, ours = engine_logprobs(path, TEXT)
    theirs = transformers_logprobs(tmp_path, ids)
    assert np.abs(ours - theirs).max() < TOLERANCE
    make_tiny_family(tmp_path / "plain", "llama")
    assert np.abs(transformers_logprobs(tmp_path / "plain", ids) - theirs).max() > 100 * TOLERANCE


def test_bfloat16_weights_are_read(tmp_path: Path) -> None:
    """Most published checkpoints are in bfloat16, which numpy does not know."""
    folder = make_tiny_family(tmp_path, "llama")
    tensors = dict(tensors_of(folder / "model.safetensors"))
    bits = [(values.view(np.uint32) >> 16).astype(np.uint16) for values in tensors.values()]
    layout = [(name, "BF16", values.shape) for name, values in tensors.items()]
    write_stream(folder / "model.safetensors", layout, bits)
    write_gguf(read_checkpoint(folder), tmp_path / "b.gguf", half=False)
    ids, ours = engine_logprobs(tmp_path / "b.gguf", TEXT)
    assert np.abs(ours - transformers_logprobs(folder, ids)).max() < TOLERANCE


@pytest.mark.parametrize(
    ("name", "change", "reason"),
    [
        ("gemma3", {"query_pre_attn_scalar": 256}, "scaled otherwise"),
        ("gemma3", {"use_bidirectional_attention": True}, "both directions"),
        ("gemma3", {"attn_logit_softcapping": 50.0}, "capped"),
        ("qwen2", {"use_sliding_window": True, "sliding_window": 8}, "sliding window"),
        ("qwen3", {"attention_bias": True}, "biases"),
        ("llama", {"hidden_act": "relu"}, "activation is relu"),
    ],
)
def test_what_llama_cpp_would_compute_otherwise_is_refused(
    name: str, change: dict[str, Any], reason: str, tmp_path: Path
) -> None:
    """Such a GGUF would load and answer, but as another model."""
    folder = make_tiny_family(tmp_path, name)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, **change}))
    with pytest.raises(EngineError, match=reason):
        read_checkpoint(folder)


@pytest.mark.parametrize("keep", [4, 300, -100])
def test_damaged_weights_are_one_sentence(keep: int, tmp_path: Path) -> None:
    """A broken download leaves no half a GGUF behind."""
    folder = make_tiny_family(tmp_path, "llama")
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(EngineError, match="damaged"):
        write_gguf(read_checkpoint(folder), tmp_path / "out.gguf")
    assert not list(tmp_path.glob("out.gguf*"))
