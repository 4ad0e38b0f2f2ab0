"""How long it takes from the command to a usable window, in fresh processes, after the first run.

python -m tests.benchmarks.bench_start [--times 5]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

GOAL_SECONDS = 1.5

# Builds the window as `stepmark` does and leaves when the event loop has painted and is idle.
_CHILD = """
import sys, time
from PySide6.QtCore import QTimer
from workbench.ui import app
from workbench.ui.errors import ErrorReporter
qt = app.qt_application()
start = app.Start(ErrorReporter(qt))
start.open(None)
assert start.application is not None and start.application.window.isVisible()
def usable():
    print(time.time())
    start.application.close()
    qt.quit()
QTimer.singleShot(0, lambda: QTimer.singleShot(0, usable))
qt.exec()
"""


def main(arguments: list[str] | None = None) -> None:
    """Print the median and the worst start of several."""
    options = argparse.ArgumentParser(description="Time the start of the window.")
    options.add_argument("--times", type=int, default=5)
    times = options.parse_args(arguments).times
    with tempfile.TemporaryDirectory() as home:
        start_once(Path(home))
        seconds = [start_once(Path(home)) for _ in range(times)]
    print(
        f"start to a usable window: median {statistics.median(seconds):.2f} s, "
        f"worst {max(seconds):.2f} s of {times} (goal {GOAL_SECONDS} s)"
    )


def start_once(home: Path) -> float:
    """Start one window in a process of its own and return the seconds until it was usable."""
    environment = {**os.environ, "STEPMARK_HOME": str(home), "STEPMARK_NO_ENGINE": "1"}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    began = time.time()
    done = subprocess.run(
        [sys.executable, "-c", _CHILD], env=environment, capture_output=True, text=True, check=True
    )
    return float(done.stdout.split()[-1]) - began


if __name__ == "__main__":
    main()
