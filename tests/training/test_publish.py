"""What a run leaves behind: an adapter for either engine, and one file with all in it if asked."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch

from tests.helpers.reference import engine_logprobs, transformers_logprobs
from tests.helpers.small_run import lay_run, small_recipe
from tests.helpers.tiny_families import make_tiny_family
from workbench import paths
from workbench.jobs.run_folder import RunFolder, file_sha256, write_json
from workbench.training.modeling import AdaptedModel, load_base
from workbench.training.publish import publish
from workbench.weights.gguf_writer import cached_gguf, read_checkpoint, write_gguf

TEXT = "Solve $3x + 4 = 16$ for $x$."


def _trained(folder: Path, base: Path, trainable: Path) -> tuple[RunFolder, AdaptedModel]:
    recipe = small_recipe()
    run = lay_run(folder, base, recipe)
    config = run.config()
    named = {**config["base"], "sha256": file_sha256(trainable / "model.safetensors")}
    write_json(run.path / "config.json", {**config, "base": named})
    model = AdaptedModel(load_base(trainable, torch.device("cpu"))[0], recipe, torch.device("cpu"))
    with torch.no_grad():
        for parameter in model.parameters_of("policy"):
            parameter.normal_(std=0.1)
    return run, model


def test_a_result_holds_the_same_model_in_three_forms(tmp_path: Path, home: Path) -> None:
    """PEFT adapter, GGUF adapter and merged file; the card names each by its content."""
    base = make_tiny_family(tmp_path / "base", "qwen3")
    whole = tmp_path / "base.gguf"
    write_gguf(read_checkpoint(base), whole, half=False)
    run, model = _trained(tmp_path / "run", whole, base)
    card = json.loads(publish(run, model, base, {}, merged=True).read_text())
    assert card["gguf_refused"] == ""
    assert card["gguf_sha256"] == file_sha256(run.result / "adapter.gguf")
    assert card["merged_sha256"] == file_sha256(run.result / "merged.gguf")
    ids, merged = engine_logprobs(run.result / "merged.gguf", TEXT)
    _, adapted = engine_logprobs(whole, TEXT, run.result / "adapter.gguf")
    theirs = transformers_logprobs(base, ids, run.result / "adapter")
    assert np.abs(merged - theirs).max() < 1e-3
    assert np.abs(adapted - theirs).max() < 1e-3


def test_a_base_that_is_a_folder_is_merged_through_its_gguf(tmp_path: Path, home: Path) -> None:
    """The shipped starter is such a base."""
    base = make_tiny_family(tmp_path / "base", "llama")
    run, model = _trained(tmp_path / "run", base, base)
    publish(run, model, base, {}, merged=True)
    assert (run.result / "merged.gguf").stat().st_size > 0
    assert cached_gguf(base, paths.cache_dir()).is_file()


def test_an_architecture_without_gguf_adapters_keeps_its_peft_adapter(
    tmp_path: Path, home: Path
) -> None:
    """Hours of training must not be lost at the last step; the card says what is missing."""
    base = make_tiny_family(tmp_path / "base", "llama")
    run, model = _trained(tmp_path / "run", base, base)
    config = json.loads((base / "config.json").read_text())
    (base / "config.json").write_text(json.dumps({**config, "model_type": "olmo2"}))
    card = json.loads(publish(run, model, base, {}).read_text())
    assert "olmo2" in card["gguf_refused"]
    assert card["gguf_sha256"] is None
    assert (run.result / "adapter" / "adapter_model.safetensors").is_file()
