"""Read the small files of a safetensors checkpoint, and say why one cannot become a GGUF file."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.domain.errors import EngineError
from workbench.domain.sentences import sentence
from workbench.weights.architectures import (
    FAMILIES,
    Family,
    attention_scalar,
    head_dim,
    rope_of,
)
from workbench.weights.pre_tokenizers import name_of
from workbench.weights.regular_file import read_text

MAX_SETTINGS = 16 << 20
MAX_TOKENIZER = 256 << 20
# What it may raise to read settings that a stranger wrote, for they may be of any shape.
UNUSABLE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)
_ROPE_KINDS = {"default", "linear"}


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The parts of a checkpoint's folder that the writer reads."""

    folder: Path
    config: dict[str, Any]
    tokenizer: dict[str, Any]
    chat_template: str

    @property
    def weights(self) -> Path:
        """Return the one file of weights."""
        return self.folder / "model.safetensors"

    @property
    def family(self) -> Family:
        """Return the architecture, which is one of those known."""
        return FAMILIES[self.config["model_type"]]


def read_checkpoint(folder: Path) -> Checkpoint:
    """Read a checkpoint's small files; raise ``EngineError`` for what is missing or not known."""
    try:
        config = _json(folder / "config.json", MAX_SETTINGS)
        tokenizer = _json(folder / "tokenizer.json", MAX_TOKENIZER)
        settings = _optional_json(folder / "tokenizer_config.json")
        template = _chat_template(folder, settings)
        checkpoint = Checkpoint(folder, config, tokenizer, template)
        reason = _refusal(checkpoint)
    except (OSError, *UNUSABLE) as error:
        raise EngineError(
            sentence(
                "The model in {folder} is incomplete ({reason}); install it again.",
                folder=folder,
                reason=error,
            )
        ) from error
    if reason:
        raise EngineError(
            sentence(
                "The model in {folder} cannot be made into a GGUF file: {reason}; choose a "
                "GGUF file instead.",
                folder=folder,
                reason=reason,
            )
        )
    return checkpoint


def _refusal(checkpoint: Checkpoint) -> str:
    config = checkpoint.config
    family = FAMILIES.get(str(config.get("model_type")))
    if family is None:
        return sentence("its architecture is {architecture}", architecture=config.get("model_type"))
    if not checkpoint.weights.exists():
        return sentence("it has no file model.safetensors")
    return _config_refusal(config, family) or _tokenizer_refusal(checkpoint.tokenizer)


def _config_refusal(config: Mapping[str, Any], family: Family) -> str:
    """Say what llama.cpp would compute otherwise than transformers."""
    rope = rope_of(config, family)
    stretched = _ROPE_KINDS | ({"llama3"} if family.pairs_rotary else set())
    activation = config.get("hidden_act") or config.get("hidden_activation") or family.activation
    if rope.kind not in stretched:
        return sentence("its rotary embedding is scaled ({kind})", kind=rope.kind)
    if activation != family.activation:
        return sentence("its activation is {activation}", activation=activation)
    if not family.slides and config.get("use_sliding_window", family.model_type == "mistral"):
        return (
            sentence("its attention has a sliding window") if config.get("sliding_window") else ""
        )
    if family.model_type in ("qwen3", "gemma3_text") and config.get("attention_bias"):
        return sentence("its attention has biases")
    return _gemma_refusal(config, family) if family.slides else ""


def _gemma_refusal(config: Mapping[str, Any], family: Family) -> str:
    width, heads = int(config["hidden_size"]), int(config["num_attention_heads"])
    one_head = head_dim(config, family)
    scalar = attention_scalar(width, heads, one_head, int(config["num_hidden_layers"]))
    if float(config.get("query_pre_attn_scalar", one_head)) != scalar:
        return sentence("its attention is scaled otherwise")
    if config.get("attn_logit_softcapping"):
        return sentence("its attention scores are capped")
    return (
        sentence("it looks in both directions") if config.get("use_bidirectional_attention") else ""
    )


def _tokenizer_refusal(tokenizer: Mapping[str, Any]) -> str:
    if tokenizer.get("model", {}).get("type") != "BPE":
        return sentence("its tokenizer is not byte-level BPE")
    if (tokenizer.get("normalizer") or {"type": "NFC"}).get("type") != "NFC":
        return sentence("its tokenizer rewrites the text first")
    if name_of(tokenizer.get("pre_tokenizer") or {}) is None:
        return sentence("its tokenizer splits text in a way that is not known here")
    return ""


def _json(path: Path, most: int) -> dict[str, Any]:
    value = json.loads(read_text(path, most))
    if not isinstance(value, dict):
        raise ValueError(sentence("its JSON is no object"))
    return value


def _optional_json(path: Path) -> dict[str, Any]:
    return _json(path, MAX_SETTINGS) if path.exists() else {}


def _chat_template(folder: Path, settings: dict[str, Any]) -> str:
    path = folder / "chat_template.jinja"
    if path.exists():
        return read_text(path, MAX_SETTINGS)
    template = settings.get("chat_template")
    return template if isinstance(template, str) else ""
