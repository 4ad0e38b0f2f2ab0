"""What every engine answers, whatever runs underneath."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Ended:
    """A request that came to its end; ``error`` says why it failed, None where it did not."""

    ticket: int
    error: Exception | None = None


class BatchingEngine(Engine):
    """An engine that takes further requests while others run.

    Its owner submits requests and calls ``step`` for as long as it is ``running``; it loads,
    unloads and changes adapters only between requests.
    """

    @property
    @abstractmethod
    def running(self) -> bool:
        """Whether a request is not at its end yet."""

    @abstractmethod
    def submit(self, request: GenerationRequest, sink: Sink, cancelled: Cancelled) -> int:
        """Take a request and return its ticket; raise ``EngineError`` when it cannot be run."""

    @abstractmethod
    def step(self) -> list[Ended]:
        """Compute a little for whoever runs; return the requests that ended with it."""

    def generate(self, request: GenerationRequest, sink: Sink, cancelled: Cancelled) -> None:
        """Run one request to its end; only while no other runs."""
        ticket = self.submit(request, sink, cancelled)
        ended = None
        while ended is None:
            for end in self.step():
                ended = end if end.ticket == ticket else ended
        if ended.error is not None:
            raise ended.error
