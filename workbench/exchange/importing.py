"""Reads a file in one format and decides what is new: nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.domain.records import Split
from workbench.exchange import (
    mapping,
    math_shepherd,
    prm800k_rows,
    processbench,
    trl_preference,
    trl_stepwise,
)
from workbench.exchange.intake import Intake, take_problems
from workbench.exchange.registry import (
    MAPPED,
    MATH_SHEPHERD,
    PRM800K,
    PROCESSBENCH,
    STEPMARK,
    TRL_PREFERENCE,
    TRL_STEPWISE,
    Format,
)
from workbench.exchange.solution_intake import Reader, take_solutions
from workbench.exchange.source import Source
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
    source: Source,
    form: Format,
    split: Split | None = None,
    columns: Mapping[str, str] | None = None,
) -> Intake:
    """Return what importing a file would add; its source hears of each bad row.

    ``columns`` names the columns of the fields (``exchange.mapping``) by hand.
    """
    if form.id == STEPMARK:
        return take_project(database, source, split)
    if form.id in _SOLUTIONS:
        return take_solutions(database, source, _SOLUTIONS[form.id], split)
    if form.id == MAPPED:
        return take_solutions(database, source, mapping.reader(columns or {}), split)
    return take_problems(database, source, form.id, split, columns)
