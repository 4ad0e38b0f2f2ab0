"""Measure what the transformers engine makes of the starter: K=1, K=8, and beside two others.

The others are transformers' own ``generate`` on the same model in the same process (how much our
loop costs or saves), and the llama engine on the same weights (what the choice of engine costs).
The ways alternate and the medians are compared, so that a busy machine slows all alike. Run it
with ``python -m tests.benchmarks.bench_hf [FOLDER]``; it ends with 1 when our loop is slower than
``generate``.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import torch

from tests.benchmarks.bench_engine import PROBLEM
from tests.engines.hf_runs import spec_of
from tests.helpers.collected import Collected
from workbench import paths
from workbench.domain.records import Message
from workbench.domain.sampling import GenerationRequest, ModelSpec, SamplingSettings
from workbench.engines.base import Engine
from workbench.engines.hf import HfEngine
from workbench.engines.llama import LlamaEngine

TARGET = 0.9  # at K=1 the two differ by less than a busy machine's noise
ROUNDS = 5
SETTINGS = SamplingSettings(temperature=1.0, top_p=1.0, max_tokens=128)
ASK = (Message("user", PROBLEM),)


def engine_rate(engine: Engine, seeds: tuple[int, ...]) -> float:
    """Return the tokens per second of one request, its prompt included."""
    collected = Collected()
    started = time.perf_counter()
    engine.generate(GenerationRequest("b", ASK, seeds, settings=SETTINGS), collected, lambda: False)
    seconds = time.perf_counter() - started
    return sum(len(result.token_ids) for result in collected.results.values()) / seconds


def generate_rate(engine: HfEngine, seeds: tuple[int, ...]) -> float:
    """Return the same of transformers' ``generate``; padding behind an end does not count."""
    model, vocabulary = engine.loaded.model, engine.loaded.vocabulary
    ids = vocabulary.tokenize(f"<|user|>\n{PROBLEM}<|end|>\n<|assistant|>\n")
    torch.manual_seed(seeds[0])
    started = time.perf_counter()
    made = model.network.generate(
        torch.tensor([ids], device=model.device),
        do_sample=True,
        temperature=1.0,
        top_p=1.0,
        top_k=0,
        max_new_tokens=SETTINGS.max_tokens,
        num_return_sequences=len(seeds),
    )
    seconds = time.perf_counter() - started
    return int((made[:, len(ids) :] != model.network.config.pad_token_id).sum()) / seconds


def measure(folder: Path) -> dict[str, float]:
    """Return the median rate of each way."""
    hf, llama = HfEngine(), LlamaEngine()
    hf.load(spec_of(folder, context_length=2048))
    llama.load(ModelSpec("bench", str(folder)))
    ways: dict[str, Callable[[tuple[int, ...]], float]] = {
        "hf": lambda seeds: engine_rate(hf, seeds),
        "generate": lambda seeds: generate_rate(hf, seeds),
        "llama": lambda seeds: engine_rate(llama, seeds),
    }
    rates: dict[str, list[float]] = {}
    for number in range(ROUNDS + 1):
        for count in (1, 8):
            seeds = tuple(range(8 * number, 8 * number + count))
            for name, way in ways.items():
                rates.setdefault(f"{name} K={count}", []).append(way(seeds))
    hf.unload()
    llama.unload()
    return {name: statistics.median(values[1:]) for name, values in rates.items()}


def main(arguments: list[str]) -> int:
    """Print the medians and the ratios."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["STEPMARK_HOME"] = home
        rates = measure(Path(arguments[0]) if arguments else paths.starter_dir())
    for name, rate in rates.items():
        print(f"{name:14} {rate:8.0f} tokens/s")
    ratios = [rates[f"hf K={count}"] / rates[f"generate K={count}"] for count in (1, 8)]
    print(f"against generate: {ratios[0]:.2f} (K=1), {ratios[1]:.2f} (K=8); target {TARGET}")
    print(f"against llama: {rates['hf K=1'] / rates['llama K=1']:.2f} (K=1)")
    return 0 if min(ratios) >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
