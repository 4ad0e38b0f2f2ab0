"""ProcessBench in and out: the earliest error, counted from 0, of solutions that are judged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.marked import contents, marked_steps
from tests.helpers.shared import shared_data
from workbench.domain.errors import ImportProblem, KnownError
from workbench.domain.records import Split, Verdict
from workbench.exchange.jsonl import read_rows
from workbench.service.annotation import Annotation
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.service.transfer import Transfer
from workbench.training import processbench as benchmark

ROW = {
    "id": "odd-1",
    "generator": "some model",
    "problem": "What is 2 + 2?",
    "steps": ["1. Two is 2. ", "Then $2+2=5$.\n\nReally.", "\\boxed{5}"],
    "final_answer_correct": False,
    "label": 1,
    "extra": {"kept": [None, 1.5]},
}


def written(folder: Path, *rows: dict[str, Any], name: str = "rows.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return path


def exported(project: Project, folder: Path, **options: Any) -> list[dict[str, Any]]:
    out = folder / "out.jsonl"
    Transfer(project).export("processbench", out, **options)
    return [row.value for row in read_rows(out)]


def answered(project: Project, verdicts: list[int | None], statement: str = "P?") -> str:
    """Mark a response whose stated answer, 1, is the reference answer too."""
    problem_id = marked_steps(project, verdicts, statement)
    database = project.file.database
    with project.file.unrecorded():
        database.execute("UPDATE problems SET reference_answer = '1' WHERE id = ?", (problem_id,))
    return problem_id


def test_whole_benchmark_comes_in_and_its_labels_go_out_as_they_were(project, tmp_path):
    """All 1,400 rows, every field, and the child that measures reads the export as its own."""
    paths = [shared_data(f"processbench/{name}.json") for name in ("gsm8k", "math")]
    reports = [Transfer(project).import_file(path) for path in paths]
    assert [report.format for report in reports] == ["processbench"] * 2
    assert [report.solutions_added for report in reports] == [400, 1000]
    real = {row["id"]: row for path in paths for row in json.loads(path.read_bytes())}
    ours = {row["id"]: row for row in exported(project, tmp_path)}
    assert ours == real
    assert len(benchmark.read_rows(tmp_path / "out.jsonl")) == 1400
    again = Transfer(project).import_file(paths[0])
    assert (again.solutions_added, again.duplicates, again.change) == (0, 400, None)
    assert project.check().ok


def test_imported_solution_is_ready_to_be_marked_further(project, tmp_path):
    """Steps with their own words, the verdicts known so far, and the next step to mark."""
    Transfer(project).import_file(written(tmp_path, ROW))
    (problem,) = Library(project).problems()
    annotation = Annotation(project)
    (turn,) = annotation.view(problem.id).turns
    steps = turn.chosen.steps
    assert [step.verdict for step in steps] == [Verdict.CORRECT, Verdict.INCORRECT, None]
    assert turn.chosen.response.answer == "5"
    annotation.mark(steps[0].step.id, Verdict.INCORRECT)
    said_by = {mark["step_id"]: mark["annotator_id"] for mark in contents(project)["marks"]}
    assert said_by[steps[0].step.id] == project.annotator.id
    assert said_by[steps[1].step.id] == "processbench"
    (row,) = exported(project, tmp_path)
    assert row == {**ROW, "label": 0}
    annotation.mark(steps[0].step.id, Verdict.CORRECT)
    annotation.mark(steps[1].step.id, Verdict.CORRECT)
    assert exported(project, tmp_path) == []
    annotation.mark(steps[2].step.id, Verdict.CORRECT)
    assert exported(project, tmp_path) == [{**ROW, "label": -1}]


def test_solutions_of_one_problem_are_candidates_of_one_turn(project, tmp_path):
    """The window shows them side by side, also those of a later file."""
    Transfer(project).import_file(written(tmp_path, ROW, {**ROW, "id": "odd-2"}))
    Transfer(project).import_file(written(tmp_path, {**ROW, "label": -1}, {**ROW, "id": "odd-2"}))
    (problem,) = Library(project).problems()
    (turn,) = Annotation(project).view(problem.id).turns
    assert [response.response.candidate for response in turn.responses] == [0, 1, 2]
    assert len(exported(project, tmp_path)) == 3


def test_problem_that_is_there_is_joined_and_keeps_its_side(project, tmp_path):
    """A held-out problem never trains, whatever a file of its solutions is imported as."""
    marked_steps(project, [1], ROW["problem"])
    report = Transfer(project).import_file(written(tmp_path, ROW), split=Split.HELDOUT)
    assert (report.problems_added, report.solutions_added, report.split_conflicts) == (0, 1, 1)
    assert "item 1: this project holds its problem as train; it stays there" in report.notes[0]


def test_import_is_taken_back_by_one_undo(project, tmp_path):
    """Like every import."""
    before = contents(project)
    report = Transfer(project).import_file(written(tmp_path, ROW))
    assert "1 solution added" in report.lines()[0]
    project.revert(report.change)
    assert contents(project) == before


def test_only_rows_judged_up_to_the_first_error_are_written(project, tmp_path):
    """An unmarked step before the first error could hold an earlier one."""
    answered(project, [1, -1, None], "error second")
    answered(project, [1, None, -1], "gap before the error")
    answered(project, [1, 1], "no error")
    answered(project, [1, None], "not finished")
    answered(project, [None], "not begun")
    marked_steps(project, [1, -1], "error without reference")
    marked_steps(project, [1, 1], "no error without reference")
    found = {row["problem"]: row for row in exported(project, tmp_path)}
    assert {name: row["label"] for name, row in found.items()} == {
        "error second": 1,
        "no error": -1,
        "no error without reference": -1,
    }
    assert len(found["error second"]["steps"]) == 3
    assert all(row["final_answer_correct"] is True for row in found.values())
    for row in found.values():
        assert list(row) == list(ROW)[:6]
        assert -1 <= row["label"] < len(row["steps"])
    card = json.loads((tmp_path / "out.jsonl.card.json").read_text())
    assert card["left_out"] == {
        "responses whose steps up to the first error are not all marked": 2,
        "responses with an error whose problem has no reference answer": 1,
        "responses without a mark": 1,
    }
    assert card["steps"] == {"correct": 5, "neutral": 0, "incorrect": 1, "unmarked": 0}


@pytest.mark.parametrize(
    ("neutral", "labels"), [("positive", [-1]), ("negative", [1]), ("drop", [])]
)
def test_neutral_becomes_what_was_chosen(project, tmp_path, neutral, labels):
    """Whether a neutral step is an error decides the label, so nobody decides it silently."""
    answered(project, [1, 0, 1])
    with pytest.raises(KnownError, match="processbench knows only right and wrong"):
        exported(project, tmp_path)
    assert [row["label"] for row in exported(project, tmp_path, neutral=neutral)] == labels


BAD = {
    "label beyond": ({"label": 3}, "field label: it must be -1 (no error) or one of the 3 steps"),
    "label true": ({"label": True}, "field label: a whole number was expected"),
    "label real": ({"label": 1.0}, "field label: a whole number was expected"),
    "no steps": ({"steps": []}, "field steps: there is no step"),
    "steps text": ({"steps": "one"}, "field steps: a list was expected"),
    "step number": ({"steps": ["a", 2]}, "field steps[1]: text was expected"),
    "problem blank": ({"problem": " "}, "field problem: the text is missing or empty"),
    "verdict text": ({"final_answer_correct": "yes"}, "final_answer_correct: true or false"),
    "id": ({"id": "a\nb"}, "field id: a name is at most 200 printable characters"),
}


@pytest.mark.parametrize("bad", BAD)
def test_bad_row_changes_nothing_and_is_named(project, tmp_path, bad):
    """File, place, field and reason; the good row before it is not half an import."""
    change, reason = BAD[bad]
    before = contents(project)
    path = written(tmp_path, ROW, {**ROW, "id": "second", **change})
    with pytest.raises(ImportProblem) as told:
        Transfer(project).import_file(path, format="processbench")
    assert str(told.value).startswith("rows.json, item 2, field ")
    assert reason in str(told.value)
    assert contents(project) == before
    report = Transfer(project).import_file(path, format="processbench", dry_run=True)
    assert (report.solutions_added, len(report.errors)) == (1, 1)


def test_own_format_carries_what_was_kept(project, tmp_path):
    """A project that passes through Stepmark's own format still exports the same rows."""
    Transfer(project).import_file(written(tmp_path, ROW))
    Transfer(project).export("stepmark-jsonl", tmp_path / "all.jsonl")
    with Project.create(tmp_path / "other.stepmark", "Bob") as other:
        Transfer(other).import_file(tmp_path / "all.jsonl")
        assert exported(other, tmp_path) == [ROW]
