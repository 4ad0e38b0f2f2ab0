"""Sample responses from the policy with a key-value cache, many sequences at once.

Two savings over a plain loop: a prompt is read once, however many samples it gets, and the cache
grows in place instead of being copied for every token.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from transformers.cache_utils import DynamicCache, DynamicLayer

from workbench.training.data import Codec
from workbench.training.modeling import AdaptedModel

ROOM = 64
"""Tokens by which the cache grows at a time."""
WORTH_KEEPING = 0.75
"""Ended sequences leave the batch once no more than this share of it is still being written."""


@dataclass(frozen=True, slots=True)
class Sampled:
    """One sampled response: its token ids (end token included), text, and whether it ended."""

    prompt: list[int]
    ids: list[int]
    text: str
    finished: bool


class RoomyLayer(DynamicLayer):  # type: ignore[no-untyped-call]
    """A cache layer that keeps spare room, so that a new token is written and nothing is copied."""

    rooms: list[Tensor]

    def update(
        self, key_states: Tensor, value_states: Tensor, *_args: Any, **_kwargs: Any
    ) -> tuple[Tensor, Tensor]:
        """Append states (B, heads, new, d); return all states as views of the room."""
        start = self.get_seq_length()
        end = start + key_states.shape[-2]
        if not self.is_initialized or end > self.rooms[0].shape[-2]:
            self._grow(key_states, start, end + ROOM)
        for room, states in zip(self.rooms, (key_states, value_states), strict=True):
            room[:, :, start:end] = states
        self.keys, self.values = (room[:, :, :end] for room in self.rooms)
        return self.keys, self.values

    def batch_select_indices(self, indices: Tensor) -> None:
        """Keep (or repeat) rows of the batch."""
        end = self.get_seq_length()
        self.rooms = [room[indices] for room in self.rooms]
        self.keys, self.values = (room[:, :, :end] for room in self.rooms)

    def _grow(self, states: Tensor, filled: int, length: int) -> None:
        rows, heads, _, width = states.shape
        grown = [states.new_zeros(rows, heads, length, width) for _ in range(2)]
        if self.is_initialized:
            for new, old in zip(grown, self.rooms, strict=True):
                new[:, :, :filled] = old[:, :, :filled]
        else:
            self.lazy_initialization(states, states)
        self.rooms = grown


@torch.no_grad()
def sample_responses(
    model: AdaptedModel,
    codec: Codec,
    prompts: Sequence[Sequence[int]],
    limit: int,
    generator: torch.Generator,
    temperature: float = 1.0,
    adapter: str | None = "policy",
) -> list[Sampled]:
    """Sample one response per prompt at a temperature, without top-p or top-k; 0 is greedy."""
    written: list[list[int]] = [[] for _ in prompts]
    live = list(range(len(prompts)))  # the prompt that each row of the batch belongs to
    with model.using(adapter):
        cache, mask, scores = _read_prompts(model, codec, prompts)
        for count in range(1, limit + 1):
            chosen = draw(scores, temperature, generator)
            for index, token in zip(live, chosen.tolist(), strict=True):
                if not _ended(written[index], codec):
                    written[index].append(token)
            going = [row for row, index in enumerate(live) if not _ended(written[index], codec)]
            if not going or count == limit:
                break
            if len(going) <= WORTH_KEEPING * len(live):
                kept = torch.tensor(going, device=model.device)
                cache.batch_select_indices(kept)
                live, mask, chosen = [live[row] for row in going], mask[kept], chosen[kept]
            mask = torch.cat([mask, mask.new_ones(len(live), 1)], 1)
            scores = _next_scores(model, cache, chosen[:, None], mask)
    return [
        Sampled(list(prompt), row, codec.decode(row), _ended(row, codec))
        for prompt, row in zip(prompts, written, strict=True)
    ]


def draw(logits: Tensor, temperature: float, generator: torch.Generator) -> Tensor:
    """Draw one token id per row of (B, V) logits; temperature 0 takes the likeliest."""
    if temperature == 0:
        return logits.argmax(-1)
    chances = torch.softmax(logits / temperature, -1)
    return torch.multinomial(chances, 1, generator=generator).squeeze(1)


def _read_prompts(
    model: AdaptedModel, codec: Codec, prompts: Sequence[Sequence[int]]
) -> tuple[DynamicCache, Tensor, Tensor]:
    """Run each different prompt once; return cache, mask and next-token logits of every row."""
    different = list(dict.fromkeys(tuple(prompt) for prompt in prompts))
    width = max(len(prompt) for prompt in different)
    ids = [[codec.pad_id] * (width - len(p)) + list(p) for p in different]
    kept = [[0] * (width - len(p)) + [1] * len(p) for p in different]
    mask = torch.tensor(kept, device=model.device)
    cache = DynamicCache(config=model.config)
    cache.layers = [
        RoomyLayer() if type(layer) is DynamicLayer else layer  # type: ignore[no-untyped-call]
        for layer in cache.layers
    ]
    scores = _next_scores(model, cache, torch.tensor(ids, device=model.device), mask)
    places = {prompt: place for place, prompt in enumerate(different)}
    rows = torch.tensor([places[tuple(prompt)] for prompt in prompts], device=model.device)
    cache.batch_select_indices(rows)
    return cache, mask[rows], scores[rows]


def _next_scores(model: AdaptedModel, cache: DynamicCache, ids: Tensor, mask: Tensor) -> Tensor:
    """Run tokens (B, new) on the cache; return the logits after the last (B, V)."""
    positions = (mask.cumsum(1) - 1).clamp(min=0)[:, -ids.shape[1] :]
    return model.logits(model.run(ids, mask, positions, cache)[:, -1])


def _ended(ids: Sequence[int], codec: Codec) -> bool:
    return bool(ids) and ids[-1] in codec.end_ids
