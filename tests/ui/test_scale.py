"""The window can be used at 100, 150 and 200 %: nothing is cut off in the smallest window."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("scale", ["1", "1.5", "2"])
def test_nothing_is_cut_off_at_1024_by_700(home: Path, scale: str) -> None:
    """Qt reads the scale once, so each scale has a process of its own."""
    environment = {**os.environ, "QT_SCALE_FACTOR": scale, "STEPMARK_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.scaled_window"],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
