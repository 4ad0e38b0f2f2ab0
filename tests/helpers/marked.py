"""Projects with a marked thread, made through the service, and what their tables hold."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.helpers.solutions import numbered, result
from workbench.domain.records import (
    ErrorKind,
    ModelRecord,
    Preference,
    Problem,
    Strength,
    Verdict,
    new_id,
    now,
)
from workbench.service.annotation import Annotation
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.store.changes import added

DATA = Path(__file__).resolve().parents[1] / "data"
TABLES = ("problems", "threads", "turns", "responses", "steps", "marks", "preferences", "models")


def two_turns() -> dict[str, Any]:
    """Return the small two-turn example."""
    return json.loads((DATA / "two_turns.json").read_text(encoding="utf-8"))


def mark_example(project: Project, example: dict[str, Any], *, accept: bool = True) -> str:
    """Work through an example by the verbs of the window; return the problem's id."""
    model = ModelRecord("base-model", "Base", "base", "/models/base.gguf", "ab" * 32)
    Library(project).add_model(model)
    problem = Problem(new_id(), example["problem"], reference_answer=example["reference_answer"])
    Library(project).add_problems([problem])
    annotation = Annotation(project)
    for number, turn in enumerate(example["turns"]):
        plan = annotation.plan_refine(problem.id) if number else annotation.plan_initial(problem.id)
        kept = plan.prefix.count("\n")
        text = numbered(turn["steps"][kept:], turn["answer"], first=kept + 1)
        annotation.record_turn(plan, [result(text), result(text + " ", 1)], model.id)
        _mark_turn(annotation, problem.id, turn)
    if accept:
        annotation.accept(problem.id)
    return problem.id


def marked_steps(project: Project, verdicts: Sequence[int | None], statement: str = "P?") -> str:
    """Add a problem with one response of as many steps as verdicts; None is unmarked."""
    problem = Problem(new_id(), statement)
    Library(project).add_problems([problem])
    annotation = Annotation(project)
    text = numbered([f"Step body {n}." for n in range(len(verdicts))], "1")
    annotation.record_turn(annotation.plan_initial(problem.id), [result(text)], None)
    steps = annotation.view(problem.id).turns[0].chosen.steps
    for step, verdict in zip(steps, verdicts, strict=True):
        if verdict is not None:
            annotation.mark(step.step.id, Verdict(verdict), seconds=1.5)
    return problem.id


def prefer_first(project: Project, problem_id: str) -> None:
    """Prefer the first candidate of the first turn over the second."""
    turn = Annotation(project).view(problem_id).turns[0]
    one, two = (response.response.id for response in turn.responses)
    preference = Preference(
        new_id(), problem_id, project.annotator.id, one, two, Strength.SLIGHTLY, now()
    )
    project.commit("prefer", ["preferences"], [added(preference)])


def contents(project: Project, tables: Sequence[str] = TABLES) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of the record tables."""
    database = project.file.database
    return {table: sorted(database.rows(f"SELECT * FROM {table}"), key=repr) for table in tables}


def _mark_turn(annotation: Annotation, problem_id: str, turn: dict[str, Any]) -> None:
    steps = annotation.view(problem_id).turns[-1].chosen.steps
    for step, verdict in zip(steps, turn["verdicts"], strict=True):
        annotation.mark(step.step.id, Verdict(verdict), seconds=2.25)
    for said in turn["feedback"]:
        step_id = steps[said["step"] - 1].step.id
        if "follows_from" in said:
            annotation.set_follows_from(step_id, steps[said["follows_from"] - 1].step.id)
        else:
            annotation.set_error_kind(step_id, ErrorKind(said["error_kind"]))
            annotation.rewrite(step_id, said["rewrite"])
        annotation.explain(step_id, said["explanation"])
