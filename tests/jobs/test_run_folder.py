"""The shared folder: half-written things are never read, and nothing is shifted under a run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from workbench.domain.errors import TrainingError
from workbench.domain.records import RunState
from workbench.jobs.run_folder import RunFolder, RunStatus, is_alive, process_started


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    folder = RunFolder(tmp_path / "run")
    folder.make({"run_id": "r"}, ["one", "two"])
    return folder


def test_a_second_run_is_not_laid_over_the_first(run: RunFolder) -> None:
    """Overwriting a run would lose it."""
    with pytest.raises(TrainingError, match="already holds a run"):
        run.make({"run_id": "other"}, [])


def test_snapshot_is_read_only_as_it_was_written(run: RunFolder) -> None:
    """One byte more and it is not the snapshot any more."""
    assert list(run.snapshot_lines()) == ["one", "two"]
    run.snapshot.write_text("one\ntwo\nthree\n")
    with pytest.raises(TrainingError, match="changed since it began"):
        list(run.snapshot_lines())


def test_status_comes_back_as_it_was_written(run: RunFolder) -> None:
    """The window reads what the process wrote."""
    assert run.status() is None
    status = RunStatus(RunState.RUNNING, "ppo", 0.5, 12.0, "", ("a notice",), 7, 8.0)
    run.write_status(status)
    read = run.status()
    assert read is not None
    assert (read.state, read.stage, read.notices) == (RunState.RUNNING, "ppo", ("a notice",))
    assert read.updated_at


def test_half_a_line_of_metrics_waits_for_its_rest(run: RunFolder) -> None:
    """The window tails the file while it is written."""
    run.append(run.metrics, {"update": 1})
    with run.metrics.open("a") as handle:
        handle.write('{"upda')
    records, offset = run.read_metrics()
    assert records == [{"update": 1}]
    with run.metrics.open("a") as handle:
        handle.write('te": 2}\n')
    assert run.read_metrics(offset)[0] == [{"update": 2}]


def test_write_killed_midway_leaves_the_old_checkpoint(run: RunFolder) -> None:
    """Whatever file the kill falls between, the last complete checkpoint is what is found."""

    def whole(folder: Path) -> None:
        (folder / "a").write_text("a")
        (folder / "b").write_text("b")

    def killed(folder: Path) -> None:
        (folder / "a").write_text("a")
        raise KeyboardInterrupt

    run.write_checkpoint("update-000001", whole)
    with pytest.raises(KeyboardInterrupt):
        run.write_checkpoint("update-000002", killed)
    assert run.newest_checkpoint("update-") == (run.checkpoints / "update-000001", [])


def test_checkpoint_of_another_snapshot_is_refused(run: RunFolder, tmp_path: Path) -> None:
    """A checkpoint copied from another run would mix two sets of marks."""
    other = RunFolder(tmp_path / "other")
    other.make({"run_id": "o"}, ["else"])
    made = other.write_checkpoint("update-000001", lambda f: (f / "a").touch())
    made.rename(run.checkpoints / "update-000001")
    found, refused = run.newest_checkpoint("update-")
    assert found is None
    assert "another feedback snapshot" in refused[0]


def test_reused_process_id_is_not_taken_for_the_run() -> None:
    """The id alone proves nothing: the start time must match as well."""
    own = os.getpid()
    started = process_started(own)
    assert started is not None
    assert is_alive(RunStatus(RunState.RUNNING, pid=own, started=started))
    assert not is_alive(RunStatus(RunState.RUNNING, pid=own, started=started - 100))
    assert not is_alive(RunStatus(RunState.RUNNING))
