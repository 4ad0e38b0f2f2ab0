"""What this installation has, what it lacks and how to get it: asked before blaming the program.

Libraries of models and Qt are asked about in processes of their own: one that dies on a missing
symbol is then a finding and not the end of the doctor.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from workbench import paths
from workbench.service.gpu import first_gpu
from workbench.service.native import missing_qt_packages, qt_install_line

_LLAMA = "llama-cpp-python"
_SHOWN = ("PySide6_Essentials", "mathra", _LLAMA, "torch", "transformers", "peft", "sqlite-utils")
_ROOM = 2 * 10**9
_PROBE_SECONDS = 60


class Health(StrEnum):
    """How a finding bears on use."""

    OK = "ok"
    WARNING = "warning"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; ``remedy`` is the exact line or act that mends it."""

    name: str
    health: Health
    detail: str
    remedy: str = ""


def examine() -> tuple[Finding, ...]:
    """Look at everything Stepmark needs and return what was found, in reading order."""
    gpu = gpu_name()
    found = [_python(), *_packages(), _qt_libraries(), _qt_starts(), _llama(gpu)]
    found += [_training(gpu), _gpu(gpu), _starter(), *_disk()]
    return tuple(found)


def gpu_name() -> str:
    """Return the name and memory of the first NVIDIA GPU, or "" where there is none."""
    return first_gpu("name,memory.total", "csv,noheader")


def gpu_build_line() -> str:
    """Return the command that builds the engine for an NVIDIA GPU."""
    return (
        'CMAKE_ARGS="-DLLAVA_BUILD=OFF -DGGML_CUDA=on" '
        f"{sys.executable} -m pip install --force-reinstall --no-deps --no-cache-dir "
        f"{_LLAMA}=={_version(_LLAMA) or '0.3.36'}"
    )


def _python() -> Finding:
    return Finding("Python", Health.OK, f"{platform.python_version()} on {platform.platform()}")


def _packages() -> Iterator[Finding]:
    for name in _SHOWN:
        version = _version(name)
        if version:
            yield Finding(name, Health.OK, version)
        else:
            yield Finding(name, Health.MISSING, "not installed", "run `make setup` in the checkout")


def _qt_libraries() -> Finding:
    missing = missing_qt_packages()
    if not missing:
        return Finding("Qt's system libraries", Health.OK, "all there")
    return Finding(
        "Qt's system libraries",
        Health.MISSING,
        "the system lacks " + ", ".join(missing),
        qt_install_line(missing),
    )


def _qt_starts() -> Finding:
    code = "from PySide6.QtWidgets import QApplication; QApplication([]); print('started')"
    answer = _ask(code, QT_QPA_PLATFORM="offscreen")
    if answer == "started":
        return Finding("Qt", Health.OK, "starts")
    return Finding("Qt", Health.MISSING, f"does not start: {answer}", "see the two lines above")


def _llama(gpu: str) -> Finding:
    code = "import llama_cpp; print('gpu' if llama_cpp.llama_supports_gpu_offload() else 'cpu')"
    answer = _ask(code, GGML_NO_BACKTRACE="1")
    if answer not in {"gpu", "cpu"}:
        remedy = "run `make setup` in the checkout"
        return Finding("llama engine", Health.MISSING, f"does not load: {answer}", remedy)
    if gpu and answer == "cpu":
        detail = "this build of llama.cpp uses the CPU only, beside a GPU"
        return Finding("llama engine", Health.WARNING, detail, gpu_build_line())
    return Finding("llama engine", Health.OK, "uses the GPU" if answer == "gpu" else "uses the CPU")


def _training(gpu: str) -> Finding:
    version = _version("torch")
    if gpu and version.endswith("+cpu"):
        plain = version.removesuffix("+cpu")
        line = f"{sys.executable} -m pip install --force-reinstall torch=={plain}"
        return Finding("training", Health.WARNING, "PyTorch is a CPU build, beside a GPU", line)
    where = "a GPU where PyTorch finds one, else the CPU" if gpu else "the CPU"
    return Finding("training", Health.OK, f"runs on {where}")


def _gpu(gpu: str) -> Finding:
    return Finding("GPU", Health.OK, gpu or "no NVIDIA GPU found; everything runs on the CPU")


def _starter() -> Finding:
    folder = paths.starter_dir()
    weights = sorted(folder.glob("*.safetensors"))
    if not weights:
        remedy = "restore models/starter from the repository or install Stepmark again"
        return Finding("starter model", Health.MISSING, f"no weights in {folder}", remedy)
    size = sum(path.stat().st_size for path in weights) / 1e6
    return Finding("starter model", Health.OK, f"{size:.0f} MB in {folder}")


def _disk() -> Iterator[Finding]:
    for name, folder in (("data folder", paths.data_dir()), ("cache folder", paths.cache_dir())):
        yield _room(name, folder)


def _room(name: str, folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    detail = f"{folder}, {free / 1e9:.1f} GB free"
    if not os.access(folder, os.W_OK):
        return Finding(name, Health.MISSING, f"{folder} cannot be written", "mend its permissions")
    if free < _ROOM:
        return Finding(name, Health.WARNING, detail, "free some space: a training run needs 2 GB")
    return Finding(name, Health.OK, detail)


def _version(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _ask(code: str, **environment: str) -> str:
    """Run ``code`` in a process of its own; return what it printed, or its last complaint."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=_PROBE_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return f"no answer within {_PROBE_SECONDS} s"
    if done.returncode == 0:
        return done.stdout.strip()
    complaint = done.stderr.strip().split("\n")[-1]
    return complaint or f"it ended with status {done.returncode}"
