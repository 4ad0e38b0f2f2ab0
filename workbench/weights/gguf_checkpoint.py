"""Turn a GGUF file of the known architectures back into a checkpoint that can be trained.

Weights that are F32, F16 or BF16 keep their bits. Quantised ones become F16, which is exact to
2^-11: far finer than the quantisation was.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gguf
import numpy as np

from workbench.domain.errors import EngineError
from workbench.domain.prompting import INSTRUCTED
from workbench.domain.sentences import sentence
from workbench.weights.architectures import (
    GGUF_FAMILIES,
    Family,
    attention_scalar,
    llama3_factors,
    names_of,
    regular_pattern,
    rotary_heads,
    unpermute_rows,
)
from workbench.weights.gguf_header import GGUFHeader, TensorInfo
from workbench.weights.identity import PROMPT_STYLE_KEY
from workbench.weights.new_file import require_space
from workbench.weights.safetensors_file import write_stream
from workbench.weights.tokenizer_json import special_id

ROPE_FACTORS = "rope_freqs.weight"
_KEPT = {0: "F32", 1: "F16", 30: "BF16"}
_QUANTISED = "F16"
_TOLERANCE = 1e-4


def is_known(header: GGUFHeader) -> bool:
    """Whether the architecture is one that is converted here."""
    return header.architecture in GGUF_FAMILIES


def write_weights(header: GGUFHeader, folder: Path) -> None:
    """Write config.json and model.safetensors; raise ``EngineError`` for what does not fit."""
    family = GGUF_FAMILIES[header.architecture]
    config = config_of(header, family)
    names = names_of(family, config["num_hidden_layers"])
    placed = [(_place(tensor, names, header), tensor) for tensor in _weights(header)]
    layout = [(name, _dtype(tensor), tensor.shape[::-1]) for name, tensor in placed]
    require_space(folder, sum(int(np.prod(shape)) * 4 for _, _, shape in layout))
    write_stream(folder / "model.safetensors", layout, _values(header, family, placed, config))
    (folder / "config.json").write_text(json.dumps(config, indent=2), "utf-8")


def config_of(header: GGUFHeader, family: Family) -> dict[str, Any]:
    """Return the config.json; raise ``EngineError`` for what transformers does not know."""
    width, heads = _whole(header, "embedding_length"), _whole(header, "attention.head_count")
    one_head = _whole(header, "attention.key_length", width // heads)
    names = header.names
    config: dict[str, Any] = {
        "architectures": [family.transformers_class],
        "model_type": family.model_type,
        "dtype": "float32",
        "vocab_size": header.array_lengths["tokenizer.ggml.tokens"],
        "hidden_size": width,
        "intermediate_size": _whole(header, "feed_forward_length"),
        "num_hidden_layers": _whole(header, "block_count"),
        "num_attention_heads": heads,
        "num_key_value_heads": _whole(header, "attention.head_count_kv", heads),
        "head_dim": one_head,
        "max_position_embeddings": _whole(header, "context_length"),
        "rms_norm_eps": float(header.setting("attention.layer_norm_rms_epsilon", 1e-6)),
        "tie_word_embeddings": "output.weight" not in names,
        "attention_bias": not family.has_qkv_bias and "blk.0.attn_q.bias" in names,
        "mlp_bias": "blk.0.ffn_up.bias" in names,
        "hidden_activation" if family.slides else "hidden_act": family.activation,
        "rope_parameters": _rope(header, family, one_head),
        "stepmark_prompt_style": header.metadata.get(PROMPT_STYLE_KEY, INSTRUCTED),
    }
    if config["attention_bias"] and "blk.0.attn_output.bias" not in names:
        raise _refusal(header, sentence("its attention has biases before and none after"))
    for name, theirs in (("bos", "bos"), ("eos", "eos"), ("pad", "padding")):
        config[f"{name}_token_id"] = special_id(header, theirs)
    return config | (_gemma_settings(header, config) if family.slides else {})


def dequantized(header: GGUFHeader, tensor: TensorInfo) -> np.ndarray:
    """Return one tensor's values, slowest extent first: as stored, or fp32 where quantised."""
    data = np.fromfile(header.path, np.uint8, tensor.size, offset=header.data_start + tensor.offset)
    shape = tensor.shape[::-1]
    if tensor.ggml_type in _KEPT:
        code = {"F32": "<f4", "F16": "<f2", "BF16": "<u2"}[_KEPT[tensor.ggml_type]]
        return data.view(code).reshape(shape)
    kind = gguf.GGMLQuantizationType(tensor.ggml_type)
    try:
        values: np.ndarray = gguf.quants.dequantize(data.reshape(*shape[:-1], -1), kind)
    except NotImplementedError:
        raise _refusal(
            header, sentence("its weights are quantised as {kind}", kind=kind.name)
        ) from None
    return values.reshape(shape)


def full_precision(header: GGUFHeader, tensor: TensorInfo) -> np.ndarray:
    """Return one tensor's values in fp32."""
    values = dequantized(header, tensor)
    if values.dtype == np.uint16:
        values = (values.astype(np.uint32) << 16).view(np.float32)
    return values.astype(np.float32)


def _refusal(header: GGUFHeader, reason: str) -> EngineError:
    return EngineError(
        sentence(
            "{name} cannot be converted for training: {reason}; choose the model's "
            "safetensors folder as the base instead.",
            name=header.path.name,
            reason=reason,
        )
    )


def _weights(header: GGUFHeader) -> list[TensorInfo]:
    return [tensor for tensor in header.tensors if tensor.name != ROPE_FACTORS]


def _place(tensor: TensorInfo, names: dict[str, str], header: GGUFHeader) -> str:
    stem, _, suffix = tensor.name.rpartition(".")
    if stem not in names or suffix not in ("weight", "bias"):
        raise _refusal(
            header, sentence("its tensor {name} has no place in transformers", name=tensor.name)
        )
    return f"{names[stem]}.{suffix}"


def _dtype(tensor: TensorInfo) -> str:
    if len(tensor.shape) == 1:
        return "F32"
    return _KEPT.get(tensor.ggml_type, _QUANTISED)


def _values(
    header: GGUFHeader,
    family: Family,
    placed: list[tuple[str, TensorInfo]],
    config: dict[str, Any],
) -> Iterator[np.ndarray]:
    heads, heads_kv = config["num_attention_heads"], config["num_key_value_heads"]
    for name, tensor in placed:
        flat = len(tensor.shape) == 1
        values = (full_precision if flat else dequantized)(header, tensor)
        module = name.rpartition(".")[0]
        rows = rotary_heads(family, module, heads, heads_kv)
        if rows:
            values = unpermute_rows(values, rows)
        if family.norm_offset and module.endswith("norm"):
            values = values - np.float32(family.norm_offset)
        yield values.astype(np.float16) if _dtype(tensor) == "F16" else values


def _gemma_settings(header: GGUFHeader, config: dict[str, Any]) -> dict[str, Any]:
    layers, one_head = config["num_hidden_layers"], config["head_dim"]
    pattern = header.setting("attention.sliding_window_pattern", 6)
    window = int(header.setting("attention.sliding_window", 0) or 0)
    if isinstance(pattern, int):
        pattern = regular_pattern(layers, pattern)
    slides = [bool(window) and bool(one) for one in pattern[:layers]]
    heads = config["num_attention_heads"]
    return {
        "sliding_window": window or config["max_position_embeddings"],
        "layer_types": ["sliding_attention" if one else "full_attention" for one in slides],
        "query_pre_attn_scalar": attention_scalar(config["hidden_size"], heads, one_head, layers),
        "final_logit_softcapping": header.setting("final_logit_softcapping") or None,
        "attn_logit_softcapping": None,
    }


def _rope(header: GGUFHeader, family: Family, one_head: int) -> dict[str, Any]:
    base = float(header.setting("rope.freq_base", 10_000.0))
    kind = str(header.setting("rope.scaling.type", "none"))
    factor = float(header.setting("rope.scaling.factor", header.setting("rope.scale_linear", 0.0)))
    if kind not in ("none", "linear"):
        raise _refusal(header, sentence("its rotary embedding is scaled ({kind})", kind=kind))
    whole: dict[str, Any] = {"rope_type": "default", "rope_theta": base}
    if factor not in (0.0, 1.0) and kind == "linear":
        whole |= {"rope_type": "linear", "factor": factor}
    if ROPE_FACTORS in header.names:
        whole |= _llama3_settings(header, base, one_head)
    if not family.slides:
        return whole
    local = float(header.setting("rope.freq_base_swa", 10_000.0))
    sliding = {"rope_type": "default", "rope_theta": local}
    return {"full_attention": whole, "sliding_attention": sliding}


def _llama3_settings(header: GGUFHeader, base: float, one_head: int) -> dict[str, Any]:
    """Find the settings of Llama 3.1's stretching that give the divisors in the file."""
    tensor = next(t for t in header.tensors if t.name == ROPE_FACTORS)
    stored = full_precision(header, tensor)
    settings = {"rope_type": "llama3", "low_freq_factor": 1.0, "high_freq_factor": 4.0}
    for context in (1 << power for power in range(5, 21)):
        found = {
            **settings,
            "factor": float(round(float(stored.max()), 3)),
            "original_max_position_embeddings": context,
        }
        wanted = llama3_factors(found, base, one_head)
        if wanted.shape == stored.shape and np.allclose(wanted, stored, rtol=_TOLERANCE):
            return found
    raise _refusal(
        header, sentence("its rotary embedding is stretched in a way that is not known here")
    )


def _whole(header: GGUFHeader, name: str, default: int = 0) -> int:
    value = header.setting(name, default)
    if not isinstance(value, int) or value < 1:
        raise _refusal(
            header, sentence("its {name} differs from layer to layer or is missing", name=name)
        )
    return value
