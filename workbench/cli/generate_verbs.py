"""``generate``: let a model solve the problems that nobody has asked it about yet."""

from __future__ import annotations

import argparse
from typing import Any

from workbench.cli.console import Console, progress
from workbench.service.annotators import Annotators
from workbench.service.first_run import open_or_begin
from workbench.service.project import Project
from workbench.service.solving import MODEL_SETTING, ModelSession, Solved, sampling, solve, unsolved

_WORDS = {True: "right", False: "wrong", None: "no reference"}


def generate_verb(arguments: argparse.Namespace, console: Console) -> int:
    """Solve problems without a turn; each is stored at once, so a stop loses nothing.

    A model that is named becomes the model in use: the next run trains its base.
    """
    with open_or_begin(arguments.project) as project:
        Annotators(project).work_as(arguments.annotator)
        solved = _solve_all(project, arguments, console)
        left = len(unsolved(project))
    rows = [_row(one) for one in solved]
    lines = [line for one in solved for line in _lines(one)]
    document = {"solved": rows, "unsolved_left": left}
    console.result(document, [*lines, f"{len(rows)} solved, {left} left."])
    return 0


def _solve_all(project: Project, arguments: argparse.Namespace, console: Console) -> list[Solved]:
    waiting = unsolved(project)[: arguments.limit]
    if not waiting:
        return []
    seeds = range(arguments.seed, arguments.seed + arguments.k)
    settings = sampling(arguments.temperature)
    done = []
    with ModelSession(project, arguments.model, arguments.k) as session:
        console.note(session.description)
        if arguments.model:
            project.set_setting(MODEL_SETTING, session.record.id)
        with progress(len(waiting), "problem", "solving") as bar:
            for problem in waiting:
                done.append(solve(project, session, problem, seeds, settings))
                bar.update()
    return done


def _row(one: Solved) -> dict[str, Any]:
    responses = [
        {
            "response_id": view.response.id,
            "seed": view.response.seed,
            "steps": len(view.steps),
            "answer": view.answer_text,
            "agrees": view.agrees,
            "finish_reason": view.response.finish_reason.value,
        }
        for view in one.responses
    ]
    return {
        "problem_id": one.problem.id,
        "reference_answer": one.problem.reference_answer,
        "responses": responses,
    }


def _lines(one: Solved) -> list[str]:
    excerpt = " ".join(one.problem.statement.split())[:60]
    return [
        f"{excerpt}  {len(view.steps)} steps, answer {view.answer_text or '–'}"
        f" ({_WORDS[view.agrees]})"
        for view in one.responses
    ]
