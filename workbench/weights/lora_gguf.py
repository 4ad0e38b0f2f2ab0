"""Write a PEFT LoRA adapter as a GGUF adapter: the way back from training into llama.cpp."""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gguf
import numpy as np
from safetensors import safe_open

from workbench.domain.errors import EngineError
from workbench.weights.gguf_writer import permute_rows, sync_and_rename
from workbench.weights.identity import BASE_KEY

# transformers' model_type -> llama.cpp's architecture, where the two take the same adapters.
ARCHITECTURES = {
    "llama": gguf.MODEL_ARCH.LLAMA,
    "mistral": gguf.MODEL_ARCH.LLAMA,
    "qwen2": gguf.MODEL_ARCH.QWEN2,
    "qwen3": gguf.MODEL_ARCH.QWEN3,
    "gemma": gguf.MODEL_ARCH.GEMMA,
    "gemma2": gguf.MODEL_ARCH.GEMMA2,
    "gemma3_text": gguf.MODEL_ARCH.GEMMA3,
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
}


def write_lora_gguf(adapter_dir: Path, base_config: Path, out: Path, base_sha256: str = "") -> None:
    """Write the GGUF adapter of a PEFT adapter's folder.

    ``base_config`` is the base's config.json. The scaling PEFT applies is multiplied into B, so
    that llama.cpp needs none; ``base_sha256`` is noted in the file and checked when it is put on.
    Raises ``EngineError`` for what a GGUF adapter cannot say (DoRA, modules_to_save, …).
    """
    config = _read_json(base_config)
    adapter = _read_json(adapter_dir / "adapter_config.json")
    _check_supported(adapter, config)
    part = out.with_name(f"{out.name}.{os.getpid()}.part")
    try:
        _write(adapter_dir, adapter, config, part, base_sha256)
        sync_and_rename(part, out)
    except OSError as error:
        raise EngineError(
            f"The adapter could not be written to {out.parent} ({error.strerror}); free some "
            "space and try again."
        ) from error
    finally:
        part.unlink(missing_ok=True)


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
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EngineError(f"{path} cannot be read ({error}); train the model again.") from error
    return dict(value)


def _check_supported(adapter: dict[str, Any], config: dict[str, Any]) -> None:
    refused = [name for key, name in _REFUSED.items() if adapter.get(key)]
    if adapter.get("peft_type", "LORA") != "LORA":
        refused.append(str(adapter["peft_type"]))
    if adapter.get("bias", "none") != "none":
        refused.append(f"bias={adapter['bias']}")
    if refused:
        raise EngineError(
            f"This adapter uses {', '.join(refused)}, which a GGUF adapter cannot hold; "
            "train it as plain LoRA."
        )
    if config.get("model_type") not in ARCHITECTURES:
        raise EngineError(
            f"Adapters for {config.get('model_type')} models cannot be written as GGUF yet; "
            f"choose a base of {', '.join(ARCHITECTURES)}."
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
    with safe_open(folder / "adapter_model.safetensors", framework="numpy") as source:
        for key in sorted(source.keys()):
            match = _KEY.match(key)
            target = names.get_name(match["module"]) if match else None
            if match is None or target is None:
                raise EngineError(
                    f"The adapter's tensor {key} has no place in a GGUF adapter; "
                    "train it as plain LoRA on the linear layers."
                )
            values = source.get_tensor(key).astype(np.float32)
            if match["side"] == "B":
                values = values * np.float32(scaling(adapter, match["module"], values.shape[1]))
                if arch == gguf.MODEL_ARCH.LLAMA:
                    values = _permuted(values, match["module"], config)
            yield f"{target}.weight.lora_{match['side'].lower()}", values


def _permuted(values: np.ndarray, module: str, config: dict[str, Any]) -> np.ndarray:
    """Reorder B's rows for q and k, whose rotary pairs llama.cpp lays out side by side."""
    heads = int(config["num_attention_heads"])
    if module.endswith(".q_proj"):
        return permute_rows(values, heads)
    if module.endswith(".k_proj"):
        return permute_rows(values, int(config.get("num_key_value_heads") or heads))
    return values
