"""What a frozen snapshot holds: every say of the expert, and nothing nobody can learn from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers.marked import mark_example, marked_steps, prefer_first, two_turns
from tests.helpers.small_run import sums_feedback
from workbench.domain.errors import TrainingError
from workbench.domain.feedback import Feedback, Ranking, from_lines, to_lines
from workbench.domain.recipes import Recipe
from workbench.domain.records import Preference, Strength, ThreadStatus, TurnKind, Verdict, new_id
from workbench.exchange.snapshot import (
    MarkCounts,
    ProblemCounts,
    feedback_of,
    problem_counts,
)
from workbench.service.annotation import Annotation
from workbench.service.project import Project
from workbench.service.readiness import doubts
from workbench.store.changes import added
from workbench.store.reading import threads_of


@pytest.fixture
def project(tmp_path: Path):
    with Project.create(tmp_path / "p.stepmark", "Ada") as made:
        yield made


def test_accepted_thread_keeps_every_turn_that_led_there(project: Project) -> None:
    """Turn 2 over turn 1 is a preference that nobody had to type."""
    problem = mark_example(project, two_turns())
    found = [r for r in feedback_of(project.file.database).responses if r.chosen]
    assert [(r.problem_id, r.turn, r.accepted) for r in found] == [
        (problem, 1, False),
        (problem, 2, True),
    ]
    assert [r.turn_kind for r in found] == [TurnKind.INITIAL, TurnKind.CONTINUE]
    assert len({r.id for r in found}) == 2
    assert len({r.thread_id for r in found}) == 1


def test_what_the_expert_wrote_of_a_step_is_in_the_snapshot(project: Project) -> None:
    """The generative verifier learns from explanations; they must get as far as a run."""
    example = two_turns()
    mark_example(project, example)
    written = [said["explanation"] for turn in example["turns"] for said in turn["feedback"]]
    responses = feedback_of(project.file.database).responses
    found = [step.explanation for r in responses for step in r.steps if step.explanation]
    assert found == written
    assert written


def test_a_comparison_brings_its_unmarked_response_along(project: Project) -> None:
    """A preference of two ids teaches nothing without both texts."""
    problem = mark_example(project, two_turns(), accept=False)
    prefer_first(project, problem)
    feedback = feedback_of(project.file.database)
    (preference,) = feedback.preferences
    assert preference.strength is Strength.SLIGHTLY
    texts = {response.id: response.text for response in feedback.responses}
    assert {preference.better_response_id, preference.worse_response_id} <= set(texts)


def test_comparisons_of_a_bad_problem_are_left_out(project: Project) -> None:
    """A problem set aside as bad teaches nothing, not even which of its answers is better."""
    problem = mark_example(project, two_turns(), accept=False)
    prefer_first(project, problem)
    Annotation(project).set_aside(problem, ThreadStatus.BAD_PROBLEM, "two answers")
    assert feedback_of(project.file.database) == Feedback((), ())


def test_preferences_and_rankings_survive_their_lines() -> None:
    """The snapshot reads back as what was written."""
    sums = sums_feedback(3)
    feedback = Feedback(
        sums.problems,
        sums.responses,
        (Preference("x", "p1", "ada", "a", "b", Strength.TIE, "now"),),
        (Ranking("p1", ("a", "b", "c")),),
    )
    assert from_lines(to_lines(feedback)) == feedback


def test_a_snapshot_of_before_ids_is_still_read() -> None:
    """A run begun by an earlier version can be resumed."""
    lines = [
        line.partition(', "id": "", "thread_id"')[0] + "}" if '"kind": "response"' in line else line
        for line in to_lines(sums_feedback(3))
    ]
    assert all("turn_kind" not in line for line in lines)
    assert from_lines(lines) == sums_feedback(3)


def test_an_unknown_record_is_refused_by_its_line() -> None:
    """A record nobody understands must not pass for a response."""
    with pytest.raises(TrainingError, match=r"Line 1 .* start a new run"):
        from_lines(['{"kind": "poem"}'])


@pytest.mark.parametrize(("second", "expected"), [(Verdict.CORRECT, 0), (Verdict.INCORRECT, 1)])
def test_only_contradicting_marks_are_a_disagreement(
    project: Project, second: Verdict, expected: int
) -> None:
    """Two annotators, one response, three marked steps each: the warning counts contradictions."""
    problem = marked_steps(project, [1, 1, -1])
    add_second_opinion(project, problem, second)
    assert problem_counts(project.file.database).disagreements == expected


def test_disagreement_is_said_before_a_run() -> None:
    """The expert can still settle it; afterwards it is a blurred signal."""
    marks = MarkCounts(200, 150, 0, 50, 0, 40)
    warnings = list(doubts(marks, ProblemCounts(50, 50, 30, 30, 0, 3), Recipe()))
    assert len(warnings) == 1
    assert warnings[0].startswith("3 steps ")
    assert "marked differently by different annotators" in warnings[0]
    assert list(doubts(marks, ProblemCounts(50, 50, 30, 30, 0), Recipe())) == []


def test_no_mark_at_all_is_not_called_few() -> None:
    """A beginner is told what to do, not that nought is little."""
    said = list(doubts(MarkCounts(0, 0, 0, 0, 0, 0), ProblemCounts(50, 50, 30, 30, 0), Recipe()))
    assert len(said) == 1
    assert said[0].startswith("No step is marked yet")


def add_second_opinion(project: Project, problem_id: str, first: Verdict) -> None:
    """Give the same response, with its marks but for the first verdict, to a second annotator."""
    (bundle,) = threads_of(project.file.database, problem_id)
    (turn,) = bundle.turns
    (response,) = turn.responses
    thread = replace(bundle.thread, id=new_id())
    turn_copy = replace(turn.turn, id=new_id(), thread_id=thread.id)
    copied = replace(response.response, id=new_id(), turn_id=turn_copy.id)
    rows = [added(thread), added(turn_copy), added(copied)]
    for step in response.steps:
        mark = response.marks[step.id]
        twin = replace(step, id=new_id(), response_id=copied.id)
        verdict = first if step.number == 1 else mark.verdict
        rows += [added(twin), added(replace(mark, step_id=twin.id, verdict=verdict))]
    project.commit("second opinion", ["marks"], rows)
