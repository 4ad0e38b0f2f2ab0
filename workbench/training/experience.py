"""What PPO learns from: rollouts judged, laid on tokens and turned into advantages.

Rows are those of the whole batch in every process; only the wide ``features`` stay with the
process that has the row. Old log-probabilities are the trainer's own: from a pass over the
rollouts, or, where it sampled them itself in full precision, those it drew with, which differ by
rounding alone (measured on the starter: at most 3e-6 nats a token) and cost no pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from workbench.domain.recipes import Recipe
from workbench.domain.records import Problem
from workbench.training import losses
from workbench.training.data import Codec, response_step_ends
from workbench.training.distributed import crew
from workbench.training.guards import require_finite
from workbench.training.modeling import AdaptedModel, Batch, ValueHead, pad_batch, rounded
from workbench.training.preference_reward import PreferenceScorer
from workbench.training.process_reward import StepJudge
from workbench.training.rewards import Judgement, answer_agrees, outcome_reward, token_rewards
from workbench.training.rollout import Sampled

CHECKED = 2
"""Responses of each update on which the sampler's log-probabilities are compared with a pass."""
AGREEMENT = 1e-4
"""Nats by which a token's log-probability may differ there; rounding makes some 1e-6."""


@dataclass(frozen=True, slots=True)
class Experience:
    """N rollouts, padded to T: everything the losses need, computed before the first step."""

    rollouts: list[Sampled]
    judgements: list[Judgement]
    mask: Tensor  # (N, T)
    old_logprobs: Tensor  # (N, T)
    reference: Tensor  # (N, T)
    entropies: Tensor  # (N, T)
    own: range  # the M rows of this process
    features: Tensor  # (M, T, H), the critic's view before each token
    old_values: Tensor  # (N, T)
    advantages: Tensor  # (N, T), whitened
    returns: Tensor  # (N, T)
    ratios: Tensor  # (N, T), of the trainer's chance of each token to the sampler's
    weights: Tensor  # (N, T), the ratios truncated; 1 where the sampler is the trainer itself


@dataclass(slots=True)
class Judges:
    """Who judges a rollout: the heads on the one trunk, and the rules."""

    model: AdaptedModel
    codec: Codec
    recipe: Recipe
    reward_head: StepJudge | None
    value_head: ValueHead
    preference: PreferenceScorer | None = None

    def batch_of(self, rollouts: Sequence[Sampled], rows: Sequence[int]) -> Batch:
        """Pad some rollouts to their own longest."""
        chosen = [rollouts[row] for row in rows]
        return pad_batch(
            [r.prompt for r in chosen],
            [r.ids for r in chosen],
            self.codec.pad_id,
            self.model.device,
        )

    @torch.no_grad()
    def experience(
        self,
        chosen: Sequence[Problem],
        rollouts: list[Sampled],
        kl_coefficient: float,
        microbatch: int,
    ) -> Experience:
        """Judge the rollouts of the chosen problems and compute advantages."""
        recipe, count = self.recipe, len(rollouts)
        own = crew().share(count)
        width = rounded(max(len(rollout.ids) for rollout in rollouts))
        passes = _Passes.empty(len(own), width, self.model)
        passes.known = self._sampler_agrees(rollouts, own)
        for rows in by_length(rollouts, own, microbatch):
            self._run(passes, rollouts, rows, own)
        judgements = [
            judgement
            for part in crew().gather(self._judged(passes, chosen, rollouts, own))
            for judgement in part
        ]
        values = self.value_head(passes.features) * passes.mask
        stacked = torch.stack(
            [passes.mask, passes.old, passes.reference, passes.entropies, values, passes.sampled]
        )
        device = self.model.device
        whole = torch.cat([part.to(device) for part in crew().gather(stacked.cpu())], 1)
        mask, old, reference, entropies, values, sampled = whole  # (N, T) each
        rewards = token_rewards(judgements, width, recipe).to(device)
        require_finite({"the reward": float(rewards.sum())})
        rewards = rewards + losses.kl_penalty(old, reference, kl_coefficient)
        advantages = losses.generalized_advantages(
            rewards, values, mask, recipe.gamma, recipe.actor_lambda
        )
        returns = values + losses.generalized_advantages(
            rewards, values, mask, recipe.gamma, recipe.critic_lambda
        )
        ratios = losses.importance_ratios(old, sampled, mask)
        corrected = recipe.rollout != "trainer" or self.model.half
        cap = recipe.importance_cap
        return Experience(
            rollouts=rollouts,
            judgements=judgements,
            mask=mask,
            old_logprobs=old,
            reference=reference,
            entropies=entropies,
            own=own,
            features=passes.features,
            old_values=values,
            advantages=losses.whiten(advantages, mask),
            returns=returns,
            ratios=ratios,
            weights=ratios.clamp(max=cap) if corrected else torch.ones_like(ratios),
        )

    def _run(
        self, passes: _Passes, rollouts: Sequence[Sampled], rows: Sequence[int], own: range
    ) -> None:
        """Run the trunk over some rows as policy, reference and reward model."""
        model, places = self.model, [row - own.start for row in rows]
        batch = self.batch_of(rollouts, rows)
        span = batch.responses.shape[1]
        old, entropies = (
            told(rollouts, rows, span, model.device)
            if passes.known
            else model.response_logprobs(batch, "policy")
        )
        states = model.hidden(batch, model.reference)
        before = states[:, batch.width - 1 : -1]
        reference, _ = model.selected_logprobs(before, batch.responses)
        if self.reward_head is not None:
            ends = [self._step_ends(rollouts[row]) for row in rows]
            logits, states = self.reward_head.judge(model, batch, ends)
            for place, at, found in zip(places, ends, logits, strict=True):
                passes.positions[place] = tuple(at)
                passes.scores[place] = tuple(torch.sigmoid(found).tolist())
        if self.preference is not None:
            lengths = [self.codec.visible_length(rollouts[row].ids) for row in rows]
            passes.preferred |= dict(
                zip(places, self.preference.rewards(batch, lengths), strict=True)
            )
        mask = batch.response_mask
        passes.mask[places, :span] = mask
        passes.old[places, :span] = old * mask
        passes.reference[places, :span] = reference * mask
        passes.entropies[places, :span] = entropies * mask
        passes.features[places, :span] = states[:, batch.width - 1 : -1].float()
        for place, row in zip(places, rows, strict=True):
            known = rollouts[row].logprobs or old[rows.index(row), : len(rollouts[row].ids)]
            passes.sampled[place, : len(rollouts[row].ids)] = torch.as_tensor(known)

    def _sampler_agrees(self, rollouts: Sequence[Sampled], own: range) -> bool:
        """Say whether what the sampler knows of its tokens is what the trainer would find.

        In full precision, and sampled by the trainer itself, it is but for rounding, and the
        policy's pass over the rollouts is spared. That is checked on some responses each time: the
        cache may be wrong for an architecture nobody tried.
        """
        checked = [row for row in own if rollouts[row].entropies][:CHECKED]
        if self.model.half or self.recipe.rollout != "trainer" or not checked:
            return False
        batch = self.batch_of(rollouts, checked)
        again = self.model.response_logprobs(batch, "policy", with_entropy=False)[0]
        known, _ = told(rollouts, checked, batch.responses.shape[1], self.model.device)
        furthest = float(((again - known) * batch.response_mask).abs().max())
        return furthest <= AGREEMENT and all(rollouts[row].entropies for row in own)

    def _step_ends(self, rollout: Sampled) -> list[int]:
        return response_step_ends(rollout.text, self.codec.token_ends(rollout.ids))

    def _judged(
        self, passes: _Passes, chosen: Sequence[Problem], rollouts: Sequence[Sampled], own: range
    ) -> list[Judgement]:
        return [
            Judgement(
                passes.positions[place],
                passes.scores[place],
                answer_agrees(rollouts[row].text, chosen[row].reference_answer),
                rollouts[row].finished,
                len(rollouts[row].ids),
                passes.preferred.get(place, 0.0),
            )
            for place, row in enumerate(own)
        ]


@dataclass(slots=True)
class _Passes:
    """What the trunk's passes give for the M rows of this process."""

    mask: Tensor  # (M, T)
    old: Tensor  # (M, T)
    reference: Tensor  # (M, T)
    entropies: Tensor  # (M, T)
    sampled: Tensor  # (M, T)
    features: Tensor  # (M, T, H)
    positions: list[tuple[int, ...]]
    scores: list[tuple[float, ...]]
    preferred: dict[int, float]
    known: bool = False
    """Whether the sampler's own log-probabilities and entropies stand for the trainer's."""

    @classmethod
    def empty(cls, rows: int, width: int, model: AdaptedModel) -> _Passes:
        mask, old, reference, entropies, sampled = torch.zeros(5, rows, width, device=model.device)
        features = torch.zeros(rows, width, model.hidden_size, device=model.device)
        return cls(mask, old, reference, entropies, sampled, features, [()] * rows, [()] * rows, {})


def rollout_metrics(
    experience: Experience, recipe: Recipe, kl_coefficient: float
) -> dict[str, Any]:
    """Return the metrics of the rollouts, before any step was taken on them."""
    mask, judged = experience.mask, experience.judgements
    count = len(judged)
    known = [j.agrees for j in judged if j.agrees is not None]
    worst = [min(j.scores) for j in judged if j.scores]
    steps = [float(token_rewards([j], j.length, recipe).sum()) for j in judged]
    kl = losses.sequence_kl(experience.old_logprobs, experience.reference, mask)
    return {
        "reward": sum(steps) / count,
        "reward_outcome": sum(outcome_reward(j, recipe) for j in judged) / count,
        "reward_kl": -kl_coefficient * float(kl),
        "worst_step_score": sum(worst) / len(worst) if worst else None,
        "train_accuracy": sum(known) / len(known) if known else None,
        "kl": float(kl),
        "entropy": float(losses.masked_mean(experience.entropies, mask)),
        "explained_variance": float(
            losses.explained_variance(experience.old_values, experience.returns, mask)
        ),
        "length": sum(j.length for j in judged) / count,
        "steps": sum(len(j.positions) for j in judged) / count,
        "finished": sum(j.finished for j in judged) / count,
        "importance_mean": float(losses.masked_mean(experience.ratios, mask)),
        "importance_truncated": float(
            losses.masked_mean((experience.ratios > recipe.importance_cap).float(), mask)
        ),
    }


def told(
    rollouts: Sequence[Sampled], rows: Sequence[int], width: int, device: torch.device
) -> tuple[Tensor, Tensor]:
    """Return the sampler's log-probabilities and entropies of some rows, each (B, T = width)."""
    found = torch.zeros(2, len(rows), width, device=device)
    for place, row in enumerate(rows):
        one = rollouts[row]
        found[0, place, : len(one.ids)] = torch.tensor(one.logprobs)
        found[1, place, : len(one.ids)] = torch.tensor(one.entropies)
    return found[0], found[1]


def by_length(rollouts: Sequence[Sampled], rows: Sequence[int], size: int) -> list[list[int]]:
    """Part rows into micro-batches of similar length, so that little padding is computed."""
    ordered = sorted(rows, key=lambda row: (len(rollouts[row].ids), row))
    return [ordered[start : start + size] for start in range(0, len(ordered), size)]
