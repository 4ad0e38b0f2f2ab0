"""Sampling with a cache must be the policy's own distribution, or PPO learns from a stranger."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from tests.helpers.small_run import small_recipe
from workbench.training.data import Codec
from workbench.training.modeling import AdaptedModel, load_base, pad_batch
from workbench.training.rollout import draw, sample_responses

CPU = torch.device("cpu")
PROMPTS = [[5, 6, 7, 8, 9], [10, 11], [12, 13, 14]]


@pytest.fixture(scope="module")
def loaded(tiny_base: Path) -> tuple[AdaptedModel, Codec]:
    base, tokenizer = load_base(tiny_base, CPU)
    model = AdaptedModel(base, small_recipe(), CPU)
    with torch.no_grad():
        for parameter in model.parameters_of("policy"):
            parameter.normal_(std=0.2)
    return model, Codec(tokenizer, "bare")


def generator() -> torch.Generator:
    return torch.Generator().manual_seed(3)


def test_greedy_responses_are_the_likeliest_tokens_of_a_full_pass(
    loaded: tuple[AdaptedModel, Codec],
) -> None:
    """The cached, padded, shrinking batch gives what one full forward pass per response gives."""
    model, codec = loaded
    for sampled in sample_responses(model, codec, PROMPTS, 10, generator(), 0.0):
        batch = pad_batch([sampled.prompt], [sampled.ids], 0, CPU)
        with torch.no_grad():
            hidden = model.hidden(batch, "policy")[0, batch.width - 1 : -1]
        likeliest = model.logits(hidden).argmax(-1).tolist()
        assert likeliest[: len(sampled.ids)] == sampled.ids


def test_a_response_that_ended_leaves_the_others_unchanged(
    loaded: tuple[AdaptedModel, Codec], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sequences leave the batch when they end; the rest must not notice."""
    model, codec = loaded
    whole = sample_responses(model, codec, PROMPTS, 8, generator(), 0.0)
    early = whole[1].ids[2]
    monkeypatch.setattr(codec, "end_ids", frozenset({early}))
    cut = sample_responses(model, codec, PROMPTS, 8, generator(), 0.0)
    for full, short in zip(whole, cut, strict=True):
        end = full.ids.index(early) + 1 if early in full.ids else len(full.ids)
        assert short.ids == full.ids[:end]
        assert short.finished == (early in full.ids)
    assert cut[1].finished


def test_one_seed_gives_one_batch(loaded: tuple[AdaptedModel, Codec]) -> None:
    """Rollouts can be made again."""
    model, codec = loaded
    first = sample_responses(model, codec, PROMPTS, 6, generator())
    again = sample_responses(model, codec, PROMPTS, 6, generator())
    assert [s.ids for s in first] == [s.ids for s in again]


def test_tokens_are_drawn_with_the_models_own_chances() -> None:
    """No top-k or top-p hides in the sampler: frequencies match the softmax."""
    logits = torch.log(torch.tensor([0.6, 0.3, 0.1])).repeat(20000, 1)
    chosen, logprobs = draw(logits, 1.0, torch.rand(20000, generator=generator()))
    drawn = torch.bincount(chosen, minlength=3) / 20000
    torch.testing.assert_close(logprobs, logits.gather(1, chosen[:, None]).squeeze(1))
    torch.testing.assert_close(drawn, torch.tensor([0.6, 0.3, 0.1]), atol=0.015, rtol=0)
