"""Out of memory: the same work with a smaller micro-batch, said; or a plain end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.helpers.small_run import lay_run, small_recipe, sums_with_rewrites
from tests.training.test_preference_reward import shouting, with_sums
from tests.training.test_warm_start import WARM
from workbench.domain.errors import TrainingError
from workbench.jobs.run_folder import RunFolder
from workbench.training import main as training_main
from workbench.training import modeling
from workbench.training.less_memory import with_less_memory


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


def test_the_number_is_halved_until_it_fits() -> None:
    """What is returned is the attempt that fitted; each halving is said once."""
    said: list[str] = []

    def attempt(microbatch: int) -> int:
        if microbatch > 2:
            raise torch.OutOfMemoryError("CUDA out of memory. ")
        return microbatch

    assert with_less_memory(8, attempt, said.append) == 2
    assert [sentence.rpartition(" with ")[2] for sentence in said] == [
        "4 responses at a time.",
        "2 responses at a time.",
    ]


def test_when_not_even_one_fits_the_end_is_plain() -> None:
    """No endless halving."""

    def attempt(microbatch: int) -> int:
        raise torch.OutOfMemoryError(f"CUDA out of memory at {microbatch}. ")

    with pytest.raises(TrainingError, match="even one response at a time"):
        with_less_memory(2, attempt, lambda _: None)


def finished(folder: RunFolder) -> dict[str, Any]:
    assert training_main.main([str(folder.path)]) == 0
    return json.loads((folder.path / "results.json").read_text())


@pytest.mark.parametrize("stage", ["reward_model", "preference_model", "warm_start"])
def test_stage_that_ran_out_of_memory_gives_what_it_would_have_given(
    tiny_base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    """Begun anew from the same weights, with the metrics of the failed attempt taken back."""
    feedback = sums_with_rewrites() if stage == "warm_start" else with_sums(shouting(24, heldout=6))
    recipe = small_recipe(**WARM, updates=0, microbatch=64, reward_batch=64, warm_start_batch=64)
    whole = finished(lay_run(tmp_path / "whole", tiny_base, recipe, feedback))
    folder = lay_run(tmp_path / "short", tiny_base, recipe, feedback)
    hidden, failed = modeling.AdaptedModel.hidden, []

    def short_of_memory(self: Any, batch: Any, adapter: str | None) -> torch.Tensor:
        status = folder.status()
        assert status is not None
        training = torch.is_grad_enabled() and adapter == ADAPTERS[stage]
        if training and not failed:
            failed.append(len(batch.ids))
            raise torch.OutOfMemoryError("CUDA out of memory. ")
        return hidden(self, batch, adapter)

    monkeypatch.setattr(modeling.AdaptedModel, "hidden", short_of_memory)
    short = finished(folder)
    assert failed
    for name, value in whole[stage].items():
        if isinstance(value, float):
            assert short[stage][name] == pytest.approx(value, rel=1e-3, abs=1e-3), name
    epochs = [r["epoch"] for r in folder.read_metrics()[0] if "epoch" in r]
    again = [r["epoch"] for r in RunFolder(tmp_path / "whole").read_metrics()[0] if "epoch" in r]
    assert epochs == again
    status = folder.status()
    assert status is not None
    assert any("Memory ran out" in notice for notice in status.notices)


ADAPTERS = {"reward_model": "reward", "preference_model": "preference", "warm_start": "policy"}
