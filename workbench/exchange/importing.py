"""Reads a file in one format and decides what is new: nothing is written here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from workbench.domain.errors import ImportProblem
from workbench.domain.records import Split
from workbench.exchange import (
    math_shepherd,
    prm800k_rows,
    processbench,
    trl_preference,
    trl_stepwise,
)
from workbench.exchange.intake import Intake, take_problems
from workbench.exchange.jsonl import raise_problem
from workbench.exchange.registry import (
    MATH_SHEPHERD,
    PRM800K,
    PROCESSBENCH,
    STEPMARK,
    TRL_PREFERENCE,
    TRL_STEPWISE,
    Format,
)
from workbench.exchange.solution_intake import Reader, take_solutions
from workbench.exchange.thread_intake import take_project
from workbench.store.database import Database

_SOLUTIONS: dict[str, Reader] = {
    PRM800K: prm800k_rows.read_solution,
    TRL_STEPWISE: trl_stepwise.read_solution,
    TRL_PREFERENCE: trl_preference.read_pair,
    MATH_SHEPHERD: math_shepherd.read_solution,
    PROCESSBENCH: processbench.read_solution,
}


def take_file(
    database: Database,
    path: Path,
    form: Format,
    split: Split | None = None,
    columns: Mapping[str, str] | None = None,
    on_problem: Callable[[ImportProblem], None] = raise_problem,
) -> Intake:
    """Return what importing a file would add; ``on_problem`` hears of each bad row.

    ``columns`` names columns of problems by hand.
    """
    if form.id == STEPMARK:
        return take_project(database, path, split, on_problem)
    if form.id in _SOLUTIONS:
        return take_solutions(database, path, _SOLUTIONS[form.id], split, on_problem)
    return take_problems(database, path, form.id, split, columns, on_problem)
