"""Finds the runs of unchanged steps that are folded into one line each, and what they offer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby

from workbench.domain.records import Verdict
from workbench.service.views import StepView


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring rows of unchanged steps, from ``row`` on."""

    row: int
    steps: tuple[StepView, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The steps' ids."""
        return tuple(step.step.id for step in self.steps)

    @property
    def waiting(self) -> tuple[str, ...]:
        """The ids of those whose verdict is offered but not confirmed."""
        return tuple(step.step.id for step in self.steps if step.verdict is None)


def is_foldable(step: StepView) -> bool:
    """Whether a step needs no second reading: unchanged, and not wrong, in the turn before.

    A step that was given another verdict since is read as any other.
    """
    offered = step.suggestion if step.change == "unchanged" else None
    if offered is None or offered is Verdict.INCORRECT or step.after_first_error:
        return False
    return step.verdict in (None, offered)


def runs_of(rows: Sequence[StepView]) -> tuple[Run, ...]:
    """Return the runs of foldable rows, in order."""
    runs: list[Run] = []
    for foldable, group in groupby(enumerate(rows), lambda pair: is_foldable(pair[1])):
        pairs = list(group)
        if foldable:
            runs.append(Run(pairs[0][0], tuple(step for _, step in pairs)))
    return tuple(runs)


def folded(runs: Sequence[Run], opened: Collection[str]) -> tuple[Run, ...]:
    """Return the runs of which no step was opened."""
    return tuple(run for run in runs if not any(step_id in opened for step_id in run.ids))
