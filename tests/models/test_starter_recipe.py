"""The recipe of the starter's weights: scheduled by steps, seeded, and the same after a cut."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from models.starter import build_tokenizer, data, train
from workbench import paths

STEPS = 4


@pytest.fixture
def settings(tmp_path: Path) -> train.Settings:
    return train.Settings(
        folder=tmp_path / "whole",
        tokenizer=paths.starter_dir(),
        steps=STEPS,
        examples=2,
        micro=1,
        device="cpu",
    )


class CutRun(train.Run):
    """A run that is stopped after two steps."""

    def _finished(self) -> bool:
        return self._progress.steps >= 2


def weights(folder: Path) -> dict[str, torch.Tensor]:
    return torch.load(folder / "checkpoint.pt", weights_only=True)["model"]


def test_a_run_that_was_cut_and_resumed_equals_one_that_never_was(settings):
    """Hours on a laptop are cut; the weights must come from the recipe all the same."""
    train.Run(settings).train()
    cut = replace(settings, folder=settings.folder.with_name("cut"))
    CutRun(cut).train()
    train.Run(cut).train()
    whole, resumed = weights(settings.folder), weights(cut.folder)
    assert all(torch.equal(whole[name], resumed[name]) for name in whole)
    log = (cut.folder / "train.log").read_text().splitlines()
    assert "seed=5" in log[0]
    assert f"steps={STEPS}" in log[0]
    assert torch.__version__ in log[1]
    assert "# resumed at step 2" in log


def test_another_seed_gives_other_weights(settings):
    train.Run(replace(settings, steps=1)).train()
    other = replace(settings, steps=1, seed=6, folder=settings.folder.with_name("other"))
    train.Run(other).train()
    name = "model.embed_tokens.weight"
    assert not torch.equal(weights(settings.folder)[name], weights(other.folder)[name])


def test_the_rate_warms_up_stays_and_falls_to_nearly_nothing(settings):
    long = replace(settings, steps=1000, warmup=0.1, decay=0.5)
    rates = [train.rate(long, step) for step in range(1000)]
    assert rates[0] == pytest.approx(0.02)
    assert rates[50] == pytest.approx(0.5)
    assert set(rates[100:500]) == {1.0}
    assert rates[750] == pytest.approx(0.5)
    assert 0 < rates[-1] < 0.01


def test_the_tokenizer_comes_out_the_same_every_time():
    first, second = (build_tokenizer.build(200, seed=3).to_str() for _ in range(2))
    assert first == second


def test_the_last_response_weighs_fully_and_what_is_before_it_little():
    tokenizer = data.load_tokenizer(paths.starter_dir())
    batches = data.step_batches(tokenizer, random.Random(1), examples=4, micro=2)
    assert [tuple(batch.ids.shape) for batch in batches] == [
        tuple(batch.weights.shape) for batch in batches
    ]
    assert all(batch.ids.shape[1] % data.ROUND_TO == 0 for batch in batches)
    weighed = {round(float(w), 3) for batch in batches for w in batch.weights.unique()}
    assert weighed == {0.0, data.PROMPT_WEIGHT, 1.0}
