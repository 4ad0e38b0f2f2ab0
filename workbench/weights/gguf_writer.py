"""Write a Llama checkpoint (safetensors) as a GGUF file, so that the starter runs in llama.cpp."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gguf
import numpy as np
from safetensors import safe_open

from workbench.domain.errors import EngineError
from workbench.weights.cache import cached_path
from workbench.weights.identity import PROMPT_STYLE_KEY, SOURCE_KEY, file_sha256


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The parts of a checkpoint's folder that the writer reads."""

    folder: Path
    config: dict[str, Any]
    tokenizer: dict[str, Any]
    tokenizer_config: dict[str, Any]
    chat_template: str

    @property
    def weights(self) -> Path:
        """Return the one file of weights."""
        return self.folder / "model.safetensors"


def cached_gguf(folder: Path, cache: Path) -> Path:
    """Return the GGUF of a checkpoint's folder, made on first use and named by its content."""
    target = cached_path(folder, cache)
    if not target.exists():
        checkpoint = read_checkpoint(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        write_gguf(checkpoint, target)
    return target


def read_checkpoint(folder: Path) -> Checkpoint:
    """Read a checkpoint's small files; raise ``EngineError`` for what is missing or not Llama."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        tokenizer = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
        settings = _optional_json(folder / "tokenizer_config.json")
        template = _chat_template(folder, settings)
    except (OSError, ValueError) as error:
        raise EngineError(
            f"The model in {folder} is incomplete ({error}); install it again."
        ) from error
    checkpoint = Checkpoint(folder, config, tokenizer, settings, template)
    _check_supported(checkpoint)
    return checkpoint


def write_gguf(checkpoint: Checkpoint, out: Path, *, half: bool = True) -> None:
    """Write the GGUF beside its final name, sync it and rename it; ``half`` is fp16, else fp32."""
    part = out.with_name(f"{out.name}.{os.getpid()}.part")
    try:
        _write(checkpoint, part, half)
        sync_and_rename(part, out)
    except OSError as error:
        raise EngineError(
            f"The model could not be prepared in {out.parent} ({error.strerror}); "
            "free some space and try again."
        ) from error
    finally:
        part.unlink(missing_ok=True)


def sync_and_rename(part: Path, out: Path) -> None:
    """Make a finished file durable, then give it its name."""
    with part.open("rb+") as handle:
        os.fsync(handle.fileno())
    part.replace(out)
    if os.name == "posix":
        folder = os.open(out.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def permute_rows(weights: np.ndarray, heads: int) -> np.ndarray:
    """Reorder the rows of q or k from halves to pairs, as llama.cpp's Llama rotates them.

    (heads·head_dim, …) is seen as (heads, 2, head_dim/2, …) and the middle axes are exchanged.
    """
    shape = (heads, 2, weights.shape[0] // heads // 2, *weights.shape[1:])
    return np.ascontiguousarray(weights.reshape(shape).swapaxes(1, 2).reshape(weights.shape))


def rope_base(config: dict[str, Any]) -> float:
    """Return the rotary base; transformers 5 keeps it in ``rope_parameters``."""
    rope = config.get("rope_parameters") or {}
    return float(rope.get("rope_theta") or config.get("rope_theta") or 10000.0)


def _check_supported(checkpoint: Checkpoint) -> None:
    config, reason = checkpoint.config, ""
    rope = config.get("rope_parameters") or config.get("rope_scaling") or {}
    if config.get("model_type") != "llama":
        reason = f"its architecture is {config.get('model_type')}"
    elif rope.get("rope_type", rope.get("type", "default")) != "default":
        reason = "its rotary embedding is scaled"
    elif checkpoint.tokenizer.get("model", {}).get("type") != "BPE":
        reason = "its tokenizer is not byte-level BPE"
    elif not checkpoint.weights.exists():
        reason = "it has no file model.safetensors"
    if reason:
        raise EngineError(
            f"The model in {checkpoint.folder} cannot be made into a GGUF file: {reason}; "
            "choose a GGUF file instead."
        )


def _optional_json(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def _chat_template(folder: Path, settings: dict[str, Any]) -> str:
    path = folder / "chat_template.jinja"
    if path.exists():
        return path.read_text(encoding="utf-8")
    template = settings.get("chat_template")
    return template if isinstance(template, str) else ""


def _write(checkpoint: Checkpoint, path: Path, half: bool) -> None:
    writer = gguf.GGUFWriter(path, "llama")
    try:
        _add_hyperparameters(writer, checkpoint, half)
        _add_tokenizer(writer, checkpoint)
        _add_tensors(writer, checkpoint, half)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
    finally:
        writer.close()


def _add_hyperparameters(writer: gguf.GGUFWriter, checkpoint: Checkpoint, half: bool) -> None:
    config = checkpoint.config
    heads = int(config["num_attention_heads"])
    head_dim = int(config.get("head_dim") or config["hidden_size"] // heads)
    writer.add_name(str(config.get("name") or checkpoint.folder.name))
    writer.add_vocab_size(int(config["vocab_size"]))
    writer.add_context_length(int(config["max_position_embeddings"]))
    writer.add_embedding_length(int(config["hidden_size"]))
    writer.add_block_count(int(config["num_hidden_layers"]))
    writer.add_feed_forward_length(int(config["intermediate_size"]))
    writer.add_head_count(heads)
    writer.add_head_count_kv(int(config.get("num_key_value_heads") or heads))
    writer.add_key_length(head_dim)
    writer.add_value_length(head_dim)
    writer.add_rope_dimension_count(head_dim)
    writer.add_rope_freq_base(rope_base(config))
    writer.add_layer_norm_rms_eps(float(config["rms_norm_eps"]))
    ftype = gguf.LlamaFileType.MOSTLY_F16 if half else gguf.LlamaFileType.ALL_F32
    writer.add_file_type(ftype)
    writer.add_string(PROMPT_STYLE_KEY, str(config.get("stepmark_prompt_style", "bare")))
    writer.add_string(SOURCE_KEY, file_sha256(checkpoint.weights))


def _add_tokenizer(writer: gguf.GGUFWriter, checkpoint: Checkpoint) -> None:
    tokens, types = _vocabulary(checkpoint)
    merges = checkpoint.tokenizer["model"]["merges"]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(_pre_tokenizer(checkpoint))
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    writer.add_token_merges([m if isinstance(m, str) else " ".join(m) for m in merges])
    writer.add_add_bos_token(False)
    writer.add_add_space_prefix(False)
    for name, add in (("eos", writer.add_eos_token_id), ("pad", writer.add_pad_token_id)):
        token_id = checkpoint.config.get(f"{name}_token_id")
        if isinstance(token_id, int):
            add(token_id)
    if checkpoint.chat_template:
        writer.add_chat_template(checkpoint.chat_template)


def _pre_tokenizer(checkpoint: Checkpoint) -> str:
    """Name the splitting rule: ``smollm`` is single digits, then the byte-level rule of GPT-2."""
    rule = checkpoint.tokenizer.get("pre_tokenizer") or {}
    parts = rule.get("pretokenizers", [rule])
    kinds = [part.get("type") for part in parts]
    if kinds == ["Digits", "ByteLevel"] and parts[0].get("individual_digits"):
        return "smollm"
    if kinds == ["ByteLevel"]:
        return "gpt-2"
    raise EngineError(
        f"The tokenizer in {checkpoint.folder} splits text in a way that is not known here "
        f"({', '.join(map(str, kinds))}); choose a GGUF file instead."
    )


def _vocabulary(checkpoint: Checkpoint) -> tuple[list[str], list[int]]:
    """Return the tokens in order of id and their types; ids without a token are unused."""
    size = int(checkpoint.config["vocab_size"])
    tokens = [f"[unused{index}]" for index in range(size)]
    types = [int(gguf.TokenType.UNUSED)] * size
    for token, index in checkpoint.tokenizer["model"]["vocab"].items():
        tokens[index], types[index] = token, int(gguf.TokenType.NORMAL)
    for added in checkpoint.tokenizer.get("added_tokens", []):
        kind = gguf.TokenType.CONTROL if added["special"] else gguf.TokenType.USER_DEFINED
        tokens[added["id"]], types[added["id"]] = added["content"], int(kind)
    return tokens, types


def _add_tensors(writer: gguf.GGUFWriter, checkpoint: Checkpoint, half: bool) -> None:
    config = checkpoint.config
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.LLAMA, int(config["num_hidden_layers"]))
    with safe_open(checkpoint.weights, framework="numpy") as source:
        for key in source.keys():  # noqa: SIM118 - a safetensors handle is no mapping
            if key == "lm_head.weight" and config.get("tie_word_embeddings"):
                continue
            target = names.get_name(key, try_suffixes=(".weight", ".bias"))
            if target is None:
                raise EngineError(
                    f"The tensor {key} of {checkpoint.folder} has no place in a Llama GGUF file; "
                    "choose a GGUF file instead."
                )
            writer.add_tensor(target, _converted(source.get_tensor(key), key, config, half))


def _converted(values: np.ndarray, key: str, config: dict[str, Any], half: bool) -> np.ndarray:
    heads = int(config["num_attention_heads"])
    if ".q_proj." in key:
        values = permute_rows(values, heads)
    elif ".k_proj." in key:
        values = permute_rows(values, int(config.get("num_key_value_heads") or heads))
    # llama.cpp wants norms and biases in fp32.
    return values.astype(np.float16 if half and values.ndim > 1 else np.float32)
