"""The detached process of a training run: started, found alive or dead, and what its end means."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from workbench.domain.records import RunState
from workbench.domain.sentences import joined, sentence
from workbench.jobs.attached import role_command
from workbench.jobs.run_folder import ENDED, RunFolder, RunStatus, is_alive, process_started

DISK_FULL = "No space left on device"
# Kept so that an ended child is reaped; a child that outlives this process is adopted by the next.
_children: dict[int, subprocess.Popen[bytes]] = {}


@atexit.register
def _part_from_children() -> None:
    """Let running children go on alone: ``Popen`` would warn of what is meant to be."""
    for child in _children.values():
        if child.poll() is None:
            child.returncode = 0


def spawn(folder: RunFolder) -> None:
    """Start the detached process: a session of its own, its words in the log."""
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    command = [*role_command("training", "workbench.training.main"), str(folder.path)]
    with folder.log.open("ab") as log:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment,
            cwd=folder.path,
            start_new_session=True,
            creationflags=_own_group(),
        )
    _children[child.pid] = child
    started = process_started(child.pid) or 0.0
    folder.write_status(RunStatus(RunState.STARTING, pid=child.pid, started=started))


def works(folder: RunFolder) -> bool:
    """Say whether the run's process is at work; one that wrote its end is only leaving."""
    status = folder.status()
    if status is None:
        return False
    child = _children.get(status.pid)
    if child is not None and child.poll() is not None:
        del _children[status.pid]
    return status.state not in ENDED and is_alive(status)


def settled_status(folder: RunFolder) -> RunStatus:
    """Return the status; of a process that died without a word, what is known of its end."""
    alive = works(folder)
    status = folder.status() or RunStatus(RunState.FAILED)
    if status.state in ENDED:
        return status
    if not alive:
        return _died(status, folder)
    if folder.stop_asked():
        return replace(status, state=RunState.STOPPING, seconds_left=None, question="")
    return status


def _own_group() -> int:
    """Return the flag that keeps Windows from passing the window's Ctrl-C on to the child."""
    if sys.platform == "win32":
        return subprocess.CREATE_NEW_PROCESS_GROUP
    return 0


def _died(status: RunStatus, folder: RunFolder) -> RunStatus:
    """Return the status of a run whose process is gone without having said why."""
    ended = replace(status, state=RunState.FAILED, seconds_left=None, question="")
    if folder.stop_asked():
        reason = sentence("Stopped at its last checkpoint; the run can be resumed.")
        return replace(ended, state=RunState.STOPPED, reason=reason)
    lines = _last_lines(folder.log)
    if any(DISK_FULL in line for line in lines):
        reason = sentence(
            "The disk is full, so the run could not go on; free some space, then resume it."
        )
        return replace(ended, reason=reason)
    reason = sentence(
        "The training process ended unexpectedly; resume it to go on from its checkpoint."
    )
    if "Error" in lines[-1]:
        last = sentence("The log ends with: {line}", line=lines[-1][:200])
        reason = joined([reason, last], " ")
    return replace(ended, reason=reason)


def _last_lines(log: Path) -> list[str]:
    """Return how the log ends; one empty line where there is none."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").strip().split("\n")
    except FileNotFoundError:
        return [""]
    return [line.strip() for line in lines[-5:]]
