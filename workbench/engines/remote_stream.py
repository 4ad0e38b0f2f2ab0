"""From the bytes of a streamed answer to pieces of text: server-sent events with bounds.

Source of the form: the HTML standard, section "Server-sent events", and the chunks of the OpenAI
chat API as vLLM, SGLang and llama.cpp send them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from workbench.domain.errors import EngineError
from workbench.domain.sentences import sentence
from workbench.engines.remote_http import error_text

MAX_LINE_BYTES = 1 << 20
DONE = "[DONE]"
_MALFORMED = sentence(
    "The server sent what is no streamed answer; check that it is a model server."
)


@dataclass(frozen=True, slots=True)
class Piece:
    """What one chunk brought.

    ``logprobs`` is None where the chunk holds text whose log-probabilities are missing.
    ``thought`` says that it held hidden reasoning. ``finish`` is the server's own word.
    """

    text: str = ""
    logprobs: tuple[float, ...] | None = ()
    thought: bool = False
    finish: str = ""
    prompt_tokens: int = 0


class EventReader:
    """Cuts bytes into the data of events, whatever pieces they come in."""

    def __init__(self) -> None:
        self._rest = b""
        self._data: list[str] = []

    def feed(self, raw: bytes) -> list[str]:
        """Add bytes; return the data of each event that is complete now."""
        lines = (self._rest + raw).replace(b"\r\n", b"\n").split(b"\n")
        self._rest = lines.pop()
        if len(self._rest) > MAX_LINE_BYTES:
            raise EngineError(_MALFORMED)
        return [event for line in lines for event in self._line(line)]

    def finish(self) -> list[str]:
        """Return an event that the end of the connection completes."""
        rest, self._rest = self._rest, b""
        return [*self._line(rest), *self._line(b"")]

    def _line(self, line: bytes) -> list[str]:
        line = line.rstrip(b"\r")
        if not line:
            data, self._data = self._data, []
            return ["\n".join(data)] if data else []
        name, _, value = line.partition(b":")
        if name in (b"data", b"error"):  # older llama-server: "error: {…}"
            self._data.append(_text(value.removeprefix(b" ")))
            if sum(map(len, self._data)) > MAX_LINE_BYTES:
                raise EngineError(_MALFORMED)
        elif name not in (b"", b"event", b"id", b"retry"):
            raise EngineError(_MALFORMED)
        return []


def parse_piece(data: str) -> Piece:
    """Return what one event says; raise ``EngineError`` for an error or for no chunk at all."""
    try:
        chunk = json.loads(data)
    except (ValueError, RecursionError):
        raise EngineError(_MALFORMED) from None
    if not isinstance(chunk, dict):
        raise EngineError(_MALFORMED)
    if "error" in chunk or "choices" not in chunk:
        said = error_text(chunk) or sentence("it gave no reason")
        raise EngineError(
            sentence(
                "The server gave up while writing: {said}; see its log, and ask again.", said=said
            )
        )
    try:
        return _piece(chunk)
    except (AttributeError, TypeError, KeyError):
        raise EngineError(_MALFORMED) from None


def logprobs_of(choice: dict[str, Any]) -> tuple[float, ...] | None:
    """Return the log-probabilities of a choice's tokens; None where there are none."""
    content = (choice.get("logprobs") or {}).get("content")
    values = [token.get("logprob") for token in content or ()]
    usable = all(isinstance(v, int | float) and -1e6 < v < 1 for v in values)
    return tuple(map(float, values)) if values and usable else None


def number(value: Any) -> int:
    """Return a foreign count; 0 for what is none."""
    return int(value) if isinstance(value, int | float) and 0 < value < 1e15 else 0


def _piece(chunk: dict[str, Any]) -> Piece:
    prompt_tokens = number((chunk.get("usage") or {}).get("prompt_tokens"))
    choice = next((c for c in chunk["choices"] if not c.get("index")), None)
    if choice is None:
        return Piece(prompt_tokens=prompt_tokens)
    delta = choice.get("delta") or {}
    text = delta.get("content") or ""
    if not isinstance(text, str):
        raise TypeError("content is no text")
    found = logprobs_of(choice)
    return Piece(
        text=text,
        logprobs=() if found is None and not text else found,
        thought=bool(delta.get("reasoning_content") or delta.get("reasoning")),
        finish=str(choice.get("finish_reason") or ""),
        prompt_tokens=prompt_tokens,
    )


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise EngineError(_MALFORMED) from None
