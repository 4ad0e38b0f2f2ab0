"""Write the card's numbers into its page, so that the page never says what was not measured."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
SHARES = {
    "greedy": "greedy",
    "sampled": "sampled",
    "well_formed": "well formed",
    "steps": "steps right",
    "asked_again": "asked again",
}
LAST_STEP = re.compile(r"^step (\d+) min ([\d.]+) .* tokens ([\d.]+)M", re.MULTILINE)


def share_cell(share: dict[str, float] | None) -> str:
    """Write a share with its interval."""
    if share is None:
        return "–"
    return f"{share['value']:.2f} ({share['low']:.2f}–{share['high']:.2f})"


def shares_table(families: dict[str, Any]) -> list[str]:
    """Write one line of shares for each family, and one for all together."""
    lines = [f"| family | {' | '.join(SHARES.values())} |", "|---" * (len(SHARES) + 1) + "|"]
    for family in families.values():
        cells = [share_cell(family["shares"].get(name)) for name in SHARES]
        lines.append(f"| {family['title']} | {' | '.join(cells)} |")
    return lines


def errors_table(families: dict[str, Any]) -> list[str]:
    """Write where the wrong responses of each family go wrong first."""
    places = list(next(iter(families.values()))["first_errors"])
    names = [f"step {place}" for place in places[:-1]] + ["in the answer alone"]
    lines = [
        f"| family | wrong responses | {' | '.join(names)} | mean step |",
        "|---" * (len(places) + 3) + "|",
    ]
    for family in families.values():
        counts = family["first_errors"]
        wrong = sum(counts.values())
        shares = [f"{counts[place] / wrong:.0%}" if wrong else "–" for place in places]
        mean = family["mean_first_error"]
        shown = f"{mean:.1f}" if mean is not None else "–"
        lines.append(f"| {family['title']} | {wrong} | {' | '.join(shares)} | {shown} |")
    return lines


def run_line(log: str) -> str:
    """Say in one sentence what the training log tells of the run."""
    steps, minutes, tokens = LAST_STEP.findall(log)[-1]
    return (
        f"The run: {int(steps):,} steps, {tokens} million tokens, {float(minutes):.0f} minutes; "
        "settings, versions and every 25th step are in `train.log`."
    )


def measured_text(card: dict[str, Any], log: str) -> str:
    """Write everything that was measured, as Markdown."""
    told, families = card["settings"], card["families"]
    intro = (
        f"{told['problems']} held-out problems of each family (seed {told['seed']}), answered "
        f"through llama.cpp: once greedily, {told['samples']} times sampled at temperature 1. "
        "In parentheses: 95 % intervals (Wilson, over problems)."
    )
    errors = "Where the wrong responses go wrong first, by the step checkers:"
    tables = (*shares_table(families), "", errors, "", *errors_table(families))
    return "\n".join([intro, "", *tables, "", run_line(log)])


def updated_page(page: str, measured: str) -> str:
    """Put the measured text between its two marks."""
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n{measured}\n{END}{after}"


def update_page(folder: Path) -> None:
    """Write the numbers of ``card.json`` and ``train.log`` into the folder's page."""
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    log = (folder / "train.log").read_text(encoding="utf-8")
    page = folder / "README.md"
    told = updated_page(page.read_text(encoding="utf-8"), measured_text(card, log))
    page.write_text(told, encoding="utf-8")
