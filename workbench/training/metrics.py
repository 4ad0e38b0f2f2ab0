"""How well scores tell right from wrong, each with how sure the number is."""

from __future__ import annotations

import random
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

from workbench.domain.intervals import wilson

NO_ERROR = -1
"""The place of the first error in a solution without one."""
DRAWS = 500
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with its 95 % bootstrap interval; each is None where it could not be measured."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """One solution's step scores, and where its first error truly is (0-based, -1 for none)."""

    scores: tuple[float, ...]
    first_error: int


def area_under_curve(scores: Tensor, labels: Tensor) -> float | None:
    """Chance that a correct step scores above an incorrect one, ties half; None without both.

    ``scores`` and ``labels`` are (N,); by ranks (Mann and Whitney 1947), in O(N log N).
    """
    right = labels > 0.5
    good, bad = int(right.sum()), int((~right).sum())
    if not good or not bad:
        return None
    _, places, counts = torch.unique(scores, return_inverse=True, return_counts=True)
    last = counts.cumsum(0).double()
    ranks = (last - (counts - 1) / 2)[places]  # mean rank of each tie, from 1
    return float((ranks[right].sum() - good * (good + 1) / 2) / (good * bad))


def correlation(left: Tensor, right: Tensor) -> float | None:
    """Pearson correlation of (N,) and (N,); None where one side does not vary."""
    a, b = left - left.mean(), right - right.mean()
    spread = float(a.norm() * b.norm())
    return float((a * b).sum()) / spread if spread > 0 else None


def first_below(scores: Sequence[float], threshold: float) -> int:
    """Return the first step whose score is below the threshold, -1 for none."""
    return next((place for place, s in enumerate(scores) if s < threshold), NO_ERROR)


def harmonic_mean(one: float, two: float) -> float:
    """F1 of ProcessBench: the harmonic mean of two accuracies; 0 where either is 0."""
    return 2 * one * two / (one + two) if one + two else 0.0


def location_accuracies(
    rows: Sequence[Location], threshold: float
) -> tuple[float | None, float | None, float | None]:
    """Return accuracy on erroneous solutions, on correct ones, and their harmonic mean F1.

    As ProcessBench defines them (Zheng et al. 2024): an erroneous solution counts where
    the very first error is found, a correct one where no error is claimed. None without such rows.
    """
    return accuracies_of([(row.first_error != NO_ERROR, _hit(row, threshold)) for row in rows])


def accuracies_of(
    hits: Sequence[tuple[bool, bool]],
) -> tuple[float | None, float | None, float | None]:
    """The same three numbers from pairs (is erroneous, was located rightly)."""
    shares = []
    for kind in (True, False):
        found = [hit for erroneous, hit in hits if erroneous is kind]
        shares.append(sum(found) / len(found) if found else None)
    wrong, right = shares
    both = harmonic_mean(wrong, right) if wrong is not None and right is not None else None
    return wrong, right, both


def best_threshold(rows: Sequence[Location], candidates: int = 200) -> float | None:
    """Return the threshold with the best F1 on these rows; None where one kind is missing.

    Candidates lie midway between neighbouring scores, at most so many evenly spread over them.
    Of equal ones the middle one is taken, which is the least sensitive to the rows at hand.
    """
    if len({row.first_error == NO_ERROR for row in rows}) < 2:
        return None
    scores = sorted({score for row in rows for score in row.scores})
    between = [(a + b) / 2 for a, b in pairwise(scores)] or scores
    step = max(1, len(between) // candidates)
    rated = [(location_accuracies(rows, t)[2] or 0.0, t) for t in between[::step]]
    best = max(f1 for f1, _ in rated)
    equal = [t for f1, t in rated if f1 == best]
    return equal[len(equal) // 2]


def cross_fitted_hits(
    rows: Sequence[Location], owners: Sequence[Hashable], seed: int
) -> list[tuple[bool, bool]] | None:
    """Say of each row whether its first error was located, by a threshold chosen on other owners.

    The owners (problems) are dealt into two halves; each half is judged by the threshold that is
    best on the other, so that no row helps to choose its own. None where a half has one kind only.
    """
    names = sorted(set(owners), key=str)
    random.Random(seed).shuffle(names)
    left = set(names[: len(names) // 2])
    sides = [owner in left for owner in owners]
    hits: list[tuple[bool, bool]] = []
    chosen = {
        side: best_threshold([row for row, own in zip(rows, sides, strict=True) if own is not side])
        for side in (True, False)
    }
    for row, side in zip(rows, sides, strict=True):
        threshold = chosen[side]
        if threshold is None:
            return None
        hits.append((row.first_error != NO_ERROR, _hit(row, threshold)))
    return hits


def bootstrap(
    owners: Sequence[Hashable],
    statistic: Callable[[list[int]], float | None],
    seed: int,
    draws: int = DRAWS,
) -> Measure:
    """Return a statistic of rows and its percentile interval, resampling whole owners (problems).

    ``statistic`` gets row indices. Rows of one problem resemble each other, so resampling single
    rows would claim too much (Efron 1979; Field and Welsh 2007). No interval where the statistic
    lacks a value in half of the draws.
    """
    rows: dict[Hashable, list[int]] = {}
    for index, owner in enumerate(owners):
        rows.setdefault(owner, []).append(index)
    value = statistic(list(range(len(owners)))) if owners else None
    if value is None:
        return Measure(None)
    groups, rng = list(rows.values()), random.Random(seed)
    drawn = (
        statistic([i for group in rng.choices(groups, k=len(groups)) for i in group])
        for _ in range(draws)
    )
    found = sorted(one for one in drawn if one is not None)
    if len(found) < draws // 2:
        return Measure(value)
    tail = (1 - LEVEL) / 2
    return Measure(value, found[int(tail * len(found))], found[int((1 - tail) * len(found)) - 1])


def bootstrap_share(
    owners: Sequence[Hashable],
    statistic: Callable[[list[int]], float | None],
    seed: int,
) -> Measure:
    """Return ``bootstrap`` of a statistic between 0 and 1; never a point as its interval.

    Where every resample gives the same, as all right or a single problem do, the interval is
    Wilson's with each owner taken for one draw.
    """
    found = bootstrap(owners, statistic, seed)
    if found.value is None or found.low is None or found.low != found.high:
        return found
    return Measure(found.value, *wilson(found.value, len(set(owners))))


def _hit(row: Location, threshold: float) -> bool:
    return first_below(row.scores, threshold) == row.first_error
