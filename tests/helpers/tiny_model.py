"""A tiny random Llama and its tokenizer, made in a second, for every test that needs a model.

``make_tiny_llama(folder)`` writes a checkpoint in the starter's own form (config.json,
model.safetensors, tokenizer.json, tokenizer_config.json, chat_template.jinja);
``make_tiny_gguf`` adds its GGUF; ``make_base_gguf`` writes another architecture (qwen2) without a
chat template, which stands for "any other GGUF".
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

CHAT_TEMPLATE = (
    "{% for m in messages %}"
    "{% if m['role'] == 'assistant' %}<|assistant|>{% else %}<|user|>{% endif %}"
    "{{ '\\n' + m['content'] + '<|end|>\\n' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|assistant|>\\n' }}{% endif %}"
)
SPECIAL = ("<|pad|>", "<|user|>", "<|assistant|>", "<|end|>")
CORPUS = (
    "Solve $3x + 4 = 16$ for $x$.\n1. Subtract 4 from both sides: $3x = 12$.\n"
    "2. Divide both sides by 3: $x = 4$.\n**Answer: $x = 4$**\n",
    "What is 25% of 80?\n1. One percent of 80 is 0.8.\n2. Then 25% is $25 \\cdot 0.8 = 20$.\n",
    "A train travels 60 miles in 1.5 hours. How fast is it? Größe, naïve, 数学, 🙂.\n",
)


def make_tokenizer(vocabulary: int = 512) -> Any:
    """Train a small byte-level BPE with single digits, as the starter's."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    digits = pre_tokenizers.Digits(individual_digits=True)
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([digits, byte_level])
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=[AddedToken(t, special=True, normalized=False) for t in SPECIAL],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(CORPUS * 3, trainer)
    return tokenizer


def make_tiny_llama(folder: Path, *, seed: int = 0, layers: int = 2, hidden: int = 64) -> Path:
    """Write a random Llama checkpoint (about 0.1 M parameters, fp32) and return its folder.

    Made with numpy alone: tests of the engine need not wait for torch.
    """
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = make_tokenizer()
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "add_bos_token": False,
        "clean_up_tokenization_spaces": False,
        "eos_token": "<|end|>",
        "pad_token": "<|pad|>",
        "model_max_length": 512,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))
    (folder / "chat_template.jinja").write_text(CHAT_TEMPLATE)
    config = _llama_config(tokenizer.get_vocab_size(), layers, hidden)
    (folder / "config.json").write_text(json.dumps(config, indent=2))
    weights = _llama_weights(config, seed)
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def _llama_config(vocabulary: int, layers: int, hidden: int) -> dict[str, Any]:
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "stepmark_prompt_style": "bare",  # as the starter: it takes a problem as it is
        "dtype": "float32",
        "vocab_size": vocabulary,
        "hidden_size": hidden,
        "intermediate_size": 2 * hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "head_dim": hidden // 4,
        "hidden_act": "silu",
        "max_position_embeddings": 512,
        "rms_norm_eps": 1e-5,
        "rope_parameters": {"rope_theta": 10000.0, "rope_type": "default"},
        "attention_bias": False,
        "mlp_bias": False,
        "tie_word_embeddings": True,
        "pad_token_id": 0,
        "bos_token_id": None,
        "eos_token_id": 3,
    }


def _llama_weights(config: dict[str, Any], seed: int) -> dict[str, Any]:
    """Return random tensors of a scale at which the model's choices are far from even."""
    import numpy as np

    rng = np.random.default_rng(seed)
    hidden, inner = config["hidden_size"], config["intermediate_size"]
    narrow = hidden * config["num_key_value_heads"] // config["num_attention_heads"]
    shapes: dict[str, tuple[int, ...]] = {
        "self_attn.q_proj": (hidden, hidden),
        "self_attn.k_proj": (narrow, hidden),
        "self_attn.v_proj": (narrow, hidden),
        "self_attn.o_proj": (hidden, hidden),
        "mlp.gate_proj": (inner, hidden),
        "mlp.up_proj": (inner, hidden),
        "mlp.down_proj": (hidden, inner),
    }
    weights = {"model.embed_tokens.weight": rng.normal(0, 0.2, (config["vocab_size"], hidden))}
    for layer in range(config["num_hidden_layers"]):
        for name, shape in shapes.items():
            weights[f"model.layers.{layer}.{name}.weight"] = rng.normal(0, 0.2, shape)
        for name in ("input_layernorm", "post_attention_layernorm"):
            weights[f"model.layers.{layer}.{name}.weight"] = np.ones(hidden)
    weights["model.norm.weight"] = np.ones(hidden)
    return {name: values.astype(np.float32) for name, values in weights.items()}


def make_tiny_gguf(folder: Path, *, half: bool = False, **shape: int) -> Path:
    """Write the tiny checkpoint and its GGUF; return the GGUF's path."""
    from workbench.weights.gguf_writer import read_checkpoint, write_gguf

    make_tiny_llama(folder, **shape)
    path = folder / ("model-f16.gguf" if half else "model-f32.gguf")
    write_gguf(read_checkpoint(folder), path, half=half)
    return path


def make_base_gguf(path: Path, *, seed: int = 0, context: int = 512) -> Path:
    """Write a random qwen2 base model (biases on q, k and v) without a chat template."""
    import gguf
    import numpy as np

    rng = np.random.default_rng(seed)
    tokenizer = json.loads(make_tokenizer().to_str())
    size, hidden, inner, heads, layers = len(tokenizer["model"]["vocab"]), 64, 128, 4, 2
    writer = gguf.GGUFWriter(path, "qwen2")
    writer.add_name("tiny base")
    writer.add_context_length(context)
    writer.add_embedding_length(hidden)
    writer.add_block_count(layers)
    writer.add_feed_forward_length(inner)
    writer.add_head_count(heads)
    writer.add_head_count_kv(heads)
    writer.add_rope_freq_base(10000.0)
    writer.add_layer_norm_rms_eps(1e-6)
    _add_base_tokenizer(writer, tokenizer)

    def add(name: str, *shape: int) -> None:
        scale = 1.0 if len(shape) > 1 else 0.1
        values = rng.normal(0, 0.2 * scale, shape) + (1.0 if name.endswith("norm.weight") else 0)
        writer.add_tensor(name, values.astype(np.float32))

    add("token_embd.weight", size, hidden)
    add("output_norm.weight", hidden)
    add("output.weight", size, hidden)
    for layer in range(layers):
        add(f"blk.{layer}.attn_norm.weight", hidden)
        add(f"blk.{layer}.ffn_norm.weight", hidden)
        for part in "qkv":
            add(f"blk.{layer}.attn_{part}.weight", hidden, hidden)
            add(f"blk.{layer}.attn_{part}.bias", hidden)
        add(f"blk.{layer}.attn_output.weight", hidden, hidden)
        add(f"blk.{layer}.ffn_gate.weight", inner, hidden)
        add(f"blk.{layer}.ffn_up.weight", inner, hidden)
        add(f"blk.{layer}.ffn_down.weight", hidden, inner)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _add_base_tokenizer(writer: Any, tokenizer: dict[str, Any]) -> None:
    ordered = sorted(tokenizer["model"]["vocab"].items(), key=lambda item: item[1])
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list([token for token, _ in ordered])
    writer.add_token_types([3 if token in SPECIAL else 1 for token, _ in ordered])
    writer.add_token_merges([" ".join(merge) for merge in tokenizer["model"]["merges"]])
    writer.add_eos_token_id(3)
    writer.add_add_bos_token(False)


def change_json(path: Path, **changes: Any) -> None:
    """Change entries of a JSON file, such as a checkpoint's settings."""
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))
