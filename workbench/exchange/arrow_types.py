"""Column types as Arrow's, and values in their form: the child's side of ``column_types``."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa

UNKNOWN = "unknown"
_LEAVES = {
    "string": pa.string(),
    "json": pa.string(),
    "int": pa.int64(),
    "float": pa.float64(),
    "bool": pa.bool_(),
}
_LARGEST = 2**63


def widened(kind: Any, value: Any) -> Any:
    """Return the narrowest type that holds what ``kind`` holds and this value too."""
    if value is None or kind == "json":
        return kind
    if kind == UNKNOWN:
        return widened(_first(value), value)
    if isinstance(kind, dict) and isinstance(value, dict):
        return {
            name: widened(kind.get(name, UNKNOWN), value.get(name))
            for name in dict.fromkeys((*kind, *value))
        }
    if isinstance(kind, list) and isinstance(value, list):
        inner = kind[0]
        for part in value:
            inner = widened(inner, part)
        return [inner]
    return _leaf(kind, value)


def settled(kind: Any) -> Any:
    """Return a type without unknowns, and without objects of no field, which no file can hold."""
    if isinstance(kind, dict):
        return {name: settled(part) for name, part in kind.items()} if kind else "json"
    if isinstance(kind, list):
        return [settled(kind[0])]
    return "json" if kind == UNKNOWN else kind


def arrow(kind: Any) -> pa.DataType:
    """Return Arrow's type."""
    if isinstance(kind, dict):
        return pa.struct([pa.field(name, arrow(part)) for name, part in kind.items()])
    return pa.list_(arrow(kind[0])) if isinstance(kind, list) else _LEAVES[kind]


def formed(value: Any, kind: Any) -> Any:
    """Return a value as its type holds it."""
    if value is None:
        return None
    if kind == "json":
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if isinstance(kind, dict):
        return {name: formed(value.get(name), part) for name, part in kind.items()}
    if isinstance(kind, list):
        return [formed(part, kind[0]) for part in value]
    return float(value) if kind == "float" else value


def unformed(value: Any, kind: Any) -> Any:
    """Return the value that ``formed`` was given."""
    if value is None:
        return None
    if kind == "json":
        return json.loads(value)
    if isinstance(kind, dict) and isinstance(value, dict):
        return {name: unformed(part, kind.get(name)) for name, part in value.items()}
    if isinstance(kind, list) and isinstance(value, list):
        return [unformed(part, kind[0]) for part in value]
    return value


def _first(value: Any) -> Any:
    if isinstance(value, dict):
        return {}
    if isinstance(value, list):
        return [UNKNOWN]
    if isinstance(value, bool):
        return "bool"
    return {str: "string", int: "int"}.get(type(value), "float")


def _leaf(kind: Any, value: Any) -> Any:
    """Return the type of a single value beside those before it; any JSON where they disagree."""
    if isinstance(value, (bool, str)):
        return kind if kind == ("bool" if isinstance(value, bool) else "string") else "json"
    if isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
        return "json"
    if kind in ("int", "float") and isinstance(value, int):
        return kind
    return "float" if kind in ("int", "float") and isinstance(value, float) else "json"
