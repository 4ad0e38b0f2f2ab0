"""The default engine: any GGUF that llama.cpp loads, K samples of one prompt in one batch.

The binding's high-level class cannot batch sequences, so this drives the low-level API: the prompt
is decoded once, its cells are shared among the sequences, each sequence has a sampler chain with
its own seed, and every step decodes one token of each sequence that is still going.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workbench import paths
from workbench.domain.errors import EngineError
from workbench.domain.records import FinishReason
from workbench.domain.sampling import (
    Capabilities,
    GenerationRequest,
    ModelSpec,
    SequenceResult,
    TokenDelta,
)
from workbench.engines import devices, files
from workbench.engines.base import Cancelled, Engine, Sink
from workbench.engines.llama_context import (
    ABORTED,
    CHUNK,
    DECODED,
    NO_ROOM,
    BatchToken,
    ContextSetup,
    LlamaContext,
)
from workbench.engines.llama_sampling import Sampler, log_probability
from workbench.engines.llama_vocabulary import Vocabulary
from workbench.engines.prompt import Prompt, PromptBuilder
from workbench.engines.text_stream import TextStream
from workbench.weights.gguf_header import GGUFHeader, read_header
from workbench.weights.identity import PROMPT_STYLE_KEY
from workbench.weights.memory import keeps_full_precision

STEPS_PER_LOOK = 64  # how often a run looks whether cores were taken or freed


@dataclass(slots=True)
class _Sequence:
    """One sample while it grows; ``token`` is drawn and not yet decoded."""

    number: int
    slot: int
    seed: int
    sampler: Sampler
    stream: TextStream
    position: int
    token: int = -1
    token_ids: list[int] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)


class _Cancelled(Exception):
    """The user stopped the request."""


class LlamaEngine(Engine):
    """llama.cpp in this process."""

    def __init__(self) -> None:
        self._context: LlamaContext | None = None
        self._vocabulary: Vocabulary | None = None
        self._prompts: PromptBuilder | None = None
        self._header: GGUFHeader | None = None
        self._limit = 0
        self._asked_threads = 0
        self._threads = devices.Threads(1, 1)
        self._cached: list[int] = []  # what slot 0 holds, for reuse by the next request

    def load(self, spec: ModelSpec) -> Capabilities:
        """Check the file's header and the memory, then let llama.cpp load it."""
        self.unload()
        path = files.model_file(Path(spec.path), paths.cache_dir())
        header = read_header(path)
        files.check_model(header)
        self._limit = files.context_limit(header, spec.context_length)
        files.check_memory(header, self._limit, max(1, spec.max_sequences))
        self._asked_threads = spec.threads
        try:
            self._open(header, spec)
            if spec.adapter_path:
                self.set_adapter(spec.adapter_path, spec.base_sha256)
        except EngineError:
            self.unload()
            raise
        return self._capabilities(spec)

    def generate(self, request: GenerationRequest, sink: Sink, cancelled: Cancelled) -> None:
        """Sample one sequence per seed, ``max_sequences`` at a time."""
        prompts, context = self._ready()
        prompt = prompts.build(request)
        if len(prompt.ids) >= self._limit:
            raise EngineError(
                f"The conversation has {len(prompt.ids)} tokens, and this model's context holds "
                f"{self._limit}; shorten it or load the model with a longer context."
            )
        if not prompt.ids:
            raise EngineError("The prompt is empty; write a problem first.")
        self.rest_threads()
        for start in range(0, len(request.seeds), context.sequences):
            seeds = request.seeds[start : start + context.sequences]
            _Run(self, request, prompt, sink, cancelled).run(start, seeds)

    def set_adapter(self, path: str | None, base_sha256: str) -> None:
        """Check that the adapter was made for the loaded base, then put it on (or take it off)."""
        _, context = self._ready()
        assert self._header is not None
        file = None
        if path is not None:
            file = files.adapter_file(Path(path))
            files.check_adapter(read_header(file), self._header, base_sha256, paths.cache_dir())
        self._cached = []
        context.set_adapter(str(file) if file else None)

    def unload(self) -> None:
        """Free the model and end the template's process."""
        if self._prompts is not None:
            self._prompts.close()
        if self._context is not None:
            self._context.close()
        self._context = self._vocabulary = self._prompts = self._header = None
        self._cached = []

    @property
    def context(self) -> LlamaContext:
        """Return the loaded context."""
        return self._ready()[1]

    @property
    def vocabulary(self) -> Vocabulary:
        """Return the loaded vocabulary."""
        self._ready()
        assert self._vocabulary is not None
        return self._vocabulary

    @property
    def limit(self) -> int:
        """Return how many tokens one sequence may have, prompt included."""
        return self._limit

    @property
    def cached(self) -> list[int]:
        """Return the tokens that slot 0 holds; the run in progress keeps it true."""
        return self._cached

    def settle_threads(self) -> None:
        """Take as many threads as there are free cores now, or as the user asked for."""
        assert self._header is not None
        asked, running = self._asked_threads, self._threads.batch
        if asked:
            self._threads = devices.Threads(asked, asked)
        else:
            self._threads = devices.choose_threads(self._header.tensor_bytes, running)
        self.context.use_threads(self._threads.single, self._threads.batch)

    def rest_threads(self) -> None:
        """Note that between requests no thread of ours but this one runs."""
        self._threads = devices.Threads(1, 1)

    def _ready(self) -> tuple[PromptBuilder, LlamaContext]:
        if self._prompts is None or self._context is None:
            raise EngineError("No model is loaded; choose a model first.")
        return self._prompts, self._context

    def _open(self, header: GGUFHeader, spec: ModelSpec) -> None:
        sequences = max(1, spec.max_sequences)
        precise = keeps_full_precision(header, self._limit, sequences)
        setup = ContextSetup(sequences, spec.gpu_layers, precise)
        self._context = LlamaContext(str(header.path), self._limit, setup)
        self._header = header
        self._vocabulary = Vocabulary(self._context.vocabulary)
        template = self._context.metadata("tokenizer.chat_template")
        style = self._context.metadata(PROMPT_STYLE_KEY)
        self._prompts = PromptBuilder(self._vocabulary, template, style)

    def _capabilities(self, spec: ModelSpec) -> Capabilities:
        prompts, context = self._ready()
        assert self._header is not None
        return Capabilities(
            model_id=spec.model_id,
            name=self._header.name,
            architecture=self._header.architecture,
            context_length=self._limit,
            vocabulary_size=context.vocabulary_size,
            parameters=devices.parameters(context.model),
            device=devices.device_name(spec.gpu_layers),
            threads=self._asked_threads or devices.physical_cores(),
            prompt_frame=prompts.frame,
            warning=devices.warning(),
        )


class _Run:
    """One group of sequences from prompt to results."""

    def __init__(
        self,
        engine: LlamaEngine,
        request: GenerationRequest,
        prompt: Prompt,
        sink: Sink,
        cancelled: Cancelled,
    ) -> None:
        self._engine = engine
        self._context = engine.context
        self._vocabulary = engine.vocabulary
        self._limit = engine.limit
        self._cached = engine.cached
        self._request = request
        self._prompt = prompt
        self._sink = sink
        self._cancelled = cancelled
        self._reused = 0
        self._produced = 0
        self._steps = 0
        self._started = self._decoding_since = time.monotonic()

    def run(self, first_number: int, seeds: Sequence[int]) -> None:
        """Decode the prompt, then step until every sequence has its result."""
        live = [self._new_sequence(first_number, slot, seed) for slot, seed in enumerate(seeds)]
        everyone = list(live)
        self._engine.settle_threads()
        try:
            row = self._decode_prompt()
            self._decoding_since = time.monotonic()
            for sequence in live[1:]:
                self._context.share(0, sequence.slot)
            live = [s for s in live if not self._advance(s, row)]
            while live:
                live = self._step(live)
        except _Cancelled:
            for sequence in live:
                self._finish(sequence, FinishReason.CANCELLED)
        finally:
            for sequence in everyone:
                sequence.sampler.close()
                if sequence.slot:
                    self._context.forget(sequence.slot)

    def _new_sequence(self, first_number: int, slot: int, seed: int) -> _Sequence:
        sampler = Sampler(self._request.settings, seed)
        stream = TextStream(self._prompt.stop)
        return _Sequence(first_number + slot, slot, seed, sampler, stream, len(self._prompt.ids))

    def _decode_prompt(self) -> int:
        """Decode what slot 0 does not hold yet; return the row with the last token's logits."""
        ids = self._prompt.ids
        self._reused = self._keep_common_prefix(ids)
        row = 0
        for start in range(self._reused, len(ids), CHUNK):
            piece = ids[start : start + CHUNK]
            batch = [
                BatchToken(token, position, 0, position == len(ids) - 1)
                for position, token in enumerate(piece, start)
            ]
            self._decode_chunk(batch)
            self._cached += piece
            row = len(piece) - 1
        return row

    def _keep_common_prefix(self, ids: Sequence[int]) -> int:
        """Keep the longest common beginning in the cache; the last token is always decoded."""
        common = 0
        if self._context.keeps_prefixes and self._context.first_position(0) == 0:
            pairs = zip(self._cached, ids[:-1], strict=False)
            common = next((i for i, (a, b) in enumerate(pairs) if a != b), -1)
            if common < 0:
                common = min(len(self._cached), len(ids) - 1)
        if common == 0 or not self._context.forget(0, common):
            self._context.clear()
            common = 0
        del self._cached[common:]
        return common

    def _decode_chunk(self, batch: list[BatchToken]) -> None:
        code = ABORTED
        if not self._cancelled():
            work = self._context.decode
            code = self._context.while_abortable(self._cancelled, lambda: work(batch))
            self._engine.decodes += 1
        if code == ABORTED:
            self._forget_everything()
            raise _Cancelled
        if code == NO_ROOM:
            self._forget_everything()
            raise EngineError(
                "The conversation does not fit the model's context; shorten it or load the model "
                "with a longer context."
            )

    def _forget_everything(self) -> None:
        self._context.clear()
        self._cached.clear()

    def _step(self, live: list[_Sequence]) -> list[_Sequence]:
        """Decode one token of each live sequence and draw the next; return those still live."""
        if self._cancelled():
            raise _Cancelled
        self._steps += 1
        if self._steps % STEPS_PER_LOOK == 0:
            self._engine.settle_threads()
        batch = [BatchToken(s.token, s.position, s.slot, True) for s in live]
        if self._context.decode(batch) != DECODED:
            return self._make_room(live)
        self._engine.decodes += 1
        for sequence in live:
            sequence.position += 1
            if sequence.slot == 0:
                self._cached.append(sequence.token)
        return [s for row, s in enumerate(live) if not self._advance(s, row)]

    def _make_room(self, live: list[_Sequence]) -> list[_Sequence]:
        """End the longest sequence as cut short; its cells serve the others."""
        longest = max(live, key=lambda s: s.position)
        self._finish(longest, FinishReason.LENGTH)
        if longest.slot:
            self._context.forget(longest.slot)
        else:
            del self._cached[len(self._prompt.ids) :]
            self._context.forget(0, len(self._prompt.ids))
        return [s for s in live if s is not longest]

    def _advance(self, sequence: _Sequence, row: int) -> bool:
        """Draw a token from a row; return True when that ended the sequence."""
        logits = self._context.logits(row)
        if not float(logits.max()) < float("inf"):
            raise EngineError(
                "The model computed no usable numbers (NaN); its file or its adapter is damaged, "
                "so choose another."
            )
        token = sequence.sampler.sample(self._context, row)
        sequence.token = token
        sequence.token_ids.append(token)
        sequence.logprobs.append(log_probability(logits, token))
        self._produced += 1
        reason = self._take(sequence, token)
        if reason is not None:
            self._finish(sequence, reason)
        return reason is not None

    def _take(self, sequence: _Sequence, token: int) -> FinishReason | None:
        """Stream a token's text; return why the sequence ends here, if it does."""
        if self._vocabulary.ends(token):
            return FinishReason.STOP
        self._send(sequence, sequence.stream.feed(self._vocabulary.piece(token)))
        if sequence.stream.stopped:
            return FinishReason.STOP
        full = sequence.position + 1 >= self._limit
        if full or len(sequence.token_ids) >= self._request.settings.max_tokens:
            return FinishReason.LENGTH
        return None

    def _send(self, sequence: _Sequence, text: str) -> None:
        if text:
            seconds = max(1e-6, time.monotonic() - self._decoding_since)
            rate = self._produced / seconds
            self._sink.delta(TokenDelta(self._request.request_id, sequence.number, text, rate))

    def _finish(self, sequence: _Sequence, reason: FinishReason) -> None:
        self._send(sequence, sequence.stream.finish())
        now = time.monotonic()
        count = len(sequence.token_ids)
        self._sink.result(
            SequenceResult(
                request_id=self._request.request_id,
                sequence=sequence.number,
                text=sequence.stream.text,
                token_ids=tuple(sequence.token_ids),
                logprobs=tuple(sequence.logprobs),
                finish_reason=reason,
                seed=sequence.seed,
                prompt_tokens=len(self._prompt.ids),
                reused_tokens=self._reused,
                seconds=now - self._started,
                tokens_per_second=count / max(1e-6, now - self._decoding_since),
            )
        )
