"""Runs the quick benchmarks one after another: ``make bench``, or ``make bench ARGS=engine``."""

from __future__ import annotations

import importlib
import sys

QUICK = ("start", "engine", "latency")


def main() -> int:
    """Run the named benchmarks, all quick ones where none is named; 1 where one missed a target."""
    worst = 0
    for name in sys.argv[1:] or QUICK:
        print(f"== {name}", flush=True)
        worst |= importlib.import_module(f"tests.benchmarks.bench_{name}").main([]) or 0
    return worst


if __name__ == "__main__":
    sys.exit(main())
