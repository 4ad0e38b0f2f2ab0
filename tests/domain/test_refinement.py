"""What the model is told about its solution, and how a new turn is laid against the old one."""

from __future__ import annotations

import pytest

from tests.helpers.solutions import ire_example, numbered
from workbench.domain.prompting import few_shot_frame, frame_messages
from workbench.domain.records import ErrorKind, Mark, Message, Problem, Step, Verdict
from workbench.domain.refinement import (
    ask_again_messages,
    before_feedback,
    carry_over,
    continue_prefix,
    feedback_message,
    initial_messages,
)
from workbench.domain.steps import split_response


def steps_in(text: str) -> list[Step]:
    return [
        Step(f"s{number}", "r", number, segment.start, segment.end)
        for number, segment in enumerate(split_response(text).steps, 1)
    ]


def marked_example() -> tuple[list[Step], dict[str, Mark]]:
    """Return steps with one mark of every form."""
    steps = steps_in(numbered(["a", "b", "c", "d"], "4"))
    marks = {
        "s1": Mark("s1", Verdict.CORRECT),
        "s2": Mark(
            "s2",
            Verdict.INCORRECT,
            ErrorKind.MISREAD_PROBLEM,
            explanation="It says *twice*.",
            rewrite="Twice is $8$.",
        ),
        "s3": Mark(
            "s3", Verdict.INCORRECT, ErrorKind.FOLLOWS_FROM_EARLIER_ERROR, follows_from="s2"
        ),
    }
    return steps, marks


def test_feedback_has_the_form_that_the_starter_is_trained_on():
    """The text is fixed: a changed word would be a message the model never saw."""
    steps, marks = marked_example()
    assert feedback_message(steps, marks) == (
        "Your solution was checked step by step.\n"
        "Step 1: correct.\n"
        "Step 2: incorrect (misread problem). It says *twice*.\n"
        "Rewrite of step 2: Twice is $8$.\n"
        "Step 3: incorrect, follows from step 2.\n"
        "Write the whole solution again."
    )


def test_every_line_of_a_feedback_message_is_known_again():
    """What a model repeats of our own words must never become part of a step."""
    steps, marks = marked_example()
    said = "Halve it.\n"
    for line in feedback_message(steps, marks).split("\n"):
        assert before_feedback(said + line) == said, line
    for own in ("Step 3: correct the sign.", "Write the whole sum as $x$.", "Rewrite $x^2$."):
        assert before_feedback(said + own) == said + own


def test_asking_again_sends_problem_response_and_feedback():
    """Three messages, however many turns there were."""
    problem = Problem("p", "What?")
    messages = ask_again_messages(problem, "1. a", "feedback")
    assert [message.role for message in messages] == ["user", "assistant", "user"]
    assert messages[:1] == initial_messages(problem)


@pytest.mark.parametrize("text", ["1. a\n2. b\n3. c", "1. a\n\n2. b\n\n3. c", "1) a\n2) b\n3) c"])
def test_continuing_keeps_label_and_spacing_around_the_rewrite(text):
    """Up to the rewrite the prefix is the response to the byte, so the cache can be reused."""
    steps = steps_in(text)
    raw = text[steps[1].start : steps[1].end]
    assert continue_prefix(text, steps, 2, "B") == text[: steps[1].start] + raw.replace("b", "B")


def test_continuing_behind_the_last_step_starts_a_new_line():
    """The model's next token must not run into the rewrite."""
    text = "1. a\n2. b"
    assert continue_prefix(text, steps_in(text), 2, "B") == "1. a\n2. B\n"


def test_new_turn_is_laid_against_the_old_one():
    """Equal bodies are unchanged, reworded ones point at what they replace, the rest is new."""
    one, two = (turn["steps"] for turn in ire_example()["turns"])
    carried = carry_over(one, two)
    assert [(c.change, c.origin) for c in carried] == [
        ("unchanged", 0),
        ("unchanged", 1),
        ("unchanged", 2),
        ("unchanged", 3),
        ("changed", 4),
        ("new", None),
        ("new", None),
        ("changed", 5),
    ]


def test_instructed_style_adds_the_task_to_the_first_message_only():
    """Our starter is given the bare problem; other models are told the form."""
    messages = (Message("user", "P"), Message("assistant", "R"), Message("user", "F"))
    assert frame_messages(messages, "bare") == messages
    framed = frame_messages(messages, "instructed")
    assert framed[0].content.endswith("Problem: P")
    assert framed[1:] == messages[1:]


def test_base_models_get_a_plain_frame_that_ends_where_they_write():
    """And they are stopped before they invent the next problem."""
    prompt, stop = few_shot_frame([Message("user", "How many?")])
    assert prompt.endswith("Problem: How many?\nSolution:\n")
    assert "\n\nProblem: " in stop
