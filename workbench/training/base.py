"""Find or make the trainable form of a base model: a checkpoint folder, from a GGUF if need be."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from workbench import paths
from workbench.domain.errors import TrainingError
from workbench.domain.prompting import BARE, INSTRUCTED
from workbench.jobs.run_folder import file_sha256, read_json
from workbench.weights.gguf_header import read_header
from workbench.weights.identity import PROMPT_STYLE_KEY


def checkpoint_folder(base: Path, notice: Callable[[str], None]) -> Path:
    """Return a folder with safetensors and tokenizer for a base that is a folder or a GGUF file.

    A GGUF is dequantised once and cached under its SHA-256. Raises TrainingError when there is
    nothing there, or the GGUF's architecture cannot be converted.
    """
    if base.is_dir():
        return base
    if not base.is_file():
        raise TrainingError(f"The base model {base} is not there; choose another model.")
    target = paths.cache_dir() / "checkpoints" / file_sha256(base)
    if not (target / "config.json").is_file():
        notice(f"Converting {base.name} for training once; this can take some minutes.")
        _convert(base, target)
    return target


def prompt_style(base: Path) -> str:
    """Return how this base is asked, exactly as the engine asks it (see ``domain.prompting``)."""
    if base.is_dir():
        config = read_json(base / "config.json") or {}
        return str(config.get("stepmark_prompt_style", BARE))
    return str(read_header(base).metadata.get(PROMPT_STYLE_KEY, INSTRUCTED))


def _convert(gguf: Path, target: Path) -> None:
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

    part = target.with_name(target.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        settings: Any = {"gguf_file": gguf.name, "local_files_only": True}
        model: Any = AutoModelForCausalLM.from_pretrained(
            str(gguf.parent), quantization_config=GgufConfig(dequantize=True), **settings
        )
        tokenizer = AutoTokenizer.from_pretrained(str(gguf.parent), **settings)
    except (OSError, ValueError, KeyError, NotImplementedError, RuntimeError) as error:
        raise TrainingError(
            f"{gguf.name} cannot be converted for training ({error}); "
            "choose the model's safetensors folder as the base instead."
        ) from error
    model.save_pretrained(str(part), safe_serialization=True)
    tokenizer.save_pretrained(str(part))
    part.replace(target)
