"""One model in a process of its own, as the window and the command line use it.

State machine: no model → (waiting for the GPU →) loading → ready ⇄ generating, and failed. What the
process had written when it died is kept and flagged. The process is started again at most once
between two successes: at once after a crash, and only with the next request where memory probably
ran out; a load that died is never repeated. A process that hangs is given up at the user's Stop:
its calls end there and then, and another one starts when the system has cleared it away.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from functools import partial

from workbench.domain.records import FinishReason
from workbench.domain.sampling import (
    Capabilities,
    GenerationRequest,
    ModelSpec,
    SequenceResult,
    TokenDelta,
)
from workbench.domain.sentences import sentence
from workbench.engines.client import EngineClient
from workbench.engines.pulse import Stall
from workbench.jobs.attached import ProcessOutcome
from workbench.jobs.lease import Lease
from workbench.service.generation_blocking import BlockingCalls
from workbench.service.generation_calls import (
    NO_MODEL,
    AdapterCall,
    Call,
    Deliver,
    LoadCall,
    OnFailed,
    RequestCall,
    at_once,
    cancel_all,
    end_all,
    nothing,
)
from workbench.service.generation_patience import Patience
from workbench.service.generation_pending import PendingCalls
from workbench.service.gpu import GpuUse, ShareWait, take_share

log = logging.getLogger(__name__)


class GenerationState(StrEnum):
    """What the engine is doing."""

    EMPTY = "no model"
    WAITING = "waiting for the GPU"
    LOADING = "loading"
    READY = "ready"
    GENERATING = "generating"
    FAILED = "failed"


class Generation(BlockingCalls):
    """The engine of one window.

    ``deliver`` is given a callable from a reader thread and runs it where the caller lives.
    Listeners are told, through it, that state or capabilities changed, trouble listeners what no
    call hears of. The callbacks of a call come in order and end with exactly one of done or failed.
    ``waits_for`` is who has the GPU while the state is WAITING, ``last_end`` how the process ended
    when nobody had asked it to.
    """

    def __init__(self, deliver: Deliver) -> None:
        self._deliver = deliver
        self._lock = threading.RLock()
        self._client: EngineClient | None = None
        self._pending = PendingCalls()
        self._spec: ModelSpec | None = None
        self._restarts = 0
        self._patience = Patience()
        self._leaving: list[EngineClient] = []
        self._hung: EngineClient | None = None  # its end is awaited before another one starts
        self._wait: ShareWait | None = None
        self._closing = False
        self.gpu = GpuUse()
        self.state = GenerationState.EMPTY
        self.capabilities: Capabilities | None = None
        self.can_start_again = False
        self.waits_for = ""
        self.last_end: ProcessOutcome | None = None
        self.listeners: list[Callable[[], None]] = []
        self.trouble_listeners: list[Callable[[str], None]] = []

    @property
    def pid(self) -> int | None:
        """Return the engine's process id, None where none runs."""
        with self._lock:
            return self._client.pid if self._client else None

    def stall(self) -> Stall | None:
        """Return how long the process has not got on, None where it does or none runs."""
        with self._lock:
            if self._client is None:
                return None
            loading, writing = self._pending.any(LoadCall), self._pending.any(RequestCall)
            return self._client.pulse.stall(time.monotonic(), loading=loading, writing=writing)

    def load(
        self,
        spec: ModelSpec,
        on_loaded: Callable[[Capabilities], None],
        on_failed: OnFailed,
    ) -> None:
        """Load a model in the engine's process, in place of the one before."""
        self._restarts = 0
        self._load(LoadCall(self._deliver, nothing, on_failed, spec, on_loaded))

    def unload(self) -> None:
        """End the process and with it all it holds in memory; what it was writing is kept."""
        with self._lock:
            self._spec, self.can_start_again = None, False
            self._stop_waiting()
            self._hung = None
            calls = [*self._pending.take_sent(), *self._pending.take_held()]
            self.capabilities = None
            self._set_state(GenerationState.EMPTY)
            self._dismiss()
        cancel_all(calls)

    def set_adapter(
        self,
        path: str | None,
        base_sha256: str,
        on_done: Callable[[], None],
        on_failed: OnFailed,
    ) -> None:
        """Put a trained adapter on the loaded base, or take it off; seconds, no reload."""
        self._set_adapter(AdapterCall(self._deliver, on_done, on_failed, path, base_sha256))

    def generate(
        self,
        request: GenerationRequest,
        on_delta: Callable[[TokenDelta], None],
        on_result: Callable[[SequenceResult], None],
        on_finished: Callable[[], None],
        on_failed: OnFailed,
    ) -> None:
        """Run a request; one result comes per seed, whatever happens to the process."""
        self._generate(
            RequestCall(self._deliver, on_finished, on_failed, request, on_delta, on_result)
        )

    def cancel(self, request_id: str) -> None:
        """Stop a request within a second; its text is kept.

        The process is asked first and ended where it does not heed that, or at once where it has
        been silent for long already.
        """
        with self._lock:
            call = self._pending.find(request_id)
            if call is None or call.cancelled:
                return
            call.cancelled = True
            ending: list[Call] = []
            if self._client is not None:
                self._client.cancel(request_id)
            if self._pending.withdraw(call):
                ending = [call]
            elif self._client is not None and (stall := self.stall()) and not stall.beating:
                ending = self._give_up(self._client)
            elif self._client is not None:
                self._patience.then(partial(self._on_cancel_ignored, call, self._client))
        end_all(ending)

    def shutdown(self) -> None:
        """End the engine's process and every thread of ours."""
        with self._lock:
            self._closing = True
            wait = self._wait
            self._stop_waiting()
            self._hung = None
            self._dismiss()
            clients, self._leaving = self._leaving, []
            left = self._pending.take_held()
        self._patience.end()
        if wait is not None:
            wait.join()
        for client in clients:
            client.join()
        left += self._pending.take_sent()  # of a process that not even a kill ends
        cancel_all(left)

    # What the engine's process reports, from its reader thread.

    def loaded(self, number: int, capabilities: Capabilities) -> None:
        """Take the answer to a load."""
        with self._lock:
            call = self._pending.take(number)
            if not isinstance(call, LoadCall):
                return
            self.capabilities = capabilities
            if self._client is not None and not self.gpu.after(capabilities):
                self._client.give_back()
            waiting = self._pending.any(RequestCall)
            self._set_state(GenerationState.GENERATING if waiting else GenerationState.READY)
        call.deliver(lambda: call.on_loaded(capabilities))

    def done(self, number: int) -> None:
        """Take the end of a call that was carried out."""
        with self._lock:
            call = self._pending.take(number)
            if isinstance(call, RequestCall):
                self._restarts = 0
            if isinstance(call, AdapterCall) and self._spec is not None:
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
            call = self._pending.take(number)
            if isinstance(call, LoadCall):
                self.capabilities = None
                if self._client is not None:
                    self._client.give_back()
                self._set_state(GenerationState.FAILED)
            else:
                self._settle()
        if isinstance(call, RequestCall):
            call.keep_partial(FinishReason.FAILED)
        if call is not None:
            call.fail(reason)

    def deltas(self, deltas: tuple[TokenDelta, ...]) -> None:
        """Take new text of one request."""
        with self._lock:
            call = self._pending.find(deltas[0].request_id)
        if call is not None:
            call.take(deltas)

    def result(self, result: SequenceResult) -> None:
        """Take a finished sequence."""
        with self._lock:
            call = self._pending.find(result.request_id)
        if call is not None:
            call.finish(result)

    def ended(self, client: EngineClient, outcome: ProcessOutcome) -> None:
        """Take the end of the process: keep what was written, and start again where that helps."""
        with self._lock:
            if client is self._hung and self._spec is not None:
                self._hung = None
                self._take_gpu(self._spec)
            if client is not self._client and not self._closing:
                return
            self._client = None
            calls = self._pending.take_sent()
            self.capabilities = None
            again = self._may_restart(calls, outcome)
            self.can_start_again = again and outcome.out_of_memory
            if not outcome.asked:
                self.last_end = outcome
                log.info("engine ended: %s\n%s", outcome.sentence, "\n".join(outcome.tail))
            self._set_state(GenerationState.FAILED)
        then = self._what_follows(again)
        for call in calls:
            call.end(call.end_sentence(outcome, then))
        if not calls and not outcome.asked:
            self._tell(
                sentence("The engine stopped: {reason}. {then}", reason=outcome.sentence, then=then)
            )
        if again and not self.can_start_again:
            self._start_again()

    def _load(self, call: LoadCall) -> None:
        with self._lock:
            self._closing = self.can_start_again = False
            self._spec, self.capabilities = call.spec, None
            self._stop_waiting()
            self._pending.held.insert(0, call)
            if self._hung is not None:
                self._set_state(GenerationState.LOADING)
            else:
                self._take_gpu(call.spec)

    def _take_gpu(self, spec: ModelSpec) -> None:
        """Begin the load that is held, or wait for the GPU where it needs that."""
        has_share = self._client is not None and self._client.lease is not None
        share = take_share() if self.gpu.before(spec) and not has_share else None
        if isinstance(share, str):
            self.waits_for = share
            self._wait = ShareWait(self._on_gpu_free)
            self._set_state(GenerationState.WAITING)
        else:
            self._begin(share)

    def _begin(self, share: Lease | None) -> None:
        """Send the load, and the requests that were made since, to the process."""
        self.waits_for = ""
        self._set_state(GenerationState.LOADING)
        client = self._client = self._client or EngineClient(self)
        client.lease = share or client.lease
        for call in self._pending.take_held():
            if isinstance(call, LoadCall):
                client.load(call.spec, self._pending.register(call))
            elif isinstance(call, RequestCall):
                client.generate(call.request, self._pending.register(call))

    def _on_gpu_free(self, wait: ShareWait, share: Lease) -> None:
        with self._lock:
            if wait is not self._wait:
                share.release()
                return
            self._wait = None
            self._begin(share)

    def _stop_waiting(self) -> None:
        """Give up a load that waits for the GPU: another one is wanted, or none."""
        self.waits_for = ""
        if self._wait is not None:
            self._wait.end()
            self._wait = None
        loads = [call for call in self._pending.held if isinstance(call, LoadCall)]
        self._pending.held = [call for call in self._pending.held if call not in loads]
        cancel_all(loads)

    def _set_adapter(self, call: AdapterCall) -> None:
        with self._lock:
            if self._client is not None:
                self._client.set_adapter(call.path, call.base_sha256, self._pending.register(call))
                return
        call.fail(NO_MODEL)

    def _generate(self, call: RequestCall) -> None:
        with self._lock:
            if self._client is None and self.can_start_again:
                self._start_again()
            if self.state is GenerationState.WAITING or self._hung is not None:
                self._pending.held.append(call)
                return
            if self._client is not None and self._spec is not None:
                number = self._pending.register(call)
                if self.state is GenerationState.READY:
                    self._set_state(GenerationState.GENERATING)
                self._client.generate(call.request, number)
                return
        call.fail(NO_MODEL)

    def _settle(self) -> None:
        """Return from generating to ready once no request is left."""
        waiting = self._pending.any(RequestCall)
        if self.state is GenerationState.GENERATING and not waiting:
            self._set_state(GenerationState.READY)

    def _set_state(self, state: GenerationState) -> None:
        self.state = state
        for listener in self.listeners:
            self._deliver(listener)

    def _on_cancel_ignored(self, call: Call, client: EngineClient) -> None:
        """End a process that did not heed a cancel: it hangs, or sits in a long computation."""
        with self._lock:
            if call not in self._pending or client is not self._client:
                return
            calls = self._give_up(client)
        end_all(calls)

    def _give_up(self, client: EngineClient) -> list[Call]:
        """Kill a process that hangs; return the calls that are to be ended without waiting for it.

        Its end may take a while (gigabytes to free, a driver that does not answer), and the same
        model fits in memory again only then.
        """
        calls = self._pending.take_sent()
        load = next((call for call in reversed(calls) if isinstance(call, LoadCall)), None)
        self._hung, self.capabilities = client, None
        self._dismiss()
        if load is not None:
            self._load(load)
        else:
            self._start_again()
        return [call for call in calls if call is not load]

    def _dismiss(self) -> None:
        """Kill the process, if there is one; only ``shutdown`` waits until it is gone."""
        client, self._client = self._client, None
        if client is not None:
            client.kill()
            self._leaving = [one for one in self._leaving if one.running] + [client]

    def _may_restart(self, calls: list[Call], outcome: ProcessOutcome) -> bool:
        """Whether to load the same model again: not while closing, twice, or a load that died."""
        if self._closing or self._spec is None or any(isinstance(c, LoadCall) for c in calls):
            return False
        self._restarts += 1
        return self._restarts <= 1

    def _what_follows(self, again: bool) -> str:
        if self.can_start_again:
            return sentence("The next request starts it again.")
        return (
            sentence("It is started again.")
            if again
            else sentence("Load a model on the Models page.")
        )

    def _start_again(self) -> None:
        if self._spec is not None:
            self._load(LoadCall(at_once, nothing, self._tell, self._spec, nothing))

    def _tell(self, sentence: str) -> None:
        """Report a trouble that no call of anybody's hears of."""
        for listener in self.trouble_listeners:
            self._deliver(partial(listener, sentence))
