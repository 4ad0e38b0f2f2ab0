"""Tokens are gathered before they are sent, so that a quick model does not flood the window."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from workbench.domain.records import FinishReason
from workbench.domain.sampling import SequenceResult, TokenDelta
from workbench.engines import worker
from workbench.engines.worker import CoalescingSink

RESULT = SequenceResult(
    request_id="r",
    sequence=0,
    text="",
    token_ids=(1,),
    logprobs=(-1.0,),
    finish_reason=FinishReason.STOP,
    seed=1,
    prompt_tokens=1,
    reused_tokens=0,
    seconds=1.0,
    tokens_per_second=1.0,
)


class Link:
    """A pipe's end that keeps what was sent, and a clock."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.now = 50.0

    def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def link(monkeypatch: pytest.MonkeyPatch) -> Link:
    made = Link()
    monkeypatch.setattr(worker, "time", made)
    return made


def test_tokens_come_at_most_sixty_times_a_second(link: Link) -> None:
    """Five thousand a second would be five thousand paintings; all of the text is there at last."""
    sink = CoalescingSink(link)  # type: ignore[arg-type]
    for number in range(5000):
        link.now += 1 / 5000
        sink.delta(TokenDelta("r", number % 2, f"{number} ", 1.0))
    sink.result(replace(RESULT, sequence=0))
    assert 50 <= len(link.sent) - 1 <= 61
    assert link.sent[-1]["type"] == "result"
    for sequence in (0, 1):
        deltas = [d for message in link.sent[:-1] for d in message["deltas"]]
        text = "".join(d["text"] for d in deltas if d["sequence"] == sequence)
        assert text == "".join(f"{number} " for number in range(sequence, 5000, 2))


def test_a_token_of_a_slow_model_does_not_wait_for_the_next(link: Link) -> None:
    """At thirty tokens a second each is sent when it comes."""
    sink = CoalescingSink(link)  # type: ignore[arg-type]
    for number in range(10):
        link.now += 1 / 30
        sink.delta(TokenDelta("r", 0, str(number), 30.0))
        assert link.sent[-1]["deltas"][0]["text"] == str(number)
