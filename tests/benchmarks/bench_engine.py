"""Measure what batching is worth: K=8 samples of one prompt against eight runs one after another.

Both ways alternate within one process and the medians are compared, so that a busy machine slows
both alike. Run it with ``python -m tests.benchmarks.bench_engine [MODEL.gguf]``; it ends with 1
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


def tokens_per_second(engine: LlamaEngine, groups: list[tuple[int, ...]]) -> float:
    """Run the seeds group by group and return the tokens per second over all of them."""
    counter = _Counter()
    started = time.perf_counter()
    for seeds in groups:
        request = GenerationRequest("b", (Message("user", PROBLEM),), seeds, settings=SETTINGS)
        engine.generate(request, counter, lambda: False)
    return counter.tokens / (time.perf_counter() - started)


def measure(path: str) -> tuple[float, float]:
    """Return the median tokens per second, batched and one after another."""
    engine = LlamaEngine()
    engine.load(ModelSpec("bench", path))
    batched, alone = [], []
    for round_number in range(ROUNDS + 1):
        seeds = tuple(range(SAMPLES * round_number, SAMPLES * (round_number + 1)))
        batched.append(tokens_per_second(engine, [seeds]))
        alone.append(tokens_per_second(engine, [(seed,) for seed in seeds]))
    engine.unload()
    # The first round warms up.
    return statistics.median(batched[1:]), statistics.median(alone[1:])


def main(arguments: list[str]) -> int:
    """Print both medians and their ratio."""
    path = arguments[0] if arguments else str(paths.starter_dir())
    batched, alone = measure(path)
    ratio = batched / alone
    print(f"model: {Path(path).name}, {SAMPLES} samples of one prompt, medians of {ROUNDS} rounds")
    print(f"batched:           {batched:8.0f} tokens/s")
    print(f"one after another: {alone:8.0f} tokens/s")
    print(f"ratio: {ratio:.2f} (target {TARGET})")
    return 0 if ratio >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
