"""A GGUF base must become the same model again before it is trained."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from tests.helpers.tiny_model import make_base_gguf, make_tiny_gguf
from workbench.domain.errors import TrainingError
from workbench.training.base import checkpoint_folder


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


def test_a_base_of_another_architecture_converts(tmp_path: Path, home: Path) -> None:
    """Any GGUF that runs here and has a trainable form can be trained."""
    folder = checkpoint_folder(make_base_gguf(tmp_path / "base.gguf"), print)
    model = AutoModelForCausalLM.from_pretrained(folder)
    assert model.config.model_type == "qwen2"


def test_a_missing_base_is_said_plainly(tmp_path: Path) -> None:
    """The user can choose another model."""
    with pytest.raises(TrainingError, match="choose another model"):
        checkpoint_folder(tmp_path / "gone.gguf", print)
