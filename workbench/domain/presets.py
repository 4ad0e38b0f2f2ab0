"""Names the three lengths of a training run: one recipe, and how much of it is done."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.domain.errors import TrainingError
from workbench.domain.recipes import Recipe
from workbench.domain.sentences import sentence

DEFAULT_PRESET = "standard"


@dataclass(frozen=True, slots=True)
class Preset:
    """One choice: ``sentence`` says when to take it, ``recipe`` is what it does."""

    key: str
    title: str
    sentence: str
    recipe: Recipe


PRESETS = (
    Preset(
        "quick",
        "Quick",
        "A first look at whether the marks help: few updates, few held-out problems. Small gains "
        "do not show.",
        Recipe(
            name="quick",
            reward_head_steps=100,
            updates=10,
            prompts=8,
            minibatch=16,
            evaluate_every=5,
            evaluation_problems=32,
            evaluation_samples=2,
        ),
    ),
    Preset(
        DEFAULT_PRESET,
        "Standard",
        "The usual run: enough updates for a gain that lasts, and enough held-out answers to "
        "measure it.",
        Recipe(),
    ),
    Preset(
        "thorough",
        "Thorough",
        "For many marks and time to spare: more updates, more responses in each, and a finer "
        "measurement.",
        Recipe(name="thorough", updates=80, samples=8, minibatch=64, evaluation_problems=200),
    ),
)


def preset(key: str) -> Preset:
    """Return a preset by its key.

    Raises TrainingError for a key that no preset has.
    """
    for one in PRESETS:
        if one.key == key:
            return one
    known = ", ".join(one.key for one in PRESETS)
    raise TrainingError(
        sentence("There is no preset called {key}; choose one of {known}.", key=key, known=known)
    )
