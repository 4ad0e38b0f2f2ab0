"""Write the sample project's problems: the worked example first, then some of every family."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from .algebra_families import WORKED_NUMBERS, transform_problem
from .generator import FAMILIES, draw_problem
from .problems import Problem, Split

OUTPUT = Path(__file__).parents[2] / "resources" / "samples" / "problems.jsonl"
COUNTS: dict[Split, dict[str, int]] = {
    "train": dict.fromkeys(FAMILIES, 3),
    "heldout": dict.fromkeys(FAMILIES, 1),
}
COUNTS["train"] |= {"transforms": 7, "quadratics": 4}
COUNTS["heldout"] |= {"transforms": 3, "quadratics": 2, "linear": 2}


def sample_problems(seed: int = 7) -> Iterator[Problem]:
    """Yield the worked example, then distinct problems of every family on both sides."""
    rng = random.Random(seed)
    first = transform_problem(WORKED_NUMBERS, "train", rng)
    seen = {first.statement}
    yield first
    for split, counts in COUNTS.items():
        for family, count in counts.items():
            while count:
                problem = draw_problem(rng, family, split)
                if problem.statement not in seen:
                    seen.add(problem.statement)
                    count -= 1
                    yield problem


def row(number: int, problem: Problem) -> str:
    """Write one problem as a line of JSON."""
    fields = {
        "id": f"sample-{number:03d}",
        "problem": problem.statement,
        "answer": problem.answer,
        "topic": FAMILIES[problem.family].title,
        "split": problem.split,
    }
    return json.dumps(fields, ensure_ascii=False)


def write(target: Path) -> None:
    """Write all sample problems, one a line."""
    lines = [row(number, problem) for number, problem in enumerate(sample_problems(), 1)]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else OUTPUT)
