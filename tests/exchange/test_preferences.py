"""Preferences, whole responses and accepted solutions in the forms that TRL reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.marked import contents, mark_example, marked_steps, prefer_first, two_turns
from tests.helpers.solutions import numbered, result
from workbench.domain.errors import ImportProblem, KnownError
from workbench.domain.records import (
    Problem,
    RankedResponses,
    ThreadStatus,
    Verdict,
    new_id,
    now,
)
from workbench.exchange.files import json_line
from workbench.exchange.jsonl import read_rows
from workbench.service.annotation import Annotation
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.service.transfer import Transfer
from workbench.store.changes import added


def exported(project: Project, folder: Path, form: str, **options: Any) -> list[dict[str, Any]]:
    out = folder / f"{form}.jsonl"
    Transfer(project).export(form, out, **options)
    return [row.value for row in read_rows(out)]


def card_of(folder: Path, form: str) -> dict[str, Any]:
    return json.loads((folder / f"{form}.jsonl.card.json").read_text())


def written(folder: Path, *rows: dict[str, Any]) -> Path:
    path = folder / "rows.jsonl"
    path.write_bytes(b"".join(map(json_line, rows)))
    return path


def test_rewrite_and_accepted_turn_become_pairs(project, tmp_path):
    """Behind the accepted steps the rewrite over the rejected one; the last turn over the first."""
    mark_example(project, two_turns())
    step, turn = exported(project, tmp_path, "trl-preference")
    example = two_turns()
    assert step["chosen"].strip() == "3. Divide both sides by $3$: $x = 5$."
    assert step["rejected"].strip() == "3. " + example["turns"][0]["steps"][2]
    assert step["prompt"].startswith(example["problem"] + "\n\n1. ")
    assert example["turns"][0]["steps"][1] in step["prompt"]
    assert example["turns"][0]["steps"][2] not in step["prompt"]
    assert turn["prompt"] == example["problem"]
    assert turn["chosen"].startswith("1. ")
    assert list(step) == list(turn) == ["prompt", "chosen", "rejected"]
    assert card_of(tmp_path, "trl-preference")["kinds_of_records"] == {"rewrite": 1, "turn": 1}


def test_margin_is_in_every_row_once_a_strength_was_given(project, tmp_path):
    """A trainer takes the column for all rows or none; 0 is no margin."""
    prefer_first(project, mark_example(project, two_turns(), accept=False))
    rows = exported(project, tmp_path, "trl-preference")
    assert [row["margin"] for row in rows] == [0.0]
    card = card_of(tmp_path, "trl-preference")
    assert card["left_out"] == {"pairs of equal texts": 1}


def test_chosen_alternative_is_better_than_the_others_from_the_same_opening(project, tmp_path):
    """Candidates that were sampled from one step on, once somebody judged the chosen one."""
    problem_id = marked_steps(project, [1, -1])
    annotation = Annotation(project)
    steps = annotation.view(problem_id).turns[0].chosen.steps
    plan = annotation.plan_regenerate(steps[1].step.id)
    texts = [numbered([f"Other {n}."], "1", first=2) for n in range(2)]
    annotation.record_turn(plan, [result(text, n) for n, text in enumerate(texts)], None)
    assert exported(project, tmp_path, "trl-preference") == []
    chosen = annotation.view(problem_id).turns[1].chosen.steps[1]
    annotation.mark(chosen.step.id, Verdict.CORRECT)
    (row,) = exported(project, tmp_path, "trl-preference")
    assert (row["chosen"].strip(), row["rejected"].strip()) == ("2. Other 0.", "2. Other 1.")
    assert row["prompt"] == "P?\n\n" + plan.prefix


def test_ranking_prefers_each_response_to_those_behind_it(project, tmp_path):
    """Three in order are three pairs."""
    problem = Problem(new_id(), "P?")
    Library(project).add_problems([problem])
    annotation = Annotation(project)
    results = [result(numbered([f"Way {n}."], "1"), n) for n in range(3)]
    annotation.record_turn(annotation.plan_initial(problem.id), results, None)
    (turn,) = annotation.view(problem.id).turns
    ids = [response.response.id for response in turn.responses]
    order = (ids[2], ids[0], ids[1])
    ranking = RankedResponses(
        new_id(), problem.id, project.annotator.id, order, tuple(ids), created_at=now()
    )
    project.commit("rank", ["preferences"], [added(ranking)])
    rows = exported(project, tmp_path, "trl-preference")
    ways = [(row["chosen"][3:8], row["rejected"][3:8]) for row in rows]
    assert ways == [("Way 2", "Way 0"), ("Way 2", "Way 1"), ("Way 0", "Way 1")]
    assert card_of(tmp_path, "trl-preference")["kinds_of_records"] == {"ranking": 3}


def test_bad_problem_prefers_nothing(project, tmp_path):
    """What is set aside as bad teaches nothing."""
    problem_id = mark_example(project, two_turns(), accept=False)
    Annotation(project).set_aside(problem_id, ThreadStatus.BAD_PROBLEM, "two answers")
    assert exported(project, tmp_path, "trl-preference") == []


ROWS = [
    {"prompt": "P?", "chosen": "1. Good.\n2. Yes.\n\nAnswer: 4", "rejected": "1. Bad."},
    {"prompt": "P?", "chosen": "1. Good.\n2. Yes.\n\nAnswer: 4", "rejected": "Worse.", "x": [1]},
]


@pytest.mark.parametrize("margins", [(None, None), (1 / 3, 0.25), (1, 0.0)])
def test_pairs_come_in_and_go_out_as_they_were(project, tmp_path, margins):
    """Texts, margins and other columns; the same file again adds nothing."""
    rows = [
        row if margin is None else {**row, "margin": margin}
        for row, margin in zip(ROWS, margins, strict=True)
    ]
    report = Transfer(project).import_file(written(tmp_path, *rows))
    assert (report.format, report.problems_added, report.solutions_added) == (
        "trl-preference",
        1,
        4,
    )
    found = exported(project, tmp_path, "trl-preference")
    assert sorted(found, key=str) == sorted(rows, key=str)
    assert len(contents(project)["preferences"]) == 2
    again = Transfer(project).import_file(written(tmp_path, *rows))
    assert (again.solutions_added, again.change) == (0, None)
    assert project.check().ok


def test_message_lists_come_in_as_texts(project, tmp_path):
    """The conversational form, of one question and one answer."""
    row = {
        "prompt": [{"role": "user", "content": "P?"}],
        "chosen": [{"role": "assistant", "content": "Good."}],
        "rejected": [{"role": "assistant", "content": "Bad."}],
    }
    Transfer(project).import_file(written(tmp_path, row))
    assert exported(project, tmp_path, "trl-preference") == [
        {"prompt": "P?", "chosen": "Good.", "rejected": "Bad."}
    ]


BAD = {
    "margin": ({"margin": "wide"}, "field margin: a number was expected"),
    "margin true": ({"margin": True}, "field margin: a number was expected"),
    "chosen": ({"chosen": " "}, "field chosen: the text is missing or empty"),
    "conversation": ({"prompt": [{}, {}]}, "field prompt: text, or one message of the user"),
    "role": ({"chosen": [{"role": "user", "content": "x"}]}, "a message of the assistant"),
}


@pytest.mark.parametrize("bad", BAD)
def test_bad_row_changes_nothing_and_is_named(project, tmp_path, bad):
    """Line, field and reason."""
    change, reason = BAD[bad]
    before = contents(project)
    with pytest.raises(ImportProblem) as told:
        Transfer(project).import_file(written(tmp_path, ROWS[0], {**ROWS[0], **change}))
    assert str(told.value).startswith("rows.jsonl, line 2, field ")
    assert reason in str(told.value)
    assert contents(project) == before


def test_unpaired_rows_say_good_or_bad_of_judged_responses(project, tmp_path):
    """Good without an error, bad from the first one; what nobody judged so far is left out."""
    for verdicts, name in (([1, 1], "good"), ([1, -1, None], "bad"), ([1, None], "open")):
        marked_steps(project, verdicts, name)
    rows = exported(project, tmp_path, "trl-unpaired")
    assert {row["prompt"]: row["label"] for row in rows} == {"good": True, "bad": False}
    assert all(list(row) == ["prompt", "completion", "label"] for row in rows)
    marked_steps(project, [1, 0], "neutral")
    with pytest.raises(KnownError, match="trl-unpaired knows only right and wrong"):
        exported(project, tmp_path, "trl-unpaired")
    for neutral, label in (("positive", [True]), ("negative", [False]), ("drop", [])):
        rows = exported(project, tmp_path, "trl-unpaired", neutral=neutral)
        assert [row["label"] for row in rows if row["prompt"] == "neutral"] == label


def test_accepted_solutions_are_messages_to_imitate(project, tmp_path):
    """The corrected last turn of an accepted thread, and nothing that is marked incorrect."""
    mark_example(project, two_turns())
    wrong = marked_steps(project, [1, -1], "accepted by mistake")
    Annotation(project).accept(wrong)
    marked_steps(project, [1, 1], "not accepted")
    (row,) = exported(project, tmp_path, "sft")
    assert [message["role"] for message in row["messages"]] == ["user", "assistant"]
    assert row["messages"][0]["content"] == two_turns()["problem"]
    assert "3. Divide both sides by $3$: $x = 5$." in row["messages"][1]["content"]
    card = card_of(tmp_path, "sft")
    assert card["kinds_of_records"] == {"corrected": 1}
    assert card["left_out"] == {"accepted solutions with a step marked incorrect": 1}
