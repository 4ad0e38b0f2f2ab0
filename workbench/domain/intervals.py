"""How sure a measured share or change is, also where resampling what was measured bounds nothing.

Drawing seven right answers anew gives seven right answers: a bootstrap of values that are all
alike is a point. These score intervals, which take each problem for one draw, bound it instead.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

NORMAL_95 = 1.959963984540054
"""Quantile of the normal distribution that leaves 2.5 % above it."""
_SHARES, _CHANGES = ("accuracy", "sampled_accuracy"), ("accuracy_change", "sampled_accuracy_change")
_REWARD = ("auc", "accuracy", "first_error_f1")


def wilson(share: float, count: int) -> tuple[float, float]:
    """Return the 95 % score interval of a share of ``count`` trials (Wilson 1927).

    All of [0, 1] for no trials. A mean of ``count`` shares may be given too: it varies less than
    one draw for each, so that the interval is then wider than need be.
    """
    if count == 0:
        return 0.0, 1.0
    spread = NORMAL_95**2 / count
    middle = (share + spread / 2) / (1 + spread)
    half = NORMAL_95 * math.sqrt(share * (1 - share) / count + spread / (4 * count))
    half /= 1 + spread
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


def one_sided_change(change: float, count: int) -> tuple[float, float]:
    """Return the 95 % score interval of a change of a share that only ever went one way.

    That is the interval of Tango (1998, equations 3 to 5) for a difference of paired shares where
    one of the two kinds of discordant pairs never came up: ``count * abs(change)`` pairs changed.
    His equations then solve in closed form; the limit beyond the change is Wilson's. All of
    [-1, 1] for no pairs.
    """
    if count == 0:
        return -1.0, 1.0
    if change < 0:
        low, high = one_sided_change(-change, count)
        return -high, -low
    low, high = wilson(change, count)
    if low <= change / (2 - change):  # below it the kind that never came up has a likely share
        spread = NORMAL_95**2 / count
        low = (change - spread) / (1 + spread)
    return low, high


def bounded_results(results: Mapping[str, Any]) -> dict[str, Any]:
    """Return a run's results with score intervals for those that resampling left a point.

    Runs of earlier versions hold such points, as ``[1.0, 1.0]`` of all right.
    """
    bounded = dict(results)
    for when in ("before", "after"):
        if results.get(when):
            bounded[when] = dict(results[when])
            _bound(bounded[when], _SHARES, int(results[when].get("problems", 0)), wilson)
    problems = int((results.get("before") or {}).get("problems", 0))
    _bound(bounded, _CHANGES, problems, one_sided_change)
    if results.get("reward_model"):
        bounded["reward_model"] = _bounded_reward(results["reward_model"])
    return bounded


def _bounded_reward(report: Mapping[str, Any]) -> dict[str, Any]:
    bounded, problems = dict(report), int(report.get("validation_problems", 0))
    for name in _REWARD:
        low, high = report.get(f"{name}_low"), report.get(f"{name}_high")
        if low is not None and low == high:
            ends = wilson(float(report[name]), problems)
            bounded[f"{name}_low"], bounded[f"{name}_high"] = ends
    return bounded


def _bound(
    table: dict[str, Any],
    names: tuple[str, ...],
    count: int,
    score: Callable[[float, int], tuple[float, float]],
) -> None:
    """Put score intervals in the place of points."""
    for name in names:
        low, high = table.get(f"{name}_interval", (0.0, 1.0))
        if low == high and name in table:
            table[f"{name}_interval"] = list(score(float(table[name]), count))
