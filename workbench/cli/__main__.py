"""Lets the window start its children as ``python -m workbench.cli``, installed or not."""

from __future__ import annotations

import sys

from workbench.cli import main

if __name__ == "__main__":
    sys.exit(main())
