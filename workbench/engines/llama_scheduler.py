"""Run the samples of any number of requests in one context, batch by batch.

A batch holds one token of every sample that grows, and up to ``CHUNK`` tokens of prompts that are
still being read; so a new request starts at once and the others stall for one chunk at most. A
sample that ends frees its slot for the next that waits. The samples of one request share their
prompt: one reads it, the others start from its cells. While no prompt is read, a step decodes a
stretch of batches one upon another, as what there is to do between two of them would cost a small
model a twentieth of its speed.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from workbench.domain.errors import EngineError
from workbench.domain.records import FinishReason
from workbench.domain.sampling import GenerationRequest
from workbench.domain.sentences import sentence
from workbench.engines.base import Cancelled, Ended, Sink
from workbench.engines.cores import ThreadKeeper
from workbench.engines.llama_batch import Row
from workbench.engines.llama_cache import Place, PrefixCache
from workbench.engines.llama_context import CHUNK, DECODED, NO_ROOM, LlamaContext
from workbench.engines.llama_drawing import Drawing, Due, Over
from workbench.engines.llama_sampling import Sampler
from workbench.engines.llama_sequence import RequestRun, Sequence, unstarted_result
from workbench.engines.llama_vocabulary import Vocabulary
from workbench.engines.prompt import Prompt
from workbench.engines.text_stream import TextStream

SLOW_STEP_SECONDS = 0.1
STRETCH_SECONDS = 0.005  # after which text is sent, and new requests and cancels are heeded

_NO_ROOM_SENTENCE = sentence(
    "The conversation does not fit the model's context; shorten it or load the model with "
    "a longer context."
)


class _Read(NamedTuple):
    """A piece of a prompt that a batch decodes."""

    sequence: Sequence
    piece: tuple[int, ...]

    @property
    def whole(self) -> bool:
        """Whether the prompt ends with it."""
        return self.sequence.position + len(self.piece) == len(self.sequence.run.prompt.ids)


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
        self._threads = threads
        self._limit = limit
        self._idle_cells = idle_cells
        self._cache = PrefixCache(context.slots)
        self._drawing = Drawing(context, vocabulary)
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
        """Decode and draw the next tokens of all samples; return the requests that ended.

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
        if self._reading:
            code = self._read_on()
        elif self._growing:
            code = self._grow()
        else:
            return
        if code == NO_ROOM:
            self._make_room()

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

    def _read_on(self) -> int:
        """Decode a piece of the prompts, and one token of whatever grows beside them."""
        growing, read = tuple(self._growing), tuple(self._pieces())
        batch, due = _rows(growing), _due(growing)
        for sequence, piece in read:
            last = len(sequence.run.prompt.ids) - 1
            places = enumerate(piece, sequence.position)
            batch += [(token, at, sequence.slot, at == last) for at, token in places]
        if (code := self._decode(batch)) != DECODED:
            return code
        row = len(growing) - 1
        for reader in read:
            row += len(reader.piece)
            whole = reader.whole
            self._cache.extend(reader.sequence.slot, reader.piece)
            reader.sequence.position += len(reader.piece)
            if whole:
                output = due[-1][2] + 1 if due else 0
                due += [(sequence, row, output) for sequence in self._start(reader.sequence)]
        over = self._drawing.draw(due, self._now)
        self._keep(growing, 1)
        self._close(over)
        return code

    def _pieces(self) -> Iterator[_Read]:
        """Choose what the next batch reads of which prompt."""
        room = CHUNK
        for sequence in self._reading:
            piece = sequence.run.prompt.ids[sequence.position : sequence.position + room]
            if not piece:
                return
            yield _Read(sequence, piece)
            room -= len(piece)

    def _grow(self) -> int:
        """Decode token upon token of the same samples, until one ends or it is time to look up."""
        growing = tuple(self._growing)
        due, decoded, over = _due(growing), 0, list[Over]()
        code = self._decode(_rows(growing))
        look_up = self._now + STRETCH_SECONDS
        while code == DECODED:
            decoded += 1
            over = self._drawing.draw(due, self._now)
            if over or self._slow or self._now >= look_up:
                break
            code = self._context.decode_next([sequence.token for sequence in growing])
            self._now = time.monotonic()
        self._keep(growing, decoded)
        self._close(over)
        return code

    def _decode(self, batch: list[Row]) -> int:
        """Decode; where that takes long, a cancel breaks it off (a quick step pays no callback)."""
        self._threads.look(self.decodes)
        started = time.monotonic()
        if self._reading or self._slow:
            work = partial(self._context.decode, batch)
            code = self._context.while_abortable(self._somebody_cancelled, work)
        else:
            code = self._context.decode(batch)
        self._now = time.monotonic()
        self._slow = self._now - started > SLOW_STEP_SECONDS
        return code

    def _somebody_cancelled(self) -> bool:
        return any(run.cancelled() for run in self._runs)

    def _start(self, reader: Sequence) -> list[Sequence]:
        """Let samples grow from a prompt that was read: its reader, and as many as have room."""
        run = reader.run
        run.reading = False
        run.decoding_since = run.decoding_since or self._now
        self._reading.remove(reader)
        started = [reader]
        while run.waiting and self._free_places() > len(started):
            slot = self._cache.take_copy(reader.slot)
            self._context.share(reader.slot, slot)
            started.append(self._join(run, slot, reader.position))
        self._growing += started
        return started

    def _keep(self, growing: tuple[Sequence, ...], decoded: int) -> None:
        """Take note that so many tokens of each sample were decoded: all but the last drawn."""
        self.decodes += decoded
        for sequence in growing:
            self._cache.extend(sequence.slot, sequence.token_ids[-decoded - 1 : -1])
            sequence.position += decoded
            sequence.run.produced += decoded

    def _close(self, over: list[Over]) -> None:
        """End the samples that go no further, and show what the others wrote."""
        for sequence, why in over:
            if isinstance(why, FinishReason):
                self._end(sequence, why)
            elif not sequence.run.failed:
                self._fail(sequence.run, why)
        for sequence in self._growing:
            if self._now - sequence.shown_at >= STRETCH_SECONDS:
                self._drawing.show(sequence, self._now)

    def _end(self, sequence: Sequence, reason: FinishReason) -> None:
        self._drawing.show(sequence, self._now)
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
        """End a request without results for what is not finished; its cells serve nobody."""
        run.failed = True
        run.waiting.clear()
        self._runs.remove(run)
        self._ended.append(Ended(run.ticket, error))
        for sequence in self._of(run):
            self._empty(sequence.slot)
            self._leave(sequence)

    def _fail_all(self, error: Exception) -> None:
        for run in list(self._runs):
            self._fail(run, error)
        self.forget_prefixes()


def _rows(growing: tuple[Sequence, ...]) -> list[Row]:
    return [(s.token, s.position, s.slot, True) for s in growing]


def _due(growing: tuple[Sequence, ...]) -> list[Due]:
    return [(sequence, row, row) for row, sequence in enumerate(growing)]
