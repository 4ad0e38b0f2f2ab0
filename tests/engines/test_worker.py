"""The engine's process as its parent sees it: beats, several requests at once, order kept."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.collected import Collected
from tests.helpers.tiny_model import make_tiny_gguf
from tests.helpers.waiting import wait_until
from workbench.domain.records import Message
from workbench.domain.sampling import GenerationRequest, ModelSpec, SamplingSettings
from workbench.engines import heartbeat
from workbench.engines.client import ENVIRONMENT
from workbench.engines.heartbeat import Heartbeat
from workbench.engines.llama import LlamaEngine
from workbench.engines.llama_batch import BatchToken
from workbench.engines.messages import to_mapping
from workbench.jobs.attached import AttachedChild

ASK = (Message("user", "What is $1 + 1$?"),)


class Child:
    """A worker process and every message it sent, in order."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self._ended = threading.Event()
        command = [sys.executable, "-m", "workbench.engines.worker"]
        self._child = AttachedChild(
            command, self.messages.append, lambda _outcome: self._ended.set(), ENVIRONMENT
        )

    def send(self, number: int, kind: str, **parts: Any) -> None:
        self._child.send({"type": kind, "id": number, **parts})

    def load(self, number: int, path: str, **settings: Any) -> None:
        spec = ModelSpec("m", path, context_length=512, **settings)
        self.send(number, "load", spec=to_mapping(spec))

    def generate(
        self,
        number: int,
        name: str,
        seeds: tuple[int, ...] = (1,),
        prefix: str = "",
        **changes: Any,
    ) -> None:
        settings = SamplingSettings(
            **{"max_tokens": 40, "top_p": 1.0, "temperature": 1.0, **changes}
        )
        request = GenerationRequest(name, ASK, seeds, prefix, settings)
        self.send(number, "generate", request=to_mapping(request))

    def cancel(self, name: str) -> None:
        self._child.send({"type": "cancel", "request_id": name})

    def find(self, matches: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
        return [message for message in list(self.messages) if matches(message)]

    def answer(self, number: int) -> dict[str, Any]:
        wait_until(lambda: self.find(lambda m: m.get("id") == number), 60, f"answer {number}")
        return self.find(lambda m: m.get("id") == number)[0]

    def results(self, name: str) -> dict[int, dict[str, Any]]:
        found = [m["result"] for m in self.find(lambda m: m["type"] == "result")]
        return {result["sequence"]: result for result in found if result["request_id"] == name}

    def place(self, number: int) -> int:
        """Return where in the order of messages the answer to a call came."""
        return self.messages.index(self.answer(number))

    def beats(self) -> list[dict[str, Any]]:
        return self.find(lambda m: m["type"] == "heartbeat")

    def stop(self) -> None:
        self._child.stop()
        self._child.join()


@pytest.fixture
def child() -> Iterator[Child]:
    """A worker, ended with the test."""
    made = Child()
    yield made
    made.stop()


def test_the_heart_beats_while_idle_and_counts_while_busy(child: Child) -> None:
    """A parent tells a hang from work by the counter, and from idleness by ``busy``."""
    wait_until(child.beats, 60, "the first beat")
    assert child.beats()[0] == {"type": "heartbeat", "decodes": 0, "busy": False}
    child.load(1, "fake:slow")
    child.generate(2, "r", tuple(range(20)))

    def busy() -> list[int]:
        return [beat["decodes"] for beat in child.beats() if beat["busy"]]

    wait_until(lambda: len(set(busy())) >= 3, 60, "three growing beats")
    assert busy() == sorted(busy())
    child.answer(2)
    count = len(child.beats())
    wait_until(lambda: len(child.beats()) > count + 1, 60, "a beat after the end")
    assert not child.beats()[-1]["busy"]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A tiny GGUF."""
    return str(make_tiny_gguf(tmp_path_factory.mktemp("worker")))


LONG = {"max_tokens": 450, "temperature": 0.0}


def test_a_second_request_is_answered_while_the_first_runs(child: Child, path: str) -> None:
    """Batched, not queued: the short one ends first, and both say what they say alone."""
    child.load(1, path)
    assert child.answer(1)["type"] == "loaded"
    child.generate(2, "long", tuple(range(4)), **LONG)
    child.generate(3, "short", (5, 6), max_tokens=4)
    assert child.answer(3)["type"] == child.answer(2)["type"] == "done"
    assert child.place(3) < child.place(2)
    assert len(child.results("long")) == 4
    child.generate(4, "alone", (6,), max_tokens=4)
    child.answer(4)
    assert child.results("alone")[0]["token_ids"] == child.results("short")[1]["token_ids"]


def test_an_adapter_change_waits_for_the_requests_before_it(child: Child, path: str) -> None:
    """Never in the middle of a batch; and what was sent after it runs after it."""
    child.load(1, path)
    child.generate(2, "before", (1, 2), **LONG)
    child.send(3, "set_adapter", path=None, base_sha256="")
    child.generate(4, "after", (1,), max_tokens=3)
    child.load(5, path)
    child.generate(6, "reloaded", (1,), max_tokens=3)
    child.answer(6)
    places = [child.place(number) for number in (2, 3, 4, 5, 6)]
    assert places == sorted(places)
    reasons = {result["finish_reason"] for result in child.results("before").values()}
    assert reasons <= {"stop", "length"}
    assert child.results("after")[0]["token_ids"] == child.results("reloaded")[0]["token_ids"]


def test_a_cancel_ends_its_request_and_no_other(child: Child, path: str) -> None:
    """The cancelled one is answered as done, with its text; the other goes on."""
    child.load(1, path, max_sequences=2)
    child.generate(2, "gone", tuple(range(60)), **LONG)
    child.generate(3, "kept", (3,), max_tokens=30)
    wait_until(lambda: child.find(lambda m: m["type"] == "deltas"), 60, "the first text")
    child.cancel("gone")
    assert child.answer(2)["type"] == child.answer(3)["type"] == "done"
    assert len(child.results("gone")) == 60
    assert child.results("gone")[59]["finish_reason"] == "cancelled"
    assert child.results("kept")[0]["finish_reason"] in ("stop", "length")


def test_one_refused_request_fails_alone(child: Child, path: str) -> None:
    """A conversation that is too long is told so; the others run on."""
    child.load(1, path)
    child.generate(2, "fine", (1, 2), **LONG)
    child.generate(3, "too long", prefix="x + 1 = 2. " * 200)
    refused = child.answer(3)
    assert (refused["type"], refused["known"]) == ("failed", True)
    assert "shorten it" in refused["reason"]
    assert child.answer(2)["type"] == "done"
    assert len(child.results("fine")) == 2


def test_the_heart_beats_while_native_code_reads_a_long_prompt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Native code gives up the interpreter's lock, so a slow prompt does not look like a hang."""
    engine = LlamaEngine()
    path = make_tiny_gguf(tmp_path, layers=4, hidden=512)
    engine.load(ModelSpec("m", str(path), context_length=512))
    beats: list[float] = []
    spans: list[tuple[float, float]] = []
    real = engine.context.decode

    def decode(tokens: list[BatchToken]) -> int:
        started = time.monotonic()
        code = real(tokens)
        spans.append((started, time.monotonic()))
        return code

    monkeypatch.setattr(engine.context, "decode", decode)
    monkeypatch.setattr(heartbeat, "SECONDS", 0.001)
    heart = Heartbeat(lambda _message: beats.append(time.monotonic()), lambda: (0, True))
    heart.start()
    request = GenerationRequest("r", ASK, (1,), "x + 1 = 2. " * 40, SamplingSettings(max_tokens=1))
    engine.generate(request, Collected(), lambda: False)
    heart.stop()
    engine.unload()
    assert any(start < beat < end for start, end in spans for beat in beats)
