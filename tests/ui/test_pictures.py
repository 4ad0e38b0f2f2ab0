"""The script that draws the window's pictures names states that exist, each once."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from workbench.ui.rail import Page

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the script as a module; its own path of imports goes with the test."""
    monkeypatch.setattr(sys, "path", [str(PACKAGING), *sys.path])
    spec = importlib.util.spec_from_file_location("shots", PACKAGING / "screenshots.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_state_has_a_page_and_a_name_of_its_own(script: ModuleType) -> None:
    """Two states of one name would overwrite each other's pictures."""
    states = (*script.EMPTY, *script.FULL)
    names = [state.name for state in states]
    assert len(names) == len(set(names))
    assert {state.page for state in states} == {page.value for page in Page}


def test_the_pictures_of_the_readme_are_among_the_states(script: ModuleType) -> None:
    """``--readme`` draws those that the README shows, and no other."""
    assert set(script.README_SHOTS) <= {state.name for state in script.FULL}
    for name in script.README_SHOTS.values():
        for scheme in script.SCHEMES:
            assert (script.README / f"{name}_{scheme}.png").is_file()
