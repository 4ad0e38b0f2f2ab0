"""Which processor runs the model, and what to say of a GPU that a CPU-only build leaves idle."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import llama_cpp
import psutil
from llama_cpp._ggml import libggml

ONE_THREAD_BYTES = 64 << 20
_GPU_TYPES = (1, 2)  # GGML_BACKEND_DEVICE_TYPE_GPU, _IGPU


def default_threads(tensor_bytes: int) -> int:
    """Return the number of threads: one for a small model, else the physical cores we may use.

    A step of a small model is shorter than a meeting of threads: on two cores with training beside
    it, one thread was three times as fast as two (numbers in ``client.py``).
    """
    if tensor_bytes <= ONE_THREAD_BYTES:
        return 1
    physical = psutil.cpu_count(logical=False) or 1
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else physical
    return max(1, min(physical, allowed))


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
