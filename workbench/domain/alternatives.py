"""Other next steps behind the same opening: rated, and one of them chosen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from workbench.domain.records import FinishReason, Verdict
from workbench.domain.refinement import before_feedback
from workbench.domain.steps import split_response, step_body, step_marker

ANSWER_LINES = ("\n**Answer", "\n**Final", "\nAnswer", "\nFinal answer", "\n####")
_NUMBER_ENDS = (". ", ".\n", ") ", ")\n")
_LINE = re.compile(r"(?<=\n)[^\n]+")


class AlternativeSource(StrEnum):
    """Who wrote an alternative; the step itself stands among its alternatives as the original."""

    ORIGINAL = "original"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Alternative:
    """One possible step in a step's place; ``text`` is its body, without a list marker.

    ``candidate`` orders the alternatives of a step: 0 is the original, whose rating is the step's
    own mark and never kept here. At most one alternative of a step is ``chosen``: better than the
    others in the annotator's eyes.
    """

    id: str
    step_id: str
    annotator_id: str
    candidate: int
    text: str
    source: AlternativeSource = AlternativeSource.MODEL
    rating: Verdict | None = None
    chosen: bool = False
    finish_reason: FinishReason = FinishReason.STOP
    model_id: str | None = None
    seed: int | None = None
    sampling: dict[str, Any] = field(default_factory=dict)
    created_at: str = ""


def step_stops(raw: str) -> tuple[str, ...]:
    """Return the strings that end a step written as ``raw`` is: what its successor begins with.

    >>> step_stops("2. Divide by six.")[:2]
    ('\\n3. ', '\\n3.\\n')
    """
    marker, number = step_marker(raw).strip(" \t\n*_#"), _number(raw)
    if number is None:
        return ("\n\n", *ANSWER_LINES)
    following = number + 1
    if marker.lower().startswith("step"):
        heads: tuple[str, ...] = (
            f"\nStep {following}",
            f"\n**Step {following}",
            f"\n### Step {following}",
        )
    else:
        heads = tuple(f"\n{following}{end}" for end in _NUMBER_ENDS)
    return (*heads, *ANSWER_LINES)


def opening_of(before: str, raw: str) -> str:
    """Return what an alternative of the step ``raw`` goes on from: the text before and its label.

    The label says that a step comes. Without it a small model behind steps that are not of its
    kind wrote none: on the worked example 16 of 24 samples were words of the next message. The
    blank space after it is left to the model, whose tokens mostly begin with it.
    """
    return before + step_marker(raw).rstrip()


def first_step(opening: str, text: str) -> str:
    """Return the body of the first step of ``text`` behind ``opening``; ``""`` where it is blank.

    The opening may end in the step's own label (see ``opening_of``). A final answer is a step
    here: where a solution can end, ending it is one way on. What reads like the words that ask
    for another solution, or like another numbered step, is no part of it.
    """
    text = before_feedback(text)
    label = opening[opening.rfind("\n") + 1 :]
    if label and label == step_marker(label):
        repeated = _number(text) == _number(label)
        opening, text = opening.removesuffix(label), text if repeated else label + text
    text = _before_later_steps(text)
    whole = opening + text
    split = split_response(whole)
    cuts = [segment.start for segment in split.steps]
    cuts += [split.answer.start] if split.answer is not None else []
    for end in sorted(cut for cut in cuts if cut > len(opening)):
        if whole[len(opening) : end].strip():
            return step_body(whole[len(opening) : end])
    return step_body(text)


def _before_later_steps(text: str) -> str:
    """Cut a numbered step where another one begins, whatever its number.

    The lines of a list within the step, which counts from 1, are part of it.
    """
    listed = 0
    if _number(text) is None:
        return text
    for line in _LINE.finditer(text):
        number = _number(line.group())
        if number == listed + 1:
            listed = number
        elif number is not None:
            return text[: line.start()]
    return text


def _number(raw: str) -> int | None:
    digits = "".join(letter for letter in step_marker(raw) if letter.isdigit())
    return int(digits) if digits else None


def distinct(bodies: Sequence[str], taken: Sequence[str]) -> list[int]:
    """Return the places of bodies that say something new: not blank, and not word for word alike.

    Sampling often writes the same step twice; an expert should not have to read it twice.
    """
    seen = {" ".join(body.split()) for body in taken} | {""}
    kept = []
    for at, body in enumerate(bodies):
        words = " ".join(body.split())
        if words not in seen:
            seen.add(words)
            kept.append(at)
    return kept
