"""Measures the store with 100,000 problems and 1,000,000 steps: marking, opening, searching.

Run with ``python -m tests.benchmarks.bench_store [problems]``; prints one line per measure.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

STEPS = 10


def main(problems: int = 100_000) -> None:
    """Build the project in a temporary folder, measure, and delete it."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["STEPMARK_HOME"] = folder
        measure(Path(folder) / "big.stepmark", problems)


def measure(path: Path, problems: int) -> None:
    """Print the percentiles of what a user waits for."""
    from workbench.domain.records import Verdict
    from workbench.service.annotation import Annotation
    from workbench.service.project import Project
    from workbench.service.views import QueueStatus

    with Project.create(path, "Ada") as project:
        began = time.perf_counter()
        fill(project.file.database, project.annotator.id, problems)
        print(f"built {problems} problems in {time.perf_counter() - began:.0f} s")
        project.set_setting("backup_failure", None)
    began = time.perf_counter()
    project = Project.open(path)
    print(f"open: {(time.perf_counter() - began) * 1000:.0f} ms")
    annotation = Annotation(project)
    rng = random.Random(1)
    chosen = [f"p{rng.randrange(problems)}" for _ in range(200)]
    views = timed("view of a problem", [lambda p=p: annotation.view(p) for p in chosen])
    steps = [view.turns[0].chosen.steps[rng.randrange(STEPS)].step.id for view in views]
    timed("mark", [lambda s=s: annotation.mark(s, Verdict.CORRECT) for s in steps])
    timed("queue, first 1000", [lambda: annotation.queue() for _ in range(10)])
    timed("queue, at the end", [lambda: annotation.queue(offset=problems - 1000)] * 10)
    timed("queue, status", [lambda: annotation.queue(status=QueueStatus.REFINING)] * 10)
    timed("queue, hardest", [lambda: annotation.queue(order="hardest")] * 10)
    timed("queue counts", [lambda: annotation.queue_counts()] * 10)
    for text in ("pencils", f"box {problems // 2} ", "no such words", "x", "the"):
        timed(f"search {text!r}", [lambda t=text: annotation.queue(t)] * 5)
    project.file.database.close()


def timed(name: str, acts: list[Callable[[], Any]]) -> list[Any]:
    """Run the acts, print their median and 99th percentile, and return what they returned."""
    results, seconds = [], []
    for act in acts:
        began = time.perf_counter()
        results.append(act())
        seconds.append(time.perf_counter() - began)
    seconds.sort()
    middle, late = seconds[len(seconds) // 2], seconds[int(len(seconds) * 0.99)]
    print(f"{name}: median {middle * 1000:.1f} ms, p99 {late * 1000:.1f} ms")
    return results


def fill(database: Any, annotator_id: str, problems: int) -> None:
    """Write the records directly, without events, for an import of this size takes minutes."""
    from workbench.store import queue, searching

    text = "".join(f"{n}. Step {n} says that $x_{{{n}}} = {n * 7}$.\n" for n in range(1, STEPS + 1))
    each = len(text) // STEPS
    now = "2026-01-01T00:00:00.000+00:00"
    with database.transaction():
        database.execute_many(
            "INSERT INTO problems VALUES (?, ?, '12', NULL, ?, 'bench', 'train', ?, ?)",
            (
                (
                    f"p{n}",
                    f"A box {n} holds {n % 17} rows of {n % 13} pencils, and the shop sells"
                    f" {n % 7} of them each day for ${n % 5}$ coins. How many are left after"
                    f" {n % 9} days?",
                    f"topic {n % 20}",
                    n,
                    now,
                )
                for n in range(problems)
            ),
        )
        database.execute_many(
            "INSERT INTO threads VALUES (?, ?, ?, 'continue', 'first_error', 'open', '', ?)",
            ((f"h{n}", f"p{n}", annotator_id, now) for n in range(problems)),
        )
        database.execute_many(
            "INSERT INTO turns VALUES (?, ?, 1, 'initial', '[]', '', ?, ?)",
            ((f"t{n}", f"h{n}", f"r{n}", now) for n in range(problems)),
        )
        database.execute_many(
            "INSERT INTO responses VALUES (?, ?, 0, ?, '12', 'stop', NULL, 1, '{}', '[]', '[]',"
            " '{}', ?)",
            ((f"r{n}", f"t{n}", text, now) for n in range(problems)),
        )
        database.execute_many(
            "INSERT INTO steps VALUES (?, ?, ?, ?, ?, NULL)",
            (
                (f"s{n}-{k}", f"r{n}", k + 1, k * each, (k + 1) * each)
                for n in range(problems)
                for k in range(STEPS)
            ),
        )
        everything = {f"p{n}" for n in range(problems)}
        searching.index_statements(database, everything)
        searching.index_work(database, everything)
        queue.refresh(database, everything, annotator_id)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
