"""What goes wrong around a run: each fault is one plain sentence, and the last good state stays."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.helpers.small_run import lay_run, small_recipe, sums_feedback
from tests.helpers.waiting import wait_until
from workbench.domain.errors import TrainingError
from workbench.domain.feedback import Feedback
from workbench.domain.records import RunState, Split
from workbench.jobs.run_folder import RunFolder, RunStatus, write_json
from workbench.training import main as training_main
from workbench.training import ppo as ppo_module
from workbench.training.data import Codec
from workbench.training.guards import GuardStop
from workbench.training.modeling import AdaptedModel, StepHead, load_base
from workbench.training.ppo import Ppo

FILES = 3
KILLED = """
import os, signal, sys
from pathlib import Path
from workbench.jobs import run_folder
from workbench.jobs.run_folder import RunFolder

run, name, fatal = RunFolder(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
calls = 0

def mortal(act):
    def done(*arguments, **named):
        global calls
        calls += 1
        if calls == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        return act(*arguments, **named)
    return done

for place, act in (
    (run_folder, "file_sha256"), (run_folder, "_sync_path"), (run_folder, "write_json"),
    (run_folder.shutil, "rmtree"), (Path, "replace"), (Path, "mkdir"), (Path, "write_bytes"),
):
    setattr(place, act, mortal(getattr(place, act)))

def write(folder):
    for number in range(3):
        (folder / f"file{number}").write_bytes(b"new" * 1000)

run.write_checkpoint(name, write)
print(calls)
"""


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    run = RunFolder(tmp_path / "run")
    run.path.mkdir()
    run.make({"recipe": {}}, ["{}"])
    return run


def fill(content: bytes) -> Any:
    def write(folder: Path) -> None:
        for number in range(FILES):
            (folder / f"file{number}").write_bytes(content)

    return write


@pytest.mark.parametrize("name", ["update-000002", "update-000001"])
def test_a_kill_at_any_step_of_a_checkpoint_leaves_a_whole_one(
    folder: RunFolder, name: str
) -> None:
    """SIGKILL before every single act on the disk, also where one of the same name is replaced."""
    folder.write_checkpoint("update-000001", fill(b"old"))
    fatal, done = 0, False
    while not done:
        fatal += 1
        command = [sys.executable, "-c", KILLED, str(folder.path), name, str(fatal)]
        done = subprocess.run(command, check=False, capture_output=True).returncode == 0
        found, _ = folder.newest_checkpoint("update-")
        assert found is not None, f"nothing is left after a kill at step {fatal}"
        contents = {(found / f"file{number}").read_bytes() for number in range(FILES)}
        assert contents in ({b"old"}, {b"new" * 1000})
        if not done and contents == {b"new" * 1000}:
            folder.drop_checkpoints("update-", 0)
            folder.write_checkpoint("update-000001", fill(b"old"))
    assert fatal > 10
    assert contents == {b"new" * 1000}
    folder.drop_checkpoints("update-", 1)
    assert [path.name for path in folder.checkpoints.iterdir()] == [name]


@pytest.mark.parametrize("harm", ["delete", "flip", "truncate"])
@pytest.mark.parametrize("name", ["file0", "file2", "manifest.json"])
def test_any_damaged_file_is_refused_by_name(folder: RunFolder, name: str, harm: str) -> None:
    """No part of the state may be resumed without: the one before is used, and it is said."""
    folder.write_checkpoint("update-000001", fill(b"old"))
    damaged = folder.write_checkpoint("update-000002", fill(b"new")) / name
    content = damaged.read_bytes()
    if harm == "delete":
        damaged.unlink()
    else:
        flipped = content[:1] + bytes([content[1] ^ 1]) + content[2:]
        damaged.write_bytes(flipped if harm == "flip" else content[:-2])
    found, refused = folder.newest_checkpoint("update-")
    assert found is not None
    assert found.name == "update-000001"
    assert len(refused) == 1
    assert "update-000002 was not used" in refused[0]
    assert name.removesuffix(".json") in refused[0]


def test_a_line_that_a_kill_cut_short_is_taken_off(folder: RunFolder) -> None:
    """What is appended after a resume must not be glued to half a record."""
    folder.append(folder.metrics, {"update": 1})
    with folder.metrics.open("ab") as handle:
        handle.write(b'{"update": 2, "lo')
    folder.mend()
    folder.append(folder.metrics, {"update": 2})
    assert [record["update"] for record in folder.read_metrics()[0]] == [1, 2]


def test_a_full_disk_in_mid_checkpoint_is_one_sentence_and_the_run_goes_on_later(
    tiny_base: Path, tmp_path: Path
) -> None:
    """In a real process with a real limit: the checkpoint before stays, and the run finishes."""
    folder = lay_run(tmp_path / "run", tiny_base, small_recipe(updates=3))
    assert spawned(folder, "import resource; from workbench.training import ppo_stage as s; "
        "save = s.save_ppo; limit = resource.RLIMIT_FSIZE; "
        "s.save_ppo = lambda x, p: (p.state.update == 2 and "
        "resource.setrlimit(limit, (20000, resource.getrlimit(limit)[1])), save(x, p))"
    ) == 1  # fmt: skip
    status = folder.status()
    assert status is not None
    assert status.state is RunState.FAILED
    assert "update-000002 could not be written" in status.reason
    assert "free some space" in status.reason
    found, refused = folder.newest_checkpoint("update-")
    assert (found, refused) == (folder.checkpoints / "update-000001", [])
    assert training_main.main([str(folder.path)]) == 0


def spawned(folder: RunFolder, before: str = "pass") -> int:
    """Run a folder in a process of its own, after some words of preparation."""
    code = f"{before}; import sys, workbench.training.main as m; sys.exit(m.main([sys.argv[1]]))"
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-c", code, str(folder.path)]
    return subprocess.run(command, env=environment, check=False, capture_output=True).returncode


def test_a_full_disk_elsewhere_is_one_sentence_too(
    tiny_base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The metrics grow all the time; their writing fails like any other."""
    folder = lay_run(tmp_path / "run", tiny_base, small_recipe())

    def full(*_arguments: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(RunFolder, "append", full)
    assert training_main.main([str(folder.path)]) == 1
    status = folder.status()
    assert status is not None
    assert "No space left on device" in status.reason
    assert "resume the run" in status.reason


def test_nan_from_the_reward_model_stops_and_keeps_the_policy(tiny_base: Path) -> None:
    """A real NaN in the head's weights, not a stub: the sentence says what to do about it."""
    recipe = small_recipe(warmup_updates=0)
    base, tokenizer = load_base(tiny_base, torch.device("cpu"))
    model = AdaptedModel(base, recipe, torch.device("cpu"))
    head = StepHead(model.hidden_size)
    problems = sums_feedback().problems_of(Split.TRAIN)
    ppo = Ppo(model, Codec(tokenizer, "bare"), head, problems, recipe)
    ppo.step()
    before = ppo.tensors()
    with torch.no_grad():
        head.out.bias.fill_(float("nan"))
    with pytest.raises(GuardStop, match=r"not a number \(the reward\) and went back.*reward model"):
        ppo.safe_step(print)
    after = ppo.tensors()
    assert all(torch.equal(before[name], after[name]) for name in before)


def test_a_failed_update_takes_the_optimizers_moments_back_too(
    tiny_base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The moments change in place; what was kept of them must not change with them."""
    recipe = small_recipe(warmup_updates=0, epochs=2)
    base, tokenizer = load_base(tiny_base, torch.device("cpu"))
    model = AdaptedModel(base, recipe, torch.device("cpu"))
    problems = sums_feedback().problems_of(Split.TRAIN)
    ppo = Ppo(model, Codec(tokenizer, "bare"), None, problems, recipe)
    ppo.step()
    before = {name: tensor.clone() for name, tensor in ppo.tensors().items()}
    step, steps = Ppo._policy_step, []

    def fails_at_the_second(self: Ppo, *arguments: Any) -> Any:
        steps.append(1)
        if len(steps) == 2:
            raise GuardStop("stop")
        return step(self, *arguments)

    monkeypatch.setattr(ppo_module.Ppo, "_policy_step", fails_at_the_second)
    with pytest.raises(GuardStop):
        ppo.safe_step(print)
    after = ppo.tensors()
    assert all(torch.equal(before[name], after[name]) for name in before)


def test_a_halved_microbatch_stays_halved_after_a_resume(tiny_base: Path) -> None:
    """Or the resumed run would run out of memory again, and not be the uninterrupted one."""
    recipe = small_recipe()
    base, tokenizer = load_base(tiny_base, torch.device("cpu"))
    model = AdaptedModel(base, recipe, torch.device("cpu"))
    problems = sums_feedback().problems_of(Split.TRAIN)
    ppo = Ppo(model, Codec(tokenizer, "bare"), None, problems, recipe)
    ppo.microbatch = 2
    saved = ppo.tensors(), json.loads(json.dumps(ppo.state_mapping()))
    ppo.microbatch = 4
    ppo.restore(*saved)
    assert ppo.microbatch == 2


def test_a_doubtful_reward_model_asks_before_ppo(tiny_base: Path, tmp_path: Path) -> None:
    """The run waits with its question in the status; yes lets it go on, and holds for good."""
    whole = sums_feedback()
    training = {problem.id for problem in whole.problems_of(Split.TRAIN)}
    marked = tuple(one for one in whole.responses if one.problem_id in training)
    recipe = small_recipe(validation_share=0.0)
    folder = lay_run(tmp_path / "run", tiny_base, recipe, Feedback(whole.problems, marked))
    config = folder.config()
    write_json(folder.path / "config.json", {**config, "asks": True})
    child = subprocess.Popen(
        [sys.executable, "-m", "workbench.training.main", str(folder.path)],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: child.poll() is not None or asked(folder), 90, "the question")
        status = folder.status()
        assert status is not None
        assert status.state is RunState.PAUSED
        assert "not clearly better than chance" in status.question
        assert not folder.metrics.read_text().count('"stage": "ppo"')
        folder.confirm()
        assert child.wait(90) == 0
    finally:
        child.kill()
        child.wait()
    assert folder.status().state is RunState.DONE  # type: ignore[union-attr]


def asked(folder: RunFolder) -> bool:
    status = folder.status()
    return status is not None and bool(status.question)


def test_a_pause_file_holds_the_run_until_it_is_gone(
    tiny_base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paused at a checkpoint, to lend the machine to something else; then exactly as before."""
    whole = lay_run(tmp_path / "whole", tiny_base, small_recipe(checkpoint_every=100))
    assert training_main.main([str(whole.path)]) == 0
    folder = lay_run(tmp_path / "run", tiny_base, small_recipe(checkpoint_every=100))
    step, seen = Ppo.step, []

    def asks_to_pause(self: Ppo) -> Any:
        if self.state.update == 0:
            folder.ask_to_pause()
        return step(self)

    def waits(_seconds: float) -> None:
        status = folder.status()
        assert status is not None
        seen.append((status.state, folder.newest_checkpoint("update-")[0]))
        folder.go_on()

    monkeypatch.setattr(Ppo, "step", asks_to_pause)
    monkeypatch.setattr("workbench.training.session.time.sleep", waits)
    assert training_main.main([str(folder.path)]) == 0
    assert seen == [(RunState.PAUSED, folder.checkpoints / "update-000001")]
    first, second = (
        (one.result / "adapter" / "adapter_model.safetensors").read_bytes()
        for one in (whole, folder)
    )
    assert first == second


def test_notices_outlive_a_resume(tiny_base: Path, tmp_path: Path) -> None:
    """What was said of the run before it was stopped is still true after."""
    folder = lay_run(tmp_path / "run", tiny_base, small_recipe())
    folder.write_status(RunStatus(RunState.STOPPED, notices=("Memory ran out once.",)))
    training_main.claim(folder)
    status = folder.status()
    assert status is not None
    assert status.notices == ("Memory ran out once.",)


def test_only_whole_runs_are_claimed(tmp_path: Path) -> None:
    """A folder without a run is refused before anything is written into it."""
    with pytest.raises(TrainingError, match="holds no training run"):
        training_main.claim(RunFolder(tmp_path))
    assert not list(tmp_path.iterdir())
