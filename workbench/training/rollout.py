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
    """One sampled response: its token ids (end token included), text, and whether it ended.

    ``logprobs`` are those of the sampler at the temperature it drew with, one per id, and
    ``entropies`` those of what it drew from, where they were asked for.
    """

    prompt: list[int]
    ids: list[int]
    text: str
    finished: bool
    logprobs: tuple[float, ...] = ()
    entropies: tuple[float, ...] = ()


class RoomyLayer(DynamicLayer):  # type: ignore[no-untyped-call]
    """A cache layer with spare room, so that a new token is written and nothing is copied.

    The whole room is handed to the attention, whose mask hides what is not filled yet: a view of
    the filled part would be copied by the matrix kernels for every token.
    """

    rooms: tuple[Tensor, Tensor]
    filled: int = 0

    def update(
        self, key_states: Tensor, value_states: Tensor, *_args: Any, **_kwargs: Any
    ) -> tuple[Tensor, Tensor]:
        """Append states (B, heads, new, d); return keys and values (B, heads, room, d)."""
        end = self.filled + key_states.shape[-2]
        if not self.is_initialized or end > self.rooms[0].shape[-2]:
            # values come in the precision that is multiplied in; keys may be wider after rotation
            self._grow(value_states, self._room_for(end))
        for room, states in zip(self.rooms, (key_states, value_states), strict=True):
            room[:, :, self.filled : end] = states
        self.filled = end
        return self.rooms

    def get_seq_length(self) -> int:
        """Return how many tokens are filled in."""
        return self.filled

    def get_mask_sizes(self, query_length: int) -> tuple[int, int]:
        """Return the length and offset of the mask for this many new tokens."""
        return self._room_for(self.filled + query_length), 0

    def batch_select_indices(self, indices: Tensor) -> None:
        """Keep (or repeat) rows of the batch."""
        self.rooms = (self.rooms[0][indices], self.rooms[1][indices])

    def _room_for(self, tokens: int) -> int:
        room = self.rooms[0].shape[-2] if self.is_initialized else 0
        return room if tokens <= room else tokens + ROOM

    def _grow(self, states: Tensor, length: int) -> None:
        rows, heads, _, width = states.shape
        grown = (
            states.new_zeros(rows, heads, length, width),
            states.new_zeros(rows, heads, length, width),
        )
        if self.is_initialized:
            for new, old in zip(grown, self.rooms, strict=True):
                new[:, :, : self.filled] = old[:, :, : self.filled]
        else:
            self.lazy_initialization(states, states)
        self.rooms = grown


@torch.no_grad()
def sample_responses(
    model: AdaptedModel,
    codec: Codec,
    prompts: Sequence[Sequence[int]],
    limit: int,
    chance: torch.Generator | Sequence[int],
    temperature: float = 1.0,
    adapter: str | None = "policy",
    *,
    with_entropy: bool = False,
) -> list[Sampled]:
    """Sample one response per prompt at a temperature, without top-p or top-k; 0 is greedy.

    ``chance`` is one generator for all, or a seed for each response: what it draws then depends on
    neither the other responses nor their number.
    """
    uniform = uniform_numbers(chance, len(prompts), limit, model.device)  # (rows, limit)
    written: list[list[int]] = [[] for _ in prompts]
    likelihoods: list[list[float]] = [[] for _ in prompts]
    spreads: list[list[float]] = [[] for _ in prompts]
    live = list(range(len(prompts)))  # the prompt that each row of the batch belongs to
    with model.using(adapter), model.merged(adapter):
        cache, mask, scores = _read_prompts(model, codec, prompts)
        for count in range(1, limit + 1):
            chosen, likelihood = draw(scores, temperature, uniform[live, count - 1])
            spread = entropies(scores).tolist() if with_entropy else []
            drawn = zip(live, chosen.tolist(), likelihood.tolist(), strict=True)
            for row, (index, token, logprob) in enumerate(drawn):
                if not codec.ended(written[index]):
                    written[index].append(token)
                    likelihoods[index].append(logprob)
                    spreads[index] += spread[row : row + 1]
            going = [row for row, index in enumerate(live) if not codec.ended(written[index])]
            if not going or count == limit:
                break
            if len(going) <= WORTH_KEEPING * len(live):
                kept = torch.tensor(going, device=model.device)
                cache.batch_select_indices(kept)
                live, mask, chosen = [live[row] for row in going], mask[kept], chosen[kept]
            mask = torch.cat([mask, mask.new_ones(len(live), 1)], 1)
            scores = _next_scores(model, cache, chosen[:, None], mask)
    return [
        Sampled(
            list(prompt),
            row,
            codec.decode(row),
            codec.ended(row),
            tuple(likelihoods[index]),
            tuple(spreads[index]),
        )
        for index, (prompt, row) in enumerate(zip(prompts, written, strict=True))
    ]


def uniform_numbers(
    chance: torch.Generator | Sequence[int], rows: int, limit: int, device: torch.device
) -> Tensor:
    """Return numbers in 0 to 1 (rows, limit), from one generator or a seed for each row."""
    if isinstance(chance, torch.Generator):
        return torch.rand(rows, limit, generator=chance, device=chance.device).to(device)
    own = [torch.rand(limit, generator=torch.Generator().manual_seed(seed)) for seed in chance]
    return torch.stack(own).to(device)


def draw(logits: Tensor, temperature: float, uniform: Tensor) -> tuple[Tensor, Tensor]:
    """Draw one token per row of (B, V) logits by numbers in 0 to 1 (B,); 0 takes the likeliest.

    Returns token ids and their log-probabilities at that temperature, each (B,).
    """
    if temperature == 0:
        chosen = logits.argmax(-1)
        return chosen, torch.zeros_like(chosen, dtype=logits.dtype)
    chances = torch.softmax(logits if temperature == 1 else logits / temperature, -1)
    reached = chances.cumsum(-1)
    chosen = torch.searchsorted(reached, uniform[:, None] * reached[:, -1:], right=True)
    chosen = chosen.clamp(max=logits.shape[-1] - 1)
    return chosen.squeeze(1), chances.gather(-1, chosen).squeeze(1).log()


def entropies(logits: Tensor) -> Tensor:
    """Return the entropy of each row's distribution, (B, V) to (B,), in nats."""
    chances = torch.softmax(logits, -1)
    return torch.logsumexp(logits, -1) - (chances * logits).sum(-1)


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
