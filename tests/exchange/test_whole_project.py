"""Whatever table a project gains, an own export of it imports as the identity, in any container."""

from __future__ import annotations

import json
import types
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest

from tests.helpers.marked import contents, mark_example, marked_steps, prefer_first, two_turns
from workbench.domain.opinions import Decision, Gold
from workbench.domain.records import (
    Annotator,
    Draft,
    Mark,
    ModelComparison,
    ModelRecord,
    Preference,
    Problem,
    Response,
    Run,
    Step,
    Thread,
    Turn,
)
from workbench.exchange.containers import Container
from workbench.exchange.fields import to_json
from workbench.service.project import Project
from workbench.service.transfer import Transfer
from workbench.store import records
from workbench.store.changes import added
from workbench.store.rows import TABLES, from_row, maker, to_row

# These stay in the project, as the format's description says.
BACK = [Container.JSONL, Container.PARQUET, Container.DATASET]
STAYING = {Run, Draft, ModelComparison}
INSIDE = {Annotator, Problem, Thread, Turn, Response, Step, Mark, ModelRecord, Preference}
BESIDE = [kind for kind in TABLES if kind not in STAYING | INSIDE]
CARRIED = [table for kind, table in TABLES.items() if kind not in STAYING]


def made(kind: type, known: dict[str, Any]) -> Any:
    """Return a record of a kind with something in every field, ids those of what is there."""
    hints = get_type_hints(kind)
    return kind(**{one.name: value(hints[one.name], one.name, known) for one in fields(kind)})


def value(hint: Any, name: str, known: dict[str, Any]) -> Any:
    if name in known:
        return known[name]
    if name.endswith("response_id"):
        return known["response_id"]
    if get_origin(hint) in (Union, types.UnionType):
        return value(next(one for one in get_args(hint) if one is not type(None)), name, known)
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        if name in ("responses", "shown"):
            return (known["response_id"], known["other_response_id"])
        return (value(inner, name, known),)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    if is_dataclass(hint):
        return made(hint, known)
    return {str: f"{name} it's ½ \u2028", int: 1, float: 0.25, bool: True}.get(hint, {"a": [1]})


@pytest.fixture
def everything(project):
    """A project with a row in every table that is carried."""
    problem_id = mark_example(project, two_turns())
    prefer_first(project, problem_id)
    marked_steps(project, [1, 0, -1, None], "Neutral?")
    steps = project.file.database.rows("SELECT s.id FROM steps s JOIN marks m ON m.step_id = s.id")
    responses = project.file.database.rows("SELECT id FROM responses ORDER BY id")
    known = {
        "problem_id": problem_id,
        "step_id": steps[0]["id"],
        "response_id": responses[0]["id"],
        "other_response_id": responses[1]["id"],
        "annotator_id": project.annotator.id,
        "created_at": "2026-01-01T00:00:00+00:00",
        "follows_from": None,
    }
    for number, kind in enumerate(BESIDE):
        # A gold response and a decided step are named by what they are about.
        owner = {Gold: known["response_id"], Decision: known["step_id"]}
        record = made(kind, known | {"id": owner.get(kind, f"made-{number}")})
        project.commit(f"add {TABLES[kind]}", [TABLES[kind]], [added(record)])
    return project


@pytest.mark.parametrize("container", BACK)
def test_everything_a_project_holds_imports_as_the_identity(everything, tmp_path, container):
    """A table that is added and not carried fails here, in whichever container."""
    held = contents(everything, CARRIED)
    assert all(held.values()), [table for table, rows in held.items() if not rows]
    out = tmp_path / "whole"
    Transfer(everything).export("stepmark-jsonl", out, container=container)
    with Project.create(tmp_path / "other.stepmark", "Grace") as other:
        Transfer(other).import_file(out)
        found = contents(other, CARRIED)
        found["annotators"] = [row for row in found["annotators"] if row["name"] != "Grace"]
        assert found == held
        assert Transfer(other).import_file(out).change is None
        assert other.check().ok


def plainly(value: Any) -> Any:
    """Return JSON values by looking at each value: slow, and nothing to get wrong."""
    if is_dataclass(value):
        return {one.name: plainly(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Enum):
        return value.value
    return [plainly(one) for one in value] if isinstance(value, tuple) else value


KNOWN = {"problem_id": "p", "response_id": "r", "other_response_id": "q"}


@pytest.mark.parametrize("kind", TABLES, ids=lambda kind: kind.__name__)
def test_prepared_encoders_and_makers_do_what_looking_at_each_value_does(kind):
    """Export and reading prepare each kind once, for speed; not a byte may differ for it."""
    full = made(kind, KNOWN)
    empty = replace(full, **{one.name: None for one in fields(kind) if may_lack(kind, one.name)})
    for record in (full, empty):
        assert json.dumps(to_json(record)) == json.dumps(plainly(record))
        row = to_row(record)
        assert from_row(kind, row) == maker(kind)(list(row.values())) == record
        assert {type(value) for value in row.values()} <= {str, int, float, bool, type(None)}


def may_lack(kind: type, name: str) -> bool:
    return type(None) in get_args(get_type_hints(kind)[name])


def test_an_exported_thread_is_its_records_read_one_by_one(everything, tmp_path):
    """Rows are read in few queries, joined and as tuples; what is written is what is there."""
    database, out = everything.file.database, tmp_path / "own.jsonl"
    Transfer(everything).export("stepmark-jsonl", out)
    seen = 0
    for line in map(json.loads, out.read_text(encoding="utf-8").split("\n")[:-1]):
        for turn in line.get("turns", ()):
            assert plainly(records.get(database, Turn, turn["id"])).items() >= without(
                turn, "responses"
            )
            for response in turn["responses"]:
                held = records.get(database, Response, response["id"])
                assert plainly(held).items() >= without(response, "steps")
                for step in response["steps"]:
                    assert plainly(records.get(database, Step, step["id"])).items() >= without(
                        step, "body", "mark"
                    )
                    mark = records.get(database, Mark, step["id"])
                    assert (step["mark"] is None) == (mark is None)
                    if mark is not None:
                        assert plainly(mark) == {"step_id": step["id"], **step["mark"]}
                    seen += 1
    assert seen == database.value("SELECT count(*) FROM steps")


def without(value: dict[str, Any], *names: str) -> Any:
    return {name: one for name, one in value.items() if name not in names}.items()
