"""Suggestions of a real reward model: where they are made, what is accepted, what they order."""

from __future__ import annotations

import os
import queue
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers.marked import contents
from tests.helpers.projects import undo_stack
from tests.helpers.reward_models import adopt_reward_model, train_reward_model
from tests.helpers.solutions import numbered, result
from workbench.domain.errors import KnownError
from workbench.domain.records import (
    ErrorKind,
    LabelSource,
    ModelRecord,
    Problem,
    RunState,
    Split,
    Verdict,
)
from workbench.domain.suggestions import AcceptedSuggestion, Offer, Scale
from workbench.jobs.run_folder import RunFolder, read_json, write_json
from workbench.service import suggestions_scoring
from workbench.service.annotation import Annotation
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.service.suggestions import Suggestions, offered
from workbench.service.suggestions_scoring import Scoring
from workbench.service.transfer import Transfer
from workbench.service.views import ScoringState, StepView
from workbench.store import records, scores
from workbench.store.changes import Change, replaced
from workbench.store.scores import Cursor, ResponseScore, Unscored

SLOWEST = 180.0
"""Seconds in which the process has said something even on a machine that is very busy."""


def add_sum(
    project: Project, number: int, said: int, *, split: Split = Split.TRAIN, answer: bool = True
) -> str:
    """Add a solved sum whose answer is ``said``; return the problem's id."""
    reference = str(number + 2) if answer else None
    problem = Problem(f"p{number}", f"What is {number} + 2?", reference, split=split)
    Library(project).add_problems([problem])
    text = numbered([f"Add {number} and 2.", f"The sum is {said}."], f"${said}$")
    annotation = Annotation(project)
    annotation.record_turn(annotation.plan_initial(problem.id), [result(text)], None)
    return problem.id


def steps_of(project: Project, problem_id: str) -> tuple[StepView, ...]:
    """Return the step cards of a problem's newest turn."""
    chosen = Annotation(project).view(problem_id).turns[-1].chosen
    assert chosen is not None
    return chosen.steps


class Desk:
    """A project's suggestions with a real process, whose news are taken in this thread."""

    def __init__(self, project: Project) -> None:
        self.calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.scored: list[set[str]] = []
        self.suggestions = Suggestions(project)
        self.scoring = Scoring(project, self.calls.put)
        self.scoring.listeners.scored.append(self.scored.append)

    def refresh(self) -> None:
        self.suggestions.refresh()
        self.scoring.use(self.suggestions.facts, self.suggestions.key)

    def until(self, is_so: Callable[[], object]) -> None:
        """Take what the process says until something is so.

        It loads its libraries at the lowest priority, so a busy machine makes it wait long.
        """
        while not is_so():
            self.calls.get(timeout=SLOWEST)()


@pytest.fixture
def desk(project: Project) -> Iterator[Desk]:
    made = Desk(project)
    yield made
    made.scoring.close()


def scored_by_hand(
    project: Project, key: int, problem_id: str, *said: float, wrong: bool = False
) -> None:
    """Write scores as if the process had given them."""
    file, who = project.file, project.annotator.id
    found = scores.unscored_of(file.database, key, who, [problem_id])
    with file.unrecorded() as database:
        kept = [ResponseScore(one, said, wrong) for one in found]
        scores.save(database, key, kept, who)


def test_shown_problem_is_scored_by_the_newest_kept_model(
    desk: Desk, project: Project, reward_run: RunFolder
) -> None:
    """From a run's folder to a verdict with its confidence on the step card."""
    problem = add_sum(project, 3, 5)
    adopt_reward_model(project, reward_run)
    desk.refresh()
    assert desk.scoring.want(problem)
    desk.until(lambda: desk.scored)
    first, second = (step.scored for step in steps_of(project, problem)[:2])
    assert first is not None
    assert second is not None
    assert first.reward_model == "run-1"
    assert first.verdict is Verdict.CORRECT
    assert first.confidence == pytest.approx(max(first.probability, 1 - first.probability))
    assert first.probability > second.probability
    assert not desk.scoring.want(problem)
    assert undo_stack(project, limit=1)[0].label != "scores"


def test_a_generative_verifier_suggests_through_the_same_process(
    desk: Desk, project: Project, reward_run: RunFolder, tmp_path: Path
) -> None:
    """Which kind of reward model was trained makes no difference to whoever marks."""
    problem = add_sum(project, 3, 5)
    base = Path(reward_run.config()["base"]["path"])
    small = {"sums": 80, "reward_batch": 2, "verifier_learning_rate": 1e-2}
    trained = train_reward_model(tmp_path / "run", base, reward_model="generative", **small)
    adopt_reward_model(project, trained)
    desk.refresh()
    assert desk.scoring.want(problem)
    desk.until(lambda: desk.scored)
    steps = [step.scored for step in steps_of(project, problem)]
    assert all(step is not None and 0 < step.probability < 1 for step in steps)
    assert desk.suggestions.facts is not None
    assert desk.suggestions.facts.above_chance


def test_process_that_is_killed_is_started_again_and_then_given_up(
    desk: Desk, project: Project, reward_run: RunFolder
) -> None:
    """A response that kills the process must not make it start for ever."""
    problem = add_sum(project, 3, 5)
    adopt_reward_model(project, reward_run)
    desk.refresh()
    for state in (ScoringState.IDLE, ScoringState.FAILED):
        desk.scoring.want(problem)
        assert desk.scoring.pid is not None
        os.kill(desk.scoring.pid, signal.SIGKILL)
        desk.until(lambda wanted=state: desk.scoring.state is wanted)
    assert "process ended" in desk.scoring.sentence
    assert not desk.scoring.want(problem)
    desk.scoring.try_again()
    assert desk.scoring.want(problem)


def test_training_sends_the_process_away_and_lets_it_come_back(
    desk: Desk, project: Project, reward_run: RunFolder
) -> None:
    """A run needs the memory and the cores; what is shown says why nothing is suggested."""
    problem = add_sum(project, 3, 5)
    adopt_reward_model(project, reward_run)
    desk.refresh()
    desk.scoring.want(problem)
    desk.scoring.pause("a training run is at work")
    assert desk.scoring.pid is None
    assert (desk.scoring.state, desk.scoring.sentence) == (
        ScoringState.PAUSED,
        "a training run is at work",
    )
    assert not desk.scoring.want(problem)
    assert not desk.scoring.work()
    desk.scoring.go_on()
    assert desk.scoring.want(problem)
    assert desk.scoring.pid is not None


def test_background_pass_scores_what_waits_a_few_at_a_time(
    desk: Desk, project: Project, reward_run: RunFolder
) -> None:
    """The order by most informative needs scores of problems that nobody opened yet."""
    wanted = {add_sum(project, n, n + 2) for n in range(1, 6)}
    add_sum(project, 7, 9, split=Split.HELDOUT)
    adopt_reward_model(project, reward_run)
    desk.refresh()
    while desk.scoring.work():
        desk.until(lambda: not desk.scoring.busy)
    assert set().union(*desk.scored) == wanted
    assert max(len(problems) for problems in desk.scored) == 1
    assert not desk.scoring.work()


def test_background_pass_ends_however_long_the_queue_is(
    desk: Desk, project: Project, reward_run: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large model would else keep a core busy for days, unasked."""
    monkeypatch.setattr(suggestions_scoring, "MOST_PROBLEMS", 2)
    for number in range(1, 6):
        add_sum(project, number, number + 2)
    adopt_reward_model(project, reward_run)
    desk.refresh()
    asked: list[int] = []
    monkeypatch.setattr(desk.scoring, "_ask", lambda found: asked.append(len(found)))
    while desk.scoring.work():
        pass
    assert sum(asked) == 2


@pytest.fixture
def source(project: Project, reward_run: RunFolder) -> Suggestions:
    """Return a project's suggestions by an adopted model, without its process."""
    adopt_reward_model(project, reward_run)
    suggestions = Suggestions(project)
    suggestions.refresh()
    return suggestions


def test_accepted_suggestion_keeps_model_and_probability_beside_the_mark(
    project: Project, source: Suggestions
) -> None:
    """Whoever reads the label later must know what stood on the screen."""
    problem = add_sum(project, 3, 6)
    scored_by_hand(project, source.key, problem, 0.9, 0.2)
    step = steps_of(project, problem)[1].step.id
    change = Annotation(project).accept_suggestion(step)
    mark = steps_of(project, problem)[1].mark
    assert (mark.verdict, mark.source) == (Verdict.INCORRECT, LabelSource.ACCEPTED_SUGGESTION)
    said = records.get(project.file.database, AcceptedSuggestion, step)
    assert (said.probability, said.scale, said.reward_model, said.verdict) == (
        0.2,
        Scale.CALIBRATED,
        "run-1",
        Verdict.INCORRECT,
    )
    project.revert(change)
    assert records.get(project.file.database, AcceptedSuggestion, step) is None
    assert steps_of(project, problem)[1].scored is not None


@pytest.mark.parametrize("act", ["mark", "clear", "kind", "merge"])
def test_changed_verdict_is_no_accepted_suggestion_any_more(
    project: Project, source: Suggestions, act: str
) -> None:
    """A verdict of the annotator's own must not be counted as the model's."""
    problem = add_sum(project, 3, 5)
    scored_by_hand(project, source.key, problem, 0.9, 0.8)
    annotation, step = Annotation(project), steps_of(project, problem)[1].step.id
    annotation.accept_suggestion(step)
    acts: dict[str, Callable[[], Change]] = {
        "mark": lambda: annotation.mark(step, Verdict.CORRECT),
        "clear": lambda: annotation.mark(step, None),
        "kind": lambda: annotation.set_error_kind(step, ErrorKind.CALCULATION),
        "merge": lambda: annotation.merge_with_next(steps_of(project, problem)[0].step.id),
    }
    done = acts[act]()
    assert records.get(project.file.database, AcceptedSuggestion, step) is None
    marks = [s.mark for s in steps_of(project, problem) if s.mark]
    assert all(mark.source is LabelSource.HUMAN for mark in marks)
    project.revert(done)
    assert records.get(project.file.database, AcceptedSuggestion, step) is not None
    assert project.check().ok


def test_explanation_leaves_an_accepted_suggestion_accepted(
    project: Project, source: Suggestions
) -> None:
    """Words do not change whose the verdict is."""
    problem = add_sum(project, 3, 6)
    scored_by_hand(project, source.key, problem, 0.9, 0.2)
    step = steps_of(project, problem)[1].step.id
    Annotation(project).accept_suggestion(step)
    Annotation(project).explain(step, "3 + 2 is 5.")
    assert records.get(project.file.database, AcceptedSuggestion, step) is not None


def test_verdict_by_hand_stays_the_annotators(project: Project, source: Suggestions) -> None:
    """Agreeing with what is suggested is not the same as accepting it."""
    problem = add_sum(project, 3, 5)
    scored_by_hand(project, source.key, problem, 0.9, 0.8)
    step = steps_of(project, problem)[0]
    Annotation(project).mark(step.step.id, step.scored.verdict)
    assert steps_of(project, problem)[0].mark.source is LabelSource.HUMAN
    assert records.get(project.file.database, AcceptedSuggestion, step.step.id) is None


def test_blind_mode_hides_every_suggestion(project: Project, source: Suggestions) -> None:
    """Marks that shall measure agreement must not lean on anything."""
    problem = add_sum(project, 3, 5)
    scored_by_hand(project, source.key, problem, 0.9, 0.8)
    source.set_blind(True)
    assert all(step.offered is None for step in steps_of(project, problem))
    with pytest.raises(KnownError, match="no suggestion"):
        Annotation(project).accept_suggestion(steps_of(project, problem)[0].step.id)
    source.set_blind(False)
    assert steps_of(project, problem)[0].offered is Verdict.CORRECT


def test_heldout_problem_is_neither_scored_nor_suggested(
    project: Project, source: Suggestions
) -> None:
    """Held-out marks measure the model, so it must not speak first."""
    problem = add_sum(project, 3, 5, split=Split.HELDOUT)
    scored_by_hand(project, source.key, problem, 0.9, 0.8)
    assert not scores.of_steps(
        project.file.database, source.key, [s.step.id for s in steps_of(project, problem)]
    )
    assert source.offer(Library(project).problem(problem)) is Offer.HELD_OUT


@pytest.mark.parametrize(
    ("above", "offer"), [(True, Offer.OFFERED), (False, Offer.AT_CHANCE), (None, Offer.UNMEASURED)]
)
def test_model_not_above_chance_suggests_nothing(
    project: Project, reward_run: RunFolder, above: bool | None, offer: Offer
) -> None:
    """A coin's verdicts would only lead astray."""
    folder = adopt_reward_model(project, reward_run)
    card = read_json(folder / "reward_model" / "card.json")
    card["report"]["above_chance"] = above
    write_json(folder / "reward_model" / "card.json", card)
    suggestions = Suggestions(project)
    suggestions.refresh()
    assert suggestions.offer(None) is offer
    assert (suggestions.key is not None) == (offer is Offer.OFFERED)


def test_newest_kept_model_suggests(project: Project, reward_run: RunFolder) -> None:
    """A run that still works, and one whose result was discarded, are passed over."""
    suggestions, library = Suggestions(project), Library(project)
    assert not suggestions.refresh()
    assert suggestions.offer(None) is Offer.NO_MODEL
    for name in ("run-1", "run-2", "run-3"):
        adopt_reward_model(project, reward_run, name)
    library.update_run("run-3", state=RunState.RUNNING)
    library.add_model(ModelRecord("m2", "two", "adapter", "/two"))
    library.update_run("run-2", result_model_id="m2")
    assert suggestions.refresh()
    assert suggestions.facts.id == "run-2"
    library.remove_model("m2")
    assert suggestions.refresh()
    assert suggestions.facts.id == "run-1"
    library.update_run("run-3", state=RunState.DONE)
    assert suggestions.refresh()
    assert suggestions.facts.id == "run-3"


def test_scores_go_when_a_step_is_cut_or_the_problem_reworded(
    project: Project, source: Suggestions
) -> None:
    """A score is of the words that were scored."""
    problem = add_sum(project, 3, 5)
    scored_by_hand(project, source.key, problem, 0.9, 0.8)
    change = Annotation(project).merge_with_next(steps_of(project, problem)[0].step.id)
    assert [step.scored for step in steps_of(project, problem)] == [None]
    project.revert(change)
    assert [step.scored for step in steps_of(project, problem)][:2] == [None, None]
    scored_by_hand(project, source.key, problem, 0.9, 0.8)
    assert steps_of(project, problem)[0].scored is not None


def order(project: Project) -> list[str]:
    return [row.problem_id for row in Annotation(project).queue(order="informative")]


def test_informative_order_puts_convincing_wrong_answers_first(
    project: Project, source: Suggestions
) -> None:
    """A mark there teaches most; then what the model is unsure of; then the rest, as imported."""
    for number in (1, 2, 3, 4, 5):
        add_sum(project, number, number + 2)
    scored_by_hand(project, source.key, "p2", 0.99, 0.95)  # sure
    scored_by_hand(project, source.key, "p3", 0.9, 0.55)  # unsure at its worst step
    scored_by_hand(project, source.key, "p4", 0.9, 0.8, wrong=True)  # convincing, and wrong
    scored_by_hand(project, source.key, "p5", 0.9, 0.1, wrong=True)  # wrong, and it knows
    assert order(project) == ["p4", "p3", "p5", "p2", "p1"]
    Annotation(project).mark(steps_of(project, "p4")[0].step.id, Verdict.INCORRECT)
    assert order(project) == ["p3", "p5", "p2", "p1", "p4"]


def test_candidates_that_the_model_judges_differently_come_before_those_alike(
    project: Project, source: Suggestions
) -> None:
    """One of them is wrong: whichever is marked tells the model which."""
    for number in (1, 2):
        problem = Problem(f"p{number}", f"What is {number} + 2?")
        Library(project).add_problems([problem])
        texts = [numbered([f"It is {said}."], f"${said}$") for said in (3, 4)]
        annotation = Annotation(project)
        results = [result(text, at) for at, text in enumerate(texts)]
        annotation.record_turn(annotation.plan_initial(problem.id), results, None)
    key, file, who = source.key, project.file, project.annotator.id
    for problem_id, other in (("p1", 0.95), ("p2", 0.2)):
        found = scores.unscored_of(file.database, key, who, [problem_id])
        said = [
            ResponseScore(one, tuple(p for _ in one.step_ids), False)
            for one, p in zip(found, (0.95, other), strict=True)
        ]
        with file.unrecorded() as database:
            scores.save(database, key, said, who)
    assert order(project) == ["p2", "p1"]


def test_informative_order_of_a_long_queue_is_read_and_not_sorted(project: Project) -> None:
    """100,000 problems are shown at once because an index holds them in this order."""
    database = project.file.database
    with project.file.unrecorded():
        database.execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
            " INSERT INTO queue (problem_id, position, excerpt, split, status, turn, marked_steps,"
            " total_steps, any_mark, informative)"
            " SELECT 'q' || i, i, 'text', 'train', 'unmarked', 1, 0, 3, 0,"
            " 2 + (i * 7919 % 100000) / 100000.0 FROM n"
        )
    seen: list[str] = []
    database.connection.set_trace_callback(seen.append)
    rows = Annotation(project).queue(order="informative", limit=50)
    database.connection.set_trace_callback(None)
    asked = next(sql for sql in seen if "informative DESC" in sql)
    plan = [row["detail"] for row in database.rows(f"EXPLAIN QUERY PLAN {asked}")]
    assert any("queue_informative" in line for line in plan), plan
    assert not any("TEMP B-TREE" in line for line in plan), plan
    ranks = [int(row.problem_id[1:]) * 7919 % 100000 for row in rows]
    assert ranks == sorted(range(100000), reverse=True)[:50]


def test_scores_of_a_response_that_changed_meanwhile_are_dropped(
    project: Project, source: Suggestions
) -> None:
    """The process answers after the annotator merged two of the steps."""
    problem = add_sum(project, 3, 5)
    file, who = project.file, project.annotator.id
    asked = scores.unscored_of(file.database, source.key, who, [problem])
    Annotation(project).merge_with_next(steps_of(project, problem)[0].step.id)
    with file.unrecorded() as database:
        said = [ResponseScore(asked[0], (0.9,) * len(asked[0].step_ids), False)]
        assert scores.save(database, source.key, said, who) == set()
    assert all(step.scored is None for step in steps_of(project, problem))


def test_pass_over_a_long_queue_looks_at_a_window_at_a_time(
    project: Project, source: Suggestions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each look stays short however long the queue is, and none is passed over."""
    monkeypatch.setattr(scores, "WINDOW", 3)
    wanted = [add_sum(project, n, n + 2) for n in range(1, 9)]
    found: list[Unscored] = []
    cursor: Cursor | None = Cursor()
    looks = 0
    while cursor is not None:
        some, cursor = scores.next_unscored(
            project.file.database, source.key, project.annotator.id, cursor, 2
        )
        found += some
        looks += 1
    assert [one.problem_id for one in found] == wanted
    assert looks >= 4


def test_export_carries_what_was_accepted_and_imports_it_back(
    project: Project, source: Suggestions, tmp_path: Path
) -> None:
    """A data set says of each label whether the model spoke first, and what it said."""
    problem = add_sum(project, 3, 6)
    scored_by_hand(project, source.key, problem, 0.9, 0.2)
    for step in steps_of(project, problem)[:2]:
        Annotation(project).accept_suggestion(step.step.id)
    out = tmp_path / "all.jsonl"
    Transfer(project).export("stepmark-jsonl", out)
    tables = ["accepted_suggestions", "marks"]
    with Project.create(tmp_path / "other.stepmark", "Bob") as other:
        Transfer(other).import_file(out)
        assert contents(other, tables) == contents(project, tables)
        assert len(contents(other, tables)["accepted_suggestions"]) == 2
        again = Transfer(other).import_file(out)
        assert again.threads_added == 0
        assert contents(other, tables) == contents(project, tables)


def test_problem_that_is_held_out_later_loses_its_suggestions(
    project: Project, source: Suggestions
) -> None:
    """Scores may be there from before; they are not shown."""
    problem = add_sum(project, 3, 5)
    scored_by_hand(project, source.key, problem, 0.9, 0.8)
    before = Library(project).problem(problem)
    project.commit(
        "hold out", ["problems"], [replaced(before, replace(before, split=Split.HELDOUT))]
    )
    assert all(step.offered is None for step in steps_of(project, problem))


def test_blind_second_pass_sees_no_suggestion(project: Project, source: Suggestions) -> None:
    """A second opinion measures agreement, so nothing may speak before it."""
    problem = add_sum(project, 3, 5)
    scored_by_hand(project, source.key, problem, 0.9, 0.8)
    bare = Annotation(project).view(problem)
    cleared = [replace(step, scored=None) for step in bare.turns[0].chosen.steps]
    chosen = replace(bare.turns[0].chosen, steps=tuple(cleared))
    turn = replace(bare.turns[0], responses=(chosen,), chosen=chosen)
    view = replace(bare, turns=(turn,))
    assert offered(project, view).turns[0].chosen.steps[0].scored is not None
    assert offered(project, view, blind_pass=True) == view


def test_verdict_of_the_turn_before_wins(project: Project, source: Suggestions) -> None:
    """What the annotator said of these very words counts for more than a guess."""
    problem = add_sum(project, 3, 6)
    annotation = Annotation(project)
    first, second = (step.step.id for step in steps_of(project, problem)[:2])
    annotation.mark(first, Verdict.NEUTRAL)
    annotation.mark(second, Verdict.INCORRECT)
    annotation.rewrite(second, "The sum is 5.")
    plan = annotation.plan_refine(problem)
    annotation.record_turn(plan, [result("**Answer: $5$**")], None)
    scored_by_hand(project, source.key, problem, 0.9, 0.8)
    kept = steps_of(project, problem)[0]
    assert (kept.offered, kept.scored) == (Verdict.NEUTRAL, None)
    annotation.accept_suggestion(kept.step.id)
    assert steps_of(project, problem)[0].mark.source is LabelSource.ACCEPTED_SUGGESTION
    assert not contents(project, ["accepted_suggestions"])["accepted_suggestions"]
