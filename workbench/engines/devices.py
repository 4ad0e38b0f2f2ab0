"""Which processor runs the model, and what to say of a GPU that a CPU-only build leaves idle."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import llama_cpp
import psutil
from llama_cpp._ggml import libggml

ONE_THREAD_BYTES = 64 << 20
_HAS_AFFINITY = hasattr(os, "sched_getaffinity")
_GPU_TYPES = (1, 2)  # GGML_BACKEND_DEVICE_TYPE_GPU, _IGPU


@dataclass(frozen=True, slots=True)
class Threads:
    """How many threads decode one token at a time, and how many decode a batch."""

    single: int
    batch: int


def choose_threads(tensor_bytes: int, running: int) -> Threads:
    """Return the threads for the cores that are free now; ``running`` of the busy ones are ours.

    OpenMP's threads meet some 200 times a step and spin while they wait. Where each has a core of
    its own that is fastest; where another process (training) holds one, it is ruinous, and letting
    them sleep instead is not much better. Measured with the 5 M starter on two cores:
    a step of 8 tokens took 1.5 ms on one thread, 1.1 ms on two (idle machine), 20 ms on two beside
    training, and 5 ms on two that sleep. Single tokens of a small model gain nothing from a second
    thread. So: never more threads than free cores.
    """
    free = max(1, min(physical_cores(), _free_cores(running)))
    return Threads(1 if tensor_bytes <= ONE_THREAD_BYTES else free, free)


def physical_cores() -> int:
    """Return the physical cores that this process may use."""
    physical = psutil.cpu_count(logical=False) or 1
    return min(physical, len(os.sched_getaffinity(0))) if _HAS_AFFINITY else physical


def _free_cores(running: int) -> int:
    """Return how many cores have nothing to run but us."""
    try:
        runnable = int(Path("/proc/loadavg").read_text().split()[3].partition("/")[0])
    except (OSError, ValueError, IndexError):
        runnable = running + round(os.getloadavg()[0] if hasattr(os, "getloadavg") else 0)
    return (os.cpu_count() or 1) - max(0, runnable - running)


def parameters(model: Any) -> int:
    """Return how many parameters a loaded model has."""
    return int(llama_cpp.llama_model_n_params(model))


def device_name(gpu_layers: int) -> str:
    """Return ``CPU`` or the name of the GPU that takes layers."""
    if gpu_layers == 0 or not llama_cpp.llama_supports_gpu_offload():
        return "CPU"
    return _first_gpu(libggml) or "CPU"


def warning() -> str:
    """Return what must be said permanently: a GPU is here and this build cannot use it."""
    if llama_cpp.llama_supports_gpu_offload() or sys.platform == "darwin":
        return ""
    if not (Path("/proc/driver/nvidia/version").exists() or shutil.which("nvidia-smi")):
        return ""
    return (
        "This computer has an NVIDIA GPU, and llama.cpp was built for the CPU only. To use the "
        'GPU: CMAKE_ARGS="-DGGML_CUDA=on -DLLAVA_BUILD=OFF" pip install --force-reinstall '
        "--no-deps --no-binary llama-cpp-python llama-cpp-python==0.3.36"
    )


def _first_gpu(library: Any) -> str:
    """Ask ggml for its first GPU; the binding does not wrap these calls."""
    library.ggml_backend_dev_count.restype = ctypes.c_size_t
    library.ggml_backend_dev_get.restype = ctypes.c_void_p
    library.ggml_backend_dev_get.argtypes = [ctypes.c_size_t]
    library.ggml_backend_dev_type.argtypes = [ctypes.c_void_p]
    library.ggml_backend_dev_description.argtypes = [ctypes.c_void_p]
    library.ggml_backend_dev_description.restype = ctypes.c_char_p
    for index in range(library.ggml_backend_dev_count()):
        device = library.ggml_backend_dev_get(index)
        if library.ggml_backend_dev_type(device) in _GPU_TYPES:
            return str(library.ggml_backend_dev_description(device).decode(errors="replace"))
    return ""
