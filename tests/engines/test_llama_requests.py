"""Several requests in one llama.cpp context: each as if it were alone, and none stalls another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from typing import Any

import llama_cpp
import numpy as np
import pytest

from tests.helpers.collected import WARM, Collected
from tests.helpers.tiny_model import make_tiny_gguf
from workbench.domain.errors import EngineError
from workbench.domain.records import FinishReason, Message
from workbench.domain.sampling import GenerationRequest, ModelSpec, SamplingSettings
from workbench.engines import llama_scheduler
from workbench.engines.base import Ended
from workbench.engines.llama import LlamaEngine
from workbench.engines.llama_context import CHUNK, NO_ROOM

TRAIN = "A train travels 60 miles in 1.5 hours. How fast is it?"
PERCENT = "What is 25% of 80?"
EQUATION = "Solve $3x + 4 = 16$ for $x$."


def never() -> bool:
    return False


def asking(
    problem: str, seeds: tuple[int, ...] = (1,), settings: SamplingSettings = WARM, prefix: str = ""
) -> GenerationRequest:
    return GenerationRequest(problem, (Message("user", problem),), seeds, prefix, settings)


class Desk:
    """An engine, and what every request that was put to it collected."""

    def __init__(self, engine: LlamaEngine) -> None:
        self.engine = engine
        self.ended: dict[int, Ended] = {}

    def put(
        self, request: GenerationRequest, cancelled: Callable[[], bool] = never
    ) -> tuple[int, Collected]:
        collected = Collected()
        return self.engine.submit(request, collected, cancelled), collected

    def step(self, times: int = 1) -> None:
        for _ in range(times):
            self.ended.update({ended.ticket: ended for ended in self.engine.step()})

    def finish(self) -> None:
        while self.engine.running:
            self.step()

    def alone(self, request: GenerationRequest) -> Collected:
        """Run a request by itself, from an empty context."""
        self.engine.forget_prefixes()
        collected = Collected()
        self.engine.generate(request, collected, never)
        self.engine.forget_prefixes()
        return collected


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The tiny Llama in fp32, where batched and alone are the same to the last token."""
    return str(make_tiny_gguf(tmp_path_factory.mktemp("requests")))


@pytest.fixture(scope="module")
def loaded(path: str) -> Iterator[LlamaEngine]:
    """The model, loaded once."""
    engine = LlamaEngine()
    engine.load(ModelSpec("m", path, context_length=512))
    yield engine
    engine.unload()


@pytest.fixture
def desk(loaded: LlamaEngine, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """An engine with an empty context, whose text comes token by token."""
    monkeypatch.setattr(llama_scheduler, "STRETCH_SECONDS", 0.0)
    loaded.forget_prefixes()
    return Desk(loaded)


def _same(collected: Collected, expected: Collected) -> None:
    assert collected.results.keys() == expected.results.keys()
    for number, result in collected.results.items():
        other = expected.results[number]
        assert result.token_ids == other.token_ids
        assert np.allclose(result.logprobs, other.logprobs, atol=1e-4)
        assert (result.text, result.finish_reason) == (other.text, other.finish_reason)
        assert collected.texts.get(number, "") == result.text


def test_interleaved_requests_each_write_what_they_write_alone(desk: Desk) -> None:
    """Three problems at once, begun a few tokens apart: a seed still means one text."""
    requests = [asking(TRAIN, (1, 2, 3)), asking(PERCENT, (4,)), asking(EQUATION, (5, 6))]
    expected = [desk.alone(request) for request in requests]
    collected = []
    for request in requests:
        collected.append(desk.put(request)[1])
        desk.step(5)
    desk.finish()
    for one, other in zip(collected, expected, strict=True):
        _same(one, other)


def test_a_request_that_arrives_in_mid_stream_starts_before_the_first_ends(desk: Desk) -> None:
    """Who asks for an alternative must not wait for the long answer next to it."""
    first, long = desk.put(asking(TRAIN, (3,), replace(WARM, max_tokens=200, temperature=0.0)))
    desk.step(10)
    _, late = desk.put(asking(PERCENT, (1, 2), replace(WARM, max_tokens=8)))
    desk.step(3)
    assert late.texts, "nothing was written by the request that came later"
    desk.step(20)
    assert len(late.results) == 2
    assert first not in desk.ended
    desk.finish()
    assert long.results


def test_a_freed_slot_is_taken_by_the_next_sample(desk: Desk) -> None:
    """Twelve samples in a context for eight: the four that wait begin as places fall free."""
    request = asking(TRAIN, tuple(range(12)))
    together = desk.put(request)[1]
    desk.step()
    assert len(desk.engine._scheduler._growing) == 8
    while not together.results:
        desk.step()
    desk.step(2)
    working = set(range(12)) - together.results.keys()
    assert len(working & together.texts.keys()) >= min(8, len(working)) - 1
    desk.finish()
    assert sorted(together.results) == list(range(12))
    for seed in (0, 8, 11):
        alone = desk.alone(asking(TRAIN, (seed,))).results[0]
        assert together.results[seed].token_ids == alone.token_ids


def test_a_freed_slot_goes_to_the_request_with_the_fewest_at_work(desk: Desk) -> None:
    """A request for many samples does not keep a small one waiting until its last."""
    many, _ = desk.put(asking(TRAIN, tuple(range(24))))
    desk.step()
    few, _ = desk.put(asking(PERCENT, (1,), replace(WARM, max_tokens=5)))
    desk.finish()
    assert list(desk.ended) == [few, many]


def test_cancelling_one_request_leaves_the_other(desk: Desk) -> None:
    """The samples of the cancelled one keep their text; the other is what it is alone."""
    kept = asking(EQUATION, (5, 6))
    expected = desk.alone(kept)
    gone: list[bool] = []
    _, cancelled = desk.put(asking(TRAIN, tuple(range(10))), lambda: bool(gone))
    _, collected = desk.put(kept)
    desk.step(9)
    gone.append(True)
    desk.step()
    assert sorted(cancelled.results) == list(range(10))
    by_cancel = [r for r in cancelled.results.values() if r.finish_reason is FinishReason.CANCELLED]
    assert len(by_cancel) >= 5
    assert any(result.text for result in by_cancel)
    assert all(cancelled.texts.get(r.sequence, "") == r.text for r in by_cancel)
    desk.finish()
    _same(collected, expected)


def test_a_cancel_during_a_long_prompt_leaves_the_other(desk: Desk) -> None:
    """The batch that is broken off in the middle holds the other's token too: nothing is stale."""
    kept = asking(EQUATION, (5, 6))
    expected = desk.alone(kept)
    _, collected = desk.put(kept)
    desk.step(6)
    calls: list[int] = []

    def cancelled() -> bool:
        calls.append(1)
        return len(calls) > 40  # in the middle of the graph of the first chunk

    _, gone = desk.put(asking(TRAIN, (1,), prefix="x + 1 = 2. " * 40), cancelled)
    desk.finish()
    assert gone.results[0].finish_reason is FinishReason.CANCELLED
    assert gone.results[0].text == ""
    _same(collected, expected)
    _same(desk.alone(kept), expected)


def test_a_long_prompt_is_read_between_the_tokens_of_who_writes(desk: Desk) -> None:
    """A stream stalls for one chunk of another's prompt at the longest."""
    _, writer = desk.put(asking(TRAIN, (3,), replace(WARM, max_tokens=60, temperature=0.0)))
    desk.step(4)
    long = asking(PERCENT, (1,), prefix="x + 1 = 2. " * 30)
    assert len(desk.engine.prompt_ids(long)) > 2 * CHUNK
    _, reader = desk.put(long)
    produced = desk.engine._scheduler._growing[0].token_ids
    for _ in range(2):
        before = len(produced)
        desk.step()
        assert len(produced) == before + 1
        assert not reader.texts
    desk.finish()
    _same(reader, desk.alone(long))
    assert writer.results


def test_a_prompt_that_is_too_long_fails_alone(desk: Desk) -> None:
    """It is refused before it begins, in words; who runs beside it notices nothing."""
    kept = asking(EQUATION, (5,))
    expected = desk.alone(kept)
    _, collected = desk.put(kept)
    desk.step(3)
    with pytest.raises(EngineError, match="shorten it"):
        desk.put(asking(TRAIN, prefix="x + 1 = 2. " * 200))
    desk.finish()
    _same(collected, expected)


def test_a_prompt_that_finds_no_cells_waits_for_who_writes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Code 1 while a newcomer reads: it starts over when somebody ended, and loses nothing."""
    kept, late = asking(EQUATION, (5,)), asking(TRAIN, (2,))
    expected = [desk.alone(kept), desk.alone(late)]
    _, collected = desk.put(kept)
    desk.step(3)
    real = desk.engine.context.decode
    monkeypatch.setattr(
        desk.engine.context, "decode", lambda batch: NO_ROOM if len(batch) > 1 else real(batch)
    )
    ticket, waiting = desk.put(late)
    desk.step(3)
    assert not waiting.texts
    monkeypatch.undo()
    desk.finish()
    assert desk.ended[ticket].error is None
    _same(collected, expected[0])
    _same(waiting, expected[1])


def test_a_prompt_that_finds_no_cells_alone_fails_in_words(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With nobody to wait for it cannot be run; the next request can."""
    monkeypatch.setattr(desk.engine.context, "decode", lambda _batch: NO_ROOM)
    ticket, _ = desk.put(asking(TRAIN))
    desk.finish()
    assert "does not fit" in str(desk.ended[ticket].error)
    monkeypatch.undo()
    assert desk.alone(asking(TRAIN)).results


def test_a_failed_decode_fails_who_runs_and_nobody_after(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever native code answers, each request ends once, and the engine goes on."""

    def broken(_batch: Any) -> int:
        raise EngineError("llama.cpp could not run the model")

    expected = desk.alone(asking(TRAIN, (1,)))
    tickets = [desk.put(asking(TRAIN, (1,)))[0], desk.put(asking(PERCENT, (1, 2)))[0]]
    desk.step(2)
    monkeypatch.setattr(desk.engine.context, "decode", broken)
    desk.finish()
    assert all("could not run" in str(desk.ended[ticket].error) for ticket in tickets)
    monkeypatch.undo()
    again = desk.put(asking(TRAIN, (1,)))[1]
    desk.finish()
    _same(again, expected)


@pytest.mark.parametrize("stop", [(), ("x",)], ids=["no stop", "stop string"])
def test_a_stretch_of_batches_writes_what_single_ones_write(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, stop: tuple[str, ...]
) -> None:
    """Samples that end within a stretch, at different tokens, leave the others as they were."""
    request = replace(asking(TRAIN, tuple(range(12)), replace(WARM, max_tokens=200)), stop=stop)
    single = desk.alone(request)
    lengths = {len(result.token_ids) for result in single.results.values()}
    assert len(lengths) > 3, "the samples are to end at different tokens"
    monkeypatch.setattr(llama_scheduler, "STRETCH_SECONDS", 60.0)
    stretched = desk.alone(request)
    _same(stretched, single)


def test_after_a_stretch_the_cells_hold_what_the_cache_says(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All tokens but the one drawn last were decoded; the next turn may start from them."""
    monkeypatch.setattr(llama_scheduler, "STRETCH_SECONDS", 60.0)
    monkeypatch.setattr(desk.engine._scheduler, "_idle_cells", 512)
    request = asking(TRAIN, (3, 4, 5))
    _, collected = desk.put(request)
    desk.finish()
    prompt = desk.engine.prompt_ids(request)
    context, held = desk.engine.context, desk.engine._scheduler._cache._held
    wanted = [[*prompt, *result.token_ids[:-1]] for result in collected.results.values()]
    assert sorted(tokens for tokens in held if tokens) == sorted(wanted)
    for slot, tokens in enumerate(held):
        last = llama_cpp.llama_memory_seq_pos_max(context.memory, slot)
        assert last == len(tokens) - 1


def test_a_stretch_ends_in_time_for_whoever_stops_or_joins(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One step may decode many tokens, but not for longer than its time; then others are heard."""
    clock = count()
    monkeypatch.setattr(llama_scheduler, "STRETCH_SECONDS", 10.0)
    monkeypatch.setattr(llama_scheduler, "SLOW_STEP_SECONDS", 10.0)
    monkeypatch.setattr(llama_scheduler.time, "monotonic", lambda: float(next(clock)))
    _, collected = desk.put(asking(TRAIN, (1,), replace(WARM, max_tokens=400)))
    desk.step()
    before = next(clock)
    desk.step()
    assert 10 <= next(clock) - before < 20
    assert not collected.results
    monkeypatch.undo()
    desk.finish()


def test_a_damaged_row_fails_its_request_only(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """NaN in one row of a batch: that request says so, the other draws from its own row."""
    kept = asking(EQUATION, (5,))
    expected = desk.alone(kept)
    _, collected = desk.put(kept)
    ticket, _ = desk.put(asking(TRAIN, (1, 2, 3)))
    desk.step(2)
    real = desk.engine.context.outputs

    def damaged() -> list[np.ndarray]:
        rows = [row.copy() for row in real()]
        rows[1][7] = np.nan
        return rows

    monkeypatch.setattr(desk.engine.context, "outputs", damaged)
    desk.step()
    monkeypatch.undo()
    assert "no usable numbers" in str(desk.ended[ticket].error)
    held = desk.engine._scheduler._cache._held
    assert sum(map(bool, held)) == 1, "nothing goes on from a damaged beginning"
    desk.finish()
    _same(collected, expected)
