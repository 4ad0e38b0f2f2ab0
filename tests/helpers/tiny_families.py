"""Tiny random checkpoints of the architectures that are converted, made with numpy alone.

Odd on purpose where architectures differ: fewer key heads than heads, heads that do not divide the
width, norm weights away from 1, a sliding window shorter than the text, two rotary bases.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.helpers.tiny_model import CHAT_TEMPLATE, make_tokenizer

NAMES = ("llama", "qwen2", "qwen3", "gemma3")
LONG_CONTEXT = {
    "rope_type": "llama3",
    "rope_theta": 10000.0,
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 64,
}
"""Stretched rotary frequencies, as Llama 3.1 and later have them."""
HIDDEN, INNER, HEADS, KV_HEADS = 64, 128, 4, 2
_COMMON: dict[str, Any] = {
    "dtype": "float32",
    "hidden_size": HIDDEN,
    "intermediate_size": INNER,
    "num_hidden_layers": 3,
    "num_attention_heads": HEADS,
    "num_key_value_heads": KV_HEADS,
    "max_position_embeddings": 512,
    "rms_norm_eps": 1e-6,
    "pad_token_id": 0,
    "bos_token_id": None,
    "eos_token_id": 3,
}
_OWN: dict[str, dict[str, Any]] = {
    "llama": {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_act": "silu",
        "head_dim": 16,
        "rope_parameters": {"rope_theta": 10000.0, "rope_type": "default"},
        "tie_word_embeddings": False,
    },
    "qwen2": {
        "architectures": ["Qwen2ForCausalLM"],
        "model_type": "qwen2",
        "hidden_act": "silu",
        "rope_parameters": {"rope_theta": 1e6, "rope_type": "default"},
        "tie_word_embeddings": False,
        "use_sliding_window": False,
    },
    "qwen3": {
        "architectures": ["Qwen3ForCausalLM"],
        "model_type": "qwen3",
        "hidden_act": "silu",
        "head_dim": 32,
        "attention_bias": False,
        "rope_parameters": {"rope_theta": 1e6, "rope_type": "default"},
        "tie_word_embeddings": True,
        "use_sliding_window": False,
    },
    "gemma3": {
        "architectures": ["Gemma3ForCausalLM"],
        "model_type": "gemma3_text",
        "hidden_activation": "gelu_pytorch_tanh",
        "head_dim": 32,
        "query_pre_attn_scalar": 32,
        "sliding_window": 8,
        "layer_types": ["sliding_attention", "full_attention", "sliding_attention"],
        "rope_parameters": {
            "full_attention": {"rope_theta": 1e6, "rope_type": "linear", "factor": 8.0},
            "sliding_attention": {"rope_theta": 10000.0, "rope_type": "default"},
        },
        "tie_word_embeddings": True,
    },
}


def make_tiny_family(folder: Path, name: str, *, scale: float = 0.15, **changes: Any) -> Path:
    """Write a random checkpoint of ``llama``, ``qwen2``, ``qwen3`` or ``gemma3``; fp32."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = make_tokenizer()
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "eos_token": "<|end|>",
        "pad_token": "<|pad|>",
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))
    (folder / "chat_template.jinja").write_text(CHAT_TEMPLATE)
    config = {**_COMMON, **_OWN[name], "vocab_size": tokenizer.get_vocab_size(), **changes}
    (folder / "config.json").write_text(json.dumps(config, indent=2))
    save_file(_weights(config, scale), folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def make_family_gguf(folder: Path, name: str, *, half: bool = False, **changes: Any) -> Path:
    """Write the checkpoint of ``make_tiny_family`` and its GGUF; return the GGUF's path."""
    from workbench.weights.gguf_writer import read_checkpoint, write_gguf

    make_tiny_family(folder, name, **changes)
    path = folder / ("model-f16.gguf" if half else "model-f32.gguf")
    write_gguf(read_checkpoint(folder), path, half=half)
    return path


def quantize(path: Path, kind: str) -> Path:
    """Write a GGUF again with llama.cpp's own quantiser (``Q8_0``, ``Q4_0``, …) beside it."""
    import ctypes
    import os

    import llama_cpp

    from workbench.training.native_reference import silence

    llama_cpp.llama_log_set(silence(), ctypes.c_void_p(0))
    out = path.with_name(f"model-{kind}.gguf")
    params = llama_cpp.llama_model_quantize_default_params()
    params.ftype = getattr(llama_cpp, f"LLAMA_FTYPE_MOSTLY_{kind}")
    params.nthread = 1
    done = llama_cpp.llama_model_quantize(os.fsencode(path), os.fsencode(out), params)
    assert done == 0
    return out


def _weights(config: dict[str, Any], scale: float) -> dict[str, Any]:
    import numpy as np

    rng = np.random.default_rng(5)
    head = config.get("head_dim") or HIDDEN // HEADS
    matrices = {
        "self_attn.q_proj": (HEADS * head, HIDDEN),
        "self_attn.k_proj": (KV_HEADS * head, HIDDEN),
        "self_attn.v_proj": (KV_HEADS * head, HIDDEN),
        "self_attn.o_proj": (HIDDEN, HEADS * head),
        "mlp.gate_proj": (INNER, HIDDEN),
        "mlp.up_proj": (INNER, HIDDEN),
        "mlp.down_proj": (HIDDEN, INNER),
    }
    kind = config["model_type"]
    norms = {"input_layernorm": HIDDEN, "post_attention_layernorm": HIDDEN}
    if kind in ("qwen3", "gemma3_text"):
        norms |= {"self_attn.q_norm": head, "self_attn.k_norm": head}
    if kind == "gemma3_text":
        norms |= {"pre_feedforward_layernorm": HIDDEN, "post_feedforward_layernorm": HIDDEN}
    centre = 0.0 if kind == "gemma3_text" else 1.0
    tensors = {"model.embed_tokens.weight": rng.normal(0, scale, (config["vocab_size"], HIDDEN))}
    if not config["tie_word_embeddings"]:
        tensors["lm_head.weight"] = rng.normal(0, scale, (config["vocab_size"], HIDDEN))
    for layer in range(config["num_hidden_layers"]):
        prefix = f"model.layers.{layer}."
        for name, shape in matrices.items():
            tensors[f"{prefix}{name}.weight"] = rng.normal(0, scale, shape)
        for name, size in norms.items():
            # On the CPU llama.cpp looks GELU up in a table of fp16: 2e-3 at full strength.
            quieter = 0.7 if name == "post_feedforward_layernorm" else 0.0
            tensors[f"{prefix}{name}.weight"] = rng.normal(centre - quieter, 0.2, size)
        if kind == "qwen2":
            for part in "qkv":
                size = matrices[f"self_attn.{part}_proj"][0]
                tensors[f"{prefix}self_attn.{part}_proj.bias"] = rng.normal(0, 0.3, size)
    tensors["model.norm.weight"] = rng.normal(centre, 0.2, HIDDEN)
    return {name: values.astype(np.float32) for name, values in tensors.items()}
