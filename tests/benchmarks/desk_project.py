"""Makes the project that the desk is measured with, once: 100,000 problems, 1,000,000 steps."""

from __future__ import annotations

import random
from pathlib import Path

PROBLEMS = 100_000
LONG_PROBLEMS = 40
LONG_STEPS = 50
CHECKOUT = Path(__file__).parents[2]


def made(problems: int = PROBLEMS) -> Path:
    """Return the project of so many problems, made on first use for this format of the file."""
    from workbench.store.migrations import MIGRATIONS

    folder = CHECKOUT / "build" / "bench"
    path = folder / f"desk-{problems}-{len(MIGRATIONS)}.stepmark"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        for other in folder.glob(f"desk-{problems}-*"):
            other.unlink()
        unfinished = path.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        _make(unfinished, problems)
        unfinished.rename(path)
    return path


def _make(path: Path, problems: int) -> None:
    from tests.benchmarks.bench_store import fill
    from workbench.service.project import Project

    project = Project.create(path, "Ada")
    fill(project.file.database, project.annotator.id, problems)
    _add_long_solutions(project)
    project.file.database.checkpoint()
    project.file.database.close()  # closed as a whole it would be backed up
    for beside in path.parent.glob(path.name + "-*"):
        beside.unlink()


def _add_long_solutions(project: object) -> None:
    """Add problems whose solution has fifty steps, no two of them with the same formulas."""
    from tests.ui.desk_helpers import numbered, result_of
    from workbench.domain.records import Problem
    from workbench.service.annotation import Annotation
    from workbench.service.library import Library
    from workbench.service.project import Project

    assert isinstance(project, Project)
    chance = random.Random(7)
    long = [
        Problem(f"long{n}", f"Sum the first ${n + 50}$ terms of $a_k = {n}k^2 + 1$.", topic="Long")
        for n in range(LONG_PROBLEMS)
    ]
    Library(project).add_problems(long)
    annotation = Annotation(project)
    for problem in long:
        text = numbered([_step(chance) for _ in range(LONG_STEPS)], "$42$")
        plan = annotation.plan_initial(problem.id)
        annotation.record_turn(plan, [result_of(problem.id, 0, text, 1)], None)


def _step(chance: random.Random) -> str:
    a, b, c = (chance.randrange(2, 10_000) for _ in range(3))
    return chance.choice(
        (
            f"Since $\\frac{{{a}}}{{{b}}} + \\sqrt{{{c}}} > 0$, we may divide by it and get"
            f" $x_{{{a}}} = {b}x^2 - {c}$.",
            f"The sum is $\\sum_{{k=1}}^{{{a}}} \\left(k^2 + {b}\\right) = {c}$, because every"
            f" term but the last cancels.",
            f"Substituting $y = {a}x + {b}$ gives $y^2 - {c}y + {a} = 0$, so that"
            f" $y = \\frac{{{c} \\pm \\sqrt{{{c}^2 - 4 \\cdot {a}}}}}{{2}}$.",
            f"Therefore $\\binom{{{a}}}{{{b}}} \\equiv {c} \\pmod{{{a}}}$ and the claim follows.",
        )
    )
