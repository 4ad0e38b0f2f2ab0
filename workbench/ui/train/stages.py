"""The stages of a run in words, one table for the page and the status bar."""

from __future__ import annotations

STAGE_NAMES = {
    "base": "Load the model",
    "reward": "Reward model",
    "before": "Measure before",
    "warm_start": "Warm start",
    "ppo": "PPO",
    "after": "Measure after",
    "publish": "Publish",
}
