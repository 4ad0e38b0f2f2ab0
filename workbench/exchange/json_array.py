"""Reads one JSON array of any length an item at a time."""

from __future__ import annotations

import codecs
import json
from pathlib import Path
from typing import Any, BinaryIO

from workbench.domain.sentences import sentence
from workbench.exchange.json_values import BLANK, DECODER, MAX_DEPTH
from workbench.exchange.refusals import ITEM, refusal
from workbench.exchange.text_file import unreadable

_CHUNK = 64 * 1024


class ArrayText:
    """The text of one JSON array, of which no more than an item is held at a time."""

    def __init__(self, path: Path, stream: BinaryIO, limit: int) -> None:
        self._path = path
        self._stream = stream
        self._limit = limit
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._text = ""
        self._at = 0
        self._ended = False

    def next_item(self, number: int) -> bool:
        """Step over the bracket or comma before the item behind ``number``; False at the end."""
        mark = self._character()
        if mark == "[" and not number:
            return True
        if mark == "," and number:
            return True
        if mark == "]" and number and not self._character():
            return False
        reason = sentence(
            "a comma and another item, or the end of the list, was expected behind it"
        )
        raise refusal(self._path.name, number, reason, unit=ITEM)

    def value(self, number: int) -> Any:
        """Return the next item."""
        self._peek()
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if self._grow(number):
                    continue
                reason = sentence("it is not valid JSON ({reason})", reason=error.msg)
                raise refusal(self._path.name, number, reason, unit=ITEM) from None
            except RecursionError:
                reason = sentence("it is nested more than {depth} levels deep", depth=MAX_DEPTH)
                raise refusal(self._path.name, number, reason, unit=ITEM) from None
            if end < len(self._text) or not self._grow(number):
                self._at = end
                return value

    def _character(self) -> str:
        """Return the next character that is not blank, and step over it; nothing at the end."""
        found = self._peek()
        self._at += len(found)
        return found

    def _peek(self) -> str:
        while True:
            while self._at < len(self._text) and self._text[self._at] in BLANK:
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._grow(None):
                return ""

    def _grow(self, number: int | None) -> bool:
        """Hold more of the text, twice as much of a long item; False where there is no more."""
        if self._ended:
            return False
        self._text = self._text[self._at :]
        self._at = 0
        if number is not None and len(self._text) > self._limit:
            reason = sentence("the item is longer than {limit:,} bytes", limit=self._limit)
            raise refusal(self._path.name, number, reason, unit=ITEM)
        try:
            raw = self._stream.read(max(_CHUNK, len(self._text)))
            self._text += self._decoder.decode(raw, final=not raw)
        except OSError as error:
            raise unreadable(self._path, error) from error
        except UnicodeDecodeError:
            raise refusal(self._path.name, number, sentence("it is not UTF-8"), unit=ITEM) from None
        self._ended = not raw
        return True
