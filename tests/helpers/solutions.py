"""Responses with known steps, as an engine would return them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from tests.helpers.shared import shared_data
from workbench.domain.records import FinishReason, Problem, new_id
from workbench.domain.sampling import SequenceResult


def ire_example() -> dict[str, Any]:
    """Return the worked two-turn example."""
    return json.loads(shared_data("ire_example.json").read_text(encoding="utf-8"))


def numbered(steps: Sequence[str], answer: str | None, first: int = 1) -> str:
    """Write steps as the starter does."""
    text = "".join(f"{number}. {body}\n" for number, body in enumerate(steps, first))
    return text + (f"**Answer: {answer}**" if answer is not None else "")


def result(text: str, sequence: int = 0) -> SequenceResult:
    """Return a finished sequence of the given text (behind any prefix)."""
    return SequenceResult(
        request_id="request",
        sequence=sequence,
        text=text,
        token_ids=(1, 2, 3),
        logprobs=(-0.5, -0.25, -1.0),
        finish_reason=FinishReason.STOP,
        seed=7 + sequence,
        prompt_tokens=20,
        reused_tokens=0,
        seconds=0.5,
        tokens_per_second=6.0,
    )


def sum_problem(number: int = 1) -> Problem:
    """Return a small problem."""
    return Problem(new_id(), f"What is ${number} + 2$?", reference_answer=str(number + 2))
