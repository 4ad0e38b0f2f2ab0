"""Problems are recognised under the names that data sets use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.helpers.marked import DATA
from tests.helpers.shared import shared_data
from workbench.domain.errors import ImportProblem
from workbench.domain.records import Split
from workbench.exchange.jsonl import Row, read_rows
from workbench.exchange.problems import GSM8K, MATH, PROBLEMS, read_problem, statement_key
from workbench.exchange.registry import detect


def row(**value: object) -> Row:
    return Row("rows.jsonl", 4, dict(value))


@pytest.mark.parametrize("statement", ["problem", "Question", "statement", "prompt"])
@pytest.mark.parametrize("answer", ["answer", "reference_answer", "final_answer"])
def test_common_column_names_are_recognised(statement, answer):
    """Nobody should have to rename columns for a plain file."""
    problem = read_problem(row(**{statement: "S?", answer: "7"}), PROBLEMS)
    assert (problem.statement, problem.reference_answer) == ("S?", "7")


def test_columns_can_be_named_by_hand():
    """What has no common name can still be imported."""
    problem = read_problem(
        row(aufgabe="S?", loesung=7), PROBLEMS, None, {"statement": "aufgabe", "answer": "loesung"}
    )
    assert (problem.statement, problem.reference_answer) == ("S?", "7")


def test_gsm8k_answer_is_parted_from_the_solution_and_its_calculator_notes():
    """The notes in << >> are for a calculator, not for a reader."""
    first = next(iter(read_rows(DATA / "gsm8k_form.jsonl")))
    problem = read_problem(first, GSM8K)
    assert problem.reference_answer == "39"
    assert problem.reference_solution == (
        "Mira packs 6*8 = 48 candles.\nShe has 48-9 = 39 candles left."
    )


def test_math_answer_stands_in_the_box():
    """Nested braces and the bare form both occur in MATH."""
    problems = [read_problem(r, MATH) for r in read_rows(DATA / "math_form.jsonl")]
    assert [p.reference_answer for p in problems] == ["\\frac{7}{8}", "5"]
    assert [p.topic for p in problems] == ["Prealgebra", "Number Theory"]


def test_split_of_the_row_is_read_and_the_option_overrules_it():
    """``test`` and ``validation`` mean held out here."""
    given = row(problem="S?", split="test")
    assert read_problem(given, PROBLEMS).split is Split.HELDOUT
    assert read_problem(given, PROBLEMS, Split.TRAIN).split is Split.TRAIN


@pytest.mark.parametrize(
    ("value", "field", "reason"),
    [
        ({"problem": "  "}, "problem", "missing or empty"),
        ({"problem": ["a"]}, "problem", "text was expected"),
        ({"problem": "a", "answer": True}, "answer", "text was expected"),
        ({"problem": "a", "split": "both"}, "split", "is no split"),
        ({"problem": "a", "id": "x\n"}, "id", "printable"),
        ({"problem": "a" * 200_001}, "problem", "longer than 200,000"),
    ],
)
def test_bad_value_is_named_with_its_field(value, field, reason):
    """The report says which field of which line to mend."""
    with pytest.raises(ImportProblem) as told:
        read_problem(row(**value), PROBLEMS)
    assert f"line 4, field {field}: " in str(told.value)
    assert reason in str(told.value)


def test_id_is_the_rows_own_or_made_from_the_statement():
    """The same statement has the same id in every project, so that projects can be merged."""
    assert read_problem(row(problem="S?", id="own-1"), PROBLEMS).id == "own-1"
    made = read_problem(row(problem="S?  "), PROBLEMS).id
    assert made == statement_key("S?") == read_problem(row(question=" S?"), PROBLEMS).id


@pytest.mark.parametrize(
    ("first", "form"),
    [
        ({"question": "q", "answer": "a\n#### 3"}, "gsm8k"),
        ({"problem": "p", "solution": "\\boxed{3}"}, "math"),
        ({"problem": "p", "answer": "3"}, "problems"),
        ({"stepmark": 1, "kind": "problem"}, "stepmark-jsonl"),
    ],
)
def test_format_is_recognised_by_the_first_rows(tmp_path, first, form):
    """Importing a file needs no option."""
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(first) + "\n")
    assert detect(path).id == form


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("prm800k/samples.jsonl", "prm800k"),
        ("processbench/math.json", "processbench"),
        ("gsm8k/train.jsonl", "gsm8k"),
    ],
)
def test_real_files_are_recognised(name, form):
    """Published files as they are, lines or one array."""
    assert detect(shared_data(name)).id == form


def test_unknown_columns_are_listed(tmp_path):
    """The user sees what was found and what is looked for."""
    path = tmp_path / "rows.jsonl"
    path.write_text('{"text": "p", "label": 3}\n')
    with pytest.raises(ImportProblem, match=r"columns: 'text', 'label'.*problem, question"):
        detect(path)


def test_empty_file_is_refused(tmp_path):
    """Zero rows are no success."""
    path = tmp_path / "rows.jsonl"
    path.write_text("\n  \n")
    with pytest.raises(ImportProblem, match="it holds no rows"):
        detect(path)


def test_first_row_that_is_no_json_is_told_by_its_line(tmp_path: Path):
    """Recognition does not hide the reason."""
    path = tmp_path / "rows.jsonl"
    path.write_text('{"problem": "a", }\n')
    with pytest.raises(ImportProblem, match="line 1: it is not valid JSON"):
        detect(path)
