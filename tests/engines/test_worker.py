"""The engine's process as its parent sees it: beats, several requests at once, order kept."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.helpers.waiting import wait_until
from workbench.domain.records import Message
from workbench.domain.sampling import GenerationRequest, ModelSpec, SamplingSettings
from workbench.engines.client import ENVIRONMENT
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
        self, number: int, name: str, seeds: tuple[int, ...] = (1,), **changes: Any
    ) -> None:
        settings = SamplingSettings(
            **{"max_tokens": 40, "top_p": 1.0, "temperature": 1.0, **changes}
        )
        request = GenerationRequest(name, ASK, seeds, settings=settings)
        self.send(number, "generate", request=to_mapping(request))

    def cancel(self, name: str) -> None:
        self._child.send({"type": "cancel", "request_id": name})

    def find(self, matches: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
        return [message for message in list(self.messages) if matches(message)]

    def answer(self, number: int) -> dict[str, Any]:
        wait_until(lambda: self.find(lambda m: m.get("id") == number), 60, f"answer {number}")
        return self.find(lambda m: m.get("id") == number)[0]

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
