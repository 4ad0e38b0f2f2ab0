"""The list of recommended models holds, and its word on the shipped one is true."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from workbench import paths
from workbench.catalog import catalog
from workbench.domain.errors import KnownError


def test_ids_are_unique_and_the_shipped_model_comes_first():
    entries = catalog()
    assert entries[0].id == "starter"
    assert len({entry.id for entry in entries}) == len(entries)
    assert all(entry.memory_mb >= entry.size_mb for entry in entries)


def test_the_shipped_weights_are_those_of_the_list():
    """Whoever trains the starter anew must say so in the list."""
    entry = catalog()[0]
    weights = (paths.starter_dir() / "model.safetensors").read_bytes()
    assert hashlib.sha256(weights).hexdigest() == entry.sha256
    assert abs(len(weights) / 1e6 - entry.size_mb) <= 1
    assert len(weights) <= 25_000_000
    config = json.loads((paths.starter_dir() / "config.json").read_text(encoding="utf-8"))
    assert config["max_position_embeddings"] == entry.context


@pytest.mark.parametrize("text", ["", "[[model]]\nid = 'x'\n", "not toml ["])
def test_a_damaged_list_is_one_plain_sentence(tmp_path: Path, text: str):
    path = tmp_path / "catalog.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KnownError, match="install Stepmark again"):
        catalog(path)
