"""Measures suggestions: how soon a model answers, how much it scores, what its order costs."""

from __future__ import annotations

import json
import os
import queue
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from tests.helpers.reward_models import adopt_reward_model, train_reward_model
from tests.helpers.solutions import numbered, result
from workbench import paths
from workbench.domain.records import Problem
from workbench.service.annotation import Annotation
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.service.suggestions import Suggestions
from workbench.service.suggestions_scoring import Scoring
from workbench.store import scores
from workbench.store.queue import Wanted, numbers

SOLVED, QUEUED, TIMES = 60, 100_000, 20
ORDER_TARGET_MS = 100.0


def main(arguments: list[str] | None = None) -> int:
    """Print what was measured as JSON; 1 where the order missed its target."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["STEPMARK_HOME"] = folder
        with Project.create(Path(folder) / "bench.stepmark", "Bench") as project:
            trained = train_reward_model(Path(folder) / "trained", paths.starter_dir())
            adopt_reward_model(project, trained)
            found = {**bench_process(project), **bench_order(project)}
    print(json.dumps(found, indent=2))
    return int(found["order_ms"] > ORDER_TARGET_MS)


def bench_process(project: Project) -> dict[str, Any]:
    """Score solved problems in the real process: the first one that is shown, then the pass."""
    add_solved(project)
    suggestions, calls = Suggestions(project), queue.SimpleQueue[Callable[[], None]]()
    suggestions.refresh()
    scored: list[set[str]] = []
    scoring = Scoring(project, calls.put)
    scoring.listeners.scored.append(scored.append)
    scoring.use(suggestions.facts, suggestions.key)
    start = time.perf_counter()
    scoring.want("p0")
    _until(calls, lambda: bool(scored))
    first = time.perf_counter() - start
    start = time.perf_counter()
    while scoring.work():
        _until(calls, lambda: not scoring.busy)
    rest = time.perf_counter() - start
    memory = psutil.Process(scoring.pid).memory_info().rss
    scoring.close()
    return {
        "first_answer_s": round(first, 2),
        "responses_per_s": round((SOLVED - 1) / rest, 1),
        "process_mb": memory >> 20,
    }


def bench_order(project: Project) -> dict[str, Any]:
    """Read a long queue in the informative order, and rank one problem as a mark does."""
    database, who = project.file.database, project.annotator.id
    with project.file.unrecorded():
        database.execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
            " INSERT INTO queue (problem_id, position, excerpt, split, status, turn, marked_steps,"
            " total_steps, any_mark, informative)"
            " SELECT 'q' || i, 1000 + i, 'text', 'train', 'unmarked', 1, 0, 3, 0,"
            " 2 + (i * 7919 % 100000) / 100000.0 FROM n",
            (QUEUED,),
        )

    def rank() -> None:
        with project.file.unrecorded() as inside:
            scores.rank(inside, {"p0"}, who)

    return {
        "order_ms": _median_ms(lambda: numbers(database, Wanted(order="informative"))),
        "rank_one_ms": _median_ms(rank),
    }


def add_solved(project: Project) -> None:
    """Add sums, each with a solution of two steps."""
    problems = [Problem(f"p{n}", f"What is {n} + 2?", str(n + 2)) for n in range(SOLVED)]
    Library(project).add_problems(problems)
    annotation = Annotation(project)
    for n, problem in enumerate(problems):
        text = numbered([f"Add {n} and 2.", f"The sum is {n + 2}."], f"${n + 2}$")
        annotation.record_turn(annotation.plan_initial(problem.id), [result(text)], None)


def _until(calls: queue.SimpleQueue[Callable[[], None]], is_so: Callable[[], bool]) -> None:
    while not is_so():
        calls.get(timeout=300)()


def _median_ms(act: Callable[[], object]) -> float:
    times = []
    for _ in range(TIMES):
        start = time.perf_counter()
        act()
        times.append((time.perf_counter() - start) * 1000)
    return round(statistics.median(times), 2)


if __name__ == "__main__":
    sys.exit(main())
