"""Reads one JSON value of anyone: what the format forbids, or readers disagree on, is refused."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

from workbench.domain.sentences import sentence
from workbench.exchange.refusals import refusal

BLANK = " \t\r\n"
MAX_DEPTH = 64
MAX_DIGITS = 300


def parsed(file: str, line: int, raw: bytes, allow_nul: bool, unit: str = "line") -> dict[str, Any]:
    """Return the object that one line of JSON holds. Raises ImportProblem."""
    try:
        value = DECODER.decode(raw.decode("utf-8").strip(BLANK))
    except UnicodeDecodeError as error:
        raise refusal(
            file, line, sentence("byte {number} is not UTF-8", number=error.start + 1), unit=unit
        ) from None
    except json.JSONDecodeError as error:
        raise refusal(file, line, _syntax(raw, line, error), unit=unit) from None
    except RecursionError:
        reason = sentence("it is nested more than {depth} levels deep", depth=MAX_DEPTH)
        raise refusal(file, line, reason, unit=unit) from None
    return checked(file, line, value, allow_nul, unit)


def checked(
    file: str, line: int, value: Any, allow_nul: bool, unit: str = "line"
) -> dict[str, Any]:
    """Return a decoded value that is an object with nothing refused in it. Raises ImportProblem."""
    fault = _first_fault(value, allow_nul)
    if fault:
        raise refusal(file, line, fault.reason, fault.field, unit)
    if not isinstance(value, dict):
        raise refusal(
            file, line, sentence("an object was expected, not {kind}", kind=_kind(value)), unit=unit
        )
    return value


def _syntax(raw: bytes, line: int, error: json.JSONDecodeError) -> str:
    if line == 1 and raw.strip(BLANK.encode()) in (b"{", b"["):
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


DECODER = json.JSONDecoder(
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
