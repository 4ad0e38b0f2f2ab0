"""Turns records into database rows and back: enums as their values, tuples and dicts as JSON."""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
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
    return {field.name: _encode(getattr(record, field.name)) for field in fields(record)}


def from_row(kind: type[_T], row: Mapping[str, Any]) -> _T:
    """Return the record of a row; columns that the record lacks are ignored."""
    names, decoders = _decoders(cast(Any, kind))
    values = {name: row[name] for name in names}
    for name, decode in decoders:
        values[name] = decode(values[name])
    return kind(**values)


def _encode(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (tuple, list, dict)):
        return json.dumps(value, ensure_ascii=False, default=_plain, separators=(",", ":"))
    return value


def _plain(value: Any) -> Any:
    """Return a nested record as a mapping; anything else is no part of a row."""
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    raise TypeError(f"{type(value).__name__} cannot be stored")


_Decode = Callable[[Any], Any]


@cache
def _decoders(kind: Any) -> tuple[tuple[str, ...], tuple[tuple[str, _Decode], ...]]:
    """Return a record's fields, and those whose column is not the value itself."""
    found = {name: _decoder(hint) for name, hint in get_type_hints(kind).items()}
    return tuple(found), tuple((name, one) for name, one in found.items() if one is not _same)


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
        return lambda value: tuple(json.loads(value))
    if origin is dict:
        return lambda value: dict(json.loads(value))
    if isinstance(hint, type) and issubclass(hint, (Enum, bool)):
        return hint
    return _same


def _same(value: Any) -> Any:
    return value
