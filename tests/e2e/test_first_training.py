"""A new user's first training: forty marked solutions, one click, and the new model is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.e2e.loaded_window import ENGINE_MS, shown, wait_loaded
from tests.helpers.solutions import result
from workbench.domain.records import ModelRecord, RunState, Split, Verdict
from workbench.service.annotation import Annotation
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.service.run_views import AFTER, BEFORE
from workbench.service.starter_expert import StarterExpert, StarterProblem
from workbench.service.training import RECIPE_SETTING
from workbench.ui.app import Application
from workbench.ui.rail import Page
from workbench.ui.train.panel import TrainPanel

pytestmark = pytest.mark.e2e
TRAINING_MS = 300_000
PER_FAMILY, HELD_OUT_PER_FAMILY = 5, 1
SHORT = {"updates": 1, "prompts": 2, "samples": 2, "minibatch": 4, "evaluation_samples": 1}


@pytest.fixture
def marked(project: Project) -> Project:
    """Forty solutions of the starter's families, marked step by step; every other has a slip.

    The quick preset, shortened, is what this project trains with.
    """
    expert = StarterExpert()
    problems = expert.problems(Split.TRAIN, PER_FAMILY, seed=1)
    heldout = expert.problems(Split.HELDOUT, HELD_OUT_PER_FAMILY, seed=1)
    Library(project).add_problems([one.record for one in (*problems, *heldout)])
    for number, problem in enumerate(problems):
        mark(project, expert, problem, slip=number % 2 == 1)
    project.set_setting(RECIPE_SETTING, {"preset": "quick", "changes": SHORT})
    return project


def mark(project: Project, expert: StarterExpert, problem: StarterProblem, *, slip: bool) -> None:
    text = expert.reference_response(problem)
    if slip:
        text = text.replace("=", "= 7 +", 1)
    annotation = Annotation(project)
    annotation.record_turn(annotation.plan_initial(problem.record.id), [result(text)], None)
    chosen = annotation.view(problem.record.id).turns[0].chosen
    assert chosen is not None
    verdicts = expert.verdicts(problem, text)
    for step, verdict in zip(chosen.steps, verdicts, strict=True):
        annotation.mark(step.step.id, verdict)
        if verdict is Verdict.INCORRECT:
            return


@pytest.fixture
def application(marked: Project, qtbot: QtBot, starter_gguf: Path) -> Iterator[Application]:
    """Open the window with the real engine."""
    with shown(qtbot, marked) as application:
        wait_loaded(qtbot, application)
        yield application


def test_forty_marked_solutions_and_one_click_make_a_trained_model_that_is_loaded(
    qtbot: QtBot, application: Application, marked: Project
) -> None:
    """Nothing else is asked of a new user, and what came of it is said in a headline."""
    page = application.window.open_page(Page.TRAIN).widget
    assert isinstance(page, TrainPanel)
    assert page.readiness.blocked_text == ""
    with qtbot.waitSignal(application.watch.ended, timeout=TRAINING_MS):
        qtbot.mouseClick(page.readiness.train, Qt.MouseButton.LeftButton)

    (run,) = Library(marked).runs()
    assert run.state is RunState.DONE, run.reason
    model = Library(marked).model(run.result_model_id or "")
    assert isinstance(model, ModelRecord)
    engine = application.engine
    qtbot.waitUntil(lambda: engine.model_id == model.id and not engine.loading, timeout=ENGINE_MS)
    assert page.ending.is_in_use
    assert page.ending.headline
    assert page.curves is not None
    assert page.curves.isVisible()
    told = application.watch.training.samples(run.id)
    assert {side for pair in told for side in sides(pair.before, pair.after)} == {BEFORE, AFTER}
    assert page.samples.isVisible()


def sides(before: object, after: object) -> set[str]:
    found = {BEFORE: before, AFTER: after}
    return {name for name, sample in found.items() if sample is not None}
