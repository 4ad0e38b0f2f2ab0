"""Text to token ids and back, keeping what a user typed from posing as a control token."""

from __future__ import annotations

import ctypes
from typing import Any

import llama_cpp

from workbench.domain.errors import EngineError
from workbench.domain.sentences import sentence
from workbench.engines.prompt import CUT, MAX_PROMPT_BYTES, guard


class Vocabulary:
    """The vocabulary of one loaded model; ``ending`` are the tokens that end a generation."""

    def __init__(self, native: Any) -> None:
        self._native = native
        self.size = int(llama_cpp.llama_vocab_n_tokens(native))
        self._control = self._control_texts()
        self._pieces: dict[int, bytes] = {}
        ends = llama_cpp.llama_vocab_is_eog
        self.ending = frozenset(token for token in range(self.size) if ends(native, token))

    @property
    def bos_text(self) -> str:
        """Return the text of the beginning-of-sequence token, empty where there is none."""
        return self._text(int(llama_cpp.llama_vocab_bos(self._native)))

    @property
    def eos_text(self) -> str:
        """Return the text of the end-of-sequence token, empty where there is none."""
        return self._text(int(llama_cpp.llama_vocab_eos(self._native)))

    def guarded(self, content: str) -> str:
        """Return content in which no control token can be read once it is in a template."""
        return guard(content, self._control)

    def tokenize(self, text: str) -> list[int]:
        """Return the ids of a rendered prompt; control tokens are read, except where cut."""
        ids: list[int] = []
        for piece in text.split(CUT):
            ids += self._tokenize_piece(piece)
        bos = int(llama_cpp.llama_vocab_bos(self._native))
        if llama_cpp.llama_vocab_get_add_bos(self._native) and ids[:1] != [bos]:
            ids.insert(0, bos)
        return ids

    def piece(self, token: int) -> bytes:
        """Return the bytes of a token; control tokens and those that end have none."""
        known = self._pieces.get(token)
        if known is None:
            known = b"" if token in self.ending else self._native_piece(token)
            self._pieces[token] = known
        return known

    def _native_piece(self, token: int) -> bytes:
        size = 64
        while True:
            buffer = ctypes.create_string_buffer(size)
            length = llama_cpp.llama_token_to_piece(self._native, token, buffer, size, 0, False)
            if length >= 0:
                return buffer.raw[:length]
            size = -length

    def _tokenize_piece(self, text: str) -> list[int]:
        data = text.encode("utf-8", errors="replace")
        if len(data) > MAX_PROMPT_BYTES:
            raise EngineError(sentence("The prompt is longer than 4 MB; shorten the problem."))
        if not data:
            return []
        room = len(data) + 16
        ids = (llama_cpp.llama_token * room)()
        count = llama_cpp.llama_tokenize(self._native, data, len(data), ids, room, False, True)
        if count < 0:
            raise EngineError(
                sentence("The prompt could not be split into tokens; shorten the problem.")
            )
        return list(ids[:count])

    def _control_texts(self) -> list[str]:
        """Return the spellings of all control tokens, longest first."""
        is_control = llama_cpp.llama_vocab_is_control
        found = {self._text(t) for t in range(self.size) if is_control(self._native, t)}
        return sorted((text for text in found if len(text) > 1), key=len, reverse=True)

    def _text(self, token: int) -> str:
        if not 0 <= token < self.size:
            return ""
        raw = llama_cpp.llama_vocab_get_text(self._native, token)
        return raw.decode("utf-8", errors="replace") if raw else ""
