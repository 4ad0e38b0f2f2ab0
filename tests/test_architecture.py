"""The layers hold in the tree, and each contract really catches what it forbids."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import os
import pkgutil
import re
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import workbench.domain

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "workbench"
LAYERS = "Layers import downward only"
QT = "Only ui imports Qt"
HEAVY = "Only engines and training import models' libraries"
SQL = "Only store speaks SQL"
PRESENTERS = "Only presenters call the service"

PLANTED = {
    "lower-layer-imports-higher": ("domain/planted.py", "import workbench.catalog", LAYERS),
    "siblings-import-each-other": ("engines/planted.py", "import workbench.training", LAYERS),
    "core-imports-the-window": ("service/planted.py", "import workbench.ui", LAYERS),
    "layer-nobody-named": ("planted.py", "", LAYERS),
    "service-imports-qt": ("service/planted.py", "import PySide6.QtCore", QT),
    "training-imports-plots": ("training/planted.py", "def plot():\n    import pyqtgraph", QT),
    "window-imports-torch": ("ui/planted.py", "import torch", HEAVY),
    "store-imports-llama": ("store/planted.py", "import llama_cpp", HEAVY),
    "exchange-speaks-sql": ("exchange/planted.py", "import sqlite3", SQL),
    "service-speaks-sql": ("service/planted.py", "import sqlite_utils", SQL),
    "widget-calls-service": ("ui/planted/list.py", "import workbench.service.native", PRESENTERS),
    "panel-calls-service": ("ui/planted/panel.py", "import workbench.service.native", PRESENTERS),
    "model-calls-service": ("ui/planted/model.py", "import workbench.service.native", PRESENTERS),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package and its contracts, to plant things in."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    skip = shutil.ignore_patterns("__pycache__", "_shipped")
    shutil.copytree(PACKAGE, tmp_path / "workbench", ignore=skip)
    return tmp_path


def broken_contracts(folder: Path) -> set[str]:
    """Run import-linter in ``folder`` and return the names of the contracts that break."""
    linter = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert linter, "import-linter is not installed beside this Python"
    environment = {**os.environ, "PYTHONPATH": str(folder), "NO_COLOR": "1", "COLUMNS": "200"}
    done = subprocess.run(
        [linter, "--no-cache"], cwd=folder, env=environment, capture_output=True, text=True
    )
    verdicts = dict(re.findall(r"^(.+?) (KEPT|BROKEN)\b", done.stdout, re.MULTILINE))
    assert set(verdicts) == {LAYERS, QT, HEAVY, SQL, PRESENTERS}, done.stdout + done.stderr
    return {name for name, verdict in verdicts.items() if verdict == "BROKEN"}


def test_the_tree_keeps_every_contract():
    """Fails with the offending import shown by ``make lint``."""
    assert broken_contracts(ROOT) == set()


@pytest.mark.parametrize("case", PLANTED)
def test_a_planted_violation_breaks_its_contract_and_no_other(copy: Path, case: str):
    """A contract that catches nothing is worse than none."""
    path, text, contract = PLANTED[case]
    planted = copy / "workbench" / path
    planted.parent.mkdir(exist_ok=True)
    (planted.parent / "__init__.py").touch()
    planted.write_text(text + "\n")
    assert broken_contracts(copy) == {contract}


def test_a_panel_may_import_view_records_and_a_presenter_anything(copy: Path):
    """View records call nothing; panels need their types."""
    folder = copy / "workbench" / "ui" / "planted"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (copy / "workbench" / "service" / "views.py").touch()
    (folder / "panel.py").write_text("import workbench.service.views\n")
    (folder / "presenter.py").write_text("import workbench.service.native\n")
    assert broken_contracts(copy) == set()


# --- what each process really loads -------------------------------------------------------------


def loaded_by(module: str) -> set[str]:
    """Import ``module`` in a fresh process and return the top-level packages then loaded."""
    code = (
        f"import importlib, sys; importlib.import_module({module!r}); "
        "print(*sorted({name.split('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_the_window_loads_no_model_library():
    """Torch in the window would cost seconds at start and half a gigabyte of memory."""
    heavy = {"torch", "transformers", "peft", "accelerate", "llama_cpp", "datasets"}
    heavy |= {"sqlite_utils", "click"}  # 75 ms of each start, for what only merging asks
    loaded = loaded_by("workbench.ui.app")
    assert not loaded & heavy
    assert "PySide6" in loaded


@pytest.mark.parametrize("module", ["workbench.engines.worker", "workbench.training.main"])
def test_a_child_loads_no_qt(module: str):
    """A child that loads Qt needs a display's libraries on a server that has none."""
    assert not loaded_by(module) & {"PySide6", "shiboken6", "pyqtgraph"}


def test_help_is_quick_because_it_loads_nothing_heavy():
    """``stepmark --help`` answers at once: neither Qt nor a model library is loaded for it."""
    loaded = loaded_by("workbench.cli.run")
    assert not loaded & {"PySide6", "torch", "transformers", "llama_cpp", "sqlite_utils", "numpy"}


# --- the house style -----------------------------------------------------------------------------


def modules() -> Iterator[tuple[Path, ast.Module]]:
    """Yield every module of the package, parsed."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


def functions() -> list[tuple[int, str]]:
    """Return (lines, where) of every function of the package."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [
        (node.end_lineno - node.lineno + 1, f"{path}:{node.lineno} {node.name}")
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, kinds)
    ]


def test_functions_are_short():
    """Half fit in ten lines, nine in ten in thirty, none needs more than sixty."""
    found = functions()
    lengths = sorted(lines for lines, _ in found)
    assert statistics.median(lengths) <= 10
    assert lengths[len(lengths) * 9 // 10] <= 30
    assert [where for lines, where in found if lines > 60] == []


def test_every_module_opens_with_why_it_exists():
    """The first line of a module is one sentence that says why it exists."""
    silent = [str(path) for path, tree in modules() if not (ast.get_docstring(tree) or "").strip()]
    assert silent == []


def test_no_file_grows_past_two_names():
    """Above about 400 lines a file wants two names; 440 leaves room for a last sentence."""
    long = {
        str(path): count
        for path, _ in modules()
        if (count := len((ROOT / path).read_text(encoding="utf-8").splitlines())) > 440
    }
    assert long == {}


def test_domain_records_are_frozen():
    """Recipes and parameters are shared by processes and forms: nobody may change one in place."""
    thawed = []
    for info in pkgutil.iter_modules(workbench.domain.__path__, "workbench.domain."):
        for name, value in vars(importlib.import_module(info.name)).items():
            a_class = isinstance(value, type) and dataclasses.is_dataclass(value)
            if a_class and not value.__dataclass_params__.frozen:
                thawed.append(f"{info.name}.{name}")
    assert thawed == []
