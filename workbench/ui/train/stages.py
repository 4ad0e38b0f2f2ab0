"""The stages of a run in words, one table for the page and the status bar."""

from __future__ import annotations

from workbench.ui.languages import marked, translate

STAGE_NAMES = {
    "base": marked("Stages", "Load the model"),
    "reward": marked("Stages", "Reward model"),
    "before": marked("Stages", "Measure before"),
    "warm_start": marked("Stages", "Warm start"),
    "ppo": marked("Stages", "PPO"),
    "after": marked("Stages", "Measure after"),
    "publish": marked("Stages", "Publish"),
}


def stage_name(stage: str, unknown: str = "") -> str:
    """Return a stage in words; one that the table lacks is ``unknown``, or its own key."""
    if stage in STAGE_NAMES:
        return translate("Stages", STAGE_NAMES[stage])
    return unknown or stage
