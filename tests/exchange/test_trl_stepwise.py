"""TRL's stepwise supervision comes in as solutions with steps and verdicts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.helpers.marked import contents
from workbench.domain.errors import ImportProblem
from workbench.domain.records import Verdict
from workbench.exchange.files import json_line
from workbench.exchange.jsonl import read_rows
from workbench.service.annotation import Annotation
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.service.transfer import Transfer

ROW = {
    "prompt": "What is 2 + 2?",
    "completions": ["Step 1: two. ", "\n2. and two\n\nmore", "Answer: 4"],
    "labels": [True, False, True],
    "source": "elsewhere",
}


def written(folder: Path, *rows: dict[str, Any]) -> Path:
    path = folder / "rows.jsonl"
    path.write_bytes(b"".join(map(json_line, rows)))
    return path


def exported(project: Project, folder: Path, **options: Any) -> list[dict[str, Any]]:
    Transfer(project).export("trl-stepwise", folder / "out.jsonl", **options)
    return [row.value for row in read_rows(folder / "out.jsonl")]


def test_rows_come_in_as_marked_steps_and_go_out_as_they_were(project, tmp_path):
    """Words, labels and columns that nobody here knows."""
    report = Transfer(project).import_file(written(tmp_path, ROW))
    assert (report.format, report.solutions_added) == ("trl-stepwise", 1)
    (problem,) = Library(project).problems()
    chosen = Annotation(project).view(problem.id).turns[0].chosen
    assert [step.verdict for step in chosen.steps] == [
        Verdict.CORRECT,
        Verdict.INCORRECT,
        Verdict.CORRECT,
    ]
    assert chosen.response.answer == "4"
    assert exported(project, tmp_path, after_first_error=True) == [ROW]
    short = {"completions": ROW["completions"][:2], "labels": [True, False]}
    assert exported(project, tmp_path) == [{**ROW, **short}]


texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=30)


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(st.tuples(texts, st.booleans()), min_size=1, max_size=5))
def test_any_steps_come_back_as_they_were(tmp_path_factory, steps):
    """Blank lines, labels, line breaks of every kind and empty steps are the step's own."""
    folder = tmp_path_factory.mktemp("round")
    row = {
        "prompt": "P?",
        "completions": [text for text, _ in steps],
        "labels": [label for _, label in steps],
    }
    with Project.create(folder / "p.stepmark", "Ada") as project:
        Transfer(project).import_file(written(folder, row))
        assert exported(project, folder, after_first_error=True) == [row]


BAD = {
    "number": ({"labels": [True, 1, False]}, "field labels[1]: true or false was expected"),
    "fewer": ({"labels": [True]}, "field labels: there are 1 labels and 3 completions"),
    "prompt": ({"prompt": [{"role": "user"}]}, "field prompt: text was expected"),
    "no steps": ({"completions": []}, "field completions: there is no step"),
    "many": ({"completions": ["x"] * 2001}, "there are more than 2,000 steps"),
}


@pytest.mark.parametrize("bad", BAD)
def test_bad_row_changes_nothing_and_is_named(project, tmp_path, bad):
    """Line, field and reason; a float label would have been cut by its trainer."""
    change, reason = BAD[bad]
    before = contents(project)
    with pytest.raises(ImportProblem) as told:
        Transfer(project).import_file(written(tmp_path, ROW, {**ROW, **change}))
    assert str(told.value).startswith("rows.jsonl, line 2, field ")
    assert reason in str(told.value)
    assert contents(project) == before
