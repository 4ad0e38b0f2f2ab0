"""Rated and chosen alternatives of steps as the reward model learns from them."""

from __future__ import annotations

from pathlib import Path

import pytest
from transformers import AutoTokenizer

from workbench.domain.feedback import (
    AlternativeStep,
    Feedback,
    StepAlternatives,
    from_lines,
    to_lines,
)
from workbench.domain.records import Problem, Verdict
from workbench.training.data import Codec, step_examples
from workbench.training.pairs import step_pairs

GOOD, BAD = Verdict.CORRECT, Verdict.INCORRECT


@pytest.fixture(scope="module")
def codec(tiny_base: Path) -> Codec:
    return Codec(AutoTokenizer.from_pretrained(tiny_base), "bare")


def said(*steps: AlternativeStep) -> Feedback:
    """Return a problem with alternatives behind one step."""
    beside = StepAlternatives("p", "1. Add.\n", steps)
    return Feedback((Problem("p", "2 + 3?", "5"),), (), alternatives=(beside,))


def test_rated_alternatives_are_labelled_steps(codec: Codec) -> None:
    """Each rating labels the last token of its own way on; the original stands in its response."""
    feedback = said(
        AlternativeStep("2. It is 5.\n", GOOD),
        AlternativeStep("2. It is 6.\n", BAD),
        AlternativeStep("2. It is 7.\n"),
        AlternativeStep("2. As it stands.\n", BAD, original=True),
    )
    assert from_lines(to_lines(feedback)) == feedback
    found = step_examples(codec, feedback, "drop")
    assert [example.labels for example in found] == [(1.0,), (0.0,)]
    for example, ending in zip(found, ("It is 5.", "It is 6."), strict=True):
        (position,) = example.positions
        assert codec.decode(example.response[: position + 1]).endswith(ending)
        assert not example.whole


def test_the_chosen_alternative_is_pulled_above_the_others(codec: Codec) -> None:
    """One pair for each way that was passed over, behind the same opening."""
    feedback = said(
        AlternativeStep("2. As it stands.\n", original=True),
        AlternativeStep("2. It is 5.\n", chosen=True),
        AlternativeStep("2. It is 6.\n"),
    )
    (pair,) = step_pairs(codec, feedback)
    assert codec.decode(pair.better.response) == "1. Add.\n2. It is 5.\n"
    assert codec.decode(pair.worse.response) == "1. Add.\n2. It is 6.\n"
