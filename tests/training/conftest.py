"""One tiny base model for all tests of training; heavy imports happen once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.tiny_model import make_tiny_llama


@pytest.fixture(scope="session")
def tiny_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the tiny checkpoint once."""
    return make_tiny_llama(tmp_path_factory.mktemp("tiny") / "base")
