"""What llama.cpp and transformers call the same things, and how their numbers differ, per family.

Sources: llama.cpp's ``conversion/{llama,qwen,gemma}.py`` and ``src/models/*.cpp`` of the pinned
version, and transformers' ``modeling_*.py``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import gguf
import numpy as np

_FULL_LAYERS_EVERY = 6  # Gemma 3, where a file does not say
_LARGEST_GEMMA_LAYERS = 62  # the 27B scales attention by another width than all others
_LAYER_PARTS = (
    "input_layernorm",
    "post_attention_layernorm",
    "pre_feedforward_layernorm",
    "post_feedforward_layernorm",
    "self_attn.q_proj",
    "self_attn.k_proj",
    "self_attn.v_proj",
    "self_attn.o_proj",
    "self_attn.q_norm",
    "self_attn.k_norm",
    "mlp.gate_proj",
    "mlp.up_proj",
    "mlp.down_proj",
)


@dataclass(frozen=True, slots=True)
class Family:
    """One architecture under both its names.

    ``pairs_rotary``: llama.cpp keeps the rows of q and k with rotary pairs side by side.
    ``norm_offset``: what llama.cpp's norm weights have on top (Gemma's norms multiply by 1 + w).
    ``head_dim``: transformers' default, 0 where it follows from the width.
    """

    model_type: str
    arch: gguf.MODEL_ARCH
    transformers_class: str
    activation: str = "silu"
    pairs_rotary: bool = False
    norm_offset: float = 0.0
    head_dim: int = 0
    has_qkv_bias: bool = False
    rope_base: float = 10_000.0

    @property
    def gguf_name(self) -> str:
        """Return llama.cpp's name."""
        return str(gguf.MODEL_ARCH_NAMES[self.arch])

    @property
    def slides(self) -> bool:
        """Whether some layers look at a window of the last tokens only."""
        return self.model_type == "gemma3_text"


_ARCH = gguf.MODEL_ARCH
LLAMA = Family("llama", _ARCH.LLAMA, "LlamaForCausalLM", pairs_rotary=True)
MISTRAL = Family("mistral", _ARCH.LLAMA, "MistralForCausalLM", pairs_rotary=True)
QWEN2 = Family("qwen2", _ARCH.QWEN2, "Qwen2ForCausalLM", has_qkv_bias=True)
QWEN3 = Family("qwen3", _ARCH.QWEN3, "Qwen3ForCausalLM", head_dim=128)
GEMMA3 = Family(
    "gemma3_text",
    _ARCH.GEMMA3,
    "Gemma3ForCausalLM",
    activation="gelu_pytorch_tanh",
    norm_offset=1.0,
    head_dim=256,
    rope_base=1e6,
)
FAMILIES = {family.model_type: family for family in (LLAMA, MISTRAL, QWEN2, QWEN3, GEMMA3)}
# A GGUF file calls Mistral models llama too; as llama they are the same model.
GGUF_FAMILIES = {family.gguf_name: family for family in (LLAMA, QWEN2, QWEN3, GEMMA3)}


@dataclass(frozen=True, slots=True)
class Rope:
    """The rotary embedding of a config; ``local_base`` is that of layers with a window."""

    base: float
    kind: str
    scaling: Mapping[str, Any]
    local_base: float | None = None


def rope_of(config: Mapping[str, Any], family: Family) -> Rope:
    """Return the rotary settings, wherever this version of transformers keeps them."""
    nested = config.get("rope_parameters") or {}
    whole = nested.get("full_attention", nested)
    scaling = config.get("rope_scaling") or whole
    base = whole.get("rope_theta") or config.get("rope_theta") or family.rope_base
    local = nested.get("sliding_attention", {}).get("rope_theta")
    local = local or config.get("rope_local_base_freq") or (10_000.0 if family.slides else None)
    kind = str(scaling.get("rope_type", scaling.get("type", "default")))
    return Rope(float(base), kind, scaling, local)


def llama3_factors(scaling: Mapping[str, Any], base: float, head_dim: int) -> np.ndarray:
    """Return the divisors (head_dim/2,) of the rotary frequencies, as Llama 3.1 stretches them.

    Long wavelengths are divided by ``factor``, short ones by 1, those between by a blend (Llama
    3.1's ``rope_scaling``; llama.cpp, ``LlamaModel.generate_extra_tensors``).
    """
    factor = float(scaling["factor"])
    low, high = float(scaling["low_freq_factor"]), float(scaling["high_freq_factor"])
    old = float(scaling["original_max_position_embeddings"])
    exponents = np.arange(0, head_dim, 2, dtype=np.float64) / head_dim
    wavelengths = 2 * math.pi * base**exponents
    smooth = np.clip((old / wavelengths - low) / (high - low), 0.0, 1.0)
    factors: np.ndarray = 1 / ((1 - smooth) / factor + smooth)
    return factors.astype(np.float32)


def head_dim(config: Mapping[str, Any], family: Family) -> int:
    """Return the width of one attention head."""
    stated = config.get("head_dim") or family.head_dim
    return int(stated or int(config["hidden_size"]) // int(config["num_attention_heads"]))


def kv_heads(config: Mapping[str, Any]) -> int:
    """Return the number of key and value heads."""
    return int(config.get("num_key_value_heads") or config["num_attention_heads"])


def window_pattern(config: Mapping[str, Any]) -> list[bool]:
    """Return, for each layer, whether it looks through the window only."""
    layers = int(config["num_hidden_layers"])
    kinds = config.get("layer_types")
    if isinstance(kinds, list) and len(kinds) == layers:
        return [kind == "sliding_attention" for kind in kinds]
    every = config.get("sliding_window_pattern") or config.get("_sliding_window_pattern")
    return regular_pattern(layers, int(every or _FULL_LAYERS_EVERY))


def regular_pattern(layers: int, every: int = _FULL_LAYERS_EVERY) -> list[bool]:
    """Return the pattern in which each ``every``-th layer sees everything."""
    return [(layer + 1) % every != 0 if every else True for layer in range(layers)]


def attention_scalar(width: int, heads: int, one_head: int, layers: int) -> int:
    """Return what llama.cpp divides Gemma 3's scores by the root of (``gemma3.cpp``)."""
    return width // heads if layers == _LARGEST_GEMMA_LAYERS else one_head


def names_of(family: Family, layers: int) -> dict[str, str]:
    """Return llama.cpp's name of a module (without .weight) -> transformers' name."""
    mapping = gguf.get_tensor_name_map(family.arch, layers)
    modules = ["model.embed_tokens", "model.norm", "lm_head"]
    modules += [f"model.layers.{n}.{part}" for n in range(layers) for part in _LAYER_PARTS]
    named = {mapping.get_name(module): module for module in modules}
    return {name: module for name, module in named.items() if name is not None}


def permute_rows(weights: np.ndarray, heads: int) -> np.ndarray:
    """Reorder the rows of q or k from halves to pairs, as llama.cpp's Llama rotates them.

    (heads·head_dim, …) is seen as (heads, 2, head_dim/2, …) and the middle axes are exchanged.
    """
    shape = (heads, 2, weights.shape[0] // heads // 2, *weights.shape[1:])
    return np.ascontiguousarray(weights.reshape(shape).swapaxes(1, 2).reshape(weights.shape))


def unpermute_rows(weights: np.ndarray, heads: int) -> np.ndarray:
    """Undo ``permute_rows``."""
    shape = (heads, weights.shape[0] // heads // 2, 2, *weights.shape[1:])
    return np.ascontiguousarray(weights.reshape(shape).swapaxes(1, 2).reshape(weights.shape))


def rotary_heads(family: Family, module: str, heads: int, heads_kv: int) -> int:
    """Return how many heads' rows to reorder for a module, 0 where none are."""
    if not family.pairs_rotary:
        return 0
    return {"q_proj": heads, "k_proj": heads_kv}.get(module.rpartition(".")[2], 0)
