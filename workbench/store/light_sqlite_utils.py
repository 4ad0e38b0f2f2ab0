"""Imports sqlite-utils without numpy and pandas, which it loads for a second if they are there.

sqlite-utils 4 tries to import both, only to know their types; no such value ever reaches the
store. What looks into another project's schema would pay more than a second for it. The library
itself takes 75 ms, mostly for its command line, so it is imported where it is used; plain rows
are read by ``Database.rows``, which needs three lines for it.
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
