"""A table for spreadsheets: what looks like a formula is text there, unless that was asked for."""

from __future__ import annotations

import csv
import json

import pytest

from tests.helpers.marked import mark_example, marked_steps, two_turns
from workbench.domain.errors import KnownError
from workbench.exchange.csv_out import CsvLines
from workbench.exchange.source import Source
from workbench.service.round_trip import check_round_trip
from workbench.service.transfer import Transfer

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]


def exported(project, tmp_path, statement, container, form="trl-unpaired"):
    marked_steps(project, [1, -1], statement)
    out = tmp_path / "table.csv"
    neutral = "negative" if form != "prm800k" else None
    Transfer(project).export(form, out, neutral, container=container)
    with out.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream)), json.loads(
            (tmp_path / "table.csv.card.json").read_text(encoding="utf-8")
        )


@pytest.mark.parametrize("statement", FORMULAS)
def test_what_a_spreadsheet_would_run_is_made_text(project, tmp_path, statement):
    """Cells of anyone's words reach other people's spreadsheets (fault 37)."""
    (row,), card = exported(project, tmp_path, statement, "csv")
    assert row["prompt"] == f"'{statement}"
    assert card["formulas"].startswith("neutralised")


@pytest.mark.parametrize("statement", FORMULAS)
def test_cells_are_exact_where_that_was_asked_for(project, tmp_path, statement):
    """The control; the card says so."""
    (row,), card = exported(project, tmp_path, statement, "csv-exact")
    assert row["prompt"] == statement
    assert card["formulas"].startswith("kept")


def test_numbers_lists_and_odd_text_stay_what_they_are(tmp_path):
    """A negative number is no formula; a list is JSON; lines and quotes come back."""
    lines = CsvLines("processbench", neutralised=True)
    row = {"problem": 'a "b",\nc\u2028d', "steps": ["=x"], "label": -1, "extra": {"a": 1}}
    path = tmp_path / "table.csv"
    path.write_bytes(lines.header + lines.line(row))
    (found,) = [one.value for one in Source(path).rows()]
    assert found["problem"] == row["problem"]
    assert json.loads(found["steps"]) == ["=x"]
    assert (found["label"], found["id"]) == ("-1", "")
    assert json.loads(found["more"]) == {"extra": {"a": 1}}


def test_a_table_is_no_round_trip(project):
    """It is for looking at, and the check says so."""
    with pytest.raises(KnownError, match="is not imported"):
        check_round_trip(project, "prm800k", container="csv")


@pytest.mark.parametrize("form", ["stepmark-jsonl", "prm800k", "trl-stepwise", "processbench"])
def test_a_table_of_lists_is_refused_in_one_sentence(project, tmp_path, form):
    """Its cells are text: nobody is asked to correct a file that is as it was written."""
    mark_example(project, two_turns())
    out = tmp_path / "table.csv"
    neutral = None if form in ("stepmark-jsonl", "prm800k") else "negative"
    Transfer(project).export(form, out, neutral, container="csv")
    with pytest.raises(KnownError) as told:
        Transfer(project).import_file(out, dry_run=True)
    assert "is for reading only" in str(told.value)
    assert "import the same data as JSON Lines or Parquet" in str(told.value)
    assert "correct" not in str(told.value)
