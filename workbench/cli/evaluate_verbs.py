"""``evaluate``: how often a model's final answer is right, and whether the starter's card holds."""

from __future__ import annotations

import argparse
from dataclasses import asdict, replace

from workbench.cli.console import Console, progress, table
from workbench.cli.evaluate_prm_verb import evaluate_prm
from workbench.domain.errors import KnownError
from workbench.domain.records import Split
from workbench.service import starter_card
from workbench.service.evaluation import EvaluationReport, evaluate
from workbench.service.first_run import open_existing
from workbench.service.library import Library
from workbench.service.models import STARTER_ID
from workbench.service.solving import ModelSession, sampling
from workbench.service.starter_card import Card, CardSettings, Comparison
from workbench.service.starter_expert import StarterExpert


def evaluate_verb(arguments: argparse.Namespace, console: Console) -> int:
    """Measure one model on one split; the project is not changed."""
    if arguments.prm or arguments.processbench:
        return evaluate_prm(arguments, console)
    if arguments.card:
        return _card_verb(arguments, console)
    if not arguments.model:
        raise KnownError("Name a model of `stepmark models`, or use --prm with --processbench.")
    split, samples = Split(arguments.split or Split.HELDOUT), arguments.seeds or 1
    with open_existing(arguments.project) as project:
        problems = Library(project).problems(split)[: arguments.limit]
        with (
            ModelSession(project, arguments.model, samples) as session,
            progress(len(problems), "problem", "evaluating") as bar,
        ):
            console.note(session.description)
            solve = session.solver(sampling(arguments.temperature))
            report = evaluate(problems, solve, samples, lambda _score: bar.update())
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
    return [*lines, *_topic_lines(report)] if len(report.topics) > 1 else lines


def _topic_lines(report: EvaluationReport) -> list[str]:
    rows = [
        (
            row.topic,
            str(row.problems),
            f"{row.pass_at_1:.3f}",
            f"{row.low:.3f} to {row.high:.3f}",
            f"{row.answered:.3f}",
        )
        for row in report.topics
    ]
    return ["", *table(rows, ("topic", "problems", "pass@1", "95 % interval", "states an answer"))]


def _card_verb(arguments: argparse.Namespace, console: Console) -> int:
    """Measure the shipped weights as their card says; 1 where a number does not come out."""
    _refuse_what_the_card_decides(arguments)
    card = starter_card.load_card()
    settings = _card_settings(card, arguments)
    expert = StarterExpert()
    total = settings.problems * len(expert.families)
    with (
        starter_card.starter_engine(max(8, settings.samples)) as generate,
        progress(total, "problem", "evaluating") as bar,
    ):
        measured = starter_card.measure(generate, settings, expert, lambda: bar.update())
    rows = starter_card.compare(card, measured)
    outside = sum(not row.inside for row in rows)
    document = {
        "settings": asdict(settings),
        "outside": outside,
        "rows": [{**asdict(row), "inside": row.inside} for row in rows],
    }
    console.result(document, _card_lines(card, settings, rows, outside))
    return 1 if outside else 0


def _refuse_what_the_card_decides(arguments: argparse.Namespace) -> None:
    if arguments.model != STARTER_ID:
        raise KnownError(
            f"The card is of the shipped weights alone; run: stepmark evaluate {STARTER_ID} --card"
        )
    if arguments.split is not None or arguments.temperature is not None:
        raise KnownError("The card decides on split and temperature; leave both out with --card.")


def _card_settings(card: Card, arguments: argparse.Namespace) -> CardSettings:
    told = card.settings
    return replace(
        told,
        problems=min(told.problems, arguments.limit or told.problems),
        samples=arguments.seeds or told.samples,
    )


def _card_lines(
    card: Card, settings: CardSettings, rows: list[Comparison], outside: int
) -> list[str]:
    head = (
        f"Starter on {settings.problems} held-out problems of each family (seed {settings.seed}), "
        f"greedy and {settings.samples} sample(s) at temperature 1:"
    )
    cells = [
        (
            card.families[row.family].title,
            starter_card.MEASURES[row.measure],
            f"{row.card:.3f}",
            f"{row.measured:.3f}",
            f"{row.low:.3f} to {row.high:.3f}",
            "inside" if row.inside else "OUTSIDE",
        )
        for row in rows
    ]
    names = ("family", "share", "card", "measured", "95 % interval", "")
    end = (
        f"{outside} of {len(rows)} numbers lie outside their interval"
        if outside
        else f"all {len(rows)} numbers lie inside their interval"
    )
    return [head, *table(cells, names), end]
