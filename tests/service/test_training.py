"""Training from a project's own marks: what it needs, what it freezes, how it is found again."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.small_run import small_recipe
from tests.helpers.solutions import numbered, result
from tests.helpers.waiting import wait_until
from workbench.domain.errors import TrainingError
from workbench.domain.feedback import from_lines
from workbench.domain.records import (
    ModelRecord,
    Problem,
    RunState,
    Split,
    ThreadStatus,
    Verdict,
    new_id,
)
from workbench.exchange.snapshot import feedback_of
from workbench.jobs.run_folder import RunFolder, RunStatus, file_sha256, is_alive
from workbench.service.annotation import Annotation
from workbench.service.library import Library
from workbench.service.project import Project
from workbench.service.solving import MODEL_SETTING
from workbench.service.training import ENDED, RunProgress, Training

RECIPE = small_recipe()
PATIENCE = 90.0  # seconds; a busy machine takes ten of them to start a process with torch


@pytest.fixture
def training(project: Project, tiny_base: Path) -> Training:
    """A project whose model in use is the tiny one; nothing is marked yet."""
    digest = file_sha256(tiny_base / "model.safetensors")
    Library(project).add_model(ModelRecord("tiny", "Tiny", "base", str(tiny_base), digest))
    project.set_setting(MODEL_SETTING, "tiny")
    return Training(project)


def add_sums(project: Project, count: int, split: Split) -> list[Problem]:
    problems = [
        Problem(new_id(), f"What is {n} + {n} ({split.value})?", str(2 * n), split=split)
        for n in range(1, count + 1)
    ]
    Library(project).add_problems(problems)
    return problems


def solve_and_mark(project: Project, problem: Problem, *, right: bool) -> None:
    annotation = Annotation(project)
    total = int(problem.reference_answer or 0) + (0 if right else 1)
    text = numbered(["Add both numbers.", f"The sum is {total}."], str(total))
    annotation.record_turn(annotation.plan_initial(problem.id), [result(text)], None)
    chosen = annotation.view(problem.id).turns[0].chosen
    assert chosen is not None
    annotation.mark(chosen.steps[0].step.id, Verdict.CORRECT)
    annotation.mark(chosen.steps[1].step.id, Verdict.CORRECT if right else Verdict.INCORRECT)
    if not right:
        annotation.rewrite(chosen.steps[1].step.id, f"The sum is {problem.reference_answer}.")


def mark_some(project: Project) -> list[Problem]:
    problems = add_sums(project, 6, Split.TRAIN)
    add_sums(project, 3, Split.HELDOUT)
    for number, problem in enumerate(problems):
        solve_and_mark(project, problem, right=number % 2 == 0)
    return problems


def ended(training: Training, run_id: str) -> RunProgress:
    wait_until(lambda: training.progress(run_id).state in ENDED, PATIENCE, "the end of the run")
    process = training_process(training, run_id)
    wait_until(lambda: not is_alive(process), PATIENCE, "the end of the process")
    return training.progress(run_id, everything=True)


def training_process(training: Training, run_id: str) -> RunStatus:
    status = training._folder(run_id).status()
    assert status is not None
    return status


def test_an_empty_project_says_what_to_do_first(training: Training) -> None:
    """The button is greyed with a reason that a person can act on."""
    readiness = training.readiness()
    assert readiness.blocking == (
        "There are no training problems; import some that are not held out."
    )
    with pytest.raises(TrainingError, match="import some"):
        training.start(RECIPE)


def test_marks_of_one_class_block_with_the_next_action(
    project: Project, training: Training
) -> None:
    """A reward model that saw no mistake cannot tell one."""
    for problem in add_sums(project, 2, Split.TRAIN):
        solve_and_mark(project, problem, right=True)
    blocking = training.readiness().blocking
    assert blocking is not None
    assert "No step is marked incorrect" in blocking
    assert training.readiness(small_recipe(reward="answer")).blocking is None


def test_readiness_counts_training_marks_and_warns_of_what_makes_a_gain_doubtful(
    project: Project, training: Training
) -> None:
    """Few marks and few held-out problems are allowed, but said."""
    mark_some(project)
    readiness = training.readiness()
    assert readiness.blocking is None
    assert (readiness.marked_steps, readiness.correct, readiness.incorrect) == (12, 9, 3)
    assert (readiness.rewrites, readiness.problems, readiness.heldout) == (3, 6, 3)
    assert "12 marked steps are few" in readiness.warnings[0]
    assert "3 held-out problems are few" in readiness.warnings[1]


def test_a_problem_on_both_sides_is_called_a_leak(project: Project, training: Training) -> None:
    """A held-out problem that also trains measures memory."""
    problem = add_sums(project, 1, Split.TRAIN)[0]
    twin = Problem(new_id(), problem.statement, "2", split=Split.HELDOUT)
    Library(project).add_problems([twin])
    assert any("word for word" in warning for warning in training.readiness().warnings)


def test_snapshot_holds_every_mark_and_leaves_out_bad_problems(project: Project) -> None:
    """What the expert said is what is learned; a problem set aside as bad teaches nothing."""
    problems = mark_some(project)
    annotation = Annotation(project)
    annotation.set_aside(problems[5].id, ThreadStatus.BAD_PROBLEM, "two answers")
    annotation.accept(problems[0].id)
    feedback = feedback_of(project.file.database)
    assert len(feedback.problems) == 8
    by_problem = {response.problem_id: response for response in feedback.responses}
    assert set(by_problem) == {problem.id for problem in problems[:5]}
    wrong = by_problem[problems[1].id]
    assert [step.verdict for step in wrong.steps] == [Verdict.CORRECT, Verdict.INCORRECT]
    assert wrong.steps[1].rewrite == "The sum is 4."
    assert wrong.text[wrong.steps[1].start :].startswith("2. The sum is 5.")
    assert by_problem[problems[0].id].accepted
    assert not wrong.accepted


def test_a_run_ends_in_a_model_with_its_lineage(project: Project, training: Training) -> None:
    """Start, follow, finish, look at the results, discard: the whole way of the Train page."""
    mark_some(project)
    run = training.start(RECIPE)
    with pytest.raises(TrainingError, match="already at work"):
        training.start(RECIPE)
    assert [live.id for live in training.adopt()] == [run.id]
    progress = ended(training, run.id)
    assert progress.state is RunState.DONE, progress.reason
    assert [r["update"] for r in progress.metrics if r["stage"] == "ppo"] == [1, 2]
    assert training.progress(run.id).metrics == []

    model = training.finish(run.id)
    assert model is not None
    assert training.finish(run.id) == model
    base = Library(project).model("tiny")
    assert base is not None
    assert (model.parent_id, model.run_id, model.sha256) == ("tiny", run.id, base.sha256)
    assert (Path(model.path) / "adapter.gguf").is_file()
    stored = Library(project).run(run.id)
    assert (stored.state, stored.result_model_id) == (RunState.DONE, model.id)
    assert training.results(run.id)["before"]["problems"] == 3
    assert training.adopt() == []

    project.set_setting(MODEL_SETTING, model.id)
    training.discard(model.id)
    assert project.setting(MODEL_SETTING) == model.parent_id
    assert Library(project).model(model.id) is None
    assert Path(model.path).is_dir()


def test_new_marks_do_not_shift_a_run(
    project: Project, training: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run learns from the marks as they were when it began."""
    problems = mark_some(project)
    run = start_without_process(training, monkeypatch)
    Annotation(project).accept(problems[0].id)
    folder = RunFolder(Path(run.folder))
    frozen = from_lines(folder.snapshot_lines())
    assert frozen != feedback_of(project.file.database)
    assert file_sha256(folder.snapshot) == run.snapshot_sha256


def test_stop_then_resume_goes_on_to_the_end(project: Project, training: Training) -> None:
    """Stop writes a checkpoint; the window may close in between, and another one goes on."""
    mark_some(project)
    run = training.start(small_recipe(updates=400, checkpoint_every=200))
    folder = RunFolder(Path(run.folder))
    wait_until(lambda: updates(folder) >= 3, PATIENCE, "the third update")
    training.stop(run.id)
    assert ended(training, run.id).state is RunState.STOPPED
    done = updates(folder)
    training.finish(run.id)
    assert Library(project).run(run.id).state is RunState.STOPPED
    shorten(folder, done + 2)

    later = Training(project)
    assert later.resume(Path(run.folder)).id == run.id
    assert ended(later, run.id).state is RunState.DONE
    assert updates(folder) == done + 2


def test_a_process_that_is_killed_leaves_a_run_that_can_be_resumed(
    project: Project, training: Training
) -> None:
    """No window waits for a dead process: the run is failed, with the next action."""
    mark_some(project)
    run = training.start(small_recipe(updates=400))
    folder = RunFolder(Path(run.folder))
    wait_until(lambda: updates(folder) >= 1, PATIENCE, "the first update")
    status = folder.status()
    assert status is not None
    os.kill(status.pid, signal.SIGKILL)
    progress = ended(training, run.id)
    assert progress.state is RunState.FAILED
    assert "resume it" in progress.reason
    assert Training(project).adopt() == []
    assert Library(project).run(run.id).state is RunState.FAILED


def test_an_unknown_folder_is_refused(training: Training, tmp_path: Path) -> None:
    """A folder of another project is not taken over."""
    with pytest.raises(TrainingError, match="no training run of this project"):
        training.resume(tmp_path)


def start_without_process(training: Training, monkeypatch: pytest.MonkeyPatch) -> Any:
    with monkeypatch.context() as patch:
        patch.setattr("workbench.service.training.spawn", lambda folder: None)
        return training.start(RECIPE)


def updates(folder: RunFolder) -> int:
    return sum(record["stage"] == "ppo" for record in folder.read_metrics()[0])


def shorten(folder: RunFolder, count: int) -> None:
    """Give the run fewer updates, so that the test need not wait for 400."""
    path = folder.path / "config.json"
    config = json.loads(path.read_text())
    config["recipe"]["updates"] = count
    path.write_text(json.dumps(config))
