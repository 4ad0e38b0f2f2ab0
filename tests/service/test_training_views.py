"""What a run says of itself: its ending in words, its samples, its presets and settings."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from workbench.domain.errors import TrainingError
from workbench.domain.presets import PRESETS, preset
from workbench.domain.recipe_settings import (
    changes_from,
    chosen_recipe,
    fault_of,
    parsed,
    setting_groups,
)
from workbench.domain.recipes import Recipe
from workbench.domain.records import Problem, RunState
from workbench.domain.training_views import Outcome
from workbench.domain.workload import Amounts
from workbench.jobs.run_folder import RunFolder, RunStatus
from workbench.service.models import starter_record
from workbench.service.readiness import estimated_bytes, estimated_seconds, too_tight
from workbench.service.run_endings import ending_of
from workbench.service.run_views import MetricsReader, newest_checkpoint_name, samples_of
from workbench.service.training_process import settled_status


def measured(low: float, high: float, **more: Any) -> dict[str, Any]:
    return {
        "before": {"accuracy": 0.7, "problems": 50},
        "after": {"accuracy": 0.7 + (low + high) / 2},
        "accuracy_change": (low + high) / 2,
        "accuracy_change_interval": [low, high],
    } | more


@pytest.mark.parametrize(
    ("results", "outcome"),
    [
        (measured(0.1, 0.3), Outcome.BETTER),
        (measured(-0.1, 0.3), Outcome.UNSURE),
        (measured(-0.3, -0.1), Outcome.WORSE),
        (measured(-0.1, 0.3, verdict="better"), Outcome.BETTER),
        (measured(0.1, 0.3, verdict="not surely better"), Outcome.UNSURE),
        (measured(-0.3, -0.1, verdict="not better"), Outcome.WORSE),
        ({}, Outcome.UNMEASURED),
    ],
)
def test_an_ending_follows_the_interval_and_the_trainers_verdict(
    results: dict[str, Any], outcome: Outcome
) -> None:
    """Page and terminal call a run what the trainer called it."""
    assert ending_of(RunState.DONE, "", results).outcome is outcome


def test_an_early_stop_is_told_with_the_policy_that_was_kept() -> None:
    """A guard's reason must not be lost among the numbers."""
    stopped = "The policy moved 41 nats away. The policy of update 10 was kept."
    results = measured(0.1, 0.3, ended=stopped, ppo={"stopped_by_guard": True})
    ending = ending_of(RunState.DONE, "", results)
    assert ending.sentences[-1] == f"PPO was stopped early. {stopped}"
    usual = measured(0.1, 0.3, ended="Finished 30 updates.", ppo={"stopped_by_guard": False})
    assert len(ending_of(RunState.DONE, "", usual).sentences) == 1


def test_a_run_without_a_checkpoint_says_that_the_marks_are_kept(tmp_path: Path) -> None:
    """The first thing that people fear for is their own work."""
    run = RunFolder(tmp_path)
    assert newest_checkpoint_name(run) == ""
    ending = ending_of(RunState.FAILED, "It failed; try again.", {}, newest_checkpoint_name(run))
    assert ending.lines[1:] == (
        "It failed; try again.",
        "Your marks and the snapshot of this run are kept; nothing was trained yet.",
    )


def test_a_process_that_a_full_disk_ended_is_explained(tmp_path: Path) -> None:
    """It cannot write its own reason any more, but its log may have the system's."""
    run = RunFolder(tmp_path)
    run.write_status(RunStatus(RunState.RUNNING, stage="ppo", pid=2**22 + 1, started=1.0))
    run.log.write_text("stage ppo\nOSError: [Errno 28] No space left on device\nfailed\n")
    status = settled_status(run)
    assert status.state is RunState.FAILED
    assert status.reason.startswith("The disk is full")
    assert "resume" in status.reason


def sample(when: str, problem: str, *, agrees: bool, **more: Any) -> str:
    text = "1. One.\n2. Two.\n**Answer: $2$**"
    record = {"when": when, "problem_id": problem, "text": text, "agrees": agrees, **more}
    return json.dumps(record) + "\n"


def test_samples_pair_up_and_the_telling_ones_come_first(tmp_path: Path) -> None:
    """A problem that came to be right says more than one that always was."""
    run = RunFolder(tmp_path)
    scores = {"step_scores": [0.9], "statement": "Told by the run", "reference": "2"}
    run.samples.write_text(
        sample("before", "same", agrees=True)
        + sample("before", "changed", agrees=False, **scores)
        + sample("after", "same", agrees=True)
        + sample("after", "changed", agrees=True, **scores)
        + '{"when": "after", "cut sho'
    )
    known = Problem("same", "Known to the project", "2")
    pairs = samples_of(run, lambda one: known if one == "same" else None)
    assert [pair.statement for pair in pairs] == ["Told by the run", "Known to the project"]
    changed = pairs[0].before
    assert changed is not None
    assert [(step.text, step.score) for step in changed.steps] == [("One.", 0.9), ("Two.", None)]
    assert changed.answer == "**Answer: $2$**"


def test_metrics_that_a_resumed_run_rewrote_are_read_from_the_start(tmp_path: Path) -> None:
    """An offset into the old file may point into the middle of a new line."""
    run, reader = RunFolder(tmp_path), MetricsReader()
    for update in (1, 2, 3):
        run.append(run.metrics, {"stage": "ppo", "update": update})
    assert len(reader.read("run", run, everything=False)) == 3
    assert reader.read("run", run, everything=False) == []
    run.keep_metrics(lambda record: record["update"] == 1)
    assert [r["update"] for r in reader.read("run", run, everything=False)] == [1]


def test_quick_standard_and_thorough_grow_in_time() -> None:
    """The words must mean what they say; quick is a matter of minutes."""
    amounts = Amounts(marked=60, imitated=50, compared=0, heldout=30)
    quick, standard, thorough = (
        estimated_seconds(p.recipe, starter_record(), amounts) for p in PRESETS
    )
    assert quick <= 120 < standard < thorough / 3
    with pytest.raises(TrainingError, match="quick, standard, thorough"):
        preset("hasty")


def test_memory_is_reckoned_as_it_was_measured_on_the_starter() -> None:
    """2.5 GB in a standard run, 1.8 in a quick one; told half, one would start what is killed."""
    base = starter_record()
    assert estimated_bytes(preset("standard").recipe, base) == pytest.approx(2.5e9, rel=0.1)
    assert estimated_bytes(preset("quick").recipe, base) == pytest.approx(1.8e9, rel=0.1)


def test_a_run_that_would_not_fit_into_memory_is_warned_of() -> None:
    """The system would end it in the night without a word."""
    assert too_tight(2e9, 3e9) == ""
    assert "4.0 GB of memory, but 3.0 GB are free" in too_tight(4e9, 3e9)


def test_every_setting_has_words_of_its_own() -> None:
    """The form is for people; a field's bare name is not."""
    titles = [group.title for group in setting_groups()]
    assert "More" not in titles


def test_what_a_project_remembers_survives_settings_that_are_gone() -> None:
    """A project travels between versions; what is not known any more is left out."""
    changed = replace(preset("quick").recipe, updates=7)
    assert changes_from(changed, preset("quick").recipe) == {"updates": 7}
    stored = {"preset": "quick", "changes": {"updates": 7, "gone": 1, "clip": -1.0}}
    assert chosen_recipe(stored) == ("quick", changed)
    assert chosen_recipe(None) == ("standard", Recipe())
    assert chosen_recipe({"preset": "gone"})[0] == "standard"


def test_a_fault_is_said_for_the_place_beside_the_field() -> None:
    """The recipe judges itself; the form repeats its words."""
    assert fault_of("updates", 3) == ""
    assert fault_of("clip", 0.0) == "must be above 0"
    assert parsed("float", "0,5") == 0.5
    with pytest.raises(TrainingError, match="needs a whole number"):
        parsed("int", "many")
