"""A whole run: stages, published files, exact resume, and refusals in plain words."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from tests.helpers.small_run import lay_run, small_recipe, sums_feedback
from tests.helpers.waiting import wait_until
from workbench.domain.feedback import Feedback
from workbench.domain.records import RunState, Split
from workbench.domain.steps import split_response
from workbench.jobs.run_folder import RunFolder
from workbench.training import main as training_main
from workbench.training import ppo as ppo_module


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


def run(folder: RunFolder) -> int:
    return training_main.main([str(folder.path)])


def state_of(folder: RunFolder) -> RunState:
    status = folder.status()
    assert status is not None
    return status.state


def adapter(folder: RunFolder) -> dict[str, torch.Tensor]:
    return load_file(folder.result / "adapter" / "adapter_model.safetensors")


def updates(folder: RunFolder) -> list[int]:
    return [r["update"] for r in folder.read_metrics()[0] if r["stage"] == "ppo"]


def same(first: dict[str, torch.Tensor], second: dict[str, torch.Tensor]) -> bool:
    return first.keys() == second.keys() and all(torch.equal(first[n], second[n]) for n in first)


def test_two_updates_publish_an_adapter_with_its_lineage(tiny_base: Path, tmp_path: Path) -> None:
    """Snapshot in, usable model out: the thin whole of the training side."""
    folder = lay_run(tmp_path / "run", tiny_base, small_recipe())
    assert run(folder) == 0
    status = folder.status()
    assert status is not None
    assert (status.state, status.fraction) == (RunState.DONE, 1.0)
    assert updates(folder) == [1, 2]
    card = json.loads((folder.result / "card.json").read_text())
    assert card["snapshot_sha256"] == folder.config()["snapshot_sha256"]
    assert card["base"]["sha256"] == "0" * 64
    assert card["recipe"]["updates"] == 2
    assert (folder.result / "adapter.gguf").read_bytes()[:4] == b"GGUF"
    assert adapter(folder)
    results = json.loads((folder.path / "results.json").read_text())
    assert results["before"]["problems"] == results["after"]["problems"] == 3
    assert results["reward_model"]["validation_steps"] == 6
    samples = [json.loads(line) for line in folder.samples.read_text().splitlines()]
    assert [sample["when"] for sample in samples] == ["before"] * 3 + ["after"] * 3
    assert all(len(s["step_scores"]) == len(split_response(s["text"]).steps) for s in samples)


def test_six_updates_equal_three_a_kill_and_three(
    tiny_base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A resumed run is the uninterrupted run, bit for bit: adapters, moments, random numbers."""
    recipe = small_recipe(updates=6, checkpoint_every=3, evaluate_every=2)
    whole = lay_run(tmp_path / "whole", tiny_base, recipe)
    assert run(whole) == 0

    broken = lay_run(tmp_path / "broken", tiny_base, recipe)
    step = ppo_module.Ppo.step

    def killed_in_the_fifth(self: ppo_module.Ppo) -> dict[str, Any]:
        if self.state.update == 4:
            raise KeyboardInterrupt  # as a kill: nothing of ours catches it
        return step(self)

    monkeypatch.setattr(ppo_module.Ppo, "step", killed_in_the_fifth)
    with pytest.raises(KeyboardInterrupt):
        run(broken)
    monkeypatch.setattr(ppo_module.Ppo, "step", step)
    assert updates(broken) == [1, 2, 3, 4]
    assert run(broken) == 0
    assert updates(broken) == [1, 2, 3, 4, 5, 6]
    assert same(adapter(whole), adapter(broken))
    newest = "checkpoints/update-000006/state.safetensors"
    assert same(load_file(whole.path / newest), load_file(broken.path / newest))


def test_killed_process_resumes_to_the_same_weights(tiny_base: Path, tmp_path: Path) -> None:
    """The same with a real process and a real SIGKILL."""
    recipe = small_recipe(updates=6, checkpoint_every=1)
    whole = lay_run(tmp_path / "whole", tiny_base, recipe)
    assert run(whole) == 0
    broken = lay_run(tmp_path / "broken", tiny_base, recipe)
    child = spawn(broken)
    try:
        wait_until(lambda: child.poll() or len(updates(broken)) >= 2, 60, "the second update")
    finally:
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
    assert run(broken) == 0
    assert same(adapter(whole), adapter(broken))


def test_stop_file_checkpoints_and_the_run_goes_on_later(
    tiny_base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stop loses nothing, whatever the checkpoint rhythm."""
    recipe = small_recipe(updates=4, checkpoint_every=100)
    whole = lay_run(tmp_path / "whole", tiny_base, recipe)
    assert run(whole) == 0
    stopped = lay_run(tmp_path / "stopped", tiny_base, recipe)
    step = ppo_module.Ppo.step

    def asks_to_stop(self: ppo_module.Ppo) -> dict[str, Any]:
        metrics = step(self)
        if self.state.update == 2:
            stopped.ask_to_stop()
        return metrics

    monkeypatch.setattr(ppo_module.Ppo, "step", asks_to_stop)
    assert run(stopped) == 0
    assert state_of(stopped) is RunState.STOPPED
    assert updates(stopped) == [1, 2]
    monkeypatch.setattr(ppo_module.Ppo, "step", step)
    assert run(stopped) == 0
    assert state_of(stopped) is RunState.DONE
    assert same(adapter(whole), adapter(stopped))


@pytest.mark.parametrize("harm", ["delete", "flip", "truncate"])
def test_damaged_checkpoint_is_refused_by_name_and_the_one_before_is_used(
    tiny_base: Path, tmp_path: Path, harm: str
) -> None:
    """Optimizer or random state that is missing or damaged is never resumed without a word."""
    folder = lay_run(tmp_path / "run", tiny_base, small_recipe(updates=3))
    assert run(folder) == 0
    expected = adapter(folder)
    damaged = folder.checkpoints / "update-000003" / "state.safetensors"
    if harm == "delete":
        damaged.unlink()
    else:
        data = bytearray(damaged.read_bytes())
        data[len(data) // 2] ^= 1
        damaged.write_bytes(bytes(data if harm == "flip" else data[:-9]))
    assert run(folder) == 0
    status = folder.status()
    assert status is not None
    assert any("update-000003 was not used" in notice for notice in status.notices)
    assert same(expected, adapter(folder))


def test_checkpoint_without_manifest_is_never_read(tiny_base: Path, tmp_path: Path) -> None:
    """A kill between the files of a checkpoint leaves no manifest, and so no checkpoint."""
    folder = lay_run(tmp_path / "run", tiny_base, small_recipe(updates=2))
    assert run(folder) == 0
    half = folder.checkpoints / "update-000009"
    shutil.copytree(folder.checkpoints / "update-000002", half)
    (half / "manifest.json").unlink()
    found, refused = folder.newest_checkpoint("update-")
    assert found == folder.checkpoints / "update-000002"
    assert refused == ["The checkpoint update-000009 was not used: its manifest is missing."]


def test_changed_snapshot_is_refused(tiny_base: Path, tmp_path: Path) -> None:
    """New marks never shift a running job."""
    folder = lay_run(tmp_path / "run", tiny_base, small_recipe())
    folder.snapshot.write_bytes(folder.snapshot.read_bytes().replace(b"Add 7", b"Add 8") + b"\n")
    assert run(folder) == 1
    status = folder.status()
    assert status is not None
    assert status.state is RunState.FAILED
    assert "changed since it began" in status.reason


def test_one_class_of_marks_is_refused_in_words(tiny_base: Path, tmp_path: Path) -> None:
    """A reward model that never saw a wrong step cannot judge; nothing is quietly done instead."""
    whole = sums_feedback()
    right = tuple(r for r in whole.responses if all(s.verdict == 1 for s in r.steps))
    folder = lay_run(tmp_path / "run", tiny_base, small_recipe(), Feedback(whole.problems, right))
    assert run(folder) == 1
    status = folder.status()
    assert status is not None
    assert "No incorrect step" in status.reason


def test_answer_recipe_trains_without_marks_and_says_so(tiny_base: Path, tmp_path: Path) -> None:
    """The recipe asked for it, and the status tells."""
    feedback = Feedback(sums_feedback().problems, ())
    folder = lay_run(tmp_path / "run", tiny_base, small_recipe(reward="answer"), feedback)
    assert run(folder) == 0
    status = folder.status()
    assert status is not None
    assert any("no reward model was trained" in notice for notice in status.notices)


def test_run_without_heldout_problems_says_that_nothing_was_measured(
    tiny_base: Path, tmp_path: Path
) -> None:
    """No number is better than a number measured on the training problems."""
    whole = sums_feedback()
    kept = Feedback(whole.problems_of(Split.TRAIN), tuple(
        r for r in whole.responses if r.problem_id in {p.id for p in whole.problems_of(Split.TRAIN)}
    ))  # fmt: skip
    folder = lay_run(tmp_path / "run", tiny_base, small_recipe(), kept)
    assert run(folder) == 0
    status = folder.status()
    assert status is not None
    assert any("cannot be measured" in notice for notice in status.notices)
    assert "before" not in json.loads((folder.path / "results.json").read_text())


def test_training_process_loads_no_qt_and_says_one_sentence_for_a_wrong_folder(
    tmp_path: Path,
) -> None:
    """The trainer lives without the window's libraries; a wrong folder is one plain sentence."""
    code = (
        "import sys, workbench.training.main as m; code = m.main([sys.argv[1]]); "
        "assert not [n for n in sys.modules if n.startswith(('PySide6', 'pyqtgraph'))]; "
        "sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.strip().endswith("holds no training run; start a new one.")


def test_a_run_at_work_is_not_started_twice(tiny_base: Path, tmp_path: Path) -> None:
    """Two processes on one folder would tear its checkpoints."""
    folder = lay_run(tmp_path / "run", tiny_base, small_recipe(updates=500))
    child = spawn(folder)
    try:
        wait_until(lambda: child.poll() or folder.status() is not None, 60, "the first status")
        assert run(folder) == 1
    finally:
        child.kill()
        child.wait()


def test_heldout_problems_never_enter_a_rollout(
    tiny_base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The measure stays a measure."""
    seen: set[Split] = set()
    draw = ppo_module.Ppo._next_problems

    def watched(self: ppo_module.Ppo) -> list[Any]:
        chosen = draw(self)
        seen.update(problem.split for problem in chosen)
        return chosen

    monkeypatch.setattr(ppo_module.Ppo, "_next_problems", watched)
    assert run(lay_run(tmp_path / "run", tiny_base, small_recipe(updates=4))) == 0
    assert seen == {Split.TRAIN}


def spawn(folder: RunFolder) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    with folder.log.open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "workbench.training.main", str(folder.path)],
            stdout=log, stderr=log, env=environment,
        )  # fmt: skip
