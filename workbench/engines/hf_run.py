"""Sample K continuations of one prompt in a batch: the prompt computed once, a row per sequence.

All rows of a batch are equally long at every step, so nothing is padded; a row that ends leaves
the batch. When memory runs out, half of the rows wait until the others are done and then take up
where they were.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from workbench.domain.errors import EngineError
from workbench.domain.records import FinishReason
from workbench.domain.sampling import GenerationRequest, SequenceResult, TokenDelta
from workbench.domain.sentences import sentence
from workbench.engines.base import Cancelled, Engine, Sink
from workbench.engines.cores import ThreadKeeper
from workbench.engines.hf_cache import GrowingCache
from workbench.engines.hf_model import HfModel, out_of_memory_as_itself
from workbench.engines.hf_sampling import SeededDraws, choose, log_probabilities
from workbench.engines.hf_vocabulary import HfVocabulary
from workbench.engines.prompt import Prompt
from workbench.engines.text_stream import TextStream


@dataclass(slots=True)
class Row:
    """One sample while it grows; the last of its tokens is drawn and not yet computed."""

    number: int
    seed: int
    draws: SeededDraws
    stream: TextStream
    token_ids: list[int] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)


class Kept:
    """The cache of the last prompt and the tokens in it, for reuse by the next request."""

    def __init__(self, model: HfModel) -> None:
        self._model = model
        self.forget()

    def forget(self) -> None:
        """Begin with nothing."""
        self.cache = self._model.new_cache()
        self.ids: list[int] = []

    def cut_to_common(self, ids: Sequence[int]) -> int:
        """Keep the longest common beginning; the last token is always computed anew."""
        pairs = zip(self.ids, ids[:-1], strict=False)
        shared = min(len(self.ids), len(ids) - 1)
        common = next((i for i, (a, b) in enumerate(pairs) if a != b), shared)
        self.cut(common)
        return common

    def cut(self, length: int) -> None:
        """Keep only so many tokens."""
        self.cache.cut(length)
        del self.ids[length:]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a run works with; ``limit`` is how many tokens a sequence may have, prompt included."""

    engine: Engine
    model: HfModel
    vocabulary: HfVocabulary
    kept: Kept
    threads: ThreadKeeper
    limit: int


class _Cancelled(Exception):
    """The user stopped the request."""


class HfRun:
    """One request from prompt to results."""

    def __init__(
        self,
        loaded: Loaded,
        request: GenerationRequest,
        prompt: Prompt,
        sink: Sink,
        cancelled: Cancelled,
    ) -> None:
        self._loaded = loaded
        self._model = loaded.model
        self._request = request
        self._prompt = prompt
        self._sink = sink
        self._cancelled = cancelled
        self._reused = 0
        self._produced = 0
        self._started = self._decoding_since = time.monotonic()

    def run(self, group_size: int) -> None:
        """Give every seed its result, so many sequences at a time."""
        rows = [
            Row(number, seed, SeededDraws(seed), TextStream(self._prompt.stop))
            for number, seed in enumerate(self._request.seeds)
        ]
        starts = range(0, len(rows), group_size)
        waiting = deque(rows[start : start + group_size] for start in starts)
        self._reused = self._loaded.kept.cut_to_common(self._prompt.ids)
        while waiting:
            live = waiting.popleft()
            try:
                with out_of_memory_as_itself():
                    self._run_group(live)
            except _Cancelled:
                for row in (*live, *(row for group in waiting for row in group)):
                    self._finish(row, FinishReason.CANCELLED)
                return
            except torch.OutOfMemoryError:
                waiting.extendleft(reversed(self._halves(live)))

    def _run_group(self, live: list[Row]) -> None:
        """Work until no row of the group is live; rows that end leave the list."""
        logits = self._compute_prompt().expand(len(live), -1)
        cache = self._cache_for(len(live))
        if live[0].token_ids:  # a group that had to wait: take up where it was
            done = torch.tensor([row.token_ids for row in live], device=self._model.device)
            logits = self._compute(done, cache)
        else:
            self._decoding_since = time.monotonic()
        self._advance(live, logits, cache)
        while live:
            last = torch.tensor([[row.token_ids[-1]] for row in live], device=self._model.device)
            logits = self._compute(last, cache)
            if cache is self._loaded.kept.cache:
                self._loaded.kept.ids.append(live[0].token_ids[-1])
            self._advance(live, logits, cache)

    def _compute_prompt(self) -> Tensor:
        """Compute what is not kept yet; return the logits behind the prompt, (1, V)."""
        kept, ids = self._loaded.kept, self._prompt.ids
        kept.cut_to_common(ids)
        rest = torch.tensor([ids[len(kept.ids) :]], device=self._model.device)
        logits = self._compute(rest, kept.cache)
        kept.ids += rest[0].tolist()
        return logits

    def _cache_for(self, rows: int) -> GrowingCache:
        """Return the prompt's cache once per row; a single sequence goes on in the kept one."""
        cache = self._loaded.kept.cache
        return cache if rows == 1 and len(self._request.seeds) == 1 else cache.repeated(rows)

    def _compute(self, ids: Tensor, cache: GrowingCache) -> Tensor:
        """Run tokens (B, T) in pieces, with a look for a cancel before each; return (B, V)."""
        for start in range(0, ids.shape[1], self._model.chunk):
            piece = ids[:, start : start + self._model.chunk]
            if self._cancelled():
                raise _Cancelled
            self._loaded.threads.look(self._loaded.engine.decodes)
            logits = self._model.logits(piece, cache)
            self._loaded.engine.decodes += 1
        return logits

    def _advance(self, live: list[Row], logits: Tensor, cache: GrowingCache) -> None:
        """Draw each row's next token from (B, V), and let the rows that ended leave."""
        uniforms = [row.draws.uniform(len(row.token_ids)) for row in live]
        tokens = choose(logits, self._request.settings, uniforms)
        chosen = tokens.tolist()
        logprobs = log_probabilities(logits, tokens).tolist()
        staying: list[int] = []
        for place, (row, token, logprob) in enumerate(zip(live, chosen, logprobs, strict=True)):
            if not self._take(row, token, logprob):
                staying.append(place)
        if len(staying) < len(live):
            live[:] = [live[place] for place in staying]
            if live:
                cache.keep_rows(staying)

    def _take(self, row: Row, token: int, logprob: float) -> bool:
        """Add a token to its row; return whether that ended it."""
        row.token_ids.append(token)
        row.logprobs.append(logprob)
        self._produced += 1
        reason = self._reason_to_end(row, token)
        if reason is not None:
            self._finish(row, reason)
        return reason is not None

    def _reason_to_end(self, row: Row, token: int) -> FinishReason | None:
        """Stream a token's text; return why the sequence ends here, if it does."""
        vocabulary = self._loaded.vocabulary
        if vocabulary.ends(token):
            return FinishReason.STOP
        self._send(row, row.stream.feed(vocabulary.piece(token)))
        if row.stream.stopped:
            return FinishReason.STOP
        count = len(row.token_ids)
        full = len(self._prompt.ids) + count >= self._loaded.limit
        if full or count >= self._request.settings.max_tokens:
            return FinishReason.LENGTH
        return None

    def _halves(self, live: list[Row]) -> list[list[Row]]:
        """Return two groups for one that did not fit; refuse where there is nothing to halve."""
        self._loaded.kept.forget()
        if self._model.device.type == "cuda":
            torch.cuda.empty_cache()
        if len(live) < 2:
            for row in live:
                self._finish(row, FinishReason.FAILED)
            raise EngineError(
                sentence(
                    "There is not enough memory for this conversation; close other programs, "
                    "shorten the conversation or load the model with a shorter context."
                )
            )
        middle = len(live) // 2
        return [live[:middle], live[middle:]]

    def _send(self, row: Row, text: str) -> None:
        if text:
            seconds = max(1e-6, time.monotonic() - self._decoding_since)
            rate = self._produced / seconds
            self._sink.delta(TokenDelta(self._request.request_id, row.number, text, rate))

    def _finish(self, row: Row, reason: FinishReason) -> None:
        self._send(row, row.stream.finish())
        now = time.monotonic()
        self._sink.result(
            SequenceResult(
                request_id=self._request.request_id,
                sequence=row.number,
                text=row.stream.text,
                token_ids=tuple(row.token_ids),
                logprobs=tuple(row.logprobs),
                finish_reason=reason,
                seed=row.seed,
                prompt_tokens=len(self._prompt.ids),
                reused_tokens=self._reused,
                seconds=now - self._started,
                tokens_per_second=len(row.token_ids) / max(1e-6, now - self._decoding_since),
            )
        )
