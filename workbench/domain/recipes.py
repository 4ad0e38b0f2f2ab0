"""Every setting of a training run in one flat, documented record, so that forms need no torch."""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from workbench.domain.errors import TrainingError
from workbench.domain.sentences import Sentence, joined, sentence

CHOICES: dict[str, tuple[str, ...]] = {
    "precision": ("auto", "float32", "bfloat16"),
    "neutral": ("positive", "negative", "drop"),
    "reward": ("steps_and_answer", "steps", "answer"),
    "reward_model": ("process", "generative"),
    "credit": ("min", "sum"),
    "preference_loss": ("pairs", "ranking"),
    "rollout": ("trainer", "llama"),
}
ABOVE_ZERO = (
    *("lora_rank", "lora_alpha", "reward_batch", "reward_learning_rate", "credit_temperature"),
    *("prompts", "samples", "max_tokens", "learning_rate", "value_learning_rate", "epochs"),
    *("importance_cap", "verifier_learning_rate"),
    *("minibatch", "microbatch", "clip", "value_clip", "max_gradient_norm", "kl_target"),
    *("warm_start_learning_rate", "warm_start_batch", "preference_batch"),
    *("kl_horizon", "kl_limit", "length_limit", "evaluation_temperature", "checkpoint_every"),
)
ZERO_OR_MORE = (
    *("threads", "reward_head_steps", "reward_epochs", "step_weight", "answer_weight"),
    *("unfinished_penalty", "updates", "warmup_updates", "entropy_bonus", "kl_coefficient"),
    *("warm_start_epochs", "warm_start_minimum", "step_preference_weight", "critique_weight"),
    "verifier_epochs",
    *("preference_weight", "preference_minimum", "preference_head_steps", "preference_epochs"),
    *("entropy_floor", "evaluate_every", "evaluation_problems", "evaluation_samples"),
)
SHARES = ("validation_share", "gamma", "actor_lambda", "critic_lambda")


@dataclass(frozen=True, slots=True)
class Recipe:
    """One run from marks to a new model; the defaults suit the starter on two CPU cores.

    ``reward`` says what the policy is rewarded for: the reward model's step scores, the final
    answer (where a reference answer exists), or both.
    """

    name: str = "standard"
    seed: int = 1
    threads: int = 0  # 0: one per physical core
    precision: str = "auto"  # of the trunk: bfloat16 where the hardware is made for it

    # LoRA adapters on every linear layer of the blocks; policy and reward have one each
    lora_rank: int = 16
    lora_alpha: int = 32

    # reward model of steps: "process" is a head on each step's last token, fitted on the frozen
    # trunk and then with the adapter; "generative" asks the trunk itself for a verdict in words
    reward_model: str = "process"
    neutral: str = "positive"  # what a neutral verdict teaches: positive, negative, drop
    reward_head_steps: int = 200
    reward_epochs: int = 1  # more only learn the marks by heart
    reward_learning_rate: float = 3e-4
    reward_batch: int = 4  # responses per optimizer step
    validation_share: float = 0.2  # of the marked problems, when no held-out problem is marked
    verifier_epochs: int = 1  # of the generative kind, which has no head to fit first
    verifier_learning_rate: float = 2e-3  # higher, since the adapter alone has to learn it
    critique_weight: float = 0.5  # of explanations, beside the verdicts; generative kind only
    step_preference_weight: float = 0.0  # of "this step over that one", beside the labels' loss
    calibrate: bool = False  # divide the logits by a temperature fitted on the validation

    # preference reward model: trained where there are enough comparisons of whole responses
    preference_weight: float = 0.5  # in the outcome reward, if surely above chance; 0: none
    preference_minimum: int = 20  # comparisons below which none is trained
    preference_loss: str = "pairs"  # K-wise balanced pairs, or the likelihood of whole rankings
    preference_head_steps: int = 100
    preference_epochs: int = 1
    preference_batch: int = 8  # problems per optimizer step

    # warm start: imitation of accepted and corrected solutions, where there are enough
    warm_start_epochs: int = 2  # 0: none
    warm_start_minimum: int = 8  # solutions below which there is none
    warm_start_learning_rate: float = 1e-3
    warm_start_batch: int = 4  # solutions per optimizer step

    # what is rewarded
    reward: str = "steps_and_answer"
    credit: str = "min"  # the worst step decides; "sum" adds all steps
    credit_temperature: float = 0.1  # softness of the minimum
    step_weight: float = 1.0
    answer_weight: float = 1.0
    unfinished_penalty: float = 1.0  # for a response cut at the length limit

    # rollout
    updates: int = 30
    prompts: int = 16  # problems per update
    samples: int = 4  # responses per problem
    max_tokens: int = 160  # per response
    rollout: str = "trainer"  # who samples: the trainer itself, or the llama engine beside it
    importance_cap: float = 2.0  # of the ratio that corrects a sampler of another precision

    # PPO (Schulman et al. 2017), with the penalty and the controller of Ziegler et al. 2019
    learning_rate: float = 5e-4
    value_learning_rate: float = 1e-3
    warmup_updates: int = 2  # updates that train the value head alone
    epochs: int = 2
    minibatch: int = 32  # responses per optimizer step
    microbatch: int = 32  # responses per forward pass
    clip: float = 0.2
    value_clip: float = 0.2
    entropy_bonus: float = 0.0
    gamma: float = 1.0
    actor_lambda: float = 0.95
    critic_lambda: float = 1.0
    max_gradient_norm: float = 1.0
    kl_coefficient: float = 0.02  # initial weight of the KL penalty per token
    kl_target: float = 2.0  # nats per response, held by the adaptive controller
    kl_horizon: float = 10.0  # updates over which the controller corrects

    # guards: the run stops, keeps its best policy and says why
    kl_limit: float = 30.0  # nats per response
    length_limit: float = 2.5  # times the mean length of the first update
    entropy_floor: float = 0.02  # share of the first update's entropy

    # evaluation on held-out problems
    evaluate_every: int = 10  # updates between the quick held-out checks; 0: never
    evaluation_problems: int = 64
    evaluation_samples: int = 4  # sampled responses per problem, besides the greedy one
    evaluation_temperature: float = 0.7

    checkpoint_every: int = 5  # updates

    def __post_init__(self) -> None:
        """Refuse settings that cannot run, in the words of the setting."""
        for check, name, fault in _rules(self):
            if not check:
                raise TrainingError(
                    sentence("The recipe cannot run: {name} {fault}.", name=name, fault=fault)
                )

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> Recipe:
        """Build a recipe from names and values; what is not named keeps its default.

        Raises TrainingError for an unknown name or a value of the wrong type.
        """
        known = {field.name: field.type for field in fields(cls)}
        values: dict[str, Any] = {}
        for name, value in mapping.items():
            if name not in known:
                raise TrainingError(
                    sentence(
                        "The recipe has no setting called {name}; known are {known}.",
                        name=repr(name),
                        known=", ".join(known),
                    )
                )
            values[name] = _converted(name, str(known[name]), value)
        return cls(**values)

    @classmethod
    def from_file(cls, path: Path) -> Recipe:
        """Read a recipe from a JSON or TOML file."""
        try:
            text = path.read_text(encoding="utf-8")
            mapping = tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)
        except (OSError, ValueError) as error:
            raise TrainingError(
                sentence(
                    "The recipe {name} cannot be read ({reason}); give a JSON or TOML file.",
                    name=path.name,
                    reason=error,
                )
            ) from error
        if not isinstance(mapping, dict):
            raise TrainingError(
                sentence(
                    "The recipe {name} holds no settings; give names and values.", name=path.name
                )
            )
        return cls.from_mapping(mapping)

    def to_mapping(self) -> dict[str, Any]:
        """Return every setting by name, ready for JSON."""
        return asdict(self)

    def with_updates(self, updates: int) -> Recipe:
        """Return the same recipe with another number of PPO updates, such as for a smoke run."""
        return replace(self, updates=updates)

    @property
    def uses_steps(self) -> bool:
        """Say whether the policy is rewarded by the process reward model."""
        return self.reward != "answer"

    @property
    def uses_answer(self) -> bool:
        """Say whether the policy is rewarded by the final answer."""
        return self.reward != "steps"


def _rules(recipe: Recipe) -> list[tuple[bool, str, Sentence]]:
    """Return each condition that must hold, its setting, and what is said when it does not."""
    above, zero, share = (
        sentence("must be above 0"),
        sentence("cannot be negative"),
        sentence("must lie in 0 to 1"),
    )
    rules = [(getattr(recipe, name) > 0, name, above) for name in ABOVE_ZERO]
    rules += [(getattr(recipe, name) >= 0, name, zero) for name in ZERO_OR_MORE]
    rules += [(0 <= getattr(recipe, name) <= 1, name, share) for name in SHARES]
    for name, choices in CHOICES.items():
        among = joined(choices, sentence(" or "))
        rules.append(
            (getattr(recipe, name) in choices, name, sentence("must be {choices}", choices=among))
        )
    return rules


def _converted(name: str, kind: str, value: Any) -> Any:
    """Return the value as the setting's type; whole numbers may stand for decimal ones."""
    if kind == "float" and type(value) is int:
        return float(value)
    unfit = isinstance(value, float) and not math.isfinite(value)
    if type(value).__name__ != kind or unfit:
        raise TrainingError(
            sentence(
                "The recipe's {name} {fault}.",
                name=name,
                fault=sentence("must be of type {kind}, not {value}", kind=kind, value=repr(value)),
            )
        )
    return value
