"""PPO with step rewards: one algorithm, read downward.

The variant: LoRA policy; the reference is the same base with adapters off, or with the frozen
warm-started adapter; the critic is a head on the frozen reward trunk's states, so its features
never drift and cost no pass of their own; one scalar reward per step from the process reward model
in min form, the final answer at the end, and a k1 KL penalty per token; GAE with λ 0.95 for the
actor and 1.0 for the critic; advantages whitened over the whole batch; clipped losses; a truncated
importance ratio where somebody else sampled, or in another precision; an adaptive KL weight. Left
out: reward normalisation (whitening does it), dropout, a value adapter.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import psutil
import torch

from workbench.domain.errors import TrainingError
from workbench.domain.recipes import Recipe
from workbench.domain.records import Problem
from workbench.domain.sentences import sentence
from workbench.training import losses
from workbench.training.checkpoint import (
    Tensors,
    load_optimizer_tensors,
    module_tensors,
    optimizer_tensors,
)
from workbench.training.data import Codec, prompt_batch
from workbench.training.distributed import crew
from workbench.training.experience import Experience, Judges, by_length, rollout_metrics
from workbench.training.guards import GuardStop, guard_sentence, require_finite
from workbench.training.modeling import AdaptedModel, ValueHead
from workbench.training.preference_reward import PreferenceScorer
from workbench.training.process_reward import StepJudge
from workbench.training.rollout import Sampled, sample_responses

FINAL_RATE = 0.1
"""Share of the learning rate that the last update has."""
Sampler = Callable[[Sequence[Problem], Sequence[int]], list[Sampled]]
"""Samples one response per problem, each with its own seed."""


@dataclass(slots=True)
class PpoState:
    """What changes from update to update besides tensors; all of it is in a checkpoint.

    ``cursor`` counts prompts drawn, ``first`` holds the metrics of the first update that the
    guards compare with, ``best_accuracy`` the best held-out check (``best_update`` -1: none yet),
    ``checked_update`` the last one checked, ``microbatch`` how many responses fit into memory,
    ``stepped_back`` is 1 where the last update was taken back because its responses ran away.
    """

    update: int = 0
    cursor: int = 0
    kl_coefficient: float = 0.0
    first: dict[str, float] = field(default_factory=dict)
    best_accuracy: float = 0.0
    best_update: int = -1
    start_accuracy: float = -1.0
    checked_update: int = -1
    microbatch: int = 0
    stepped_back: int = 0


class Ppo:
    """The trainer; ``step`` makes one update and returns its metrics."""

    def __init__(
        self,
        model: AdaptedModel,
        codec: Codec,
        reward_head: StepJudge | None,
        problems: Sequence[Problem],
        recipe: Recipe,
        preference: PreferenceScorer | None = None,
    ) -> None:
        self.model, self.codec, self.recipe = model, codec, recipe
        self.problems = problems
        self.microbatch = recipe.microbatch
        torch.manual_seed(recipe.seed)
        self.value_head = ValueHead(model.hidden_size).to(model.device)
        self.policy_parameters = model.parameters_of("policy")
        self.policy_optimizer = torch.optim.Adam(
            self.policy_parameters, lr=recipe.learning_rate, eps=1e-5
        )
        self.value_optimizer = torch.optim.Adam(
            self.value_head.parameters(), lr=recipe.value_learning_rate, eps=1e-5
        )
        self.generator = torch.Generator(model.device).manual_seed(recipe.seed)
        self.state = PpoState(kl_coefficient=recipe.kl_coefficient)
        self.best: Tensors = {}
        self.sound: Tensors = {}  # the last policy whose responses passed the guards
        self.judges = Judges(model, codec, recipe, reward_head, self.value_head, preference)
        self.sampler: Sampler = self._sample

    def safe_step(self, notice: Callable[[str], None]) -> dict[str, Any]:
        """Make one update; where it fails, the trainer is what it was before.

        Out of memory, the update is made again with half the micro-batch, and said. Raises
        GuardStop when training must end, TrainingError when even one response does not fit.
        """
        while True:
            saved = self.tensors(), self.state_mapping()
            try:
                return self.step()
            except GuardStop as stop:
                self.restore(*saved)
                if stop.by_responses:
                    self._step_back()
                raise
            except torch.OutOfMemoryError as error:
                self.restore(*saved)
                if crew().size > 1:
                    raise TrainingError(
                        sentence(
                            "Memory ran out on one of several processes, which must go in "
                            "step; lower the recipe's microbatch and resume the run."
                        )
                    ) from error
                if self.microbatch == 1:
                    raise TrainingError(
                        sentence(
                            "There is not enough memory to train on even one response at a "
                            "time; lower the recipe's max_tokens or choose a smaller model."
                        )
                    ) from error
            self.microbatch = max(1, self.microbatch // 2)
            notice(
                sentence(
                    "Memory ran out; training goes on with {microbatch} responses at a time.",
                    microbatch=self.microbatch,
                )
            )

    def step(self) -> dict[str, Any]:
        """Make one update.

        Raises GuardStop when training must end; the caller goes back to the state before.
        """
        started = time.monotonic()
        # 1. rollout at temperature 1
        chosen = self._next_problems()
        rollouts = self._rollout(chosen)
        sampled_seconds = time.monotonic() - started
        # 2.-4. rewards, old log-probabilities, values, advantages
        experience = self.judges.experience(
            chosen, rollouts, self.state.kl_coefficient, self.microbatch
        )
        metrics = rollout_metrics(experience, self.recipe, self.state.kl_coefficient)
        self._check(metrics)
        self.sound = self.model.adapter_state("policy")
        # 5. clipped policy and value losses
        metrics |= self._optimize(experience)
        # 6. the KL controller
        self.state.kl_coefficient = losses.adapted_coefficient(
            self.state.kl_coefficient, metrics["kl"], self.recipe.kl_target, self.recipe.kl_horizon
        )
        self.state.update += 1
        tokens = float(experience.mask.sum())
        return metrics | {
            "update": self.state.update,
            "kl_coefficient": self.state.kl_coefficient,
            "rollout_tokens_per_second": tokens / sampled_seconds,
            "seconds": time.monotonic() - started,
            "memory_mb": psutil.Process().memory_info().rss / 2**20,
        }

    def note_accuracy(self, accuracy: float, reward: float, problems: int) -> None:
        """Hear of a held-out check on so many problems; keep the policy if it is the best so far.

        Raises GuardStop when the reward has risen while held-out accuracy fell beyond chance.
        """
        state = self.state
        state.checked_update = state.update
        if state.start_accuracy >= 0 and reward > state.first.get("reward", reward):
            tolerance = 2 * (0.25 / max(1, problems)) ** 0.5
            if accuracy < state.start_accuracy - tolerance:
                raise GuardStop(
                    sentence(
                        "The reward rose while held-out accuracy fell from "
                        "{start_accuracy:.0%} to {accuracy:.0%}, so the policy was learning "
                        "to please the reward model; mark more steps or raise the KL weight.",
                        start_accuracy=state.start_accuracy,
                        accuracy=accuracy,
                    )
                )
        self.consider(accuracy)

    def consider(self, accuracy: float) -> None:
        """Keep the policy if it is the best so far; of equals the later one."""
        state = self.state
        state.checked_update = state.update
        if accuracy >= state.best_accuracy or state.best_update < 0:
            state.best_accuracy, state.best_update = accuracy, self.policy_update
            self.best = self.model.adapter_state("policy")

    def keep_best(self) -> int:
        """Go back to the best checked policy, if there is one; return the update it is from."""
        if self.best:
            self.model.load_adapter_state("policy", self.best)
            return self.state.best_update
        return self.policy_update

    @property
    def policy_update(self) -> int:
        """After how many updates the policy was as it is now."""
        return self.state.update - self.state.stepped_back

    def _step_back(self) -> None:
        """Return to the last policy whose responses passed the guards, if there is one."""
        if self.sound:
            self.model.load_adapter_state("policy", self.sound)
            self.state.stepped_back = 1

    def tensors(self) -> Tensors:
        """Return everything in tensors that a resumed run needs."""
        groups = {
            "policy": self.model.adapter_state("policy"),
            "value": module_tensors(self.value_head),
            "policy_optimizer": optimizer_tensors(self.policy_optimizer),
            "value_optimizer": optimizer_tensors(self.value_optimizer),
            "random": {"generator": self.generator.get_state()},
            "best": self.best,
            "sound": self.sound,
        }
        return {f"{g}/{name}": t for g, tensors in groups.items() for name, t in tensors.items()}

    def restore(self, tensors: Tensors, state: dict[str, Any]) -> None:
        """Go on from a checkpoint, bit for bit on the CPU."""
        groups: dict[str, Tensors] = {}
        for name, tensor in tensors.items():
            group, _, rest = name.partition("/")
            groups.setdefault(group, {})[rest] = tensor
        self.model.load_adapter_state("policy", groups["policy"])
        self.value_head.load_state_dict(groups["value"])
        load_optimizer_tensors(self.policy_optimizer, groups.get("policy_optimizer", {}))
        load_optimizer_tensors(self.value_optimizer, groups.get("value_optimizer", {}))
        self.generator.set_state(groups["random"]["generator"])
        self.best, self.sound = groups.get("best", {}), groups.get("sound", {})
        self.state = PpoState(**state)
        self.microbatch = self.state.microbatch or self.microbatch

    def state_mapping(self) -> dict[str, Any]:
        """Return the state that is no tensor, ready for JSON."""
        return asdict(self.state) | {"microbatch": self.microbatch}

    def _next_problems(self) -> list[Problem]:
        """Draw the update's problems, each repeated for its samples."""
        recipe, state = self.recipe, self.state
        indices = prompt_batch(recipe.prompts, len(self.problems), state.cursor, recipe.seed)
        state.cursor += recipe.prompts
        return [self.problems[index] for index in indices for _ in range(recipe.samples)]

    def _rollout(self, chosen: Sequence[Problem]) -> list[Sampled]:
        """Sample one response per problem, each process its share; return them all."""
        own = crew().share(len(chosen))
        first = self.state.update * len(chosen)
        seeds = [response_seed(self.recipe.seed, first + row) for row in own]
        sampled = self.sampler([chosen[row] for row in own], seeds) if own else []
        return [rollout for part in crew().gather(sampled) for rollout in part]

    def _sample(self, chosen: Sequence[Problem], seeds: Sequence[int]) -> list[Sampled]:
        prompts = [self.codec.prompt_ids(problem) for problem in chosen]
        return sample_responses(
            self.model,
            self.codec,
            prompts,
            self.recipe.max_tokens,
            seeds,
            with_entropy=not self.model.half,
        )

    def _optimize(self, experience: Experience) -> dict[str, float]:
        """Take the update's optimizer steps; return the means of their losses."""
        recipe, count = self.recipe, len(experience.rollouts)
        sums: dict[str, float] = {}
        steps = 0
        for group in self.policy_optimizer.param_groups:
            group["lr"] = recipe.learning_rate * self._rate()
        for _ in range(recipe.epochs):
            order = torch.randperm(
                count, generator=self.generator, device=self.model.device
            ).tolist()
            for start in range(0, count, recipe.minibatch):
                rows = order[start : start + recipe.minibatch]
                found = self._value_step(experience, rows)
                if self._rate() > 0:
                    found |= self._policy_step(experience, rows)
                for name, value in found.items():
                    sums[name] = sums.get(name, 0.0) + value
                steps += 1
        return {name: value / steps for name, value in sums.items()}

    def _policy_step(self, experience: Experience, rows: list[int]) -> dict[str, float]:
        """One optimizer step of the policy on some rollouts, in micro-batches.

        The loss is summed over a response's tokens and averaged over responses, as the policy
        gradient is. Averaged over tokens, the gradient of a model that is sure of nearly every
        token vanishes below Adam's epsilon (seen: a norm of 0.003, and no learning).
        """
        recipe = self.recipe
        tokens = float(experience.mask[rows].sum())
        loss_sum = clipped = 0.0
        self.policy_optimizer.zero_grad()
        mine = [row for row in rows if row in experience.own]
        for part in by_length(experience.rollouts, mine, self.microbatch):
            loss, beyond = self._policy_gradient(experience, part, len(rows))
            loss_sum += loss
            clipped += beyond / tokens
        crew().add_gradients(self.policy_parameters)
        loss_sum, clipped = crew().total(loss_sum, clipped)
        norm = float(
            torch.nn.utils.clip_grad_norm_(self.policy_parameters, recipe.max_gradient_norm)
        )
        require_finite({"the policy loss": loss_sum, "the policy's gradient": norm})
        self.policy_optimizer.step()
        return {"policy_loss": loss_sum, "clip_fraction": clipped, "gradient_norm": norm}

    def _policy_gradient(
        self, experience: Experience, part: list[int], responses: int
    ) -> tuple[float, float]:
        """Add the gradient of a micro-batch; return its loss and how many tokens were clipped."""
        recipe, batch = self.recipe, self.judges.batch_of(experience.rollouts, part)
        span = batch.responses.shape[1]
        mask, old = experience.mask[part, :span], experience.old_logprobs[part, :span]
        logprobs, entropy = self.model.response_logprobs(
            batch, "policy", with_entropy=recipe.entropy_bonus > 0
        )
        surrogate = losses.clipped_policy_loss(
            logprobs, old, experience.advantages[part, :span], recipe.clip
        )
        surrogate = surrogate * experience.weights[part, :span]
        loss = ((surrogate - recipe.entropy_bonus * entropy) * mask).sum() / responses
        loss.backward()  # type: ignore[no-untyped-call]
        share = losses.clipped_share(logprobs.detach(), old, mask, recipe.clip)
        return float(loss.detach()), float(share) * float(mask.sum())

    def _value_step(self, experience: Experience, rows: list[int]) -> dict[str, float]:
        """One optimizer step of the critic on some rollouts, averaged over their tokens."""
        tokens = experience.mask[rows].sum().clamp(min=1)
        mine = [row for row in rows if row in experience.own]
        values = self.value_head(experience.features[[row - experience.own.start for row in mine]])
        found = losses.clipped_value_loss(
            values,
            experience.old_values[mine],
            experience.returns[mine],
            self.recipe.value_clip,
        )
        loss = (found * experience.mask[mine]).sum() / tokens
        self.value_optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        parameters = list(self.value_head.parameters())
        crew().add_gradients(parameters)
        (total,) = crew().total(loss.detach())
        require_finite({"the value loss": total})
        torch.nn.utils.clip_grad_norm_(parameters, self.recipe.max_gradient_norm)
        self.value_optimizer.step()
        return {"value_loss": total}

    def _rate(self) -> float:
        """Share of the policy's learning rate: zero while the critic warms up, a ramp, a descent.

        It descends because whitening magnifies what is left of the advantages once most responses
        are right (seen at a constant rate: the divergence leapt from 0.1 to 1.8 nats).
        """
        recipe, update = self.recipe, self.state.update
        warmup = recipe.warmup_updates
        ramp = max(0, update - warmup + 1) / warmup if warmup else 1.0
        done = update / max(1, recipe.updates)
        return min(1.0, ramp, max(FINAL_RATE, 1.0 - done))

    def _check(self, metrics: dict[str, Any]) -> None:
        """Compare the metrics with the first update's; raise GuardStop on a breach."""
        require_finite({"the reward": metrics["reward"], "the KL divergence": metrics["kl"]})
        first = self.state.first
        if not first:
            names = ("reward", "length", "steps", "entropy")
            first.update({name: metrics[name] for name in names})
        reason = guard_sentence(metrics, first, self.recipe)
        if reason is not None:
            raise GuardStop(reason, by_responses=True)


def response_seed(seed: int, number: int) -> int:
    """Return the seed of the run's response ``number``, whichever process samples it."""
    return (seed * 1_000_003 + number) * 2_654_435_761 % 2**63
