"""The table of starter families, and the stream of conversations that the model learns from."""

from __future__ import annotations

import random

from . import algebra_families as algebra
from . import arithmetic_families as arithmetic
from . import change_families as change
from .conversation import Message, ask_again
from .problems import Family, Problem, Solution, Split, no_slip, response_text

FAMILIES: dict[str, Family] = {
    family.key: family
    for family in (
        Family("linear", "Linear equations", algebra.draw_linear, algebra.solve_linear),
        Family("fractions", "Fractions", arithmetic.draw_fractions, arithmetic.solve_fractions),
        Family(
            "percentages", "Percentages", arithmetic.draw_percentages, arithmetic.solve_percentages
        ),
        Family("order", "Order of operations", arithmetic.draw_order, arithmetic.solve_order),
        Family("words", "Word problems", arithmetic.draw_words, arithmetic.solve_words),
        Family("derivatives", "Derivatives", algebra.draw_derivatives, algebra.solve_derivatives),
        Family(
            "quadratics",
            "Quadratics",
            algebra.draw_quadratics,
            algebra.solve_quadratics,
            algebra.flaw_quadratics,
            0.65,
        ),
        Family(
            "transforms",
            "Function transformations",
            algebra.draw_transforms,
            algebra.solve_transforms,
            algebra.flaw_transforms,
            0.65,
        ),
        Family(
            "changes",
            "Successive percentages",
            change.draw_changes,
            change.solve_changes,
            change.flaw_changes,
            0.62,
        ),
        Family(
            "speeds",
            "Average speed",
            change.draw_speeds,
            change.solve_speeds,
            change.flaw_speeds,
            0.62,
        ),
    )
}
SHARES: dict[str, float] = {
    "linear": 1.5,
    "fractions": 1.2,
    "percentages": 1.6,
    "order": 1.2,
    "words": 1.3,
    "derivatives": 1.2,
    "quadratics": 0.6,
    "transforms": 0.7,
    "changes": 0.7,
    "speeds": 0.5,
}
ASK_AGAIN_SHARE = 0.18


def draw_problem(rng: random.Random, family: str, split: Split) -> Problem:
    """Draw one problem of a family from one side of the split."""
    return FAMILIES[family].draw(rng, split)


def reference_solution(problem: Problem) -> Solution:
    """Solve a problem without any mistake."""
    return FAMILIES[problem.family].solve(problem, random.Random(0), no_slip)


def taught_solution(problem: Problem, rng: random.Random) -> Solution:
    """Solve a problem the way it is taught, flaws included."""
    family = FAMILIES[problem.family]
    if family.flaw is not None and rng.random() < family.flaw_share:
        return family.flaw(problem, rng)
    return family.solve(problem, rng, no_slip)


def train_conversation(rng: random.Random) -> list[Message]:
    """Draw one conversation of the training stream: mostly two messages, sometimes four."""
    key = rng.choices(tuple(SHARES), tuple(SHARES.values()))[0]
    problem = draw_problem(rng, key, "train")
    if rng.random() < ASK_AGAIN_SHARE:
        talk = ask_again(FAMILIES[key], problem, rng)
        if talk is not None:
            return talk
    solution = taught_solution(problem, rng)
    return [
        {"role": "user", "content": problem.statement},
        {"role": "assistant", "content": response_text(solution)},
    ]
