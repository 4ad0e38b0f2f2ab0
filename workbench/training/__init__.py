"""Reward models and PPO, in a detached process on a run folder."""
