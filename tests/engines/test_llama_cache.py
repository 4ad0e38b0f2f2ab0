"""Which slot a prompt is given, and what it finds there: the bookkeeping, and the real engine."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from tests.engines.test_llama_requests import EQUATION, PERCENT, TRAIN, Desk, asking
from tests.helpers.tiny_model import make_tiny_gguf
from workbench.domain.records import Message
from workbench.domain.sampling import ModelSpec, SamplingSettings
from workbench.engines.llama import LlamaEngine
from workbench.engines.llama_cache import Place, PrefixCache, common_length

GREEDY = SamplingSettings(temperature=0.0, max_tokens=24)
STEPS = "1. Subtract $4$ from both sides: $3x = 12$.\n"


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A freshly loaded engine."""
    engine = LlamaEngine()
    path = make_tiny_gguf(tmp_path_factory.mktemp("cache"))
    engine.load(ModelSpec("m", str(path), context_length=512))
    yield Desk(engine)
    engine.unload()


def test_common_length_against_the_plain_way() -> None:
    """Random lists that agree for a while."""
    rng = random.Random(1)
    for _ in range(300):
        first = [rng.randrange(3) for _ in range(rng.randrange(40))]
        second = first[: rng.randrange(41)] + [rng.randrange(3) for _ in range(rng.randrange(6))]
        plain = 0
        for one, other in zip(first, second, strict=False):
            if one != other:
                break
            plain += 1
        assert common_length(first, second) == plain


def test_the_longest_beginning_wins_and_stays_whole() -> None:
    """A source that holds more than is common is copied from, not cut."""
    cache = PrefixCache(3)
    assert cache.take([1, 2, 3, 4]) == Place(0, 0, 0)
    cache.extend(0, [1, 2, 3, 4])
    cache.release(0)
    assert cache.take([1, 2, 9, 9]) == Place(1, 0, 2)
    cache.extend(1, [9, 9])
    assert (cache.length(0), cache.length(1)) == (4, 4)
    cache.release(1)
    assert cache.take([1, 2, 3, 4, 5, 6]) == Place(0, 0, 4), "wholly of use: taken over"


def test_a_running_slot_is_shared_from_and_the_last_token_is_decoded() -> None:
    """Logits come only from a decode, so the same prompt again still decodes its last token."""
    cache = PrefixCache(2)
    cache.take([1, 2, 3])
    cache.extend(0, [1, 2, 3])
    assert cache.take([1, 2, 3]) == Place(1, 0, 2)


def test_the_slot_idle_for_longest_is_given_up_first() -> None:
    """Three conversations in two slots: the one that was left first is forgotten."""
    cache = PrefixCache(2)
    for first in (1, 2):
        slot = cache.take([first, 0]).slot
        cache.extend(slot, [first, 0])
        cache.release(slot)
    assert cache.take([3, 0]).slot == 0
    cache.extend(0, [3, 0])
    cache.release(0)
    assert cache.oldest() == 1
    assert cache.take([1, 0, 5]).common == 0
    assert PrefixCache(1).oldest() is None


def test_shared_cells_are_counted_once() -> None:
    """Eight tries at one long prompt take the prompt's cells once."""
    cache = PrefixCache(4)
    prompt = list(range(100))
    first = cache.take(prompt).slot
    cache.extend(first, prompt)
    slots = [first, *(cache.take_copy(first) for _ in range(3))]
    for slot in slots:
        cache.extend(slot, [1000 + slot] * 5)
        cache.release(slot)
    assert not cache.crowds(120)
    assert cache.crowds(119)


def test_the_next_turn_finds_the_turn_before(desk: Desk) -> None:
    """Question, answer, question: only what is new is decoded, and the answer is the same."""
    first = desk.put(asking(EQUATION, settings=GREEDY))[1]
    desk.finish()
    answer = first.results[0].text
    turn = asking(EQUATION, settings=GREEDY)
    turn = replace(
        turn,
        messages=(*turn.messages, Message("assistant", answer), Message("user", "Check step 1.")),
    )
    second = desk.put(turn)[1]
    desk.finish()
    assert second.results[0].reused_tokens >= first.results[0].prompt_tokens
    fresh = desk.alone(turn).results[0]
    assert fresh.reused_tokens == 0
    assert fresh.token_ids == second.results[0].token_ids
    assert np.allclose(fresh.logprobs, second.results[0].logprobs, atol=1e-4)


def test_alternatives_of_a_step_find_its_beginning_among_other_problems(desk: Desk) -> None:
    """Work goes back and forth: other problems in between do not cost the one before its cache."""
    desk.engine._scheduler._idle_cells = 512  # as much as a larger model may keep
    whole = desk.put(asking(EQUATION, (1, 2), GREEDY, prefix=STEPS))[1]
    desk.finish()
    read = whole.results[0].prompt_tokens
    for problem in (TRAIN, PERCENT):
        desk.put(asking(problem, (1, 2, 3)))
    desk.finish()
    alternatives = asking(EQUATION, (7, 8, 9), prefix=STEPS + "2. ")
    tried = desk.put(alternatives)[1]
    desk.finish()
    assert all(result.reused_tokens >= read - 2 for result in tried.results.values())
    expected = desk.alone(alternatives)
    for number, result in tried.results.items():
        assert result.token_ids == expected.results[number].token_ids


def test_nothing_is_reused_after_an_adapter_change(desk: Desk) -> None:
    """Keys and values of other weights are no beginning."""
    desk.put(asking(EQUATION, settings=GREEDY))
    desk.finish()
    desk.engine.set_adapter(None, "")
    again = desk.put(asking(EQUATION, settings=GREEDY))[1]
    desk.finish()
    assert again.results[0].reused_tokens == 0


def test_no_beginning_is_kept_where_the_model_cannot(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A recurrent state has no positions to keep a part of."""
    monkeypatch.setattr(type(desk.engine.context), "keeps_prefixes", False)
    for _ in range(2):
        collected = desk.put(asking(EQUATION, (1, 2)))[1]
        desk.finish()
        assert collected.results[0].reused_tokens == 0
    assert desk.engine._scheduler._cache.oldest() is None


def test_a_window_that_slid_past_the_beginning_is_not_shared_from(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first cells are gone, whatever the tokens say."""
    desk.put(asking(EQUATION, settings=GREEDY))
    desk.finish()
    monkeypatch.setattr(desk.engine.context, "first_position", lambda _slot: 3)
    again = desk.put(asking(EQUATION, settings=GREEDY))[1]
    desk.finish()
    assert again.results[0].reused_tokens == 0


def test_the_conversation_last_worked_on_is_kept_however_long(desk: Desk) -> None:
    """It is longer than all that may be kept idle, and still its next turn finds it."""
    desk.engine._scheduler._idle_cells = 16
    long = asking(EQUATION, settings=GREEDY, prefix=STEPS * 4)
    first = desk.put(long)[1]
    desk.finish()
    again = desk.put(long)[1]
    desk.finish()
    assert again.results[0].reused_tokens == first.results[0].prompt_tokens - 1


def test_idle_slots_do_not_fill_the_cache(desk: Desk) -> None:
    """A day of work: what is kept stays within bounds, and every request is still answered."""
    for number in range(12):
        desk.put(asking(f"{TRAIN} {number}", tuple(range(8)), prefix="x = 1. "))
        desk.finish()
        assert not desk.engine._scheduler._cache.crowds(128)
