"""The house: packaging, documents and what may never be in a committed file."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def tracked() -> list[str]:
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip("not a git checkout")
    return [name for name in done.stdout.split("\0") if name]


def test_the_file_map_of_the_readme_exists():
    """A map that lies is worse than none."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.split("## File map", 1)[1].split("\n## ", 1)[0]
    named = re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)
    assert len(named) > 10
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_pictures_of_the_readme_exist():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    pictures = re.findall(
        r"!\[[^\]]*\]\(([^)]+)\)|<(?:img|source)[^>]*src(?:set)?=\"([^\"]+)\"", text
    )
    names = [a or b for a, b in pictures]
    assert len(names) >= 2
    assert [name for name in names if not (ROOT / name).is_file()] == []


def test_the_top_level_holds_only_what_the_layout_names():
    allowed = {
        "pyproject.toml", "constraints.txt", "Makefile", "README.md", "CHANGELOG.md",
        "CONTRIBUTING.md", "LICENSE", ".gitignore", ".gitattributes", ".ci",
        "models", "resources", "packaging", "workbench", "tests",
    }  # fmt: skip
    assert {name.split("/")[0] for name in tracked()} <= allowed


def test_every_direct_dependency_is_pinned():
    """``make run`` next year installs what was tested today."""
    pins = {
        line.split("==")[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    project = PYPROJECT["project"]
    direct = project["dependencies"] + project["optional-dependencies"]["dev"]
    names = {re.split(r"[<>=\[ ]", line)[0].lower().replace("_", "-") for line in direct}
    assert names - pins == set()


def test_pins_name_versions_and_no_places():
    """No addresses and no local builds: the pins hold on any machine."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    odd = [line for line in lines if not re.fullmatch(r"#.*|[\w.\-]+==[\w.]+", line)]
    assert odd == []


def test_no_committed_text_names_a_registry_or_a_machine():
    """Addresses of package registries and paths of one machine have no place in the tree."""
    forbidden = re.compile(
        r"(py" r"pi\.org|python" r"hosted\.org|deb\.deb" r"ian\.org|registry\.np" r"mjs"
        r"|/ro" r"ot/|/wo" r"rk/(main|shared))"
    )  # fmt: skip
    found = []
    for name in tracked():
        path = ROOT / name
        if path.suffix in {".ttf", ".otf", ".png", ".safetensors", ".ico"} or not path.is_file():
            continue
        if forbidden.search(path.read_text(encoding="utf-8", errors="ignore")):
            found.append(name)
    assert found == []


def test_the_version_is_said_once_in_effect():
    import workbench

    assert workbench.__version__ == PYPROJECT["project"]["version"]


def test_the_wheel_carries_models_and_resources(tmp_path: Path):
    """An installed Stepmark finds its starter model and its fonts without the checkout."""
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    names = zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()
    assert "workbench/_shipped/models/catalog.toml" in names
    assert any(name.startswith("workbench/_shipped/resources/fonts/") for name in names)
    assert any(name.startswith("workbench/_shipped/models/starter/") for name in names)
    assert not any(name.startswith(("tests/", "packaging/")) for name in names)


def test_the_second_set_up_takes_a_moment(tmp_path: Path):
    """The stamp alone decides: nothing is installed or asked of the network again."""
    code = (
        "import json, sys, pathlib; sys.path.insert(0, 'packaging'); import bootstrap as b; "
        f"b.STAMP = pathlib.Path({str(tmp_path / 'stamp.json')!r}); "
        "b.PYTHON = pathlib.Path(sys.executable); "
        "assert not b.is_fresh(dev=False); "
        "b.STAMP.write_text(json.dumps({'key': b.setup_key(), 'dev': False})); "
        "assert b.is_fresh(dev=False) and not b.is_fresh(dev=True)"
    )
    clean = {name: value for name, value in os.environ.items() if name != "CMAKE_ARGS"}
    done = subprocess.run([sys.executable, "-B", "-c", code], cwd=ROOT, env=clean, timeout=20)
    assert done.returncode == 0


def test_a_build_for_other_flags_has_another_place(tmp_path: Path):
    """A CUDA build must never be taken for a CPU build, nor the other way round."""
    code = (
        "import sys; sys.path.insert(0, 'packaging'); import bootstrap as b; "
        "print(b.wheel_folder('0.3.36'))"
    )
    places = set()
    for flags in ("-DLLAVA_BUILD=OFF", "-DLLAVA_BUILD=OFF -DGGML_CUDA=on"):
        environment = {**os.environ, "CMAKE_ARGS": flags, "XDG_CACHE_HOME": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, "-B", "-c", code],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        places.add(done.stdout)
    assert len(places) == 2
    assert not list(tmp_path.iterdir())


def test_the_old_python_is_told_plainly():
    """Set-up under an unfit Python without a better one at hand is one sentence, no traceback."""
    code = (
        "import sys; sys.path.insert(0, 'packaging'); import bootstrap as b; "
        "b.NEWEST = (3, 10); b.shutil.which = lambda name: None; sys.argv = ['bootstrap']; "
        "sys.exit(b.main())"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", code], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "needs Python 3.11" in done.stderr
    assert "Traceback" not in done.stderr
