"""The application of every end-to-end test that has a window in its own process."""

from __future__ import annotations

from typing import Any

import pytest

from workbench.ui.app import qt_application


@pytest.fixture(scope="session")
def qapp() -> Any:
    """Return the application dressed as the real one is."""
    return qt_application()
