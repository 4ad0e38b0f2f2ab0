"""Math-Shepherd, RLHFlow and LLaMA-Factory; and every written form is read by ``datasets``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.marked import contents, mark_example, marked_steps, prefer_first, two_turns
from workbench.domain.errors import ImportProblem, KnownError
from workbench.domain.records import LabelSource, Verdict
from workbench.exchange import registry
from workbench.exchange.files import json_line
from workbench.exchange.jsonl import read_rows
from workbench.service.annotation import Annotation
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.service.transfer import Transfer


def exported(project: Project, folder: Path, form: str, **options: Any) -> list[dict[str, Any]]:
    out = folder / f"{form}.jsonl"
    Transfer(project).export(form, out, **options)
    return [row.value for row in read_rows(out)]


def written(folder: Path, *rows: dict[str, Any]) -> Path:
    path = folder / "rows.jsonl"
    path.write_bytes(b"".join(map(json_line, rows)))
    return path


SHEPHERD = {
    "input": "How many? Step 1: Two and\ntwo. \u043a\u0438\n"
    "Step 2: So 5. The answer is: 5 \u043a\u0438",
    "label": "How many? Step 1: Two and\ntwo. +\nStep 2: So 5. The answer is: 5 -",
    "task": "GSM8K",
}


def test_math_shepherd_comes_in_and_goes_out_as_it_was(project, tmp_path):
    """Problem, steps and estimated labels, said to be a model's."""
    report = Transfer(project).import_file(written(tmp_path, SHEPHERD))
    assert (report.format, report.solutions_added) == ("math-shepherd", 1)
    (problem,) = Library(project).problems()
    assert problem.statement == "How many?"
    steps = Annotation(project).view(problem.id).turns[0].chosen.steps
    assert [step.body for step in steps] == ["Two and\ntwo.", "So 5. The answer is: 5"]
    assert [step.verdict for step in steps] == [Verdict.CORRECT, Verdict.INCORRECT]
    assert {mark["source"] for mark in contents(project)["marks"]} == {LabelSource.MODEL}
    assert exported(project, tmp_path, "math-shepherd") == [SHEPHERD]


@pytest.mark.parametrize("text", ["a \u043a\u0438 b", "as in Step 1: of before"])
def test_text_that_would_shift_the_labels_is_left_out_and_counted(project, tmp_path, text):
    """A marker inside a text puts every later label at another step."""
    marked_steps(project, [1, -1], text)
    marked_steps(project, [1, -1], "plain")
    (row,) = exported(project, tmp_path, "math-shepherd")
    assert (
        row["input"] == "plain Step 1: Step body 0. \u043a\u0438\nStep 2: Step body 1. \u043a\u0438"
    )
    assert row["label"] == "plain Step 1: Step body 0. +\nStep 2: Step body 1. -"
    card = json.loads((tmp_path / "math-shepherd.jsonl.card.json").read_text())
    assert card["left_out"] == {
        "responses with a literal '\u043a\u0438' or 'Step 1:' inside a text": 1
    }


BAD = {
    "no marker": ({"input": "P? Step 1: x"}, "field input: it does not end each step in"),
    "text behind": ({"input": SHEPHERD["input"] + " more"}, "field input: it does not end each"),
    "other label": ({"label": SHEPHERD["label"] + "+"}, "field label: it is not the input"),
    "other sign": ({"label": SHEPHERD["label"][:-1] + "0"}, "field label: it is not the input"),
    "no problem": (
        {"input": "Step 1: x \u043a\u0438", "label": "Step 1: x +"},
        "field input: the problem is missing",
    ),
    "steps skipped": (
        {
            "input": "P? Step 1: x \u043a\u0438\nStep 3: y \u043a\u0438",
            "label": "P? Step 1: x +\nStep 3: y +",
        },
        "field input: a step that begins with 'Step 2:' was expected",
    ),
}


@pytest.mark.parametrize("bad", BAD)
def test_bad_row_changes_nothing_and_is_named(project, tmp_path, bad):
    """Line, field and reason."""
    change, reason = BAD[bad]
    path = written(tmp_path, SHEPHERD, {**SHEPHERD, **change})
    with pytest.raises(ImportProblem) as told:
        Transfer(project).import_file(path)
    assert str(told.value).startswith("rows.jsonl, line 2, field ")
    assert reason in str(told.value)
    assert contents(project)["problems"] == []


def test_rlhflow_asks_for_each_step_and_answers_with_its_sign(project, tmp_path):
    """The problem stands before the first step, in the same turn."""
    marked_steps(project, [1, -1, 1])
    (row,) = exported(project, tmp_path, "rlhflow-prm")
    assert row == {
        "conversations": [
            {"role": "user", "content": "P? Step body 0."},
            {"role": "assistant", "content": "+"},
            {"role": "user", "content": "Step body 1."},
            {"role": "assistant", "content": "-"},
        ]
    }


def test_llamafactory_finds_the_file_and_its_other_data_sets(project, tmp_path):
    """The entry is added to the folder's list, whose other entries stay."""
    info = tmp_path / "dataset_info.json"
    info.write_text(json.dumps({"other": {"file_name": "other.json"}}))
    mark_example(project, two_turns())
    rows = exported(project, tmp_path, "llamafactory-preference")
    assert [turn["from"] for turn in rows[0]["conversations"]] == ["human"]
    assert rows[0]["chosen"]["from"] == rows[0]["rejected"]["from"] == "gpt"
    assert rows[0]["chosen"]["value"].strip() == "3. Divide both sides by $3$: $x = 5$."
    listed = json.loads(info.read_text())
    assert listed == {
        "other": {"file_name": "other.json"},
        "llamafactory-preference": {
            "file_name": "llamafactory-preference.jsonl",
            "formatting": "sharegpt",
            "ranking": True,
            "columns": {
                "messages": "conversations",
                "chosen": "chosen",
                "rejected": "rejected",
            },
        },
    }


def test_list_of_data_sets_that_is_none_is_left_as_it_is(project, tmp_path):
    """Somebody's file is never replaced by ours."""
    info = tmp_path / "dataset_info.json"
    info.write_text("[1]")
    mark_example(project, two_turns())
    with pytest.raises(KnownError, match="mend it or export to another folder"):
        exported(project, tmp_path, "llamafactory-preference")
    assert info.read_text() == "[1]"
    assert not list(tmp_path.glob("llamafactory*"))


COLUMNS = {
    "processbench": ["id", "generator", "problem", "steps", "final_answer_correct", "label"],
    "trl-preference": ["prompt", "chosen", "rejected", "margin"],
    "trl-unpaired": ["prompt", "completion", "label"],
    "sft": ["messages"],
    "math-shepherd": ["input", "label", "task"],
    "rlhflow-prm": ["conversations"],
    "llamafactory-preference": ["conversations", "chosen", "rejected"],
}
# These two are read in the tests of their own.
ELSEWHERE = {"prm800k", "trl-stepwise"}
# Its lines are of several kinds, so it is no table; it imports here.
NO_TABLE = {"stepmark-jsonl"}


def test_every_written_format_is_read_by_datasets(project, tmp_path, monkeypatch):
    """Offline, with the columns and the types that trainers expect."""
    import datasets
    import tqdm.std

    monkeypatch.setattr(tqdm.std.tqdm, "monitor_interval", 0)  # No watching thread is left.
    writes = {form.id for form in registry.FORMATS if form.writes}
    assert writes == COLUMNS.keys() | ELSEWHERE | NO_TABLE
    prefer_first(project, mark_example(project, two_turns()))
    marked_steps(project, [1, 0, 1], "line\u2028break \u043a")
    marked_steps(project, [1, -1], "wrong")
    for form, columns in COLUMNS.items():
        maps = next(one for one in registry.FORMATS if one.id == form).neutral == "required"
        rows = exported(project, tmp_path, form, **({"neutral": "positive"} if maps else {}))
        assert rows
        found = datasets.load_dataset(
            "json",
            data_files=str(tmp_path / f"{form}.jsonl"),
            split="train",
            cache_dir=str(tmp_path / "cache"),
        )
        assert found.column_names == columns
        assert found.to_list() == rows
        if form == "trl-unpaired":
            assert found.features["label"].dtype == "bool"
        if form == "processbench":
            assert found.features["label"].dtype == "int64"
