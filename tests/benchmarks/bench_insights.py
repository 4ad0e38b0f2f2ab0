"""Measures the Insights page's numbers with 100,000 problems and 1,000,000 marks.

Run with ``make bench ARGS=insights`` or ``python -m tests.benchmarks.bench_insights [problems]``;
prints one line per measure. The page counts off the window's thread, but a mark that is made
meanwhile waits for the one connection, so all counts together are held to 200 ms.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.benchmarks.bench_store import STEPS, fill, timed

TARGET_MS = 200
DAYS = 90
PEOPLE = 3
KINDS = ("reasoning", "calculation", "misread_problem", "unjustified", "incomplete")


def main(arguments: Sequence[str] = ()) -> int:
    """Build the project in a temporary folder and measure; 1 where the target was missed."""
    problems = int(arguments[0]) if arguments else 100_000
    with tempfile.TemporaryDirectory() as folder:
        os.environ["STEPMARK_HOME"] = folder
        return measure(Path(folder) / "big.stepmark", problems)


def measure(path: Path, problems: int) -> int:
    """Print what the pictures cost, and what they add to a mark."""
    from workbench.domain.insights import Span
    from workbench.domain.records import ErrorKind, Verdict
    from workbench.service.annotation import Annotation
    from workbench.service.insights import Insights
    from workbench.service.project import Project
    from workbench.store import insights

    with Project.create(path, "Ada") as project:
        database = project.file.database
        fill(database, project.annotator.id, problems)
        mark_all(database, project.annotator.id, problems)
        began = time.perf_counter()
        with database.transaction():
            insights.refresh(database, {f"p{n}" for n in range(problems)})
        print(f"all {problems * STEPS:,} marks counted anew in {time.perf_counter() - began:.1f} s")
        found = Insights(project)
        whole = timed("everything, all time", [found.overview] * 5)
        assert whole[0].marks == problems * STEPS
        timed("the last 30 days", [lambda: found.overview(30)] * 5)
        timed("one topic", [lambda: found.overview(topic="topic 3")] * 5)
        timed("topics", [found.topics] * 5)
        timed("agreement of one annotator", [found.agreement] * 5)
        today = Span(date.today(), date.today())
        timed("problems of a day", [lambda: found.problems_marked(today, None)] * 5)
        kind = ErrorKind.CALCULATION
        timed("problems of a kind", [lambda: found.problems_in_error(None, "topic 3", kind)] * 5)
        timed("problems of a first error", [lambda: found.problems_erring_at(None, None, 4)] * 5)
        with database.transaction():  # without the commit, which a mark pays for anyway
            timed("what one mark adds", [lambda: insights.refresh(database, {"p7"})] * 200)
        annotation = Annotation(project)
        timed("a mark", [lambda: annotation.mark("s7-0", Verdict.CORRECT)] * 200)
        return verdict_of(found)


def verdict_of(found: Any) -> int:
    """Say whether all counts together meet the target."""
    began = time.perf_counter()
    found.overview()
    found.topics()
    took = (time.perf_counter() - began) * 1000
    word = "met" if took <= TARGET_MS else "missed"
    print(f"all counts of the page: {took:.0f} ms, target {TARGET_MS} ms {word}")
    return int(took > TARGET_MS)


def mark_all(database: Any, annotator_id: str, problems: int) -> None:
    """Mark every step: the fourth of every other response incorrect, over three months."""
    days = [(date.today() - timedelta(n)).isoformat() + "T12:00:00.000+00:00" for n in range(DAYS)]
    people = [annotator_id, *(f"{n:032x}" for n in range(1, PEOPLE))]
    with database.transaction():
        database.execute_many(
            "INSERT INTO marks (step_id, verdict, error_kind, explanation, source, mode,"
            " guideline_version, seconds, annotator_id, updated_at)"
            " VALUES (?, ?, ?, '', 'human', 'full', 1, 12.5, ?, ?)",
            (
                (
                    f"s{n}-{k}",
                    -1 if k == 3 and n % 2 else 1,
                    KINDS[n % 5] if k == 3 and n % 2 else None,
                    people[n % PEOPLE],
                    days[n % DAYS],
                )
                for n in range(problems)
                for k in range(STEPS)
            ),
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
