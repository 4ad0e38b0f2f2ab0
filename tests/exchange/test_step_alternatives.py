"""What is said of a step's alternatives reaches the trainer's snapshot and the exported pairs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.marked import contents
from tests.helpers.projects import step_ids, with_response
from tests.helpers.solutions import result
from workbench.domain.records import Verdict
from workbench.exchange.jsonl import read_rows
from workbench.exchange.snapshot import feedback_of
from workbench.service.annotation import Annotation
from workbench.service.project import Project
from workbench.service.transfer import Transfer
from workbench.training.pairs import chosen_pairs

GOOD, BAD = Verdict.CORRECT, Verdict.INCORRECT


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p.stepmark", "Ada") as made:
        yield made


def sampled(project: Project) -> tuple[Annotation, list[str]]:
    """Return a project with three alternatives beside step 2, by id, the original first."""
    annotation, problem = with_response(project)
    step_id = step_ids(annotation, problem)[1]
    plan = annotation.plan_alternatives(step_id)
    results = [result(f"2. Way {number}.\n", number) for number in (1, 2, 3)]
    annotation.record_alternatives(plan, results, "m")
    return annotation, [one.id for one in annotation.alternatives(step_id).alternatives]


def pairs(project: Project) -> list[tuple[str, str]]:
    """Return chosen and rejected last steps, as training has them."""
    found = chosen_pairs(feedback_of(project.file.database))
    return [
        (better.splitlines()[-1], worse.splitlines()[-1]) for _, (better, _), (worse, _) in found
    ]


def exported(project: Project, folder: Path) -> list[tuple[str, str]]:
    """Return chosen and rejected steps, as an export has them."""
    out = folder / "pairs.jsonl"
    Transfer(project).export("trl-preference", out)
    rows = [row.value for row in read_rows(out)]
    return [(row["chosen"].strip(), row["rejected"].strip()) for row in rows]


def test_the_chosen_alternative_is_above_the_others(project: Project, tmp_path: Path) -> None:
    """Every other one was passed over; the rewrite over the original is a pair of its own."""
    annotation, ids = sampled(project)
    annotation.choose_alternative(ids[2])
    wanted = [("2. Way 2.", "2. Way 1."), ("2. Way 2.", "2. Way 3.")]
    assert pairs(project) == wanted
    original = "2. Step number 2 says $x_2$."
    assert exported(project, tmp_path) == [("2. Way 2.", original), *wanted]


def test_the_original_can_be_the_best(project: Project, tmp_path: Path) -> None:
    """Nothing is rewritten then, and the alternatives are what it is better than."""
    annotation, ids = sampled(project)
    annotation.choose_alternative(ids[0])
    assert [worse for _, worse in pairs(project)] == ["2. Way 1.", "2. Way 2.", "2. Way 3."]
    assert {best for best, _ in pairs(project)} == {"2. Step number 2 says $x_2$."}
    assert exported(project, tmp_path) == pairs(project)


def test_what_is_right_as_well_is_not_worse(project: Project) -> None:
    """Ratings and the choice are read together; a wrong choice teaches nothing."""
    annotation, ids = sampled(project)
    annotation.choose_alternative(ids[1])
    annotation.rate_alternative(ids[2], GOOD)
    assert pairs(project) == [("2. Way 1.", "2. Way 3.")]
    annotation.rate_alternative(ids[1], BAD)
    assert pairs(project) == []


def test_unjudged_alternatives_are_left_out_of_the_snapshot(project: Project) -> None:
    """Sampled steps that nobody spoke of say nothing."""
    sampled(project)
    assert feedback_of(project.file.database).alternatives == ()


def test_alternatives_are_completions_of_prm800k(project: Project, tmp_path: Path) -> None:
    """As in the original data: several ways on from one place, each rated, one gone on with."""
    annotation, ids = sampled(project)
    annotation.rate_alternative(ids[0], BAD)
    annotation.rate_alternative(ids[1], GOOD)
    annotation.choose_alternative(ids[1])
    out = tmp_path / "prm.jsonl"
    Transfer(project).export("prm800k", out)
    (row,) = [row.value for row in read_rows(out)]
    step = row["label"]["steps"][-1]
    assert [completion["rating"] for completion in step["completions"]] == [-1, 1, None, None]
    assert [c["text"] for c in step["completions"]][1:] == ["Way 1.", "Way 2.", "Way 3."]
    assert (step["chosen_completion"], step["human_completion"]) == (1, None)


def test_our_own_format_carries_alternatives_and_checks(project: Project, tmp_path: Path) -> None:
    """An export imports as the identity, whatever was done beside the marks."""
    annotation, ids = sampled(project)
    annotation.rate_alternative(ids[1], GOOD)
    annotation.choose_alternative(ids[1])
    problem_id = annotation.queue()[0].problem_id
    plan = annotation.plan_check(problem_id)
    texts = ("1. So.\n**Answer: 3**", "1. So.\n**Answer: 4**")
    annotation.record_check(plan, [result(text, at) for at, text in enumerate(texts)], "m")
    out = tmp_path / "all.jsonl"
    Transfer(project).export("stepmark-jsonl", out)
    tables = ("alternatives", "consistency_checks", "marks", "steps")
    with Project.create(tmp_path / "other.stepmark", "Bob") as other:
        Transfer(other).import_file(out)
        assert contents(other, tables) == contents(project, tables)
        assert other.check().ok
        assert Annotation(other).queue_row(problem_id) == annotation.queue_row(problem_id)
        report = Transfer(other).import_file(out)
        assert (report.threads_added, report.problems_added) == (0, 0)
