"""One lease on the GPU: a training run has it alone, loaded models share it."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from subprocess import Popen

import pytest

from tests.helpers.projects import python
from tests.helpers.waiting import wait_until
from workbench.jobs import lease
from workbench.jobs.lease import LOADED_MODEL, TRAINING, LeaseHeldError, acquire, holder, wait_for

HOLD = (
    "import sys\nfrom workbench.jobs.lease import TRAINING, acquire\n"
    "held = acquire(TRAINING)\nprint('held', flush=True)\nsys.stdin.read()\n"
)


@pytest.fixture
def trainer() -> Iterator[Popen[str]]:
    """Run a process that holds the lease as a training run does."""
    import subprocess

    process = python(["-c", HOLD], stdin=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_a_training_run_is_named_to_those_who_wait(trainer: Popen[str]) -> None:
    """The reason is on the screen, not a number of a process."""
    assert holder() == TRAINING
    for shared in (False, True):
        with pytest.raises(LeaseHeldError) as caught:
            acquire(LOADED_MODEL, shared=shared)
        assert caught.value.holder == TRAINING


def test_a_killed_holder_leaves_no_lease(trainer: Popen[str]) -> None:
    """A crashed run must not keep the GPU from everybody until the next start of the machine."""
    trainer.send_signal(signal.SIGKILL)
    trainer.wait()
    assert holder() is None
    acquire(TRAINING).release()


def test_models_share_and_training_does_not() -> None:
    """Two windows may load what fits; a training run takes all there is."""
    shares = [acquire(LOADED_MODEL, shared=True) for _ in range(2)]
    with pytest.raises(LeaseHeldError, match="loaded model"):
        acquire(TRAINING)
    for share in shares:
        share.release()
        share.release()
    alone = acquire(TRAINING)
    with pytest.raises(LeaseHeldError, match="training run"):
        acquire(LOADED_MODEL, shared=True)
    alone.release()
    assert holder() is None


def test_asking_who_holds_it_disturbs_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """A question holds the lock for an instant; who takes the lease then must not be refused."""
    ended = threading.Event()

    def ask() -> None:
        while not ended.is_set():
            holder()

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        for _ in range(200):
            acquire(TRAINING).release()
    finally:
        ended.set()
        asking.join()


def test_a_run_waits_tells_why_and_takes_it_when_free() -> None:
    """Training that finds a loaded model waits visibly instead of failing for memory."""
    share = acquire(LOADED_MODEL, shared=True)
    told: list[str] = []
    taken: list[lease.Lease | None] = []
    thread = threading.Thread(
        target=lambda: taken.append(
            wait_for(TRAINING, on_waiting=told.append, should_end=lambda: False)
        )
    )
    thread.start()
    wait_until(lambda: told, what="the reason")
    assert told == [LOADED_MODEL]
    share.release()
    thread.join(10)
    assert holder() == TRAINING
    assert taken[0] is not None
    taken[0].release()


def test_a_waiting_run_can_be_stopped() -> None:
    """Stop works while a run waits, too."""
    share = acquire(LOADED_MODEL, shared=True)
    stop: list[str] = []
    assert wait_for(TRAINING, on_waiting=stop.append, should_end=lambda: bool(stop)) is None
    share.release()


def test_a_child_does_not_inherit_the_lease() -> None:
    """A helper process that outlives its parent must not hold the GPU."""
    held = acquire(TRAINING)
    child = python(["-c", "import sys; sys.stdin.read()"], stdin=-1)
    held.release()
    assert holder() is None
    child.communicate("")


def test_the_lock_file_is_the_users_own() -> None:
    """Nobody else may hold up a user's training."""
    acquire(TRAINING).release()
    assert lease.lease_path().stat().st_mode & 0o077 == 0 or os.name == "nt"
