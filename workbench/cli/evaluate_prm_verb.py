"""``evaluate --prm MODEL --processbench FILE``: how often a reward model finds the first error."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from workbench.cli.console import Console, progress
from workbench.domain.errors import KnownError
from workbench.service.first_run import open_existing
from workbench.service.library import Library
from workbench.service.processbench import BenchRequest, score_processbench


def evaluate_prm(arguments: argparse.Namespace, console: Console) -> int:
    """Score every step of every solution of the file and print both accuracies and F1."""
    if not arguments.prm or not arguments.processbench:
        raise KnownError("Give both --prm MODEL and --processbench FILE.")
    request = BenchRequest(
        _folder(arguments),
        arguments.processbench,
        arguments.calibrate,
        arguments.threshold,
        arguments.limit,
    )
    console.note(f"Scoring {arguments.processbench.name} with the reward model of {request.model}…")
    with progress(None, "solution", "scoring") as bar:

        def on_progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        report = score_processbench(request, on_progress, console.note)
    console.result({"model": arguments.prm, **report}, _lines(arguments.prm, report))
    return 0


def _folder(arguments: argparse.Namespace) -> Path:
    """Return the folder that was named, or the published folder of a model of the project."""
    named = Path(arguments.prm).expanduser()
    if named.is_dir():
        return named
    with open_existing(arguments.project) as project:
        record = Library(project).model(arguments.prm)
    if record is None or record.run_id is None:
        raise KnownError(
            f"{arguments.prm} is neither a trained model of this project nor a folder; "
            "see stepmark models."
        )
    return Path(record.path)


def _lines(name: str, report: dict[str, Any]) -> list[str]:
    lines = [
        f"The reward model of {name} on {Path(report['file']).name}: {report['scored']} solutions, "
        f"{report['erroneous']} with an error, {report['correct']} without",
        _measure_line("first error found", report["accuracy_erroneous"]),
        _measure_line("correct ones passed", report["accuracy_correct"]),
        _measure_line("F1 (harmonic mean)", report["f1"]),
        f"  threshold {report['threshold']:.3g}, {report['threshold_source']}",
    ]
    chance = report["shuffled_f1"]
    if chance is not None:
        above = report["f1"]["low"] is not None and report["f1"]["low"] > chance
        verdict = "better than" if above else "not clearly better than"
        lines.append(f"  {verdict} its own scores dealt out at random (F1 {chance:.3f})")
    if report["too_long"]:
        lines.append(
            f"  {report['too_long']} of {report['rows']} solutions are longer than the model's "
            f"{report['longest_tokens']} tokens and were left out: "
            f"{', '.join(report['too_long_ids'])}"
        )
    return lines


def _measure_line(name: str, measure: dict[str, float | None]) -> str:
    if measure["value"] is None:
        return f"  {name}: none to measure on"
    if measure["low"] is None:
        return f"  {name} {measure['value']:.3f}"
    return (
        f"  {name} {measure['value']:.3f} "
        f"(95 % interval {measure['low']:.3f} to {measure['high']:.3f})"
    )
