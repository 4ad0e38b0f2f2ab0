"""A PEFT adapter goes on and off a running model, and only on the base it was trained on."""

from __future__ import annotations

import json
import pickle
import shutil
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from tests.engines.hf_runs import loaded, spec_of
from tests.helpers.collected import ASK, GREEDY, run
from tests.helpers.tiny_model import change_json, make_tiny_llama
from tests.weights.test_lora_gguf import make_adapter
from workbench.domain.errors import EngineError
from workbench.domain.sampling import GenerationRequest
from workbench.engines.hf import HfEngine
from workbench.weights.identity import file_sha256

CONFIG, WEIGHTS = "adapter_config.json", "adapter_model.safetensors"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny model's folder with a published result beside it."""
    made = tmp_path_factory.mktemp("adapted")
    folder = make_tiny_llama(made / "base")
    make_adapter(folder, made / "result" / "adapter", lora_alpha=32)
    card = {"base": {"sha256": file_sha256(folder / "model.safetensors")}}
    (made / "result" / "card.json").write_text(json.dumps(card))
    return folder


@pytest.fixture(scope="module")
def shared_engine(base: Path) -> Iterator[HfEngine]:
    """The tiny model, loaded once."""
    yield from loaded(base)


@pytest.fixture
def engine(shared_engine: HfEngine) -> Iterator[HfEngine]:
    """The tiny model without an adapter, before and after each test."""
    yield shared_engine
    shared_engine.set_adapter(None, "")


@pytest.fixture
def adapter(base: Path, tmp_path: Path) -> Path:
    """A copy of the PEFT folder that a test may spoil."""
    return Path(shutil.copytree(base.parent / "result" / "adapter", tmp_path / "adapter"))


def test_on_off_and_on_again(engine: HfEngine, base: Path) -> None:
    """Each swap starts clean and leaves not a bit of the base changed."""
    result = base.parent / "result"
    before = run(engine, settings=GREEDY).results[0]
    weights = {k: v.clone() for k, v in engine.loaded.model.network.state_dict().items()}
    engine.set_adapter(str(result), file_sha256(base / "model.safetensors"))
    adapted = run(engine, settings=GREEDY).results[0]
    assert adapted.reused_tokens == 0
    assert adapted.token_ids != before.token_ids
    engine.set_adapter(None, "")
    again = run(engine, settings=GREEDY).results[0]
    assert (again.token_ids, again.logprobs) == (before.token_ids, before.logprobs)
    after = engine.loaded.model.network.state_dict()
    assert list(after) == list(weights)
    assert all(torch.equal(after[name], weights[name]) for name in weights)
    engine.set_adapter(str(result / "adapter"), "")
    assert run(engine, settings=GREEDY).results[0].token_ids == adapted.token_ids
    engine.set_adapter(str(result / "adapter.gguf"), "")
    assert run(engine, settings=GREEDY).results[0].token_ids == adapted.token_ids


@pytest.mark.parametrize(
    "settings",
    [
        {"lora_alpha": 8, "use_rslora": True},
        {"lora_alpha": 8, "use_dora": True},
        {"lora_alpha": 8, "modules_to_save": ["norm"]},
        {"lora_alpha": 4, "alpha_pattern": {"q_proj": 16}, "rank_pattern": {"v_proj": 2}},
    ],
    ids=["rslora", "dora", "modules", "patterns"],
)
def test_what_peft_computes_is_what_is_sampled(
    engine: HfEngine, base: Path, tmp_path: Path, settings: dict[str, Any]
) -> None:
    """Against PEFT's own loading, and the base comes back word for word."""
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    before = run(engine, settings=GREEDY).results[0]
    made = make_adapter(base, tmp_path / "peft", **settings)
    state = load_file(made / WEIGHTS)  # modules_to_save are copies of the base's: change them
    save_file({k: v if "lora_" in k else v * 1.5 for k, v in state.items()}, made / WEIGHTS)
    engine.set_adapter(str(made), "")
    result = run(engine, settings=GREEDY).results[0]
    plain = AutoModelForCausalLM.from_pretrained(str(base), local_files_only=True)
    reference: Any = PeftModel.from_pretrained(plain, str(made)).eval()
    prompt = list(engine._prompts.build(GenerationRequest("r", ASK, (1,))).ids)
    ids = torch.tensor([prompt + list(result.token_ids)])
    with torch.no_grad():
        rows = torch.log_softmax(reference(input_ids=ids).logits[0].double(), -1)
    chosen = rows[len(prompt) - 1 : -1].gather(-1, ids[0, len(prompt) :, None]).squeeze(-1)
    assert np.allclose(result.logprobs, chosen.numpy(), atol=1e-4)
    engine.set_adapter(None, "")
    assert run(engine, settings=GREEDY).results[0].logprobs == before.logprobs


def test_loading_a_spec_with_an_adapter(base: Path, engine: HfEngine) -> None:
    """What *Use this model* does at the next start of the app."""
    result = str(base.parent / "result")
    engine.set_adapter(result, "")
    swapped = run(engine, settings=GREEDY).results[0]
    other = next(loaded(base, adapter_path=result))
    assert run(other, settings=GREEDY).results[0].token_ids == swapped.token_ids
    other.unload()


def test_another_base_is_refused_and_the_adapter_stays(
    engine: HfEngine, base: Path, tmp_path: Path
) -> None:
    """By the fingerprint asked for, and by the card's own; shapes alone would let it slip."""
    result = base.parent / "result"
    engine.set_adapter(str(result), "")
    adapted = run(engine, settings=GREEDY).results[0]
    with pytest.raises(EngineError, match="trained on other weights than base"):
        engine.set_adapter(str(result / "adapter"), "0" * 64)
    assert run(engine, settings=GREEDY).results[0].token_ids == adapted.token_ids
    make_tiny_llama(tmp_path / "twin", seed=9)
    twin = next(loaded(tmp_path / "twin"))
    with pytest.raises(EngineError, match="trained on other weights than twin"):
        twin.set_adapter(str(result), "")
    twin.unload()


def test_an_adapter_of_other_shapes_leaves_the_base_alone(engine: HfEngine, tmp_path: Path) -> None:
    """Half-injected layers would change what the base says."""
    before = run(engine, settings=GREEDY).results[0]
    make_tiny_llama(tmp_path / "wide", hidden=128)
    wide = make_adapter(tmp_path / "wide", tmp_path / "peft", lora_alpha=8)
    with pytest.raises(EngineError, match=r"does not fit this model .*size mismatch"):
        engine.set_adapter(str(wide), "")
    assert run(engine, settings=GREEDY).results[0].logprobs == before.logprobs


def test_tensors_without_a_place_are_refused(engine: HfEngine, adapter: Path) -> None:
    """PEFT would drop them with a warning that nobody sees, or leave random ones in their place."""
    state = load_file(adapter / WEIGHTS)
    name = next(iter(state))
    save_file(
        {**state, name.replace("layers.0", "layers.7"): state[name].clone()}, adapter / WEIGHTS
    )
    with pytest.raises(EngineError, match=r"no place or no value for .*layers\.7"):
        engine.set_adapter(str(adapter), "")
    save_file({other: state[other] for other in state if other != name}, adapter / WEIGHTS)
    with pytest.raises(EngineError, match="no place or no value for"):
        engine.set_adapter(str(adapter), "")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"peft_type": "PREFIX_TUNING"}, "of the kind PREFIX_TUNING"),
        ({"init_lora_weights": "pissa"}, "begun with pissa"),
        ({"bias": "all"}, "changes the base's biases"),
        ({"layer_replication": [[0, 2], [1, 2]]}, "uses layer_replication"),
        ({"r": 10**9}, "ranks do not belong"),
        ({"rank_pattern": {"q_proj": 10**9}}, "ranks do not belong"),
        ({"r": "many"}, "ranks do not belong"),
        ({"target_modules": ["nowhere"]}, "does not fit"),
    ],
)
def test_settings_beyond_a_plain_lora_are_refused(
    engine: HfEngine, adapter: Path, changes: dict[str, Any], reason: str
) -> None:
    """Each would change the base, need what is not here, or take all memory."""
    change_json(adapter / CONFIG, **changes)
    with pytest.raises(EngineError, match=reason):
        engine.set_adapter(str(adapter), "")
    assert run(engine, settings=GREEDY).results[0].token_ids


class _Evil:
    """Touches a file when it is unpickled."""

    def __init__(self, sentinel: Path) -> None:
        self.sentinel = sentinel

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self.sentinel,))


def test_a_pickled_adapter_is_never_opened(engine: HfEngine, adapter: Path, tmp_path: Path) -> None:
    """Fault 30: opening it would run it."""
    sentinel = tmp_path / "sentinel"
    (adapter / WEIGHTS).unlink()
    (adapter / "adapter_model.bin").write_bytes(pickle.dumps(_Evil(sentinel)))
    with pytest.raises(EngineError, match=r"adapter_model\.bin, a pickle file"):
        engine.set_adapter(str(adapter), "")
    assert not sentinel.exists()


def test_unloading_frees_the_weights_at_once(base: Path) -> None:
    """Training waits for the memory; no collector need come by, with or without an adapter."""
    engine = next(loaded(base, adapter_path=str(base.parent / "result")))
    run(engine, (1, 2), GREEDY)
    network = engine.loaded.model.network
    watched = [weakref.ref(parameter) for parameter in network.parameters()]
    assert len(watched) > 40
    del network
    engine.unload()
    assert not any(watch() is not None for watch in watched)


def test_an_adapter_is_no_base(base: Path) -> None:
    """And a base is no adapter."""
    engine = HfEngine()
    with pytest.raises(EngineError, match="is an adapter, which needs its base"):
        engine.load(spec_of(base.parent / "result" / "adapter"))
    engine.load(spec_of(base))
    with pytest.raises(EngineError, match="is no adapter"):
        engine.set_adapter(str(base), "")
    engine.unload()
