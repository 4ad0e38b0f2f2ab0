"""Turns records into database rows and back: enums as their values, tuples and dicts as JSON."""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from workbench.domain.alternatives import Alternative
from workbench.domain.consistency import ConsistencyCheck
from workbench.domain.opinions import Decision, Gold, Opinion, Pass
from workbench.domain.records import (
    Annotator,
    Draft,
    Judgement,
    Mark,
    ModelComparison,
    ModelRecord,
    Preference,
    Problem,
    RankedResponses,
    Response,
    Run,
    Step,
    Thread,
    Turn,
)
from workbench.domain.suggestions import AcceptedSuggestion

Row = dict[str, Any]
_T = TypeVar("_T")

TABLES: dict[type, str] = {
    Annotator: "annotators",
    Problem: "problems",
    Thread: "threads",
    Turn: "turns",
    Response: "responses",
    Step: "steps",
    Mark: "marks",
    AcceptedSuggestion: "accepted_suggestions",
    Preference: "preferences",
    Judgement: "judgements",
    RankedResponses: "rankings",
    ModelComparison: "comparisons",
    ModelRecord: "models",
    Run: "runs",
    Draft: "drafts",
    Alternative: "alternatives",
    ConsistencyCheck: "consistency_checks",
    Opinion: "opinions",
    Pass: "passes",
    Gold: "gold",
    Decision: "decisions",
}
KEYS = dict.fromkeys(TABLES.values(), "id") | {
    "marks": "step_id",
    "accepted_suggestions": "step_id",
    "guidelines": "version",
}


def table_of(record: Any) -> str:
    """Return the table that holds records of this kind."""
    return TABLES[type(record)]


def key_of(record: Any) -> str:
    """Return a record's primary key."""
    return str(getattr(record, KEYS[table_of(record)]))


def to_row(record: Any) -> Row:
    """Return the row of a record; ``from_row`` gives back an equal record."""
    kind: Any = type(record)
    names, taken, others = _plan(kind)
    row = dict(zip(names, taken(record), strict=True))
    for name in others:
        row[name] = _encode(row[name])
    return row


def from_row(kind: type[_T], row: Mapping[str, Any]) -> _T:
    """Return the record of a row; columns that the record lacks are ignored."""
    return maker(kind)([row[name] for name in _columns(cast(Any, kind))])


def columns(kind: Any, table: str = "") -> str:
    """Return a record's columns for a SELECT, in the order that ``maker`` wants them."""
    place = f"{table}." if table else ""
    return ", ".join(f'{place}"{name}"' for name in _columns(kind))


def maker(kind: type[_T]) -> Callable[[Sequence[Any]], _T]:
    """Return what makes a record of a row's values; an export asks for millions."""
    return cast(Callable[[Sequence[Any]], _T], _maker(cast(Any, kind)))


@cache
def _maker(kind: Any) -> Callable[[Sequence[Any]], Any]:
    hints = get_type_hints(kind)
    decoders = [_decoder(hints[name]) for name in _columns(kind)]
    others = [(at, decode) for at, decode in enumerate(decoders) if decode is not _same]
    if not others:
        return lambda values: kind(*values)

    def make(row: Sequence[Any]) -> Any:
        values = list(row)
        for at, decode in others:
            values[at] = decode(values[at])
        return kind(*values)

    return make


@cache
def _columns(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


@cache
def _plan(kind: Any) -> tuple[tuple[str, ...], Callable[[Any], Any], tuple[str, ...]]:
    """Return a record's columns, what takes them all, and those that are no column's value yet."""
    names, hints = _columns(kind), get_type_hints(kind)
    assert len(names) > 1, "attrgetter gives a tuple of several names alone"
    others = tuple(name for name in names if _decoder(hints[name]) is not _same)
    return names, attrgetter(*names), others


def _encode(value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, Enum):
        return value._value_
    if isinstance(value, (tuple, list, dict)):
        return _ENCODER.encode(value)
    return value


def _plain(value: Any) -> Any:
    """Return a nested record as a mapping; anything else is no part of a row."""
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    raise TypeError(f"{type(value).__name__} cannot be stored")


_ENCODER = json.JSONEncoder(ensure_ascii=False, default=_plain, separators=(",", ":"))


def _decoder(hint: Any) -> Callable[[Any], Any]:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        inner = _decoder(next(arg for arg in get_args(hint) if arg is not type(None)))
        if inner is _same:
            return _same
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        make: Callable[..., Any] = get_args(hint)[0]
        if is_dataclass(make):
            return lambda value: tuple(make(**item) for item in json.loads(value))
        return lambda value: () if value == "[]" else tuple(json.loads(value))
    if origin is dict:
        return lambda value: {} if value == "{}" else dict(json.loads(value))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _Members(hint).__getitem__
    return bool if hint is bool else _same


class _Members(dict[Any, Enum]):
    """An enum's members by value: a look-up takes a tenth of the call of the enum."""

    def __init__(self, kind: type[Enum]) -> None:
        super().__init__({member.value: member for member in kind})
        self._kind = kind

    def __missing__(self, value: Any) -> Enum:
        # The enum's own ValueError names it and the value.
        return self._kind(value)


def _same(value: Any) -> Any:
    return value
