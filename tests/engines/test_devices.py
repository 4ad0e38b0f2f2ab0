"""How many layers go to a GPU, from invented numbers; what is said where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.tiny_model import make_base_gguf
from workbench.domain.sampling import ModelSpec
from workbench.engines import devices
from workbench.engines.devices import Gpu, offload_on
from workbench.engines.llama import LlamaEngine
from workbench.weights.gguf_header import GGUFHeader, TensorInfo, read_header
from workbench.weights.memory import GPU_MARGIN, cache_cells, layer_bytes, layers_that_fit

GIB = 1 << 30


def _header(*, tied: bool = False) -> GGUFHeader:
    """Return a model of four blocks of 1000 bytes, 2 key-value heads of 8, vocabulary 10 x 32."""
    sizes = {"token_embd.weight": 640, "output_norm.weight": 64}
    sizes |= {} if tied else {"output.weight": 640}
    sizes |= {f"blk.{n}.attn_q.weight": 600 for n in range(4)}
    sizes |= {f"blk.{n}.ffn_up.weight": 400 for n in range(4)}
    tensors = tuple(TensorInfo(name, (size // 2,), 1, 0, size) for name, size in sizes.items())
    settings = {"block_count": 4, "embedding_length": 32, "attention.head_count": 4}
    settings["attention.head_count_kv"] = 2
    metadata = {"general.architecture": "x"} | {f"x.{k}": v for k, v in settings.items()}
    return GGUFHeader(Path("x.gguf"), metadata, tensors)


def test_layers_are_weighed_last_first_with_their_cache() -> None:
    """The output is the first to go; a block takes its tensors and its keys and values in fp16."""
    cache = cache_cells(100, 2) * 2 * (8 + 8) * 2
    assert layer_bytes(_header(), 100, 2) == [704] + [1000 + cache] * 4
    assert layer_bytes(_header(tied=True), 100, 2) == [704] + [1000 + cache] * 4


def test_layers_are_counted_as_long_as_they_fit() -> None:
    """Worked by hand: the margin of each GPU, and a layer lost between two of them."""
    layers = [50, 100, 100, 100]
    for room, count in ((0, 0), (49, 0), (50, 1), (149, 1), (150, 2), (350, 4), (9999, 4)):
        assert layers_that_fit(layers, [GPU_MARGIN + room]) == count
    assert layers_that_fit(layers, [GPU_MARGIN - 5]) == 0
    assert layers_that_fit(layers, []) == 0
    assert layers_that_fit(layers, [GPU_MARGIN + 200, GPU_MARGIN + 249]) == 3
    assert layers_that_fit(layers, [GPU_MARGIN + 200, GPU_MARGIN + 250]) == 4


def test_automatic_takes_what_fits_and_a_number_is_obeyed() -> None:
    """-1 is automatic; a user who names a number knows something that we do not."""
    header, sizes = _header(), layer_bytes(_header(), 100, 2)
    gpu = Gpu("Some GPU", GPU_MARGIN + sizes[0] + sizes[1])
    offload = offload_on([gpu], header, -1, 100, 2)
    assert (offload.layers, offload.total, offload.device) == (2, 5, "Some GPU")
    assert offload.gpu_bytes == sizes[0] + sizes[1]
    assert offload_on([gpu], header, 99, 100, 2).layers == 5
    assert offload_on([Gpu("A", 9 * GIB), Gpu("B", GIB)], header, -1, 100, 2).device == (
        "A and 1 more"
    )


@pytest.mark.parametrize("found", [[], [Gpu("Full", 100)]])
def test_without_room_on_a_gpu_the_device_is_the_cpu(found: list[Gpu]) -> None:
    """No GPU, or one that others fill: said as it is."""
    offload = offload_on(found, _header(), -1, 100, 2)
    assert (offload.layers, offload.gpu_bytes, offload.device) == (0, 0, "CPU")


def test_a_cpu_build_says_no_layers(tmp_path: Path) -> None:
    """Where the model runs is always visible: 0 of so many layers."""
    if devices.gpus():
        pytest.skip("this build of llama.cpp uses a GPU")
    path = make_base_gguf(tmp_path / "base.gguf")
    engine = LlamaEngine()
    capabilities = engine.load(ModelSpec("m", str(path), context_length=128))
    engine.unload()
    assert (capabilities.device, capabilities.offloaded_layers) == ("CPU", 0)
    assert capabilities.layers == len(layer_bytes(read_header(path), 128, 8)) == 3
    assert capabilities.memory_bytes > GIB


def test_a_cpu_build_beside_a_gpu_is_said_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Never a silent fallback: the line to type, for the version that is installed."""
    monkeypatch.setattr(devices.llama_cpp, "llama_supports_gpu_offload", lambda: False)
    monkeypatch.setattr(devices.sys, "platform", "linux")
    monkeypatch.setattr(devices.shutil, "which", lambda _name: "/usr/bin/nvidia-smi")
    said = devices.warning()
    assert 'CMAKE_ARGS="-DGGML_CUDA=on -DLLAVA_BUILD=OFF" pip install --force-reinstall' in said
    assert f"llama-cpp-python=={devices.llama_cpp.__version__}" in said
    monkeypatch.setattr(devices.llama_cpp, "llama_supports_gpu_offload", lambda: True)
    assert devices.warning() == ""
