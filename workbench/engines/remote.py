"""The engine for a server that the user runs: OpenAI's chat API over HTTP, streamed.

A stored seed must mean its sample, so every seed is a request of its own (``n`` takes one seed for
all its samples); the requests run beside each other and the server batches them. A request is
repeated only while no byte of its answer has come. What came before a failure is kept.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from workbench.domain.errors import EngineError
from workbench.domain.prompting import INSTRUCTED, frame_messages
from workbench.domain.records import FinishReason
from workbench.domain.sampling import (
    REMOTE,
    Capabilities,
    GenerationRequest,
    ModelSpec,
    SequenceResult,
    TokenDelta,
)
from workbench.domain.sentences import sentence
from workbench.engines.base import Cancelled, Engine, Sink
from workbench.engines.remote_address import ServerAddress, parse_address
from workbench.engines.remote_http import Connection, opened, plain
from workbench.engines.remote_seam import ASK_AGAIN, Seam
from workbench.engines.remote_server import (
    CONTINUE,
    Continuing,
    Server,
    continuing,
    inspect,
    list_models,
)
from workbench.engines.remote_stream import DONE, EventReader, Piece, parse_piece
from workbench.engines.text_stream import TextStream

FIRST_SECONDS = 300.0  # to a sequence's first token, counted anew while another one gets tokens
NEXT_SECONDS = 60.0  # between tokens
POLL_SECONDS = 0.05
LONGEST_TOKEN = 64  # characters; a server that sends more than this per token asked for is stopped
OPENAI_STOPS = 4


class RemoteEngine(Engine):
    """One model on one server; nothing but the address of the spec is ever contacted."""

    def __init__(self) -> None:
        self._address: ServerAddress | None = None
        self._server: Server | None = None
        self._key = ""

    def load(self, spec: ModelSpec) -> Capabilities:
        """Ask the server what it offers, with one-token requests; nothing is loaded here."""
        self.unload()
        address = parse_address(spec.path)
        server = inspected(address, spec.api_key, spec.remote_model)
        self._address, self._server, self._key = address, server, spec.api_key
        return _capabilities(spec, address, server)

    def generate(self, request: GenerationRequest, sink: Sink, cancelled: Cancelled) -> None:
        """Stream one response per seed; raise ``EngineError`` after the results if one failed."""
        if self._address is None or self._server is None:
            raise EngineError(sentence("No model is loaded; choose a model first."))
        if request.prefix and self._server.continuing is Continuing.NO:
            raise _cannot_continue(self._address)
        self._server.check_settings(request.settings)
        run = _Run(self, self._server, request, sink)
        asyncio.run(run.run(self._address, self._key, cancelled))

    def set_adapter(self, path: str | None, base_sha256: str) -> None:
        """Refuse: what a server runs is chosen there."""
        if path is not None:
            raise EngineError(
                sentence(
                    "An adapter cannot be put on a server's model; serve the trained model "
                    "there and choose it by its name."
                )
            )

    def unload(self) -> None:
        """Forget the server and the key."""
        self._address = self._server = None
        self._key = ""


@dataclass(slots=True)
class _Sequence:
    """One response while it comes."""

    number: int
    seed: int
    stream: TextStream
    started: float
    first: float = 0.0
    tokens: int = 0
    characters: int = 0
    seam: Seam | None = None
    prompt_tokens: int = 0
    logprobs: list[float] | None = field(default_factory=list)
    thought: bool = False
    finish: FinishReason | None = None
    deadline: asyncio.Timeout | None = None


class _Run:
    """All sequences of one request, in one event loop on the engine's own thread."""

    def __init__(
        self, engine: RemoteEngine, server: Server, request: GenerationRequest, sink: Sink
    ) -> None:
        self._engine = engine
        self._server = server
        self._request = request
        self._sink = sink
        self._room = asyncio.Semaphore(server.concurrency)
        self._live: list[_Sequence] = []
        self._trouble: EngineError | None = None
        self._tokens = 0
        self._first = 0.0

    async def run(self, address: ServerAddress, key: str, cancelled: Cancelled) -> None:
        """Work until every sequence has its result; stop all within a poll of a cancel."""
        async with opened(address, key) as connection:
            whole = asyncio.create_task(self._all(connection))
            stopped = False
            while not whole.done():
                if not stopped and cancelled():
                    stopped = whole.cancel()
                await asyncio.wait([whole], timeout=POLL_SECONDS)
            whole.result()
        if self._trouble is not None:
            raise self._trouble

    async def _all(self, connection: Connection) -> None:
        tasks = [
            asyncio.create_task(self._one(connection, number, seed))
            for number, seed in enumerate(self._request.seeds)
        ]
        try:
            await asyncio.gather(*tasks)
        except asyncio.CancelledError:
            await asyncio.gather(*tasks)

    async def _one(self, connection: Connection, number: int, seed: int) -> None:
        """Stream one response and report its result, whatever happens."""
        stream = TextStream(self._request.stop)
        sequence = _Sequence(number, seed, stream, time.monotonic())
        try:
            async with self._room:
                if self._trouble is not None:
                    raise self._trouble  # what failed for one before is not tried again
                sequence.started = time.monotonic()
                await self._answer(connection, sequence)
        except asyncio.CancelledError:
            sequence.finish = FinishReason.CANCELLED
        except EngineError as error:
            sequence.finish = FinishReason.FAILED
            self._trouble = self._trouble or error
        self._report(sequence)

    async def _answer(self, connection: Connection, sequence: _Sequence) -> None:
        body = self._body(sequence.seed)
        if self._request.prefix:
            how = await continuing(connection, self._server, body["messages"])
            if how is Continuing.NO:
                raise _cannot_continue(connection.address)
            sequence.seam = Seam(self._request.prefix, trimmed=how is Continuing.TRIMMED)
        url = f"{connection.address.api}/chat/completions"
        self._live.append(sequence)
        try:
            async with asyncio.timeout(FIRST_SECONDS) as sequence.deadline:
                async with connection.streamed(url, body) as raw:
                    await self._read(sequence, raw)
        except TimeoutError:
            raise _too_slow(connection.address, sequence) from None
        finally:
            self._live.remove(sequence)

    def _body(self, seed: int) -> dict[str, Any]:
        framed = frame_messages(self._request.messages, INSTRUCTED)
        messages = [{"role": m.role, "content": m.content} for m in framed]
        fields: dict[str, Any] = {}
        if self._request.prefix:
            messages.append({"role": "assistant", "content": self._request.prefix})
            fields |= CONTINUE
        if self._request.stop:
            # The rest is stopped at here: OpenAI takes no more.
            fields["stop"] = list(self._request.stop[:OPENAI_STOPS])
        if self._server.kind in ("vllm", "sglang", "llamacpp"):
            fields["stream_options"] = {"include_usage": True}
        sampling = self._server.sampling_fields(self._request.settings, seed)
        return {
            "model": self._server.model,
            "messages": messages,
            "stream": True,
            **sampling,
            **fields,
        }

    async def _read(self, sequence: _Sequence, raw: AsyncIterator[bytes]) -> None:
        """Take events until the response is finished; raise where it never is."""
        reader = EventReader()
        async for some in raw:
            for data in reader.feed(some):
                if self._take(sequence, data):
                    return
        for data in reader.finish():
            if self._take(sequence, data):
                return
        if sequence.finish is None:
            raise EngineError(
                sentence(
                    "The server closed the connection before the response was finished; see "
                    "whether it still runs, and ask again."
                )
            )

    def _take(self, sequence: _Sequence, data: str) -> bool:
        """Take one event; return True when nothing more is to come."""
        if data.strip() == DONE:
            if sequence.finish is None:
                raise EngineError(
                    sentence(
                        "The server broke the response off (another request may have come in "
                        "between); ask again."
                    )
                )
            return True
        piece = parse_piece(data)
        sequence.prompt_tokens = piece.prompt_tokens or sequence.prompt_tokens
        if piece.text or piece.thought:
            self._note_progress(sequence, piece)
        if piece.text and self._add(sequence, piece):
            sequence.finish = FinishReason.STOP
            return True
        if piece.finish:
            sequence.finish = _finish_reason(piece.finish)
        return False

    def _note_progress(self, sequence: _Sequence, piece: Piece) -> None:
        now = time.monotonic()
        self._engine.decodes += 1
        self._tokens += 1
        self._first = self._first or now
        sequence.first = sequence.first or now
        sequence.tokens += 1
        sequence.thought = sequence.thought or piece.thought
        loop_now = asyncio.get_running_loop().time()
        for other in self._live:
            if other.deadline is None:
                continue
            if other is sequence:
                other.deadline.reschedule(loop_now + NEXT_SECONDS)
            elif not other.tokens:
                # It may wait in the server's queue behind this one.
                other.deadline.reschedule(loop_now + FIRST_SECONDS)

    def _add(self, sequence: _Sequence, piece: Piece) -> bool:
        """Stream a piece's text; return True when a stop string ended the response."""
        sequence.characters += len(piece.text)
        if sequence.characters > LONGEST_TOKEN * (self._request.settings.max_tokens + 1):
            raise EngineError(
                sentence("The server writes more than it was asked for; choose another.")
            )
        if piece.logprobs is None or sequence.logprobs is None:
            sequence.logprobs = None
        else:
            sequence.logprobs += piece.logprobs
        text = sequence.seam.joined(piece.text) if sequence.seam else piece.text
        self._send(sequence, sequence.stream.feed(text.encode("utf-8", "replace")))
        return sequence.stream.stopped

    def _send(self, sequence: _Sequence, text: str) -> None:
        if text:
            rate = self._tokens / max(1e-3, time.monotonic() - self._first)
            self._sink.delta(TokenDelta(self._request.request_id, sequence.number, text, rate))

    def _report(self, sequence: _Sequence) -> None:
        held = sequence.seam.rest() if sequence.seam else ""
        self._send(sequence, sequence.stream.feed(held.encode("utf-8", "replace")))
        self._send(sequence, sequence.stream.finish())
        now = time.monotonic()
        self._note_only_thoughts(sequence)
        self._sink.result(
            SequenceResult(
                request_id=self._request.request_id,
                sequence=sequence.number,
                text=sequence.stream.text,
                token_ids=(),
                logprobs=tuple(sequence.logprobs or ()),
                finish_reason=sequence.finish or FinishReason.FAILED,
                seed=sequence.seed,
                prompt_tokens=sequence.prompt_tokens,
                reused_tokens=0,
                seconds=now - sequence.started,
                tokens_per_second=sequence.tokens / max(1e-3, now - (sequence.first or now)),
            )
        )

    def _note_only_thoughts(self, sequence: _Sequence) -> None:
        if sequence.thought and not sequence.stream.text and sequence.finish is FinishReason.LENGTH:
            sequence.finish = FinishReason.FAILED
            self._trouble = self._trouble or EngineError(
                sentence(
                    "The model spent all its tokens on hidden reasoning; raise the limit of "
                    "tokens or turn reasoning off on the server."
                )
            )


def served_models(address: ServerAddress, key: str) -> list[str]:
    """Return the names of a server's models; raise ``EngineError`` where it does not answer."""

    async def ask() -> list[str]:
        async with opened(address, key) as connection:
            return [entry["id"] for entry in await list_models(connection)]

    return asyncio.run(ask())


def inspected(address: ServerAddress, key: str, model: str) -> Server:
    """Return what a served model can do, by asking it for single tokens."""

    async def ask() -> Server:
        async with opened(address, key) as connection:
            return await inspect(connection, model)

    return asyncio.run(ask())


def _capabilities(spec: ModelSpec, address: ServerAddress, server: Server) -> Capabilities:
    warning = ""
    if not address.secure and not address.local:
        carried = sentence("The key and every text") if spec.api_key else sentence("Every text")
        warning = sentence(
            "{carried} go to {host} unencrypted; use https:// where it is offered.",
            carried=carried,
            host=address.host,
        )
    return Capabilities(
        model_id=spec.model_id,
        name=plain(server.model),
        architecture=server.label,
        context_length=server.context_length,
        vocabulary_size=server.vocabulary_size,
        parameters=server.parameters,
        device=address.host,
        threads=0,
        prompt_frame="chat template",
        warning=warning,
        engine=REMOTE,
        gives_logprobs=server.logprobs,
        takes_prefix=server.continuing is not Continuing.NO,
    )


def _cannot_continue(address: ServerAddress) -> EngineError:
    return EngineError(
        sentence(
            "The server at {host} cannot continue a given beginning word for word; {ask_again}.",
            host=address.host,
            ask_again=ASK_AGAIN,
        )
    )


def _too_slow(address: ServerAddress, sequence: _Sequence) -> EngineError:
    waited = NEXT_SECONDS if sequence.tokens else FIRST_SECONDS
    what = sentence("nothing more") if sequence.tokens else "nothing"
    return EngineError(
        sentence(
            "The server at {host} sent {what} for {seconds:g} seconds; see whether it is "
            "overloaded, and ask again.",
            host=address.host,
            what=what,
            seconds=waited,
        )
    )


def _finish_reason(word: str) -> FinishReason:
    if word == "length":
        return FinishReason.LENGTH
    if word in ("stop", "eos", "eos_token", "stop_sequence"):
        return FinishReason.STOP
    raise EngineError(
        sentence(
            "The server ended the response by itself ({word}); ask again.", word=plain(word)[:40]
        )
    )
