"""A trained adapter must do in llama.cpp what it did in training."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.helpers.reference import engine_logprobs, transformers_logprobs
from tests.helpers.tiny_model import make_tiny_gguf
from workbench.domain.errors import EngineError
from workbench.weights.gguf_header import read_header
from workbench.weights.identity import BASE_KEY
from workbench.weights.lora_gguf import scaling, write_lora_gguf

TEXT = "Solve $3x + 4 = 16$ for $x$."
LINEAR = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny checkpoint's folder with its fp32 GGUF in it."""
    folder = tmp_path_factory.mktemp("tiny")
    make_tiny_gguf(folder)
    return folder


def make_adapter(base: Path, out: Path, **settings: Any) -> Path:
    """Write a PEFT adapter with random A and B (PEFT itself begins with B = 0)."""
    import torch
    import tqdm
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    tqdm.tqdm.monitor_interval = 0
    torch.manual_seed(7)
    model = AutoModelForCausalLM.from_pretrained(str(base), local_files_only=True)
    adapted = get_peft_model(model, LoraConfig(**{"target_modules": LINEAR, "r": 4, **settings}))
    for name, parameter in adapted.named_parameters():
        if "lora_" in name:
            torch.nn.init.normal_(parameter, std=0.1)
    adapted.save_pretrained(str(out), save_embedding_layers=False)
    return out


@pytest.mark.parametrize(
    "settings",
    [
        {"lora_alpha": 8},
        {"lora_alpha": 8, "use_rslora": True},
        {
            "lora_alpha": 4,
            "alpha_pattern": {"q_proj": 16},
            "rank_pattern": {"layers.1.self_attn.v_proj": 2},
        },
    ],
    ids=["plain", "rslora", "patterns"],
)
def test_the_adapter_matches_peft(tiny: Path, tmp_path: Path, settings: dict[str, Any]) -> None:
    """Scaling, rsLoRA, patterns and the permuted rows of q and k, all to 1e-3."""
    adapter = make_adapter(tiny, tmp_path / "peft", **settings)
    out = tmp_path / "adapter.gguf"
    write_lora_gguf(adapter, tiny / "config.json", out)
    ids, ours = engine_logprobs(tiny / "model-f32.gguf", TEXT, out)
    theirs = transformers_logprobs(tiny, ids, adapter)
    plain = transformers_logprobs(tiny, ids)
    assert np.abs(ours - theirs).max() < 1e-3
    assert np.abs(plain - theirs).max() > 0.1, "the adapter must change something"


def test_scaling_is_worked_by_hand() -> None:
    """alpha 8, rank 4: 2 plainly, 4 under rsLoRA; a pattern overrides alpha for its modules."""
    module = "model.layers.0.self_attn.q_proj"
    assert scaling({"lora_alpha": 8}, module, 4) == 2
    assert scaling({"lora_alpha": 8, "use_rslora": True}, module, 4) == 4
    assert scaling({"lora_alpha": 8, "alpha_pattern": {"q_proj": 12}}, module, 4) == 3
    assert scaling({"lora_alpha": 8, "alpha_pattern": {"proj": 12}}, module, 4) == 2


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"use_dora": True}, "DoRA"),
        ({"modules_to_save": ["lm_head"]}, "modules_to_save"),
        ({"peft_type": "IA3"}, "IA3"),
        ({"bias": "all"}, "bias=all"),
    ],
)
def test_what_a_gguf_adapter_cannot_say_is_refused_by_name(
    tiny: Path, tmp_path: Path, change: dict[str, Any], reason: str
) -> None:
    """Leaving DoRA's magnitudes out would silently be another model."""
    adapter = make_adapter(tiny, tmp_path / "peft", lora_alpha=8)
    config = json.loads((adapter / "adapter_config.json").read_text())
    (adapter / "adapter_config.json").write_text(json.dumps({**config, **change}))
    with pytest.raises(EngineError, match=reason):
        write_lora_gguf(adapter, tiny / "config.json", tmp_path / "out.gguf")
    assert not list(tmp_path.glob("out.gguf*"))


def test_the_base_is_noted(tiny: Path, tmp_path: Path) -> None:
    """The fingerprint travels in the file, so a moved adapter is still bound to its base."""
    adapter = make_adapter(tiny, tmp_path / "peft", lora_alpha=8)
    write_lora_gguf(adapter, tiny / "config.json", tmp_path / "a.gguf", base_sha256="ab" * 32)
    header = read_header(tmp_path / "a.gguf")
    assert header.metadata[BASE_KEY] == "ab" * 32
    assert header.kind == "adapter"
