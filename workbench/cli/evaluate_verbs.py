"""``evaluate``: how often a model's final answer is right."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from workbench.cli.console import Console, progress
from workbench.domain.records import Split
from workbench.service.evaluation import EvaluationReport, evaluate
from workbench.service.first_run import open_existing
from workbench.service.library import Library
from workbench.service.solving import ModelSession, sampling


def evaluate_verb(arguments: argparse.Namespace, console: Console) -> int:
    """Measure one model on one split; the project is not changed."""
    split = Split(arguments.split)
    with open_existing(arguments.project) as project:
        problems = Library(project).problems(split)[: arguments.limit]
        with (
            ModelSession(project, arguments.model, arguments.seeds) as session,
            progress(len(problems), "problem", "evaluating") as bar,
        ):
            console.note(session.description)
            solve = session.solver(sampling(arguments.temperature))
            report = evaluate(problems, solve, arguments.seeds, lambda _score: bar.update())
        name = session.record.name
    document = {"model": name, "split": split.value, **asdict(report)}
    console.result(document, _lines(name, split, report))
    return 0


def _lines(name: str, split: Split, report: EvaluationReport) -> list[str]:
    lines = [
        f"{name} on {report.problems} {split.value} problems, "
        f"{report.samples_per_problem} sample(s) each:",
        f"  pass@1 {report.pass_at_1:.3f} (95 % interval {report.low:.3f} to {report.high:.3f})",
        f"  states an answer {report.answered:.3f}",
    ]
    if report.skipped:
        lines.append(f"  {report.skipped} problems without a reference answer were left out")
    return lines
