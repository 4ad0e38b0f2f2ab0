"""Runs the benchmarks with a target in turn: ``make bench``, or one, ``make bench ARGS=engine``.

Those of the desk and of the formats make a project of a million steps first and keep it in build/.
"""

from __future__ import annotations

import importlib
import sys

NAMES = ("start", "engine", "latency", "faults", "desk", "exchange")


def main() -> int:
    """Run the named benchmarks, all of these where none is named; 1 where one missed a target."""
    worst = 0
    for name in sys.argv[1:] or NAMES:
        print(f"== {name}", flush=True)
        worst |= importlib.import_module(f"tests.benchmarks.bench_{name}").main([]) or 0
    return worst


if __name__ == "__main__":
    sys.exit(main())
