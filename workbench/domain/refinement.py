"""Iterative refinement: what the model is told, what it continues, and what a new turn repeats."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from workbench.domain.alignment import Pairs, aligned
from workbench.domain.records import ErrorKind, Mark, Message, Problem, Step, Verdict
from workbench.domain.steps import step_marker, step_trailer

OPENING = "Your solution was checked step by step."
CLOSING = "Write the whole solution again."
_SIMILAR = 0.5
_EQUAL = 1.5
_WORDS_COMPARED = 400
_LARGEST_COMPARISON = 10_000
_WORDS = {Verdict.CORRECT: "correct", Verdict.NEUTRAL: "neutral", Verdict.INCORRECT: "incorrect"}
_FEEDBACK_LINE = re.compile(
    rf"^[ \t]*(?:{re.escape(OPENING)}|{re.escape(CLOSING)}|Rewrite of step\b"
    rf"|Step \d+: (?:{'|'.join(_WORDS.values())})(?:[.,]| \())",
    re.MULTILINE,
)


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


def before_feedback(text: str) -> str:
    """Return what stands before the first line that reads like one of ``feedback_message``.

    A small model that learned to read feedback goes on with it where its solution strays.
    """
    found = _FEEDBACK_LINE.search(text)
    return text if found is None else text[: found.start()]


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
    """Align the steps of a new turn with those of the turn before, by their bodies.

    Order is kept. Of all such alignments the one of the largest total similarity is taken: equal
    bodies count ``_EQUAL``, reworded ones the share of words they have in common, down to
    ``_SIMILAR``. (Needleman and Wunsch 1970, with free gaps.)
    """
    carried = [CarriedStep("new", None) for _ in new_bodies]
    for old, new in aligned(old_bodies, new_bodies, _middle):
        same = old_bodies[old] == new_bodies[new]
        carried[new] = CarriedStep("unchanged" if same else "changed", old)
    return tuple(carried)


def _middle(old: Sequence[str], new: Sequence[str]) -> Pairs:
    """Pair the steps between equal ends; of very many only runs of equal ones are found."""
    if len(old) * len(new) > _LARGEST_COMPARISON:
        blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
        return [(a + at, b + at) for a, b, size in blocks for at in range(size)]
    return _best_path(_similarities(old, new))


def _best_path(scores: list[list[float]]) -> Pairs:
    """Return the rising pairs of the largest sum; a score of 0 pairs nothing."""
    rows, columns = len(scores), len(scores[0]) if scores else 0
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for row in range(rows - 1, -1, -1):
        for column in range(columns - 1, -1, -1):
            paired = scores[row][column] + best[row + 1][column + 1]
            best[row][column] = max(paired, best[row + 1][column], best[row][column + 1])
    pairs: Pairs = []
    row = column = 0
    while row < rows and column < columns:
        here, score = best[row][column], scores[row][column]
        if score and here == score + best[row + 1][column + 1]:
            pairs.append((row, column))
            row, column = row + 1, column + 1
        elif here == best[row + 1][column]:
            row += 1
        else:
            column += 1
    return pairs


def _similarities(old: Sequence[str], new: Sequence[str]) -> list[list[float]]:
    words = [Counter(body.split()[:_WORDS_COMPARED]) for body in new]
    return [
        [
            _EQUAL if body == other else _similarity(own, counted)
            for other, counted in zip(new, words, strict=True)
        ]
        for body in old
        for own in (Counter(body.split()[:_WORDS_COMPARED]),)
    ]


def _similarity(one: Counter[str], two: Counter[str]) -> float:
    """Return twice the words in common over all words (Dice), 0 where that is too little."""
    total = one.total() + two.total()
    share = 2 * (one & two).total() / total if total else 0.0
    return share if share >= _SIMILAR else 0.0


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
