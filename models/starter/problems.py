"""The words that every family of starter problems shares: problem, solution, split and slip."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

Split = Literal["train", "heldout"]
Slip = Callable[[int, int, int], int]
"""Called as ``slip(step, value, unit)``; returns the value that the step states."""

HELD_OUT_ONE_IN = 6


@dataclass(frozen=True, slots=True)
class Problem:
    """One statement with its reference answer (LaTeX without dollar signs)."""

    family: str
    form: str
    numbers: tuple[int, ...]
    words: tuple[str, ...]
    statement: str
    answer: str
    split: Split


@dataclass(frozen=True, slots=True)
class Solution:
    """Numbered steps and a final answer; ``wrong_step`` counts from 1, None when all is right."""

    steps: tuple[str, ...]
    answer: str
    wrong_step: int | None = None
    error_kind: str = ""
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of problem: how to draw one, how to solve it, and how often it is taught wrongly."""

    key: str
    title: str
    draw: Callable[[random.Random, Split], Problem]
    solve: Callable[[Problem, random.Random, Slip], Solution]
    flaw: Callable[[Problem, random.Random], Solution] | None = None
    flaw_share: float = 0.0


def no_slip(step: int, value: int, unit: int) -> int:
    """State the true value at every step."""
    return value


def split_of(family: str, form: str, numbers: tuple[int, ...], words: tuple[str, ...]) -> Split:
    """Give the split that a set of numbers belongs to; the same numbers never change sides."""
    key = f"{family}|{form}|{numbers}|{words}".encode()
    return "heldout" if zlib.crc32(key) % HELD_OUT_ONE_IN == 0 else "train"


def draw_until(make: Callable[[], Problem], split: Split) -> Problem:
    """Draw numbers until they fall in the wanted split."""
    while True:
        problem = make()
        if split_of(problem.family, problem.form, problem.numbers, problem.words) == split:
            return replace(problem, split=split)


def response_text(solution: Solution) -> str:
    """Write a solution in the fixed response format of the product."""
    lines = [f"{number}. {step}" for number, step in enumerate(solution.steps, 1)]
    return "\n".join([*lines, f"**Answer: {answer_markup(solution.answer)}**"])


def answer_markup(answer: str) -> str:
    """Put an answer between dollar signs unless it is a list of option letters."""
    return answer if answer[:1] in "ABCD" else f"${answer}$"


def signed(value: int) -> str:
    """Write a term with its sign and a space, such as ``+ 4`` or ``- 4``."""
    return f"+ {value}" if value >= 0 else f"- {-value}"
