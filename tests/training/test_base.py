"""A GGUF base must become the same model again before it is trained."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from tests.helpers.reference import engine_logprobs, transformers_logprobs
from tests.helpers.tiny_families import LONG_CONTEXT, NAMES, make_family_gguf, quantize
from tests.helpers.tiny_model import make_base_gguf, make_tiny_gguf
from workbench import paths
from workbench.domain.errors import EngineError, TrainingError
from workbench.training.base import checkpoint_folder
from workbench.weights import gguf_checkpoint, tokenizer_json
from workbench.weights.architectures import QWEN2
from workbench.weights.gguf_header import read_header
from workbench.weights.pre_tokenizers import rule_of
from workbench.weights.safetensors_file import tensors_of

TEXT = "Solve $3x + 4 = 16$ for $x$. A train travels 60 miles in 1.5 hours."


def test_a_gguf_is_trained_as_the_model_it_was_made_from(tmp_path: Path, home: Path) -> None:
    """A wrong row order of q and k would train another model than the one that runs."""
    gguf = make_tiny_gguf(tmp_path / "tiny")
    notices: list[str] = []
    folder = checkpoint_folder(gguf, notices.append)
    text = "Ann has 3 pens and buys 4 more."
    ids = AutoTokenizer.from_pretrained(folder)(text, return_tensors="pt").input_ids
    original = AutoTokenizer.from_pretrained(gguf.parent)(text, return_tensors="pt").input_ids
    assert ids.tolist() == original.tolist()
    with torch.no_grad():
        found, expected = (
            AutoModelForCausalLM.from_pretrained(one, dtype=torch.float32)(ids).logits
            for one in (folder, gguf.parent)
        )
    assert torch.allclose(found, expected, atol=1e-4)
    assert len(notices) == 1
    assert checkpoint_folder(gguf, notices.append) == folder
    assert len(notices) == 1


@pytest.mark.parametrize("name", NAMES)
def test_every_known_architecture_comes_back(name: str, tmp_path: Path, home: Path) -> None:
    """fp32 weights come back to the bit, so the log-probabilities agree to 1e-3 and better."""
    gguf = make_family_gguf(tmp_path / name, name)
    folder = checkpoint_folder(gguf, lambda _sentence: None)
    ids, expected = engine_logprobs(gguf, TEXT)
    assert AutoTokenizer.from_pretrained(folder)(TEXT).input_ids == ids
    assert np.abs(transformers_logprobs(folder, ids) - expected).max() < 1e-3
    came, went = (dict(tensors_of(f / "model.safetensors")) for f in (folder, gguf.parent))
    assert came.keys() == went.keys()
    assert all(np.allclose(came[key], went[key], atol=1e-6) for key in went)


@pytest.mark.parametrize("name", NAMES)
def test_a_quantised_base_comes_back_within_what_quantising_costs(
    name: str, tmp_path: Path, home: Path
) -> None:
    """Q8_0: 0.06 to 0.25 at most, 0.01 to 0.03 on average; llama.cpp rounds activations as well."""
    gguf = quantize(make_family_gguf(tmp_path / name, name), "Q8_0")
    folder = checkpoint_folder(gguf, lambda _sentence: None)
    ids, expected = engine_logprobs(gguf, TEXT)
    difference = np.abs(transformers_logprobs(folder, ids) - expected)
    assert difference.max() < 0.4
    assert difference.mean() < 0.05


def test_the_long_context_of_llama_3_comes_back(tmp_path: Path, home: Path) -> None:
    """The divisors in the file are recognised; transformers' own reader leaves them out."""
    gguf = make_family_gguf(tmp_path / "long", "llama", rope_parameters=LONG_CONTEXT)
    folder = checkpoint_folder(gguf, lambda _sentence: None)
    ids, expected = engine_logprobs(gguf, TEXT)
    assert np.abs(transformers_logprobs(folder, ids) - expected).max() < 1e-3


def test_a_conversion_that_is_another_model_is_refused(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Training would otherwise mend a model that nobody runs."""
    gguf = make_family_gguf(tmp_path / "m", "llama")
    monkeypatch.setattr(gguf_checkpoint, "rotary_heads", lambda *_: 0)
    with pytest.raises(TrainingError, match="another model"):
        checkpoint_folder(gguf, lambda _sentence: None)
    assert not list((paths.cache_dir() / "checkpoints").iterdir())


def test_a_tokenizer_that_would_cut_elsewhere_is_refused(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One space more or less: other tokens than those the model was asked with."""
    gguf = make_family_gguf(tmp_path / "m", "llama")
    rule = {**rule_of("gpt-2")["pretokenizers"][0], "add_prefix_space": True}
    monkeypatch.setattr(tokenizer_json, "rule_of", lambda _name: rule)
    with pytest.raises(TrainingError, match="cut text in other places"):
        checkpoint_folder(gguf, lambda _sentence: None)


_BESIDE_ANOTHER = """
import pathlib, sys, time
from workbench.training import base
claim = base._claim
def claim_beside(part, target):
    deadline = time.monotonic() + 120
    while len(list(part.parent.glob("*.part"))) < 2 and not target.exists():
        assert time.monotonic() < deadline, "the other one never began"
        time.sleep(0.01)
    claim(part, target)
base._claim = claim_beside
print(base.checkpoint_folder(pathlib.Path(sys.argv[1]), lambda _sentence: None))
"""


def test_two_conversions_at_once_end_in_one_whole_folder(tmp_path: Path, home: Path) -> None:
    """A second run may be started while the first still converts.

    In processes of their own, as runs are: in threads, two models that are loaded at once could
    leave transformers without its tied weights for whatever this process loads later.
    """
    gguf = make_family_gguf(tmp_path / "m", "llama")
    command = [sys.executable, "-c", _BESIDE_ANOTHER, str(gguf)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate(timeout=200)[0].strip() for process in both]
    assert [process.returncode for process in both] == [0, 0]
    made = Path(said[0])
    assert said[1] == str(made)
    assert list((paths.cache_dir() / "checkpoints").iterdir()) == [made]
    assert AutoModelForCausalLM.from_pretrained(made).config.model_type == "llama"


_KILLED = """
import os, sys, pathlib
from workbench.training import base
base._compare = lambda *_: os.kill(os.getpid(), 9)
base.checkpoint_folder(pathlib.Path(sys.argv[1]), print)
"""


def test_a_killed_conversion_is_done_again_from_the_start(tmp_path: Path, home: Path) -> None:
    """What a killed run left is never taken for a model, and does not fill the disk for ever."""
    gguf = make_family_gguf(tmp_path / "m", "llama")
    done = subprocess.run([sys.executable, "-c", _KILLED, str(gguf)], capture_output=True)
    assert done.returncode == -9
    cache = paths.cache_dir() / "checkpoints"
    (left,) = cache.iterdir()
    assert left.suffix == ".part"
    made = checkpoint_folder(gguf, lambda _sentence: None)
    assert list(cache.iterdir()) == [made]


def test_a_full_disk_is_said_before_anything_is_written(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model's folder is larger than its quantised file; half of one helps nobody."""
    gguf = make_family_gguf(tmp_path / "m", "llama")
    full = shutil.disk_usage(tmp_path)._replace(free=1 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: full)
    with pytest.raises(TrainingError, match="free some space"):
        checkpoint_folder(gguf, lambda _sentence: None)
    assert not list((paths.cache_dir() / "checkpoints").iterdir())


def test_a_rotary_embedding_that_is_not_known_is_refused(tmp_path: Path) -> None:
    """YaRN is in the file's settings, and would be lost without a word."""
    header = read_header(make_family_gguf(tmp_path, "qwen2"))
    stretched = replace(header, metadata={**header.metadata, "qwen2.rope.scaling.type": "yarn"})
    with pytest.raises(EngineError, match=r"scaled \(yarn\).*safetensors folder"):
        gguf_checkpoint.config_of(stretched, QWEN2)


def test_a_base_of_another_architecture_converts(tmp_path: Path, home: Path) -> None:
    """Any GGUF that runs here and has a trainable form can be trained."""
    folder = checkpoint_folder(make_base_gguf(tmp_path / "base.gguf"), print)
    model = AutoModelForCausalLM.from_pretrained(folder)
    assert model.config.model_type == "qwen2"


def test_a_missing_base_is_said_plainly(tmp_path: Path) -> None:
    """The user can choose another model."""
    with pytest.raises(TrainingError, match="choose another model"):
        checkpoint_folder(tmp_path / "gone.gguf", print)
