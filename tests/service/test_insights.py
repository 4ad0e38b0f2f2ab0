"""The pictures' numbers: counted by hand on small projects, and never adrift from the marks."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.solutions import numbered, result
from workbench.domain.insights import KINDS, Span, spans_of
from workbench.domain.records import ErrorKind, Problem, Run, RunState, Verdict, now
from workbench.service.annotation import Annotation
from workbench.service.annotators import Annotators
from workbench.service.insights import Insights
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.service.second_pass import SecondPasses
from workbench.store import insights, queue
from workbench.store.insights import Slice

TABLES = ("insight_days", "insight_errors")
C, N, X = Verdict.CORRECT, Verdict.NEUTRAL, Verdict.INCORRECT


def marked(project: Project, name: str, topic: str | None, *verdicts: Verdict | None) -> list[str]:
    """Add a problem with one response of as many steps as verdicts; return the steps' ids."""
    Library(project).add_problems([Problem(name, f"What is {name}?", topic=topic)])
    annotation = Annotation(project)
    text = numbered([f"Step body {n}." for n in range(len(verdicts))], "1")
    annotation.record_turn(annotation.plan_initial(name), [result(text)], None)
    steps = [step.step.id for step in annotation.view(name).turns[0].responses[0].steps]
    for step, verdict in zip(steps, verdicts, strict=True):
        if verdict is not None:
            annotation.mark(step, verdict, seconds=30.0)
    return steps


def move_to(project: Project, problem_id: str, day: date) -> None:
    """Have all marks of a problem be of another day, at noon of this machine's calendar."""
    database = project.file.database
    with database.transaction():
        database.execute(
            "UPDATE marks SET updated_at = ? WHERE step_id IN (SELECT s.id FROM steps s"
            " JOIN responses r ON r.id = s.response_id JOIN turns u ON u.id = r.turn_id"
            " JOIN threads t ON t.id = u.thread_id WHERE t.problem_id = ?)",
            (f"{day.isoformat()}T12:00:00.000+00:00", problem_id),
        )
        queue.refresh(database, {problem_id}, project.annotator.id)


def counts(project: Project) -> dict[str, list[dict[str, Any]]]:
    database = project.file.database
    return {table: database.rows(f"SELECT * FROM {table} ORDER BY 1, 2, 3, 4") for table in TABLES}


@pytest.fixture
def three(project: Project) -> dict[str, list[str]]:
    """Three problems of two topics:

    sum (Sums)      correct, neutral, incorrect [calculation], unmarked
    more (Sums)     correct, correct                              (no error)
    area (Areas)    incorrect [no kind said], correct
    """
    steps = {
        "sum": marked(project, "sum", "Sums", C, N, X, None),
        "more": marked(project, "more", "Sums", C, C),
        "area": marked(project, "area", "Areas", X, C),
    }
    Annotation(project).set_error_kind(steps["sum"][2], ErrorKind.CALCULATION)
    return steps


def test_verdicts_of_a_day_are_those_that_were_given(
    project: Project, three: dict[str, list[str]]
) -> None:
    """Four correct, one neutral, two incorrect, on three problems, all of today."""
    found = Insights(project).overview()
    (today,) = found.verdicts
    assert (today.correct, today.neutral, today.incorrect) == (4, 1, 2)
    assert today.span == Span(date.today(), date.today())
    assert (found.problems, found.marks) == (3, 7)


def test_error_kinds_are_counted_by_topic(project: Project, three: dict[str, list[str]]) -> None:
    """What nobody named is counted as such, and is no kind."""
    areas, sums = Insights(project).overview().topics
    assert (areas.topic, sums.topic) == ("Areas", "Sums")
    assert dict(zip(KINDS, sums.kinds, strict=True))[ErrorKind.CALCULATION] == 1
    assert sums.incorrect == 1
    assert dict(zip(KINDS, areas.kinds, strict=True))[None] == 1
    assert (areas.incorrect, areas.verdicts) == (1, 2)


def test_first_errors_are_placed_and_whole_solutions_without_one_are_told_apart(
    project: Project, three: dict[str, list[str]]
) -> None:
    """A solution that is not read to its end and has no error yet says nothing."""
    marked(project, "half", "Sums", C, None)
    found = Insights(project).overview().first_errors
    assert found.steps == ((1, 1), (2, 0), (3, 1))
    assert (found.without, found.judged) == (1, 3)


def test_marks_per_hour_are_of_the_time_spent_marking(
    project: Project, three: dict[str, list[str]]
) -> None:
    """Seven marks of half a minute each are 120 an hour."""
    (pace,) = Insights(project).overview().paces
    assert (pace.name, pace.marks, pace.seconds) == ("Ada", 7, 210.0)
    assert pace.per_hour == pytest.approx(120.0)


def test_a_topic_and_a_stretch_of_time_narrow_every_number(
    project: Project, three: dict[str, list[str]]
) -> None:
    """What is filtered is filtered in all pictures alike."""
    move_to(project, "area", date.today() - timedelta(40))
    month = Insights(project).overview(days=30)
    assert month.problems == 2
    assert [topic.topic for topic in month.topics] == ["Sums"]
    assert month.first_errors.steps == ((1, 0), (2, 0), (3, 1))
    areas = Insights(project).overview(topic="Areas")
    assert [count.total for count in areas.verdicts if count.total] == [2]
    assert areas.first_errors.judged == 1


def test_topics_are_listed_once_each(project: Project, three: dict[str, list[str]]) -> None:
    """Problems without a topic can be chosen too."""
    found = Insights(project)
    assert found.topics() == ["Areas", "Sums"]
    marked(project, "bare", None, C)
    assert found.topics() == ["", "Areas", "Sums"]
    assert found.overview(topic="").problems == 1


def test_each_number_leads_to_the_problems_behind_it(
    project: Project, three: dict[str, list[str]]
) -> None:
    """A bar that opened other problems than it counted would be worse than none."""
    found = Insights(project)
    today = Span(date.today(), date.today())
    assert found.problems_marked(today, None) == ["sum", "more", "area"]
    assert found.problems_marked(today, None, X) == ["sum", "area"]
    assert found.problems_marked(today, "Sums", X) == ["sum"]
    assert found.problems_marked(today, None, None, "nobody") == []
    assert found.problems_in_error(None, "Sums", ErrorKind.CALCULATION) == ["sum"]
    assert found.problems_in_error(None, "Areas", None) == ["area"]
    assert found.problems_erring_at(None, None, 3) == ["sum"]
    assert found.problems_erring_at(None, None, 0) == ["more"]


def test_counts_follow_every_change_and_its_undoing(
    project: Project, three: dict[str, list[str]]
) -> None:
    """They are kept in the marks' own transaction; undoing an act takes its counts back."""
    before = counts(project)
    annotation = Annotation(project)
    changes = [
        annotation.mark(three["sum"][0], X, seconds=5.0),
        annotation.mark(three["more"][1], None),
        annotation.merge_with_next(three["area"][0]),
    ]
    assert counts(project) != before
    for change in reversed(changes):
        project.revert(change)
    assert counts(project) == before


def test_counts_kept_are_those_that_counting_anew_gives(
    project: Project, three: dict[str, list[str]]
) -> None:
    """A control: the summary is only worth its speed while it equals the marks."""
    kept, database = counts(project), project.file.database
    with database.transaction():
        for table in TABLES:
            database.execute(f"DELETE FROM {table}")
        insights.refresh(database, {"sum", "more", "area"})
    assert counts(project) == kept
    assert insights.by_topic(database, Slice(topic="Sums"))[0]["correct"] == 3


def test_late_first_errors_are_put_together(project: Project) -> None:
    """One response of a hundred steps must not make the bars too thin to point at."""
    marked(project, "long", None, *([C] * 19), X)
    found = Insights(project)
    steps = found.overview().first_errors.steps
    assert (len(steps), steps[-1]) == (16, (16, 1))
    assert found.problems_erring_at(None, None, 16) == ["long"]


def test_the_axis_is_of_days_then_weeks_then_months() -> None:
    """A year of days would be bars of two pixels."""
    first = date(2026, 1, 1)  # a Thursday
    assert len(spans_of([first, first + timedelta(61)])) == 62
    weeks = spans_of([first, first + timedelta(62)])
    assert weeks[0] == Span(date(2025, 12, 29), date(2026, 1, 4))
    assert weeks[-1].end >= first + timedelta(62)
    months = spans_of([first, first + timedelta(500)])
    assert months[1] == Span(date(2026, 2, 1), date(2026, 2, 28))
    assert spans_of([]) == ()


RUN = {
    "reward_model": {
        "validation_steps": 30,
        "validation_problems": 9,
        "ece": 0.04,
        "reliability": [
            {"low": 0.0, "high": 0.1, "count": 10, "mean_probability": 0.05, "share_correct": 0.1},
            {"low": 0.9, "high": 1.0, "count": 20, "mean_probability": 0.95, "share_correct": 0.9},
        ],
    },
    "before": {
        "problems": 4,
        "accuracy": 0.5,
        "accuracy_interval": [0.0, 1.0],
        "outcomes": [
            {"problem_id": one, "greedy_agrees": right}
            for one, right in (("a", True), ("b", True), ("c", False), ("d", False))
        ],
    },
    "after": {
        "problems": 4,
        "accuracy": 0.5,
        "accuracy_interval": [0.1, 0.9],
        "outcomes": [
            {"problem_id": one, "greedy_agrees": right}
            for one, right in (("a", True), ("b", False), ("c", True), ("d", False))
        ],
    },
}


def add_run(project: Project, folder: Path, results: Any, name: str = "one") -> Run:
    """Record a finished run with these results."""
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({"run_id": name, "base": {"name": "Base"}}))
    if results is not None:
        (folder / "results.json").write_text(json.dumps(results))
    run = Run(name, str(folder), RunState.DONE, "base", created_at=now())
    Library(project).add_run(run)
    return run


def test_runs_show_calibration_and_who_was_won_and_lost(project: Project, tmp_path: Path) -> None:
    """The run's own files are what is shown; problems are told apart by how they changed."""
    add_run(project, tmp_path / "one", RUN)
    found = Insights(project).runs()
    assert found.calibration is not None
    assert [one.count for one in found.calibration.bins] == [10, 20]
    assert (found.calibration.steps, found.calibration.problems) == (30, 9)
    (change,) = found.changes
    assert (change.won, change.lost, change.wrong) == (("c",), ("b",), ("b", "d"))
    assert (change.after.low, change.after.high) == (0.1, 0.9)


def test_all_right_is_not_shown_as_certain(project: Project, tmp_path: Path) -> None:
    """Drawing four right answers anew gives four right ones; they do not bound the rest to 1."""
    after = RUN["after"] | {"accuracy": 1.0, "accuracy_interval": [1.0, 1.0]}
    add_run(project, tmp_path / "one", RUN | {"after": after})
    (change,) = Insights(project).runs().changes
    assert change.after.low == pytest.approx(0.51, abs=0.01)
    assert change.after.high == 1.0


def test_a_run_without_its_folder_or_results_is_left_out(project: Project, tmp_path: Path) -> None:
    """Somebody tidied the disk; the page shows what is left."""
    run = add_run(project, tmp_path / "gone", RUN, "gone")
    add_run(project, tmp_path / "failed", None, "failed")
    for path in sorted(Path(run.folder).iterdir()):
        path.unlink()
    Path(run.folder).rmdir()
    assert Insights(project).runs().changes == ()
    assert Insights(project).runs().calibration is None


def test_a_reworded_topic_moves_its_counts(project: Project, three: dict[str, list[str]]) -> None:
    """The topic is the problem's as it is now."""
    from workbench.store.changes import replaced

    before = Library(project).problem("area")
    project.commit("reword", ["problems"], [replaced(before, replace(before, topic="Planes"))])
    assert [topic.topic for topic in Insights(project).overview().topics] == ["Planes", "Sums"]


@pytest.fixture
def twice(project: Project, three: dict[str, list[str]]) -> str:
    """Ben marks “sum” and “area” blind: of five steps he says the same of three.

    sum   Ada correct, neutral, incorrect   Ben correct, correct, incorrect
    area  Ada incorrect, correct            Ben correct, correct
    """
    people, passes = Annotators(project), SecondPasses(project)
    people.add("Ben")
    ben = people.use(people.named("Ben").id).id
    passes.give(ben, 1.0)
    annotation = Annotation(project)
    for name, verdicts in (("sum", (C, C, X)), ("area", (C, C)), ("more", (None, None))):
        for step, verdict in zip(three[name], verdicts, strict=False):
            if verdict is not None:
                annotation.mark(step, verdict)
    passes.hand_in(ben)
    return ben


def test_agreement_counts_what_two_said_of_the_same_steps(project: Project, twice: str) -> None:
    """Rows are what Ada said, columns what Ben said; the diagonal is agreement."""
    (pair,) = Insights(project).agreement()
    assert pair.names == ("Ada", "Ben")
    assert pair.cells == (2, 0, 0, 1, 0, 0, 1, 0, 1)
    assert (pair.same, pair.steps) == (3, 5)


def test_disagreement_leads_to_its_problems(project: Project, twice: str) -> None:
    """The cell “Ada incorrect, Ben correct” is the problem of areas."""
    found = Insights(project)
    (pair,) = found.agreement()
    assert found.problems_compared(pair.one, pair.two, (X, C)) == ["area"]
    assert found.problems_compared(pair.one, pair.two, (N, C)) == ["sum"]
    assert sorted(found.problems_compared(pair.one, pair.two)) == ["area", "sum"]


def test_one_annotator_alone_agrees_with_nobody(
    project: Project, three: dict[str, list[str]]
) -> None:
    """There is nothing to compare, and no card for it."""
    assert Insights(project).agreement() == ()


def test_a_bin_of_the_reward_model_leads_to_its_scored_and_marked_steps(
    project: Project, three: dict[str, list[str]], tmp_path: Path
) -> None:
    """Each bound belongs to one bin only; the highest bin holds a chance of 1."""
    add_run(project, tmp_path / "one", RUN)
    assert Insights(project).runs().calibration.reward_model == ""  # type: ignore[union-attr]
    database = project.file.database
    with database.transaction():
        database.execute("INSERT INTO reward_models VALUES (1, 'one', 'Base', 'calibrated', '')")
        for step, chance in (
            (three["sum"][0], 0.9),
            (three["more"][0], 1.0),
            (three["area"][0], 0.05),
            (three["sum"][3], 0.05),  # scored, not marked
        ):
            database.execute("INSERT INTO step_scores VALUES (?, 1, ?)", (step, chance))
    found = Insights(project)
    assert found.runs().calibration.reward_model == "one"  # type: ignore[union-attr]
    assert found.problems_scored("one", 0.9, 1.0) == ["sum", "more"]
    assert found.problems_scored("one", 0.8, 0.9) == []
    assert found.problems_scored("one", 0.0, 0.1) == ["area"]


def test_what_is_marked_blind_is_not_opened_from_a_picture(
    project: Project, three: dict[str, list[str]]
) -> None:
    """“Incorrect, of today” would tell the second annotator what the first one found."""
    people, passes = Annotators(project), SecondPasses(project)
    people.add("Ben")
    ben = people.use(people.named("Ben").id).id
    assert Insights(project).without_blind(["sum", "area"]) == ["sum", "area"]
    passes.give(ben, 1.0)
    assert Insights(project).without_blind(["sum", "area"]) == []
