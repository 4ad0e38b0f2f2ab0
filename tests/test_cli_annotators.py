"""Several annotators on the command line: who works, second passes, agreement, merging, exports."""

from __future__ import annotations

import json

import pytest

from tests.helpers.marked import marked_steps
from workbench.cli import main
from workbench.domain.records import Verdict
from workbench.service.annotation import Annotation
from workbench.service.project import Project


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "ada.stepmark"
    with Project.create(path, "Ada") as project:
        marked_steps(project, [1, 1, 0], "First?")
        marked_steps(project, [1, -1], "Second?")
    return path


def run(path, *arguments, code: int = 0):
    assert main(["--project", str(path), *map(str, arguments)]) == code


def said(capsys, path, *arguments, code: int = 0):
    """Run a verb with --json and return its document."""
    capsys.readouterr()
    run(path, "--json", *arguments, code=code)
    return json.loads(capsys.readouterr().out)


def mark_all_of(path, verdict: Verdict) -> None:
    with Project.open(path) as project:
        annotation = Annotation(project)
        for row in annotation.queue():
            for step in annotation.view(row.problem_id).turns[-1].chosen.steps:
                annotation.mark(step.step.id, verdict)


def test_a_second_opinion_from_asking_to_agreement(path, capsys):
    """The whole way without a window."""
    run(path, "annotators", "add", "Ben")
    run(path, "second-pass", "Ben", "--share", "100")
    run(path, "annotators", "use", "Ben")
    listed = said(capsys, path, "annotators")["annotators"]
    assert [(one["name"], one["waiting"], one["working"]) for one in listed] == [
        ("Ada", 0, False),
        ("Ben", 2, True),
    ]
    mark_all_of(path, Verdict.CORRECT)
    run(path, "second-pass", "Ben", "--hand-in")
    report = said(capsys, path, "agreement")
    assert (report["steps"], report["disagreements"]) == (5, 2)
    assert report["percent"]["value"] == pytest.approx(3 / 5)
    run(path, "agreement", "--blind-only")
    assert "Krippendorff" in capsys.readouterr().out


def test_a_verb_can_name_who_works(path, tmp_path, capsys):
    """An import is somebody's act; history says whose."""
    run(path, "annotators", "add", "Ben")
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"question": "What is 2 + 2?", "answer": "4"}\n', encoding="utf-8")
    run(path, "import", rows, "--annotator", "Ben")
    with Project.open(path) as project:
        last = project.file.database.row("SELECT * FROM events ORDER BY seq DESC LIMIT 1")
        assert last["annotator_id"] == project.annotator.id
        assert project.annotator.name == "Ben"
    run(path, "import", rows, "--annotator", "Zoe", code=1)


def test_projects_merge_with_a_dry_run_first(path, tmp_path, capsys):
    """What would come is listed before it comes."""
    ben = tmp_path / "ben.stepmark"
    ben.write_bytes(path.read_bytes())
    run(ben, "annotators", "add", "Ben")
    run(ben, "annotators", "use", "Ben")
    mark_all_of(ben, Verdict.NEUTRAL)
    dry = said(capsys, path, "merge-project", ben, "--dry-run")
    # Four, for Ben found Ada's neutral step neutral too and left it hers.
    assert dry["added"] == {"annotators": 1, "opinions": 4}
    assert said(capsys, path, "merge-project", ben)["added"] == dry["added"]
    assert said(capsys, path, "merge-project", ben)["added"] == {}


def test_an_export_by_filters_is_repeated_as_the_same_version(path, tmp_path, capsys):
    """A number in a paper can be traced to its data."""
    out = tmp_path / "rows.jsonl"
    run(
        path,
        "export",
        "trl-stepwise",
        out,
        "--neutral",
        "drop",
        "--since",
        "2020-01-01",
        "--status",
        "open",
        "--licence",
        "CC-BY-4.0",
    )
    request = tmp_path / "rows.jsonl.export.json"
    kept = json.loads(request.read_text(encoding="utf-8"))
    assert kept["filters"] == {"since": "2020-01-01", "status": ["open"]}
    assert kept["sha256"].startswith(kept["version"])
    first = out.read_bytes()
    out.unlink()
    run(path, "export", "--repeat", request)
    assert out.read_bytes() == first
    assert "the same data as before" in capsys.readouterr().out
    mark_all_of(path, Verdict.CORRECT)
    run(path, "export", "--repeat", request)
    assert f"changed since version {kept['version']}" in capsys.readouterr().out


def test_what_is_mistyped_is_one_sentence(path, tmp_path, capsys):
    """Nobody of that name, no such day, no such file, nothing to write to."""
    for words, part in (
        (("annotators", "use", "Zoe"), "Nobody here is called Zoe"),
        (("second-pass", "Ada"), "marked nothing"),
        (("export", "sft", tmp_path / "x", "--since", "today"), "is no day"),
        (("export", "sft", tmp_path / "x", "--by", "Zoe"), "No annotator here is called Zoe"),
        (("export", "--repeat", path), "keeps no export"),
        (("merge-project", tmp_path / "none.stepmark"), "cannot be opened"),
    ):
        run(path, *words, code=1)
        assert part in capsys.readouterr().err
