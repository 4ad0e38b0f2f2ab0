"""Reads JSON Lines, or a JSON array, of anyone: bounded memory, every refusal names its place."""

from __future__ import annotations

import codecs
import json
import math
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from workbench.domain.errors import ImportProblem
from workbench.domain.sentences import sentence
from workbench.exchange.refusals import ITEM, numbered, refusal

MAX_LINE_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 64
MAX_DIGITS = 300

_TOLD_EVERY = 500
_CHUNK = 64 * 1024
_BLANK = b" \t\r\n"
_UTF8_MARK = b"\xef\xbb\xbf"
_NOT_TEXT = {
    b"\xff\xfe": sentence("it is UTF-16 or UTF-32 text; save it as UTF-8"),
    b"\xfe\xff": sentence("it is UTF-16 text; save it as UTF-8"),
    b"\x1f\x8b": sentence("it is compressed (gzip); unpack it first"),
    b"PK\x03\x04": sentence("it is a zip archive, and none is opened here; unpack it first"),
    b"PAR1": sentence("it is a Parquet file, not JSON Lines"),
    b"PK\x05\x06": sentence("it is an empty zip archive"),
    b"SQLite format 3": sentence("it is a database; a project is opened with --project"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One object of a file; ``line`` counts from 1, blank lines included.

    In a file that is one JSON array, ``line`` counts its items and ``unit`` says so.
    """

    file: str
    line: int
    value: dict[str, Any]
    unit: str = "line"

    @property
    def place(self) -> str:
        """Return where in its file the row stands."""
        return numbered(self.unit, self.line)

    def problem(self, reason: str, field: str | None = None) -> ImportProblem:
        """Return a refusal of the file that names this row."""
        return refusal(self.file, self.line, reason, field, self.unit)


def raise_problem(problem: ImportProblem) -> None:
    """Refuse the whole file at its first bad row: what an import does."""
    raise problem


def read_rows(
    path: Path,
    *,
    max_line_bytes: int = MAX_LINE_BYTES,
    allow_nul: bool = False,
    on_problem: Callable[[ImportProblem], None] = raise_problem,
    on_read: Callable[[float], None] | None = None,
) -> Iterator[Row]:
    r"""Yield the objects of a JSON Lines file or of one JSON array, one in memory at a time.

    Lines end at ``\n`` alone (U+2028 and U+0085 are text). A UTF-8 byte order mark is skipped.
    ``on_problem`` is given an ImportProblem, naming file, line, field and reason, for anything
    that JSON or UTF-8 does not allow and for what readers disagree on: NaN, infinities and numbers
    beyond a double, integers of over 300 digits, duplicate keys, lone surrogates, NUL unless
    ``allow_nul``, nesting deeper than 64. Where it returns, as in a dry run, reading goes on with
    the next line. A file that is no text, or a line over ``max_line_bytes``, always raises.
    ``on_read`` hears now and then which share of the file is read.
    """
    with opened(path) as stream:
        refuse_other_encodings(path, stream)
        if _is_array(stream):
            found = _array_rows(path, stream, max_line_bytes, allow_nul)
        else:
            found = _line_rows(path, stream, max_line_bytes, allow_nul)
        told = share_read(path, on_read) if on_read else None
        for number, row in enumerate(found):
            if told and number % _TOLD_EVERY == 0:
                told(stream.tell())
            if isinstance(row, ImportProblem):
                on_problem(row)
            else:
                yield row


def share_read(path: Path, on_read: Callable[[float], None]) -> Callable[[int], None]:
    """Return what tells ``on_read`` the share of a file that lies before a byte."""
    size = max(path.stat().st_size, 1)
    return lambda at: on_read(min(at / size, 1.0))


def _line_rows(
    path: Path, stream: BinaryIO, limit: int, allow_nul: bool
) -> Iterator[Row | ImportProblem]:
    line = 0
    while raw := next_line(path, stream, line + 1, limit):
        line += 1
        if not raw.strip(_BLANK):
            continue
        try:
            yield Row(path.name, line, parsed(path.name, line, raw, allow_nul))
        except ImportProblem as problem:
            yield problem


def _is_array(stream: BinaryIO) -> bool:
    """Return whether the first character opens an array of objects; leave the stream as it is."""
    start = stream.tell()
    head = stream.read(1024).lstrip(_BLANK)
    stream.seek(start)
    return head.startswith(b"[") and head[1:].lstrip(_BLANK).startswith(b"{")


def _array_rows(
    path: Path, stream: BinaryIO, limit: int, allow_nul: bool
) -> Iterator[Row | ImportProblem]:
    text = _ArrayText(path, stream, limit)
    number = 0
    while text.next_item(number):
        number += 1
        value = text.value(number)
        try:
            yield Row(path.name, number, _checked(path.name, number, value, allow_nul, ITEM), ITEM)
        except ImportProblem as problem:
            yield problem


class _ArrayText:
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
                value, end = _DECODER.raw_decode(self._text, self._at)
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
            while self._at < len(self._text) and self._text[self._at] in " \t\r\n":
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
            raise _unreadable(self._path, error) from error
        except UnicodeDecodeError:
            raise refusal(self._path.name, number, sentence("it is not UTF-8"), unit=ITEM) from None
        self._ended = not raw
        return True


def opened(path: Path) -> BinaryIO:
    """Open a regular file; a pipe or a device could block or never end."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise ImportProblem(
                sentence("{path} is not a file; name a JSON Lines file to import.", path=path)
            )
        return path.open("rb")
    except FileNotFoundError:
        raise ImportProblem(
            sentence("There is no file {path}; check the name.", path=path)
        ) from None
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> ImportProblem:
    return ImportProblem(
        sentence(
            "{path} cannot be read ({reason}); check the file and its permissions.",
            path=path,
            reason=error.strerror or error,
        )
    )


def refuse_other_encodings(path: Path, stream: BinaryIO) -> None:
    """Refuse what is no UTF-8 text, and leave the stream behind a byte order mark."""
    head = stream.read(64)
    for magic, reason in _NOT_TEXT.items():
        if head.startswith(magic):
            raise refusal(path.name, None, reason)
    if b"\x00" in head[:4]:  # UTF-16 or UTF-32 without a mark.
        raise refusal(path.name, 1, sentence("it holds NUL bytes; it must be UTF-8 text"))
    stream.seek(len(_UTF8_MARK) if head.startswith(_UTF8_MARK) else 0)


def next_line(path: Path, stream: BinaryIO, line: int, limit: int) -> bytes:
    """Return the next line, nothing at the end. Raises ImportProblem at one over the limit."""
    try:
        raw = stream.readline(limit + 1)
    except OSError as error:
        raise _unreadable(path, error) from error
    if len(raw) > limit:
        raise refusal(
            path.name, line, sentence("the line is longer than {limit:,} bytes", limit=limit)
        )
    return raw


def parsed(file: str, line: int, raw: bytes, allow_nul: bool, unit: str = "line") -> dict[str, Any]:
    """Return the object that one line of JSON holds. Raises ImportProblem."""
    try:
        value = _DECODER.decode(raw.decode("utf-8").strip(" \t\r\n"))
    except UnicodeDecodeError as error:
        raise refusal(
            file, line, sentence("byte {number} is not UTF-8", number=error.start + 1), unit=unit
        ) from None
    except json.JSONDecodeError as error:
        raise refusal(file, line, _syntax(raw, line, error), unit=unit) from None
    except RecursionError:
        reason = sentence("it is nested more than {depth} levels deep", depth=MAX_DEPTH)
        raise refusal(file, line, reason, unit=unit) from None
    return _checked(file, line, value, allow_nul, unit)


def _checked(
    file: str, line: int, value: Any, allow_nul: bool, unit: str = "line"
) -> dict[str, Any]:
    fault = _first_fault(value, allow_nul)
    if fault:
        raise refusal(file, line, fault.reason, fault.field, unit)
    if not isinstance(value, dict):
        raise refusal(
            file, line, sentence("an object was expected, not {kind}", kind=_kind(value)), unit=unit
        )
    return value


def _syntax(raw: bytes, line: int, error: json.JSONDecodeError) -> str:
    if line == 1 and raw.strip(_BLANK) in (b"{", b"["):
        return sentence(
            "it is one JSON document over many lines; JSON Lines has one object on each line"
        )
    return sentence(
        "it is not valid JSON ({reason} at character {number})",
        reason=error.msg,
        number=error.pos + 1,
    )


@dataclass(frozen=True, slots=True)
class _Fault:
    """Something refused; during parsing it stands in the place of the value."""

    reason: str
    field: str | None = None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any] | _Fault:
    value = dict(pairs)
    if len(value) == len(pairs):
        return value
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            return _Fault(sentence("the key {key} occurs twice", key=_shown(key)))
        seen.add(key)
    raise AssertionError("fewer keys than pairs, yet none occurs twice")


def _integer(digits: str) -> int | _Fault:
    if len(digits) > MAX_DIGITS:
        return _Fault(sentence("a number has {count} digits", count=len(digits)))
    return int(digits)


def _number(text: str) -> float | _Fault:
    value = float(text)
    return (
        value
        if math.isfinite(value)
        else _Fault(sentence("the number {number} is too large", number=text[:40]))
    )


def _constant(name: str) -> _Fault:
    return _Fault(sentence("{name} is not JSON", name=name))


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_number, parse_constant=_constant
)


def _first_fault(value: Any, allow_nul: bool) -> _Fault | None:
    """Look through a value without recursion; return what is refused, with its field."""
    waiting: list[tuple[Any, str, int]] = [(value, "", 0)]
    while waiting:
        item, field, depth = waiting.pop()
        if isinstance(item, _Fault):
            return _Fault(item.reason, field or None)
        if depth > MAX_DEPTH:
            return _Fault(
                sentence("it is nested more than {depth} levels deep", depth=MAX_DEPTH),
                field[:60] or None,
            )
        if isinstance(item, str):
            reason = text_fault(item, allow_nul)
            if reason:
                return _Fault(reason, field or None)
        elif isinstance(item, list):
            waiting += [(part, f"{field}[{n}]", depth + 1) for n, part in enumerate(item)]
        elif isinstance(item, dict):
            waiting += [(key, field, depth) for key in item]
            waiting += [
                (part, f"{field}.{key}" if field else key, depth + 1) for key, part in item.items()
            ]
    return None


def text_fault(text: str, allow_nul: bool) -> str | None:
    """Return what is refused in a text, or None."""
    if not allow_nul and "\x00" in text:
        return sentence("the text holds a NUL character")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return sentence("the text holds half a surrogate pair")
    return None


def _shown(key: str) -> str:
    return ascii(key[:60])


def _kind(value: Any) -> str:
    if isinstance(value, list):
        return sentence("a list (one object per line is needed)")
    return {str: "text", bool: sentence("true or false"), type(None): "null"}.get(
        type(value), sentence("a number")
    )
