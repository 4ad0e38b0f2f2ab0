"""Who may use the GPU: whether a model or a training run would, and a share of it to wait for."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from workbench.domain.sampling import HF, REMOTE, Capabilities, ModelSpec
from workbench.jobs.lease import LOADED_MODEL, POLL_SECONDS, Lease, LeaseHeldError, acquire

DRIVER_SECONDS = 10
_BACKENDS = ("cuda", "hip", "vulkan", "sycl", "metal")


def may_use_gpu(spec: ModelSpec) -> bool:
    """Whether loading this model here could take memory of the GPU."""
    if spec.engine == REMOTE or spec.gpu_layers == 0:
        return False
    return torch_uses_gpu() if spec.engine == HF else _llama_has_gpu_build()


def uses_gpu(capabilities: Capabilities) -> bool:
    """Whether a loaded model sits on the GPU, at least in part."""
    if capabilities.engine == REMOTE:
        return False
    return capabilities.offloaded_layers > 0 or capabilities.device != "CPU"


@cache
def torch_uses_gpu() -> bool:
    """Whether torch, and so training, would compute on a GPU here (torch is not imported)."""
    return _has_nvidia() and _has_library("torch", ("torch_cuda",))


@dataclass(frozen=True, slots=True)
class GpuUse:
    """What is asked of a model before and after it is loaded, and of a training run."""

    before: Callable[[ModelSpec], bool] = may_use_gpu
    after: Callable[[Capabilities], bool] = uses_gpu
    training: Callable[[], bool] = torch_uses_gpu


class ShareWait:
    """Waits in a thread of its own for a share of the GPU, then hands it to ``on_free``."""

    def __init__(self, on_free: Callable[[ShareWait, Lease], None]) -> None:
        self._on_free = on_free
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._wait, daemon=True, name="gpu-share")
        self._thread.start()

    def end(self) -> None:
        """Wait no longer."""
        self._ended.set()

    def join(self) -> None:
        """Return when the thread is gone; not to be called by ``on_free``."""
        self._ended.set()
        self._thread.join()

    def _wait(self) -> None:
        while not self._ended.wait(POLL_SECONDS):
            lease = take_share()
            if isinstance(lease, Lease):
                self._on_free(self, lease)
                return


def take_share() -> Lease | str:
    """Return a share of the GPU for a loaded model, or who has the GPU alone."""
    try:
        return acquire(LOADED_MODEL, shared=True)
    except LeaseHeldError as error:
        return error.holder


def first_gpu(fields: str, form: str) -> str:
    """Return what the NVIDIA driver says of its first GPU; empty where it says nothing."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return ""
    query = [tool, f"--query-gpu={fields}", f"--format={form}"]
    try:
        done = subprocess.run(query, capture_output=True, text=True, timeout=DRIVER_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip().partition("\n")[0] if done.returncode == 0 else ""


@cache
def _llama_has_gpu_build() -> bool:
    if sys.platform == "darwin":
        return _has_library("llama_cpp", ("ggml-metal",))
    return _has_library("llama_cpp", tuple(f"ggml-{name}" for name in _BACKENDS))


@cache
def _has_nvidia() -> bool:
    return Path("/proc/driver/nvidia/version").exists() or shutil.which("nvidia-smi") is not None


def _has_library(package: str, names: tuple[str, ...]) -> bool:
    """Look for a shared library in an installed package's ``lib``; the package is not imported."""
    found = importlib.util.find_spec(package)
    for place in (found.submodule_search_locations or ()) if found else ():
        files = [file.name for file in Path(place, "lib").glob("*")]
        if any(name in file for file in files for name in names):
            return True
    return False
