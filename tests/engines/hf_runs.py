"""What the tests of the hf engine share: a sink that keeps everything, requests, loaded engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from workbench.domain.records import Message
from workbench.domain.sampling import (
    HF,
    GenerationRequest,
    ModelSpec,
    SamplingSettings,
    SequenceResult,
    TokenDelta,
)
from workbench.engines.hf import HfEngine

ASK = (Message("user", "Solve $3x + 4 = 16$ for $x$."),)
WARM = SamplingSettings(temperature=1.0, top_p=1.0, max_tokens=40)
GREEDY = SamplingSettings(temperature=0.0, max_tokens=40)


class Collected:
    """A sink that keeps everything, by sequence."""

    def __init__(self) -> None:
        self.texts: dict[int, str] = {}
        self.results: dict[int, SequenceResult] = {}

    def delta(self, delta: TokenDelta) -> None:
        """Add text; none may come after the result."""
        assert delta.sequence not in self.results, "text after the result"
        self.texts[delta.sequence] = self.texts.get(delta.sequence, "") + delta.text

    def result(self, result: SequenceResult) -> None:
        """Take the one result of a sequence."""
        assert result.sequence not in self.results, "two results"
        self.results[result.sequence] = result


def spec_of(path: Path, **changes: Any) -> ModelSpec:
    """Return what loads a folder with the hf engine."""
    return replace(ModelSpec("m", str(path), context_length=512, engine=HF), **changes)


def loaded(path: Path, **changes: Any) -> Iterator[HfEngine]:
    """Yield an engine with a folder loaded; free it afterwards."""
    engine = HfEngine()
    engine.load(spec_of(path, **changes))
    yield engine
    engine.unload()


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
