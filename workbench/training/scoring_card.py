"""Reads what a trained reward model's card says of it, without loading torch.

The window asks this before it starts a process for the model.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workbench.domain.suggestions import Bin, RewardModelFacts
from workbench.jobs.run_folder import read_json

FOLDER, CARD = "reward_model", "card.json"
KINDS = {"process": "process_reward_model", "generative": "generative_reward_model"}
"""How a card names each kind that a recipe's ``reward_model`` can be."""
SUFFIX = "_reward_model"
PLACES = ("", FOLDER, f"result/{FOLDER}")
"""Where a reward model may lie in a folder that the user names: itself, a result, a run."""


def find_card(folder: Path) -> tuple[Path, dict[str, Any]] | None:
    """Return a reward model's own folder and its card; None where the folder holds none.

    One of a kind that only a newer version knows counts as none here; see ``unknown_kind``.
    """
    for place in PLACES:
        card = read_json(folder / place / CARD)
        if card is not None and card.get("kind") in KINDS.values():
            return folder / place, card
    return None


def unknown_kind(folder: Path) -> str:
    """Return the kind of a reward model that this version does not know; empty without one."""
    kinds = [str((read_json(folder / place / CARD) or {}).get("kind", "")) for place in PLACES]
    return next((k for k in kinds if k.endswith(SUFFIX) and k not in KINDS.values()), "")


def read_facts(folder: Path) -> RewardModelFacts | None:
    """Return what is known of the reward model in a run's folder; None where there is none."""
    found = find_card(folder)
    return None if found is None else facts_of(*found)


def facts_of(folder: Path, card: Mapping[str, Any]) -> RewardModelFacts:
    """Return what a card says; a card of an earlier version says less."""
    report = card.get("report") or {}
    rows = report.get("reliability") or ()
    return RewardModelFacts(
        id=str(card["run_id"]),
        folder=str(folder),
        name=str(card["base"]["name"]),
        above_chance=report.get("above_chance"),
        auc=report.get("auc"),
        bins=tuple(
            Bin(int(row["count"]), float(row["mean_probability"]), float(row["share_correct"]))
            for row in rows
        ),
        created_at=str(card.get("created_at", "")),
    )
