"""Generative verifier: what the trunk learns to say of each marked step, and why.

The loss is next-token cross-entropy on the verdict after each labelled step, and, weighted, on the
expert's critique (the kind of error and the explanation) and the verdict after it, so that the
explanations teach too (Zhang et al. 2024, "Generative Verifiers"). Judging samples no critique.
Left out: critiques written by a model, and a vote over sampled ones, which cost a rollout each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from workbench.domain.recipes import Recipe
from workbench.training.data import StepExample
from workbench.training.generative_losses import critique_cross_entropy, verdict_cross_entropy
from workbench.training.modeling import AdaptedModel, Batch
from workbench.training.packing import Branch, Packed, pack, packed_states
from workbench.training.verdict_head import Reading, VerdictHead, token_logprobs


@dataclass(frozen=True, slots=True)
class Target:
    """A judgement to be learned: its branch, label and weight, and the critique's span in it."""

    branch: Branch
    label: float
    weight: float
    critique: range


def judgement_loss(
    model: AdaptedModel,
    head: VerdictHead,
    batch: Batch,
    rows: Sequence[StepExample],
    balance: tuple[float, float],
    recipe: Recipe,
) -> Tensor:
    """Summed loss of some responses' judgements, each weighted by its class."""
    targets = list(wanted(head, rows, balance, recipe.critique_weight))
    packed = pack(batch, [target.branch for target in targets])
    hidden = packed_states(model, packed, "reward")  # (B, L, H)
    correct, incorrect = head.verdict_logprobs(
        model, hidden, packed, [target.branch for target in targets]
    )
    labels, weights = (
        torch.tensor(values, device=hidden.device)
        for values in ([t.label for t in targets], [t.weight for t in targets])
    )
    loss = verdict_cross_entropy(correct, incorrect, labels, weights)
    read, count = critique_reading(packed, targets)
    if not count:
        return loss
    logprobs = token_logprobs(model, hidden, read)
    owners = torch.tensor(read.owners, device=hidden.device)
    return loss + recipe.critique_weight * critique_cross_entropy(logprobs, owners, count)


def wanted(
    head: VerdictHead,
    rows: Sequence[StepExample],
    balance: tuple[float, float],
    critique_weight: float,
) -> Iterator[Target]:
    """Yield each labelled step's direct judgement, and the one after each critique of it."""
    bad, good = balance
    for row, example in enumerate(rows):
        for after, label in zip(example.positions, example.labels, strict=True):
            weight = label * good + (1.0 - label) * bad
            yield Target(head.branch(row, after), label, weight, range(0))
        for critique in example.critiques if critique_weight else ():
            label = critique.label
            weight = critique_weight * (label * good + (1.0 - label) * bad)
            branch = head.branch(row, critique.position, critique.opening + critique.ids)
            start = len(critique.opening)
            yield Target(branch, label, weight, range(start, start + len(critique.ids)))


def critique_reading(packed: Packed, targets: Sequence[Target]) -> tuple[Reading, int]:
    """Return which states foretell the critiques' tokens, and how many critiques there are."""
    read, count = Reading([], [], []), 0
    for number, target in enumerate(targets):
        if not target.critique:
            continue
        first = target.branch.row * packed.length + packed.stems[number].start
        ids = target.branch.stem[target.critique.start : target.critique.stop]
        read.add([first + at - 1 for at in target.critique], ids, count)
        count += 1
    return read, count
