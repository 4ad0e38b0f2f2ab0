"""Splitting loses no character, cuts no math, and says the same however the text arrives."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers.shared import shared_data
from tests.helpers.solutions import ire_example, numbered
from workbench.domain.steps import (
    StepSplitter,
    split_response,
    step_body,
    step_marker,
    step_trailer,
)

PIECES = st.sampled_from(
    [
        "1. ",
        "2. ",
        "3) ",
        "10. ",
        "Step 1: ",
        "**Step 2:** ",
        "### Step 3: ",
        "\n",
        "\n\n",
        "\n   - part",
        " ",
        "\t",
        "It costs $5",
        "$x = 1$",
        "$a +\n2. b$",
        "$",
        "$$",
        "$$\nx\n\n3. y\n$$",
        "\\[",
        "\\]",
        "\\[\n1. a\n\n2. b\n\\]",
        "\\(x\n\\)",
        "\\\\[2pt]",
        "\\begin{align}\n1. x &= 1 \\\\\n\n2. y\n\\end{align}",
        "\\begin{cases}",
        "\\end{cases}",
        "```",
        "```\n1. code\n\n2. code\n```\n",
        "**Answer: $3$**",
        "#### 72",
        "\\boxed{4}",
        "so we add",
        "Also, é\u2028\U0001d465",
        "**",
        "#",
    ]
)
TEXTS = st.lists(PIECES, max_size=25).map("".join)


def parts(text: str) -> list[str]:
    split = split_response(text)
    segments = [*split.steps, *([split.answer] if split.answer else [])]
    return [text[segment.start : segment.end] for segment in segments]


def bodies(text: str) -> list[str]:
    return [step_body(text[step.start : step.end]) for step in split_response(text).steps]


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_segments_join_to_the_text_to_the_byte(text):
    """What the model wrote is never altered by being split."""
    assert "".join(parts(text)) == text
    assert all(part.strip() for part in parts(text)) or not text.strip()


@given(TEXTS, st.data())
@settings(max_examples=400, deadline=None)
def test_text_that_streams_splits_like_whole_text(text, data):
    """Cards that appeared while streaming are the cards that stay."""
    splitter, at = StepSplitter(), 0
    while at < len(text):
        size = data.draw(st.integers(1, 30))
        during = splitter.feed(text[at : at + size])
        at += size
        covered = [*during.steps, *([during.answer] if during.answer else [])]
        assert covered[0].start == 0
        assert covered[-1].end == min(at, len(text))
    assert splitter.finish() == split_response(text)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_marker_body_and_trailer_join_to_the_raw_step(raw):
    """A rewrite can take the body's place and leave the rest as it was."""
    assert step_marker(raw) + step_body(raw) + step_trailer(raw) == raw


@given(st.lists(st.sampled_from(["x", "2. y", "\n", "\n\n3. ", "Step 2: z"]), max_size=6))
@settings(max_examples=200, deadline=None)
@pytest.mark.parametrize(
    ("opener", "closer"),
    [
        ("\\[", "\\]"),
        ("$$", "$$"),
        ("\\begin{align*}", "\\end{align*}"),
        ("```\n", "\n```\n"),
    ],
)
def test_no_cut_falls_inside_display_math_or_code(opener, closer, inner):
    """A formula in two cards could not be typeset."""
    block = opener + "".join(inner) + closer
    text = f"1. First\n{block}\n2. Last"
    assert any(block in part for part in parts(text))


@pytest.mark.parametrize("inline", ["$a +\n2. b$", "\\(a +\n2. b\\)"])
def test_no_cut_falls_inside_inline_math(inline):
    """Even when a line of the formula looks like a label."""
    assert len(bodies(f"1. Take {inline} here.\n2. Then go on.")) == 2


def test_prices_do_not_open_math():
    """A lone dollar sign must not swallow the step after it."""
    text = "1. It costs $5\n2. Two cost $10 more\n3. In all 15$"
    assert bodies(text) == ["It costs $5", "Two cost $10 more", "In all 15$"]


def test_an_opener_that_never_closes_is_plain_text():
    """One stray bracket must not glue all later steps together."""
    assert len(bodies("1. Stray \\[ here\n2. Next\n3. Last")) == 3


@pytest.mark.parametrize(
    "label", ["Step {}: ", "**Step {}:** ", "### Step {}: ", "### Step {}\n", "{}. ", "{}) "]
)
def test_labels_of_common_models_start_steps(label):
    """Every usual way to number steps is understood, and the label is no part of the body."""
    text = "".join(f"{label.format(number)}We do {number}.\n\n" for number in (1, 2, 3))
    assert bodies(text) == ["We do 1.", "We do 2.", "We do 3."]


def test_bold_titles_belong_to_the_label():
    """``**Step 1: Add**`` is a title; the body is the reasoning under it."""
    text = "**Step 1: Add**\nWe add.\n\n**Step 2: Double**\nWe double."
    assert bodies(text) == ["We add.", "We double."]


def test_sub_lists_and_foreign_numbers_do_not_split():
    """Only unindented numbers that count up are steps."""
    text = "1. First:\n   1. part\n   2. part\n2. Second in\n2020. That year\n3. Third"
    assert len(bodies(text)) == 3


def test_preamble_is_a_step_of_its_own_when_it_says_something():
    """Reasoning before the first number can be marked as well; blank space cannot."""
    assert bodies("Let us see.\n\n1. One\n2. Two") == ["Let us see.", "One", "Two"]
    assert bodies("\n\n1. One\n2. Two") == ["One", "Two"]


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("**Answer: $x = 12$**", "1. a\n2. b\n**Answer: $x = 12$**"),
        ("#### 72", "He sold 24.\nIn all 72.\n#### 72"),
        ("\\[\\boxed{5}\\]", "1. a\n2. b\n\n\\[\\boxed{5}\\]"),
        ("The final answer is $\\boxed{5}$.", "One.\n\nTwo.\n\nThe final answer is $\\boxed{5}$."),
        (None, "1. a\n2. So we get \\boxed{5}."),
        (None, "**Answer: 4** was my guess\n1. a\n2. b"),
    ],
)
def test_final_answer_is_recognised(answer, text):
    """A closing answer is no reasoning step; a boxed value inside a step leaves it a step."""
    found = split_response(text).answer
    assert (text[found.start : found.end] if found else None) == answer


def test_gsm8k_solutions_split_line_by_line():
    """In this form every line is a step and ``####`` opens the answer; stray dollars cost few."""
    lines = shared_data("gsm8k/train.jsonl").read_text(encoding="utf-8").split("\n")[:1000]
    texts = [json.loads(line)["answer"] for line in lines if line]
    same = sum(
        [*bodies(text), parts(text)[-1]] == [line.strip() for line in text.split("\n") if line]
        for text in texts
    )
    assert same / len(texts) >= 0.995


@pytest.mark.parametrize(("name", "least"), [("gsm8k", 0.98), ("math", 0.85)])
def test_processbench_solutions_split_as_their_authors_split_them(name, least):
    """Joined by blank lines and split again, most solutions give back the labelled steps."""
    rows = json.loads(shared_data(f"processbench/{name}.json").read_text(encoding="utf-8"))
    same = 0
    for row in rows:
        text = "\n\n".join(row["steps"])
        assert "".join(parts(text)) == text
        same += [part.strip() for part in parts(text)] == [step.strip() for step in row["steps"]]
    assert same / len(rows) >= least


def test_worked_example_splits_into_six_and_eight_steps():
    """The example's two responses give back their steps and answers."""
    for turn in ire_example()["turns"]:
        text = numbered(turn["steps"], turn["answer"])
        assert bodies(text) == turn["steps"]
        assert parts(text)[-1] == f"**Answer: {turn['answer']}**"


def test_streaming_looks_only_at_the_unfinished_tail():
    """A long response costs the same per token at its end as at its start."""
    splitter = StepSplitter()
    for number in range(1, 301):
        splitter.feed(f"{number}. A step with $x_{{{number}}}$ in it.\n\n")
    assert splitter._settled >= len(splitter._text) - 200
    assert len(splitter.finish().steps) == 300


def test_a_megabyte_of_formulas_is_split_in_linear_time():
    """A model that loops writes so; each formula used to be searched to the end of the text."""
    text = "so the sum is $x^2$ and \\(y\\) thus " * 30_000
    started = time.process_time()
    assert len(split_response(text).steps) == 1
    assert time.process_time() - started < 3
