"""Ask-again conversations: a wrong solution, the marks on it as a message, the better solution."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from .algebra_families import horizontal_sentences
from .problems import Family, Problem, Solution, no_slip, response_text

Message = dict[str, str]
OPENINGS = ("", "", "", "Instead, ", "Here, ", "However, ", "Now ", "We know that ")
CALCULATION_NOTES = ("Check the calculation.", "The result is wrong.", "This is not equal.")


@dataclass(frozen=True, slots=True)
class Mark:
    """What an expert says about one step; ``follows_from`` counts steps from 1."""

    step: int
    verdict: str
    error_kind: str = ""
    explanation: str = ""
    rewrite: str = ""
    follows_from: int | None = None


def feedback_message(marks: list[Mark]) -> str:
    """Write marks as the message that the product sends to ask again."""
    lines = ["Your solution was checked step by step."]
    for mark in marks:
        text = f"Step {mark.step}: {mark.verdict}"
        if mark.follows_from is not None:
            lines.append(f"{text}, follows from step {mark.follows_from}.")
            continue
        kind = f" ({mark.error_kind})" if mark.error_kind else ""
        lines.append(f"{text}{kind}. {mark.explanation}".rstrip())
        if mark.rewrite:
            lines.append(f"Rewrite of step {mark.step}: {mark.rewrite}")
    return "\n".join([*lines, "Write the whole solution again."])


def slipped(family: Family, problem: Problem, rng: random.Random) -> Solution | None:
    """Solve with one wrong calculation that is carried on; None when no step could slip."""
    target, made = rng.randint(1, 3), [0]
    delta = rng.choice((-2, -1, 1, 1, 2, 10))

    def slip(step: int, value: int, unit: int) -> int:
        if step != target or value + delta * unit <= 1:
            return value
        made[0] = step
        return value + delta * unit

    wrong = family.solve(problem, random.Random(0), slip)
    if not made[0]:
        return None
    return replace(
        wrong,
        wrong_step=made[0],
        error_kind="calculation",
        explanation=rng.choice(CALCULATION_NOTES),
    )


def reworded(problem: Problem, step: str, rng: random.Random) -> str:
    """Say a correct step in other words, so that the model learns to copy what experts write."""
    if problem.family == "transforms":
        return rng.choice(horizontal_sentences(problem))
    opening = rng.choice(OPENINGS)
    return opening + step[0].lower() + step[1:] if opening and step[0].isalpha() else step


def marks_on(wrong: Solution, rng: random.Random, rewrite: str) -> list[Mark]:
    """Mark a wrong solution as an expert would, in first-error mode or in full."""
    assert wrong.wrong_step is not None
    bad = wrong.wrong_step
    marks = [Mark(step, "correct") for step in range(1, bad)]
    if rng.random() < 0.1:
        marks = []
    note = wrong.explanation if rng.random() < 0.75 else ""
    marks.append(Mark(bad, "incorrect", wrong.error_kind, note, rewrite))
    if rng.random() < 0.5:
        later = range(bad + 1, len(wrong.steps) + 1)
        marks += [Mark(step, "incorrect", follows_from=bad) for step in later]
    return marks


def ask_again(family: Family, problem: Problem, rng: random.Random) -> list[Message] | None:
    """Make a four-message conversation, or None when the problem gave no wrong solution."""
    use_flaw = family.flaw is not None and rng.random() < 0.9
    wrong = family.flaw(problem, rng) if use_flaw and family.flaw else slipped(family, problem, rng)
    if wrong is None or wrong.wrong_step is None:
        return None
    right = family.solve(problem, random.Random(0), no_slip)
    at = wrong.wrong_step - 1
    rewrite = right.steps[at] if rng.random() < 0.6 else ""
    if rewrite:
        rewrite = reworded(problem, rewrite, rng)
        right = replace(right, steps=(*right.steps[:at], rewrite, *right.steps[at + 1 :]))
    marks = marks_on(wrong, rng, rewrite)
    return [
        {"role": "user", "content": problem.statement},
        {"role": "assistant", "content": response_text(wrong)},
        {"role": "user", "content": feedback_message(marks)},
        {"role": "assistant", "content": response_text(right)},
    ]
