"""Faults 30 and 32 for folders: nothing of a stranger's runs, and what does not fit is said."""

from __future__ import annotations

import pickle
import shutil
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from safetensors.numpy import load_file, save_file

from tests.engines.hf_runs import spec_of
from tests.helpers.collected import GREEDY, run
from tests.helpers.tiny_model import change_json, make_tiny_llama
from workbench.domain.errors import EngineError
from workbench.engines import hf_model
from workbench.engines.hf import HfEngine
from workbench.engines.hf_model import choose_device, choose_precision
from workbench.weights.hf_folder import read_folder


@pytest.fixture
def folder(tiny_base: Path, tmp_path: Path) -> Path:
    """A copy of the tiny checkpoint that a test may spoil."""
    return Path(shutil.copytree(tiny_base, tmp_path / "tiny"))


def _refused(folder: Path, match: str, **changes: Any) -> None:
    engine = HfEngine()
    with pytest.raises(EngineError, match=match) as told:
        engine.load(spec_of(folder, **changes))
    assert "\n" not in str(told.value)


class _Evil:
    """Touches a file when it is unpickled."""

    def __init__(self, sentinel: Path) -> None:
        self.sentinel = sentinel

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self.sentinel,))


def test_pickled_weights_are_never_opened(folder: Path, tmp_path: Path) -> None:
    """The control shows that the pickle is a real one: unpickled, it acts."""
    sentinel = tmp_path / "sentinel"
    (folder / "model.safetensors").unlink()
    data = pickle.dumps({"a": _Evil(sentinel)})
    (folder / "pytorch_model.bin").write_bytes(data)
    _refused(folder, r"pytorch_model\.bin, a pickle file")
    assert not sentinel.exists()
    pickle.loads(data)
    assert sentinel.exists()


def test_a_pickle_beside_the_safetensors_is_ignored(folder: Path, tmp_path: Path) -> None:
    """Many folders on the hub hold both forms."""
    sentinel = tmp_path / "sentinel"
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps(_Evil(sentinel)))
    engine = HfEngine()
    engine.load(spec_of(folder))
    assert run(engine, settings=GREEDY).results[0].token_ids
    engine.unload()
    assert not sentinel.exists()


def test_python_files_of_the_folder_are_not_imported(folder: Path, tmp_path: Path) -> None:
    """Neither by ``auto_map``, nor by a kind of model that only the folder's code knows."""
    sentinel = tmp_path / "sentinel"
    code = f"from pathlib import Path\nPath({str(sentinel)!r}).touch()\n"
    for name in ("modeling_evil.py", "configuration_evil.py", "tokenization_evil.py"):
        (folder / name).write_text(code)
    change_json(folder / "config.json", model_type="evil", architectures=["EvilForCausalLM"])
    _refused(folder, "cannot be loaded")
    change_json(folder / "config.json", auto_map={"AutoConfig": "configuration_evil.Evil"})
    _refused(folder, "program code of its own")
    assert not sentinel.exists()


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "SecurityError"),
        ("{{ 'a' * 10**10 }}", "too much memory"),
        (
            "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
            "it",
        ),
    ],
    ids=["subclasses", "memory", "loops"],
)
def test_a_hostile_template_ends_in_a_sentence_within_five_seconds(
    folder: Path, template: str, reason: str
) -> None:
    """A folder's template is as strange as a GGUF's: rendered in its own limited process."""
    (folder / "chat_template.jinja").write_text(template)
    engine = HfEngine()
    engine.load(spec_of(folder))
    asked = time.monotonic()
    with pytest.raises(EngineError, match=f"template .* cannot be used: .*{reason}"):
        run(engine)
    assert time.monotonic() - asked < 5
    engine.unload()


@pytest.mark.parametrize(
    "changes",
    [
        {"hidden_size": 32},
        {"num_attention_heads": 5},
        {"hidden_size": "wide"},
        {"rope_parameters": {"rope_type": "none such"}},
        {"hidden_act": "none such"},
        {"num_hidden_layers": 10**8},
        {"vocab_size": 2**31},
        {"num_hidden_layers": 4},
    ],
    ids=["shape", "heads", "type", "rope", "act", "layers", "vocabulary", "missing"],
)
def test_settings_that_do_not_belong_to_the_weights(folder: Path, changes: dict[str, Any]) -> None:
    """Not a traceback, not random weights in the gaps, not all memory."""
    change_json(folder / "config.json", **changes)
    _refused(folder, "cannot be loaded|does not belong|lack")


def test_missing_weights_are_not_made_up(folder: Path) -> None:
    """transformers would fill them with random numbers and warn where nobody looks."""
    tensors = load_file(folder / "model.safetensors")
    del tensors["model.layers.1.mlp.up_proj.weight"]
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    _refused(folder, r"lack model\.layers\.1\.mlp\.up_proj\.weight")


def test_a_damaged_tokenizer_is_a_sentence(folder: Path) -> None:
    """It is the last thing to be read."""
    (folder / "tokenizer.json").write_text('{"model": {}}')
    _refused(folder, "cannot be loaded")


def test_weights_that_are_no_numbers_are_said(folder: Path) -> None:
    """Rather than a token drawn from nonsense."""
    tensors = load_file(folder / "model.safetensors")
    tensors["model.norm.weight"][:] = float("nan")
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    engine = HfEngine()
    engine.load(spec_of(folder))
    with pytest.raises(EngineError, match="no usable numbers"):
        run(engine)
    engine.unload()


def test_a_model_that_keeps_a_running_state_is_refused(tmp_path: Path) -> None:
    """Its responses could not share a prompt, nor a turn be taken back."""
    from transformers import MambaConfig, MambaForCausalLM

    make_tiny_llama(tmp_path / "mamba")
    for name in ("model.safetensors", "config.json"):
        (tmp_path / "mamba" / name).unlink()
    config = MambaConfig(vocab_size=372, hidden_size=32, num_hidden_layers=2, state_size=4)
    MambaForCausalLM(config).save_pretrained(tmp_path / "mamba")
    _refused(tmp_path / "mamba", r"running state .* GGUF")


def test_4_bits_without_a_gpu_names_what_is_missing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never ignored in silence; with a GPU and no library, the install line."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    _refused(folder, r"needs an NVIDIA GPU and .*pip install", quantization="4bit")
    _refused(folder, "quantization '3bit' is not known", quantization="3bit")
    monkeypatch.setattr(hf_model, "choose_device", lambda _layers: torch.device("cuda"))
    monkeypatch.setattr(hf_model, "find_spec", lambda _name: None)
    _refused(folder, r'install it with pip install "bitsandbytes>=', quantization="4bit")


def test_other_quantised_forms_are_refused(folder: Path) -> None:
    """Their libraries are not part of this."""
    change_json(folder / "config.json", quantization_config={"quant_method": "gptq", "bits": 4})
    _refused(folder, "stored in the form gptq")


def test_a_model_larger_than_the_free_memory_is_not_loaded(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Said with both numbers, before anything is read."""
    monkeypatch.setattr(hf_model, "free_memory", lambda _device: 1 << 30)
    _refused(folder, r"needs about 1\.0 GB of memory and 1\.0 GB are free; close")


def test_half_precision_serves_where_full_precision_does_not_fit(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a CPU float32 first; and the loss is said."""
    seen, device = read_folder(folder), choose_device(0)
    spec = spec_of(folder)
    assert choose_precision(seen, spec, 512, device) == "float32"
    needs = {"float32": 200, "bfloat16": 100}
    monkeypatch.setattr(hf_model, "free_memory", lambda _device: 150)
    monkeypatch.setattr(hf_model, "hf_memory_bytes", lambda _f, _c, _s, name: needs[name])
    engine = HfEngine()
    told = engine.load(spec)
    assert engine.loaded.model.precision == "bfloat16"
    assert "too little memory for full precision" in told.warning
    assert run(engine).results[0].token_ids
    engine.unload()


def test_the_gpu_is_used_when_there_is_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The choice alone: no GPU is needed to see it. Zero layers on the GPU means the CPU."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert choose_device(-1).type == "cuda"
    assert choose_device(0).type == "cpu"
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda _device: (8 << 30, 16 << 30))
    for supported, name in ((True, "bfloat16"), (False, "float16")):
        monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda told=supported: told)
        seen = SimpleNamespace(type="cuda")
        assert choose_precision(read_folder(folder), spec_of(folder), 512, seen) == name
