"""``train``: start or resume a run and watch it; the run itself is a process of its own."""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace

from workbench.cli.console import Console, progress
from workbench.domain.errors import TrainingError
from workbench.domain.presets import preset
from workbench.domain.recipes import Recipe
from workbench.domain.records import ModelRecord, Run, RunState
from workbench.domain.training_views import RunProgress
from workbench.service.first_run import open_existing
from workbench.service.training import ENDED, Training

_POLL_SECONDS = 0.5


def train_verb(arguments: argparse.Namespace, console: Console) -> int:
    """Train to the end; Ctrl-C asks the run to write a checkpoint and stop."""
    with open_existing(arguments.project) as project:
        training = Training(project)
        warnings = () if arguments.resume else training.readiness(_recipe(arguments)).warnings
        run = _begin(training, arguments)
        for warning in warnings:  # not before: where nothing can begin, one sentence says why
            console.note(warning)
        console.note(f"Training {training.base_name(run)}; the run is in {run.folder}.")
        end = _watch(training, run, console, yes=arguments.yes)
        model = training.finish(run.id)
        results = training.results(run.id)
        ending = training.ending(run.id)
    if end.state is RunState.FAILED:
        raise TrainingError(end.reason)
    document = {
        "run_id": run.id,
        "folder": run.folder,
        "state": end.state.value,
        "outcome": ending.outcome.value,
        "reason": end.reason,
        "notices": list(end.notices),
        "model_id": model.id if model else None,
        "model": model.name if model else None,
        "results": results or None,
    }
    console.result(document, [*end.notices, *ending.lines, _next_act(run, model)])
    return 0


def _next_act(run: Run, model: ModelRecord | None) -> str:
    if model is None:
        return f"Go on with: stepmark train --resume {run.folder}"
    return f"New model: {model.name}. Use it with: stepmark generate --model {model.id}"


def _recipe(arguments: argparse.Namespace) -> Recipe:
    if arguments.recipe and arguments.preset:
        raise TrainingError("Give either --preset or --recipe, not both.")
    recipe = Recipe.from_file(arguments.recipe) if arguments.recipe else Recipe()
    if arguments.preset:
        recipe = preset(arguments.preset).recipe
    if arguments.reward_model:
        recipe = replace(recipe, reward_model=arguments.reward_model)
    return recipe.with_updates(arguments.steps) if arguments.steps else recipe


def _begin(training: Training, arguments: argparse.Namespace) -> Run:
    if arguments.resume:
        run = training.resume(arguments.resume)
        if arguments.yes:
            training.confirm(run.id)
        return run
    return training.start(_recipe(arguments), arguments.run, asks=not arguments.yes)


def _watch(training: Training, run: Run, console: Console, *, yes: bool) -> RunProgress:
    """Follow the run until it ends; the first Ctrl-C stops it, a second one leaves it running."""
    asked = False
    stage = ""
    with progress(100, "%", "training") as bar:
        while True:
            try:
                now = training.progress(run.id)
                if now.stage != stage:
                    stage = now.stage
                    console.note(f"{stage}…")
                bar.update(round(100 * now.fraction) - bar.n)
                if now.state in ENDED:
                    return now
                if now.question:
                    _answer(training, run, console, now.question, yes=yes)
                time.sleep(_POLL_SECONDS)
            except KeyboardInterrupt:
                if asked:
                    raise
                asked = True
                console.note("Stopping at the next checkpoint; Ctrl-C again leaves it running.")
                training.stop(run.id)


def _answer(training: Training, run: Run, console: Console, question: str, *, yes: bool) -> None:
    """Put the run's question to whoever is there; without anybody the run stops, and is kept."""
    if not yes:
        console.note(question)
        if not sys.stdin.isatty():
            console.note("Nobody is here to answer, so the run stops; --yes goes on all the same.")
            training.stop(run.id)
            return
        yes = input("Go on? [y/N] ").strip().lower() in ("y", "yes")
    if yes:
        training.go_on(run.id)
    else:
        training.stop(run.id)
