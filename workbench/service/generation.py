"""One model in a process of its own, as the window and the command line use it.

State machine: no model → loading → ready ⇄ generating, and failed. What the process had written
when it died is kept and flagged; the process is started again at most once between two successes,
and never after running out of memory.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from workbench.domain.errors import EngineError
from workbench.domain.records import FinishReason
from workbench.domain.sampling import (
    Capabilities,
    GenerationRequest,
    ModelSpec,
    SequenceResult,
    TokenDelta,
)
from workbench.engines.client import EngineClient
from workbench.jobs.attached import ProcessOutcome

log = logging.getLogger(__name__)

CANCEL_SECONDS = 0.6  # a process that has not stopped by then is killed

Deliver = Callable[[Callable[[], None]], None]
OnFailed = Callable[[str], None]


class GenerationState(StrEnum):
    """What the engine is doing."""

    EMPTY = "no model"
    LOADING = "loading"
    READY = "ready"
    GENERATING = "generating"
    FAILED = "failed"


@dataclass(slots=True)
class _Call:
    """One message that awaits its answer."""

    deliver: Deliver
    on_done: Callable[[], None]
    on_failed: OnFailed


@dataclass(slots=True)
class _Load(_Call):
    spec: ModelSpec
    on_loaded: Callable[[Capabilities], None]


@dataclass(slots=True)
class _Adapter(_Call):
    path: str | None
    base_sha256: str


@dataclass(slots=True)
class _Request(_Call):
    """One generation: what came so far, so that nothing is lost with the process."""

    request: GenerationRequest
    on_delta: Callable[[TokenDelta], None]
    on_result: Callable[[SequenceResult], None]
    texts: dict[int, str] = field(default_factory=dict)
    finished: set[int] = field(default_factory=set)
    cancelled: bool = False


class Generation:
    """The engine of one window.

    ``deliver`` is given a callable from a reader thread and runs it where the caller lives (the
    window's thread, or at once). Listeners are told, through it, that state or capabilities
    changed. All callbacks of a call come in order and end with exactly one of done or failed.
    """

    def __init__(self, deliver: Deliver) -> None:
        self._deliver = deliver
        self._lock = threading.RLock()
        self._client: EngineClient | None = None
        self._calls: dict[int, _Call] = {}
        self._number = 0
        self._spec: ModelSpec | None = None
        self._restarts = 0
        self._timers: set[threading.Timer] = set()
        self._closing = False
        self.state = GenerationState.EMPTY
        self.capabilities: Capabilities | None = None
        self.listeners: list[Callable[[], None]] = []

    @property
    def pid(self) -> int | None:
        """Return the engine's process id, None where none runs."""
        with self._lock:
            return self._client.pid if self._client else None

    def load(
        self,
        spec: ModelSpec,
        on_loaded: Callable[[Capabilities], None],
        on_failed: OnFailed,
    ) -> None:
        """Load a model in the engine's process, in place of the one before."""
        self._restarts = 0
        self._load(spec, on_loaded, on_failed, self._deliver)

    def set_adapter(
        self,
        path: str | None,
        base_sha256: str,
        on_done: Callable[[], None],
        on_failed: OnFailed,
    ) -> None:
        """Put a trained adapter on the loaded base, or take it off; seconds, no reload."""
        with self._lock:
            if self._client is None:
                self._deliver(lambda: on_failed(_NO_MODEL))
                return
            call = _Adapter(self._deliver, on_done, on_failed, path, base_sha256)
            self._client.set_adapter(path, base_sha256, self._register(call))

    def generate(
        self,
        request: GenerationRequest,
        on_delta: Callable[[TokenDelta], None],
        on_result: Callable[[SequenceResult], None],
        on_finished: Callable[[], None],
        on_failed: OnFailed,
    ) -> None:
        """Run a request; one result comes per seed, whatever happens to the process."""
        call = _Request(self._deliver, on_finished, on_failed, request, on_delta, on_result)
        self._generate(call)

    def cancel(self, request_id: str) -> None:
        """Stop a request within a second: ask first, then end the process; text is kept."""
        with self._lock:
            call = self._find(request_id)
            if call is None or self._client is None or call.cancelled:
                return
            call.cancelled = True
            client = self._client
            timer = threading.Timer(CANCEL_SECONDS, self._on_cancel_ignored, (call, client))
            timer.daemon = True
            self._timers = {t for t in self._timers if t.is_alive()} | {timer}
            timer.start()
            client.cancel(request_id)

    def shutdown(self) -> None:
        """End the engine's process and every thread of ours."""
        with self._lock:
            self._closing = True
            client, self._client = self._client, None
            timers, self._timers = self._timers, set()
        for timer in timers:
            timer.cancel()
            timer.join()
        if client is not None:
            client.stop()

    def load_blocking(self, spec: ModelSpec) -> Capabilities:
        """Load a model and wait; raise ``EngineError`` where it cannot be."""
        answers: queue.SimpleQueue[Capabilities | str] = queue.SimpleQueue()
        self._load(spec, answers.put, answers.put, _at_once)
        answer = answers.get()
        if isinstance(answer, str):
            raise EngineError(answer)
        return answer

    def set_adapter_blocking(self, path: str | None, base_sha256: str) -> None:
        """Put an adapter on and wait; raise ``EngineError`` where it does not fit."""
        answers: queue.SimpleQueue[str] = queue.SimpleQueue()
        with self._lock:
            if self._client is None:
                raise EngineError(_NO_MODEL)
            call = _Adapter(_at_once, lambda: answers.put(""), answers.put, path, base_sha256)
            self._client.set_adapter(path, base_sha256, self._register(call))
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
        call = _Request(
            _at_once,
            lambda: answers.put(""),
            answers.put,
            request,
            on_delta or ignore,
            results.append,
        )
        self._generate(call)
        if reason := answers.get():
            raise EngineError(reason)
        return sorted(results, key=lambda result: result.sequence)

    # What the engine's process reports, from its reader thread.

    def loaded(self, number: int, capabilities: Capabilities) -> None:
        """Take the answer to a load."""
        with self._lock:
            call = self._calls.pop(number, None)
            if not isinstance(call, _Load):
                return
            self.capabilities = capabilities
            self._set_state(GenerationState.READY)
        call.deliver(lambda: call.on_loaded(capabilities))

    def done(self, number: int) -> None:
        """Take the end of a call that was carried out."""
        with self._lock:
            call = self._calls.pop(number, None)
            if isinstance(call, _Request):
                self._restarts = 0
            if isinstance(call, _Adapter) and self._spec is not None:
                # A process started again must come back with the adapter that was on.
                self._spec = replace(
                    self._spec, adapter_path=call.path, base_sha256=call.base_sha256
                )
            self._settle()
        if call is not None:
            call.deliver(call.on_done)

    def failed(self, number: int, reason: str) -> None:
        """Take the failure of a call; the process goes on."""
        with self._lock:
            call = self._calls.pop(number, None)
            if isinstance(call, _Load):
                self.capabilities = None
                self._set_state(GenerationState.FAILED)
            else:
                self._settle()
        if isinstance(call, _Request):
            self._keep_partial(call, FinishReason.FAILED)
        if call is not None:
            call.deliver(lambda: call.on_failed(reason))

    def deltas(self, deltas: tuple[TokenDelta, ...]) -> None:
        """Take new text of one request."""
        with self._lock:
            call = self._find(deltas[0].request_id)
            if call is None:
                return
            for delta in deltas:
                call.texts[delta.sequence] = call.texts.get(delta.sequence, "") + delta.text
        call.deliver(lambda: _each(call.on_delta, deltas))

    def result(self, result: SequenceResult) -> None:
        """Take a finished sequence."""
        with self._lock:
            call = self._find(result.request_id)
            if call is None:
                return
            call.finished.add(result.sequence)
        call.deliver(lambda: call.on_result(result))

    def ended(self, client: EngineClient, outcome: ProcessOutcome) -> None:
        """Take the end of the process: keep what was written, and start again where that helps."""
        with self._lock:
            if client is not self._client and not self._closing:
                return
            self._client = None
            calls, self._calls = list(self._calls.values()), {}
            self.capabilities = None
            self._set_state(GenerationState.FAILED)
            if not outcome.asked:
                log.info("engine ended: %s\n%s", outcome.sentence, "\n".join(outcome.tail))
            again = self._may_restart(calls, outcome)
        stopped = [call for call in calls if isinstance(call, _Request) and call.cancelled]
        for call in calls:
            self._end_call(call, outcome, cancelled=call in stopped)
        if again and self._spec is not None:
            self._restart(self._spec)

    def _load(
        self,
        spec: ModelSpec,
        on_loaded: Callable[[Capabilities], None],
        on_failed: OnFailed,
        deliver: Deliver,
    ) -> None:
        with self._lock:
            self._closing = False
            self._spec = spec
            self.capabilities = None
            self._set_state(GenerationState.LOADING)
            client = self._client or self._start()
            call = _Load(deliver, lambda: None, on_failed, spec, on_loaded)
            client.load(spec, self._register(call))

    def _start(self) -> EngineClient:
        self._client = EngineClient(self)
        return self._client

    def _generate(self, call: _Request) -> None:
        with self._lock:
            if self._client is not None and self._spec is not None:
                number = self._register(call)
                if self.state is GenerationState.READY:
                    self._set_state(GenerationState.GENERATING)
                self._client.generate(call.request, number)
                return
        call.deliver(lambda: call.on_failed(_NO_MODEL))

    def _register(self, call: _Call) -> int:
        self._number += 1
        self._calls[self._number] = call
        return self._number

    def _find(self, request_id: str) -> _Request | None:
        for call in self._calls.values():
            if isinstance(call, _Request) and call.request.request_id == request_id:
                return call
        return None

    def _settle(self) -> None:
        """Return from generating to ready once no request is left."""
        waiting = any(isinstance(call, _Request) for call in self._calls.values())
        if self.state is GenerationState.GENERATING and not waiting:
            self._set_state(GenerationState.READY)

    def _set_state(self, state: GenerationState) -> None:
        self.state = state
        for listener in self.listeners:
            self._deliver(listener)

    def _on_cancel_ignored(self, call: _Request, client: EngineClient) -> None:
        """End a process that did not heed a cancel: it hangs, or sits in a long computation."""
        with self._lock:
            if call not in self._calls.values() or client is not self._client:
                return
        client.kill()

    def _may_restart(self, calls: list[_Call], outcome: ProcessOutcome) -> bool:
        """Whether to load the same model again: not while closing, twice, or out of memory."""
        if self._closing or self._spec is None or any(isinstance(c, _Load) for c in calls):
            return False
        if outcome.asked:
            return True  # our own kill of a hung process, at the user's wish
        self._restarts += 1
        return self._restarts <= 1 and not outcome.out_of_memory

    def _restart(self, spec: ModelSpec) -> None:
        def on_failed(reason: str) -> None:
            log.warning("the engine could not be started again: %s", reason)

        self._load(spec, lambda _capabilities: None, on_failed, _at_once)

    def _end_call(self, call: _Call, outcome: ProcessOutcome, *, cancelled: bool) -> None:
        if isinstance(call, _Request):
            reason = FinishReason.CANCELLED if cancelled else FinishReason.FAILED
            self._keep_partial(call, reason)
        if cancelled:
            call.deliver(call.on_done)
        else:
            sentence = _end_sentence(call, outcome)
            call.deliver(lambda: call.on_failed(sentence))

    def _keep_partial(self, call: _Request, reason: FinishReason) -> None:
        """Report every sequence that has no result yet with the text that came."""
        for sequence, seed in enumerate(call.request.seeds):
            if sequence in call.finished:
                continue
            partial = SequenceResult(
                request_id=call.request.request_id,
                sequence=sequence,
                text=call.texts.get(sequence, ""),
                token_ids=(),
                logprobs=(),
                finish_reason=reason,
                seed=seed,
                prompt_tokens=0,
                reused_tokens=0,
                seconds=0.0,
                tokens_per_second=0.0,
            )
            call.finished.add(sequence)
            call.deliver(_bound(call.on_result, partial))


_NO_MODEL = "No model is loaded; choose one on the Models page."


def _at_once(call: Callable[[], None]) -> None:
    call()


def _each(take: Callable[[TokenDelta], None], deltas: tuple[TokenDelta, ...]) -> None:
    for delta in deltas:
        take(delta)


def _bound(take: Callable[[SequenceResult], None], result: SequenceResult) -> Callable[[], None]:
    return lambda: take(result)


def _end_sentence(call: _Call, outcome: ProcessOutcome) -> str:
    """Return what a user is told when the process died on one of their calls."""
    if isinstance(call, _Load):
        advice = "choose a smaller model" if outcome.out_of_memory else "choose another model file"
        return f"The model could not be loaded: {outcome.sentence}; {advice}."
    if isinstance(call, _Request):
        return f"The engine stopped while writing: {outcome.sentence}; what it wrote is kept."
    return f"The engine stopped: {outcome.sentence}; load the model again."
