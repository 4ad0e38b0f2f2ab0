"""Says in plain words what each setting of a recipe does, in the order in which a form shows it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from typing import Any

from workbench.domain.errors import TrainingError
from workbench.domain.presets import DEFAULT_PRESET, preset
from workbench.domain.recipes import CHOICES, Recipe
from workbench.domain.sentences import sentence

PRESET, CHANGES = "preset", "changes"


@dataclass(frozen=True, slots=True)
class Setting:
    """One field of a recipe; ``kind`` is its type's name, ``choices`` what a text may be."""

    name: str
    label: str
    help: str
    kind: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SettingGroup:
    """Settings that belong together."""

    title: str
    settings: tuple[Setting, ...]


_WORDS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "How much": (
        ("updates", "Updates", "PPO updates of the policy"),
        ("prompts", "Problems per update", "drawn from the training problems"),
        ("samples", "Responses per problem", "sampled in each update"),
        ("max_tokens", "Longest response", "in tokens"),
        ("rollout", "Who samples", "the trainer, or the llama engine with the adapter"),
        ("importance_cap", "Importance cap", "of ratios, where the llama engine samples"),
        ("seed", "Seed", "the same seed and marks give the same run"),
        ("threads", "Threads", "0 takes one per physical core"),
    ),
    "Reward model": (
        ("reward_model", "Kind", "generative learns from explanations too"),
        ("neutral", "A neutral step teaches", "what a neutral verdict counts as"),
        ("reward_head_steps", "Steps of the head alone", "before the adapter learns too"),
        ("reward_epochs", "Epochs", "of the process kind; more learn by heart"),
        ("reward_learning_rate", "Learning rate", "of head and adapter, process kind"),
        ("reward_batch", "Responses per step", "of the optimizer"),
        ("verifier_epochs", "Epochs, verifier", "of the generative kind"),
        ("verifier_learning_rate", "Learning rate, verifier", "of the generative kind"),
        ("critique_weight", "Weight of explanations", "for the generative kind; 0: verdicts only"),
        ("validation_share", "Held-back share", "of problems, where no held-out one is marked"),
        ("step_preference_weight", "Weight of step comparisons", "beside the verdicts; 0: none"),
        ("calibrate", "Calibrate the scores", "so that 0.8 is right eight times in ten"),
    ),
    "Comparisons of responses": (
        ("preference_weight", "Weight in the reward", "if surely above chance; 0: no such model"),
        ("preference_minimum", "Fewest comparisons", "with fewer none is trained"),
        ("preference_loss", "Loss", "over pairs, or over whole rankings"),
        ("preference_head_steps", "Steps of the head alone", "before the adapter learns too"),
        ("preference_epochs", "Epochs", "over all comparisons"),
        ("preference_batch", "Problems per step", "of the optimizer"),
    ),
    "Warm start": (
        ("warm_start_epochs", "Epochs", "imitating accepted and rewritten solutions; 0: none"),
        ("warm_start_minimum", "Fewest solutions", "with fewer there is no warm start"),
        ("warm_start_learning_rate", "Learning rate", "of the imitation"),
        ("warm_start_batch", "Solutions per step", "of the optimizer"),
    ),
    "What is rewarded": (
        ("reward", "Reward", "step scores, the final answer, or both"),
        ("credit", "Credit of the steps", "the worst step decides, or all are added"),
        ("credit_temperature", "Softness of the worst", "smaller is sharper"),
        ("step_weight", "Weight of the steps", ""),
        ("answer_weight", "Weight of the answer", ""),
        ("unfinished_penalty", "Penalty for no ending", "where the length limit cuts a response"),
    ),
    "PPO": (
        ("learning_rate", "Learning rate", "of the policy"),
        ("value_learning_rate", "Learning rate, value", "of the value head"),
        ("warmup_updates", "Value-only updates", "before the policy moves"),
        ("epochs", "Passes per update", "over its responses"),
        ("minibatch", "Responses per step", "of the optimizer"),
        ("microbatch", "Responses at a time", "fewer take less memory, and more time"),
        ("clip", "Clip, policy", "of the probability ratio"),
        ("value_clip", "Clip, value", "of the change of a value"),
        ("entropy_bonus", "Entropy bonus", "keeps answers varied"),
        ("gamma", "Discount", "per token"),
        ("actor_lambda", "λ, policy", "of the advantage estimate"),
        ("critic_lambda", "λ, value", "of the value's target"),
        ("max_gradient_norm", "Gradient limit", "longer ones are shortened"),
        ("kl_coefficient", "KL weight at first", "per token"),
        ("kl_target", "KL target", "nats per response"),
        ("kl_horizon", "KL horizon", "updates over which its weight adapts"),
    ),
    "When to stop early": (
        ("kl_limit", "KL limit", "nats per response"),
        ("length_limit", "Length limit", "times the first update's length"),
        ("entropy_floor", "Entropy floor", "share of the first update's entropy"),
    ),
    "Measuring and saving": (
        ("evaluate_every", "Updates between checks", "on held-out problems; 0: never"),
        ("evaluation_problems", "Held-out problems", "answered before and after, at most"),
        ("evaluation_samples", "Sampled answers", "per held-out problem, beside the best guess"),
        ("evaluation_temperature", "Temperature", "of the sampled answers"),
        ("checkpoint_every", "Updates between checkpoints", "a stopped run goes on from there"),
    ),
    "The model": (
        ("lora_rank", "Adapter rank", "size of what is learned"),
        ("lora_alpha", "Adapter scale", "twice the rank is usual"),
        ("precision", "Precision", "of the base; auto takes what the hardware is made for"),
    ),
}


def setting_groups() -> tuple[SettingGroup, ...]:
    """Return every setting but the recipe's name; those without words of their own come last."""
    kinds = {field.name: str(field.type) for field in fields(Recipe)}
    groups = [
        SettingGroup(title, tuple(_setting(kinds, *row) for row in rows if row[0] in kinds))
        for title, rows in _WORDS.items()
    ]
    said = {setting.name for group in groups for setting in group.settings} | {"name"}
    rest = tuple(_setting(kinds, n, n.replace("_", " "), "") for n in kinds if n not in said)
    return (*groups, SettingGroup("More", rest)) if rest else tuple(groups)


def parsed(kind: str, text: str) -> Any:
    """Return what a field's text means for a setting of this kind.

    Raises TrainingError, in a clause for the place beside the field, where it means nothing.
    """
    if kind not in ("int", "float"):
        return text
    try:
        return int(text) if kind == "int" else float(text.replace(",", "."))
    except ValueError as error:
        needed = sentence("needs a number")
        if kind == "int":
            needed = sentence("needs a whole number")
        raise TrainingError(needed) from error


def fault_of(name: str, value: Any) -> str:
    """Return why a setting cannot have this value, in the recipe's own words, or ``""``."""
    try:
        Recipe.from_mapping({name: value})
    except TrainingError as error:
        said = error.args[0]
        return str(said.values["fault"]) if "fault" in said.values else said
    return ""


def changes_from(recipe: Recipe, base: Recipe) -> dict[str, Any]:
    """Return the settings in which a recipe differs from another, but for its name."""
    before = base.to_mapping()
    return {
        name: value
        for name, value in recipe.to_mapping().items()
        if name != "name" and before[name] != value
    }


def chosen_recipe(stored: Mapping[str, Any] | None) -> tuple[str, Recipe]:
    """Return the preset's key and the recipe that a project remembers; the default without one.

    What an older or newer version stored and this one does not know is left out.
    """
    stored = stored or {}
    try:
        base = preset(str(stored.get(PRESET, DEFAULT_PRESET)))
    except TrainingError:
        base = preset(DEFAULT_PRESET)
    recipe = base.recipe
    changes = stored.get(CHANGES)
    for name, value in (changes if isinstance(changes, dict) else {}).items():
        with suppress(TrainingError):
            recipe = Recipe.from_mapping({**recipe.to_mapping(), name: value})
    return base.key, recipe


def _setting(kinds: Mapping[str, str], name: str, words: str, more: str) -> Setting:
    return Setting(name, words, more, kinds[name], CHOICES.get(name, ()))
