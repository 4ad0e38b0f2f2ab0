"""Write a PEFT LoRA adapter as a GGUF adapter: the way back from training into llama.cpp."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gguf
import numpy as np

from workbench.domain.errors import EngineError
from workbench.domain.sentences import sentence
from workbench.weights.architectures import FAMILIES, kv_heads, permute_rows, rotary_heads
from workbench.weights.checkpoint_folder import MAX_SETTINGS
from workbench.weights.identity import BASE_KEY
from workbench.weights.new_file import new_file
from workbench.weights.regular_file import read_text
from workbench.weights.safetensors_file import tensors_of

# transformers' model_type -> llama.cpp's architecture, where the two take the same adapters.
ARCHITECTURES = {
    **{name: family.arch for name, family in FAMILIES.items()},
    "gemma": gguf.MODEL_ARCH.GEMMA,
    "gemma2": gguf.MODEL_ARCH.GEMMA2,
}
_KEY = re.compile(r"^base_model\.model\.(?P<module>.+)\.lora_(?P<side>[AB])\.weight$")
# PEFT settings that change the arithmetic in a way that A and B alone cannot carry.
_REFUSED = {
    "use_dora": "DoRA",
    "modules_to_save": "modules_to_save",
    "lora_bias": "lora_bias",
    "fan_in_fan_out": "fan_in_fan_out",
    "layer_replication": "layer_replication",
    "trainable_token_indices": "trainable_token_indices",
    "target_parameters": "target_parameters",
    "alora_invocation_tokens": "aLoRA",
    "use_qalora": "QALoRA",
    "use_bdlora": "BD-LoRA",
    "arrow_config": "Arrow",
    "kasa_config": "KaSA",
    "monteclora_config": "MonteCLoRA",
}
# Ways to begin that change the base itself: the adapter then belongs to weights nobody has.
_CHANGES_BASE = ("pissa", "olora", "corda", "loftq", "lora_ga")
_EMBEDDINGS = "lora_embedding_"


def write_lora_gguf(adapter_dir: Path, base_config: Path, out: Path, base_sha256: str = "") -> None:
    """Write the GGUF adapter of a PEFT adapter's folder.

    ``base_config`` is the base's config.json. The scaling PEFT applies is multiplied into B, so
    that llama.cpp needs none; ``base_sha256`` is noted in the file and checked when it is put on.
    Raises ``EngineError`` for what a GGUF adapter cannot say (DoRA, modules_to_save, …).
    """
    config = _read_json(base_config)
    adapter = _read_json(adapter_dir / "adapter_config.json")
    _check_supported(adapter, config)
    try:
        with new_file(out) as part:
            _write(adapter_dir, adapter, config, part, base_sha256)
    except OSError as error:
        raise EngineError(
            sentence(
                "The adapter could not be written to {parent} ({reason}); free some space and "
                "try again.",
                parent=out.parent,
                reason=error.strerror,
            )
        ) from error
    except (ValueError, KeyError) as error:
        raise EngineError(
            sentence(
                "The adapter in {adapter_dir} is damaged ({reason}); train the model again.",
                adapter_dir=adapter_dir,
                reason=error,
            )
        ) from error


def scaling(adapter: dict[str, Any], module: str, rank: int) -> float:
    """Return what PEFT multiplies B·A by: alpha / r, or alpha / √r (rsLoRA, Kalajdzievski 2023).

    ``rank`` is the rank of the stored tensors, which already follows ``rank_pattern``.
    """
    alpha = _of_pattern(adapter.get("alpha_pattern") or {}, module, adapter["lora_alpha"])
    return float(alpha) / (math.sqrt(rank) if adapter.get("use_rslora") else rank)


def _of_pattern(patterns: dict[str, Any], module: str, default: Any) -> Any:
    """Return the value of the first pattern that matches the end of a module's name, as PEFT."""
    for pattern, value in patterns.items():
        if re.match(rf"(.*\.)?({pattern})$", module):
            return value
    return default


def _read_json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(read_text(path, MAX_SETTINGS))
    except (OSError, ValueError) as error:
        raise EngineError(
            sentence(
                "{path} cannot be read ({reason}); train the model again.", path=path, reason=error
            )
        ) from error
    return dict(value)


def _check_supported(adapter: dict[str, Any], config: dict[str, Any]) -> None:
    refused = [name for key, name in _REFUSED.items() if adapter.get(key)]
    if adapter.get("peft_type", "LORA") != "LORA":
        refused.append(str(adapter["peft_type"]))
    if adapter.get("bias", "none") != "none":
        refused.append(f"bias={adapter['bias']}")
    start = str(adapter.get("init_lora_weights")).lower()
    refused += [start for known in _CHANGES_BASE if start.startswith(known)]
    if refused:
        raise EngineError(
            sentence(
                "This adapter uses {refused}, which a GGUF adapter cannot hold; train it as "
                "plain LoRA.",
                refused=", ".join(refused),
            )
        )
    if config.get("model_type") not in ARCHITECTURES:
        raise EngineError(
            sentence(
                "Adapters for {architecture} models cannot be written as GGUF yet; choose a "
                "base of {known}.",
                architecture=config.get("model_type"),
                known=", ".join(ARCHITECTURES),
            )
        )


def _write(
    folder: Path, adapter: dict[str, Any], config: dict[str, Any], path: Path, base_sha256: str
) -> None:
    arch = ARCHITECTURES[config["model_type"]]
    writer = gguf.GGUFWriter(path, gguf.MODEL_ARCH_NAMES[arch])
    try:
        writer.add_type(gguf.GGUFType.ADAPTER)
        writer.add_string(gguf.Keys.Adapter.TYPE, "lora")
        # 0 tells llama.cpp to apply no scaling of its own.
        writer.add_float32(gguf.Keys.Adapter.LORA_ALPHA, 0.0)
        if base_sha256:
            writer.add_string(BASE_KEY, base_sha256)
        for name, values in _tensors(folder, adapter, config):
            writer.add_tensor(name, values)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
    finally:
        writer.close()


def _tensors(
    folder: Path, adapter: dict[str, Any], config: dict[str, Any]
) -> Iterator[tuple[str, np.ndarray]]:
    """Yield llama.cpp's names with A (r, in) and the scaled B (out, r), all fp32."""
    arch = ARCHITECTURES[config["model_type"]]
    names = gguf.get_tensor_name_map(arch, int(config["num_hidden_layers"]))
    for key, values in sorted(tensors_of(folder / "adapter_model.safetensors")):
        match = _KEY.match(key)
        target = names.get_name(match["module"]) if match else None
        if match is None or target is None or _shares_embeddings(match["module"], config):
            raise EngineError(_no_place(key))
        values = values.astype(np.float32)
        if match["side"] == "B":
            values = values * np.float32(scaling(adapter, match["module"], values.shape[1]))
            values = _reordered(values, match["module"], config)
        yield f"{target}.weight.lora_{match['side'].lower()}", values


def _shares_embeddings(module: str, config: dict[str, Any]) -> bool:
    """Whether a GGUF base has no tensor of its own for the output layer."""
    tied = config.get("tie_word_embeddings", str(config["model_type"]).startswith("gemma"))
    return module == "lm_head" and bool(tied)


def _no_place(key: str) -> str:
    what = key.removeprefix("base_model.model.")
    if _EMBEDDINGS in key or "embed_tokens" in key or "lm_head" in key:
        what += sentence(" (an adapter of the embeddings)")
    return sentence(
        "The adapter's tensor {what} has no place in a GGUF adapter; train it as plain "
        "LoRA on the linear layers (q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, "
        "down_proj).",
        what=what,
    )


def _reordered(values: np.ndarray, module: str, config: dict[str, Any]) -> np.ndarray:
    """Reorder B's rows for q and k, whose rotary pairs llama.cpp lays out side by side."""
    family = FAMILIES.get(config["model_type"])
    if family is None:
        return values
    heads = int(config["num_attention_heads"])
    rows = rotary_heads(family, module, heads, kv_heads(config))
    return permute_rows(values, rows) if rows else values
