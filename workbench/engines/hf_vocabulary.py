"""Text to token ids and back with a transformers tokenizer, byte by byte where it allows that."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from workbench.domain.errors import EngineError
from workbench.domain.sentences import sentence
from workbench.engines.prompt import CUT, MAX_PROMPT_BYTES, guard

# Tokens that end a turn whatever the model's settings forget, as llama.cpp knows them.
_TURN_ENDS = (
    "<|eot_id|>", "<|im_end|>", "<|end|>", "<end_of_turn>", "<|endoftext|>", "<|end_of_text|>",
    "<|eom_id|>", "<EOT>", "<|return|>", "<end_of_utterance>", "<|END_OF_TURN_TOKEN|>",
)  # fmt: skip
_BYTE = re.compile(r"<0x([0-9A-F]{2})>")
BYTE_LEVEL, SPACED, OTHER = "byte-level", "spaced", "other"


class HfVocabulary:
    """The tokenizer of one loaded model."""

    def __init__(self, tokenizer: Any, end_ids: frozenset[int]) -> None:
        self._tokenizer = tokenizer
        self._added = dict(tokenizer.added_tokens_decoder)
        special = {i for i, token in self._added.items() if token.special}
        self._special = special | set(tokenizer.all_special_ids)
        texts = {tokenizer.convert_ids_to_tokens(i) for i in self._special}
        self._control = sorted((text for text in texts if len(text) > 1), key=len, reverse=True)
        ends = {i for i in self._special if tokenizer.convert_ids_to_tokens(i) in _TURN_ENDS}
        self._ends = end_ids | ends | ({tokenizer.eos_token_id} - {None})
        self._kind = _kind_of(tokenizer)
        self._begins = self._begins_with_bos()
        self._pieces: dict[int, bytes] = {}

    @property
    def bos_text(self) -> str:
        """Return the text of the beginning-of-sequence token, empty where there is none."""
        return self._tokenizer.bos_token or ""

    @property
    def eos_text(self) -> str:
        """Return the text of the end-of-sequence token, empty where there is none."""
        return self._tokenizer.eos_token or ""

    def guarded(self, content: str) -> str:
        """Return content in which no control token can be read once it is in a template."""
        return guard(content, self._control)

    def tokenize(self, text: str) -> list[int]:
        """Return the ids of a rendered prompt; control tokens are read, except where cut."""
        ids: list[int] = []
        for piece in text.split(CUT):
            # What UTF-8 cannot say (a lone surrogate) becomes a question mark, as in llama.cpp.
            data = piece.encode("utf-8", errors="replace")
            if len(data) > MAX_PROMPT_BYTES:
                raise EngineError(sentence("The prompt is longer than 4 MB; shorten the problem."))
            if data:
                ids += self._tokenizer.encode(data.decode(), add_special_tokens=False)
        if self._begins and ids[:1] != [self._tokenizer.bos_token_id]:
            ids.insert(0, self._tokenizer.bos_token_id)
        return ids

    def piece(self, token: int) -> bytes:
        """Return the bytes of a token, perhaps not whole characters; control tokens have none."""
        if token not in self._pieces:
            self._pieces[token] = self._bytes_of(token)
        return self._pieces[token]

    def ends(self, token: int) -> bool:
        """Whether a token ends the generation."""
        return token in self._ends

    def _begins_with_bos(self) -> bool:
        first = self._tokenizer.encode("a")[:1]
        bos = self._tokenizer.bos_token_id
        return bos is not None and first == [bos]

    def _bytes_of(self, token: int) -> bytes:
        if token in self._special:
            return b""
        text = self._tokenizer.convert_ids_to_tokens(token)
        if text is None:  # the model's output is often wider than its vocabulary
            return b""
        if token in self._added:
            return str(text).encode()
        if self._kind == BYTE_LEVEL:
            return _from_byte_level(text)
        if self._kind == SPACED:
            byte = _BYTE.fullmatch(text)
            return bytes([int(byte[1], 16)]) if byte else text.replace("▁", " ").encode()
        return self._difference(token)

    def _difference(self, token: int) -> bytes:
        """Return what a token adds behind a letter, for tokenizers that join pieces otherwise."""
        anchor = self._tokenizer.encode("a", add_special_tokens=False)
        settings = {"clean_up_tokenization_spaces": False}
        alone = self._tokenizer.decode(anchor, **settings)
        both: str = self._tokenizer.decode([*anchor, token], **settings)
        return both.removeprefix(alone).encode()


def _kind_of(tokenizer: Any) -> str:
    """Return how the pieces spell bytes, by the tokenizer's own decoder."""
    backend = getattr(tokenizer, "backend_tokenizer", None)
    decoder = getattr(backend, "decoder", None)
    if decoder is None:
        return SPACED if hasattr(tokenizer, "sp_model") else OTHER
    told = json.loads(decoder.__getstate__())
    parts = told["decoders"] if told["type"] == "Sequence" else [told]
    kinds = {part["type"] for part in parts}
    if "ByteLevel" in kinds:
        return BYTE_LEVEL
    spaced = any(part.get("pattern") == {"String": "▁"} for part in parts)
    return SPACED if spaced or "Metaspace" in kinds else OTHER


def _from_byte_level(piece: str) -> bytes:
    table = _byte_of_letter()
    if all(letter in table for letter in piece):
        return bytes(table[letter] for letter in piece)
    return piece.encode()


@cache
def _byte_of_letter() -> dict[str, int]:
    """Return the byte behind each letter of a byte-level piece (Radford et al. 2019, GPT-2)."""
    shown = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    hidden = [byte for byte in range(256) if byte not in shown]
    table = {chr(byte): byte for byte in shown}
    return table | {chr(256 + place): byte for place, byte in enumerate(hidden)}
