"""Stepmark's own format holds everything: what is read back equals what was written."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.helpers.marked import TABLES, contents, mark_example, prefer_first, two_turns
from tests.helpers.projects import undo_stack
from tests.helpers.solutions import ire_example
from workbench.domain.errors import ImportProblem
from workbench.domain.records import (
    Annotator,
    ErrorKind,
    Mark,
    Message,
    Problem,
    Response,
    Step,
    Thread,
    Turn,
    TurnKind,
    Verdict,
)
from workbench.domain.steps import split_response
from workbench.exchange import stepmark_jsonl
from workbench.exchange.files import json_line
from workbench.exchange.jsonl import Row, read_rows
from workbench.service.annotation import Annotation
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.service.transfer import Transfer
from workbench.store.reading import ResponseBundle, ThreadBundle, TurnBundle


@pytest.fixture
def exported(project: Project, tmp_path: Path) -> Path:
    """Two problems, one marked over two turns with two candidates each, and a preference."""
    problem_id = mark_example(project, two_turns())
    Library(project).add_problems([Problem("lonely", "A problem that nobody marked.")])
    prefer_first(project, problem_id)
    out = tmp_path / "all.jsonl"
    Transfer(project).export("stepmark-jsonl", out)
    return out


def example(name: str) -> dict[str, Any]:
    return two_turns() if name == "own" else ire_example()


@pytest.mark.parametrize("name", ["own", "ire"])
def test_marked_example_imports_back_to_identical_records(project, tmp_path, name):
    """Every row of every table is the same in an empty project of somebody else."""
    problem_id = mark_example(project, example(name))
    Library(project).add_problems([Problem("lonely", "A problem that nobody marked.")])
    prefer_first(project, problem_id)
    Transfer(project).export("stepmark-jsonl", tmp_path / "all.jsonl")
    with Project.create(tmp_path / "other.stepmark", "Bob") as other:
        report = Transfer(other).import_file(tmp_path / "all.jsonl")
        assert contents(other) == contents(project)
        assert (
            contents(project, ["annotators"])["annotators"][0]
            in contents(other, ["annotators"])["annotators"]
        )
        assert (report.problems_added, report.threads_added) == (2, 1)
        assert other.check().ok
        theirs = Annotation(other).view(problem_id)
        assert theirs == Annotation(project).view(problem_id)


def test_every_line_says_what_it_is_and_steps_carry_their_words(exported):
    """A reader without this program finds the steps, their offsets, words, marks and links."""
    rows = [row.value for row in read_rows(exported)]
    assert [row["kind"] for row in rows] == [
        "guideline",
        "annotator",
        "model",
        "thread",
        "problem",
        "preference",
    ]
    thread = rows[3]
    first, second = thread["turns"]
    response = first["responses"][0]
    steps = response["steps"]
    assert response["token_ids"] == [1, 2, 3]
    assert response["logprobs"] == [-0.5, -0.25, -1.0]
    assert response["seed"] == 7
    assert thread["models"][0]["id"] == response["model_id"] == "base-model"
    assert [step["body"] for step in steps] == two_turns()["turns"][0]["steps"]
    assert [step["mark"]["verdict"] for step in steps] == [1, 0, -1, -1]
    assert steps[3]["mark"]["follows_from"] == steps[2]["id"]
    assert steps[2]["mark"]["rewrite"] == "Divide both sides by $3$: $x = 5$."
    assert second["kind"] == "continue"
    assert second["prefix"].endswith("3. Divide both sides by $3$: $x = 5$.\n")
    repeated = second["responses"][0]["steps"][0]
    assert repeated["origin_step_id"] == steps[0]["id"]


def test_importing_twice_adds_nothing(exported, tmp_path):
    """What is there record for record is recognised by its ids."""
    with Project.create(tmp_path / "other.stepmark", "Bob") as other:
        Transfer(other).import_file(exported)
        before = contents(other)
        report = Transfer(other).import_file(exported)
        assert (report.problems_added, report.threads_added, report.change) == (0, 0, None)
        assert report.duplicates == 3
        assert contents(other) == before


def test_import_is_one_act_that_undo_takes_back(exported, tmp_path):
    """A wrong import costs one undo."""
    with Project.create(tmp_path / "other.stepmark", "Bob") as other:
        before = contents(other)
        change = Transfer(other).import_file(exported).change
        assert change is not None
        assert len(undo_stack(other)) == 1
        other.revert(change)
        assert contents(other) == before
        assert other.check().ok


def test_thread_with_other_content_under_the_same_id_is_refused(project, exported):
    """Neither side's marks are overwritten silently."""
    step = Annotation(project).view(contents(project)["threads"][0]["problem_id"]).turns[0]
    Annotation(project).mark(step.chosen.steps[0].step.id, Verdict.INCORRECT)
    before = contents(project)
    with pytest.raises(ImportProblem, match=r"line 4, field thread.id: .* other content"):
        Transfer(project).import_file(exported)
    assert contents(project) == before


def test_thread_joins_the_same_problem_under_another_id(exported, tmp_path):
    """Two people who imported the same problems can bring their marks together."""
    with Project.create(tmp_path / "other.stepmark", "Bob") as other:
        Library(other).add_problems([Problem("bobs", two_turns()["problem"] + " \n")])
        report = Transfer(other).import_file(exported)
        assert report.threads_added == 1
        held = contents(other)
        assert [row["problem_id"] for row in held["threads"]] == ["bobs"]
        assert [row["problem_id"] for row in held["preferences"]] == ["bobs"]
        assert "is here already" in report.notes[0]


BREAKS = {
    "version": (("stepmark",), 2, "field stepmark: version 2 is not known"),
    "kind": (("kind",), "nonsense", "field kind: 'nonsense' is not known"),
    "unknown field": (("problem", "colour"), "red", "field problem.colour: no such field"),
    "split": (("problem", "split"), "both", "field problem.split: it must be one of: train"),
    "verdict": (
        ("turns", 0, "responses", 0, "steps", 0, "mark", "verdict"),
        2,
        "field turns[0].responses[0].steps[0].mark.verdict: it must be one of: -1, 0, 1",
    ),
    "verdict true": (
        ("turns", 0, "responses", 0, "steps", 0, "mark", "verdict"),
        True,
        "mark.verdict: it must be one of",
    ),
    "offset": (
        ("turns", 0, "responses", 0, "steps", 1, "start"),
        0,
        "field turns[0].responses[0].steps[1].body: it is not the text",
    ),
    "seed": (("turns", 0, "responses", 0, "seed"), 2**63, "seed: the number is too large"),
    "token ids": (
        ("turns", 0, "responses", 0, "token_ids"),
        [1, "2"],
        "token_ids[1]: a whole number was expected",
    ),
    "chosen": (("turns", 0, "chosen_response_id"), "gone", "it names no response of the turn"),
    "cause": (
        ("turns", 0, "responses", 0, "steps", 3, "mark", "follows_from"),
        "gone",
        "follows_from names no step of the response",
    ),
    "turns": (("turns",), None, "field turns: a list was expected"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_broken_record_is_refused_with_its_line_and_field(exported, tmp_path, name):
    """Nothing of the file is imported, and the place is told."""
    path, value, reason = BREAKS[name]
    rows = [row.value for row in read_rows(exported)]
    place: Any = rows[3]
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    broken = tmp_path / "broken.jsonl"
    broken.write_bytes(b"".join(map(json_line, rows)))
    with Project.create(tmp_path / "other.stepmark", "Bob") as other:
        before = contents(other)
        with pytest.raises(ImportProblem) as told:
            Transfer(other).import_file(broken)
        assert str(told.value).startswith("broken.jsonl, line 4, ")
        assert reason in str(told.value)
        assert contents(other) == before


def test_id_that_occurs_twice_is_refused(exported, tmp_path):
    """Two threads cannot share a turn."""
    rows = [row.value for row in read_rows(exported)]
    copy = json.loads(json.dumps(rows[3]))
    copy["thread"]["id"] = "another"
    broken = tmp_path / "broken.jsonl"
    broken.write_bytes(b"".join(map(json_line, [*rows, copy])))
    with (
        Project.create(tmp_path / "other.stepmark", "Bob") as other,
        pytest.raises(ImportProblem, match=r"line 7, field turns: the id .* occurs twice"),
    ):
        Transfer(other).import_file(broken)


def made(statement: str, text: str, explanation: str, rewrite: str) -> stepmark_jsonl.ThreadLine:
    """Return a thread whose every text is arbitrary."""
    thread = Thread("t", "p", "a", status_reason=explanation)
    turn = Turn("u", "t", 1, TurnKind.INITIAL, (Message("user", statement),), rewrite, "r")
    steps = tuple(
        Step(f"s{n}", "r", n, part.start, part.end)
        for n, part in enumerate(split_response(text).steps, 1)
    )
    marks = {
        step.id: Mark(
            step.id, Verdict.INCORRECT, ErrorKind.REASONING, None, explanation, rewrite or None
        )
        for step in steps
    }
    response = Response("r", "u", 0, text, answer=rewrite, logprobs=(-0.1, -1e-300))
    bundle = ThreadBundle(thread, (TurnBundle(turn, (ResponseBundle(response, steps, marks),)),))
    return stepmark_jsonl.ThreadLine(Problem("p", statement), Annotator("a", "Ada", ""), (), bundle)


@given(statement=st.text(), text=st.text(), explanation=st.text(), rewrite=st.text())
def test_any_texts_survive_the_line_format(statement, text, explanation, rewrite):
    """Emoji, NUL, line breaks of every kind and unbalanced LaTeX come back to the character."""
    line = made(statement, text, explanation, rewrite)
    value = stepmark_jsonl._thread_line(line.problem, {"a": line.annotator}, {}, line.bundle).value
    back = json.loads(json_line(value))
    assert stepmark_jsonl.read_line(Row("f", 1, back)) == line


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    statement=st.text(min_size=1).filter(str.strip),
    text=st.text(min_size=1),
    explanation=st.text(),
    rewrite=st.text(),
)
def test_any_texts_survive_export_and_import(
    tmp_path_factory, statement, text, explanation, rewrite
):
    """The same through the real database, the real file and back."""
    folder = tmp_path_factory.mktemp("round")
    line = made(statement, text, explanation, rewrite)
    source = folder / "source.jsonl"
    annotators = {"a": line.annotator}
    value = stepmark_jsonl._thread_line(line.problem, annotators, {}, line.bundle).value
    source.write_bytes(json_line(value))
    with Project.create(folder / "one.stepmark", "Ada") as one:
        Transfer(one).import_file(source)
        Transfer(one).export("stepmark-jsonl", folder / "out.jsonl")
        first = contents(one)
    with Project.create(folder / "two.stepmark", "Ada") as two:
        Transfer(two).import_file(folder / "out.jsonl")
        assert contents(two, TABLES) == first
    assert first["responses"][0]["text"] == text
    assert first["problems"][0]["statement"] == statement


def test_position_of_added_problems_follows_those_that_are_there(exported, tmp_path):
    """Order of import stays the order of the queue."""
    with Project.create(tmp_path / "other.stepmark", "Bob") as other:
        Library(other).add_problems([replace(Problem("mine", "My own problem."), position=1)])
        Transfer(other).import_file(exported)
        positions = [problem.position for problem in Library(other).problems()]
        assert positions == sorted(set(positions))
        assert Library(other).problems()[0].id == "mine"
