"""What grows while a request runs: one record per sample, and one for the request itself."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field

from workbench.domain.records import FinishReason
from workbench.domain.sampling import GenerationRequest, SequenceResult, TokenDelta
from workbench.engines.base import Cancelled, Sink
from workbench.engines.llama_sampling import Sampler
from workbench.engines.prompt import Prompt
from workbench.engines.text_stream import TextStream

SHORTEST_SECONDS = 0.01


@dataclass(slots=True, eq=False)
class RequestRun:
    """One request on its way; ``waiting`` are the numbers of its samples without a slot yet.

    ``reading`` is true while one of its samples decodes the prompt: the others then wait, to start
    from the same cells. ``reused`` is what the request found decoded when it began.
    """

    ticket: int
    request: GenerationRequest
    prompt: Prompt
    sink: Sink
    cancelled: Cancelled
    waiting: deque[int]
    live: int = 0
    reading: bool = False
    failed: bool = False
    reused: int = -1
    produced: int = 0
    started: float = field(default_factory=time.monotonic)
    decoding_since: float = 0.0


@dataclass(slots=True, eq=False)
class Sequence:
    """One sample while it grows; ``token`` is drawn and not yet decoded.

    ``position`` counts the tokens that were decoded into its slot, those of the prompt included.
    ``most`` is how many tokens it may draw, ``level`` the log Σ exp of the last row of logits.
    ``shown`` counts the tokens whose text was handed on, as far as it may be shown.
    """

    run: RequestRun
    number: int
    slot: int
    position: int
    most: int
    sampler: Sampler
    stream: TextStream
    token: int = -1
    level: float = 0.0
    shown: int = 0
    shown_at: float = 0.0
    token_ids: list[int] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)

    def show(self, piece: bytes, now: float) -> None:
        """Hand newly written bytes to whoever asked, as far as they may be shown."""
        self._send(self.stream.feed(piece), now)
        self.shown_at = now

    def finish(self, reason: FinishReason) -> None:
        """Release the rest of the text and hand over the result."""
        self._send(self.stream.finish(), time.monotonic())
        self.run.sink.result(_result(self, reason))

    def _send(self, text: str, now: float) -> None:
        if text:
            run = self.run
            rate = _rate(run.produced, now - run.decoding_since)
            run.sink.delta(TokenDelta(run.request.request_id, self.number, text, rate))


def _rate(tokens: int, seconds: float) -> float:
    """Return tokens per second; 0 over so short a time that it would be a number without sense."""
    return tokens / seconds if seconds > SHORTEST_SECONDS else 0.0


def unstarted_result(run: RequestRun, number: int) -> SequenceResult:
    """Return the empty result of a sample that was cancelled before it had a slot."""
    return _build(run, number, FinishReason.CANCELLED, "", [], [])


def _result(sequence: Sequence, reason: FinishReason) -> SequenceResult:
    text, ids = sequence.stream.text, sequence.token_ids
    return _build(sequence.run, sequence.number, reason, text, ids, sequence.logprobs)


def _build(
    run: RequestRun,
    number: int,
    reason: FinishReason,
    text: str,
    ids: list[int],
    logprobs: list[float],
) -> SequenceResult:
    now = time.monotonic()
    since = run.decoding_since or now
    return SequenceResult(
        request_id=run.request.request_id,
        sequence=number,
        text=text,
        token_ids=tuple(ids),
        logprobs=tuple(logprobs),
        finish_reason=reason,
        seed=run.request.seeds[number],
        prompt_tokens=len(run.prompt.ids),
        reused_tokens=max(0, run.reused),
        seconds=now - run.started,
        tokens_per_second=_rate(len(ids), now - since),
    )
