"""What part of a project an export takes, and what the card says of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers.marked import contents, marked_steps
from workbench.domain.errors import KnownError
from workbench.domain.records import Mark, Problem, Split, Verdict
from workbench.exchange.filters import Filters, Wanted, filters_of
from workbench.service.annotation import Annotation
from workbench.service.annotators import Annotators
from workbench.service.project import Project
from workbench.service.repeated_export import repeat_export
from workbench.service.second_pass import SecondPasses
from workbench.service.transfer import Transfer
from workbench.store import records
from workbench.store.changes import replaced

GOOD, BAD = Verdict.CORRECT, Verdict.INCORRECT


@pytest.fixture
def both(project):
    """Two problems marked by Ada, and by Ben blind: he disagrees on the last step of the first."""
    first = marked_steps(project, [1, 1], "First?")
    second = marked_steps(project, [1, 1], "Second?")
    people, passes = Annotators(project), SecondPasses(project)
    ada = project.annotator.id
    people.add("Ben")
    ben = people.use(people.named("Ben").id).id
    passes.give(ben, 1.0)
    for problem_id, verdicts in ((first, (GOOD, BAD)), (second, (GOOD, GOOD))):
        steps = Annotation(project).view(problem_id).turns[-1].chosen.steps
        for step, verdict in zip(steps, verdicts, strict=True):
            Annotation(project).mark(step.step.id, verdict)
    passes.hand_in(ben)
    people.use(ada)
    return first, second


def labels(project, tmp_path, **chosen):
    """Return the exported labels by problem, under filters."""
    out = tmp_path / "out.jsonl"
    Transfer(project).export("trl-stepwise", out, "drop", filters=filters_of(chosen))
    rows = map(json.loads, out.read_text(encoding="utf-8").splitlines())
    return {row["prompt"].split("\n")[0]: row["labels"] for row in rows}


def change(project, problem_id: str, **fields) -> None:
    before = records.get(project.file.database, Problem, problem_id)
    after = replace(before, **fields)
    project.commit("change", ["problems"], [replaced(before, after)])


def test_an_annotators_own_words_go_out_also_where_anothers_count(project, both, tmp_path):
    """Ben's data set holds Ben's verdicts, blind ones included."""
    assert labels(project, tmp_path) == {"First?": [True, True], "Second?": [True, True]}
    by_ben = labels(project, tmp_path, annotators="Ben")
    assert by_ben == {"First?": [True, False], "Second?": [True, True]}


def test_steps_in_dispute_can_be_left_out(project, both, tmp_path):
    """Undisputed keeps what one alone said; agreed asks for two."""
    assert labels(project, tmp_path, agreement="undisputed")["First?"] == [True]
    third = marked_steps(project, [1], "Third?")
    assert third
    agreed = labels(project, tmp_path, agreement="agreed")
    assert agreed == {"First?": [True], "Second?": [True, True]}


@pytest.mark.parametrize(
    ("chosen", "kept"),
    [
        ({"topics": ["Algebra"]}, ["First?"]),
        ({"split": "heldout"}, ["Second?"]),
        ({"status": ["accepted"]}, ["Second?"]),
        ({"status": ["open", "accepted"]}, ["First?", "Second?"]),
        ({"mode": "full"}, ["First?"]),
        ({"since": "2030-01-01"}, ["First?"]),
        ({"until": "2029-12-31"}, ["Second?"]),
        ({"since": "2030-01-01", "until": "2030-01-01"}, ["First?"]),
    ],
)
def test_each_filter_keeps_what_it_says(project, both, tmp_path, chosen, kept):
    """Topic, split, status, mode and days, the last day included."""
    first, second = both
    change(project, first, topic="Algebra")
    change(project, second, split=Split.HELDOUT)
    Annotation(project).accept(second)
    rows = [
        replaced(mark, replace(mark, updated_at="2030-01-01T23:59:59.999+00:00", mode="full"))
        for mark in records.select(project.file.database, Mark, "1 = 1")
        if Annotation(project)._problem_of(mark.step_id) == first
    ]
    project.commit("later", ["marks"], rows)
    assert sorted(labels(project, tmp_path, **chosen)) == kept


def test_a_filtered_export_of_our_own_format_imports(project, both, tmp_path):
    """What is left out is referred to by nothing that is written."""
    change(project, both[0], topic="Algebra")
    out = tmp_path / "part.jsonl"
    Transfer(project).export("stepmark-jsonl", out, filters=Filters(topics=("Algebra",)))
    with Project.create(tmp_path / "new.stepmark", "Zoe") as fresh:
        report = Transfer(fresh).import_file(out)
        assert (report.ok, report.threads_added) == (True, 1)


def test_an_export_of_our_own_format_carries_every_opinion(project, both, tmp_path):
    """Second opinions, passes, gold and decisions come back as they were."""
    SecondPasses(project).set_gold([both[0]])
    out = tmp_path / "all.jsonl"
    Transfer(project).export("stepmark-jsonl", out)
    tables = ("opinions", "passes", "gold", "decisions", "marks")
    with Project.create(tmp_path / "new.stepmark", "Zoe") as fresh:
        Transfer(fresh).import_file(out)
        assert contents(fresh, tables) == contents(project, tables)
        assert Transfer(fresh).import_file(out).change is None


def test_the_card_says_where_everything_comes_from(project, both, tmp_path):
    """Whoever trains on it can judge it."""
    change(project, both[0], source="a book")
    out = tmp_path / "rows.jsonl"
    report = Transfer(project).export("trl-stepwise", out, "drop", licence="CC-BY-4.0")
    card = json.loads(Path(report.card_path).read_text(encoding="utf-8"))
    assert card["sources_of_problems"] == {"a book": 1, "unknown": 1}
    assert card["balance"]["correct"] == "100.0%"
    assert card["label_sources"] == {"human": 4, "second_opinions": 4, "of_them_blind": 4}
    assert card["agreement"]["undecided_disagreements"] == 1
    assert "[" in card["agreement"]["percent"]
    assert card["licence"] == "CC-BY-4.0"
    assert card["models_that_wrote_responses"] == {"unknown": 2}
    assert card["guideline"]["1"]
    assert card["version"] == card["sha256"][:12]
    text = (tmp_path / "rows.jsonl.card.md").read_text(encoding="utf-8")
    assert "> " in text
    assert "Guideline version 1" in text


def test_an_unknown_licence_is_said_and_not_invented(project, both, tmp_path):
    """Silence would be read as permission."""
    report = Transfer(project).export("prm800k", tmp_path / "x.jsonl")
    card = json.loads(Path(report.card_path).read_text(encoding="utf-8"))
    assert card["licence"].startswith("unknown")


def test_the_same_content_has_the_same_version_in_any_container(project, both, tmp_path):
    """A version is of the data, not of the moment or the file."""
    versions = set()
    for container, name in (("jsonl", "a.jsonl"), ("parquet", "b"), ("jsonl", "c.jsonl")):
        out = tmp_path / name
        Transfer(project).export("trl-stepwise", out, "drop", container=container)
        kept = out / "export.json" if out.is_dir() else tmp_path / f"{name}.export.json"
        versions.add(json.loads(kept.read_text(encoding="utf-8"))["version"])
    assert len(versions) == 1


def test_a_folder_is_repeated_in_its_place(project, both, tmp_path):
    """The request lies in the folder and is all that is needed."""
    out = tmp_path / "folder"
    Transfer(project).export("trl-stepwise", out, "drop", container="parquet")
    report, lines = repeat_export(project, out / "export.json")
    assert report.path == str(out)
    assert "the same data" in lines[-1]


@pytest.mark.parametrize(
    "values",
    [
        {"colour": "red"},
        {"since": "1.1.2026"},
        {"since": "2026-02-01", "until": "2026-01-01"},
        {"status": ["done"]},
        {"agreement": "some"},
        {"topics": [1]},
    ],
)
def test_what_is_no_filter_is_refused(values):
    """A misspelt filter that left nothing out would look like one that worked."""
    with pytest.raises(KnownError):
        filters_of(values)


def test_filters_are_kept_as_they_were():
    """What is written beside the export gives the same filters again."""
    filters = Filters(annotators=("Ada",), since="2026-01-01", agreement=Wanted.AGREED)
    assert filters_of(json.loads(json.dumps(filters.plain()))) == filters
    assert Filters().is_empty
    assert filters_of({}) == Filters()
