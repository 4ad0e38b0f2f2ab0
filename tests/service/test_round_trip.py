"""The check that a format says what it should finds what was lost, and says so plainly."""

from __future__ import annotations

import pytest

from tests.helpers.marked import contents, mark_example, marked_steps, prefer_first, two_turns
from workbench.exchange import registry
from workbench.service import round_trip
from workbench.service.round_trip import check_round_trip

IN_AND_OUT = [form for form in registry.FORMATS if form.writes and form.reads]
OUT_ONLY = [form for form in registry.FORMATS if form.writes and not form.reads]


@pytest.fixture
def full(project):
    prefer_first(project, mark_example(project, two_turns()))
    marked_steps(project, [1, 0, -1, None], "Neutral?")
    return project


def neutral(form) -> str | None:
    return "negative" if form.neutral == "required" else None


@pytest.mark.parametrize("form", IN_AND_OUT, ids=lambda form: form.id)
def test_every_format_that_comes_in_comes_back_as_it_was(full, form, home):
    """Out, into an empty project, out again: the same rows, and the project untouched."""
    before = contents(full)
    found = check_round_trip(full, form.id, neutral(form))
    assert found.ok, found.lines()
    assert found.rows > 0
    assert "came back as they were" in found.lines()[0]
    assert contents(full) == before
    assert not list(home.rglob("*check*"))


@pytest.mark.parametrize("form", OUT_ONLY, ids=lambda form: form.id)
def test_a_format_that_only_goes_out_is_read_back(full, form):
    """Every row is valid, and nobody is told that it could be imported."""
    found = check_round_trip(full, form.id, neutral(form))
    assert found.ok
    assert found.read_only_back
    assert "Stepmark does not import this format" in found.lines()[0]


def test_a_difference_is_found_and_shown(full, monkeypatch):
    """The control: an export that loses a column on its second way is caught."""
    real = round_trip.write_export

    def forgetful(database, form, out, *rest):
        written = real(database, form, out, *rest)
        if out.name == "second.jsonl":
            out.write_text(out.read_text().replace("true", "false"))
        return written

    monkeypatch.setattr(round_trip, "write_export", forgetful)
    found = check_round_trip(full, "trl-stepwise", "negative")
    assert not found.ok
    assert "these did not" in found.lines()[0]
    assert found.lines()[1].startswith("row 1: ")


def test_tables_come_back_too(full):
    """The container is part of what is checked."""
    found = check_round_trip(full, "prm800k", container="parquet")
    assert found.ok, found.lines()
    assert found.plain()["container"] == "parquet"
