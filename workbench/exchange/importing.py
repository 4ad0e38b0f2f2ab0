"""Reads a file in one format and decides what is new: nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.domain.errors import KnownError
from workbench.domain.records import Split
from workbench.domain.sentences import sentence
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
from workbench.exchange.source import Kind, Source
from workbench.exchange.thread_intake import take_project
from workbench.store.database import Database

_SOLUTIONS: dict[str, Reader] = {
    PRM800K: prm800k_rows.read_solution,
    TRL_STEPWISE: trl_stepwise.read_solution,
    TRL_PREFERENCE: trl_preference.read_pair,
    MATH_SHEPHERD: math_shepherd.read_solution,
    PROCESSBENCH: processbench.read_solution,
}

_NESTED = (STEPMARK, PRM800K, TRL_STEPWISE, PROCESSBENCH)
"""Formats of lists and objects, which a table has only as text."""


def take_file(
    database: Database,
    source: Source,
    form: Format,
    split: Split | None = None,
    columns: Mapping[str, str] | None = None,
) -> Intake:
    """Return what importing a file would add; its source hears of each bad row.

    ``columns`` names the columns of the fields (``exchange.mapping``) by hand. Raises KnownError
    for a table (CSV) of a format whose rows hold lists.
    """
    if source.kind is Kind.CSV and form.id in _NESTED:
        raise _for_reading(source.path.name, form)
    if form.id == STEPMARK:
        return take_project(database, source, split)
    if form.id in _SOLUTIONS:
        return take_solutions(database, source, _SOLUTIONS[form.id], split)
    if form.id == MAPPED:
        return take_solutions(database, source, mapping.reader(columns or {}), split)
    return take_problems(database, source, form.id, split, columns)


def _for_reading(name: str, form: Format) -> KnownError:
    """Return the refusal of a table that was written to be looked at."""
    return KnownError(
        sentence(
            "{name} is {format} as a CSV table, which is for reading only. Nothing was imported; "
            "import the same data as JSON Lines or Parquet.",
            name=name,
            format=form.title,
        )
    )
