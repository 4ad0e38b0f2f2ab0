"""Publish a trained policy: PEFT adapter, GGUF adapter and a card with its lineage."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from workbench import paths
from workbench.domain.records import now
from workbench.domain.sentences import sentence
from workbench.jobs.run_folder import RunFolder, file_sha256, read_json, write_json
from workbench.training.modeling import AdaptedModel
from workbench.training.scoring_card import FOLDER as REWARD_MODEL
from workbench.weights.gguf_writer import cached_gguf
from workbench.weights.lora_gguf import ARCHITECTURES, write_lora_gguf
from workbench.weights.merged_gguf import merge

ADAPTER_FOLDER = "adapter"
ADAPTER_GGUF = "adapter.gguf"
MERGED_GGUF = "merged.gguf"
CARD = "card.json"


def publish(
    run: RunFolder,
    model: AdaptedModel,
    base_folder: Path,
    metrics: dict[str, Any],
    *,
    merged: bool = False,
) -> Path:
    """Write the result beside its final name, then rename it; return the card's path.

    The card names the base by its weights' SHA-256, the snapshot by its own, and the recipe, so
    that an adapter is never put on another base and can be made again. ``merged`` adds the base
    with the adapter worked in, as one GGUF file. Where an architecture has no GGUF adapters the
    PEFT adapter is the result, and the card says why.
    """
    part = run.path / "result.part"
    shutil.rmtree(part, ignore_errors=True)
    saved = part / "saved"
    model.save_policy(saved)
    (saved / "policy").replace(part / ADAPTER_FOLDER)
    shutil.rmtree(saved)
    refused = _write_gguf(run, part, base_folder, merged)
    if (run.path / REWARD_MODEL).is_dir():
        shutil.copytree(run.path / REWARD_MODEL, part / REWARD_MODEL)
    write_json(part / CARD, card(run, part, metrics) | {"gguf_refused": refused})
    shutil.rmtree(run.result, ignore_errors=True)
    part.replace(run.result)
    return run.result / CARD


def _write_gguf(run: RunFolder, part: Path, base_folder: Path, merged: bool) -> str:
    """Write the forms for llama.cpp; return why there are none, empty where there are."""
    base = run.config()["base"]
    config = base_folder / "config.json"
    architecture = (read_json(config) or {}).get("model_type")
    if architecture not in ARCHITECTURES:
        return sentence(
            "Adapters of {architecture} models have no GGUF form; use it with transformers.",
            architecture=architecture,
        )
    write_lora_gguf(part / ADAPTER_FOLDER, config, part / ADAPTER_GGUF, base["sha256"])
    if merged:
        path, cache = Path(base["path"]), paths.cache_dir()
        whole = cached_gguf(path, cache) if path.is_dir() else path
        merge(whole, part / ADAPTER_GGUF, part / MERGED_GGUF, cache)
    return ""


def card(run: RunFolder, folder: Path, metrics: dict[str, Any]) -> dict[str, Any]:
    """Return the lineage of a result."""
    config = run.config()
    weights = folder / ADAPTER_FOLDER / "adapter_model.safetensors"
    return {
        "kind": "adapter",
        "run_id": config["run_id"],
        "base": config["base"],
        "snapshot_sha256": config["snapshot_sha256"],
        "recipe": config["recipe"],
        "adapter_sha256": file_sha256(weights),
        "gguf_sha256": _sha256_of(folder / ADAPTER_GGUF),
        "merged_sha256": _sha256_of(folder / MERGED_GGUF),
        "reward_model": REWARD_MODEL if (folder / REWARD_MODEL).is_dir() else None,
        "metrics": metrics,
        "created_at": now(),
    }


def _sha256_of(path: Path) -> str | None:
    return file_sha256(path) if path.is_file() else None
