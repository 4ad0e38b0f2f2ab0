"""A training run small enough for a test: sums as problems, a tiny random model, few tokens."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

from workbench.domain.feedback import Feedback, MarkedResponse, MarkedStep, to_lines
from workbench.domain.recipes import Recipe
from workbench.domain.records import Problem, Split, Verdict
from workbench.domain.steps import split_response
from workbench.jobs.run_folder import RunFolder

SMALL: dict[str, Any] = {
    "updates": 2,
    "prompts": 3,
    "samples": 2,
    "minibatch": 4,
    "microbatch": 4,
    "max_tokens": 12,
    "lora_rank": 4,
    "lora_alpha": 8,
    "reward_head_steps": 20,
    "reward_epochs": 1,
    "warmup_updates": 1,
    "learning_rate": 1e-3,
    "evaluate_every": 0,
    "evaluation_samples": 1,
    "evaluation_problems": 4,
    "checkpoint_every": 1,
    "threads": 1,
    "precision": "float32",
}


def small_recipe(**changes: Any) -> Recipe:
    """Return a recipe that makes two updates in well under a second."""
    return Recipe.from_mapping({**SMALL, **changes})


def marked_sum(number: int, *, right: bool, split: Split) -> tuple[Problem, MarkedResponse]:
    """Return a sum and a marked solution whose second step is right or wrong."""
    rng = random.Random(number)
    first, second = rng.randint(1, 9), rng.randint(1, 9)
    total = first + second
    said = total if right else total + 1
    text = f"1. Add {first} and {second}.\n2. The sum is {said}.\n**Answer: ${said}$**"
    verdicts = (Verdict.CORRECT, Verdict.CORRECT if right else Verdict.INCORRECT)
    steps = tuple(
        MarkedStep(segment.start, segment.end, verdict)
        for segment, verdict in zip(split_response(text).steps, verdicts, strict=True)
    )
    problem = Problem(
        f"p{number}", f"What is {first} + {second}?", str(total), split=split, position=number
    )
    return problem, MarkedResponse(problem.id, 1, text, steps)


def sums_feedback(count: int = 12) -> Feedback:
    """Return sums of which every other solution is wrong and every fourth is held out."""
    pairs = [
        marked_sum(n, right=n % 3 != 0, split=Split.HELDOUT if n % 4 == 3 else Split.TRAIN)
        for n in range(count)
    ]
    return Feedback(tuple(p for p, _ in pairs), tuple(r for _, r in pairs))


def lay_run(
    folder: Path, base: Path, recipe: Recipe, feedback: Feedback | None = None
) -> RunFolder:
    """Write a run folder that is ready to be started."""
    run = RunFolder(folder)
    config = {
        "run_id": folder.name,
        "recipe": recipe.to_mapping(),
        "base": {"path": str(base), "model_id": "tiny", "name": "Tiny", "sha256": "0" * 64},
    }
    folder.mkdir(parents=True, exist_ok=True)
    run.make(config, to_lines(feedback or sums_feedback()))
    return run


def sums_with_rewrites() -> Feedback:
    """Return sixteen sums, each wrong one with its rewrite."""
    sums = sums_feedback(16)
    answers = {p.id: p.reference_answer for p in sums.problems}
    mended = tuple(
        replace(
            r,
            steps=tuple(
                replace(s, rewrite=f"The sum is {answers[r.problem_id]}.")
                if s.verdict is Verdict.INCORRECT
                else s
                for s in r.steps
            ),
        )
        for r in sums.responses
    )
    return replace(sums, responses=mended)
