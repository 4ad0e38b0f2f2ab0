"""The engine's calls for whoever waits for the answer: the command line and its measurements."""

from __future__ import annotations

import queue
from abc import ABC, abstractmethod
from collections.abc import Callable

from workbench.domain.errors import EngineError
from workbench.domain.sampling import (
    Capabilities,
    GenerationRequest,
    ModelSpec,
    SequenceResult,
    TokenDelta,
)
from workbench.domain.sentences import sentence
from workbench.service.generation_calls import (
    AdapterCall,
    LoadCall,
    RequestCall,
    at_once,
)


class BlockingCalls(ABC):
    """Load, adapt and generate as plain functions that return, or raise ``EngineError``."""

    def load_blocking(self, spec: ModelSpec) -> Capabilities:
        """Load a model and wait; raise ``EngineError`` where it cannot be."""
        answers: queue.SimpleQueue[Capabilities | str] = queue.SimpleQueue()
        given_up = lambda: answers.put(sentence("The model was not loaded; load it again."))  # noqa: E731
        self._load(LoadCall(at_once, given_up, answers.put, spec, answers.put))
        answer = answers.get()
        if isinstance(answer, str):
            raise EngineError(answer)
        return answer

    def set_adapter_blocking(self, path: str | None, base_sha256: str) -> None:
        """Put an adapter on and wait; raise ``EngineError`` where it does not fit."""
        answers: queue.SimpleQueue[str] = queue.SimpleQueue()
        done = lambda: answers.put("")  # noqa: E731
        self._set_adapter(AdapterCall(at_once, done, answers.put, path, base_sha256))
        if reason := answers.get():
            raise EngineError(reason)

    def generate_blocking(
        self,
        request: GenerationRequest,
        on_delta: Callable[[TokenDelta], None] | None = None,
    ) -> list[SequenceResult]:
        """Run a request and return its results in the order of the seeds.

        ``on_delta`` is called from the reader thread. Raises ``EngineError`` when the request
        failed.
        """
        results: list[SequenceResult] = []
        answers: queue.SimpleQueue[str] = queue.SimpleQueue()
        ignore: Callable[[TokenDelta], None] = lambda _delta: None  # noqa: E731
        done = lambda: answers.put("")  # noqa: E731
        take = on_delta or ignore
        self._generate(RequestCall(at_once, done, answers.put, request, take, results.append))
        if reason := answers.get():
            raise EngineError(reason)
        return sorted(results, key=lambda result: result.sequence)

    @abstractmethod
    def _load(self, call: LoadCall) -> None: ...

    @abstractmethod
    def _set_adapter(self, call: AdapterCall) -> None: ...

    @abstractmethod
    def _generate(self, call: RequestCall) -> None: ...
