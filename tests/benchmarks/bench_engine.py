"""Measure the llama engine against its targets, in one run; it ends with 1 where one is missed.

The ways that are compared alternate within each round and the median of the rounds' ratios counts,
so that whatever else the machine does slows both alike. The first round of each warms up. Run it
with ``python -m tests.benchmarks.bench_engine [MODEL]``: a GGUF file or a checkpoint's folder, the
starter where none is named.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tests.benchmarks.beside import training_run
from tests.benchmarks.plain_llama import PlainLlama
from workbench import paths
from workbench.domain.records import Message
from workbench.domain.sampling import (
    GenerationRequest,
    ModelSpec,
    SamplingSettings,
    SequenceResult,
    TokenDelta,
)
from workbench.engines import files
from workbench.engines.llama import LlamaEngine

SAMPLES = 8
ROUNDS = 15
PROBLEM = (
    "A bike costs $400$ dollars. First its price rises by $40\\%$, then it falls by $50\\%$. "
    "Find the new price."
)
ASK = (Message("user", PROBLEM),)
STEP = "{}. The price rises by $40\\%$ of $400$, and $40\\%$ of ${}$ is ${}$ dollars.\n"
SETTINGS = SamplingSettings(temperature=1.0, top_p=1.0, max_tokens=128)
ALTERNATIVE_STEPS = 5  # some 200 tokens
PREFIX_STEPS = 24  # some 900 tokens, of the starter's 2,048


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured ratio (or time) against its target; ``detail`` gives the medians behind it."""

    name: str
    value: float
    target: float
    at_least: bool
    detail: str

    @property
    def met(self) -> bool:
        """Whether the target is met."""
        return self.value >= self.target if self.at_least else self.value <= self.target

    @property
    def line(self) -> str:
        """Return the figure as one line of the report."""
        sign, verdict = ("≥" if self.at_least else "≤"), ("met" if self.met else "MISSED")
        target = f"target {sign} {self.target:g}: {verdict}"
        return f"{self.name}: {self.value:.3f} ({target}); {self.detail}"


class Watch:
    """A sink that notes the tokens, and when the first and the last of them came."""

    def __init__(self) -> None:
        self.started = time.perf_counter()
        self.first = self.last = 0.0
        self.tokens = 0
        self.ids: list[int] = []

    def delta(self, delta: TokenDelta) -> None:
        """Note when the first text came."""
        if not self.first:
            self.first = time.perf_counter()

    def result(self, result: SequenceResult) -> None:
        """Note a finished sample."""
        self.last = time.perf_counter()
        self.tokens += len(result.token_ids)
        self.ids = list(result.token_ids)

    @property
    def rate(self) -> float:
        """Return the tokens per second from submission to the last result."""
        return self.tokens / (self.last - self.started)


@contextmanager
def loaded(path: str, threads: int = 0) -> Iterator[LlamaEngine]:
    """Load the model for one measurement."""
    engine = LlamaEngine()
    engine.load(ModelSpec("bench", path, threads=threads))
    try:
        yield engine
    finally:
        engine.unload()


def ask(engine: LlamaEngine, seeds: tuple[int, ...], prefix: str = "", limit: int = 128) -> Watch:
    """Run one request and return what was noted of it."""
    settings = replace(SETTINGS, max_tokens=limit)
    request = GenerationRequest("b", ASK, seeds, prefix=prefix, settings=settings)
    watch = Watch()
    engine.generate(request, watch, lambda: False)
    return watch


def single_stream(path: str) -> Figure:
    """One sample through the engine against the plain loop, from first token to last.

    One thread for both, so that nothing but the work around ``llama_decode`` is compared. Text,
    log-probabilities, stop strings and cancel are the engine's extra work.
    """
    file = str(files.model_file(Path(path), paths.cache_dir()))
    rows: list[tuple[float, float]] = []
    with loaded(path, threads=1) as engine:
        plain = PlainLlama(file, 2048)
        prompt = engine.prompt_ids(GenerationRequest("b", ASK, (1,)))
        for seed in range(1, 4 * ROUNDS + 2):
            engine.forget_prefixes()
            watch = ask(engine, (seed,))
            ids, seconds = plain.generate(prompt, seed, SETTINGS, threads=1)
            if len(ids) < 32 or ids != watch.ids:
                continue  # a rounding drew another token: other lengths, other work
            count = len(ids) - 1
            rows.append((count / (watch.last - watch.first), count / seconds))
        plain.close()
    ours, theirs = _medians(rows)
    detail = f"{ours:.0f} tokens/s against {theirs:.0f}, {len(rows) - 1} samples"
    return Figure("single stream against plain llama.cpp", _ratio(rows), 0.95, True, detail)


def eight_samples(path: str) -> Figure:
    """Eight alternatives of a step at once against eight requests of one, each from an empty cache.

    The limit lies below what most samples would write, so that the eight stay eight: what is
    measured is the batch and the one reading of the prompt, not how unequal the lengths are. The
    detail tells what it is for a bare problem of one sentence, too.
    """
    with loaded(path) as engine:
        rows = _eight_rows(engine, _steps(ALTERNATIVE_STEPS))
        bare = _ratio(_eight_rows(engine, ""))
    ours, theirs = _medians(rows)
    detail = f"{ours:.0f} tokens/s against {theirs:.0f}; {bare:.2f} for a bare problem"
    return Figure("8 samples at once against 8 single runs", _ratio(rows), 3.0, True, detail)


def _eight_rows(engine: LlamaEngine, prefix: str) -> list[tuple[float, float]]:
    rows = []
    for number in range(ROUNDS + 1):
        seeds = tuple(range(SAMPLES * number, SAMPLES * (number + 1)))
        engine.forget_prefixes()
        together = ask(engine, seeds, prefix, limit=48).rate
        tokens, started = 0, time.perf_counter()
        for seed in seeds:
            engine.forget_prefixes()
            tokens += ask(engine, (seed,), prefix, limit=48).tokens
        rows.append((together, tokens / (time.perf_counter() - started)))
    return rows


def _steps(count: int) -> str:
    return "".join(STEP.format(number, number, 4 * number) for number in range(1, count + 1))


def first_token(path: str) -> Figure:
    """*Continue* after a rewritten last step: prefix in the cache against a cold context."""
    kept, written = _steps(PREFIX_STEPS - 1), _steps(PREFIX_STEPS)
    rewritten = kept + written.removeprefix(kept).replace("rises", "climbs")
    rows: list[tuple[float, float]] = []
    with loaded(path) as engine:
        for seed in range(ROUNDS + 1):
            engine.forget_prefixes()
            ask(engine, (seed,), written, limit=16)
            cached = ask(engine, (seed,), rewritten, limit=4)
            engine.forget_prefixes()
            cold = ask(engine, (seed,), rewritten, limit=4)
            rows.append((cached.first - cached.started, cold.first - cold.started))
    ours, theirs = _medians(rows)
    detail = f"{1000 * ours:.1f} ms against {1000 * theirs:.1f} ms"
    return Figure("first token with a cached prefix against cold", _ratio(rows), 0.2, False, detail)


def beside_training(path: str) -> Figure:
    """Tokens per second with a real training run beside against the same run held still."""
    rows: list[tuple[float, float]] = []
    with loaded(path) as engine, training_run() as training:
        for number in range(ROUNDS + 1):
            seeds = tuple(range(SAMPLES * number, SAMPLES * (number + 1)))
            training.hold()
            engine.forget_prefixes()
            alone = ask(engine, seeds).rate
            training.go_on()
            engine.forget_prefixes()
            rows.append((ask(engine, seeds).rate, alone))
    ours, theirs = _medians(rows)
    detail = f"{ours:.0f} tokens/s against {theirs:.0f}, 8 samples at once"
    return Figure("beside a training run against alone", _ratio(rows), 0.4, True, detail)


# Each takes the model's path. What is measured in a file of its own is added here.
MEASUREMENTS: list[Callable[[str], Figure]] = [
    single_stream,
    eight_samples,
    first_token,
    beside_training,
]


def main(arguments: list[str]) -> int:
    """Print every figure with its target; return 1 where one is missed."""
    path = arguments[0] if arguments else str(paths.starter_dir())
    print(f"model: {Path(path).name}, medians of {ROUNDS} rounds")
    figures = []
    for measure in MEASUREMENTS:
        figures.append(measure(path))
        print(figures[-1].line, flush=True)
    return 0 if all(figure.met for figure in figures) else 1


def _ratio(rows: list[tuple[float, float]]) -> float:
    """Return the median of the rounds' ratios; the first round warmed up."""
    return statistics.median(first / second for first, second in rows[1:])


def _medians(rows: list[tuple[float, float]]) -> tuple[float, float]:
    first, second = zip(*rows[1:], strict=True)
    return statistics.median(first), statistics.median(second)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
