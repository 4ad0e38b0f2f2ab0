"""Turn conversations into token batches whose micro-batches hold examples of similar length."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer

from .conversation import Message
from .generator import train_conversation

PROMPT_WEIGHT = 0.1
LONGEST = 512
ROUND_TO = 32
"""Lengths are rounded up: few distinct shapes keep the matrix kernels in their cache."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Token ids (B, T), and the loss weight of each token (B, T), zero on padding."""

    ids: torch.Tensor
    weights: torch.Tensor

    def to(self, device: torch.device) -> Batch:
        """Give the same batch on a device."""
        return Batch(self.ids.to(device), self.weights.to(device))


def encode(tokenizer: Tokenizer, messages: list[Message]) -> tuple[list[int], list[float]]:
    """Encode one conversation in the chat format; only the last response weighs fully."""
    ids: list[int] = []
    weights: list[float] = []
    for index, message in enumerate(messages):
        head = tokenizer.encode(f"<|{message['role']}|>\n").ids
        body = tokenizer.encode(f"{message['content']}<|end|>").ids
        full = index == len(messages) - 1
        ids += head + body
        weights += [PROMPT_WEIGHT] * len(head) + [1.0 if full else PROMPT_WEIGHT] * len(body)
        if not full:
            newline = tokenizer.encode("\n").ids
            ids += newline
            weights += [PROMPT_WEIGHT] * len(newline)
    return ids, weights


def load_tokenizer(folder: Path) -> Tokenizer:
    """Read the tokenizer saved beside the weights."""
    return Tokenizer.from_file(str(folder / "tokenizer.json"))


def pad_batch(rows: list[tuple[list[int], list[float]]]) -> Batch:
    """Pad rows on the right to one length."""
    longest = -(-max(len(ids) for ids, _ in rows) // ROUND_TO) * ROUND_TO
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    weights = torch.zeros(len(rows), longest)
    for index, (row, weight) in enumerate(rows):
        ids[index, : len(row)] = torch.tensor(row)
        weights[index, : len(row)] = torch.tensor(weight)
    return Batch(ids, weights)


def step_batches(
    tokenizer: Tokenizer, rng: random.Random, examples: int, micro: int
) -> list[Batch]:
    """Draw the examples of one optimizer step, sorted by length into micro-batches."""
    rows: list[tuple[list[int], list[float]]] = []
    while len(rows) < examples:
        row = encode(tokenizer, train_conversation(rng))
        if len(row[0]) <= LONGEST:
            rows.append(row)
    rows.sort(key=lambda row: len(row[0]))
    return [pad_batch(rows[start : start + micro]) for start in range(0, examples, micro)]
