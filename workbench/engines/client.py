"""The window's end of an engine's process: typed calls out, typed events in, nothing heavy here."""

from __future__ import annotations

import time
from typing import Protocol

from workbench.domain.sampling import (
    Capabilities,
    GenerationRequest,
    ModelSpec,
    SequenceResult,
    TokenDelta,
)
from workbench.domain.sentences import Sentence, sentence
from workbench.engines.messages import capabilities_from, delta_from, result_from, to_mapping
from workbench.engines.pulse import Pulse
from workbench.jobs.attached import AttachedChild, ProcessOutcome, role_command
from workbench.jobs.lease import Lease
from workbench.jobs.protocol import Message

# Set in the child's environment only. How OpenMP waits is left as it is, against first thoughts:
# 5 M starter, 2 cores, training beside, K=8 (K=1) tokens/s: 2 threads spinning 26-457 (88-405),
# 2 threads with OMP_WAIT_POLICY=passive and GOMP_SPINCOUNT=0 980-1690 (410-840), 1 thread
# 2400-4600 (2080-2520); on free cores sleeping threads were 5 times slower than spinning ones.
# So the engine chooses the number of threads by the cores that are free (``choose_threads``).
ENVIRONMENT = {
    "GGML_NO_BACKTRACE": "1",
    "HF_HUB_OFFLINE": "1",
    "PYTHONUNBUFFERED": "1",
}


class EngineEvents(Protocol):
    """What the client reports, from its reader thread; ``number`` is the call it answers."""

    def loaded(self, number: int, capabilities: Capabilities) -> None:
        """Report that a load succeeded."""

    def done(self, number: int) -> None:
        """Report that a call was carried out."""

    def failed(self, number: int, reason: str) -> None:
        """Report that a call failed; the process lives."""

    def deltas(self, deltas: tuple[TokenDelta, ...]) -> None:
        """Report new text."""

    def result(self, result: SequenceResult) -> None:
        """Report a finished sequence."""

    def ended(self, client: EngineClient, outcome: ProcessOutcome) -> None:
        """Report that the process is gone; nothing follows."""


class EngineClient:
    """One engine process; ``pulse`` tells how it does, ``lease`` is its share of the GPU."""

    def __init__(self, events: EngineEvents) -> None:
        self._events = events
        self.pulse = Pulse(time.monotonic())
        self.lease: Lease | None = None
        command = role_command("engine", "workbench.engines.worker")
        self._child = AttachedChild(command, self._on_message, self._on_exit, ENVIRONMENT)

    @property
    def pid(self) -> int:
        """Return the process id."""
        return self._child.pid

    @property
    def running(self) -> bool:
        """Whether the process has not ended yet."""
        return self._child.running

    def load(self, spec: ModelSpec, number: int) -> None:
        """Ask for a model to be loaded."""
        self._call(number, {"type": "load", "spec": to_mapping(spec)})

    def generate(self, request: GenerationRequest, number: int) -> None:
        """Ask for a request to be run."""
        self._call(number, {"type": "generate", "request": to_mapping(request)})

    def set_adapter(self, path: str | None, base_sha256: str, number: int) -> None:
        """Ask for an adapter to be put on, or taken off."""
        self._call(number, {"type": "set_adapter", "path": path, "base_sha256": base_sha256})

    def cancel(self, request_id: str) -> None:
        """Ask for a request to be stopped; it overtakes what waits."""
        self._child.send({"type": "cancel", "request_id": request_id})

    def give_back(self) -> None:
        """Return the share of the GPU: the process does not use it, or is gone."""
        lease, self.lease = self.lease, None
        if lease is not None:
            lease.release()

    def kill(self) -> None:
        """End the process now: it holds nothing that it would have to put away."""
        self._child.kill()

    def join(self) -> None:
        """Wait a moment for a killed process and the threads that read from it."""
        self._child.join()

    def _call(self, number: int, message: Message) -> None:
        # A dead child is reported by ``ended``, so a failed write needs no answer of its own.
        self._child.send({**message, "id": number})

    def _on_message(self, message: Message) -> None:
        kind = message.get("type")
        if kind == "heartbeat":
            self.pulse.beat(message["decodes"], message["busy"], time.monotonic())
            return
        self.pulse.answered(time.monotonic())
        if kind == "deltas":
            self._events.deltas(tuple(delta_from(delta) for delta in message["deltas"]))
        elif kind == "result":
            self._events.result(result_from(message["result"]))
        elif kind == "loaded":
            self._events.loaded(message["id"], capabilities_from(message["capabilities"]))
        elif kind == "done":
            self._events.done(message["id"])
        elif kind == "failed":
            self._events.failed(message["id"], _sentence(message))

    def _on_exit(self, outcome: ProcessOutcome) -> None:
        self.give_back()
        self._events.ended(self, outcome)


def _sentence(message: Message) -> str:
    if message["known"]:
        parts = message.get("parts")
        return Sentence.from_json(parts) if parts else str(message["reason"])
    return sentence(
        "The engine failed unexpectedly ({reason}); try again or reload the model.",
        reason=message["reason"],
    )
