"""Puts a conversation into the words that each sort of model expects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workbench.domain.records import Message

BARE = "bare"
INSTRUCTED = "instructed"
INSTRUCTION = (
    "Solve the problem step by step. Write numbered steps, each on a line of its own "
    "(1. …, 2. …), and end with the line **Answer: …**\n\nProblem: "
)
_EXAMPLES = (
    (
        "A box holds 4 rows of 6 pencils. 5 pencils are taken out. How many are left?",
        "1. The box holds $4 \\times 6 = 24$ pencils.\n"
        "2. After 5 are taken out, $24 - 5 = 19$ pencils are left.\n**Answer: $19$**",
    ),
    (
        "Solve for $x$: $3x + 4 = 19$.",
        "1. Subtract 4 from both sides: $3x = 15$.\n2. Divide both sides by 3: $x = 5$.\n"
        "**Answer: $x = 5$**",
    ),
)
_ASKED, _ANSWERED = "Problem: ", "Solution:\n"
_NEXT = "\n\n" + _ASKED


def frame_messages(messages: Sequence[Message], style: str) -> tuple[Message, ...]:
    """Return the conversation in a style: ``bare`` as it is, ``instructed`` with a short task."""
    if style == BARE or not messages:
        return tuple(messages)
    if style != INSTRUCTED:
        raise ValueError(f"unknown prompt style {style!r}")
    first = replace(messages[0], content=INSTRUCTION + messages[0].content)
    return (first, *messages[1:])


def few_shot_frame(messages: Sequence[Message]) -> tuple[str, tuple[str, ...]]:
    """Return a plain prompt with two solved examples, and the strings that end the answer."""
    solved = "".join(f"{_ASKED}{q}\n{_ANSWERED}{a}\n\n" for q, a in _EXAMPLES)
    lines = [solved]
    for index, message in enumerate(messages):
        if message.role == "assistant":
            lines.append(f"{_ANSWERED}{message.content.rstrip()}\n\n")
        else:
            lines.append(f"{_ASKED if index == 0 else 'Feedback: '}{message.content.strip()}\n")
    return "".join(lines) + _ANSWERED, (_NEXT, "\n\nFeedback: ")
