"""What every engine answers, whatever runs underneath."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Protocol

from workbench.domain.sampling import (
    Capabilities,
    GenerationRequest,
    ModelSpec,
    SequenceResult,
    TokenDelta,
)

Cancelled = Callable[[], bool]


class Sink(Protocol):
    """Where an engine puts what it produces, in order."""

    def delta(self, delta: TokenDelta) -> None:
        """Take newly sampled text of one sequence."""

    def result(self, result: SequenceResult) -> None:
        """Take a finished sequence; its last delta came before."""


class Engine(ABC):
    """One model in memory; all methods are called from one thread.

    ``decodes`` grows whenever a token or a chunk was computed or received. The heartbeat reads it
    from another thread, so that a process that hangs can be told from one that computes.
    """

    decodes: int = 0

    @abstractmethod
    def load(self, spec: ModelSpec) -> Capabilities:
        """Load a model, replacing the one before; raise ``EngineError`` when it cannot be."""

    @abstractmethod
    def generate(self, request: GenerationRequest, sink: Sink, cancelled: Cancelled) -> None:
        """Produce one result per seed; every sequence gets its result, also when cancelled."""

    @abstractmethod
    def set_adapter(self, path: str | None, base_sha256: str) -> None:
        """Put an adapter on the loaded base, or take it off; refuse one made for another base."""

    @abstractmethod
    def unload(self) -> None:
        """Free the model; a further ``load`` is allowed."""
