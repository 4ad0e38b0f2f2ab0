"""One quiet, offline, isolated world for every test; what a test leaves behind fails it."""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["STEPMARK_HOME"] = tempfile.mkdtemp(prefix="stepmark-tests-")
os.environ.update(
    HF_HUB_OFFLINE="1",
    HF_HUB_DISABLE_TELEMETRY="1",
    HF_DATASETS_OFFLINE="1",
    TOKENIZERS_PARALLELISM="false",
    TQDM_DISABLE="1",
)

import pytest
from tqdm import tqdm

from tests.helpers import leftovers

# Its watching thread would outlive the test that drew the first bar.
tqdm.monitor_interval = 0


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a data and cache folder of its own."""
    folder = tmp_path / "home"
    monkeypatch.setenv("STEPMARK_HOME", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return folder


@pytest.fixture(autouse=True)
def nothing_left_running(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a thread or a child process behind."""
    before = leftovers.running()
    yield
    lines = leftovers.complaints(before)
    if lines:
        pytest.fail("left behind: " + "; ".join(lines))


class _Warnings(logging.Handler):
    """Keeps every record of WARNING or above that our own code logs."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def no_unexpected_warning(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test in which our code logs a warning, unless the test reads the log (``caplog``)."""
    handler = _Warnings()
    logger = logging.getLogger("workbench")
    logger.addHandler(handler)
    yield
    logger.removeHandler(handler)
    if handler.lines and "caplog" not in request.fixturenames:
        pytest.fail("unexpected warning logged: " + "; ".join(handler.lines))


@pytest.fixture(autouse=True)
def no_modal_dialog(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail instead of hanging when a modal dialog opens; a test that expects one replaces it."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None:
        return
    for owner, name in (
        (widgets.QDialog, "exec"),
        (widgets.QMessageBox, "exec"),
        (widgets.QMessageBox, "question"),
        (widgets.QMessageBox, "warning"),
        (widgets.QMessageBox, "critical"),
        (widgets.QMessageBox, "information"),
        (widgets.QInputDialog, "getText"),
        (widgets.QInputDialog, "getMultiLineText"),
        (widgets.QFileDialog, "getOpenFileName"),
        (widgets.QFileDialog, "getOpenFileNames"),
        (widgets.QFileDialog, "getSaveFileName"),
        (widgets.QFileDialog, "getExistingDirectory"),
    ):
        monkeypatch.setattr(owner, name, _refuse(f"{owner.__name__}.{name}"))


def _refuse(what: str) -> Any:
    def refused(*_arguments: object, **_keywords: object) -> None:
        raise AssertionError(f"an unexpected modal dialog opened: {what}")

    return refused


@pytest.fixture
def project(tmp_path: Path, home: Path) -> Iterator[Any]:
    """Open a fresh project of one annotator, closed when the test ends."""
    from workbench.service.project import Project

    opened = Project.create(tmp_path / "work.stepmark", "Ada")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def _starter_made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Make the starter's GGUF once; return it and its cache folder."""
    from workbench import paths
    from workbench.weights.gguf_writer import cached_gguf

    cache = tmp_path_factory.mktemp("starter-cache")
    return cached_gguf(paths.starter_dir(), cache), cache


@pytest.fixture
def starter_gguf(_starter_made: tuple[Path, Path], home: Path) -> Path:
    """Return the starter's GGUF in this test's own cache."""
    made, cache = _starter_made
    own = home / "cache" / made.relative_to(cache)
    own.parent.mkdir(parents=True, exist_ok=True)
    own.hardlink_to(made)
    return own


@pytest.fixture(scope="session")
def tiny_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a tiny checkpoint once; a test that changes it takes a copy."""
    from tests.helpers.tiny_model import make_tiny_llama

    return make_tiny_llama(tmp_path_factory.mktemp("tiny") / "base")


@pytest.fixture(scope="session")
def reward_run(tmp_path_factory: pytest.TempPathFactory, tiny_base: Path) -> Any:
    """Train a tiny reward model once; return the folder of its run."""
    from tests.helpers.reward_models import train_reward_model

    return train_reward_model(tmp_path_factory.mktemp("reward") / "run", tiny_base)
