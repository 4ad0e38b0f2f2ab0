"""Reward models of steps: a head on each marked step's last token, or a verdict in words after it.

A head is fitted first, on the frozen trunk's states (one pass over the data), then the head and a
LoRA adapter together, for few epochs, since one expert's marks are soon learned by heart. The
generative kind has no head to fit: its adapter learns which word to say. Left out: outcome pairs.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from workbench.domain.recipes import Recipe
from workbench.domain.records import Problem
from workbench.domain.sentences import sentence
from workbench.training.data import Codec, StepExample, response_step_ends
from workbench.training.distributed import crew
from workbench.training.generative_reward import judgement_loss
from workbench.training.guards import finite
from workbench.training.losses import process_cross_entropy
from workbench.training.modeling import AdaptedModel, Batch, StepHead, pad_batch
from workbench.training.pairs import StepPair
from workbench.training.preference_losses import bradley_terry
from workbench.training.verdict_head import VerdictHead

_LOST = sentence(
    "The reward model's loss is no longer a number; lower reward_learning_rate "
    "(verifier_learning_rate for the generative kind) and start again."
)

StepJudge = StepHead | VerdictHead
"""What makes logits of steps from the reward trunk, of either kind."""


def train_step_reward(
    model: AdaptedModel,
    head: StepJudge,
    training: Sequence[StepExample],
    recipe: Recipe,
    pad_id: int,
    on_epoch: Callable[[dict[str, Any]], None],
    pairs: Sequence[StepPair] = (),
) -> None:
    """Fit the head where there is one, then all together; ``on_epoch`` hears each epoch's loss.

    With the recipe's ``step_preference_weight``, each step of the optimizer also sees a share of
    the ``pairs``, so that an epoch shows each once. Raises TrainingError on a loss that is not
    finite.
    """
    if isinstance(head, StepHead):
        fit_head(model, head, training, recipe, pad_id, on_epoch)
    parameters = [*model.parameters_of("reward"), *head.parameters()]
    rate, epochs = schedule(head, recipe)
    optimizer = torch.optim.Adam(parameters, lr=rate, eps=1e-5)
    balance = _balance(torch.tensor([label for one in training for label in one.labels]))
    for epoch in range(1, epochs + 1):
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
        on_epoch({"epoch": epoch, "loss": finite(total / len(order), _LOST)})


def schedule(head: StepJudge, recipe: Recipe) -> tuple[float, int]:
    """Return the learning rate and the epochs of the adapter under this kind of head."""
    if isinstance(head, VerdictHead):
        return recipe.verifier_learning_rate, recipe.verifier_epochs
    return recipe.reward_learning_rate, recipe.reward_epochs


def part_done(head: StepJudge, recipe: Recipe, epoch: int) -> float:
    """Return the share of the stage that is done after an epoch, its measurements included.

    The head that is fitted first counts as an epoch; a generative verifier has none.
    """
    fitted = int(isinstance(head, StepHead))
    return (epoch + fitted) / (schedule(head, recipe)[1] + fitted + 1)


def fit_head(
    model: AdaptedModel,
    head: StepHead,
    training: Sequence[StepExample],
    recipe: Recipe,
    pad_id: int,
    on_epoch: Callable[[dict[str, Any]], None],
) -> None:
    """Fit the head alone, on the states of the frozen trunk (N, H)."""
    states, labels = step_states(model, training, pad_id, recipe.microbatch)
    weights = class_weights(labels)
    optimizer = torch.optim.Adam(head.parameters(), lr=1e-2, weight_decay=1e-4)
    for _ in range(recipe.reward_head_steps):
        losses = F.binary_cross_entropy_with_logits(head(states), labels, weights)
        optimizer.zero_grad()
        losses.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    if recipe.reward_head_steps:
        on_epoch({"epoch": 0, "loss": finite(float(losses.detach()), _LOST)})


def reward_step(
    model: AdaptedModel,
    head: StepJudge,
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
        if isinstance(head, VerdictHead):
            loss = judgement_loss(model, head, batch, rows, balance, recipe) / count
        else:
            loss = head_loss(model, head, batch, rows, balance) / count
        loss.backward()  # type: ignore[no-untyped-call]
        total += float(loss.detach())
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    crew().add_gradients(parameters)
    (total,) = crew().total(total)
    torch.nn.utils.clip_grad_norm_(parameters, recipe.max_gradient_norm)
    optimizer.step()
    return finite(total, _LOST)


def head_loss(
    model: AdaptedModel,
    head: StepHead,
    batch: Batch,
    rows: Sequence[StepExample],
    balance: tuple[float, float],
) -> Tensor:
    """Summed loss of some responses' marked steps, each weighted by its class."""
    logits, labels, mask = step_logits(model, head, batch, rows)  # (B, S)
    weighted = mask * (labels * balance[1] + (1 - labels) * balance[0])
    return process_cross_entropy(logits, labels, weighted) * weighted.sum()


def add_pair_gradient(
    model: AdaptedModel, head: StepJudge, pairs: Sequence[StepPair], pad_id: int, recipe: Recipe
) -> None:
    """Add the weighted gradient of the mean loss of some pairs, in micro-batches."""
    size = max(1, recipe.microbatch // 2)
    share = crew().share(len(pairs))
    for start in range(share.start, share.stop, size):
        part = pairs[start : min(start + size, share.stop)]
        weight = recipe.step_preference_weight * len(part) / len(pairs)
        (weight * pair_loss(model, head, part, pad_id)).backward()  # type: ignore[no-untyped-call]


def pair_loss(
    model: AdaptedModel, head: StepJudge, pairs: Sequence[StepPair], pad_id: int
) -> Tensor:
    """Mean Bradley-Terry loss of the better step's logit over the worse one's."""
    rows = [pair.better for pair in pairs] + [pair.worse for pair in pairs]
    batch = example_batch(rows, pad_id, model.device)
    logits, _ = head.judge(model, batch, [row.positions[:1] for row in rows])
    better, worse = torch.cat(logits).chunk(2)  # (P,) each
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
def judged(
    model: AdaptedModel,
    head: StepJudge,
    examples: Sequence[StepExample],
    pad_id: int,
    microbatch: int,
) -> tuple[Tensor, Tensor]:
    """Logits and labels of all marked steps, each (N,) and on the CPU."""
    found = []
    for start in range(0, len(examples), microbatch):
        rows = examples[start : start + microbatch]
        batch = example_batch(rows, pad_id, model.device)
        logits, _ = head.judge(model, batch, [row.positions for row in rows])
        found.append(torch.cat(logits).cpu())
    labels = torch.tensor([label for example in examples for label in example.labels])
    return torch.cat(found), labels


@torch.no_grad()
def step_scores(
    model: AdaptedModel, head: StepJudge, codec: Codec, problem: Problem, text: str
) -> list[float]:
    """Return the chance that each step of a response is correct, by the reward model."""
    ids, ends = codec.encode(text)
    places = response_step_ends(text, ends)
    if not places:
        return []
    batch = pad_batch([codec.prompt_ids(problem)], [ids], codec.pad_id, model.device)
    logits, _ = head.judge(model, batch, [places])
    scores: list[float] = torch.sigmoid(logits[0]).tolist()
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
