"""Asks an engine and keeps everything that it produces, by sequence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from workbench.domain.records import Message
from workbench.domain.sampling import (
    GenerationRequest,
    SamplingSettings,
    SequenceResult,
    TokenDelta,
)

ASK = (Message("user", "Solve $3x + 4 = 16$ for $x$."),)
WARM = SamplingSettings(temperature=1.0, top_p=1.0, max_tokens=60)
GREEDY = SamplingSettings(temperature=0.0, max_tokens=40)


class Collected:
    """Texts as they were streamed and results as they were reported."""

    def __init__(self) -> None:
        self.texts: dict[int, str] = {}
        self.results: dict[int, SequenceResult] = {}

    def delta(self, delta: TokenDelta) -> None:
        assert delta.sequence not in self.results, "text after the result"
        self.texts[delta.sequence] = self.texts.get(delta.sequence, "") + delta.text

    def result(self, result: SequenceResult) -> None:
        assert result.sequence not in self.results, "two results"
        assert result.text == self.texts.get(result.sequence, ""), "what was seen is not stored"
        self.results[result.sequence] = result


def run(
    engine: Any,
    seeds: tuple[int, ...] = (1,),
    settings: SamplingSettings = WARM,
    cancelled: Callable[[], bool] = lambda: False,
    **changes: Any,
) -> Collected:
    """Run one request and return all that came of it."""
    request = GenerationRequest("r", ASK, seeds, settings=settings)
    collected = Collected()
    engine.generate(replace(request, **changes), collected, cancelled)
    return collected
