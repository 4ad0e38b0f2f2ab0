"""What both sides of a comparison are given, and what each gives back; plain Python on both."""

from __future__ import annotations

import itertools
import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Setting:
    """Equal settings for both sides; every response has exactly ``response_tokens`` tokens."""

    model: str = ""  # a folder that both load
    hidden: int = 512
    layers: int = 8
    heads: int = 8
    vocabulary: int = 16384
    prompt_tokens: int = 64
    response_tokens: int = 64
    batch: int = 32  # prompts of an update, one response each
    minibatch: int = 16
    epochs: int = 4
    updates: int = 3  # the first warms up and is not counted
    threads: int = 2
    seed: int = 1
    lora_rank: int = 16
    lora_alpha: int = 32
    learning_rate: float = 1e-4
    kl_coefficient: float = 0.05
    clip: float = 0.2
    gamma: float = 1.0
    lam: float = 0.95
    k: int = 9  # responses of a ranking

    def write(self, path: Path) -> Path:
        """Write the settings where the other side reads them."""
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")
        return path

    @classmethod
    def read(cls, path: str) -> Setting:
        """Read settings that ``write`` wrote."""
        return cls(**json.loads(Path(path).read_text(encoding="utf-8")))


def prompts(setting: Setting) -> list[list[int]]:
    """Return the prompts of the run, drawn by the seed; ids 0 to 9 are kept for special tokens."""
    import random

    draw = random.Random(setting.seed)
    return [
        [draw.randrange(10, setting.vocabulary) for _ in range(setting.prompt_tokens)]
        for _ in range(setting.batch)
    ]


def rankings(setting: Setting) -> list[list[list[int]]]:
    """Return K responses to each prompt, best first, drawn by the seed."""
    import random

    draw = random.Random(setting.seed + 1)
    return [
        [
            [draw.randrange(10, setting.vocabulary) for _ in range(setting.response_tokens)]
            for _ in range(setting.k)
        ]
        for _ in range(setting.batch)
    ]


def pairs_of(count: int) -> list[tuple[int, int]]:
    """Return (better, worse) of every pair of a ranking."""
    return [(better, worse) for better in range(count) for worse in range(better + 1, count)]


def report(**measured: float) -> None:
    """Print what was measured as the last line of the process."""
    print(json.dumps(measured), flush=True)


def median_span(ends: list[float]) -> float:
    """Return the median time between the ends of updates; the first update warms up."""
    spans = sorted(after - before for before, after in itertools.pairwise(ends))
    return spans[len(spans) // 2] if spans else float("nan")


def peak_memory_mb() -> float:
    """Return the most memory this process has held, in MB of 2**20 bytes."""
    import resource
    import sys

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)
