"""``bench``: the long measurements, which need the checkout and take minutes."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from workbench.cli.console import Console
from workbench.domain.errors import KnownError


def bench_verb(arguments: argparse.Namespace, console: Console) -> int:
    """Run one measurement in a process of its own; its exit status says whether targets were met.

    Raises KnownError where this is no checkout, since the measurements are not installed.
    """
    root = Path(__file__).resolve().parents[2]
    if not (root / "tests" / "benchmarks" / f"bench_{arguments.what}.py").is_file():
        raise KnownError(
            "The measurements are part of the source and not of an installed Stepmark; "
            "run this in a checkout, after: make setup"
        )
    command = [sys.executable, "-m", f"tests.benchmarks.bench_{arguments.what}"]
    return subprocess.run([*command, *arguments.options], cwd=root, check=False).returncode
