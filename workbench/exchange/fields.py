"""Records as JSON objects and back, every field checked by the type it is declared with."""

from __future__ import annotations

import math
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from workbench.domain.sentences import sentence

_T = TypeVar("_T")
_LARGEST = 2**63 - 1
# What is JSON as it is.
_JSON = frozenset({str, int, float, bool, type(None), dict})


class FieldProblem(Exception):
    """A value that a record cannot hold; ``field`` is its path inside the row."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


def to_json(record: Any, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a record as JSON values; ``without`` leaves out its own fields of these names."""
    kind: Any = type(record)
    return encoder(kind, without)(record)


@cache
def encoder(kind: Any, without: tuple[str, ...] = ()) -> Callable[[Any], dict[str, Any]]:
    """Return what turns records of a kind into JSON values; an export does so a million times."""
    hints = _hints(kind)
    names = tuple(field.name for field in fields(kind) if field.name not in without)
    # What an enum stands for is taken with the rest, without a call for each.
    paths = [f"{name}._value_" if _is_enum(hints[name]) else name for name in names]
    others = [(name, _encoder_of(hints[name])) for name in names if not _is_taken(hints[name])]
    # Of a single field attrgetter returns no tuple.
    taken = attrgetter(*paths) if len(paths) > 1 else lambda record: (getattr(record, names[0]),)

    def encode(record: Any) -> dict[str, Any]:
        found = dict(zip(names, taken(record), strict=True))
        for name, convert in others:
            held = found[name]
            if held is not None:
                found[name] = convert(held)
        return found

    return encode


def _encoder_of(hint: Any) -> Callable[[Any], Any]:
    """Return what turns a value that is there into JSON."""
    if get_origin(hint) in (Union, types.UnionType):
        return _encoder_of(next(one for one in get_args(hint) if one is not type(None)))
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        if _is_taken(inner) and not _is_enum(inner):
            return list
        convert = _encoder_of(inner)
        return lambda items: [convert(item) for item in items]
    if _is_enum(hint):
        return attrgetter("_value_")
    return encoder(hint)


def _is_taken(hint: Any) -> bool:
    return _is_enum(hint) or _is_plain(hint)


def _is_enum(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Enum)


def _is_plain(hint: Any) -> bool:
    parts = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    return all((get_origin(part) or part) in _JSON for part in parts)


def from_json(kind: type[_T], value: Any, path: str, **known: Any) -> _T:
    """Return the record that ``to_json`` wrote; ``known`` are fields told by its place.

    Raises FieldProblem for anything but an object with exactly the record's other fields.
    """
    declared: Any = kind
    hints = _hints(declared)
    if not isinstance(value, Mapping):
        raise FieldProblem(path, sentence("an object was expected"))
    expected = hints.keys() - known.keys()
    for name in sorted(value.keys() - expected):
        raise FieldProblem(f"{path}.{name}", sentence("no such field is known"))
    for name in sorted(expected - value.keys()):
        raise FieldProblem(f"{path}.{name}", sentence("it is missing"))
    decoded = {name: _decoded(hints[name], value[name], f"{path}.{name}") for name in expected}
    return kind(**decoded, **known)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _decoded(hint: Any, value: Any, path: str) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        inner = next(argument for argument in get_args(hint) if argument is not type(None))
        return None if value is None else _decoded(inner, value, path)
    if origin is tuple:
        return _sequence(get_args(hint)[0], value, path)
    if origin is dict:
        return _checked(value, dict, path)
    if is_dataclass(hint) and isinstance(hint, type):
        return from_json(hint, value, path)
    if issubclass(hint, Enum):
        return _member(hint, value, path)
    return _PLAIN[hint](value, path)


def _sequence(element: Any, value: Any, path: str) -> tuple[Any, ...]:
    items = _checked(value, list, path)
    return tuple(_decoded(element, item, f"{path}[{n}]") for n, item in enumerate(items))


def _member(kind: type[Enum], value: Any, path: str) -> Enum:
    # True == 1 and 1.0 == 1, so the type has to agree as well.
    for member in kind:
        if member.value == value and type(value) in (str, int):
            return member
    allowed = ", ".join(str(member.value) for member in kind)
    raise FieldProblem(path, sentence("it must be one of: {allowed}", allowed=allowed))


def _checked(value: Any, kind: type, path: str) -> Any:
    if not isinstance(value, kind):
        raise FieldProblem(path, _WANTED[kind])
    return value


def _text(value: Any, path: str) -> str:
    return str(_checked(value, str, path))


def _integer(value: Any, path: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise FieldProblem(path, sentence("a whole number was expected"))
    if abs(value) > _LARGEST:
        raise FieldProblem(path, sentence("the number is too large"))
    return value


def _real(value: Any, path: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise FieldProblem(path, sentence("a number was expected"))
    number = float(value) if abs(value) <= 10**300 else math.inf
    if not math.isfinite(number):
        raise FieldProblem(path, sentence("the number is too large"))
    return number


def _truth(value: Any, path: str) -> bool:
    return bool(_checked(value, bool, path))


_WANTED = {
    dict: sentence("an object was expected"),
    list: sentence("a list was expected"),
    str: sentence("text was expected"),
    bool: sentence("true or false was expected"),
}
_PLAIN: dict[type, Any] = {bool: _truth, str: _text, int: _integer, float: _real}
