"""An adapter goes on and off a running model, and only on the base it was trained on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.collected import GREEDY, run
from tests.helpers.tiny_model import make_base_gguf, make_tiny_gguf
from tests.weights.test_lora_gguf import make_adapter
from workbench.domain.errors import EngineError
from workbench.domain.sampling import ModelSpec
from workbench.engines.llama import LlamaEngine
from workbench.weights.identity import file_sha256
from workbench.weights.lora_gguf import write_lora_gguf


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny model and a published adapter of it."""
    made = tmp_path_factory.mktemp("adapted")
    make_tiny_gguf(made)
    adapter = make_adapter(made, made / "peft", lora_alpha=32)
    (made / "published").mkdir()
    base = file_sha256(made / "model.safetensors")
    write_lora_gguf(adapter, made / "config.json", made / "published" / "adapter.gguf", base)
    return made


@pytest.fixture
def engine(folder: Path) -> Iterator[LlamaEngine]:
    """The tiny model, loaded."""
    made = LlamaEngine()
    made.load(ModelSpec("m", str(folder / "model-f32.gguf"), context_length=256))
    yield made
    made.unload()


def test_on_off_and_on_again(engine: LlamaEngine, folder: Path) -> None:
    """Stale keys and values would let the old weights shine through; each swap starts clean."""
    sha256 = file_sha256(folder / "model.safetensors")
    before = run(engine, settings=GREEDY).results[0]
    engine.set_adapter(str(folder / "published"), sha256)
    adapted = run(engine, settings=GREEDY).results[0]
    assert adapted.reused_tokens == 0
    assert adapted.token_ids != before.token_ids
    engine.set_adapter(None, "")
    assert run(engine, settings=GREEDY).results[0].token_ids == before.token_ids
    engine.set_adapter(str(folder / "published" / "adapter.gguf"), "")
    assert run(engine, settings=GREEDY).results[0].token_ids == adapted.token_ids


def test_loading_a_spec_with_an_adapter(folder: Path, engine: LlamaEngine) -> None:
    """What *Use this model* does at the next start of the app."""
    published = folder / "published"
    engine.set_adapter(str(published), "")
    swapped = run(engine, settings=GREEDY).results[0]
    path = str(folder / "model-f32.gguf")
    engine.load(ModelSpec("m", path, context_length=256, adapter_path=str(published)))
    assert run(engine, settings=GREEDY).results[0].token_ids == swapped.token_ids


@pytest.mark.parametrize("case", ["fingerprint", "asked", "missing", "no adapter", "architecture"])
def test_what_does_not_fit_is_refused_and_the_model_stays(
    case: str, folder: Path, engine: LlamaEngine, tmp_path: Path
) -> None:
    """llama.cpp checks architecture, names and shapes only; another base of that shape slips."""
    adapter = folder / "published" / "adapter.gguf"
    sha256, words = "", "trained on"
    if case == "fingerprint":
        write_lora_gguf(folder / "peft", folder / "config.json", tmp_path / "a.gguf", "0" * 64)
        adapter = tmp_path / "a.gguf"
    elif case == "asked":
        sha256 = "1" * 64
    elif case == "missing":
        adapter, words = tmp_path / "none.gguf", "is not there"
    elif case == "no adapter":
        adapter, words = folder / "model-f32.gguf", "no LoRA adapter"
    else:
        engine.load(ModelSpec("m", str(make_base_gguf(tmp_path / "b.gguf")), context_length=512))
        words = "made for llama models"
    before = run(engine, settings=GREEDY).results[0].token_ids
    with pytest.raises(EngineError, match=words):
        engine.set_adapter(str(adapter), sha256)
    assert run(engine, settings=GREEDY).results[0].token_ids == before


def test_a_null_pointer_is_seen(engine: LlamaEngine, tmp_path: Path) -> None:
    """A failed load returns an object that is not None; the first decode would crash."""
    (tmp_path / "bad.gguf").write_bytes(b"GGUF" + b"\0" * 100)
    with pytest.raises(EngineError, match="does not fit"):
        engine.context.set_adapter(str(tmp_path / "bad.gguf"))
    assert run(engine, settings=GREEDY).results[0].token_ids


def test_an_adapter_of_other_shapes_is_refused_before_native_code(
    engine: LlamaEngine, tmp_path: Path
) -> None:
    """A wider model of the same architecture: named tensor, plain words."""
    make_tiny_gguf(tmp_path / "wide", hidden=128)
    adapter = make_adapter(tmp_path / "wide", tmp_path / "peft", lora_alpha=8)
    write_lora_gguf(adapter, tmp_path / "wide" / "config.json", tmp_path / "wide.gguf")
    with pytest.raises(EngineError, match="another shape"):
        engine.set_adapter(str(tmp_path / "wide.gguf"), "")
