"""``annotators``, ``second-pass``, ``agreement`` and ``merge-project``: several people's marks."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from workbench.cli.console import Console, table
from workbench.service.agreement import Agreement
from workbench.service.annotators import Annotators
from workbench.service.first_run import open_existing
from workbench.service.merging_projects import merge_project
from workbench.service.second_pass import SecondPasses


def annotators_verb(arguments: argparse.Namespace, console: Console) -> int:
    """List the annotators, after adding, renaming or choosing one if that was asked for."""
    with open_existing(arguments.project) as project:
        people = Annotators(project)
        if arguments.act == "add":
            people.add(arguments.name)
        elif arguments.act == "use":
            people.use(people.named(arguments.name).id)
        elif arguments.act == "rename":
            people.rename(people.named(arguments.name).id, arguments.new_name)
        elif arguments.act == "gold":
            SecondPasses(project).set_gold(arguments.problems, gold=not arguments.remove)
        lines = people.lines()
    rows = [
        (
            ("→ " if line.working else "  ") + line.name,
            f"{line.marks:,}",
            f"{line.opinions:,}",
            f"{line.waiting:,}",
            line.id,
        )
        for line in lines
    ]
    shown = table(rows, ("  annotator", "marks", "second opinions", "to mark blind", "id"))
    console.result({"annotators": [asdict(line) for line in lines]}, shown)
    return 0


def second_pass_verb(arguments: argparse.Namespace, console: Console) -> int:
    """Ask an annotator for blind second opinions, or say how far everybody is."""
    with open_existing(arguments.project) as project:
        passes = SecondPasses(project)
        if arguments.name:
            who = Annotators(project).named(arguments.name).id
            if arguments.hand_in:
                passes.hand_in(who)
            elif arguments.withdraw:
                passes.withdraw(who)
            else:
                passes.give(who, arguments.share / 100, arguments.seed)
        lines = passes.lines()
    rows = [
        (line.annotator.name, f"{line.open:,}", f"{line.ready:,}", f"{line.done:,}")
        for line in lines
    ]
    shown = table(rows, ("annotator", "to mark blind", "of them complete", "handed in"))
    document = {"passes": [asdict(line) for line in lines]}
    console.result(document, shown if rows else ["Nobody was asked for a blind opinion yet."])
    return 0


def agreement_verb(arguments: argparse.Namespace, console: Console) -> int:
    """Say how far the annotators agree."""
    with open_existing(arguments.project) as project:
        report = Agreement(project).report(blind_only=arguments.blind_only)
    console.result(report.plain(), report.lines())
    return 0


def merge_project_verb(arguments: argparse.Namespace, console: Console) -> int:
    """Bring another project's work into this one, or list what would come."""
    with open_existing(arguments.project) as project:
        report = merge_project(project, arguments.other, dry_run=arguments.dry_run)
    console.result(report.plain(), report.lines())
    return 0
