"""The list of recommended models holds, and its word on the shipped one is true."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from workbench import paths
from workbench.catalog import catalog, user_catalog, user_catalog_path
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


ENTRY = """
[[model]]
id = "mine"
name = "Mine"
url = "https://example.org/mine.gguf"
size_bytes = 1000
"""


def test_the_users_own_list_has_the_same_form_and_less_in_it(home: Path):
    """No licence, no checksum: what the user does not know is left out, not invented."""
    assert user_catalog() == ()
    user_catalog_path().write_text(ENTRY, encoding="utf-8")
    [entry] = user_catalog()
    assert (entry.url, entry.size_bytes, entry.sha256) == (
        "https://example.org/mine.gguf",
        1000,
        "",
    )


@pytest.mark.parametrize(
    "line",
    ['sha256 = "ABC"', "size_bytes = -1", 'size_mb = "ten"', "id = 5", 'unknown = "x"'],
)
def test_an_entry_that_makes_no_sense_is_said_with_its_file(home: Path, line: str):
    """The user mends the line instead of wondering where the entry is."""
    user_catalog_path().write_text(f"{ENTRY}{line}\n", encoding="utf-8")
    with pytest.raises(KnownError, match=r"catalog\.toml.*mend it"):
        user_catalog()


def test_two_entries_of_one_id_are_refused(home: Path):
    """`stepmark models download ID` must mean one file."""
    user_catalog_path().write_text(ENTRY * 2, encoding="utf-8")
    with pytest.raises(KnownError, match="same id"):
        user_catalog()
