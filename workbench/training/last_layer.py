"""Spare the last layer what nobody reads: its feed-forward network at the prompt's tokens.

Earlier layers need every token, for later ones attend to it. After the last layer only the states
from which a response token is predicted or judged are read, and its feed-forward network works on
each token alone. With prompts as long as responses and 8 layers that is 4 % of a pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import MethodType
from typing import Any

import torch
from torch import Tensor, nn


class LastLayer:
    """The last layer of a decoder; of one that is built otherwise it spares nothing."""

    def __init__(self, decoder: nn.Module) -> None:
        layers: Any = getattr(decoder, "layers", None)
        network = getattr(layers[-1], "mlp", None) if layers else None
        # A mixture of experts is no plain network and may return more than states.
        plain = network is not None and type(network).__name__.endswith("MLP")
        self._network: Any = network if plain else None
        if self._network is not None:
            self._network.skipped = 0
            self._network.whole = self._network.forward
            self._network.forward = MethodType(_forward, self._network)

    @contextmanager
    def without_first(self, tokens: int) -> Iterator[None]:
        """Leave out that many first tokens; their last states mean nothing then."""
        if self._network is None:
            yield
            return
        self._network.skipped = tokens
        try:
            yield
        finally:
            self._network.skipped = 0


def _forward(network: Any, states: Tensor) -> Tensor:
    """Run (B, T, H) through the network, zeros for the tokens that are left out."""
    if not network.skipped:
        whole: Tensor = network.whole(states)
        return whole
    kept = network.whole(states[:, network.skipped :])
    return torch.cat([kept.new_zeros(len(kept), network.skipped, kept.shape[-1]), kept], 1)
