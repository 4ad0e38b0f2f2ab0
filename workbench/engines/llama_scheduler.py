"""Run the samples of any number of requests in one context, one batch per step.

Each step decodes one token of every sample that grows, and up to ``CHUNK`` tokens of prompts that
are still being read; so a new request starts at once and the others stall for one chunk at most. A
sample that ends frees its slot for the next that waits. The samples of one request share their
prompt: one reads it, the others start from its cells.
"""

from __future__ import annotations

import time
from collections import deque
from functools import partial
from typing import NamedTuple

import numpy as np

from workbench.domain.errors import EngineError
from workbench.domain.records import FinishReason
from workbench.domain.sampling import GenerationRequest
from workbench.domain.sentences import sentence
from workbench.engines.base import Cancelled, Ended, Sink
from workbench.engines.cores import ThreadKeeper
from workbench.engines.llama_batch import Row
from workbench.engines.llama_cache import Place, PrefixCache
from workbench.engines.llama_context import CHUNK, DECODED, NO_ROOM, LlamaContext
from workbench.engines.llama_sampling import LogSumExp, Sampler
from workbench.engines.llama_sequence import RequestRun, Sequence, unstarted_result
from workbench.engines.llama_vocabulary import Vocabulary
from workbench.engines.prompt import Prompt
from workbench.engines.text_stream import TextStream

SLOW_STEP_SECONDS = 0.1
SHOW_SECONDS = 0.005  # how long the text of a quick model is gathered before it is sent

_NO_ROOM_SENTENCE = sentence(
    "The conversation does not fit the model's context; shorten it or load the model with "
    "a longer context."
)
_NO_NUMBERS_SENTENCE = sentence(
    "The model computed no usable numbers (NaN); its file or its adapter is damaged, so "
    "choose another."
)


_Due = tuple[Sequence, int]  # a sample whose next token is to be drawn, and its row in the batch


class _Read(NamedTuple):
    """A piece of a prompt that a batch decodes."""

    sequence: Sequence
    piece: tuple[int, ...]


class Scheduler:
    """The requests of one loaded model, from submission to end.

    ``limit`` is how many tokens one sample may have, prompt included; ``idle_cells`` is how many
    may be kept for requests to come. ``decodes`` counts batches.
    """

    def __init__(
        self,
        context: LlamaContext,
        vocabulary: Vocabulary,
        threads: ThreadKeeper,
        limit: int,
        idle_cells: int,
    ) -> None:
        self._context = context
        self._vocabulary = vocabulary
        self._threads = threads
        self._limit = limit
        self._idle_cells = idle_cells
        self._cache = PrefixCache(context.slots)
        self._sum = LogSumExp(context.vocabulary_size)
        self._runs: list[RequestRun] = []  # in order of arrival
        self._growing: list[Sequence] = []  # have a drawn token that is to be decoded
        self._reading: list[Sequence] = []  # have a prompt that is not decoded yet
        self._crowded = False  # cells ran out: nobody new is let in until somebody ends
        self._now = 0.0  # when the last batch was done
        self._slow = False  # whether the last step took so long that a cancel must break it off
        self._tickets = 0
        self._ended: list[Ended] = []
        self.decodes = 0

    @property
    def running(self) -> bool:
        """Whether a request is not at its end."""
        return bool(self._runs or self._ended)

    def add(
        self, request: GenerationRequest, prompt: Prompt, sink: Sink, cancelled: Cancelled
    ) -> int:
        """Queue a request; return its ticket."""
        self._tickets += 1
        waiting = deque(range(len(request.seeds)))
        self._runs.append(RequestRun(self._tickets, request, prompt, sink, cancelled, waiting))
        return self._tickets

    def step(self) -> list[Ended]:
        """Decode one batch and draw the next tokens; return the requests that ended.

        Whatever goes wrong in it fails every request that runs, and the context is emptied.
        """
        try:
            self._turn()
        except Exception as error:
            self._fail_all(error)
        if not self._runs:
            self._threads.rest()
        ended, self._ended = self._ended, []
        return ended

    def forget_prefixes(self) -> None:
        """Empty the context; only while nothing runs."""
        self._context.clear()
        self._cache.clear()

    def close(self) -> None:
        """Free the samplers of whatever still runs."""
        for sequence in self._growing + self._reading:
            sequence.sampler.close()

    def _turn(self) -> None:
        for run in tuple(self._runs):
            if run.cancelled():
                self._cancel(run)
        self._let_in()
        batch, read = self._batch()
        if not batch:
            return
        self._threads.look()
        code = self._decode(batch, prompts=bool(read))
        if code == DECODED:
            self.decodes += 1
            self._accept(read)
        elif code == NO_ROOM:
            self._make_room()
        # When it was aborted, the cells are as before, and the next turn ends who was cancelled.

    def _let_in(self) -> None:
        """Give places to samples that wait, first to the request with the fewest at work."""
        while able := [run for run in self._runs if run.waiting and not run.reading]:
            if self._crowded or not self._free_places():
                return
            self._begin(min(able, key=lambda run: run.live))

    def _free_places(self) -> int:
        return self._context.sequences - len(self._growing) - len(self._reading)

    def _begin(self, run: RequestRun) -> None:
        """Let one sample of a request read the prompt from where the cache ends."""
        place = self._cache.take(run.prompt.ids, share=self._context.keeps_prefixes)
        common = self._settle_in(place)
        if run.reused < 0:
            run.reused = common
        run.reading = True
        self._reading.append(self._join(run, place.slot, common))

    def _join(self, run: RequestRun, slot: int, position: int) -> Sequence:
        number = run.waiting.popleft()
        sampler = Sampler(run.request.settings, run.request.seeds[number])
        most = min(run.request.settings.max_tokens, self._limit - len(run.prompt.ids))
        run.live += 1
        return Sequence(run, number, slot, position, most, sampler, TextStream(run.prompt.stop))

    def _settle_in(self, place: Place) -> int:
        """Share what the place says; return how many tokens the slot holds then."""
        # A sliding window may have dropped the beginning: then nothing can be shared.
        whole = place.common > 0 and self._context.first_position(place.source) == 0
        if whole and place.slot != place.source:
            self._context.share(place.source, place.slot, place.common)
            return place.common
        if whole and self._context.forget(place.slot, place.common):
            return place.common
        self._empty(place.slot)
        return 0

    def _batch(self) -> tuple[list[Row], list[_Read]]:
        """Return the next batch, and what it reads of which prompt; growing samples come first."""
        batch: list[Row] = [(s.token, s.position, s.slot, True) for s in self._growing]
        read: list[_Read] = []
        room = CHUNK
        for sequence in self._reading:
            ids, start = sequence.run.prompt.ids, sequence.position
            piece = ids[start : start + room]
            if not piece:
                break
            last = len(ids) - 1
            places = enumerate(piece, start)
            batch += [(token, at, sequence.slot, at == last) for at, token in places]
            read.append(_Read(sequence, piece))
            room -= len(piece)
        return batch, read

    def _decode(self, batch: list[Row], *, prompts: bool) -> int:
        """Decode; where that takes long, a cancel breaks it off (a quick step pays no callback)."""
        context, started = self._context, time.monotonic()
        if prompts or self._slow:
            work = partial(context.decode, batch)
            code = context.while_abortable(self._somebody_cancelled, work)
        else:
            code = context.decode(batch)
        self._now = time.monotonic()
        self._slow = self._now - started > SLOW_STEP_SECONDS
        return code

    def _somebody_cancelled(self) -> bool:
        return any(run.cancelled() for run in self._runs)

    def _accept(self, read: list[_Read]) -> None:
        """Take note of a decoded batch, and draw a token from each of its rows with logits."""
        due: list[_Due] = []
        row = len(self._growing)
        for place, sequence in enumerate(self._growing):
            self._cache.append(sequence.slot, sequence.token)
            sequence.position += 1
            due.append((sequence, place))
        for sequence, piece in read:
            self._cache.extend(sequence.slot, piece)
            sequence.position += len(piece)
            row += len(piece)
            if sequence.position == len(sequence.run.prompt.ids):
                due.append((sequence, row - 1))
        if due:
            self._draw_all(due)

    def _draw_all(self, due: list[_Due]) -> None:
        for (sequence, row), logits in zip(due, self._context.outputs(), strict=True):
            if sequence.run.failed:
                continue
            level = sequence.level = self._sum.value(logits, sequence.level)
            if level != level:  # NaN: sorting it in a sampler would be undefined behaviour
                self._fail(sequence.run, EngineError(_NO_NUMBERS_SENTENCE))
            elif sequence.token >= 0:
                self._advance(sequence, row, logits)
            else:
                self._start(sequence, row, logits)

    def _start(self, reader: Sequence, row: int, logits: np.ndarray) -> None:
        """Draw the first tokens after a prompt: of its reader, and of as many as there is room."""
        run = reader.run
        run.reading = False
        run.decoding_since = run.decoding_since or self._now
        self._reading.remove(reader)
        started = [reader]
        self._growing.append(reader)
        while run.waiting and self._free_places():
            slot = self._cache.take_copy(reader.slot)
            self._context.share(reader.slot, slot)
            started.append(self._join(run, slot, reader.position))
            started[-1].level = reader.level
            self._growing.append(started[-1])
        for sequence in started:
            self._advance(sequence, row, logits)

    def _advance(self, sequence: Sequence, row: int, logits: np.ndarray) -> None:
        """Draw a token from a row of the batch; end the sample where that ended it."""
        token = sequence.sampler.sample(self._context, row)
        sequence.token = token
        sequence.token_ids.append(token)
        sequence.logprobs.append(logits.item(token) - sequence.level)
        sequence.run.produced += 1
        reason = self._take(sequence, token)
        if reason is not None:
            self._end(sequence, reason)

    def _take(self, sequence: Sequence, token: int) -> FinishReason | None:
        """Stream a token's text; return why the sample ends here, if it does."""
        if self._vocabulary.ends(token):
            return FinishReason.STOP
        sequence.unshown += self._vocabulary.piece(token)
        if sequence.stream.watches or self._now - sequence.shown_at >= SHOW_SECONDS:
            sequence.show(self._now)
            if sequence.stream.stopped:
                return FinishReason.STOP
        return FinishReason.LENGTH if len(sequence.token_ids) >= sequence.most else None

    def _end(self, sequence: Sequence, reason: FinishReason) -> None:
        sequence.finish(reason)
        self._leave(sequence)

    def _leave(self, sequence: Sequence) -> None:
        """Free a sample's place; its slot stays as it is, for who may come with that beginning."""
        run = sequence.run
        if sequence in self._reading:
            self._reading.remove(sequence)
            run.reading = False
        else:
            self._growing.remove(sequence)
        sequence.sampler.close()
        if not self._context.keeps_prefixes:
            self._empty(sequence.slot)
        self._cache.release(sequence.slot)
        # The newest stays, however long: it is the conversation that goes on most likely.
        while self._cache.crowds(self._idle_cells) and self._cache.oldest() != sequence.slot:
            self._evict()
        self._crowded = False
        run.live -= 1
        self._close_finished(run)

    def _close_finished(self, run: RequestRun) -> None:
        if not run.live and not run.waiting and run in self._runs:
            self._runs.remove(run)
            self._ended.append(Ended(run.ticket))

    def _cancel(self, run: RequestRun) -> None:
        """Give every sample of a request its result now."""
        unstarted = list(run.waiting)
        run.waiting.clear()
        for number in unstarted:
            run.sink.result(unstarted_result(run, number))
        for sequence in self._of(run):
            self._end(sequence, FinishReason.CANCELLED)
        self._close_finished(run)

    def _make_room(self) -> None:
        """Free cells: of idle slots, of the newest reader, else the longest sample is cut short."""
        if self._evict():
            return
        if not self._reading:
            self._end(max(self._growing, key=lambda s: s.position), FinishReason.LENGTH)
        elif self._growing or len(self._reading) > 1:
            self._put_back(self._reading[-1])
        else:
            self._fail(self._reading[0].run, EngineError(_NO_ROOM_SENTENCE))

    def _put_back(self, sequence: Sequence) -> None:
        """Let a sample that still reads wait again, until somebody ends."""
        sequence.run.waiting.appendleft(sequence.number)
        self._empty(sequence.slot)
        self._leave(sequence)
        self._crowded = True

    def _evict(self) -> bool:
        """Empty the idle slot that was used least recently; False where none holds anything."""
        slot = self._cache.oldest()
        if slot is not None:
            self._empty(slot)
        return slot is not None

    def _empty(self, slot: int) -> None:
        self._context.forget(slot)
        self._cache.forget(slot)

    def _of(self, run: RequestRun) -> list[Sequence]:
        return [s for s in self._growing + self._reading if s.run is run]

    def _fail(self, run: RequestRun, error: Exception) -> None:
        """End a request without results for what is not finished."""
        run.failed = True
        run.waiting.clear()
        self._runs.remove(run)
        self._ended.append(Ended(run.ticket, error))
        for sequence in self._of(run):
            self._leave(sequence)

    def _fail_all(self, error: Exception) -> None:
        for run in list(self._runs):
            self._fail(run, error)
        self.forget_prefixes()
