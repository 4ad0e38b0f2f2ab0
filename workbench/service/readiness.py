"""What a training run would learn from, what stands in its way, and what it takes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psutil

from workbench.domain.recipes import Recipe
from workbench.domain.records import ModelRecord
from workbench.domain.sentences import plural, sentence
from workbench.domain.training_views import Readiness
from workbench.domain.workload import Amounts, stage_work
from workbench.exchange.snapshot import MarkCounts, ProblemCounts
from workbench.service import servers
from workbench.service.gpu import torch_uses_gpu

FEW_MARKS, FEW_ERRORS, FEW_HELDOUT = 100, 20, 20
PROCESS_BYTES = 1e9
"""What the training process takes beside weights and activations, the libraries most of it."""
BYTES_PER_VALUE = 34
"""Activations per token, channel and block in half precision (Korthikanti et al. 2022, eq. 1)."""
PROMPT_TOKENS = 140
TRAINED_FROM_SERVER = sentence(
    "The model in use runs on a server, where it cannot be trained; use a model of this "
    "machine on the Models page."
)


def readiness_of(
    marks: MarkCounts,
    problems: ProblemCounts,
    recipe: Recipe,
    in_use: ModelRecord,
    base: ModelRecord,
) -> Readiness:
    """Weigh what is there against what a run with this recipe needs."""
    note = ""
    if in_use.id != base.id:
        note = sentence(
            "{name} is in use; a run begins again at its base, with all marks.", name=in_use.name
        )
    blocking = obstacle(marks, problems, recipe)
    memory, device = estimated_bytes(recipe, base), "GPU" if torch_uses_gpu() else "CPU"
    tight = too_tight(memory, psutil.virtual_memory().available) if device == "CPU" else ""
    return Readiness(
        marked_steps=marks.marked,
        correct=marks.correct,
        neutral=marks.neutral,
        incorrect=marks.incorrect,
        rewrites=marks.rewrites,
        problems=marks.problems,
        heldout=problems.heldout_answers,
        warnings=(*doubts(marks, problems, recipe), *((tight,) if tight else ())),
        blocking=TRAINED_FROM_SERVER if servers.is_server(base) else blocking,
        estimate_seconds=estimated_seconds(recipe, base, amounts_of(marks, problems, recipe)),
        accepted=problems.accepted,
        preferences=problems.preferences,
        training_problems=problems.training,
        base=base.name,
        base_note=note,
        device=device,
        memory_bytes=memory,
    )


def too_tight(needed: float, free: float) -> str:
    """Say what to do where a run would take more memory than is free; empty where it fits."""
    if needed <= free:
        return ""
    return sentence(
        "It takes about {needed:.1f} GB of memory, but {free:.1f} GB are free; close "
        "other programs, or lower “Responses at a time” under Advanced.",
        needed=needed / 1e9,
        free=free / 1e9,
    )


def amounts_of(marks: MarkCounts, problems: ProblemCounts, recipe: Recipe) -> Amounts:
    """Return what a run would have before it, as far as the counts tell."""
    return Amounts(
        marked=marks.problems,
        imitated=marks.rewrites + problems.accepted,
        compared=problems.preferences,
        heldout=min(problems.heldout_answers, recipe.evaluation_problems),
    )


def estimated_seconds(recipe: Recipe, base: ModelRecord, amounts: Amounts) -> float:
    """Estimate a run's time from the size of the base's weights; the starter sets the scale.

    Measured on one core: the starter (10 MB) takes 0.013 s to read a response once.
    """
    size = _weights_bytes(Path(base.path)) / 10e6
    return 20 + 0.013 * size * sum(stage_work(recipe, amounts).values())


def estimated_bytes(recipe: Recipe, base: ModelRecord) -> float:
    """Estimate a run's peak memory from the size of the base's weights.

    The starter (10 MB, five million parameters) took 2.5 GB with 32 responses at a time and 1.8 GB
    with 16, half of the activations for the values and half for their gradients, in full precision.
    Blocks and channels are those of a Llama with that many parameters: 12·L·h² with L = h/128.
    """
    parameters = _weights_bytes(Path(base.path)) / 2
    channels: float = (parameters * 128 / 12) ** (1 / 3)
    tokens = min(recipe.microbatch, recipe.minibatch) * (recipe.max_tokens + PROMPT_TOKENS)
    activations = tokens * channels * channels / 128 * BYTES_PER_VALUE * 4
    return PROCESS_BYTES + 4 * parameters + activations


def _weights_bytes(path: Path) -> int:
    files = path.glob("*.safetensors") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


def obstacle(marks: MarkCounts, problems: ProblemCounts, recipe: Recipe) -> str | None:
    """Return why no run can start, or None."""
    if not problems.training:
        return sentence("There are no training problems; import some that are not held out.")
    if not recipe.uses_steps:
        if problems.training_answers:
            return None
        return sentence(
            "No training problem has a reference answer to reward; import problems with answers."
        )
    if not marks.marked:
        return sentence("No step of a training problem is marked yet; mark some solutions first.")
    if not marks.incorrect:
        return sentence(
            "No step is marked incorrect, so there is nothing to tell apart; mark some "
            "solutions that contain a mistake."
        )
    if not marks.correct + marks.rewrites:
        return sentence(
            "No step is marked correct, so there is nothing to tell apart; mark some "
            "correct steps or rewrite a wrong one."
        )
    return None


def doubts(marks: MarkCounts, problems: ProblemCounts, recipe: Recipe) -> Iterator[str]:
    """Yield what makes a gain doubtful, each with the next action."""
    if recipe.uses_steps:
        yield from _doubts_of_marks(marks)
    if recipe.uses_answer and not problems.training_answers:
        yield sentence(
            "No training problem has a reference answer, so only steps are rewarded; import "
            "problems with answers to reward those too."
        )
    if not problems.heldout_answers:
        yield sentence(
            "No held-out problem has a reference answer, so the gain cannot be measured; import "
            "some with the held-out split."
        )
    elif problems.heldout_answers < FEW_HELDOUT:
        yield plural(
            problems.heldout_answers,
            "{number:,} held-out problem is few to measure with, so the gain will be uncertain; "
            "hold out more.",
            "{number:,} held-out problems are few to measure with, so the gain will be uncertain; "
            "hold out more.",
        )
    yield from _doubts_of_problems(problems)


def _doubts_of_problems(problems: ProblemCounts) -> Iterator[str]:
    """Yield where annotators disagree, and which held-out problems are trained on."""
    if problems.disagreements:
        yield plural(
            problems.disagreements,
            "{number:,} step is marked differently by different annotators; the reward model "
            "learns the share of each verdict. Agree on them for a clearer signal.",
            "{number:,} steps are marked differently by different annotators; the reward model "
            "learns the share of each verdict. Agree on them for a clearer signal.",
        )
    if problems.leaks:
        yield plural(
            problems.leaks,
            "{number:,} held-out problem is among the training problems too, word for word, so "
            "the measured gain will flatter; take them out of one side.",
            "{number:,} held-out problems are among the training problems too, word for word, so "
            "the measured gain will flatter; take them out of one side.",
        )


def _doubts_of_marks(marks: MarkCounts) -> Iterator[str]:
    """Yield why the marks are too few, if they are."""
    if not marks.marked:
        yield sentence(
            "No step is marked yet; {enough} steps or more give a reward model to trust.",
            enough=FEW_MARKS,
        )
    elif marks.marked < FEW_MARKS:
        yield plural(
            marks.marked,
            "{number:,} marked step is few for a reward model; mark more solutions: "
            "{enough} steps or more give a result to trust.",
            "{number:,} marked steps are few for a reward model; mark more solutions: "
            "{enough} steps or more give a result to trust.",
            enough=FEW_MARKS,
        )
    elif marks.incorrect < FEW_ERRORS:
        yield plural(
            marks.incorrect,
            "Only {number:,} step is marked incorrect; mark more solutions that contain mistakes.",
            "Only {number:,} steps are marked incorrect; mark more solutions that contain "
            "mistakes.",
        )
