"""Lays texts that begin behind different tokens of a response into one pass beside it.

A judgement of each step continues the response up to that step and sees no other judgement. As
rows of their own they would run the shared beginning once per step; packed behind it with a mask,
the trunk runs it once for all steps (as in tree attention, Miao et al. 2023, "SpecInfer").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from workbench.training.modeling import AdaptedModel, Batch, rounded

Tokens = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A text behind token ``after`` of a row's response: a ``stem``, and ``tails`` after it.

    A tail sees the stem and itself, no other tail; its last token is only foretold, never read.
    """

    row: int
    after: int
    stem: Tokens
    tails: tuple[Tokens, ...] = ()

    @property
    def length(self) -> int:
        """Tokens that the branch adds to its row."""
        return len(self.stem) + sum(len(tail) - 1 for tail in self.tails)


@dataclass(frozen=True, slots=True)
class Packed:
    """Rows with their branches: P + T tokens as in the batch, then K of branches; L in all.

    ``ids`` and ``positions`` are (B, L); ``attend`` (B, L, L) says which tokens (second) a token
    (first) sees. ``stems`` holds each branch's places in its row, ``tails`` for each of its tails
    the places whose states foretell that tail's tokens.
    """

    ids: Tensor
    positions: Tensor
    attend: Tensor
    width: int
    stems: list[range]
    tails: list[list[list[int]]]

    @property
    def length(self) -> int:
        """Tokens of a row, L."""
        return self.ids.shape[1]


def pack(batch: Batch, branches: Sequence[Branch]) -> Packed:
    """Lay the branches of each row behind its response, which is padded to T tokens."""
    own_ids, own_mask = batch.ids.cpu(), batch.mask.bool().cpu()
    rows, trunk = own_ids.shape
    used = [0] * rows
    for branch in branches:
        used[branch.row] += branch.length
    length = trunk + rounded(max(used, default=0))
    ids, positions = torch.zeros(2, rows, length, dtype=torch.long)
    attend = torch.zeros(rows, length, length, dtype=torch.bool)
    ids[:, :trunk], positions[:, :trunk] = own_ids, batch.positions.cpu()
    causal = torch.ones(length, length, dtype=torch.bool).tril()
    attend[:, :trunk, :trunk] = causal[:trunk, :trunk] & own_mask[:, None]
    packed = Packed(ids, positions, attend, batch.width, [], [])
    free = [trunk] * rows
    for branch in branches:
        _lay(packed, branch, free[branch.row], causal)
        free[branch.row] += branch.length
    attend |= torch.eye(length, dtype=torch.bool)  # padding sees itself: no row is empty
    return packed


def _lay(packed: Packed, branch: Branch, start: int, causal: Tensor) -> None:
    """Write one branch into its row from the place ``start`` on."""
    row, seen = branch.row, packed.width + branch.after + 1
    first = int(packed.positions[row, seen - 1]) + 1
    stem = range(start, start + len(branch.stem))
    packed.stems.append(stem)
    packed.tails.append([])
    visible = packed.attend[row, seen - 1, :seen].clone()
    parts = [(branch.stem, 0), *((tail[:-1], len(stem)) for tail in branch.tails)]
    for number, (tokens, depth) in enumerate(parts):
        end, count = start + len(tokens), len(tokens)
        packed.ids[row, start:end] = torch.tensor(tokens, dtype=torch.long)
        packed.positions[row, start:end] = first + depth + torch.arange(count)
        packed.attend[row, start:end, :seen] = visible
        packed.attend[row, start:end, start:end] = causal[:count, :count]
        if number:
            packed.attend[row, start:end, stem.start : stem.stop] = True
            packed.tails[-1].append([stem[-1], *range(start, end)])
        start = end


def packed_states(model: AdaptedModel, packed: Packed, adapter: str) -> Tensor:
    """Run the trunk over packed rows; return its last states (B, L, H).

    They count from the prompt's last token on, as those of ``AdaptedModel.hidden`` do.
    """
    device = model.device
    ids, positions, attend = (t.to(device) for t in (packed.ids, packed.positions, packed.attend))
    mask = attention_masks(model.decoder.config, attend, positions)
    with model.using(adapter), model.last_layer.without_first(packed.width - 1):
        return model.run(ids, mask, positions)


def attention_masks(config: Any, attend: Tensor, positions: Tensor) -> Any:
    """Return what a decoder of this configuration takes for (B, L, L) of who sees whom.

    Where some layers look back only so far, each sort of layer has a mask of its own.
    """
    window = getattr(config, "sliding_window", None)
    kinds = set(getattr(config, "layer_types", None) or ())
    if window is None or (kinds and "sliding_attention" not in kinds):
        return _mask(config, attend)
    near = positions[:, None, :] > positions[:, :, None] - window
    if not kinds:
        return _mask(config, attend & near)
    return {
        "full_attention": _mask(config, attend),
        "sliding_attention": _mask(config, attend & near),
    }


def _mask(config: Any, attend: Tensor) -> Tensor:
    """Return (B, 1, L, L): true where seen, or for the plain kernel 0 and a very low number."""
    if config._attn_implementation != "eager":
        return attend[:, None]
    lowest = torch.finfo(torch.float32).min
    unseen = torch.zeros(attend.shape, device=attend.device).masked_fill_(~attend, lowest)
    return unseen[:, None]
