"""Refuses a folder that could run code, or holds another kind of model, before anything is loaded.

What could run code is refused by name: pickled weights, models that bring Python files, settings
that make a library fetch or import a module.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workbench.domain.errors import EngineError
from workbench.domain.sentences import sentence

_PICKLES = ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl", "*.pickle")
_WRITES_TEXT = ("ForCausalLM", "LMHeadModel", "ForConditionalGeneration")
# PEFT imports the module that this setting names.
_IMPORTING = ("megatron_config",)


def refusal(folder: Path, reason: str) -> EngineError:
    """Return the sentence for a folder that cannot be used."""
    return EngineError(
        sentence(
            "{folder} cannot be used: {reason}. Download the model again or choose another.",
            folder=folder,
            reason=reason,
        )
    )


def refuse_without_safetensors(folder: Path, wanted: str) -> None:
    """Raise EngineError that says which pickle lies there instead, and why it stays unopened."""
    pickles = sorted(file.name for pattern in _PICKLES for file in folder.glob(pattern))
    if not pickles:
        raise refusal(folder, sentence("it holds no {wanted}", wanted=wanted))
    raise EngineError(
        sentence(
            "{name} holds {pickle}, a pickle file, which can run a program when it is opened, "
            "and no {wanted}. Stepmark opens safetensors only: download the model in that "
            "form, or ask its authors for it.",
            name=folder.name,
            pickle=pickles[0],
            wanted=wanted,
        )
    )


def refuse_code(folder: Path, *configs: dict[str, Any]) -> None:
    """Refuse settings that make a library fetch or import code."""
    for config in configs:
        if config.get("auto_map"):
            raise EngineError(
                sentence(
                    "{name} brings program code of its own (auto_map), which Stepmark never "
                    "runs; choose a model whose architecture transformers knows.",
                    name=folder.name,
                )
            )
        for name, value in _settings(config):
            # A name with a slash is a kernel to be fetched from the hub and run.
            kernel = "attn_implementation" in name and "/" in str(value)
            if kernel or (name in _IMPORTING and value):
                raise refusal(
                    folder, sentence("its setting {name} would load a program", name=name)
                )


def _settings(config: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield all settings, those of inner parts too (a text model within another)."""
    for name, value in config.items():
        yield name, value
        if isinstance(value, dict):
            yield from _settings(value)


def refuse_other_kinds(folder: Path, config: dict[str, Any]) -> None:
    """Refuse a model that does not write text from left to right."""
    architectures = config.get("architectures") or []
    if not isinstance(architectures, list) or not isinstance(config.get("model_type"), str):
        raise refusal(folder, sentence("its config.json names no architecture"))
    named = [str(name) for name in architectures]
    if config.get("is_encoder_decoder") or (
        named and not any(name.endswith(_WRITES_TEXT) for name in named)
    ):
        raise EngineError(
            sentence(
                "{name} ({named}) does not write text the way a chat model does; choose a "
                "text-generating model.",
                name=folder.name,
                named=", ".join(named)[:80],
            )
        )
