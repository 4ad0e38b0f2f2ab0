"""Turns the arms' outcomes into numbers with intervals, a verdict on each target, and a table.

Intervals are 95 % percentiles over resampled problems; with several seeds a problem counts with its
mean over them, and the spread over seeds stands beside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.benchmarks.loop.arms import ARMS
from tests.benchmarks.loop.measure import Outcome

DRAWS = 2000
HALF = 0.5
MINUTES = 15.0
HEAD = (
    "arm",
    "greedy pass@1",
    "sampled pass@1",
    "steps right",
    "of starter's errors",
    "minutes (CPU)",
)

Array = np.ndarray[Any, np.dtype[Any]]
Drawn = Sequence[tuple[Outcome, ...]]


@dataclass(frozen=True, slots=True)
class Result:
    """One arm with one seed; ``minutes`` of training by the clock, with what was borrowed.

    ``processor_minutes`` are those of its own process; other work on the machine adds none.
    ``busy`` says that there was other work, so that its minutes by the clock tell of that.
    """

    arm: str
    seed: int
    outcomes: tuple[Outcome, ...]
    minutes: float | None = None
    processor_minutes: float | None = None
    busy: bool = False


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its 95 % interval, and its value for each seed."""

    value: float
    low: float
    high: float
    seeds: tuple[float, ...] = ()

    @classmethod
    def of(cls, by_seed: Array, statistic: Callable[[Array], Array]) -> Estimate:
        """Estimate ``statistic`` of values (S seeds, N problems, ...) over the problem axis.

        The statistic takes (..., N, K) with K columns and returns (...).
        """
        rows = np.random.default_rng(20).integers(0, by_seed.shape[1], (DRAWS, by_seed.shape[1]))
        pooled = by_seed.mean(0)
        found = statistic(pooled[rows])
        low, high = np.nanpercentile(found, [2.5, 97.5])
        each = tuple(float(one) for one in statistic(by_seed))
        return cls(float(statistic(pooled)), float(low), float(high), each)

    def percent(self) -> str:
        """Write it as a share."""
        return f"{self.value:.1%} ({self.low:.1%} to {self.high:.1%})"

    def points(self) -> str:
        """Write it as a difference of shares."""
        return f"{self.value * 100:+.1f} points ({self.low * 100:+.1f} to {self.high * 100:+.1f})"


def mean(columns: Array) -> Array:
    """Mean of the first column over problems."""
    return columns[..., 0].mean(-1)


def ratio(columns: Array) -> Array:
    """Sum of the first column over the sum of the second; nan where that is nothing."""
    top, bottom = columns[..., 0].sum(-1), columns[..., 1].sum(-1)
    return np.divide(top, bottom, out=np.full_like(top, np.nan), where=bottom > 0)


def difference(columns: Array) -> Array:
    """Mean of the first column less that of the second."""
    return (columns[..., 0] - columns[..., 1]).mean(-1)


def columns(results: Sequence[Result], *parts: Callable[[Outcome], float]) -> Array:
    """Return (S, N, K): each part of each outcome."""
    return np.array([[[float(part(one)) for part in parts] for one in r.outcomes] for r in results])


def right(one: Outcome) -> float:
    """Greedy pass@1 of one problem, or of the response that was chosen."""
    return float(one.right)


def wrong(one: Outcome) -> float:
    """Error of one problem."""
    return 1.0 - one.right


def sampled(one: Outcome) -> float:
    """Sampled pass@1 of one problem."""
    return sum(one.sampled) / len(one.sampled)


def paired(one: Sequence[Result], two: Sequence[Result], part: Callable[[Outcome], float]) -> Array:
    """Return (S, N, 2): both arms on the same problems, for the seeds that both have."""
    seeds = sorted({r.seed for r in one} & {r.seed for r in two})
    sides = [columns([r for s in seeds for r in arm if r.seed == s], part) for arm in (one, two)]
    return np.concatenate(sides, axis=-1)


def row(results: Sequence[Result], base: Sequence[Result]) -> dict[str, Any]:
    """Return one arm's numbers; ``base`` is empty where arm (a) was not run."""
    timed = [r for r in results if r.minutes is not None]
    calm = [r for r in timed if not r.busy] or timed
    taken = [r.minutes for r in calm if r.minutes is not None]
    used = [r.processor_minutes for r in results if r.processor_minutes is not None]
    first = results[0].outcomes
    return {
        "arm": results[0].arm,
        "title": ARMS[results[0].arm].title,
        "seeds": [r.seed for r in results],
        "problems": len(first),
        "greedy": Estimate.of(columns(results, right), mean),
        "sampled": Estimate.of(columns(results, sampled), mean) if first[0].sampled else None,
        "sound": Estimate.of(columns(results, lambda o: o.sound), mean),
        "steps": Estimate.of(columns(results, lambda o: o.right_steps, lambda o: o.steps), ratio),
        "error_ratio": Estimate.of(paired(results, base, wrong), ratio) if base else None,
        "minutes": max(taken) if taken else None,
        "timed_seeds": [r.seed for r in calm],
        "processor_minutes": max(used) if used else None,
        "families": families(results),
    }


def families(results: Sequence[Result]) -> dict[str, float]:
    """Return greedy pass@1 by family."""
    kinds = list(dict.fromkeys(one.family for one in results[0].outcomes))
    found = [one for result in results for one in result.outcomes]
    return {
        kind: sum(o.right for o in found if o.family == kind) / sum(o.family == kind for o in found)
        for kind in kinds
    }


def comparisons(arms: Mapping[str, Sequence[Result]]) -> dict[str, dict[str, Estimate]]:
    """Return the paired differences of (g) from (d), (h), (e) and (f), greedy and sampled."""
    if "g" not in arms:
        return {}
    return {
        f"g-{other}": {
            "greedy": Estimate.of(paired(arms["g"], arms[other], right), difference),
            "sampled": Estimate.of(paired(arms["g"], arms[other], sampled), difference),
        }
        for other in ("d", "h", "e", "f")
        if other in arms
    }


def targets(
    rows: Mapping[str, dict[str, Any]], compared: Mapping[str, dict[str, Estimate]]
) -> list[tuple[str, bool | None, str]]:
    """Return each target with whether it was met (None: not measured) and the number behind it.

    An arm beats another where the whole interval of their difference is above zero.
    """
    found: list[tuple[str, bool | None, str]] = []
    share = rows.get("g", {}).get("error_ratio")
    found.append(
        (
            "(g) at least halves the starter's error rate",
            None if share is None else share.value <= HALF,
            "" if share is None else f"its errors are {share.percent()} of the starter's",
        )
    )
    for other in ("d", "e"):
        gap = compared.get(f"g-{other}")
        found.append(
            (
                f"(g) beats ({other})",
                None if gap is None else gap["greedy"].low > 0,
                "" if gap is None else gap["greedy"].points() + ", " + surely(gap["greedy"]),
            )
        )
    taken = rows.get("g", {}).get("minutes")
    found.append(
        (
            f"(g) within {MINUTES:.0f} minutes",
            None if taken is None else taken <= MINUTES,
            "" if taken is None else spoken(rows["g"]),
        )
    )
    return found


def surely(gap: Estimate) -> str:
    """Say whether a difference is beyond chance."""
    return "beyond chance" if gap.low > 0 or gap.high < 0 else "which may be chance"


def markdown(
    rows: Mapping[str, dict[str, Any]],
    compared: Mapping[str, dict[str, Estimate]],
    met: Sequence[tuple[str, bool | None, str]],
) -> str:
    """Write the tables and the targets."""
    lines = [f"| {' | '.join(HEAD)} |", "|---" * len(HEAD) + "|"]
    lines += [line(one) for one in rows.values()]
    lines += ["", *family_lines(rows), ""]
    for name, gap in compared.items():
        lines.append(f"- ({name[0]}) over ({name[2]}), greedy: {gap['greedy'].points()}")
        lines.append(f"- ({name[0]}) over ({name[2]}), sampled: {gap['sampled'].points()}")
    lines.append("")
    words = {True: "met", False: "MISSED", None: "not measured"}
    lines += [f"- {target}: {words[hit]}{number and f' ({number})'}" for target, hit, number in met]
    return "\n".join(lines)


def line(one: Mapping[str, Any]) -> str:
    """Write one arm's row."""
    greedy, more, share = one["greedy"], one["sampled"], one["error_ratio"]
    span = (
        f"; seeds {min(greedy.seeds):.1%} to {max(greedy.seeds):.1%}"
        if len(greedy.seeds) > 1
        else ""
    )
    cells = (
        f"({one['arm']}) {one['title']}",
        greedy.percent() + span,
        more.percent() if more else "",
        one["steps"].percent(),
        f"{share.value:.2f} ({share.low:.2f} to {share.high:.2f})" if share else "",
        clock(one),
    )
    return "| " + " | ".join(cells) + " |"


def clock(one: Mapping[str, Any]) -> str:
    """Write the minutes of training by the clock, and of the processor; nothing where none."""
    taken, used = one["minutes"], one["processor_minutes"]
    if taken is None:
        return ""
    return f"{taken:.1f}" if used is None else f"{taken:.1f} ({used:.1f})"


def spoken(one: Mapping[str, Any]) -> str:
    """Say the minutes of training in words."""
    taken, used = one["minutes"], one["processor_minutes"]
    beside = "" if used is None else f", {used:.1f} of one processor core"
    others = [seed for seed in one["seeds"] if seed not in one["timed_seeds"]]
    left_out = f"; not counted beside other work: seeds {others}" if others else ""
    return f"{taken:.1f} minutes by the clock{beside}{left_out}"


def family_lines(rows: Mapping[str, dict[str, Any]]) -> list[str]:
    """Write greedy pass@1 by family, an arm a column."""
    kinds = next(iter(rows.values()))["families"]
    lines = [
        "| greedy by family | " + " | ".join(f"({key})" for key in rows) + " |",
        "|---|" + "---|" * len(rows),
    ]
    for kind in kinds:
        cells = " | ".join(f"{one['families'][kind]:.0%}" for one in rows.values())
        lines.append(f"| {kind} | {cells} |")
    return lines
