"""Refuse a GGUF header whose numbers do not fit one another, where native code would not look.

Each rule mirrors something that llama.cpp 0.3.36 (the pinned binding) assumes, asserts (and then
aborts the process) or refuses by itself, so no file that it loads is refused here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from workbench.domain.sentences import sentence
from workbench.weights.gguf_walk import GGUFHeader, Malformed

# llama.cpp's default special ids reach 103, and an absent key leaves them unchecked.
MIN_VOCABULARY = 128
MAX_LAYERS = 512
MAX_TOKEN_TYPE = 6
_STRING, _INT32, _UINT32, _FLOAT32 = 8, 5, 4, 6
# Lists that native code reads as 4-byte numbers whatever the header says of them.
_NATIVE_TYPES = {
    "scores": (_FLOAT32, _INT32),
    "token_type": (_UINT32, _INT32),
    "suppress_tokens": (_UINT32, _INT32),
    "tokens": (_STRING,),
    "merges": (_STRING,),
}
_WHOLE = (
    "context_length",
    "embedding_length",
    "block_count",
    "feed_forward_length",
    "attention.head_count",
    "attention.head_count_kv",
    "attention.key_length",
    "attention.value_length",
    "attention.sliding_window",
    "rope.dimension_count",
)
_REAL = ("rope.freq_base", "rope.scaling.factor", "attention.layer_norm_rms_epsilon")
_ROPE_SCALINGS = {"none", "linear", "yarn", "longrope"}  # any other word aborts the process
# Architectures whose tensors are known by name and shape.
_KNOWN = {"llama", "qwen2", "qwen3", "gemma3"}


def check_header(header: GGUFHeader) -> None:
    """Raise ``Malformed`` where the header contradicts itself."""
    _check_vocabulary(header)
    _check_settings(header)
    known = header.architecture in _KNOWN and "tokenizer.ggml.tokens" in header.array_lengths
    if known and header.kind == "model" and header.tensors:
        _check_embeddings(header)
        _check_layers(header)


def check_tokens(tokens: Sequence[str]) -> None:
    """Raise ``Malformed`` for a token that is there twice, at which llama.cpp aborts.

    It reads each up to the first NUL, and gives empty ones names of their own.
    """
    named = [text for token in tokens if (text := token.partition("\0")[0])]
    if len(set(named)) != len(named):
        raise Malformed(sentence("its vocabulary holds a token twice"))


def _check_vocabulary(header: GGUFHeader) -> None:
    """Refuse what llama.cpp 0.3.36 would index without a look (ggml-org #24888, #25508, #25969)."""
    lengths, size = header.array_lengths, header.array_lengths.get("tokenizer.ggml.tokens")
    for name, types in _NATIVE_TYPES.items():
        kind = header.array_types.get(f"tokenizer.ggml.{name}")
        if kind is not None and kind not in types:
            raise Malformed(sentence("its list of {name} is of the wrong type", name=name))
    if size is None:
        return
    if size < MIN_VOCABULARY:
        raise Malformed(sentence("its vocabulary has only {size} tokens", size=size))
    for name in ("token_type", "scores"):
        if lengths.get(f"tokenizer.ggml.{name}", size) != size:
            raise Malformed(
                sentence(
                    "its vocabulary has {size} tokens and another number of {name}",
                    size=size,
                    name=name,
                )
            )
    if header.metadata.get("tokenizer.ggml.model") == "plamo2":
        raise Malformed(sentence("its tokenizer (PLaMo-2) is not safe to load in this version"))
    types = header.metadata.get("tokenizer.ggml.token_type", [])
    if any(not 0 <= kind <= MAX_TOKEN_TYPE for kind in types):
        raise Malformed(sentence("its vocabulary holds tokens of unknown types"))
    for key, value in header.metadata.items():
        if key.startswith("tokenizer.ggml.") and key.endswith("_token_id"):
            _check_token_id(key, value, size)


def _check_token_id(key: str, value: object, size: int) -> None:
    # 2**32 - 1 is how some converters write "none".
    if value not in (0xFFFFFFFF, -1) and not (isinstance(value, int) and 0 <= value < size):
        raise Malformed(
            sentence(
                "{key} names the token {value} of {size}", key=key, value=str(value)[:40], size=size
            )
        )


def _check_settings(header: GGUFHeader) -> None:
    """Refuse numbers that are none, or that no model has."""
    if not isinstance(header.metadata.get("split.count", 0), int):
        raise Malformed(sentence("its number of parts is no number"))
    for name in _WHOLE:
        value = header.setting(name)
        for one in value if isinstance(value, list) else [value]:
            if one is not None and (type(one) is not int or not 0 <= one < 1 << 31):
                raise Malformed(sentence("its {name} is {one}", name=name, one=repr(str(one)[:40])))
    for name in _REAL:
        value = header.setting(name)
        if value is not None and not (type(value) is float and math.isfinite(value) and value >= 0):
            raise Malformed(
                sentence("its {name} is {value}", name=name, value=repr(str(value)[:40]))
            )
    if str(header.setting("rope.scaling.type", "none")) not in _ROPE_SCALINGS:
        raise Malformed(sentence("its rotary embedding is scaled in an unknown way"))
    layers = header.setting("block_count")
    if layers is not None and (type(layers) is not int or not 0 < layers <= MAX_LAYERS):
        raise Malformed(sentence("it declares {layers} layers", layers=str(layers)[:40]))


def _check_embeddings(header: GGUFHeader) -> None:
    size = header.array_lengths.get("tokenizer.ggml.tokens")
    width = header.setting("embedding_length")
    shape = {tensor.name: tensor.shape for tensor in header.tensors}.get("token_embd.weight")
    if shape is None or size is None or width is None:
        return
    if shape != (width, size):
        raise Malformed(
            sentence(
                "its embeddings are {shape}, where {size} tokens of {width} are declared",
                shape=shape,
                size=size,
                width=width,
            )
        )


def _check_layers(header: GGUFHeader) -> None:
    """Refuse tensors that are missing or of other shapes than the settings say."""
    shapes = {tensor.name: tensor.shape for tensor in header.tensors}
    for name, wanted in _wanted(header).items():
        found = shapes.get(name)
        if found is None:
            raise Malformed(sentence("the tensor {name} is missing", name=name))
        if found != wanted:
            raise Malformed(
                sentence(
                    "the tensor {name} is {found}, where {wanted} is declared",
                    name=name,
                    found=found,
                    wanted=wanted,
                )
            )


def _wanted(header: GGUFHeader) -> dict[str, tuple[int, ...]]:
    """Return the tensors (fastest extent first) that every file of the known architectures has."""
    width, names = _whole(header, "embedding_length"), header.names
    wanted: dict[str, tuple[int, ...]] = {"output_norm.weight": (width,)}
    one_head = _head_width(header, width)
    experts = bool(header.setting("expert_count", 0))
    for layer in range(_whole(header, "block_count")):
        heads = _of_layer(header, "attention.head_count", layer)
        heads_kv = _of_layer(header, "attention.head_count_kv", layer, heads)
        inner = _of_layer(header, "feed_forward_length", layer)
        if not heads or not heads_kv or not inner:
            continue  # pruned models leave out parts of some layers; llama.cpp looks itself
        if heads % heads_kv:
            raise Malformed(
                sentence(
                    "{heads} heads do not share {heads_kv} heads of keys",
                    heads=heads,
                    heads_kv=heads_kv,
                )
            )
        block = f"blk.{layer}."
        wanted |= {f"{block}attn_norm.weight": (width,), f"{block}ffn_norm.weight": (width,)}
        wanted[f"{block}attn_output.weight"] = (heads * one_head, width)
        if not experts:
            wanted[f"{block}ffn_down.weight"] = (inner, width)
        if f"{block}attn_q.weight" in names:
            wanted[f"{block}attn_q.weight"] = (width, heads * one_head)
            wanted[f"{block}attn_k.weight"] = (width, heads_kv * one_head)
            wanted[f"{block}attn_v.weight"] = (width, heads_kv * one_head)
    return wanted


def _head_width(header: GGUFHeader, width: int) -> int:
    """Return the width of a head; llama.cpp asserts that keys, values and rotation agree on it."""
    heads = max(
        (_of_layer(header, "attention.head_count", n) for n in range(MAX_LAYERS)), default=0
    )
    if not heads:
        raise Malformed(sentence("it declares no attention heads"))
    key = _whole(header, "attention.key_length", width // heads)
    value = _whole(header, "attention.value_length", width // heads)
    rotary = _whole(header, "rope.dimension_count", key)
    if not key == value == rotary or key % 2:
        raise Malformed(
            sentence(
                "its heads are {key}, {value} and {rotary} wide",
                key=key,
                value=value,
                rotary=rotary,
            )
        )
    return key


def _whole(header: GGUFHeader, name: str, default: int = 0) -> int:
    value = header.setting(name, default)
    if not isinstance(value, int) or value < 1:
        raise Malformed(sentence("it does not say its {name}", name=name))
    return value


def _of_layer(header: GGUFHeader, name: str, layer: int, default: int = 0) -> int:
    value: Any = header.setting(name, default)
    if isinstance(value, list):
        return int(value[layer]) if layer < len(value) else 0
    return int(value)
