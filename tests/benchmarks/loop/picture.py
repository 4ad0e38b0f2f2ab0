"""Draws the arms of the closed loop beside each other in the product's light colours."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import fill
from typing import Any

import matplotlib as mpl

mpl.use("Agg")

from matplotlib import font_manager
from matplotlib import pyplot as plt
from matplotlib.ticker import PercentFormatter

from workbench import paths
from workbench.ui.theme import LIGHT

BESIDE = 0.14
"""Greedy stands left of an arm's middle, sampled right of it."""


def draw(rows: Mapping[str, dict[str, Any]], title: str, path: Path) -> None:
    """Write the picture: pass@1 with intervals for each arm, each seed a dot."""
    for font in (paths.resources_dir() / "fonts").glob("NotoSans-*.ttf"):
        font_manager.fontManager.addfont(str(font))
    plt.rcParams |= {"font.family": "Noto Sans", "font.size": 11, "text.color": LIGHT.text}
    figure, axes = plt.subplots(figsize=(10, 5.4), dpi=130, facecolor=LIGHT.surface)
    for place, one in enumerate(rows.values()):
        several = len(one["seeds"]) > 1
        kinds = (("greedy", LIGHT.accent, "o", -BESIDE), ("sampled", LIGHT.correct, "D", BESIDE))
        for kind, colour, mark, aside in kinds:
            found = one[kind]
            if found is not None:
                at = place + (aside if one["sampled"] is not None else 0)
                point(axes, at, found, (colour, mark), several=several)
                label(axes, at, found, colour, place - at)
    base = rows.get("a")
    if base is not None:
        axes.axhline(base["greedy"].value, color=LIGHT.line_strong, lw=1, ls=(0, (4, 4)), zorder=0)
    dress(axes, rows, title)
    figure.tight_layout()
    figure.savefig(path, facecolor=LIGHT.surface)
    plt.close(figure)


def point(axes: Any, at: float, found: Any, look: tuple[str, str], *, several: bool) -> None:
    """Draw one estimate with its interval, and a dot for each seed; ``look``: colour and mark."""
    colour, mark = look
    reach = [[max(0.0, found.value - found.low)], [max(0.0, found.high - found.value)]]
    axes.errorbar(
        at, found.value, yerr=reach, fmt=mark, ms=7, color=colour, capsize=4, elinewidth=1.6
    )
    if several:
        axes.plot([at + 0.09] * len(found.seeds), found.seeds, ".", ms=6, color=colour, alpha=0.55)


def label(axes: Any, at: float, found: Any, colour: str, aside: float) -> None:
    """Write the value above its interval, leaning away from the arm's other value."""
    lean, shift = ("center", 0) if not aside else ("right", 8) if aside > 0 else ("left", -8)
    axes.annotate(
        f"{found.value:.1%}",
        (at, found.high),
        (shift, 5),
        textcoords="offset points",
        ha=lean,
        color=colour,
        fontsize=9.5,
        fontweight="semibold",
    )


def dress(axes: Any, rows: Mapping[str, dict[str, Any]], title: str) -> None:
    """Name the axes and the marks, and leave out every line that says nothing."""
    axes.set_facecolor(LIGHT.surface)
    axes.set_title(title, loc="left", fontsize=12, fontweight="semibold", pad=34, color=LIGHT.text)
    names = [fill(f"({one['arm']}) {one['title']}", 15) for one in rows.values()]
    axes.set_xticks(range(len(rows)), names, fontsize=9.5, color=LIGHT.text)
    axes.set_xlim(-0.5, len(rows) - 0.5)
    axes.set_ylim(0, 1.06)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.set_ylabel("held-out problems answered right", color=LIGHT.secondary)
    axes.tick_params(colors=LIGHT.secondary, length=0)
    axes.tick_params(axis="x", colors=LIGHT.text, pad=6)
    axes.grid(axis="y", color=LIGHT.line, lw=0.8)
    axes.set_axisbelow(True)
    for side in axes.spines.values():
        side.set_visible(False)
    for colour, mark, name in (
        (LIGHT.accent, "o", "greedy, or the response chosen"),
        (LIGHT.correct, "D", "sampled"),
    ):
        axes.plot([], [], mark, ms=7, color=colour, label=name)
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(-0.01, 1.0),
        ncols=2,
        frameon=False,
        fontsize=10,
        handletextpad=0.3,
        columnspacing=1.4,
    )
