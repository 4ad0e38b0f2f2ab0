"""Fault 2: kill -9 keeps the page cache, so durability is shown by the syncs of each save."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from tests.helpers.projects import step_ids, with_response
from tests.helpers.shared import CHECKOUT
from workbench.service.project import Project

MARK = """
import os, sys
from pathlib import Path
from workbench.domain.records import Verdict
from workbench.service.annotation import Annotation
from workbench.service.project import Project
project = Project.open(Path(sys.argv[1]))
if sys.argv[2] == "off":
    project.file.database.connection.execute("PRAGMA synchronous = OFF")
for step in sys.argv[3:]:
    os.write(1, b"BEFORE")
    Annotation(project).mark(step, Verdict.CORRECT)
    os.write(1, b"ACK")
os._exit(0)
"""


def log_syncs_between_acks(path, synchronous: str, ids: list[str], trace) -> list[int]:
    """Return how often the write-ahead log was synced before each acknowledgement."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed, so syncs cannot be seen")
    calls = "trace=write,fsync,fdatasync"
    done = subprocess.run(
        [strace, "-f", "-y", "-e", calls, "-o", str(trace), sys.executable, "-c", MARK,
         str(path), synchronous, *ids],
        capture_output=True, text=True, check=False, timeout=60, cwd=CHECKOUT,
    )  # fmt: skip
    if done.returncode and "ptrace" in done.stderr:
        pytest.skip("tracing is not allowed here, so syncs cannot be seen")
    assert done.returncode == 0, done.stderr
    syncs: list[int] = []
    for line in trace.read_text(errors="replace").split("\n"):
        if '"BEFORE"' in line:
            syncs.append(0)
        elif "sync(" in line and "stepmark-wal" in line and syncs:
            syncs[-1] += 1
    return syncs


@pytest.mark.parametrize(("synchronous", "least"), [("full", 1), ("off", 0)])
def test_every_acknowledged_mark_was_synced_first(tmp_path, home, synchronous, least):
    """With the safeguard each mark syncs the log; without it (the control) none does."""
    path = tmp_path / "a.stepmark"
    with Project.create(path, "Ada") as project:
        annotation, problem = with_response(project)
        ids = step_ids(annotation, problem)
    syncs = log_syncs_between_acks(path, synchronous, ids, tmp_path / "trace")
    assert len(syncs) == len(ids)
    if least:
        assert min(syncs) >= least
    else:
        assert max(syncs) == 0
