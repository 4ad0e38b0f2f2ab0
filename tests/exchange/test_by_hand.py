"""A solution that the expert wrote leaves as a human's, and comes back as one."""

from __future__ import annotations

from pathlib import Path

from tests.helpers.marked import contents
from tests.helpers.solutions import sum_problem
from workbench.domain.records import TurnKind, Verdict
from workbench.exchange.jsonl import read_rows
from workbench.service.annotation import Annotation
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.service.transfer import Transfer


def test_a_solution_by_hand_is_a_humans(project: Project, tmp_path: Path) -> None:
    """Who trains on the data can tell it from what a model wrote, in every format that can say."""
    problem = sum_problem()
    Library(project).add_problems([problem])
    annotation = Annotation(project)
    annotation.write_by_hand(problem.id, "1. Add: $3$.\n**Answer: 3**")
    (step,) = annotation.view(problem.id).turns[0].responses[0].steps
    annotation.mark(step.step.id, Verdict.CORRECT)
    Transfer(project).export("processbench", tmp_path / "bench.jsonl")
    (row,) = [row.value for row in read_rows(tmp_path / "bench.jsonl")]
    assert row["generator"] == "human"
    Transfer(project).export("stepmark-jsonl", tmp_path / "own.jsonl")
    with Project.create(tmp_path / "other.stepmark", "Bob") as other:
        Transfer(other).import_file(tmp_path / "own.jsonl")
        assert contents(other) == contents(project)
        assert Annotation(other).view(problem.id).turns[0].turn.kind is TurnKind.MANUAL
