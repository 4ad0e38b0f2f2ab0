"""Preference reward model: one score per response, learned from comparisons of whole responses.

An adapter of its own on the same base and a scalar head at the response's last token. The head is
fitted first on the frozen trunk's states, then head and adapter for one epoch, since a second one
overfits (Ouyang et al. 2022, section 3.5). The K responses of a problem are run once each, however
many pairs they form. Left out: a bias per annotator, for which one expert gives no data.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor

from workbench.domain.recipes import Recipe
from workbench.domain.sentences import sentence
from workbench.training.guards import finite
from workbench.training.metrics import bootstrap, bootstrap_share, correlation
from workbench.training.modeling import AdaptedModel, Batch, StepHead, pad_batch
from workbench.training.pairs import PreferenceGroup
from workbench.training.preference_losses import TIE_TARGET, balanced_pairs, plackett_luce

ADAPTER = "preference"
SMALLEST_SPREAD = 1e-3
_LOST = sentence(
    "The preference reward model's loss is no longer a number; lower "
    "reward_learning_rate and start again."
)


@dataclass(frozen=True, slots=True)
class PreferenceReport:
    """How often held-out pairs are ordered as the expert ordered them; ties are not counted.

    ``…_low`` and ``…_high`` bound 95 % of bootstrap resamples over problems, and are None where
    nothing is held out. ``length_correlation`` is of score and tokens over held-out responses.
    ``centre`` and ``spread`` are of the scores of the training responses.
    """

    training_pairs: int
    validation_pairs: int
    validation_problems: int
    accuracy: float | None
    accuracy_low: float | None
    accuracy_high: float | None
    length_correlation: float | None
    length_correlation_low: float | None
    length_correlation_high: float | None
    centre: float
    spread: float

    @property
    def above_chance(self) -> bool | None:
        """Say whether the interval lies above chance; None where it could not be measured."""
        return None if self.accuracy_low is None else self.accuracy_low > 0.5

    def to_mapping(self) -> dict[str, Any]:
        """Return the report ready for JSON."""
        return {**asdict(self), "above_chance": self.above_chance}

    @classmethod
    def from_mapping(cls, mapping: dict[str, Any]) -> PreferenceReport:
        """Read back what ``to_mapping`` gave."""
        return cls(**{name: value for name, value in mapping.items() if name != "above_chance"})


@dataclass(frozen=True, slots=True)
class PreferenceScorer:
    """A trained preference reward model, as PPO asks it."""

    model: AdaptedModel
    head: StepHead
    centre: float
    spread: float

    @torch.no_grad()
    def rewards(self, batch: Batch, lengths: Sequence[int]) -> list[float]:
        """Return a reward in -1..1 per response, at its last visible token.

        Scores have no unit; they are counted in spreads of the training responses around their
        centre, and bent by tanh so that no response can be worth more than about one.
        """
        scores = self.head(last_states(self.model, batch, lengths))
        found: list[float] = torch.tanh((scores - self.centre) / self.spread).tolist()
        return found


def train_preference_reward(
    model: AdaptedModel,
    head: StepHead,
    training: Sequence[PreferenceGroup],
    recipe: Recipe,
    pad_id: int,
    on_epoch: Callable[[dict[str, Any]], None],
) -> None:
    """Fit the head, then head and adapter; ``on_epoch`` hears each epoch's loss per problem.

    Raises TrainingError on a loss that is not finite.
    """
    # 1. the head alone, on the states of the frozen trunk
    with torch.no_grad():
        states = [group_states(model, [group], pad_id)[0].float() for group in training]  # (K, H)
    optimizer = torch.optim.Adam(head.parameters(), lr=1e-2, weight_decay=1e-4)
    for _ in range(recipe.preference_head_steps):
        optimizer.zero_grad()
        scores = torch.split(head(torch.cat(states)), [len(one) for one in states])
        loss = _mean_loss(scores, training, recipe.preference_loss)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    if recipe.preference_head_steps:
        on_epoch({"epoch": 0, "loss": finite(float(loss.detach()), _LOST)})

    # 2. head and adapter together
    parameters = [*model.parameters_of(ADAPTER), *head.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=recipe.reward_learning_rate, eps=1e-5)
    for epoch in range(1, recipe.preference_epochs + 1):
        order = list(training)
        random.Random(f"{recipe.seed}-preference-{epoch}").shuffle(order)
        total = 0.0
        for start in range(0, len(order), recipe.preference_batch):
            chosen = order[start : start + recipe.preference_batch]
            mean = _step(model, head, chosen, optimizer, recipe, pad_id)
            total += finite(mean, _LOST) * len(chosen)
        on_epoch({"epoch": epoch, "loss": total / len(order)})


def group_loss(scores: Tensor, group: PreferenceGroup, kind: str) -> Tensor:
    """Loss of one problem from its K scores (K,): each problem counts once.

    ``pairs`` averages over all P pairs. ``ranking`` takes whole rankings by Plackett-Luce, per
    choice made, and the single comparisons as pairs.
    """
    counted = len(group.better) if kind == "pairs" else group.compared
    terms = []
    if counted:
        device = scores.device
        terms.append(
            balanced_pairs(
                scores,
                torch.tensor(group.better[:counted], device=device),
                torch.tensor(group.worse[:counted], device=device),
                torch.tensor(group.margins[:counted], device=device),
                torch.tensor(group.targets[:counted], device=device),
            )
        )
    if kind == "ranking":
        for order in group.rankings:
            terms.append(plackett_luce(scores[list(order)]) / (len(order) - 1))
    return torch.stack(terms).mean()


def evaluate_preference(
    model: AdaptedModel,
    head: StepHead,
    training: Sequence[PreferenceGroup],
    validation: Sequence[PreferenceGroup],
    recipe: Recipe,
    pad_id: int,
) -> PreferenceReport:
    """Measure on the comparisons of problems that were not trained on."""
    trained = torch.cat(_all_scores(model, head, training, pad_id))
    held = _all_scores(model, head, validation, pad_id)
    hits = [_hits(scores, group) for scores, group in zip(held, validation, strict=True)]
    lengths = [torch.tensor([float(len(r)) for r in group.responses]) for group in validation]

    def accuracy(rows: list[int]) -> float | None:
        found = [hit for row in rows for hit in hits[row]]
        return sum(found) / len(found) if found else None

    def length_bias(rows: list[int]) -> float | None:
        return correlation(
            torch.cat([held[r] for r in rows]), torch.cat([lengths[r] for r in rows])
        )

    owners = [group.problem_id for group in validation]
    right = bootstrap_share(owners, accuracy, recipe.seed)
    bias = bootstrap(owners, length_bias, recipe.seed)
    return PreferenceReport(
        training_pairs=sum(len(group.better) for group in training),
        validation_pairs=sum(map(len, hits)),
        validation_problems=len(validation),
        accuracy=right.value,
        accuracy_low=right.low,
        accuracy_high=right.high,
        length_correlation=bias.value,
        length_correlation_low=bias.low,
        length_correlation_high=bias.high,
        centre=float(trained.mean()),
        spread=max(SMALLEST_SPREAD, float(trained.std(correction=0))),
    )


def last_states(model: AdaptedModel, batch: Batch, lengths: Sequence[int]) -> Tensor:
    """Hidden states (B, H) of the responses' last tokens, under the preference adapter."""
    hidden = model.hidden(batch, ADAPTER)[:, batch.width :]  # (B, T, H)
    ends = torch.tensor([length - 1 for length in lengths], device=hidden.device)
    return hidden[torch.arange(len(ends), device=hidden.device), ends]


def group_states(
    model: AdaptedModel, groups: Sequence[PreferenceGroup], pad_id: int
) -> list[Tensor]:
    """Run each response of some problems once; return states (K, H) per problem."""
    prompts = [list(group.prompt) for group in groups for _ in group.responses]
    responses = [list(response) for group in groups for response in group.responses]
    batch = pad_batch(prompts, responses, pad_id, model.device)
    states = last_states(model, batch, [len(response) for response in responses])
    return list(torch.split(states, [len(group.responses) for group in groups]))


def by_responses(groups: Sequence[PreferenceGroup], limit: int) -> Iterator[list[PreferenceGroup]]:
    """Part problems into micro-batches of at most so many responses; a problem is never cut."""
    part: list[PreferenceGroup] = []
    for group in groups:
        if part and sum(len(g.responses) for g in [*part, group]) > limit:
            yield part
            part = []
        part.append(group)
    if part:
        yield part


def _step(
    model: AdaptedModel,
    head: StepHead,
    groups: Sequence[PreferenceGroup],
    optimizer: torch.optim.Optimizer,
    recipe: Recipe,
    pad_id: int,
) -> float:
    """Make one optimizer step over some problems; return their mean loss."""
    optimizer.zero_grad()
    total = 0.0
    for part in by_responses(groups, recipe.microbatch):
        scores = [head(states) for states in group_states(model, part, pad_id)]
        loss = _mean_loss(scores, part, recipe.preference_loss) * len(part) / len(groups)
        loss.backward()  # type: ignore[no-untyped-call]
        total += float(loss.detach())
    torch.nn.utils.clip_grad_norm_(
        [p for group in optimizer.param_groups for p in group["params"]], recipe.max_gradient_norm
    )
    optimizer.step()
    return total


def _mean_loss(scores: Sequence[Tensor], groups: Sequence[PreferenceGroup], kind: str) -> Tensor:
    losses = [group_loss(s, group, kind) for s, group in zip(scores, groups, strict=True)]
    return torch.stack(losses).mean()


@torch.no_grad()
def _all_scores(
    model: AdaptedModel, head: StepHead, groups: Sequence[PreferenceGroup], pad_id: int
) -> list[Tensor]:
    return [head(group_states(model, [group], pad_id)[0]).cpu() for group in groups]


def _hits(scores: Tensor, group: PreferenceGroup) -> list[float]:
    """Say of each pair without a tie whether it is ordered rightly; equal scores are half right."""
    gaps = [
        float(scores[better] - scores[worse])
        for better, worse, target in zip(group.better, group.worse, group.targets, strict=True)
        if target != TIE_TARGET
    ]
    return [1.0 if gap > 0 else 0.5 if gap == 0 else 0.0 for gap in gaps]
