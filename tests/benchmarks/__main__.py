"""Runs the quick benchmarks one after another: ``make bench``, or ``make bench ARGS=engine``."""

from __future__ import annotations

import importlib
import sys

QUICK = ("start", "engine")


def main() -> None:
    """Run the named benchmarks, all quick ones where none is named."""
    for name in sys.argv[1:] or QUICK:
        print(f"== {name}", flush=True)
        importlib.import_module(f"tests.benchmarks.bench_{name}").main([])


if __name__ == "__main__":
    main()
