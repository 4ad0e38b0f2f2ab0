"""Columns of anyone's file, named by hand: problems, or solutions that can be marked at once."""

from __future__ import annotations

import pytest

from tests.helpers.marked import contents
from tests.helpers.shared import shared_data
from tests.helpers.tables import jsonl, parquet
from workbench.domain.errors import ImportProblem, KnownError
from workbench.domain.records import FinishReason, LabelSource, Split, Verdict
from workbench.exchange.mapping import checked, guess
from workbench.service.annotation import Annotation
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.service.transfer import Transfer

MAP = {"problem": "task", "steps": "lines", "labels": "grades"}
CORRECT, NEUTRAL, WRONG = Verdict.CORRECT, Verdict.NEUTRAL, Verdict.INCORRECT


def row(**more):
    return {"task": "What is 2 + 2?", "lines": ["Add.", "So 4."], "grades": [1, -1]} | more


def import_rows(project, tmp_path, *rows, **columns):
    path = jsonl(tmp_path / "any.jsonl", list(rows))
    return Transfer(project).import_file(path, columns=MAP | columns)


def verdicts(project):
    (problem,) = Library(project).problems()
    steps = Annotation(project).view(problem.id).turns[0].chosen.steps
    return [step.mark.verdict if step.mark else None for step in steps]


def test_a_column_by_another_name_is_taken_as_the_statement(project, tmp_path):
    """The least that is needed, and what has a common name besides."""
    path = jsonl(
        tmp_path / "any.jsonl", [{"aufgabe": "Was ist 1 + 1?", "answer": 2, "split": "test"}]
    )
    report = Transfer(project).import_file(path, columns={"statement": "aufgabe"})
    (problem,) = Library(project).problems()
    assert report.format == "problems"
    assert (problem.statement, problem.reference_answer) == ("Was ist 1 + 1?", "2")
    assert problem.split is Split.HELDOUT


def test_a_field_of_no_column_is_left_empty(project, tmp_path):
    """What a person took away is not taken by its name after all."""
    path = jsonl(
        tmp_path / "any.jsonl", [{"question": "Q?", "answer": "a model's, not the right one"}]
    )
    Transfer(project).import_file(path, columns={"statement": "question", "answer": ""})
    assert Library(project).problems()[0].reference_answer is None


def test_mapped_solutions_are_steps_with_their_labels(project, tmp_path):
    """Ready to be marked on: a response in a thread, whoever labelled it named."""
    report = import_rows(project, tmp_path, row(reason="slip"))
    assert (report.format, report.problems_added, report.solutions_added) == ("mapped", 1, 1)
    assert verdicts(project) == [CORRECT, WRONG]
    found = contents(project)
    assert found["responses"][0]["finish_reason"] == FinishReason.IMPORTED
    assert '"reason":"slip"' in found["responses"][0]["sampling"]
    assert found["marks"][0]["source"] == LabelSource.HUMAN


@pytest.mark.parametrize(
    ("grades", "zero", "expected"),
    [
        ([True, False], None, [CORRECT, WRONG]),
        ([1.0, -1.0], None, [CORRECT, WRONG]),
        (["+", "-"], None, [CORRECT, WRONG]),
        (["Correct", "neutral"], None, [CORRECT, NEUTRAL]),
        ([1, 0], "incorrect", [CORRECT, WRONG]),
        ([1, 0], "neutral", [CORRECT, NEUTRAL]),
        ([1, None], None, [CORRECT, None]),
        ("[1, -1]", None, [CORRECT, WRONG]),
        ("+ -", None, [CORRECT, WRONG]),
        (-1, None, [CORRECT, CORRECT]),
        (0, None, [WRONG, None]),
        (1, None, [CORRECT, WRONG]),
        (None, None, [None, None]),
    ],
)
def test_labels_are_read_as_they_are_written(project, tmp_path, grades, zero, expected):
    """Booleans, numbers, words, or the place of the first error; unmarked stays unmarked."""
    import_rows(project, tmp_path, row(grades=grades), **({"zero": zero} if zero else {}))
    assert verdicts(project) == expected


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"grades": [1, 0]}, r"field grades\[1\]: 0 can mean incorrect or neutral"),
        ({"grades": [1]}, "there are 1 labels and 2 steps"),
        ({"grades": [1, 0.5]}, r"grades\[1\]: '0.5' is no verdict"),
        ({"grades": 2}, "must be -1 .no error. or one of the 2 steps"),
        ({"grades": {"a": 1}}, "a list with a label for each step"),
        ({"lines": []}, "there is no step"),
        ({"lines": [1, 2]}, r"lines\[0\]: text was expected"),
        ({"lines": None}, "field lines: a list was expected"),
        ({"task": " "}, "field task: the statement is missing"),
    ],
)
def test_a_row_that_does_not_fit_is_named_and_nothing_changes(project, tmp_path, more, said):
    """What 0 means has no silent default, and a soft label is no verdict."""
    before = contents(project)
    with pytest.raises(ImportProblem, match=f"line 2.*{said}"):
        import_rows(project, tmp_path, row(task="Another?"), row(**more))
    assert contents(project) == before


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"statment": "x"}, "nothing that a column can hold"),
        ({"statement": "x", "labels": "y"}, "Labels need steps"),
        ({"zero": "correct"}, "0 among labels can mean"),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(columns, said):
    """Before anything is read."""
    with pytest.raises(KnownError, match=said):
        checked(columns)


def test_a_whole_response_is_parted_like_a_model_s(project, tmp_path):
    """One text: its steps are found, and its labels counted against them."""
    text = "1. Add $2$ and $2$.\n2. That is $4$.\n**Answer: 4**"
    path = jsonl(tmp_path / "any.jsonl", [{"task": "Q?", "said": text, "grades": ["+", "-"]}])
    columns = {"statement": "task", "response": "said", "labels": "grades"}
    Transfer(project).import_file(path, columns=columns)
    assert verdicts(project)[:2] == [CORRECT, WRONG]


def test_the_same_file_gives_the_same_ids_everywhere(project, tmp_path):
    """Two annotators who import it apart can merge their projects."""
    import_rows(project, tmp_path, row())
    with Project.create(tmp_path / "other.stepmark", "Grace") as other:
        import_rows(other, tmp_path, row())
        for table in ("problems", "threads", "turns", "responses", "steps"):
            ids = [[one["id"] for one in contents(each)[table]] for each in (project, other)]
            assert ids[0] == ids[1], table
    again = import_rows(project, tmp_path, row())
    assert (again.duplicates, again.change) == (1, None)


def test_columns_are_guessed_by_common_names():
    """A proposal to be corrected, no column for two fields."""
    found = guess([{"Question": "q", "solution": "s", "completions": [], "labels": []}])
    assert found == {
        "statement": "Question", "solution": "solution", "steps": "completions", "labels": "labels",
    }  # fmt: skip
    assert guess([{"x": 1}]) == {}


def test_a_preview_shows_rows_and_recognises_the_format(project, tmp_path):
    """What the dialog shows before anything is decided."""
    path = parquet(tmp_path / "any.parquet", {"task": ["Q " * 200], "n": [[1, 2]]})
    preview = Transfer(project).preview(path)
    assert (preview.names, preview.format, preview.columns) == (("task", "n"), "", {})
    assert len(preview.rows[0][0]) <= 160
    assert preview.rows[0][1] == "[1, 2]"
    own = jsonl(tmp_path / "gsm.jsonl", [{"question": "Q?", "answer": "a\n#### 1"}])
    assert Transfer(project).preview(own).format == "gsm8k"
    with pytest.raises(ImportProblem, match="it holds no rows"):
        Transfer(project).preview(jsonl(tmp_path / "empty.jsonl", []))


def test_real_explained_solutions_come_in_by_a_mapping(project):
    """MR-Ben's rows as they are: steps, no recognised format, and everything else kept."""
    path = shared_data("mr_ben/math_half.jsonl")
    columns = {"statement": "Question", "steps": "Model_Solution_Steps", "answer": ""}
    preview = Transfer(project).preview(path)
    by_name = {name.casefold(): name for name in preview.names}
    columns = {field: by_name.get(name.casefold(), name) for field, name in columns.items()}
    report = Transfer(project).import_file(path, columns=columns, dry_run=True)
    assert report.rows > 400
    assert report.solutions_added > 300, report.errors[:2]
