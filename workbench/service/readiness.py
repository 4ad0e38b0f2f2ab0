"""What stands in the way of a training run, what makes its gain doubtful, and how long it takes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from workbench.domain.recipes import Recipe
from workbench.domain.records import ModelRecord
from workbench.exchange.snapshot import MarkCounts, ProblemCounts

FEW_MARKS, FEW_ERRORS, FEW_HELDOUT = 100, 20, 20


def estimated_seconds(recipe: Recipe, base: ModelRecord) -> float:
    """Estimate a run's time from the size of the base's weights; the starter sets the scale.

    Measured on one core of a busy two-core machine: 0.1 s per rollout of the starter (10 MB).
    """
    size = _weights_bytes(Path(base.path)) / 10e6
    rollouts = recipe.updates * recipe.prompts * recipe.samples
    checks = 2 * recipe.evaluation_problems * (1 + recipe.evaluation_samples)
    return 20 + size * (0.1 * rollouts + 0.03 * checks)


def _weights_bytes(path: Path) -> int:
    files = path.glob("*.safetensors") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


def obstacle(marks: MarkCounts, problems: ProblemCounts, recipe: Recipe) -> str | None:
    """Return why no run can start, or None."""
    if not problems.training:
        return "There are no training problems; import some that are not held out."
    if not recipe.uses_steps:
        if problems.training_answers:
            return None
        return "No training problem has a reference answer to reward; import problems with answers."
    if not marks.marked:
        return "No step of a training problem is marked yet; mark some solutions first."
    if not marks.incorrect:
        return (
            "No step is marked incorrect, so there is nothing to tell apart; "
            "mark some solutions that contain a mistake."
        )
    if not marks.correct + marks.rewrites:
        return (
            "No step is marked correct, so there is nothing to tell apart; "
            "mark some correct steps or rewrite a wrong one."
        )
    return None


def doubts(marks: MarkCounts, problems: ProblemCounts, recipe: Recipe) -> Iterator[str]:
    """Yield what makes a gain doubtful, each with the next action."""
    if recipe.uses_steps and marks.marked < FEW_MARKS:
        yield (
            f"{marks.marked} marked steps are few for a reward model; "
            f"{FEW_MARKS} or more give a result to trust."
        )
    if recipe.uses_steps and marks.marked >= FEW_MARKS and marks.incorrect < FEW_ERRORS:
        yield (
            f"Only {marks.incorrect} steps are marked incorrect; "
            "mark more solutions that contain mistakes."
        )
    if recipe.uses_answer and not problems.training_answers:
        yield "No training problem has a reference answer, so only steps are rewarded."
    if not problems.heldout_answers:
        yield "No held-out problem has a reference answer, so the gain cannot be measured."
    elif problems.heldout_answers < FEW_HELDOUT:
        yield (
            f"With {problems.heldout_answers} held-out problems the measured gain will be unsure; "
            "hold out more."
        )
    if problems.disagreements:
        yield (
            f"{problems.disagreements} steps were marked differently by different annotators; "
            "the reward model learns the share of each verdict. Agree on them for a clearer signal."
        )
    if problems.leaks:
        yield (
            f"{problems.leaks} held-out problems are also training problems, word for word, "
            "so the measured gain will flatter."
        )
