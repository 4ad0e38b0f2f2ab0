"""Sample responses from the policy with a key-value cache, many sequences at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from workbench.training.data import Codec
from workbench.training.modeling import AdaptedModel


@dataclass(frozen=True, slots=True)
class Sampled:
    """One sampled response: its token ids (end token included), text, and whether it ended."""

    prompt: list[int]
    ids: list[int]
    text: str
    finished: bool


@torch.no_grad()
def sample_responses(
    model: AdaptedModel,
    codec: Codec,
    prompts: list[list[int]],
    limit: int,
    generator: torch.Generator,
    temperature: float = 1.0,
    adapter: str | None = "policy",
) -> list[Sampled]:
    """Sample one response per prompt at a temperature, without top-p or top-k; 0 is greedy.

    Sequences that ended leave the batch, so the last long response does not cost a full batch.
    """
    width = max(len(prompt) for prompt in prompts)
    ids = torch.tensor([[codec.pad_id] * (width - len(p)) + p for p in prompts])
    mask = torch.tensor([[0] * (width - len(p)) + [1] * len(p) for p in prompts])
    ids, mask = ids.to(model.device), mask.to(model.device)
    written: list[list[int]] = [[] for _ in prompts]
    live = list(range(len(prompts)))
    cache: Any = None
    step = ids
    with model.using(adapter):
        for _ in range(limit):
            positions = (mask.cumsum(1) - 1).clamp(min=0)[:, -step.shape[1] :]
            out = model.decoder(
                input_ids=step,
                attention_mask=mask,
                position_ids=positions,
                past_key_values=cache,
                use_cache=True,
            )
            cache = out.past_key_values
            chosen = draw(model.logits(out.last_hidden_state[:, -1]), temperature, generator)
            keep = []
            for row, (index, token) in enumerate(zip(live, chosen.tolist(), strict=True)):
                written[index].append(token)
                if token not in codec.end_ids:
                    keep.append(row)
            if not keep:
                break
            if len(keep) < len(live):
                kept = torch.tensor(keep, device=model.device)
                cache.batch_select_indices(kept)
                live, mask, chosen = [live[row] for row in keep], mask[kept], chosen[kept]
            step = chosen[:, None]
            mask = torch.cat([mask, mask.new_ones(len(live), 1)], 1)
    return [
        Sampled(prompt, row, codec.decode(row), row[-1] in codec.end_ids)
        for prompt, row in zip(prompts, written, strict=True)
    ]


def draw(logits: Tensor, temperature: float, generator: torch.Generator) -> Tensor:
    """Draw one token id per row of (B, V) logits; temperature 0 takes the likeliest."""
    if temperature == 0:
        return logits.argmax(-1)
    chances = torch.softmax(logits / temperature, -1)
    return torch.multinomial(chances, 1, generator=generator).squeeze(1)
