"""``train``: start or resume a run and watch it; the run itself is a process of its own."""

from __future__ import annotations

import argparse
import time

from workbench.cli.console import Console, progress
from workbench.domain.errors import TrainingError
from workbench.domain.recipes import Recipe
from workbench.domain.records import ModelRecord, Run, RunState
from workbench.service.first_run import open_existing
from workbench.service.training import RunProgress, Training

_POLL_SECONDS = 0.5
_ENDED = {RunState.DONE, RunState.STOPPED, RunState.FAILED}


def train_verb(arguments: argparse.Namespace, console: Console) -> int:
    """Train to the end; Ctrl-C asks the run to write a checkpoint and stop."""
    with open_existing(arguments.project) as project:
        training = Training(project)
        run = _begin(training, arguments)
        console.note(f"Training {training.base_name(run)}; the run is in {run.folder}.")
        end = _watch(training, run, console)
        model = training.finish(run.id)
        results = training.results(run.id)
    if end.state is RunState.FAILED:
        raise TrainingError(end.reason)
    document = {
        "run_id": run.id,
        "folder": run.folder,
        "state": end.state.value,
        "reason": end.reason,
        "notices": list(end.notices),
        "model_id": model.id if model else None,
        "model": model.name if model else None,
        "results": results or None,
    }
    console.result(document, [*end.notices, end.reason, _next_act(run, model)])
    return 0


def _next_act(run: Run, model: ModelRecord | None) -> str:
    if model is None:
        return f"Go on with: stepmark train --resume {run.folder}"
    return f"New model: {model.name}. Use it with: stepmark generate --model {model.id}"


def _begin(training: Training, arguments: argparse.Namespace) -> Run:
    if arguments.resume:
        return training.resume(arguments.resume)
    recipe = Recipe.from_file(arguments.recipe) if arguments.recipe else Recipe()
    if arguments.steps:
        recipe = recipe.with_updates(arguments.steps)
    return training.start(recipe, arguments.run)


def _watch(training: Training, run: Run, console: Console) -> RunProgress:
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
                if now.state in _ENDED:
                    return now
                time.sleep(_POLL_SECONDS)
            except KeyboardInterrupt:
                if asked:
                    raise
                asked = True
                console.note("Stopping at the next checkpoint; Ctrl-C again leaves it running.")
                training.stop(run.id)
