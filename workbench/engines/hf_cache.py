"""Keys and values of the sequences in a batch, which grow in place and lose finished rows.

The library's own cache copies everything for each new token, and drops what has left a sliding
window, so that nothing could be reused for the next turn. Here the room is reserved ahead and
every layer keeps all positions; the model's mask hides what a sliding window must not see.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from transformers import Cache, DynamicCache
from transformers.cache_utils import DynamicLayer, DynamicSlidingWindowLayer

from workbench.domain.errors import EngineError
from workbench.domain.sentences import sentence

SPARE = 128  # positions reserved ahead
_SEPARABLE = (DynamicLayer, DynamicSlidingWindowLayer)


class GrowingLayer(DynamicLayer):  # type: ignore[no-untyped-call]
    """One layer's keys and values, (B, H, room, D), of which the first ``length`` are filled."""

    keys: Any
    values: Any

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.length = 0

    def lazy_initialization(self, key_states: Tensor, value_states: Tensor) -> None:
        """Note the kind of numbers, and begin without room."""
        self.dtype, self.device = key_states.dtype, key_states.device
        self.keys = key_states[:, :, :0]
        self.values = value_states[:, :, :0]
        self.is_initialized = True

    def update(
        self, key_states: Tensor, value_states: Tensor, *_args: Any, **_kwargs: Any
    ) -> tuple[Tensor, Tensor]:
        """Append the states of new tokens (B, H, T, D); return views of all, old and new."""
        if not self.is_initialized:
            self.lazy_initialization(key_states, value_states)
        end = self.length + key_states.shape[-2]
        if end > self.keys.shape[-2]:
            self.keys = _with_room(self.keys[:, :, : self.length], end)
            self.values = _with_room(self.values[:, :, : self.length], end)
        self.keys[:, :, self.length : end] = key_states
        self.values[:, :, self.length : end] = value_states
        self.length = end
        return self.keys[:, :, :end], self.values[:, :, :end]

    def get_seq_length(self) -> int:
        """Return how many positions are filled."""
        return self.length

    def cut(self, length: int) -> None:
        """Forget what lies behind the first ``length`` positions; nothing is moved."""
        self.length = min(self.length, length)

    def repeated(self, rows: int) -> GrowingLayer:
        """Return a copy of a batch of one for so many rows."""
        made = GrowingLayer()
        if self.is_initialized:
            made.lazy_initialization(self.keys, self.values)
            made.keys = _with_room(self.keys[:, :, : self.length].expand(rows, -1, -1, -1))
            made.values = _with_room(self.values[:, :, : self.length].expand(rows, -1, -1, -1))
            made.length = self.length
        return made


class GrowingCache(Cache):
    """The layers of one model; all rows of the batch are equally long."""

    layers: Any

    def __init__(self, layers: list[GrowingLayer]) -> None:
        kept: Any = layers
        super().__init__(layers=kept)

    @classmethod
    def for_model(cls, config: Any) -> GrowingCache:
        """Return an empty cache; raise ``EngineError`` for a model that keeps a running state."""
        kinds = [type(layer) for layer in DynamicCache(config=config).layers]
        if not all(kind in _SEPARABLE for kind in kinds):
            raise EngineError(
                sentence(
                    "Models of the architecture {model_type} keep a running state instead of "
                    "one entry per token, which this engine cannot share between responses; "
                    "use the model's GGUF file.",
                    model_type=config.model_type,
                )
            )
        return cls([GrowingLayer() for _ in kinds])

    @property
    def length(self) -> int:
        """Return how many positions are filled."""
        return int(max((layer.length for layer in self.layers), default=0))

    def cut(self, length: int) -> None:
        """Forget what lies behind the first ``length`` positions."""
        for layer in self.layers:
            layer.cut(length)

    def repeated(self, rows: int) -> GrowingCache:
        """Return a copy in which a batch of one is there ``rows`` times."""
        return GrowingCache([layer.repeated(rows) for layer in self.layers])

    def keep_rows(self, rows: list[int]) -> None:
        """Drop all rows but these, and free their memory."""
        for layer in self.layers:
            if layer.is_initialized:
                chosen = torch.tensor(rows, device=layer.device)
                layer.keys = layer.keys.index_select(0, chosen)
                layer.values = layer.values.index_select(0, chosen)


def _with_room(states: Tensor, length: int = 0) -> Tensor:
    """Return a copy of (B, H, T, D) with room for ``length`` positions and some to spare."""
    batch, heads, filled, width = states.shape
    room = states.new_empty((batch, heads, max(length, filled) + SPARE, width))
    room[:, :, :filled] = states
    return room
