"""Measure what batching is worth: K=8 samples of one prompt against eight runs one after another.

Every measured way begins with an empty cache. "Eight runs" are eight requests that each read the
prompt, as without K samples in one context; a second figure lets them reuse the prompt's cache.
The ways alternate within one process and the medians are compared, so that a busy machine slows
all alike. Run it with ``python -m tests.benchmarks.bench_engine [MODEL.gguf]``; it ends with 1
when the ratio is below the target.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

from workbench import paths
from workbench.domain.records import Message
from workbench.domain.sampling import (
    GenerationRequest,
    ModelSpec,
    SamplingSettings,
    SequenceResult,
    TokenDelta,
)
from workbench.engines.llama import LlamaEngine

TARGET = 2.5
SAMPLES = 8
ROUNDS = 7
PROBLEM = (
    "A shop sells pencils at 3 for $2. Ana buys 12 pencils and pays with a $20 bill. "
    "How much change does she get?"
)
SETTINGS = SamplingSettings(temperature=1.0, top_p=1.0, max_tokens=128)


class _Counter:
    """A sink that counts tokens."""

    def __init__(self) -> None:
        self.tokens = 0

    def delta(self, delta: TokenDelta) -> None:
        """Text is not needed here."""

    def result(self, result: SequenceResult) -> None:
        """Add the tokens of one sequence."""
        self.tokens += len(result.token_ids)


def tokens_per_second(engine: LlamaEngine, groups: list[tuple[int, ...]], *, fresh: bool) -> float:
    """Run the seeds group by group and return the tokens per second over all of them."""
    counter = _Counter()
    forget(engine)
    started = time.perf_counter()
    for seeds in groups:
        if fresh:
            forget(engine)
        request = GenerationRequest("b", (Message("user", PROBLEM),), seeds, settings=SETTINGS)
        engine.generate(request, counter, lambda: False)
    return counter.tokens / (time.perf_counter() - started)


def forget(engine: LlamaEngine) -> None:
    """Empty the cache, so that the next request reads its whole prompt."""
    engine.context.clear()
    engine.cached.clear()


def measure(path: str) -> tuple[float, float, float]:
    """Return the median tokens per second: batched, one after another, the same with reuse."""
    engine = LlamaEngine()
    engine.load(ModelSpec("bench", path))
    rows = []
    for number in range(ROUNDS + 1):
        seeds = tuple(range(SAMPLES * number, SAMPLES * (number + 1)))
        alone = [(seed,) for seed in seeds]
        batched = tokens_per_second(engine, [seeds], fresh=True)
        fresh = tokens_per_second(engine, alone, fresh=True)
        rows.append((batched, fresh, tokens_per_second(engine, alone, fresh=False)))
    engine.unload()
    batched, fresh, reused = (statistics.median(row) for row in zip(*rows[1:], strict=True))
    return batched, fresh, reused  # the first round warmed up


def main(arguments: list[str]) -> int:
    """Print both medians and their ratio."""
    path = arguments[0] if arguments else str(paths.starter_dir())
    batched, fresh, reused = measure(path)
    ratio = batched / fresh
    print(f"model: {Path(path).name}, {SAMPLES} samples of one prompt, medians of {ROUNDS} rounds")
    print(f"batched:           {batched:8.0f} tokens/s")
    print(f"one after another: {fresh:8.0f} tokens/s, {reused:.0f} with the prompt's cache reused")
    print(f"ratio: {ratio:.2f} (target {TARGET}); {batched / reused:.2f} against reuse")
    return 0 if ratio >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
