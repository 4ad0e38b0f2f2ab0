"""The simulated expert of the closed loop: marks, rewrites and accepts as a person would.

A solution is marked step by step up to the first step that looks wrong; that step is rewritten
where the generator knows what it should be. A solution without a mark against it, whose answer is
the reference's, is accepted. ``noise`` is the chance that a step's verdict is turned round.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from workbench.domain.feedback import Feedback, MarkedResponse, MarkedStep
from workbench.domain.records import Split, Verdict
from workbench.domain.steps import split_response
from workbench.service.starter_expert import StarterExpert, StarterProblem, step_bodies
from workbench.training.rewards import answer_agrees

HELDOUT_SEED = 99
"""Held-out problems are the same for every seed and arm."""


@dataclass(frozen=True, slots=True)
class Problems:
    """``chosen_on`` are held-out problems on which a run picks its best policy, ``measured_on``
    others on which every arm is measured: what was picked on the same problems would look better
    than it is.
    """

    training: tuple[StarterProblem, ...]
    chosen_on: tuple[StarterProblem, ...]
    measured_on: tuple[StarterProblem, ...]


def draw_problems(
    expert: StarterExpert, training: int, chosen_on: int, measured_on: int, seed: int
) -> Problems:
    """Draw as many of each family as make up the counts, rounded up; all statements differ."""
    picks, tests = per_family(expert, chosen_on), per_family(expert, measured_on)
    heldout = [
        expert.problems(Split.HELDOUT, picks + tests, HELDOUT_SEED, family)
        for family in expert.families
    ]
    return Problems(
        expert.problems(Split.TRAIN, per_family(expert, training), seed),
        tuple(problem for family in heldout for problem in family[:picks]),
        tuple(problem for family in heldout for problem in family[picks:]),
    )


def per_family(expert: StarterExpert, count: int) -> int:
    """Return how many problems of each family make at least ``count``."""
    return -(-count // len(expert.families))


def said(expert: StarterExpert, problem: StarterProblem, text: str, noise: float) -> list[Verdict]:
    """Return the verdicts up to the first incorrect one; the same solution gets the same ones."""
    chance = random.Random(f"{problem.record.id} {text}")
    other = {Verdict.CORRECT: Verdict.INCORRECT, Verdict.INCORRECT: Verdict.CORRECT}
    found: list[Verdict] = []
    for true in expert.verdicts(problem, text):
        found.append(other[true] if chance.random() < noise else true)
        if found[-1] is Verdict.INCORRECT:
            break
    return found


def marked(
    expert: StarterExpert, problem: StarterProblem, text: str, noise: float
) -> MarkedResponse:
    """Mark a solution, rewrite its first wrong step, or accept it."""
    verdicts = said(expert, problem, text, noise)
    segments = split_response(text).steps
    steps = [
        MarkedStep(segment.start, segment.end, verdict)
        for segment, verdict in zip_longest(segments, verdicts)
    ]
    wrong = Verdict.INCORRECT in verdicts
    if wrong:
        last = len(verdicts) - 1
        rewrite = expert.correct_step(problem, step_bodies(text)[:last])
        steps[last] = replace(steps[last], rewrite=rewrite)
    agrees = bool(answer_agrees(text, problem.record.reference_answer))
    accepted = bool(steps) and not wrong and agrees
    return MarkedResponse(problem.record.id, 1, text, tuple(steps), accepted)


def feedback_on(
    expert: StarterExpert, problems: Problems, texts: Sequence[str], noise: float
) -> Feedback:
    """Mark one solution of each training problem; what is measured on stays out of it."""
    responses = [
        marked(expert, problem, text, noise)
        for problem, text in zip(problems.training, texts, strict=True)
    ]
    known = (*problems.training, *problems.chosen_on)
    return Feedback(tuple(problem.record for problem in known), tuple(responses))


def counts(feedback: Feedback) -> dict[str, int]:
    """Say how much the expert did."""
    steps = [step for response in feedback.responses for step in response.steps]
    return {
        "solutions": len(feedback.responses),
        "accepted": sum(response.accepted for response in feedback.responses),
        "marked steps": sum(step.verdict is not None for step in steps),
        "incorrect": sum(step.verdict is Verdict.INCORRECT for step in steps),
        "rewrites": sum(bool(step.rewrite) for step in steps),
    }
