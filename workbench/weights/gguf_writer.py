"""Write a safetensors checkpoint as a GGUF file, so that it runs in llama.cpp with its adapters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gguf
import numpy as np

from workbench.domain.errors import EngineError
from workbench.domain.prompting import INSTRUCTED
from workbench.domain.sentences import sentence
from workbench.weights import architectures
from workbench.weights.architectures import names_of, permute_rows, rope_of
from workbench.weights.cache import cached_path
from workbench.weights.checkpoint_folder import UNUSABLE, Checkpoint, read_checkpoint
from workbench.weights.identity import PROMPT_STYLE_KEY, SOURCE_KEY, file_sha256
from workbench.weights.leftovers import sweep
from workbench.weights.new_file import new_file, require_space
from workbench.weights.pre_tokenizers import name_of
from workbench.weights.safetensors_file import read_index, read_tensor
from workbench.weights.safetensors_header import SafeTensor

__all__ = ["cached_gguf", "read_checkpoint", "write_gguf"]


def cached_gguf(folder: Path, cache: Path) -> Path:
    """Return the GGUF of a checkpoint's folder, made on first use and named by its content."""
    target = cached_path(folder, cache)
    if not target.exists():
        checkpoint = read_checkpoint(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        sweep(target.parent)
        write_gguf(checkpoint, target)
    return target


def write_gguf(checkpoint: Checkpoint, out: Path, *, half: bool = True) -> None:
    """Write the GGUF beside its final name, sync it and rename it; ``half`` is fp16, else fp32."""
    try:
        require_space(out.parent, checkpoint.weights.stat().st_size * (1 if half else 2))
        _check_sizes(checkpoint)
        with new_file(out) as part:
            _write(checkpoint, part, half)
    except OSError as error:
        raise EngineError(
            sentence(
                "The model could not be prepared in {parent} ({reason}); free some space and "
                "try again.",
                parent=out.parent,
                reason=error.strerror,
            )
        ) from error
    except UNUSABLE as error:
        raise EngineError(
            sentence(
                "The model in {folder} is damaged ({reason}); install it again.",
                folder=checkpoint.folder,
                reason=error,
            )
        ) from error


def _check_sizes(checkpoint: Checkpoint) -> None:
    """Refuse settings for which far more would be written than the weights hold."""
    tensors, config = read_index(checkpoint.weights), checkpoint.config
    widest = max(max(tensor.shape, default=0) for tensor in tensors)
    sizes = int(config["vocab_size"]), architectures.head_dim(config, checkpoint.family)
    if max(sizes) > widest or int(config["num_hidden_layers"]) > len(tensors):
        raise ValueError(sentence("its settings do not belong to its weights"))


def _write(checkpoint: Checkpoint, path: Path, half: bool) -> None:
    writer = gguf.GGUFWriter(path, checkpoint.family.gguf_name)
    try:
        _add_hyperparameters(writer, checkpoint, half)
        _add_family_settings(writer, checkpoint)
        _add_tokenizer(writer, checkpoint)
        _write_tensors(writer, checkpoint, half)
    finally:
        writer.close()


def _add_hyperparameters(writer: gguf.GGUFWriter, checkpoint: Checkpoint, half: bool) -> None:
    config, family = checkpoint.config, checkpoint.family
    one_head = architectures.head_dim(config, family)
    writer.add_name(str(config.get("name") or checkpoint.folder.name))
    writer.add_vocab_size(int(config["vocab_size"]))
    writer.add_context_length(int(config["max_position_embeddings"]))
    writer.add_embedding_length(int(config["hidden_size"]))
    writer.add_block_count(int(config["num_hidden_layers"]))
    writer.add_feed_forward_length(int(config["intermediate_size"]))
    writer.add_head_count(int(config["num_attention_heads"]))
    writer.add_head_count_kv(architectures.kv_heads(config))
    writer.add_key_length(one_head)
    writer.add_value_length(one_head)
    writer.add_rope_dimension_count(one_head)
    writer.add_rope_freq_base(rope_of(config, family).base)
    writer.add_layer_norm_rms_eps(float(config.get("rms_norm_eps", 1e-6)))
    ftype = gguf.LlamaFileType.MOSTLY_F16 if half else gguf.LlamaFileType.ALL_F32
    writer.add_file_type(ftype)
    writer.add_string(PROMPT_STYLE_KEY, str(config.get("stepmark_prompt_style", INSTRUCTED)))
    writer.add_string(SOURCE_KEY, file_sha256(checkpoint.weights))


def _add_family_settings(writer: gguf.GGUFWriter, checkpoint: Checkpoint) -> None:
    config, family = checkpoint.config, checkpoint.family
    rope = rope_of(config, family)
    if rope.kind == "linear":
        writer.add_rope_scaling_type(gguf.RopeScalingType.LINEAR)
        writer.add_rope_scaling_factor(float(rope.scaling["factor"]))
    if not family.slides:
        return
    if rope.local_base:
        writer.add_rope_freq_base_swa(rope.local_base)
    if config.get("final_logit_softcapping"):
        writer.add_final_logit_softcapping(float(config["final_logit_softcapping"]))
    writer.add_sliding_window(int(config["sliding_window"]))
    writer.add_sliding_window_pattern(architectures.window_pattern(config))


def _add_tokenizer(writer: gguf.GGUFWriter, checkpoint: Checkpoint) -> None:
    tokens, types = _vocabulary(checkpoint)
    merges = checkpoint.tokenizer["model"]["merges"]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(str(name_of(checkpoint.tokenizer["pre_tokenizer"])))
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    writer.add_token_merges([m if isinstance(m, str) else " ".join(m) for m in merges])
    first = _first_token(checkpoint.tokenizer.get("post_processor") or {})
    writer.add_add_bos_token(bool(first))
    writer.add_add_space_prefix(False)
    ids = {name: checkpoint.config.get(f"{name}_token_id") for name in ("bos", "eos", "pad")}
    if first:
        ids["bos"] = tokens.index(first)
    _add_special(writer, ids)
    if checkpoint.chat_template:
        writer.add_chat_template(checkpoint.chat_template)


def _add_special(writer: gguf.GGUFWriter, ids: dict[str, Any]) -> None:
    adders = {
        "bos": writer.add_bos_token_id,
        "eos": writer.add_eos_token_id,
        "pad": writer.add_pad_token_id,
    }
    for name, found in ids.items():
        # Llama 3 lists several ends; llama.cpp knows the others by their text.
        token_id = found[0] if isinstance(found, list) and found else found
        if isinstance(token_id, int):
            adders[name](token_id)


def _first_token(processor: dict[str, Any]) -> str:
    """Return the control token that a tokenizer puts before every text, empty if none."""
    for part in processor.get("processors", [processor]):
        template = part.get("single") or []
        if part.get("type") == "TemplateProcessing" and "SpecialToken" in template[0]:
            return str(template[0]["SpecialToken"]["id"])
    return ""


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


def _write_tensors(writer: gguf.GGUFWriter, checkpoint: Checkpoint, half: bool) -> None:
    """Announce every tensor, then write one after another: only one is ever in memory."""
    placed = _placed(checkpoint)
    extra = _rope_factors(checkpoint)
    if extra is not None:
        writer.add_tensor_info("rope_freqs.weight", extra.shape, extra.dtype, extra.nbytes)
    for target, stored in placed:
        dtype = _dtype(stored, half)
        size = int(np.prod(stored.shape)) * dtype.itemsize
        writer.add_tensor_info(target, stored.shape, dtype, size)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    if extra is not None:
        writer.write_tensor_data(extra)
    for _, stored in placed:
        values = _converted(read_tensor(checkpoint.weights, stored), stored.name, checkpoint)
        writer.write_tensor_data(np.ascontiguousarray(values.astype(_dtype(stored, half))))


def _placed(checkpoint: Checkpoint) -> list[tuple[str, SafeTensor]]:
    """Return llama.cpp's name of every tensor that is stored."""
    config = checkpoint.config
    found = names_of(checkpoint.family, int(config["num_hidden_layers"]))
    names = {module: name for name, module in found.items()}
    placed = []
    for stored in read_index(checkpoint.weights):
        if stored.name == "lm_head.weight" and config.get("tie_word_embeddings"):
            continue
        module, _, suffix = stored.name.rpartition(".")
        if module not in names or suffix not in ("weight", "bias"):
            raise EngineError(
                sentence(
                    "The tensor {name} of {folder} has no place in a GGUF file; choose a GGUF "
                    "file instead.",
                    name=stored.name,
                    folder=checkpoint.folder,
                )
            )
        placed.append((f"{names[module]}.{suffix}", stored))
    return placed


def _dtype(stored: SafeTensor, half: bool) -> np.dtype[Any]:
    # llama.cpp wants norms and biases in fp32.
    return np.dtype(np.float16 if half and len(stored.shape) > 1 else np.float32)


def _rope_factors(checkpoint: Checkpoint) -> np.ndarray | None:
    rope = rope_of(checkpoint.config, checkpoint.family)
    if rope.kind != "llama3":
        return None
    width = architectures.head_dim(checkpoint.config, checkpoint.family)
    return architectures.llama3_factors(rope.scaling, rope.base, width)


def _converted(values: np.ndarray, name: str, checkpoint: Checkpoint) -> np.ndarray:
    family, config = checkpoint.family, checkpoint.config
    module = name.rpartition(".")[0]
    heads, heads_kv = int(config["num_attention_heads"]), architectures.kv_heads(config)
    reordered = architectures.rotary_heads(family, module, heads, heads_kv)
    if reordered:
        values = permute_rows(values, reordered)
    if family.norm_offset and module.endswith("norm"):
        values = values.astype(np.float32) + np.float32(family.norm_offset)
    return values
