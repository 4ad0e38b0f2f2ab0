"""When training must stop: each reason is one plain sentence that ends with the next action."""

from __future__ import annotations

import math
from typing import Any

from workbench.domain.errors import TrainingError
from workbench.domain.recipes import Recipe
from workbench.domain.sentences import sentence

ADVICE = {"the reward": sentence("train the reward model again, or reward the answer only")}
STEPS_SPARED = 3.0
"""As many steps more than at first are never a runaway: a first update may have hardly any."""


class GuardStop(Exception):
    """Training must stop now and keep its best policy; the message is one plain sentence.

    ``by_responses`` says that what the present policy wrote is the reason, so that even without
    held-out problems the policy before it is the better one.
    """

    def __init__(self, sentence: str, *, by_responses: bool = False) -> None:
        super().__init__(sentence)
        self.by_responses = by_responses


def guard_sentence(metrics: dict[str, Any], first: dict[str, float], recipe: Recipe) -> str | None:
    """Say in one sentence why training must stop; None while all is well."""
    if metrics["kl"] > recipe.kl_limit:
        return sentence(
            "The policy moved {kl:.0f} nats per response away from the model it began as "
            "(limit {kl_limit:.0f}); lower the learning rate or raise the KL weight.",
            kl=metrics["kl"],
            kl_limit=recipe.kl_limit,
        )
    if metrics["length"] > recipe.length_limit * first["length"]:
        return sentence(
            "Responses grew from {before:.0f} to {after:.0f} tokens, a sign that length "
            "is being rewarded; mark some long wrong solutions or raise the KL weight.",
            before=first["length"],
            after=metrics["length"],
        )
    steps = first["steps"]
    if metrics["steps"] > max(recipe.length_limit * steps, steps + STEPS_SPARED):
        return sentence(
            "Responses grew from {before:.0f} to {after:.0f} steps, a sign that small steps are "
            "being rewarded; mark some needless steps or raise the KL weight.",
            before=steps,
            after=metrics["steps"],
        )
    if metrics["entropy"] < recipe.entropy_floor * first["entropy"]:
        return sentence(
            "The policy hardly varies its answers any more (its entropy collapsed), so "
            "there is nothing left to learn from; lower the learning rate or add an "
            "entropy bonus."
        )
    return None


def require_finite(values: dict[str, float]) -> None:
    """Raise GuardStop naming the first value that is not a finite number."""
    for name, value in values.items():
        if not math.isfinite(value):
            raise GuardStop(
                sentence(
                    "Training met a value that is not a number ({name}) and went back to the "
                    "last good policy; {advice}.",
                    name=name,
                    advice=ADVICE.get(name, sentence("lower the learning rate")),
                )
            )


def finite(loss: float, otherwise: str) -> float:
    """Return a loss that is a number. Raises TrainingError with the sentence ``otherwise``."""
    if not math.isfinite(loss):
        raise TrainingError(otherwise)
    return loss
