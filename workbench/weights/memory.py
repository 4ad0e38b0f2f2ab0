"""Say how much memory a model will need, from its header alone, before anything is loaded."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.weights.gguf_header import GGUFHeader

MARGIN = 1 << 30
GPU_MARGIN = 768 << 20  # of each GPU: the driver's own, the compute buffer, what a screen takes
HALF, FULL = 2, 4
SMALL_CACHE = 256 << 20
MIN_EXTRA_CELLS = 512


def cache_cells(context_length: int, sequences: int) -> int:
    """Return how many tokens the shared cache holds: one full context and half of one for the rest.

    The sequences of one request share their prompt, so a whole context each would be waste.
    """
    return context_length + (sequences - 1) * max(MIN_EXTRA_CELLS, context_length // 2)


def estimate_bytes(header: GGUFHeader, context_length: int, sequences: int) -> int:
    """Return tensor bytes + KV ``2·n_ctx·Σ n_head_kv·head_dim·bytes`` + outputs + a margin."""
    vocabulary = header.array_lengths.get("tokenizer.ggml.tokens", 0)
    cells = cache_cells(context_length, sequences)
    outputs = sequences * vocabulary * 4
    width = FULL if keeps_full_precision(header, context_length, sequences) else HALF
    return header.tensor_bytes + cells * _kv_values_per_token(header) * width + outputs + MARGIN


def keeps_full_precision(header: GGUFHeader, context_length: int, sequences: int) -> bool:
    """Whether keys and values stay fp32: with fp32 weights, where the cache is small.

    Only then are a sample in a batch and the same sample alone equal to 5e-6; with fp16 weights
    they differ by 4e-4 either way, and the fp16 cache is a fifth faster.
    """
    cells = cache_cells(context_length, sequences)
    halved = any(len(tensor.shape) > 1 and tensor.ggml_type for tensor in header.tensors)
    return not halved and cells * _kv_values_per_token(header) * FULL <= SMALL_CACHE


def layer_bytes(header: GGUFHeader, context_length: int, sequences: int) -> list[int]:
    """Return what each layer takes on a GPU, as llama.cpp offloads them: the last layer first.

    The last layer is the output, so there is one more than blocks: its norm and its matrix, which
    is a copy of the embedding where both are tied. A block takes its tensors and, in fp16, its keys
    and values; the embedding itself stays with the CPU.
    """
    cells = cache_cells(context_length, sequences)
    blocks = [cells * values * HALF for values in _kv_values_per_layer(header)]
    sizes = {tensor.name: tensor.size for tensor in header.tensors}
    embedding = sizes.pop("token_embd.weight", 0)
    output = 0 if "output.weight" in sizes else embedding
    for name, size in sizes.items():
        block = name.split(".")[1] if name.startswith("blk.") else ""
        if block.isdigit() and int(block) < len(blocks):
            blocks[int(block)] += size
        else:
            output += size
    return [output, *reversed(blocks)]


def layers_that_fit(layers: Sequence[int], free: Sequence[int]) -> int:
    """Return how many of ``layer_bytes`` the GPUs take together; ``free`` bytes are one per GPU.

    A layer is not divided between GPUs, so each further GPU may leave room for one unused.
    """
    room = sum(max(0, each - GPU_MARGIN) for each in free)
    room -= max(layers, default=0) * max(0, len(free) - 1)
    for count, size in enumerate(layers):
        room -= size
        if room < 0:
            return count
    return len(layers)


def _kv_values_per_token(header: GGUFHeader) -> int:
    return sum(_kv_values_per_layer(header))


def _kv_values_per_layer(header: GGUFHeader) -> list[int]:
    layers = _integer(header.setting("block_count"))
    heads = header.setting("attention.head_count", 1)
    kv_heads = header.setting("attention.head_count_kv", heads)
    per_layer = kv_heads if isinstance(kv_heads, list) else [_integer(kv_heads)] * layers
    widest = max(heads) if isinstance(heads, list) and heads else _integer(heads)
    width = _integer(header.setting("embedding_length")) // max(1, widest)
    key = _integer(header.setting("attention.key_length", width))
    value = _integer(header.setting("attention.value_length", width))
    return [_integer(count) * (key + value) for count in per_layer]


def _integer(value: object) -> int:
    return value if isinstance(value, int) else 0
