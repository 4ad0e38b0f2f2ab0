"""The types of each format's columns, the same whatever a project holds; no library is needed here.

A type is ``"string"``, ``"int"``, ``"float"``, ``"bool"``, ``"json"`` (a text that holds any JSON,
for objects of free form), ``[type]`` for a list, or an object of types by name. Columns that a file
brought with it are typed from what they hold, by the child that writes.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import is_dataclass
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from workbench.domain.records import (
    Annotator,
    Mark,
    ModelRecord,
    Problem,
    Response,
    Step,
    Thread,
    Turn,
)
from workbench.exchange import registry, stepmark_jsonl

ColumnType = str | list[Any] | dict[str, Any]
_LEAVES = {str: "string", int: "int", float: "float", bool: "bool"}
_MESSAGE = {"role": "string", "content": "string"}
_SHARED = {"from": "string", "value": "string"}
_COMPLETION = {"text": "string", "rating": "int", "flagged": "bool"}
_HUMAN = {**_COMPLETION, "source": "string", "corrected_rating": "int"}

_COLUMNS: dict[str, dict[str, Any]] = {
    registry.TRL_STEPWISE: {"prompt": "string", "completions": ["string"], "labels": ["bool"]},
    registry.TRL_PREFERENCE: {"prompt": "string", "chosen": "string", "rejected": "string"},
    registry.TRL_UNPAIRED: {"prompt": "string", "completion": "string", "label": "bool"},
    registry.SFT: {"messages": [_MESSAGE]},
    registry.MATH_SHEPHERD: {"input": "string", "label": "string", "task": "string"},
    registry.PROCESSBENCH: {
        "id": "string",
        "generator": "string",
        "problem": "string",
        "steps": ["string"],
        "final_answer_correct": "bool",
        "label": "int",
    },
    registry.RLHFLOW_PRM: {"conversations": [_MESSAGE]},
    registry.LLAMAFACTORY: {"conversations": [_SHARED], "chosen": _SHARED, "rejected": _SHARED},
    registry.PRM800K: {
        "labeler": "string",
        "timestamp": "string",
        "generation": "int",
        "is_quality_control_question": "bool",
        "is_initial_screening_question": "bool",
        "question": {
            "problem": "string",
            "ground_truth_answer": "string",
            "ground_truth_solution": "string",
            "pre_generated_steps": ["string"],
            "pre_generated_answer": "string",
            "pre_generated_verifier_score": "float",
        },
        "label": {
            "steps": [
                {
                    "completions": [_COMPLETION],
                    "human_completion": _HUMAN,
                    "chosen_completion": "int",
                }
            ],
            "total_time": "int",
            "finish_reason": "string",
        },
    },
}


def columns_of(format_id: str) -> dict[str, Any]:
    """Return the types of a format's own columns."""
    return _own_columns() if format_id == registry.STEPMARK else _COLUMNS.get(format_id, {})


def is_sparse(format_id: str) -> bool:
    """Return whether rows lack columns, so that an absent one is to be told from null."""
    return format_id == registry.STEPMARK


def type_of(hint: Any) -> ColumnType:
    """Return the type of what a record's field holds."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return type_of(next(one for one in get_args(hint) if one is not type(None)))
    if origin is tuple:
        return [type_of(get_args(hint)[0])]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return "int" if issubclass(hint, int) else "string"
    if is_dataclass(hint):
        return {name: type_of(part) for name, part in get_type_hints(hint).items()}
    return _LEAVES.get(hint, "json")


def _own_columns() -> dict[str, Any]:
    step = {**_without(Step, "response_id"), "body": "string", "mark": _without(Mark, "step_id")}
    response = {**_without(Response, "turn_id"), "steps": [step]}
    turn = {**_without(Turn, "thread_id"), "responses": [response]}
    singles = {kind: type_of(record) for kind, record in stepmark_jsonl.SINGLE.items()}
    return {
        "stepmark": "int",
        "kind": "string",
        "problem": type_of(Problem),
        "annotator": type_of(Annotator),
        "models": [type_of(ModelRecord)],
        "thread": _without(Thread, "problem_id", "annotator_id"),
        "turns": [turn],
        **singles,
    }


def _without(record: type, *names: str) -> Mapping[str, Any]:
    found = type_of(record)
    assert isinstance(found, dict)
    return {name: kind for name, kind in found.items() if name not in names}
