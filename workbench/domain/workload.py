"""How much work each stage of a training run is, so that its time can be told before it has passed.

The unit is to read one response once. Measured on the starter: to write one takes as long as to
read it three times, and so does to learn from it (forward, backward and the second product).
"""

from __future__ import annotations

from dataclasses import dataclass

from workbench.domain.recipes import Recipe

WRITE, LEARN = 3.0, 3.0
_BASE, _PUBLISH = 10.0, 5.0


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a run has before it: marked responses, solutions to imitate, comparisons of whole
    responses, and held-out problems to answer."""

    marked: int
    imitated: int
    compared: int
    heldout: int


def stage_work(recipe: Recipe, amounts: Amounts) -> dict[str, float]:
    """Return the units of work of each stage of a run, in the order of the stages."""
    answering = amounts.heldout * WRITE
    evaluation = answering * (1 + recipe.evaluation_samples)
    return {
        "base": _BASE,
        "reward": _reward_work(recipe, amounts),
        "before": evaluation,
        "warm_start": _imitation_work(recipe, amounts.imitated, answering),
        "ppo": _ppo_work(recipe, amounts, answering),
        "after": evaluation,
        "publish": _PUBLISH,
    }


def warmup_share(recipe: Recipe, amounts: Amounts) -> float:
    """Return what an update that trains the critic alone takes of a whole one."""
    judging = WRITE + _readings(recipe, amounts)
    return judging / (judging + LEARN * recipe.epochs)


def _reward_work(recipe: Recipe, amounts: Amounts) -> float:
    """States for the head, the epochs, and three measurements on some of the responses.

    A generative verifier has no head to fit; on the starter it learns from a response in the time
    that the process head does, and judges one in a seventh more.
    """
    passes = 3 + LEARN * recipe.reward_epochs
    if recipe.reward_model == "generative":
        passes = 2 + LEARN * recipe.verifier_epochs
    steps = amounts.marked * passes if recipe.uses_steps else 0.0
    wholes = 2 * amounts.compared * (2 + LEARN * recipe.preference_epochs)
    return 1 + steps + (wholes if _has_preference(recipe, amounts) else 0.0)


def _imitation_work(recipe: Recipe, imitated: int, answering: float) -> float:
    if not recipe.warm_start_epochs or imitated < recipe.warm_start_minimum:
        return 1.0
    return imitated * LEARN * recipe.warm_start_epochs + answering


def _ppo_work(recipe: Recipe, amounts: Amounts, answering: float) -> float:
    """The largest step as a trial, the updates of both kinds, and the held-out checks."""
    responses = recipe.prompts * recipe.samples
    judging = responses * (WRITE + _readings(recipe, amounts))
    learning = responses * LEARN * recipe.epochs
    whole = max(0, recipe.updates - recipe.warmup_updates)
    checks = recipe.updates // recipe.evaluate_every if recipe.evaluate_every else 0
    trial = 2 * LEARN * recipe.microbatch
    return trial + recipe.updates * judging + whole * learning + checks * answering


def _readings(recipe: Recipe, amounts: Amounts) -> int:
    """How many models read a response: policy, reference, and those that reward."""
    return 2 + recipe.uses_steps + _has_preference(recipe, amounts)


def _has_preference(recipe: Recipe, amounts: Amounts) -> bool:
    needed = max(1, recipe.preference_minimum)
    return recipe.preference_weight > 0 and amounts.compared >= needed
