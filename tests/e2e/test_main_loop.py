"""The whole way in the real window: solve, mark, rewrite, refine, accept, train, use, export."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.e2e.loaded_window import ENGINE_MS, opened, wait_loaded
from tests.ui.desk_helpers import step_ids, verdicts
from workbench.domain.recipes import Recipe
from workbench.domain.records import RefineMode, ThreadStatus, TurnKind
from workbench.service.annotation import Annotation
from workbench.service.project import Project
from workbench.service.transfer import Transfer
from workbench.ui.annotate.panel import AnnotatePanel
from workbench.ui.app import Application
from workbench.ui.rail import Page

CTRL = Qt.KeyboardModifier.ControlModifier
TRAINING_MS = 240_000
SMALL = Recipe(
    updates=2,
    reward_head_steps=10,
    reward_epochs=1,
    prompts=2,
    samples=2,
    max_tokens=40,
    minibatch=4,
    microbatch=4,
    evaluate_every=0,
    evaluation_problems=2,
    evaluation_samples=1,
)


@pytest.fixture
def application(project: Project, qtbot: QtBot, starter_gguf: Path) -> Iterator[Application]:
    """Open the window on the sample problems with the real engine."""
    with opened(qtbot, project) as application:
        wait_loaded(qtbot, application)
        yield application


def test_the_main_loop(
    qtbot: QtBot, application: Application, project: Project, tmp_path: Path
) -> None:
    """From an unsolved problem to a better model in use and the marks exported."""
    assert application.annotate is not None
    panel = application.annotate.panel
    first, second, third = equations(project)

    application.annotate.queue.open(first)
    solve(qtbot, project, panel, first)
    mark_with_one_error(qtbot, project, panel, first)
    rewrite_current(qtbot, project, panel, first)
    refine(qtbot, project, panel, first, TurnKind.CONTINUE)

    application.annotate.queue.open(second)
    solve(qtbot, project, panel, second)
    mark_with_one_error(qtbot, project, panel, second)
    panel.bar.refine_mode_chosen.emit(RefineMode.ASK_AGAIN)
    refine(qtbot, project, panel, second, TurnKind.ASK_AGAIN)
    panel.bar.accept_chosen.emit()
    thread = Annotation(project).view(second).thread
    assert thread is not None
    assert thread.status is ThreadStatus.ACCEPTED

    train(qtbot, application)
    use_new_model(qtbot, application)
    application.window.open_page(Page.ANNOTATE)
    application.annotate.queue.open(third)
    solve(qtbot, project, panel, third)
    written = Annotation(project).view(third).turns[0].responses[0].response
    assert written.model_id == application.engine.model_id
    check_exports(project, tmp_path)


def equations(project: Project) -> list[str]:
    rows = Annotation(project).queue(search="Linear equations")
    return [row.problem_id for row in rows if row.split.value == "train"][:3]


def turns(project: Project, problem_id: str) -> int:
    return len(Annotation(project).view(problem_id).turns)


def solve(qtbot: QtBot, project: Project, panel: AnnotatePanel, problem_id: str) -> None:
    panel.focus_steps()
    qtbot.keyClick(panel.steps, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: turns(project, problem_id) == 1, timeout=ENGINE_MS)
    assert step_ids(project, problem_id)


def mark_with_one_error(
    qtbot: QtBot, project: Project, panel: AnnotatePanel, problem_id: str
) -> None:
    """Mark the first step correct and the second incorrect, by keys."""
    steps = step_ids(project, problem_id)
    panel.focus_steps()
    panel.steps.select(steps[0])
    keys = "13" if len(steps) > 1 else "3"
    for key in keys:
        qtbot.keyClick(panel.steps, key)
    assert verdicts(project, problem_id)[: len(keys)] == [1, -1][-len(keys) :]


def rewrite_current(qtbot: QtBot, project: Project, panel: AnnotatePanel, problem_id: str) -> None:
    at = panel.feedback.step_id
    qtbot.keyClick(panel.steps, "w")
    panel.feedback.rewrite.setPlainText("Divide both sides by $1$, which changes nothing.")
    qtbot.keyClick(panel.feedback.rewrite, Qt.Key.Key_Escape)
    view = Annotation(project).view(problem_id).turns[-1].chosen
    assert view is not None
    step = next(step for step in view.steps if step.step.id == at)
    assert step.mark is not None
    assert step.mark.rewrite == "Divide both sides by $1$, which changes nothing."


def refine(
    qtbot: QtBot, project: Project, panel: AnnotatePanel, problem_id: str, kind: TurnKind
) -> None:
    panel.focus_steps()
    qtbot.keyClick(panel.steps, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: turns(project, problem_id) == 2, timeout=ENGINE_MS)
    turn = Annotation(project).view(problem_id).turns[1]
    assert turn.turn.kind is kind
    if kind is TurnKind.CONTINUE:
        assert turn.chosen is not None
        assert "which changes nothing" in turn.chosen.response.text


def train(qtbot: QtBot, application: Application) -> None:
    from workbench.ui.train.panel import TrainPanel
    from workbench.ui.train.presenter import TrainPresenter

    built = application.window.open_page(Page.TRAIN)
    page, presenter = built.widget, built.presenter
    assert isinstance(page, TrainPanel)
    assert isinstance(presenter, TrainPresenter)
    presenter.choose_recipe("quick", SMALL)
    qtbot.mouseClick(page.readiness.train, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page.run.question.isVisible, timeout=TRAINING_MS)  # few marks, no sure scores
    with qtbot.waitSignal(application.watch.ended, timeout=TRAINING_MS):
        qtbot.mouseClick(page.run.question.go_on, Qt.MouseButton.LeftButton)
    assert page.ending.is_in_use or page.ending.use.isVisible(), application.watch.progress
    assert page.curves is not None


def use_new_model(qtbot: QtBot, application: Application) -> None:
    ending = application.window.open_page(Page.TRAIN).widget.ending  # type: ignore[attr-defined]
    if not ending.is_in_use:
        qtbot.mouseClick(ending.use, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: (
            str(application.engine.model_id).startswith("trained")
            and not application.engine.loading
        ),
        timeout=ENGINE_MS,
    )
    assert "trained" in application.window.status.model_text


def check_exports(project: Project, folder: Path) -> None:
    """Every format is written, and ``datasets`` reads the standard ones with the marks in them."""
    transfer = Transfer(project)
    for form, neutral in (("stepmark-jsonl", None), ("prm800k", None), ("trl-stepwise", "drop")):
        out = folder / f"{form}.jsonl"
        transfer.export(form, out, neutral=neutral)
        assert [json.loads(line) for line in out.read_text(encoding="utf-8").split("\n") if line]
    prm800k = read_with_datasets(folder / "prm800k.jsonl", folder)
    assert any(row["label"]["steps"] for row in prm800k)
    stepwise = read_with_datasets(folder / "trl-stepwise.jsonl", folder)
    assert {"prompt", "completions", "labels"} <= set(stepwise[0])
    assert any(False in row["labels"] for row in stepwise)


def read_with_datasets(path: Path, folder: Path) -> list[dict[str, Any]]:
    """Read in a process of its own: the library leaves threads behind."""
    source = (
        "import datasets, json, sys\n"
        "rows = datasets.Dataset.from_json(sys.argv[1], cache_dir=sys.argv[2])\n"
        "print(json.dumps(rows.to_list(), default=str))"
    )
    done = subprocess.run(
        [sys.executable, "-c", source, str(path), str(folder / "cache")],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return rows
