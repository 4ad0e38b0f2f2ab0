"""Process reward model: per-step cross-entropy at each marked step's last token.

Left out: a generative verifier and outcome pairs; a step head is what few marks can train. The
head is fitted first, on the frozen trunk's states (one pass over the data), then the head and a
LoRA adapter together, for few epochs, since one expert's marks are soon learned by heart.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from workbench.domain.errors import TrainingError
from workbench.domain.recipes import Recipe
from workbench.domain.records import Problem
from workbench.domain.sentences import sentence
from workbench.training.data import Codec, StepExample, response_step_ends
from workbench.training.distributed import crew
from workbench.training.losses import process_cross_entropy
from workbench.training.modeling import AdaptedModel, Batch, StepHead, pad_batch
from workbench.training.pairs import StepPair
from workbench.training.preference_losses import bradley_terry


def train_process_reward(
    model: AdaptedModel,
    head: StepHead,
    training: Sequence[StepExample],
    recipe: Recipe,
    pad_id: int,
    on_epoch: Callable[[dict[str, Any]], None],
    pairs: Sequence[StepPair] = (),
) -> None:
    """Fit the head, then head and adapter; ``on_epoch`` hears each epoch's loss.

    With the recipe's ``step_preference_weight``, each step of the optimizer also sees a share of
    the ``pairs``, so that an epoch shows each once. Raises TrainingError on a loss that is not
    finite.
    """
    # 1. the head alone, on the states of the frozen trunk (N, H)
    states, labels = step_states(model, training, pad_id, recipe.microbatch)
    weights = class_weights(labels)
    optimizer = torch.optim.Adam(head.parameters(), lr=1e-2, weight_decay=1e-4)
    for _ in range(recipe.reward_head_steps):
        losses = F.binary_cross_entropy_with_logits(head(states), labels, weights)
        optimizer.zero_grad()
        losses.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    if recipe.reward_head_steps:
        on_epoch({"epoch": 0, "loss": _finite(float(losses.detach()))})

    # 2. head and adapter together
    parameters = [*model.parameters_of("reward"), *head.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=recipe.reward_learning_rate, eps=1e-5)
    balance = _balance(labels)
    for epoch in range(1, recipe.reward_epochs + 1):
        order, shown = list(range(len(training))), list(pairs)
        random.Random(f"{recipe.seed}-{epoch}").shuffle(order)
        random.Random(f"{recipe.seed}-pairs-{epoch}").shuffle(shown)
        total = 0.0
        for start in range(0, len(order), recipe.reward_batch):
            end = min(start + recipe.reward_batch, len(order))
            chosen = [training[index] for index in order[start:end]]
            share = shown[start * len(shown) // len(order) : end * len(shown) // len(order)]
            optimizer.zero_grad()
            if recipe.step_preference_weight:
                add_pair_gradient(model, head, share, pad_id, recipe)
            loss = reward_step(model, head, chosen, pad_id, balance, optimizer, recipe)
            total += loss * len(chosen)
        on_epoch({"epoch": epoch, "loss": _finite(total / len(order))})


def reward_step(
    model: AdaptedModel,
    head: StepHead,
    examples: Sequence[StepExample],
    pad_id: int,
    balance: tuple[float, float],
    optimizer: torch.optim.Optimizer,
    recipe: Recipe,
) -> float:
    """One optimizer step over a few responses, whose gradient is added to what is there.

    Returns their mean step loss. Several processes share the responses.
    """
    count = sum(len(example.labels) for example in examples)
    total, share = 0.0, crew().share(len(examples))
    for start in range(share.start, share.stop, recipe.microbatch):
        rows = examples[start : min(start + recipe.microbatch, share.stop)]
        batch = example_batch(rows, pad_id, model.device)
        logits, labels, mask = step_logits(model, head, batch, rows)  # (B, S)
        weighted = mask * (labels * balance[1] + (1 - labels) * balance[0])
        loss = process_cross_entropy(logits, labels, weighted) * weighted.sum() / count
        loss.backward()  # type: ignore[no-untyped-call]
        total += float(loss.detach())
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    crew().add_gradients(parameters)
    (total,) = crew().total(total)
    torch.nn.utils.clip_grad_norm_(parameters, recipe.max_gradient_norm)
    optimizer.step()
    return _finite(total)


def add_pair_gradient(
    model: AdaptedModel, head: StepHead, pairs: Sequence[StepPair], pad_id: int, recipe: Recipe
) -> None:
    """Add the weighted gradient of the mean loss of some pairs, in micro-batches."""
    size = max(1, recipe.microbatch // 2)
    share = crew().share(len(pairs))
    for start in range(share.start, share.stop, size):
        part = pairs[start : min(start + size, share.stop)]
        weight = recipe.step_preference_weight * len(part) / len(pairs)
        (weight * pair_loss(model, head, part, pad_id)).backward()  # type: ignore[no-untyped-call]


def pair_loss(
    model: AdaptedModel, head: StepHead, pairs: Sequence[StepPair], pad_id: int
) -> Tensor:
    """Mean Bradley-Terry loss of the better step's logit over the worse one's."""
    rows = [pair.better for pair in pairs] + [pair.worse for pair in pairs]
    logits, _, _ = step_logits(model, head, example_batch(rows, pad_id, model.device), rows)
    better, worse = logits[:, 0].chunk(2)  # (P,) each
    return bradley_terry(better, worse).mean()


def step_logits(
    model: AdaptedModel, head: StepHead, batch: Batch, examples: Sequence[StepExample]
) -> tuple[Tensor, Tensor, Tensor]:
    """Logits, labels and mask of the marked steps, each (B, S)."""
    hidden = model.hidden(batch, "reward")[:, batch.width :]  # (B, T, H)
    most = max(len(example.labels) for example in examples)
    where = torch.zeros(len(examples), most, dtype=torch.long)
    labels, mask = torch.zeros(len(examples), most), torch.zeros(len(examples), most)
    for row, example in enumerate(examples):
        marked = len(example.labels)
        where[row, :marked] = torch.tensor(example.positions)
        labels[row, :marked] = torch.tensor(example.labels)
        mask[row, :marked] = 1.0
    where, labels, mask = (t.to(model.device) for t in (where, labels, mask))
    states = hidden.gather(1, where[..., None].expand(-1, -1, hidden.shape[-1]))  # (B, S, H)
    return head(states), labels, mask


@torch.no_grad()
def step_states(
    model: AdaptedModel, examples: Sequence[StepExample], pad_id: int, microbatch: int
) -> tuple[Tensor, Tensor]:
    """Hidden states (N, H) and labels (N,) of all marked steps, under the reward adapter."""
    states, labels = [], []
    for start in range(0, len(examples), microbatch):
        rows = examples[start : start + microbatch]
        batch = example_batch(rows, pad_id, model.device)
        hidden = model.hidden(batch, "reward")[:, batch.width :]
        for row, example in enumerate(rows):
            states.append(hidden[row, list(example.positions)].float())
            labels.append(torch.tensor(example.labels, device=model.device))
    return torch.cat(states), torch.cat(labels)


@torch.no_grad()
def step_scores(
    model: AdaptedModel, head: StepHead, codec: Codec, problem: Problem, text: str
) -> list[float]:
    """Return the chance that each step of a response is correct, by the reward model."""
    ids, ends = codec.encode(text)
    places = response_step_ends(text, ends)
    if not places:
        return []
    batch = pad_batch([codec.prompt_ids(problem)], [ids], codec.pad_id, model.device)
    states = model.hidden(batch, "reward")[0, batch.width :]
    scores: list[float] = torch.sigmoid(head(states[places])).tolist()
    return scores


def example_batch(rows: Sequence[StepExample], pad_id: int, device: torch.device) -> Batch:
    """Pad examples into one batch."""
    return pad_batch(
        [list(r.prompt) for r in rows], [list(r.response) for r in rows], pad_id, device
    )


def class_weights(labels: Tensor) -> Tensor:
    """Weight each label (N,) so that both classes weigh the same in all."""
    bad, good = _balance(labels)
    return labels * good + (1 - labels) * bad


def _balance(labels: Tensor) -> tuple[float, float]:
    """Weights of the incorrect and the correct class; an absent class weighs nothing."""
    good = float(labels.sum())
    bad = float(len(labels)) - good
    return (
        len(labels) / (2 * bad) if bad > 0 else 0.0,
        len(labels) / (2 * good) if good > 0 else 0.0,
    )


def _finite(loss: float) -> float:
    if loss != loss or loss in (float("inf"), float("-inf")):
        raise TrainingError(
            sentence(
                "The reward model's loss is no longer a number; lower reward_learning_rate "
                "and start again."
            )
        )
    return loss
