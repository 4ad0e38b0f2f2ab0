"""Imports change all or nothing and say what they did."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.marked import DATA, contents, marked_steps
from tests.helpers.projects import undo_stack
from tests.helpers.shared import shared_data
from tests.helpers.waiting import wait_until
from workbench.domain.errors import ImportProblem, KnownError
from workbench.domain.records import Split
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.service.transfer import Transfer


def lines(path: Path, rows: list[dict]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def numbered(count: int, **more: str) -> list[dict]:
    return [{"problem": f"Problem {n}", "answer": n, **more} for n in range(count)]


def test_own_samples_are_imported_in_each_form(project):
    """The three forms of problems, recognised without an option."""
    transfer = Transfer(project)
    reports = [
        transfer.import_file(DATA / f"{name}.jsonl")
        for name in ("problems", "gsm8k_form", "math_form")
    ]
    assert [report.format for report in reports] == ["problems", "gsm8k", "math"]
    assert [report.problems_added for report in reports] == [3, 3, 2]
    problems = Library(project).problems()
    assert [problem.position for problem in problems] == list(range(1, 9))
    assert problems[0].reference_answer == "56"
    assert problems[1].split is Split.HELDOUT
    assert "\u2028" in problems[2].statement
    assert problems[2].reference_answer is None


def test_twenty_rows_of_gsm8k(project, tmp_path):
    """The first lines of the real file."""
    source = shared_data("gsm8k/train.jsonl").read_bytes().split(b"\n")[:20]
    path = tmp_path / "twenty.jsonl"
    path.write_bytes(b"\n".join(source))
    report = Transfer(project).import_file(path)
    assert (report.format, report.rows, report.problems_added) == ("gsm8k", 20, 20)
    first = Library(project).problems()[0]
    assert first.statement.startswith("Natalia sold clips to 48 of her friends")
    assert first.reference_answer == "72"
    assert first.reference_solution is not None
    assert "<<" not in first.reference_solution
    assert "####" not in first.reference_solution


def test_whole_gsm8k_is_imported_in_one_change_and_found_again(project):
    """7,473 real problems at once; a second import finds every one of them there."""
    path = shared_data("gsm8k/train.jsonl")
    report = Transfer(project).import_file(path)
    assert (report.rows, report.problems_added, report.duplicates) == (7473, 7473, 0)
    assert len(undo_stack(project)) == 1
    again = Transfer(project).import_file(path)
    assert (again.problems_added, again.duplicates, again.change) == (0, 7473, None)
    assert Library(project).counts().train == 7473


@pytest.mark.parametrize(
    "bad",
    ['{"problem": "x", "answer": NaN}', '{"problem": ""}', '{"problem": "x"', '{"problem": ["x"]}'],
)
def test_one_bad_row_of_a_thousand_changes_nothing(project, tmp_path, bad):
    """Line 950 is named; the 949 good rows before it are not half of an import (fault 14)."""
    rows = [json.dumps(row) for row in numbered(1000)]
    rows[949] = bad
    path = tmp_path / "thousand.jsonl"
    path.write_text("\n".join(rows))
    before, history = contents(project), undo_stack(project)
    with pytest.raises(ImportProblem, match=r"thousand\.jsonl, line 950"):
        Transfer(project).import_file(path)
    assert contents(project) == before
    assert undo_stack(project) == history


_IMPORTER = """
import sys
from pathlib import Path
from workbench.service.project import Project
from workbench.service.transfer import Transfer
with Project.open(Path(sys.argv[1])) as project:
    print("open", flush=True)
    Transfer(project).import_file(Path(sys.argv[2]))
    print("done", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("moment", [0, 20_000, 200_000, 1_000_000])
def test_kill_during_an_import_leaves_all_or_nothing(tmp_path, home, moment):
    """SIGKILL once the log holds so many bytes; then the project has no row, or every row."""
    path, log = tmp_path / "p.stepmark", tmp_path / "p.stepmark-wal"
    Project.create(path, "Ada").close()
    rows = lines(tmp_path / "rows.jsonl", numbered(2000, source="x" * 200))
    child = subprocess.Popen(
        [sys.executable, "-c", _IMPORTER, str(path), str(rows)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"open\n"
    start = log.stat().st_size if log.exists() else 0
    wait_until(lambda: log.exists() and log.stat().st_size >= start + moment, what="writing")
    child.kill()
    child.communicate()
    with Project.open(path) as project:
        assert Library(project).counts().problems in (0, 2000)
        assert project.check().ok


def test_dry_run_lists_every_bad_row_and_changes_nothing(project, tmp_path):
    """All that is to be mended is told at once."""
    rows = [json.dumps(row) for row in numbered(10)]
    rows[2], rows[7] = '{"problem": 3.5e', '{"problem": null}'
    path = tmp_path / "ten.jsonl"
    path.write_text("\n".join(rows))
    report = Transfer(project).import_file(path, dry_run=True)
    assert not report.ok
    assert [line.split(":")[0] for line in report.errors] == [
        "ten.jsonl, line 3",
        "ten.jsonl, line 8, field problem",
    ]
    assert report.problems_added == 8
    assert "8 problems in order, 2 rows with an error" in report.lines()[0]
    assert contents(project)["problems"] == []


def test_dry_run_of_a_hopeless_file_ends_early(project, tmp_path):
    """A hundred errors are enough to see that it is the wrong file."""
    path = tmp_path / "bad.jsonl"
    path.write_text('{"problem": "first"}\n' + "nonsense\n" * 5000)
    report = Transfer(project).import_file(path, dry_run=True)
    assert len(report.errors) == 100


def test_same_statement_is_taken_once(project, tmp_path):
    """Duplicates are counted; blank space makes no other problem."""
    rows = [{"problem": "One  problem"}, {"problem": "One problem "}, {"problem": "Another"}]
    report = Transfer(project).import_file(lines(tmp_path / "a.jsonl", rows))
    assert (report.problems_added, report.duplicates) == (2, 1)


def test_problem_is_never_on_both_sides_of_the_split(project, tmp_path):
    """A held-out problem that trains would make the evaluation a lie."""
    Transfer(project).import_file(lines(tmp_path / "train.jsonl", numbered(3)))
    report = Transfer(project).import_file(
        lines(tmp_path / "test.jsonl", numbered(4)), split=Split.HELDOUT
    )
    assert (report.problems_added, report.split_conflicts, report.duplicates) == (1, 3, 0)
    assert "line 1: this project holds the same problem as train" in report.notes[0]
    counts = Library(project).counts()
    assert (counts.train, counts.heldout) == (3, 1)


def test_conflict_inside_one_file_names_both_lines(project, tmp_path):
    """The first row decides; the second is told."""
    rows = [{"problem": "P", "split": "train"}, {"problem": "P", "split": "test"}]
    report = Transfer(project).import_file(lines(tmp_path / "a.jsonl", rows))
    assert (report.problems_added, report.split_conflicts) == (1, 1)
    assert "line 2: line 1 holds the same problem as train" in report.notes[0]


def test_many_notes_of_a_kind_are_summed(project, tmp_path):
    """Seven thousand equal sentences help nobody."""
    Transfer(project).import_file(lines(tmp_path / "a.jsonl", numbered(50)))
    report = Transfer(project).import_file(
        lines(tmp_path / "b.jsonl", numbered(50)), split=Split.HELDOUT
    )
    assert len(report.notes) == 6
    assert "45 more rows" in report.notes[-1]


def test_own_id_is_kept_unless_another_problem_has_it(project, tmp_path):
    """Two data sets that both count from zero can be imported."""
    Transfer(project).import_file(lines(tmp_path / "a.jsonl", [{"id": "0", "problem": "A"}]))
    report = Transfer(project).import_file(
        lines(tmp_path / "b.jsonl", [{"id": "0", "problem": "B"}, {"id": 1, "problem": "C"}])
    )
    ids = {problem.statement: problem.id for problem in Library(project).problems()}
    assert (ids["A"], ids["C"]) == ("0", "1")
    assert ids["B"] not in ("0", "1")
    assert "the id 0 belongs to another problem" in report.notes[0]


def test_import_is_taken_back_by_one_undo(project, tmp_path):
    """The change of the report is the whole import."""
    report = Transfer(project).import_file(lines(tmp_path / "a.jsonl", numbered(20)))
    assert report.change is not None
    project.revert(report.change)
    assert contents(project)["problems"] == []


def test_named_format_that_does_not_fit_names_the_first_row(project, tmp_path):
    """A wrong --format is told by the row that shows it."""
    path = lines(tmp_path / "a.jsonl", [{"question": "q", "answer": "no hashes"}])
    with pytest.raises(ImportProblem, match=r"line 1, field answer: it does not end in '#### '"):
        Transfer(project).import_file(path, format="gsm8k")
    with pytest.raises(KnownError, match=r"choose one of: stepmark-jsonl, .*problems, gsm8k"):
        Transfer(project).import_file(path, format="csv")


def test_reports_are_json(project, tmp_path):
    """The command line prints them as one document."""
    marked_steps(project, [1])
    imported = Transfer(project).import_file(DATA / "problems.jsonl")
    exported = Transfer(project).export("stepmark-jsonl", tmp_path / "o.jsonl")
    for report in (imported, exported):
        assert json.loads(json.dumps(report.plain(), allow_nan=False)) == report.plain()
    assert "change" not in imported.plain()
