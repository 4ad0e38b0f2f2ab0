"""Write the tokenizer of a GGUF file as transformers keeps it: byte-level BPE, split as llama.cpp.

llama.cpp does not normalise text, so neither does the tokenizer that is written.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from workbench.weights.gguf_header import GGUFHeader
from workbench.weights.pre_tokenizers import ignores_merges, rule_of

TOKENS, MERGES = "tokenizer.ggml.tokens", "tokenizer.ggml.merges"
TYPES = "tokenizer.ggml.token_type"
KEPT = (TOKENS, MERGES, TYPES)
_CONTROL, _USER_DEFINED, _UNKNOWN = 3, 4, 2
_DECODER = {
    "type": "ByteLevel",
    "add_prefix_space": True,
    "trim_offsets": True,
    "use_regex": True,
}
_SPECIAL = ("bos", "eos", "unknown", "padding")
_TRANSFORMERS = {"unknown": "unk", "padding": "pad"}


def is_writable(header: GGUFHeader) -> bool:
    """Whether this tokenizer is of the sort that is written here."""
    rule = rule_of(str(header.metadata.get("tokenizer.ggml.pre", "")))
    return header.metadata.get("tokenizer.ggml.model") == "gpt2" and rule is not None


def write_tokenizer(header: GGUFHeader, folder: Path) -> None:
    """Write tokenizer.json and its settings; the header must hold the lists of ``KEPT``."""
    meta = header.metadata
    name = str(meta["tokenizer.ggml.pre"])
    tokens = [_lossy(token) for token in meta[TOKENS]]
    document = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": _added(tokens, meta.get(TYPES, [])),
        "normalizer": None,
        "pre_tokenizer": rule_of(name),
        "post_processor": _first_token(header, tokens, name),
        "decoder": _DECODER,
        "model": {
            "type": "BPE",
            "ignore_merges": ignores_merges(name),
            "vocab": {token: index for index, token in enumerate(tokens)},
            "merges": [_lossy(merge).split(" ", 1) for merge in meta[MERGES]],
        },
    }
    (folder / "tokenizer.json").write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    write_settings(header, folder)


def write_settings(header: GGUFHeader, folder: Path) -> None:
    """Write what names the special tokens, and the chat template."""
    settings: dict[str, Any] = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "clean_up_tokenization_spaces": False,
        "model_max_length": header.setting("context_length", 2048),
    }
    for name in _SPECIAL:
        token = _special_text(header, name)
        if token:
            settings[f"{_TRANSFORMERS.get(name, name)}_token"] = token
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=2), "utf-8")
    template = header.metadata.get("tokenizer.chat_template")
    if isinstance(template, str):
        (folder / "chat_template.jinja").write_text(template, "utf-8")


def special_id(header: GGUFHeader, name: str) -> int | None:
    """Return the id of a special token, None where the file names none."""
    value = header.metadata.get(f"tokenizer.ggml.{name}_token_id")
    size = header.array_lengths.get(TOKENS, 0)
    return value if isinstance(value, int) and 0 <= value < size else None


def _special_text(header: GGUFHeader, name: str) -> str:
    token_id = special_id(header, name)
    return "" if token_id is None else _lossy(header.metadata[TOKENS][token_id])


def _added(tokens: list[str], types: list[int]) -> list[dict[str, Any]]:
    """Return the tokens that are found in text before it is split."""
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    return [
        {"id": index, "content": tokens[index], **flags, "special": kind != _USER_DEFINED}
        for index, kind in enumerate(types)
        if kind in (_CONTROL, _USER_DEFINED, _UNKNOWN)
    ]


def _first_token(header: GGUFHeader, tokens: list[str], name: str) -> dict[str, Any] | None:
    """Return the rule that puts the first token before every text, where llama.cpp does."""
    wanted = header.metadata.get("tokenizer.ggml.add_bos_token", ignores_merges(name))
    bos = special_id(header, "bos")
    if not wanted or bos is None:
        return None
    text, sequence = tokens[bos], {"Sequence": {"id": "A", "type_id": 0}}
    first = {"SpecialToken": {"id": text, "type_id": 0}}
    return {
        "type": "TemplateProcessing",
        "single": [first, sequence],
        "pair": [first, sequence, {"Sequence": {"id": "B", "type_id": 1}}],
        "special_tokens": {text: {"id": text, "ids": [bos], "tokens": [text]}},
    }


def _lossy(text: str) -> str:
    """Return a text that can be written as UTF-8 and stays distinct."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
