"""The rules by which byte-level tokenizers split text, by llama.cpp's names for them."""

from __future__ import annotations

from typing import Any

_WORDS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+"
_REST = r" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
_LLAMA3 = rf"{_WORDS}|\p{{N}}{{1,3}}|{_REST}"
_QWEN2 = rf"{_WORDS}|\p{{N}}|{_REST}"
# The rules that llama.cpp implements under several names, each under its own.
_SAME = {
    "llama3": "llama-bpe",
    "llama-v3": "llama-bpe",
    "phi-2": "gpt-2",
    "deepseek-r1-qwen": "qwen2",
}
# llama.cpp takes a whole word that is a token as it is, before any merge, under these rules.
_WHOLE_WORDS = {"llama-bpe"}


def _byte_level(*, splits: bool) -> dict[str, Any]:
    return {
        "type": "ByteLevel",
        "add_prefix_space": False,
        "trim_offsets": True,
        "use_regex": splits,
    }


def _split(regex: str) -> dict[str, Any]:
    pattern = {"Regex": regex}
    return {"type": "Split", "pattern": pattern, "behavior": "Isolated", "invert": False}


_RULES: dict[str, list[dict[str, Any]]] = {
    "gpt-2": [_byte_level(splits=True)],
    "smollm": [{"type": "Digits", "individual_digits": True}, _byte_level(splits=True)],
    "llama-bpe": [_split(_LLAMA3), _byte_level(splits=False)],
    "qwen2": [_split(_QWEN2), _byte_level(splits=False)],
}


def rule_of(name: str) -> dict[str, Any] | None:
    """Return the ``pre_tokenizer`` of a tokenizer.json for llama.cpp's name, None if unknown."""
    parts = _RULES.get(_SAME.get(name, name))
    return {"type": "Sequence", "pretokenizers": parts} if parts else None


def ignores_merges(name: str) -> bool:
    """Whether whole words that are tokens are taken as they are."""
    return _SAME.get(name, name) in _WHOLE_WORDS


def name_of(rule: dict[str, Any]) -> str | None:
    """Return llama.cpp's name for the ``pre_tokenizer`` of a tokenizer.json, None if unknown."""
    parts = [_essence(part) for part in rule.get("pretokenizers", [rule])]
    for name, known in _RULES.items():
        if parts == [_essence(part) for part in known]:
            return name
    return None


def _essence(part: dict[str, Any]) -> tuple[Any, ...]:
    """Return what decides where text is split; the rest concerns offsets, which nobody asks for."""
    kind = part.get("type")
    if kind == "ByteLevel":
        return kind, part.get("use_regex", True), part.get("add_prefix_space", False)
    if kind == "Digits":
        return kind, part.get("individual_digits", False)
    pattern = part.get("pattern", {})
    regex = pattern.get("Regex") if isinstance(pattern, dict) else None
    return kind, regex, part.get("behavior"), part.get("invert", False)
