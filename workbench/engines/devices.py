"""Which processor runs the model, and what to say of a GPU that a CPU-only build leaves idle."""

from __future__ import annotations

import ctypes
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import llama_cpp
from llama_cpp._ggml import libggml

from workbench.domain.sentences import sentence
from workbench.weights.gguf_header import GGUFHeader
from workbench.weights.memory import layer_bytes, layers_that_fit

_GPU, _INTEGRATED_GPU = 1, 2  # GGML_BACKEND_DEVICE_TYPE_GPU, _IGPU


def parameters(model: Any) -> int:
    """Return how many parameters a loaded model has."""
    return int(llama_cpp.llama_model_n_params(model))


@dataclass(frozen=True, slots=True)
class Gpu:
    """A GPU that this build of llama.cpp can use, with the bytes that are free now."""

    name: str
    free_bytes: int


@dataclass(frozen=True, slots=True)
class Offload:
    """How many ``layers`` go to the GPU of all there are (blocks and the output), and to which."""

    layers: int
    total: int
    gpu_bytes: int
    device: str


def plan_offload(header: GGUFHeader, asked: int, context_length: int, sequences: int) -> Offload:
    """Return what the GPU takes: ``asked`` layers, or with -1 as many as its free memory takes."""
    return offload_on(gpus() if asked else [], header, asked, context_length, sequences)


def offload_on(
    found: Sequence[Gpu], header: GGUFHeader, asked: int, context_length: int, sequences: int
) -> Offload:
    """Return the offload for GPUs that were found; none take nothing."""
    sizes = layer_bytes(header, context_length, sequences)
    fit = layers_that_fit(sizes, [gpu.free_bytes for gpu in found])
    count = min(len(sizes), asked) if asked >= 0 else fit
    if not found or not count:
        return Offload(0, len(sizes), 0, "CPU")
    name = (
        found[0].name
        if len(found) == 1
        else sentence("{name} and {count} more", name=found[0].name, count=len(found) - 1)
    )
    return Offload(count, len(sizes), sum(sizes[:count]), name)


def gpus() -> list[Gpu]:
    """Ask ggml for its GPUs; a CPU-only build has none. The binding does not wrap these calls."""
    if not llama_cpp.llama_supports_gpu_offload():
        return []
    library, found = _ggml(), []
    for index in range(library.ggml_backend_dev_count()):
        device = library.ggml_backend_dev_get(index)
        kind = library.ggml_backend_dev_type(device)
        if kind in (_GPU, _INTEGRATED_GPU):
            free, total = ctypes.c_size_t(0), ctypes.c_size_t(0)
            library.ggml_backend_dev_memory(device, ctypes.byref(free), ctypes.byref(total))
            name = library.ggml_backend_dev_description(device).decode(errors="replace")
            found.append((kind, Gpu(name, free.value)))
    # llama.cpp leaves an integrated GPU alone where a GPU of its own memory is there.
    best = min((kind for kind, _ in found), default=_GPU)
    return [gpu for kind, gpu in found if kind == best]


def warning() -> str:
    """Return what must be said permanently: a GPU is here and this build cannot use it."""
    if llama_cpp.llama_supports_gpu_offload() or sys.platform == "darwin":
        return ""
    if not (Path("/proc/driver/nvidia/version").exists() or shutil.which("nvidia-smi")):
        return ""
    return sentence(
        "This computer has an NVIDIA GPU, and llama.cpp was built for the CPU only. To "
        'use the GPU: CMAKE_ARGS="-DGGML_CUDA=on -DLLAVA_BUILD=OFF" pip install '
        "--force-reinstall --no-deps --no-binary llama-cpp-python "
        "llama-cpp-python==0.3.36"
    )


def _ggml() -> Any:
    """Return ggml's library with the types of the calls that ask for devices."""
    libggml.ggml_backend_dev_count.restype = ctypes.c_size_t
    libggml.ggml_backend_dev_get.restype = ctypes.c_void_p
    libggml.ggml_backend_dev_get.argtypes = [ctypes.c_size_t]
    libggml.ggml_backend_dev_type.argtypes = [ctypes.c_void_p]
    libggml.ggml_backend_dev_description.argtypes = [ctypes.c_void_p]
    libggml.ggml_backend_dev_description.restype = ctypes.c_char_p
    size = ctypes.POINTER(ctypes.c_size_t)
    libggml.ggml_backend_dev_memory.argtypes = [ctypes.c_void_p, size, size]
    libggml.ggml_backend_dev_memory.restype = None
    return libggml
