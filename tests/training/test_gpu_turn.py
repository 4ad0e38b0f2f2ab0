"""Training has the GPU alone, waits for it with a reason, and can be stopped while it waits."""

from __future__ import annotations

import threading
from pathlib import Path

import torch

from tests.helpers.waiting import wait_until
from workbench.domain.records import RunState
from workbench.jobs.lease import LOADED_MODEL, TRAINING, acquire, holder
from workbench.jobs.run_folder import RunFolder, RunStatus
from workbench.training.gpu_turn import take_gpu
from workbench.training.reporter import Reporter

GPU = torch.device("cuda")  # only its name counts here; nothing is computed on it


def reporter_on(folder: Path) -> Reporter:
    status = RunStatus(state=RunState.RUNNING, stage="base", pid=0, started=0.0)
    return Reporter(RunFolder(folder), status)


def test_on_the_cpu_nothing_is_taken(tmp_path: Path) -> None:
    """The window's model writes on beside the run."""
    share = acquire(LOADED_MODEL, shared=True)
    reporter = reporter_on(tmp_path)
    assert take_gpu(torch.device("cpu"), reporter.run, reporter)
    assert reporter.status.notices == ()
    share.release()


def test_a_run_waits_for_a_loaded_model_and_says_so(tmp_path: Path) -> None:
    """Beside a model that fills the memory, the run would fail at its first step."""
    share = acquire(LOADED_MODEL, shared=True)
    reporter, done = reporter_on(tmp_path), threading.Event()
    thread = threading.Thread(target=lambda: take_gpu(GPU, reporter.run, reporter) and done.set())
    thread.start()
    wait_until(lambda: reporter.status.notices, what="the notice")
    assert LOADED_MODEL in reporter.status.notices[0]
    assert not done.is_set()
    share.release()
    thread.join(10)
    assert done.is_set()
    assert holder() == TRAINING


def test_a_waiting_run_heeds_its_stop_file(tmp_path: Path) -> None:
    """Stop works in every stage, this one too."""
    share = acquire(LOADED_MODEL, shared=True)
    reporter = reporter_on(tmp_path)
    reporter.run.ask_to_stop()
    assert not take_gpu(GPU, reporter.run, reporter)
    share.release()
