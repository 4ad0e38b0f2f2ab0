"""Writes RLHFlow's process supervision: each step is a user's turn, answered ``+`` or ``-``.

Turns have ``role`` and ``content``; the problem stands before the first step, a blank between, as
in RLHFlow/RLHF-Reward-Modeling (``math-rm/README.md``, ``prm_evaluate.py``). They lie in the column
``conversations``, which its recipe's reader (axolotl's ``sharegpt``) takes by default.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workbench.exchange.marked import marked_responses
from workbench.exchange.options import ExportOptions, Tally
from workbench.exchange.registry import RLHFLOW_PRM
from workbench.exchange.trl_stepwise import labelled
from workbench.store.database import Database


def rows(database: Database, options: ExportOptions, tally: Tally) -> Iterator[dict[str, Any]]:
    """Yield one conversation per response with a labelled first step.

    The problem stands before the first step, in the same turn. Raises KnownError at a neutral mark
    where the options do not say what it becomes.
    """
    for place in marked_responses(database, tally, options.selection):
        found = labelled(place, options, tally, RLHFLOW_PRM)
        if found is None:
            continue
        texts, labels = found
        tally.count(place.problem.id, place.marks[: len(labels)])
        turns: list[dict[str, str]] = []
        for n, (text, label) in enumerate(zip(texts, labels, strict=True)):
            asked = text if n else f"{place.problem.statement} {text}"
            turns.append({"role": "user", "content": asked})
            turns.append({"role": "assistant", "content": "+" if label else "-"})
        yield {"conversations": turns}
