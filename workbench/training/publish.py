"""Publish a trained policy: PEFT adapter, GGUF adapter and a card with its lineage."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from workbench.domain.records import now
from workbench.jobs.run_folder import RunFolder, file_sha256, write_json
from workbench.training.modeling import AdaptedModel
from workbench.training.reward_model import FOLDER as REWARD_MODEL
from workbench.weights.lora_gguf import write_lora_gguf

ADAPTER_FOLDER = "adapter"
ADAPTER_GGUF = "adapter.gguf"
CARD = "card.json"


def publish(
    run: RunFolder, model: AdaptedModel, base_folder: Path, metrics: dict[str, Any]
) -> Path:
    """Write the result beside its final name, then rename it; return the card's path.

    The card names the base by its weights' SHA-256, the snapshot by its own, and the recipe, so
    that an adapter is never put on another base and can be made again.
    """
    part = run.path / "result.part"
    shutil.rmtree(part, ignore_errors=True)
    saved = part / "saved"
    model.save_policy(saved)
    (saved / "policy").replace(part / ADAPTER_FOLDER)
    shutil.rmtree(saved)
    write_lora_gguf(
        part / ADAPTER_FOLDER,
        base_folder / "config.json",
        part / ADAPTER_GGUF,
        run.config()["base"]["sha256"],
    )
    if (run.path / REWARD_MODEL).is_dir():
        shutil.copytree(run.path / REWARD_MODEL, part / REWARD_MODEL)
    write_json(part / CARD, card(run, part, metrics))
    shutil.rmtree(run.result, ignore_errors=True)
    part.replace(run.result)
    return run.result / CARD


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
        "gguf_sha256": file_sha256(folder / ADAPTER_GGUF),
        "reward_model": REWARD_MODEL if (folder / REWARD_MODEL).is_dir() else None,
        "metrics": metrics,
        "created_at": now(),
    }
