"""How far annotators agree, beyond what chance alone would bring, and how sure that number is.

A *unit* is one step with each annotator's verdict on it. Only verdicts are compared: neutral is a
verdict like the others, an unmarked step is missing and never counted as neutral. A unit with fewer
than two verdicts says nothing about agreement and is left out. All coefficients are functions of
sums over units, so that the intervals resample whole responses: steps of one response are not
independent of each other.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from math import isqrt
from typing import TYPE_CHECKING

from workbench.domain.intervals import wilson

if TYPE_CHECKING:
    import numpy as np

_REPLICATES = 500
_INTERVAL = 0.95
Value = int


@dataclass(frozen=True, slots=True)
class Unit:
    """One step: who said what of it, and the response that it is part of."""

    cluster: Hashable
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A coefficient with its 95 % bootstrap interval and what it was computed from.

    ``value`` is None where it is not defined: nothing was compared, or everybody always said the
    same, so that chance cannot be told from agreement. ``n`` counts units.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int


Sums = Sequence[float]


def confusion(unit: Unit, one: str, two: str, categories: Sequence[Value]) -> list[float]:
    """Return one step's place in the confusion matrix of two annotators, row by row.

    Rows are what ``one`` said, columns ``two``; all zero where one of them said nothing.
    """
    size = len(categories)
    cells = [0.0] * size**2
    if one in unit.values and two in unit.values:
        row, column = (categories.index(unit.values[who]) for who in (one, two))
        cells[row * size + column] = 1.0
    return cells


def percent(cells: Sums) -> float | None:
    """Return the share of the diagonal of a square matrix, 0 to 1; None for an empty one."""
    total = sum(cells)
    return sum(cells[:: _side(cells) + 1]) / total if total else None


def cohen(cells: Sums) -> float | None:
    """Return Cohen's kappa of two annotators' confusion matrix.

    (p_o - p_e) / (1 - p_e), Cohen 1960, "A coefficient of agreement for nominal scales", eq. 1.
    None where the matrix is empty or both always said one and the same.
    """
    total, observed = sum(cells), percent(cells)
    if observed is None:
        return None
    side = _side(cells)
    expected = sum(sum(cells[n * side : (n + 1) * side]) * sum(cells[n::side]) for n in range(side))
    return _beyond(observed, expected / total**2)


def judgements(unit: Unit, categories: Sequence[Value]) -> list[float]:
    """Return what a step adds to Fleiss' kappa.

    The share of pairs of annotators that agree on it, one for the step, and how many annotators
    put it into each category.
    """
    said = list(unit.values.values())
    row = [said.count(category) for category in categories]
    judges = len(said)
    agreeing = sum(count * (count - 1) for count in row) / (judges * (judges - 1))
    return [agreeing, 1.0, *map(float, row)]


def fleiss(sums: Sums) -> float | None:
    """Return Fleiss' kappa of the summed ``judgements`` of steps.

    Fleiss 1971, "Measuring nominal scale agreement among many raters", eqs. 1-7, with the number
    of annotators allowed to differ between steps: each step weighs the same in the observed share,
    each verdict the same in the expected one. None where it is not defined.
    """
    agreeing, steps, *row = sums
    total = sum(row)
    if not total:
        return None
    return _beyond(agreeing / steps, sum((count / total) ** 2 for count in row))


def coincidences(unit: Unit, categories: Sequence[Value]) -> list[float]:
    """Return a step's coincidences, row by row: which two annotators' values met on it how often.

    The coincidence matrix of Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability",
    section C: a step of m values adds 1 / (m - 1) for each ordered pair of them.
    """
    size = len(categories)
    cells = [0.0] * size**2
    values = [categories.index(value) for value in unit.values.values()]
    for one, two in permutations(values, 2):
        cells[one * size + two] += 1 / (len(values) - 1)
    return cells


def alpha(cells: Sums, level: str = "nominal") -> float | None:
    """Return Krippendorff's alpha of a coincidence matrix, 1 - D_o / D_e.

    ``level`` is ``nominal`` (any two verdicts differ alike) or ``ordinal`` (incorrect and correct
    are further apart than either is from neutral; categories stand in order). None where all values
    are the same. Krippendorff 2011, section C and the metric differences of section E.
    """
    side = _side(cells)
    totals = [sum(cells[n * side : (n + 1) * side]) for n in range(side)]
    distance = _distances(totals, level)
    pairs = [(c, k) for c in range(side) for k in range(side)]
    observed = sum(cells[c * side + k] * distance(c, k) for c, k in pairs)
    expected = sum(totals[c] * totals[k] * distance(c, k) for c, k in pairs)
    return 1 - (sum(totals) - 1) * observed / expected if expected else None


def ordinal_alpha(cells: Sums) -> float | None:
    """Return ``alpha`` of verdicts in order."""
    return alpha(cells, "ordinal")


def estimate(
    units: Sequence[Unit],
    parts: Callable[[Unit], Sequence[float]],
    value: Callable[[Sequence[float]], float | None],
    *,
    share: bool = False,
    seed: int = 0,
    replicates: int = _REPLICATES,
) -> Estimate:
    """Return a statistic with its percentile bootstrap interval.

    ``parts`` gives what one unit adds, ``value`` the statistic of the sums. Whole clusters are
    drawn with replacement (Davison & Hinkley 1997, section 3.8), ``replicates`` times; draws where
    the statistic is not defined are left out. One cluster has no interval. Where every draw gives
    the same, as all agreeing does, drawing bounds nothing: a ``share`` then has Wilson's interval
    with each cluster taken for one trial, a coefficient has none.
    """
    import numpy as np  # a tenth of a second, which the window's start need not wait for

    groups: dict[Hashable, np.ndarray] = {}
    for unit in units:
        added = np.array(parts(unit), dtype=float)
        there = groups.get(unit.cluster)
        groups[unit.cluster] = added if there is None else there + added
    if not groups:
        return Estimate(None, None, None, 0)
    table = np.stack(list(groups.values()))  # (clusters, parts)
    found = value(table.sum(axis=0).tolist())
    if found is None or len(groups) < 2:
        return Estimate(found, None, None, len(units))
    low, high = _interval(table, value, np.random.default_rng(seed), replicates)
    if low == high:
        if not share:
            return Estimate(found, None, None, len(units))
        low, high = wilson(found, len(groups))
    return Estimate(found, low, high, len(units))


def _interval(
    table: np.ndarray,
    value: Callable[[Sequence[float]], float | None],
    chance: np.random.Generator,
    replicates: int,
) -> tuple[float, float]:
    import numpy as np

    size, drawn = len(table), []
    for _ in range(replicates):
        times = np.bincount(chance.integers(size, size=size), minlength=size)
        found = value((times @ table).tolist())
        if found is not None:
            drawn.append(found)
    return _middle(sorted(drawn))


def _middle(ordered: list[float]) -> tuple[float, float]:
    tail = (1 - _INTERVAL) / 2
    last = len(ordered) - 1
    return ordered[round(tail * last)], ordered[round((1 - tail) * last)]


def _beyond(observed: float, expected: float) -> float | None:
    return (observed - expected) / (1 - expected) if expected < 1 else None


def _side(cells: Sums) -> int:
    return isqrt(len(cells))


def _distances(totals: Sequence[float], level: str) -> Callable[[int, int], float]:
    """Return the squared difference of two categories at a level of measurement."""

    def ordinal(one: int, two: int) -> float:
        low, high = sorted((one, two))
        between = sum(totals[low : high + 1])
        return float((between - (totals[low] + totals[high]) / 2) ** 2)

    def nominal(one: int, two: int) -> float:
        return float(one != two)

    return {"nominal": nominal, "ordinal": ordinal}[level]
