"""Iterative refinement: what the model is told, what it continues, and what a new turn repeats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from workbench.domain.records import ErrorKind, Mark, Message, Problem, Step, Verdict
from workbench.domain.steps import step_marker, step_trailer

OPENING = "Your solution was checked step by step."
CLOSING = "Write the whole solution again."
_SIMILAR = 0.5
_LARGEST_COMPARISON = 400
_WORDS = {Verdict.CORRECT: "correct", Verdict.NEUTRAL: "neutral", Verdict.INCORRECT: "incorrect"}


@dataclass(frozen=True, slots=True)
class CarriedStep:
    """How a step of the new turn relates to the old one; ``origin`` is an index into the old."""

    change: str
    origin: int | None


def initial_messages(problem: Problem) -> tuple[Message, ...]:
    """Return the conversation of turn 1: the bare problem."""
    return (Message("user", problem.statement),)


def ask_again_messages(problem: Problem, response_text: str, feedback: str) -> tuple[Message, ...]:
    """Return problem, response and feedback as a conversation.

    Earlier rounds are left out on purpose: the last response already carries what they achieved,
    and the conversation stays within a small context however many turns there are.
    """
    return (
        *initial_messages(problem),
        Message("assistant", response_text),
        Message("user", feedback),
    )


def feedback_message(steps: Sequence[Step], marks: Mapping[str, Mark]) -> str:
    """Write the marks on a response (by step id) as the message that asks again."""
    numbers = {step.id: step.number for step in steps}
    lines = [OPENING]
    for step in steps:
        mark = marks.get(step.id)
        if mark is not None and mark.verdict is not None:
            lines += _step_lines(step.number, mark, numbers)
    return "\n".join([*lines, CLOSING])


def continue_prefix(
    response_text: str, steps: Sequence[Step], at_number: int, rewrite: str | None
) -> str:
    """Return the text before step ``at_number`` and, if given, the rewrite in that step's place.

    The step's label and closing blank space stay, so that the model goes on with the next step.
    """
    step = steps[at_number - 1]
    kept = response_text[: step.start]
    if rewrite is None:
        return kept
    raw = response_text[step.start : step.end]
    return kept + step_marker(raw) + rewrite.strip() + (step_trailer(raw) or "\n")


def carry_over(old_bodies: Sequence[str], new_bodies: Sequence[str]) -> tuple[CarriedStep, ...]:
    """Align the steps of a new turn with those of the turn before, by their bodies."""
    carried = [CarriedStep("new", None) for _ in new_bodies]
    matcher = SequenceMatcher(None, list(old_bodies), list(new_bodies), autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            for offset in range(new_to - new_from):
                carried[new_from + offset] = CarriedStep("unchanged", old_from + offset)
        elif tag == "replace":
            old, new = old_bodies[old_from:old_to], new_bodies[new_from:new_to]
            for new_index, old_index in _rewordings(old, new):
                carried[new_from + new_index] = CarriedStep("changed", old_from + old_index)
    return tuple(carried)


def _rewordings(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Pair each new step with the next old one of similar words; order is kept."""
    if len(old) * len(new) > _LARGEST_COMPARISON:
        return [(index, index) for index in range(min(len(old), len(new)))]
    pairs: list[tuple[int, int]] = []
    free = 0
    for new_index, body in enumerate(new):
        for old_index in range(free, len(old)):
            if _similarity(old[old_index], body) >= _SIMILAR:
                pairs.append((new_index, old_index))
                free = old_index + 1
                break
    return pairs


def _similarity(one: str, two: str) -> float:
    return SequenceMatcher(None, one.split(), two.split(), autojunk=False).ratio()


def _step_lines(number: int, mark: Mark, numbers: Mapping[str, int]) -> list[str]:
    assert mark.verdict is not None
    head = f"Step {number}: {_WORDS[mark.verdict]}"
    cause = numbers.get(mark.follows_from or "")
    if cause is not None:
        head += f", follows from step {cause}."
    elif mark.error_kind and mark.error_kind is not ErrorKind.FOLLOWS_FROM_EARLIER_ERROR:
        head += f" ({mark.error_kind.replace('_', ' ')})."
    else:
        head += "."
    lines = [f"{head} {mark.explanation.strip()}".rstrip()]
    if mark.rewrite:
        lines.append(f"Rewrite of step {number}: {mark.rewrite.strip()}")
    return lines
