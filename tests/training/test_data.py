"""Which tokens carry which labels: the seam where a silent shift would teach nonsense."""

from __future__ import annotations

import random
from itertools import accumulate
from pathlib import Path

import pytest
from transformers import AutoTokenizer

from tests.helpers.small_run import marked_sum, sums_feedback
from workbench.domain.feedback import Feedback, MarkedResponse, MarkedStep, from_lines, to_lines
from workbench.domain.records import AnnotationMode, Problem, Split, Verdict
from workbench.domain.steps import split_response
from workbench.training.data import (
    Codec,
    prompt_batch,
    response_step_ends,
    split_by_problem,
    step_end_tokens,
    step_examples,
    step_labels,
)

GOOD, BAD, NEUTRAL = Verdict.CORRECT, Verdict.INCORRECT, Verdict.NEUTRAL
TEXT = "1. Größe 🙂 of $3x = 12$.\n2. Divide by 3:\n$$x = 4$$\n\n**Answer: $x = 4$**"


@pytest.fixture(scope="module")
def codec(tiny_base: Path) -> Codec:
    return Codec(AutoTokenizer.from_pretrained(tiny_base), "bare")


def steps(*verdicts: Verdict | None, mode: AnnotationMode) -> list[MarkedStep]:
    return [MarkedStep(n, n + 1, verdict, mode=mode) for n, verdict in enumerate(verdicts)]


def test_first_error_mode_masks_what_follows_the_first_error() -> None:
    """The expert stopped judging there, so a later mark is not a judgement of its own."""
    found = step_labels(steps(GOOD, BAD, GOOD, BAD, mode=AnnotationMode.FIRST_ERROR), "positive")
    assert found == [1.0, 0.0, None, None]


def test_full_mode_uses_every_mark_and_masks_the_unmarked() -> None:
    """An unmarked step is not neutral: it teaches nothing."""
    found = step_labels(steps(GOOD, BAD, None, GOOD, mode=AnnotationMode.FULL), "positive")
    assert found == [1.0, 0.0, None, 1.0]


@pytest.mark.parametrize(
    ("neutral", "label"), [("positive", 1.0), ("negative", 0.0), ("drop", None)]
)
def test_neutral_is_mapped_as_the_recipe_says(neutral: str, label: float | None) -> None:
    """The mapping is a named choice, never an accident."""
    assert step_labels(steps(NEUTRAL, mode=AnnotationMode.FULL), neutral) == [label]


def test_feedback_survives_its_lines() -> None:
    """The snapshot reads back as the records that were written."""
    feedback = sums_feedback()
    assert from_lines(to_lines(feedback)) == feedback


def test_score_sits_on_the_token_of_the_last_visible_character(codec: Codec) -> None:
    """Decoding up to the token gives the whole step, and one token less does not."""
    ids, ends = codec.encode(TEXT)
    spans = [(s.start, s.end) for s in split_response(TEXT).steps]
    tokens = step_end_tokens(TEXT, spans, ends)
    assert len(tokens) == 2
    for (_, end), token in zip(spans, tokens, strict=True):
        visible = TEXT[:end].rstrip()
        assert codec.decode(ids[: token + 1]).startswith(visible)
        assert not codec.decode(ids[:token]).startswith(visible)


def test_sampled_ids_give_the_same_places_as_text(codec: Codec) -> None:
    """Rollouts are located by decoding, marks by the tokenizer's offsets; both must agree."""
    ids, ends = codec.encode(TEXT)
    spans = [(s.start, s.end) for s in split_response(TEXT).steps]
    assert response_step_ends(TEXT, codec.token_ends(ids)) == step_end_tokens(TEXT, spans, ends)


def test_end_token_adds_no_text(codec: Codec) -> None:
    """The end token is an action of the policy and no part of the solution."""
    ids, _ = codec.encode(TEXT)
    ended = [*ids, *codec.end_ids]
    assert codec.decode(ended) == TEXT
    assert response_step_ends(TEXT, codec.token_ends(ended)) == response_step_ends(
        TEXT, codec.token_ends(ids)
    )


def test_rewrite_teaches_a_correct_step_in_place(codec: Codec) -> None:
    """The rewrite takes the rejected step's place after the same beginning, and is correct."""
    text = "1. Add.\n2. The sum is 6.\n**Answer: $6$**"
    first, second = split_response(text).steps
    response = MarkedResponse(
        "p", 1, text,
        (
            MarkedStep(first.start, first.end, GOOD),
            MarkedStep(second.start, second.end, BAD, rewrite="The sum is 5."),
        ),
    )  # fmt: skip
    examples = step_examples(codec, Feedback((Problem("p", "2 + 3?"),), (response,)), "positive")
    assert [example.labels for example in examples] == [(1.0, 0.0), (1.0,)]
    corrected = codec.decode(examples[1].response)
    assert corrected == "1. Add.\n2. The sum is 5.\n"
    assert codec.decode(examples[1].response[: examples[1].positions[0] + 1]).endswith("is 5.")


def test_no_problem_is_in_training_and_validation(codec: Codec) -> None:
    """Steps of one problem resemble each other; split by step they would leak."""
    examples = step_examples(codec, sums_feedback(40), "positive")
    training, validation = split_by_problem(examples, frozenset(), 0.25, seed=3)
    assert {e.problem_id for e in training}.isdisjoint({e.problem_id for e in validation})
    assert len({e.problem_id for e in validation}) == 10


def test_marked_heldout_problems_are_the_validation(codec: Codec) -> None:
    """Held-out problems never train, not even the reward model."""
    problem, response = marked_sum(1, right=False, split=Split.HELDOUT)
    other, trained = marked_sum(2, right=True, split=Split.TRAIN)
    examples = step_examples(codec, Feedback((problem, other), (response, trained)), "positive")
    training, validation = split_by_problem(examples, frozenset({problem.id}), 0.5, seed=0)
    assert {e.problem_id for e in validation} == {problem.id}
    assert {e.problem_id for e in training} == {other.id}


def test_prompt_stream_shows_every_problem_once_per_epoch_and_needs_only_its_cursor() -> None:
    """Resuming at a cursor goes on exactly where the stream was."""
    stream = prompt_batch(14, 7, 0, seed=5)
    assert sorted(stream[:7]) == sorted(stream[7:]) == list(range(7))
    assert prompt_batch(5, 7, 9, seed=5) == stream[9:14]


@pytest.mark.parametrize("seed", range(6))
def test_token_ends_are_those_of_ever_longer_decodings(codec: Codec, seed: int) -> None:
    """Any ids, characters of several tokens among them; the window must not show."""
    draw = random.Random(seed)
    ids = codec.encode("Größe 数学 🙂 ½ und $x^{2}$ ✅ " * 4)[0]
    ids += [draw.randrange(codec.tokenizer.vocab_size) for _ in range(150)]
    draw.shuffle(ids)
    slow = [len(codec.decode(ids[:count]).rstrip("\ufffd")) for count in range(1, len(ids) + 1)]
    assert codec.token_ends(ids) == list(accumulate(slow, max))
