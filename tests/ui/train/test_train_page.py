"""The Train page in the real window, on run folders as the training process writes them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui.desk_helpers import EQUATION, FRACTIONS, SOLUTION, add_problems, solve, step_ids
from workbench.domain.presets import PRESETS
from workbench.domain.recipes import Recipe
from workbench.domain.records import ModelRecord, Run, RunState, Verdict
from workbench.domain.training_views import Outcome
from workbench.jobs.run_folder import RunFolder, RunStatus, process_started, write_json
from workbench.service.annotation import Annotation
from workbench.service.library import Library
from workbench.service.models import starter_record
from workbench.service.project import Project
from workbench.ui.app import Application
from workbench.ui.rail import Page
from workbench.ui.train.charts import CHARTS, MOST_POINTS, Points
from workbench.ui.train.curves import ChartView, Curves
from workbench.ui.train.panel import TrainPanel
from workbench.ui.train.results_table import MINUS, signed
from workbench.ui.train.shown import reward_lines

Open = Callable[[Project], Application]
WORSE_BY_CHANCE = {"accuracy_change": 0.01, "accuracy_change_interval": [-0.05, 0.07]}
QUESTION = "The reward model is not clearly better than chance. Go on all the same?"


def side(accuracy: float) -> dict[str, Any]:
    return {
        "problems": 96,
        "accuracy": accuracy,
        "accuracy_interval": [accuracy - 0.1, accuracy + 0.1],
        "sampled_accuracy": accuracy,
        "sampled_accuracy_interval": [accuracy - 0.1, accuracy + 0.1],
        "topics": {
            "fractions": {"problems": 48.0, "accuracy": accuracy},
            "words": {"problems": 48.0, "accuracy": accuracy},
        },
    }


def results(**changes: Any) -> dict[str, Any]:
    better = {
        "before": side(0.698),
        "after": side(0.927),
        "accuracy_change": 0.229,
        "accuracy_change_interval": [0.156, 0.312],
        "sampled_accuracy_change": 0.2,
        "sampled_accuracy_change_interval": [0.1, 0.3],
        "reward_model": {
            "auc": 0.85,
            "auc_low": 0.68,
            "auc_high": 0.97,
            "above_chance": True,
            "validation_steps": 127,
            "validation_problems": 40,
        },
        "ended": "Finished 30 updates.",
        "notices": [],
    }
    return better | changes


class RunBuilder:
    """Lays run folders into a project as a training process of this very test would."""

    def __init__(self, project: Project, folder: Path) -> None:
        self.project, self.folder = project, folder
        Library(project).add_model(starter_record())

    def lay(self, run_id: str, state: RunState, **status: Any) -> RunFolder:
        run = RunFolder(self.folder / run_id)
        run.path.mkdir(parents=True)
        base = {"name": "Starter", "model_id": "starter", "sha256": "0" * 64}
        run.make({"run_id": run_id, "base": base, "marked_steps": 12}, ["{}"])
        self.say(run, state, **status)
        record = Run(run_id, str(run.path), state, "starter", Recipe().to_mapping())
        Library(self.project).add_run(record)
        return run

    def say(self, run: RunFolder, state: RunState, **status: Any) -> None:
        pid = os.getpid()
        known = {"stage": "ppo", "fraction": 0.5, "pid": pid, "started": process_started(pid)}
        run.write_status(RunStatus(state, **{**known, **status}))

    def finished(self, run_id: str, **changes: Any) -> str:
        """Lay a finished run with its model; return the model's id."""
        run = self.lay(run_id, RunState.DONE)
        write_json(run.path / "results.json", results(**changes))
        model = ModelRecord(f"m-{run_id}", "Trained", "adapter", str(run.path), parent_id="starter")
        Library(self.project).add_model(model)
        Library(self.project).update_run(run_id, result_model_id=model.id)
        return model.id


@pytest.fixture
def runs(project: Project, tmp_path: Path) -> RunBuilder:
    add_problems(project, EQUATION, FRACTIONS)
    return RunBuilder(project, tmp_path / "runs")


def page_of(application: Application) -> TrainPanel:
    page = application.window.open_page(Page.TRAIN).widget
    assert isinstance(page, TrainPanel)
    return page


def press(qtbot: QtBot, button: QAbstractButton) -> None:
    assert button.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


# --- the plan ------------------------------------------------------------------------------------


def test_the_plan_names_the_base_and_what_it_takes(runs: RunBuilder, open_window: Open) -> None:
    """Nobody should be surprised by which model changes, or by an hour."""
    page = page_of(open_window(runs.project))
    plan = page.readiness
    assert plan._trained.text().startswith("Model to train: Starter")
    assert "min" in plan._estimate.text()
    assert "GB" in plan._estimate.text()


def test_a_preset_is_remembered_by_the_project(
    qtbot: QtBot, runs: RunBuilder, open_window: Open
) -> None:
    """What was chosen once need not be chosen again."""
    application = open_window(runs.project)
    page = page_of(application)
    usual = page.readiness._estimate.text()
    press(qtbot, page.readiness.presets.chip("quick"))
    assert page.readiness._estimate.text() != usual
    assert application.watch.training.recipe() == ("quick", PRESETS[0].recipe)


def test_what_becomes_of_the_new_model_is_asked_once_and_remembered(
    qtbot: QtBot, runs: RunBuilder, open_window: Open
) -> None:
    """A box that is ticked reads as a setting; what the project holds is no act of the user."""
    application = open_window(runs.project)
    box, training = page_of(application).readiness.use_result, application.watch.training
    assert box.isChecked() == training.uses_result()
    before = box.isChecked()
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert training.uses_result() == box.isChecked() != before


def test_a_setting_is_checked_beside_its_field_and_reset(
    qtbot: QtBot, runs: RunBuilder, open_window: Open
) -> None:
    """A recipe that cannot run never starts, and the way back is one button."""
    mark_both_ways(runs.project)
    application = open_window(runs.project)
    page = page_of(application)
    form = page.readiness.advanced
    press(qtbot, page.readiness.advanced_button)
    updates, clip = form.fields["updates"].editor, form.fields["clip"].editor
    assert isinstance(updates, QLineEdit)
    assert isinstance(clip, QLineEdit)
    updates.clear()
    qtbot.keyClicks(updates, "7")
    clip.clear()
    qtbot.keyClicks(clip, "0")
    assert form.fields["clip"].fault == "must be above 0"
    assert not page.readiness.train.isEnabled()
    assert "Advanced" in page.readiness.blocked_text
    assert application.watch.training.recipe()[1] == replace(Recipe(), updates=7)
    press(qtbot, form.reset)
    assert (updates.text(), clip.text()) == ("30", "0.2")
    assert page.readiness.train.isEnabled()
    assert application.watch.training.recipe()[1] == Recipe()


def test_the_kind_of_reward_model_is_chosen_in_the_form_and_named_at_the_end(
    qtbot: QtBot, runs: RunBuilder, open_window: Open
) -> None:
    """Whoever explains mistakes should find the model that learns from it, and see that it did."""
    report = {**results()["reward_model"], "kind": "generative"}
    runs.finished("run-1", reward_model=report)
    application = open_window(runs.project)
    page = page_of(application)
    press(qtbot, page.readiness.advanced_button)
    kind = page.readiness.advanced.fields["reward_model"].editor
    assert isinstance(kind, QComboBox)
    kind.setFocus()
    qtbot.keyClick(kind, Qt.Key.Key_Down)
    assert application.watch.training.recipe()[1] == replace(Recipe(), reward_model="generative")
    lines = reward_lines(report)
    assert lines[0] == ("Kind", "generative verifier")
    assert "Kind" not in dict(reward_lines(results()["reward_model"]))


def test_every_setting_of_the_recipe_is_in_the_form_with_its_value(
    runs: RunBuilder, open_window: Open
) -> None:
    """A setting that cannot be seen cannot be trusted."""
    fields = page_of(open_window(runs.project)).readiness.advanced.fields
    assert set(fields) == set(Recipe().to_mapping()) - {"name"}
    for name, field in fields.items():
        assert field.editor.accessibleName()
        value = getattr(Recipe(), name)
        if isinstance(field.editor, QComboBox):
            assert field.editor.currentData() == value
        else:
            assert float(field.editor.text()) == value


def mark_both_ways(project: Project) -> None:
    solve(project, EQUATION.id)
    first, second, *_ = step_ids(project, EQUATION.id)
    Annotation(project).mark(first, Verdict.CORRECT)
    Annotation(project).mark(second, Verdict.INCORRECT)


# --- a run at work -------------------------------------------------------------------------------


def test_a_run_of_an_earlier_window_is_found_and_followed(
    qtbot: QtBot, runs: RunBuilder, open_window: Open
) -> None:
    """The window may close while it trains; what was drawn before is drawn again."""
    run = runs.lay("live", RunState.RUNNING, seconds_left=120.0, notices=("It imitates.",))
    run.append(run.metrics, {"stage": "ppo", "update": 1, "entropy": 0.5})
    write_sample(run, "before", agrees=False)
    application = open_window(runs.project)
    application.watch.adopt()
    page = page_of(application)
    assert page.run.isVisible()
    assert not page.readiness.isVisible()
    assert page.run.notices == ("It imitates.",)
    assert page.samples.before.text == "wrong answer"
    entropy = chart(page, "Entropy")
    assert entropy.value.text() == "0.5 · update 1"
    run.append(run.metrics, {"stage": "ppo", "update": 2, "entropy": 0.4})
    qtbot.waitUntil(lambda: entropy.value.text() == "0.4 · update 2")
    runs.say(run, RunState.STOPPED, reason="Stopped as asked; the run can be resumed.")
    qtbot.waitUntil(lambda: page.ending.isVisible())
    assert page.ending.headline == "Stopped before the end"
    assert page.ending.resume.isVisible()


def test_pause_and_go_on_are_asked_of_the_run(
    qtbot: QtBot, runs: RunBuilder, open_window: Open
) -> None:
    """A pause gives the machine back for a while and loses nothing."""
    run = runs.lay("live", RunState.RUNNING)
    application = open_window(runs.project)
    application.watch.adopt()
    page = page_of(application)
    page.run.pause.setFocus()
    press(qtbot, page.run.pause)
    assert run.pause_asked()
    runs.say(run, RunState.PAUSED, reason="Paused as asked; it goes on when you say so.")
    qtbot.waitUntil(lambda: page.run.go_on.isVisible())
    assert page.run.state_text == "Paused"
    assert page.run.go_on.hasFocus()  # and not Stop, which stands next to it
    assert page.run._stages["ppo"]._waits == "pause"
    press(qtbot, page.run.go_on)
    assert not run.pause_asked()
    assert not run.confirmed()


@pytest.mark.parametrize("answer", ["go on", "stop"])
def test_a_doubtful_reward_model_is_asked_about_in_place(
    qtbot: QtBot, runs: RunBuilder, open_window: Open, answer: str
) -> None:
    """No dialog stands in the way, and either answer is one button."""
    run = runs.lay("live", RunState.PAUSED, question=QUESTION, reason=QUESTION)
    application = open_window(runs.project)
    application.watch.adopt()
    page = page_of(application)
    assert page.run.question.text == QUESTION
    assert page.run.state_text == "Waits for your answer"
    assert "your answer" in application.window.status._job.text()
    press(qtbot, page.run.question.go_on if answer == "go on" else page.run.question.stop)
    assert (run.confirmed(), run.stop_asked()) == (answer == "go on", answer == "stop")


# --- how it came out -----------------------------------------------------------------------------


def test_a_better_model_is_said_in_one_headline_with_its_numbers(
    qtbot: QtBot, runs: RunBuilder, open_window: Open
) -> None:
    """The one thing that everybody wants to know comes first, and Use is the primary button."""
    model = runs.finished("done")
    application = open_window(runs.project)
    page = page_of(application)
    assert page.ending.headline == "Better: 92.7 % of held-out answers are right, 69.8 % before"
    assert "+22.9 points (95 % interval +15.6 to +31.2, 96 problems" in page.ending.text
    assert page.ending.use.property("role") == "primary"
    assert page.readiness.train.property("role") == "secondary"
    press(qtbot, page.ending.use)
    assert application.engine.model_id == model
    assert page.ending.is_in_use
    press(qtbot, page.ending.back)
    assert not page.ending.is_in_use
    press(qtbot, page.ending.discard)
    assert Library(runs.project).model(model) is None
    assert not page.ending.use.isVisible()


def test_discarding_a_model_in_use_goes_back_to_its_base_and_can_be_undone(
    qtbot: QtBot, runs: RunBuilder, open_window: Open
) -> None:
    """A slip costs one key; and nothing is written by a model that is not in the project."""
    model = runs.finished("done")
    application = open_window(runs.project)
    page = page_of(application)
    press(qtbot, page.ending.use)
    assert application.engine.model_id == model
    press(qtbot, page.ending.discard)
    assert application.engine.model_id == "starter"
    assert Library(runs.project).model(model) is None
    application.desk.history.undo()
    assert Library(runs.project).model(model) is not None
    assert page.ending.use.isVisible()


def test_the_new_model_is_compared_blind_with_the_one_it_came_from(
    qtbot: QtBot, runs: RunBuilder, open_window: Open
) -> None:
    """Numbers on held-out problems are one judge; the expert is the other."""
    model = runs.finished("done")
    application = open_window(runs.project)
    page = page_of(application)
    application.engine.generation.texts = [SOLUTION] * 40  # type: ignore[attr-defined]
    press(qtbot, page.ending.compare)
    assert application.window.page is Page.COMPARE
    assert application._compare is not None
    current = application._compare.duel.current
    assert current is not None
    assert {current.model_a_id, current.model_b_id} == {model, "starter"}


def test_a_gain_that_may_be_chance_is_not_called_one(runs: RunBuilder, open_window: Open) -> None:
    """A workbench that flatters is of no use."""
    doubtful = {"auc": 0.6, "auc_low": 0.41, "auc_high": 0.8, "above_chance": False}
    runs.finished("done", **WORSE_BY_CHANCE, reward_model=doubtful)
    page = page_of(open_window(runs.project))
    assert page.ending.headline.startswith("Not clearly better")
    assert "can be chance" in page.ending.text
    assert "not clearly better than chance" in page.ending.doubt[0]


def test_a_failed_run_says_what_happened_what_is_kept_and_what_to_do(
    runs: RunBuilder, open_window: Open
) -> None:
    """A full disk at night is met by a sentence in the morning."""
    run = runs.lay("dead", RunState.FAILED, pid=0, reason="The disk is full; free some space.")
    (run.checkpoints / "update-000015").mkdir()
    page = page_of(open_window(runs.project))
    assert page.ending.headline == "The run failed"
    assert "The disk is full; free some space." in page.ending.text
    assert "the checkpoint of update 15 are kept" in page.ending.text
    assert page.ending.resume.isVisible()


def test_a_stopped_run_offers_its_best_model_so_far(
    qtbot: QtBot, runs: RunBuilder, open_window: Open
) -> None:
    """Who stops because it is good enough already must not lose what is."""
    run = runs.lay("live", RunState.RUNNING)
    application = open_window(runs.project)
    application.watch.adopt()
    page = page_of(application)
    run.result.mkdir()
    write_json(run.result / "card.json", {})
    runs.say(run, RunState.STOPPED, reason="Stopped as asked; the run can be resumed.")
    qtbot.waitUntil(lambda: page.ending.isVisible())
    assert "best model so far" in page.ending.text
    assert page.ending.use.isVisible()
    assert page.ending.use.property("role") == "secondary"
    assert page.ending.resume.property("role") == "primary"
    assert not page.ending.is_in_use


def test_a_run_whose_folder_is_gone_is_said_so(runs: RunBuilder, open_window: Open) -> None:
    """Somebody tidied up; the page still opens."""
    run = runs.lay("gone", RunState.DONE)
    run.path.rename(run.path.with_name("elsewhere"))
    page = page_of(open_window(runs.project))
    assert page.ending.headline == "The run failed"
    assert "holds no training run" in page.ending.text


def test_earlier_runs_are_listed_with_their_outcome_and_can_be_looked_at(
    qtbot: QtBot, runs: RunBuilder, open_window: Open
) -> None:
    """What was tried before is the best guide to what to try next."""
    runs.finished("first", **WORSE_BY_CHANCE)
    runs.finished("second")
    page = page_of(open_window(runs.project))
    newest, oldest = page.earlier.buttons
    assert (newest.row.outcome, oldest.row.outcome) == (Outcome.BETTER, Outcome.UNSURE)
    assert newest.isChecked()
    press(qtbot, oldest)
    assert page.ending.headline.startswith("Not clearly better")
    assert page.earlier.buttons[1].isChecked()


# --- curves, samples, keys -----------------------------------------------------------------------


def test_work_that_a_resumed_run_makes_again_replaces_what_was_drawn() -> None:
    """A curve must not run back on itself."""
    points = Points()
    for update in (1, 2, 3, 2, 3):
        points.add(float(update), 0.1 * update, update)
    assert points.x == [1, 2, 3]


def test_long_runs_keep_the_curves_small() -> None:
    """The window's load does not grow with the run."""
    points = Points()
    for update in range(5 * MOST_POINTS):
        points.add(update, 0.0, update)
    assert len(points.x) <= MOST_POINTS
    assert points.x[0] == 0


def test_the_highest_tick_of_a_chart_is_written_in_full(qtbot: QtBot) -> None:
    """A clipped number is worse than none."""
    view = ChartView(CHARTS[0])
    qtbot.addWidget(view)
    view.add([{"stage": "ppo", "update": 1, "heldout_accuracy": 0.5, "train_accuracy": 0.5}])
    view.resize(360, 240)
    view.show()
    axis = view.plot.getAxis("left")
    picture = QImage(4, 4, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    texts = [text for _, _, text in axis.generateDrawSpecs(painter)[2]]
    painter.end()
    assert {"0", "100"} <= set(texts)


def test_labels_at_the_ends_of_an_axis_are_written(qtbot: QtBot) -> None:
    """A line of the grid without its number says nothing."""
    view = ChartView(next(one for one in CHARTS if one.title == "Entropy"))
    qtbot.addWidget(view)
    view.resize(360, 240)
    view.show()
    view.add({"stage": "ppo", "update": n, "entropy": 0.001 + 0.0015 * n} for n in range(11))
    axis = view.plot.getAxis("left")
    picture = QImage(4, 4, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    texts = [text for _, _, text in axis.generateDrawSpecs(painter)[2]]
    painter.end()
    assert "0" in texts


def test_the_loss_begins_with_the_first_epoch_of_all_parts(qtbot: QtBot) -> None:
    """The head fitted alone has another loss; joined to the epochs it looks like a run gone bad."""
    curves = Curves()
    qtbot.addWidget(curves)
    curves.add(
        [
            {"stage": "reward", "epoch": 0, "loss": 0.05, "auc": 0.9},
            {"stage": "reward", "epoch": 1, "loss": 0.2, "auc": 1.0},
        ]
    )
    loss, auc = curves.charts[-2:]
    assert [points.x for points in loss._points.values()] == [[1.0]]
    assert [points.x for points in auc._points.values()] == [[0.0, 1.0]]
    assert auc.value.text() == "1.00 · epoch 1"


def test_a_chart_without_values_says_so_and_draws_no_axes(qtbot: QtBot) -> None:
    """Axes from 0 to 1 look like a measurement of something."""
    curves = Curves()
    qtbot.addWidget(curves)
    view = curves.charts[0]
    height = view.sizeHint().height()
    assert not view.plot.isVisibleTo(view)
    assert view._waiting.isVisibleTo(view)
    assert view._waiting.text() == "No values yet"
    curves.add([{"stage": "ppo", "update": 1, "heldout_accuracy": 0.5}])
    assert view.plot.isVisibleTo(view)
    assert view.sizeHint().height() == height
    curves.clear()
    assert not view.plot.isVisibleTo(view)


def test_a_cleared_chart_says_no_value_of_another_run(qtbot: QtBot) -> None:
    """The legend holds the latest values, which went with the points."""
    view = ChartView(CHARTS[0])
    qtbot.addWidget(view)
    before = [one.text() for one in view._legend.values()]
    view.add([{"stage": "ppo", "update": 1, "heldout_accuracy": 0.5, "train_accuracy": 0.5}])
    view.clear()
    assert [one.text() for one in view._legend.values()] == before


def test_a_change_that_rounds_to_nothing_has_no_sign() -> None:
    """Neither gain nor loss."""
    assert [signed(change) for change in (0.0, -0.04, 0.04, 1.26, -3.0)] == [
        *("0.0", "0.0", "0.0"), "+1.3", f"{MINUS}3.0",
    ]  # fmt: skip
    assert signed(-0.3, 0) == "0"


def test_the_value_under_the_pointer_is_said(qtbot: QtBot) -> None:
    """A curve without numbers is a picture."""
    curves = Curves()
    qtbot.addWidget(curves)
    curves.resize(1100, 480)
    curves.show()
    curves.add([{"stage": "ppo", "update": n, "length": 10.0 * n} for n in range(1, 6)])
    view = next(one for one in curves.charts if "Length" in one.accessibleName())
    box = view.plot.getPlotItem().vb
    view._on_pointer_moved(box.mapViewToScene(QPointF(2.2, 20.0)))
    assert view.value.text() == "20 · update 2"
    view._on_pointer_moved(QPointF(-50, -50))
    assert view.value.text() == "50 · update 5"


def test_samples_show_each_step_with_its_score_in_words_too(
    qtbot: QtBot, runs: RunBuilder, open_window: Open
) -> None:
    """What changed is seen step by step, not by colour alone."""
    runs.finished("done")
    run = RunFolder(runs.folder / "done")
    write_sample(run, "before", agrees=False)
    write_sample(run, "after", agrees=True)
    page = page_of(open_window(runs.project))
    assert (page.samples.before.text, page.samples.after.text) == ("wrong answer", "right answer")
    names = [badge.accessibleName() for badge in badges(page)]
    assert names[:3] == ["score 0.90", "score 0.20", "no score"]


def test_every_button_is_reached_by_tab_and_has_a_name(
    qtbot: QtBot, runs: RunBuilder, open_window: Open
) -> None:
    """The page can be used without a mouse."""
    runs.finished("done")
    page = page_of(open_window(runs.project))
    shown = [b for b in page.findChildren(QAbstractButton) if b.isVisible() and b.isEnabled()]
    assert len(shown) >= 8
    for button in shown:
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus, button.text()
        assert button.accessibleName() or button.text()


def write_sample(run: RunFolder, when: str, *, agrees: bool) -> None:
    record = {
        "when": when,
        "problem_id": EQUATION.id,
        "text": "1. Subtract $6$.\n2. Divide by $6$.\n**Answer: $12$**",
        "agrees": agrees,
        "step_scores": [0.9, 0.2],
    }
    with run.samples.open("a", encoding="utf-8") as handle:
        handle.write(json.dumps(record) + "\n")


def badges(page: TrainPanel) -> list[Any]:
    from workbench.ui.train.samples_view import ScoreBadge

    return [one for one in page.samples.before.findChildren(ScoreBadge) if one.isVisible()]


def chart(page: TrainPanel, title: str) -> ChartView:
    assert isinstance(page.curves, Curves)
    return next(view for view in page.curves.charts if title in view.accessibleName())
