"""Suggested verdicts on the desk: seen in the gutter, accepted by one key, hidden by another."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.helpers.reward_models import adopt_reward_model
from tests.ui.desk_helpers import EQUATION, FRACTIONS, add_problems, solve, step_ids, verdicts
from workbench.domain.records import LabelSource, Verdict
from workbench.domain.suggestions import AcceptedSuggestion
from workbench.jobs.run_folder import RunFolder
from workbench.service.annotation import Annotation
from workbench.service.project import Project
from workbench.service.suggestions import Suggestions
from workbench.service.views import ScoringState
from workbench.store import records, scores
from workbench.store.scores import ResponseScore
from workbench.ui.annotate.step_model import accessible_name
from workbench.ui.annotate.suggestion_words import percent_of
from workbench.ui.annotate.thread_display import mark_line
from workbench.ui.app import Application
from workbench.ui.rail import Page

Open = Callable[[Project], Application]


def score(project: Project, problem_id: str, *said: float) -> None:
    """Write a reward model's scores of a problem's response, the last one for all that follow."""
    key, file, who = Suggestions(project).key, project.file, project.annotator.id
    assert key is not None
    found = scores.unscored_of(file.database, key, who, [problem_id])
    kept = []
    for one in found:
        missing = len(one.step_ids) - len(said)
        kept.append(ResponseScore(one, (*said, *said[-1:] * missing), False))
    with file.unrecorded() as database:
        scores.save(database, key, kept, who)


@pytest.fixture
def solved(project: Project, reward_run: RunFolder) -> Project:
    """Return a project with a solved problem, a reward model, and its scores."""
    add_problems(project, EQUATION, FRACTIONS)
    solve(project, EQUATION.id)
    adopt_reward_model(project, reward_run)
    Suggestions(project).refresh()
    score(project, EQUATION.id, 0.92, 0.13)
    return project


def test_suggestion_is_seen_heard_and_accepted_with_one_key(
    qtbot: QtBot, solved: Project, open_window: Open
) -> None:
    """Space takes what is offered and moves on; what stood on the screen stays beside the mark."""
    application = open_window(solved)
    panel = application.annotate.panel
    first, second = panel.steps.steps()[:2]
    assert percent_of(first) == "92\N{NARROW NO-BREAK SPACE}%"
    assert "suggested: correct 92" in accessible_name(first)
    assert "suggested: incorrect 87" in accessible_name(second)
    qtbot.keyClick(panel.steps, Qt.Key.Key_Space)
    qtbot.keyClick(panel.steps, Qt.Key.Key_Space)
    assert verdicts(solved, EQUATION.id)[:2] == [1, -1]
    ids = step_ids(solved, EQUATION.id)
    said = records.get(solved.file.database, AcceptedSuggestion, ids[1])
    assert (said.probability, said.verdict) == (0.13, Verdict.INCORRECT)
    accepted = [
        mark_line(step).replace("\N{NARROW NO-BREAK SPACE}", " ") for step in panel.steps.steps()
    ]
    assert accepted[0].startswith("correct · you, as suggested (92 %)")
    assert accepted[1].startswith("incorrect · you, as suggested (87 %)")
    application.desk.history.undo()
    assert verdicts(solved, EQUATION.id)[:2] == [1, None]
    assert records.get(solved.file.database, AcceptedSuggestion, ids[1]) is None


def test_verdict_key_overrules_a_suggestion(
    qtbot: QtBot, solved: Project, open_window: Open
) -> None:
    """A verdict by hand is the annotator's, though it agrees."""
    panel = open_window(solved).annotate.panel
    qtbot.keyClick(panel.steps, Qt.Key.Key_1)
    mark = Annotation(solved).view(EQUATION.id).turns[0].chosen.steps[0].mark
    assert mark.source is LabelSource.HUMAN
    assert percent_of(panel.steps.steps()[0]) == ""


def test_blind_mode_hides_what_is_suggested_until_it_is_left(
    qtbot: QtBot, solved: Project, open_window: Open
) -> None:
    """One key for the whole project; Space then accepts nothing."""
    application = open_window(solved)
    panel = application.annotate.panel
    assert panel.suggestions.text() == "Suggestions on"
    qtbot.keyClick(panel.steps, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert panel.suggestions.text() == "Blind mode"
    assert all(step.offered is None for step in panel.steps.steps())
    qtbot.keyClick(panel.steps, Qt.Key.Key_Space)
    assert verdicts(solved, EQUATION.id)[0] is None
    qtbot.mouseClick(panel.suggestions, Qt.MouseButton.LeftButton)
    assert panel.suggestions.text() == "Suggestions on"
    assert panel.steps.steps()[0].offered is Verdict.CORRECT


def test_without_a_model_the_heading_says_how_to_get_one(
    qtbot: QtBot, project: Project, open_window: Open
) -> None:
    """Nobody has to know that training brings suggestions, and it takes no room from the steps."""
    add_problems(project, EQUATION, FRACTIONS)
    solve(project, EQUATION.id)
    application = open_window(project)
    panel = application.annotate.panel
    Annotation(project).mark(step_ids(project, EQUATION.id)[0], Verdict.CORRECT)
    application.annotate.queue.open(FRACTIONS.id)
    application.annotate.queue.open(EQUATION.id)
    assert panel.suggestion_notice.text == ""
    assert panel.suggestions.text() == "No suggestions yet"
    for said in (panel.suggestions.toolTip(), panel.suggestions.accessibleDescription()):
        assert "Train once on the Train page" in said
        assert "Click opens the Train page" in said


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space, None])
def test_word_of_no_suggestions_leads_to_training(
    qtbot: QtBot, project: Project, open_window: Open, key: Qt.Key | None
) -> None:
    """The mouse and the keys lead there alike; blind mode keeps its own key."""
    add_problems(project, EQUATION)
    solve(project, EQUATION.id)
    application = open_window(project)
    panel = application.annotate.panel
    qtbot.keyClick(panel.steps, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert panel.suggestions.text() == "Blind mode"
    qtbot.mouseClick(panel.suggestions, Qt.MouseButton.LeftButton)
    assert panel.suggestions.text() == "No suggestions yet"
    assert application.window.page is Page.ANNOTATE
    if key is None:
        qtbot.mouseClick(panel.suggestions, Qt.MouseButton.LeftButton)
    else:
        qtbot.keyClick(panel.suggestions, key)
    assert application.window.page is Page.TRAIN


def test_model_of_a_run_that_ends_takes_over(
    qtbot: QtBot, project: Project, reward_run: RunFolder, open_window: Open
) -> None:
    """Nobody has to start the window again to get what training brought."""
    add_problems(project, EQUATION, FRACTIONS)
    solve(project, EQUATION.id)
    application = open_window(project)
    toggle = application.annotate.panel.suggestions
    assert toggle.text() == "No suggestions yet"
    adopt_reward_model(project, reward_run)
    application.desk.bus.announce({"runs", "models"})
    qtbot.waitUntil(lambda: toggle.text() == "Suggestions on", timeout=10_000)
    assert "80 held-out marks" in toggle.accessibleDescription()
    score(project, EQUATION.id, 0.92)
    application.annotate.reload()
    assert application.annotate.panel.steps.steps()[0].scored.reward_model == "run-1"
    adopt_reward_model(project, reward_run, "run-2")
    application.desk.bus.announce({"runs", "models"})
    steps = application.annotate.panel.steps
    qtbot.waitUntil(lambda: steps.steps()[0].scored is None, timeout=10_000)
    score(project, EQUATION.id, 0.2)
    application.annotate.reload()
    assert steps.steps()[0].scored.verdict is Verdict.INCORRECT


@pytest.fixture
def scoring_window(open_window: Open, solved: Project) -> Application:
    """Return a window whose reward model is at work."""
    solve(solved, FRACTIONS.id)
    application = open_window(solved)
    application.scoring.start()
    return application


def test_shown_problem_is_scored_in_a_process_of_its_own_which_may_die(
    qtbot: QtBot, scoring_window: Application
) -> None:
    """The suggestions come by themselves; a killed process takes neither window nor marks away."""
    application = scoring_window
    application.annotate.queue.open(FRACTIONS.id)
    panel = application.annotate.panel
    qtbot.waitUntil(lambda: application.scoring._scoring.pid is not None, timeout=30_000)
    os.kill(application.scoring._scoring.pid, 9)
    qtbot.waitUntil(lambda: application.scoring.state is ScoringState.IDLE, timeout=30_000)
    application.annotate.queue.open(EQUATION.id)
    application.annotate.queue.open(FRACTIONS.id)
    qtbot.waitUntil(lambda: panel.steps.steps()[0].scored is not None, timeout=60_000)
    assert percent_of(panel.steps.steps()[0])


def test_failure_of_the_process_is_told_until_it_is_read(
    qtbot: QtBot, scoring_window: Application
) -> None:
    """It says why, offers another try, and does not come back on every problem."""
    application = scoring_window
    notice = application.annotate.panel.suggestion_notice
    folder = application.scoring.facts.folder
    (Path(folder) / "head.safetensors").unlink()
    application.annotate.queue.open(FRACTIONS.id)
    qtbot.waitUntil(lambda: "head.safetensors" in notice.text, timeout=60_000)
    assert application.annotate.panel.suggestions.text() == "Suggestions stopped"
    qtbot.mouseClick(notice.close_button, Qt.MouseButton.LeftButton)
    application.annotate.queue.open(EQUATION.id)
    assert notice.text == ""


def test_training_makes_suggestions_wait_and_says_so(
    qtbot: QtBot, scoring_window: Application
) -> None:
    """Cores and memory go to the run; the heading says why nothing new is suggested."""
    application = scoring_window
    application.watch.job_changed.emit("Training: PPO 3 %")
    toggle = application.annotate.panel.suggestions
    assert toggle.text() == "Suggestions wait"
    assert "a training run is at work" in toggle.toolTip()
    application.watch.job_changed.emit("")
    assert toggle.text() == "Suggestions on"
