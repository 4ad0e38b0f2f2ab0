"""The engine's own process: takes messages, runs one engine, answers; it knows no window."""

from __future__ import annotations

import os
import queue
import threading
import time
import traceback
from dataclasses import dataclass
from typing import Any

from workbench.domain.errors import KnownError
from workbench.domain.sampling import HF, REMOTE, ModelSpec, SequenceResult, TokenDelta
from workbench.domain.sentences import Sentence, sentence
from workbench.engines import fake
from workbench.engines.base import BatchingEngine, Engine
from workbench.engines.heartbeat import Heartbeat
from workbench.engines.messages import request_from, spec_from, to_mapping
from workbench.jobs.child import ParentLink
from workbench.jobs.protocol import Message

FLUSH_SECONDS = 1 / 60  # at most 60 messages of tokens a second, whatever the model's speed

# Never a network connection, not even by a library that pings home; set before any import of one.
_OFFLINE = {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "TRANSFORMERS_OFFLINE": "1"}


def main() -> None:
    """Serve the parent until its end of the pipe closes."""
    os.environ.update(_OFFLINE, GGML_NO_BACKTRACE="1")
    link = ParentLink.from_standard_streams()
    Worker(link).serve()


class CoalescingSink:
    """Joins the tokens of ``FLUSH_SECONDS`` into one message; results go out at once, in order."""

    def __init__(self, link: ParentLink) -> None:
        self._link = link
        self._waiting: dict[int, TokenDelta] = {}
        self._sent = time.monotonic()

    def delta(self, delta: TokenDelta) -> None:
        """Add text to what waits; send when it is time."""
        before = self._waiting.get(delta.sequence)
        text = before.text + delta.text if before else delta.text
        self._waiting[delta.sequence] = TokenDelta(
            delta.request_id, delta.sequence, text, delta.tokens_per_second
        )
        if time.monotonic() - self._sent >= FLUSH_SECONDS:
            self.flush()

    def result(self, result: SequenceResult) -> None:
        """Send a finished sequence after the last of its text."""
        self.flush()
        self._link.send({"type": "result", "result": to_mapping(result)})

    def flush(self) -> None:
        """Send what waits."""
        if self._waiting:
            deltas = [to_mapping(delta) for delta in self._waiting.values()]
            self._link.send({"type": "deltas", "deltas": deltas, "sent": time.monotonic()})
            self._waiting = {}
        self._sent = time.monotonic()


@dataclass(frozen=True, slots=True)
class _Open:
    """A request at work in a batching engine; ``number`` is the call that its end answers."""

    number: Any
    request_id: str
    sink: CoalescingSink


class Worker:
    """Runs messages one after another; a cancel overtakes them from the reader's thread.

    While a batching engine runs requests, further requests that come next join them; any other
    message, and what is behind it, waits for their end.
    """

    def __init__(self, link: ParentLink) -> None:
        self._link = link
        self._engine: Engine | None = None
        self._inbox: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._next: Message | None = None  # taken from the inbox, and not its turn yet
        self._open: dict[int, _Open] = {}
        self._cancelled: set[str] = set()
        self._lock = threading.Lock()
        self._busy = False

    def serve(self) -> None:
        """Work through the messages; the reader's thread ends the process."""
        self._link.listen(self._receive)
        Heartbeat(self._link.send, self._reading).start()
        while True:
            if not self._open:
                self._busy = False
                message, self._next = self._next or self._inbox.get(), None
                self._busy = True
                self._answer(message)
            while self._open and (joining := self._joining()) is not None:
                self._answer(joining)
            self._step()

    def _reading(self) -> tuple[int, bool]:
        engine = self._engine
        return (engine.decodes if engine else 0), self._busy

    def _receive(self, message: Message) -> None:
        if message.get("type") == "cancel":
            with self._lock:
                self._cancelled.add(str(message["request_id"]))
        else:
            self._inbox.put(message)

    def _joining(self) -> Message | None:
        """Return the next message where it is a request, which may join those at work."""
        if self._next is None and not self._inbox.empty():
            self._next = self._inbox.get()
        if self._next is None or self._next["type"] != "generate":
            return None
        message, self._next = self._next, None
        return message

    def _step(self) -> None:
        """Let the requests at work get on by one batch; answer those that ended."""
        if not self._open:
            return
        assert isinstance(self._engine, BatchingEngine)
        for ended in self._engine.step():
            request = self._open.pop(ended.ticket)
            request.sink.flush()
            self._forget_cancel(request.request_id)
            reply = _failure(ended.error) if ended.error else {"type": "done"}
            self._link.send({**reply, "id": request.number})

    def _answer(self, message: Message) -> None:
        """Answer one message; any failure is reported and the process goes on."""
        try:
            reply = self._handle(message)
        except Exception as error:
            reply = _failure(error)
        if reply is not None:
            self._link.send({**reply, "id": message.get("id")})

    def _handle(self, message: Message) -> Message | None:
        """Return the answer; None where it comes later, with the end of a request."""
        kind = message["type"]
        if kind == "load":
            return self._load(message)
        if kind == "generate":
            return self._generate(message)
        if kind == "set_adapter":
            self._loaded().set_adapter(message["path"], message["base_sha256"])
            return {"type": "done"}
        if kind == "unload":
            self._unload()
            return {"type": "done"}
        raise ValueError(f"unknown message {kind!r}")

    def _load(self, message: Message) -> Message:
        self._unload()
        spec = spec_from(message["spec"])
        self._engine = make_engine(spec)
        try:
            capabilities = self._engine.load(spec)
        except KnownError:
            self._engine = None
            raise
        return {"type": "loaded", "capabilities": to_mapping(capabilities)}

    def _generate(self, message: Message) -> Message | None:
        request = request_from(message["request"])
        name, engine, sink = request.request_id, self._loaded(), CoalescingSink(self._link)

        def cancelled() -> bool:
            with self._lock:
                return name in self._cancelled

        if isinstance(engine, BatchingEngine):
            ticket = engine.submit(request, sink, cancelled)
            self._open[ticket] = _Open(message.get("id"), name, sink)
            return None
        try:
            engine.generate(request, sink, cancelled)
        finally:
            sink.flush()
            self._forget_cancel(name)
        return {"type": "done"}

    def _forget_cancel(self, request_id: str) -> None:
        with self._lock:
            self._cancelled.discard(request_id)

    def _loaded(self) -> Engine:
        if self._engine is None:
            raise KnownError(sentence("No model is loaded; choose a model first."))
        return self._engine

    def _unload(self) -> None:
        if self._engine is not None:
            self._engine.unload()
        self._engine = None


def _failure(error: Exception) -> Message:
    """Return the answer of a failed call; what is no known error goes to the log with its trace."""
    if isinstance(error, KnownError):
        said = str(error)
        parts = said.to_json() if isinstance(said, Sentence) else None
        return {"type": "failed", "reason": said, "parts": parts, "known": True}
    traceback.print_exception(error)
    return {"type": "failed", "reason": repr(error), "known": False}


def make_engine(spec: ModelSpec) -> Engine:
    """Return the engine for a model; its libraries are imported only when it is wanted."""
    if spec.path.startswith(fake.SCHEME):
        return fake.FakeEngine()
    if spec.engine == HF:
        from workbench.engines.hf import HfEngine

        return HfEngine()
    if spec.engine == REMOTE:
        from workbench.engines.remote import RemoteEngine

        return RemoteEngine()
    from workbench.engines.llama import LlamaEngine

    return LlamaEngine()


if __name__ == "__main__":
    main()
