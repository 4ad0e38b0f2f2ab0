"""The TensorBoard files beside a run: they say what the metrics say, each step once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from workbench.jobs.run_folder import RunFolder
from workbench.training.board import FOLDER, Board


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    return RunFolder(tmp_path)


def update(run: RunFolder, number: int, reward: float) -> None:
    run.append(run.metrics, {"stage": "ppo", "update": number, "reward": reward, "note": "x"})


def read_back(run: RunFolder, tag: str) -> list[tuple[int, float]]:
    """Return (step, value) as TensorBoard itself reads the files."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    events = EventAccumulator(str(run.path / FOLDER)).Reload()
    return [(event.step, pytest.approx(event.value)) for event in events.Scalars(tag)]


def test_scalars_are_what_the_metrics_say(run: RunFolder) -> None:
    """Whoever looks in TensorBoard sees the page's numbers, by stage and name."""
    board = Board(run)
    run.append(run.metrics, {"stage": "reward", "epoch": 1, "loss": 0.5})
    run.append(run.metrics, {"stage": "reward", "report": {"auc": 0.8, "bins": []}})
    update(run, 1, 0.1)
    board.catch_up()
    update(run, 2, 0.2)
    board.close()
    assert read_back(run, "reward/loss") == [(1, 0.5)]
    assert read_back(run, "reward/report/auc") == [(0, 0.8)]
    assert read_back(run, "ppo/reward") == [(1, 0.1), (2, 0.2)]


def test_a_resumed_run_has_no_step_twice(run: RunFolder) -> None:
    """A killed process wrote further than its checkpoint; what is done again replaces that."""
    first = Board(run)
    for number in (1, 2, 3):
        update(run, number, 0.1 * number)
    first.catch_up()

    later = Board(run)
    later.catch_up()
    run.keep_metrics(lambda record: record["update"] <= 2)
    later.catch_up()
    update(run, 3, 0.9)
    later.close()
    first.close()
    assert read_back(run, "ppo/reward") == [(1, 0.1), (2, 0.2), (3, 0.9)]
    assert len(list((run.path / FOLDER).iterdir())) == 1


def test_a_line_that_is_being_written_is_read_when_it_is_whole(run: RunFolder) -> None:
    """The last line of a file at work may be half there."""
    board = Board(run)
    line = json.dumps({"stage": "ppo", "update": 1, "reward": 0.5})
    run.metrics.write_text(line[:10])
    board.catch_up()
    run.metrics.write_text(f"{line}\n")
    board.close()
    assert read_back(run, "ppo/reward") == [(1, 0.5)]


def test_a_fault_of_the_mirror_does_not_end_the_run(
    run: RunFolder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Curves for another program are no reason to lose a night's training."""

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    board = Board(run)
    update(run, 1, 0.5)
    monkeypatch.setattr(Board, "_opened", full)
    board.catch_up()
    board.close()
    assert "TensorBoard" in caplog.text
