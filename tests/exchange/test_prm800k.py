"""PRM800K comes in with every field and goes out equal, nulls and objects included."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.marked import contents, mark_example, two_turns
from tests.helpers.shared import shared_data
from workbench.domain.errors import ImportProblem
from workbench.domain.records import ThreadStatus, Verdict
from workbench.exchange.files import json_line
from workbench.exchange.jsonl import read_rows
from workbench.service.annotation import Annotation
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.service.transfer import Transfer


def completion(text: str, rating: int | None, flagged: bool | None = False) -> dict[str, Any]:
    return {"text": text, "rating": rating, "flagged": flagged}


ROW: dict[str, Any] = {
    "labeler": "labeler-1",
    "timestamp": "2022-11-22T16:51:29.980606",
    "generation": 6,
    "is_quality_control_question": True,
    "is_initial_screening_question": False,
    "question": {
        "problem": "What is 2 + 2 + 2?",
        "ground_truth_solution": "Six.",
        "ground_truth_answer": "6",
        "pre_generated_steps": ["2 + 2 = 4.", "4 + 2 = 7.", "# Answer\n\n7"],
        "pre_generated_answer": "7",
        "pre_generated_verifier_score": 0.0011546110201324836,
    },
    "label": {
        "steps": [
            {
                "completions": [completion("2 + 2 = 4.", 0, None)],
                "human_completion": None,
                "chosen_completion": 0,
            },
            {
                "completions": [completion("4 + 2 = 7.", -1), completion("It is 6.", 1)],
                "human_completion": {
                    "text": "4 + 2 = 6.",
                    "rating": None,
                    "source": "human",
                    "flagged": False,
                    "corrected_rating": None,
                },
                "chosen_completion": None,
            },
        ],
        "total_time": 164458,
        "finish_reason": "found_error",
    },
}


def written(folder: Path, *rows: dict[str, Any]) -> Path:
    path = folder / "rows.jsonl"
    path.write_bytes(b"".join(map(json_line, rows)))
    return path


def exported(project: Project, folder: Path, **options: Any) -> list[dict[str, Any]]:
    out = folder / "out.jsonl"
    Transfer(project).export("prm800k", out, **options)
    return [row.value for row in read_rows(out)]


def steps_shown(project: Project) -> list[Any]:
    (problem,) = Library(project).problems()
    (turn,) = Annotation(project).view(problem.id).turns
    return list(turn.chosen.steps)


def test_real_samples_go_out_equal(project, tmp_path):
    """Lines of both phases: every field, through the project and through its own format too."""
    path = shared_data("prm800k/samples.jsonl")
    real = [row.value for row in read_rows(path)]
    report = Transfer(project).import_file(path)
    assert (report.format, report.solutions_added) == ("prm800k", len(real))
    assert exported(project, tmp_path) == real
    assert project.check().ok
    again = Transfer(project).import_file(path)
    assert (again.solutions_added, again.duplicates, again.change) == (0, len(real), None)
    Transfer(project).export("stepmark-jsonl", tmp_path / "all.jsonl")
    with Project.create(tmp_path / "other.stepmark", "Bob") as other:
        Transfer(other).import_file(tmp_path / "all.jsonl")
        assert exported(other, tmp_path) == real


NULLS = {
    "completions null": {"completions": None, "human_completion": None, "chosen_completion": None},
    "only a human": {
        "completions": None,
        "human_completion": {"text": "Mine.", "rating": 1, "source": "human", "flagged": True},
        "chosen_completion": None,
    },
    "unrated": {
        "completions": [completion("Maybe.", None, None)],
        "human_completion": None,
        "chosen_completion": None,
    },
    "field of a later version": {
        "completions": [completion("Maybe.", 1)],
        "human_completion": None,
        "chosen_completion": 0,
        "later": {"a": [None, 1.25]},
    },
}


@pytest.mark.parametrize("name", NULLS)
@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize("reason", ["found_error", "solution", "bad_problem", "give_up"])
def test_every_shape_of_a_step_goes_out_equal(project, tmp_path, name, at, reason):
    """Where nobody marked further, nothing is added and nothing is lost."""
    row = copy.deepcopy(ROW)
    row["label"]["steps"].insert(at, NULLS[name])
    row["label"]["finish_reason"] = reason
    Transfer(project).import_file(written(tmp_path, row))
    assert exported(project, tmp_path) == [row]


def test_path_is_what_was_gone_on_with(project, tmp_path):
    """The model's step, its verdict, the labeler's words as its rewrite, and the rest unmarked."""
    Transfer(project).import_file(written(tmp_path, ROW))
    steps = steps_shown(project)
    assert [step.body for step in steps] == ["2 + 2 = 4.", "4 + 2 = 7.", "# Answer\n\n7"]
    assert [step.verdict for step in steps] == [Verdict.NEUTRAL, Verdict.INCORRECT, None]
    assert steps[1].mark.rewrite == "4 + 2 = 6."
    (problem,) = Library(project).problems()
    assert (problem.reference_answer, problem.reference_solution) == ("6", "Six.")
    assert Annotation(project).view(problem.id).turns[0].chosen.response.answer == "7"


def test_path_takes_the_labelers_words_where_the_next_step_builds_on_them(project, tmp_path):
    """In phase 1 the rejected completion is no part of what follows; its rating is unsaid."""
    row = copy.deepcopy(ROW)
    del row["question"]["pre_generated_steps"]
    last = {**row["label"]["steps"][0], "completions": [completion("So 6.", 1)]}
    row["label"]["steps"].append(last)
    row["label"]["finish_reason"] = "solution"
    Transfer(project).import_file(written(tmp_path, row))
    steps = steps_shown(project)
    assert [step.body for step in steps] == ["2 + 2 = 4.", "4 + 2 = 6.", "So 6."]
    assert [step.verdict for step in steps] == [Verdict.NEUTRAL, None, Verdict.CORRECT]
    assert contents(project)["threads"][0]["status"] == ThreadStatus.ACCEPTED


def test_what_is_marked_since_takes_the_place_of_what_came_in(project, tmp_path):
    """Steps that are as they were keep their other completions; the new ones are added."""
    Transfer(project).import_file(written(tmp_path, ROW))
    steps = steps_shown(project)
    annotation = Annotation(project)
    annotation.mark(steps[1].step.id, Verdict.CORRECT, seconds=2)
    annotation.rewrite(steps[1].step.id, None)
    annotation.mark(steps[2].step.id, Verdict.CORRECT)
    (row,) = exported(project, tmp_path)
    assert row["label"]["steps"][0] == ROW["label"]["steps"][0]
    ratings = [step["completions"][0]["rating"] for step in row["label"]["steps"]]
    assert ratings == [0, 1, 1]
    assert row["label"]["finish_reason"] == "solution"
    assert row["label"]["total_time"] == 166458
    assert row["timestamp"] > ROW["timestamp"]
    for name in ("labeler", "generation", "is_quality_control_question", "question"):
        assert row[name] == ROW[name]


@pytest.mark.parametrize(("neutral", "rating"), [("positive", 1), ("negative", -1), ("drop", None)])
def test_neutral_of_kept_rows_becomes_what_was_chosen(project, tmp_path, neutral, rating):
    """The option holds for every row of the file."""
    Transfer(project).import_file(written(tmp_path, ROW))
    (row,) = exported(project, tmp_path, neutral=neutral)
    assert row["label"]["steps"][0]["completions"][0]["rating"] == rating
    assert row["label"]["steps"][1] == ROW["label"]["steps"][1]


def test_own_export_comes_back_with_its_marks(project, tmp_path):
    """Two turns become two solutions of the same problem, with verdicts and rewrite."""
    mark_example(project, two_turns())
    ours = exported(project, tmp_path)
    with Project.create(tmp_path / "other.stepmark", "Bob") as other:
        Transfer(other).import_file(tmp_path / "out.jsonl")
        (tmp_path / "again").mkdir()
        assert exported(other, tmp_path / "again") == ours
        rewrites = [mark["rewrite"] for mark in contents(other)["marks"] if mark["rewrite"]]
        assert rewrites == ["Divide both sides by $3$: $x = 5$."]


BAD: dict[str, tuple[tuple[Any, ...], Any, str]] = {
    "rating": (
        ("label", "steps", 0, "completions", 0, "rating"),
        2,
        "field label.steps[0].completions[0].rating: it must be one of: -1, 0, 1, null",
    ),
    "rating true": (
        ("label", "steps", 0, "completions", 0, "rating"),
        True,
        "completions[0].rating: it must be one of",
    ),
    "text": (("label", "steps", 0, "completions", 0, "text"), None, "text: text was expected"),
    "chosen": (("label", "steps", 0, "chosen_completion"), 1, "it names no completion"),
    "human": (("label", "steps", 1, "human_completion"), "text", "an object was expected"),
    "finish": (("label", "finish_reason"), "tired", "finish_reason: it must be one of: found"),
    "problem": (("question", "problem"), "", "question.problem: the text is missing"),
    "labeler": (("labeler",), None, "field labeler: text was expected"),
    "steps": (("label", "steps"), {}, "field label.steps: a list was expected"),
}


@pytest.mark.parametrize("bad", BAD)
def test_bad_row_changes_nothing_and_is_named(project, tmp_path, bad):
    """Line, field and reason."""
    path, value, reason = BAD[bad]
    row = copy.deepcopy(ROW)
    place: Any = row
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    before = contents(project)
    with pytest.raises(ImportProblem) as told:
        Transfer(project).import_file(written(tmp_path, ROW, row))
    assert str(told.value).startswith("rows.jsonl, line 2, field ")
    assert reason in str(told.value)
    assert contents(project) == before
