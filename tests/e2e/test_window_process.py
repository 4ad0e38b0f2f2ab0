"""The window as its own process: what it loads, how soon it stands, how it meets bad projects."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.helpers.shared import CHECKOUT
from tests.ui.desk_helpers import EQUATION, add_problems, solve
from workbench.service.project import Project


def probe(path: Path, *arguments: str, **environment: str) -> dict[str, object]:
    """Open a window in a process of its own and return what it says of itself."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.window_probe", str(path), *arguments],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "STEPMARK_NO_ENGINE": "1", **environment},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


def made(project: Project) -> Path:
    add_problems(project, EQUATION)
    solve(project, EQUATION.id)
    project.close()
    return project.path


def test_the_window_has_loaded_no_model_library(project: Project) -> None:
    """Heavy models live in other processes; the window must start fast and stay small."""
    found = probe(made(project))
    assert found["loaded"] == []
    assert any("work" in title for title in found["titles"])  # type: ignore[attr-defined]


def test_all_pages_open_without_a_model_library(project: Project) -> None:
    """Curves are drawn, and numbers loaded for them, only once a run has metrics."""
    assert probe(made(project), "--pages")["loaded"] == []


def test_a_locked_project_is_said_in_a_window(project: Project) -> None:
    """A second window on the same file says so and offers a way on."""
    add_problems(project, EQUATION)
    found = probe(project.path)
    assert any("open" in text for text in found["texts"])  # type: ignore[attr-defined]
    assert any("could not be opened" in text for text in found["texts"])  # type: ignore[attr-defined]


def test_a_file_that_is_no_project_is_said_in_a_window(tmp_path: Path) -> None:
    """No traceback, and the file is left byte-identical."""
    path = tmp_path / "notes.stepmark"
    path.write_bytes(b"this is no database")
    found = probe(path)
    assert any("could not be opened" in text for text in found["texts"])  # type: ignore[attr-defined]
    assert path.read_bytes() == b"this is no database"


def test_garbage_settings_mean_defaults(project: Project, home: Path) -> None:
    """A corrupt settings file costs a window's place, never data."""
    (home / "data").mkdir(parents=True, exist_ok=True)
    (home / "data" / "settings.ini").write_bytes(b"\xff\xfe[[[\x00window/geometry=@@@@")
    assert probe(made(project))["loaded"] == []


def test_the_window_opens_on_a_real_display(project: Project) -> None:
    """Offscreen is not what users have; Xvfb is an X11 server without a screen."""
    runner = shutil.which("xvfb-run")
    if runner is None:
        pytest.skip("xvfb-run is not installed (Debian package xvfb)")
    done = subprocess.run(
        [runner, "-a", sys.executable, "-m", "tests.e2e.window_probe", str(made(project))],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "STEPMARK_NO_ENGINE": "1", "QT_QPA_PLATFORM": "xcb"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["loaded"] == []


def test_the_window_stands_within_the_promised_time(project: Project) -> None:
    """1.5 s on an idle machine; the bound here leaves room for a busy one."""
    began = time.monotonic()
    found = probe(made(project))
    assert isinstance(found["seconds"], float)
    assert found["seconds"] < 5
    assert time.monotonic() - began < 10
