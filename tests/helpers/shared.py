"""Real public data for tests lies beside the checkout; where it is absent the test is skipped."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("STEPMARK_SHARED", CHECKOUT.parent / "shared")) / "data"


def shared_data(name: str) -> Path:
    """Return the path of one shared data file, or skip the test with a plain reason."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"shared/data/{name} is not beside this checkout")
    return path
