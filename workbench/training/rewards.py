"""What the policy is paid for, laid on tokens: step scores, the final answer, the length limit."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from workbench.domain.answers import answers_agree, extract_answer
from workbench.domain.recipes import Recipe
from workbench.training.losses import min_form_credit


@dataclass(frozen=True, slots=True)
class Judgement:
    """One response as it was judged.

    ``positions`` are the steps' last tokens and ``scores`` the reward model's probability that
    each step is correct; ``agrees`` is None where the problem has no reference answer;
    ``preference`` is the preference reward model's word on the whole, -1 to 1, 0 without one.
    """

    positions: tuple[int, ...]
    scores: tuple[float, ...]
    agrees: bool | None
    finished: bool
    length: int
    preference: float = 0.0


def answer_agrees(text: str, reference: str | None) -> bool | None:
    """Say whether a response ends in the reference answer; None without a reference."""
    if reference is None:
        return None
    found = extract_answer(text)
    return found is not None and answers_agree(found, reference)


def token_rewards(judgements: list[Judgement], width: int, recipe: Recipe) -> Tensor:
    """Lay the rewards of B responses on their tokens, (B, T = width), without the KL part."""
    rewards = torch.zeros(len(judgements), width)
    for row, judged in enumerate(judgements):
        for position, reward in zip(judged.positions, step_rewards(judged, recipe), strict=True):
            rewards[row, position] += reward
        rewards[row, judged.length - 1] += outcome_reward(judged, recipe)
    return rewards


def step_rewards(judged: Judgement, recipe: Recipe) -> list[float]:
    """Reward of each step: its score, moved to -1..1, under the chosen form of credit."""
    if not recipe.uses_steps or not judged.scores:
        return [0.0] * len(judged.positions)
    signed = 2.0 * torch.tensor(judged.scores) - 1.0
    credit = (
        min_form_credit(signed, recipe.credit_temperature) if recipe.credit == "min" else signed
    )
    return [recipe.step_weight * float(value) for value in credit]


def outcome_reward(judged: Judgement, recipe: Recipe) -> float:
    """Reward of the last token: 1 for the reference answer, less for an unfinished response.

    The preference reward model's word is added with its weight, where there is such a model.
    """
    reward = 0.0 if judged.finished else -recipe.unfinished_penalty
    if recipe.uses_answer and judged.agrees:
        reward += recipe.answer_weight
    return reward + recipe.preference_weight * judged.preference
