"""Imports sqlite-utils without numpy and pandas, which it loads for a second where they are there.

sqlite-utils 4 tries to import both, only to know their types; no such value ever reaches the
store. The window would pay more than a second at each start for it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_UNWANTED = ("numpy", "pandas")


@contextmanager
def _hidden(names: tuple[str, ...]) -> Iterator[None]:
    """Make imports of ``names`` fail meanwhile, as if they were not installed."""
    absent = [name for name in names if name not in sys.modules]
    # None in sys.modules makes an import raise ImportError (Python reference, 5.3.1).
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


with _hidden(_UNWANTED):
    from sqlite_utils import Database

__all__ = ["Database"]
