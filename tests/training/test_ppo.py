"""The trainer: it learns what it is paid for, and stops before it does harm."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.helpers.small_run import small_recipe, sums_feedback
from workbench.domain.errors import TrainingError
from workbench.domain.recipes import Recipe
from workbench.domain.records import Split
from workbench.training import experience
from workbench.training.data import Codec
from workbench.training.guards import GuardStop, guard_sentence
from workbench.training.modeling import AdaptedModel, load_base
from workbench.training.ppo import Ppo
from workbench.training.rollout import Sampled

CPU = torch.device("cpu")
CALM = {"kl": 1.0, "length": 50.0, "steps": 4.0, "entropy": 0.5, "reward": 0.2}


def trainer(base_folder: Path, recipe: Recipe) -> Ppo:
    base, tokenizer = load_base(base_folder, CPU)
    model = AdaptedModel(base, recipe, CPU)
    problems = sums_feedback().problems_of(Split.TRAIN)
    return Ppo(model, Codec(tokenizer, "bare"), None, problems, recipe)


def test_policy_learns_to_end_its_responses(tiny_base: Path) -> None:
    """Paid only for ending in time, a random model that never ends learns to end.

    The whole machinery in one assertion: rollouts, credit over tokens, signs of both losses.
    """
    recipe = small_recipe(
        updates=80, reward="answer", prompts=8, samples=4, minibatch=32, microbatch=32,
        max_tokens=16, learning_rate=1e-2, kl_coefficient=0.0, kl_limit=1e9, length_limit=1e9,
        lora_rank=8, entropy_floor=0.0,
    )  # fmt: skip
    torch.set_num_threads(1)
    trained = trainer(tiny_base, recipe)
    finished = [trained.step()["finished"] for _ in range(40)]
    assert sum(finished[:4]) / 4 < 0.3
    assert sum(finished[-4:]) / 4 > 0.9


def test_first_minibatch_sees_a_ratio_of_one(tiny_base: Path) -> None:
    """Old log-probabilities are the trainer's own, so nothing is clipped before the first step."""
    recipe = small_recipe(warmup_updates=0, epochs=1, minibatch=64, prompts=4, samples=4)
    metrics = trainer(tiny_base, recipe).step()
    assert metrics["clip_fraction"] == 0.0
    assert metrics["kl"] == pytest.approx(0.0, abs=1e-5)


@pytest.mark.parametrize("told_wrongly", [0.0, 0.01])
def test_the_samplers_logprobs_serve_only_where_a_pass_finds_the_same(
    tiny_base: Path, monkeypatch: pytest.MonkeyPatch, told_wrongly: float
) -> None:
    """A cache that works wrongly would bend every ratio; two responses are read again to see it."""
    trained = trainer(tiny_base, small_recipe(prompts=4, samples=4, microbatch=16))
    sample, read = trained.sampler, trained.model.response_logprobs
    passes: list[int] = []

    def sampled(chosen: Any, seeds: Any) -> list[Sampled]:
        found = sample(chosen, seeds)
        off = tuple(one - told_wrongly for one in found[0].logprobs)
        return [replace(found[0], logprobs=off), *found[1:]]

    def counted(batch: Any, adapter: Any, **options: Any) -> Any:
        passes.append(len(batch.ids))
        return read(batch, adapter, **options)

    trained.sampler = sampled
    monkeypatch.setattr(trained.model, "response_logprobs", counted)
    chosen = trained._next_problems()
    rollouts = trained._rollout(chosen)
    found = trained.judges.experience(chosen, rollouts, 0.0, 16)
    assert passes == ([2, 16] if told_wrongly else [2])
    with torch.no_grad():
        logprobs, entropies = read(trained.judges.batch_of(rollouts, range(16)), "policy")
    for name, own in (("old_logprobs", logprobs), ("entropies", entropies)):
        torch.testing.assert_close(getattr(found, name), own * found.mask, atol=1e-5, rtol=0)


def test_critic_warms_up_before_the_policy_moves(tiny_base: Path) -> None:
    """An untrained critic would send the policy anywhere."""
    trained = trainer(tiny_base, small_recipe(warmup_updates=1))
    before = trained.model.adapter_state("policy")
    assert "policy_loss" not in trained.step()
    after = trained.model.adapter_state("policy")
    assert all(torch.equal(before[name], after[name]) for name in before)
    assert "policy_loss" in trained.step()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kl": 31.0}, "nats per response away"),
        ({"length": 126.0}, "Responses grew from 50 to 126 tokens"),
        ({"steps": 11.0}, "Responses grew from 4 to 11 steps"),
        ({"entropy": 0.009}, "entropy collapsed"),
    ],
)
def test_guards_say_what_went_wrong_and_what_to_do(change: dict[str, float], words: str) -> None:
    """One plain sentence each, ending with the next action."""
    sentence = guard_sentence({**CALM, **change}, CALM, Recipe())
    assert sentence is not None
    assert words in sentence
    assert sentence.endswith(".")
    assert guard_sentence(CALM, CALM, Recipe()) is None


def test_a_value_that_is_no_number_leaves_the_policy_as_it_was(
    tiny_base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NaN in the reward stops the run; the last good policy is kept, not an average of nothing."""
    trained = trainer(tiny_base, small_recipe(warmup_updates=0))
    trained.step()
    before = trained.model.adapter_state("policy")

    def broken(*_arguments: Any) -> torch.Tensor:
        return torch.full((6, 16), float("nan"))

    monkeypatch.setattr(experience, "token_rewards", broken)
    with pytest.raises(GuardStop, match="not a number"):
        trained.safe_step(print)
    after = trained.model.adapter_state("policy")
    assert all(torch.equal(before[name], after[name]) for name in before)


def test_out_of_memory_makes_the_same_update_in_smaller_pieces(
    tiny_base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The update is undone, made again with half the micro-batch, and the halving is said."""
    trained = trainer(tiny_base, small_recipe(warmup_updates=0))
    sampled: list[list[int]] = []
    rollout, forward = Ppo._rollout, AdaptedModel.response_logprobs
    failures = [torch.OutOfMemoryError("CUDA out of memory. ")]

    def watched(self: Ppo, chosen: Any) -> Any:
        found = rollout(self, chosen)
        sampled.append([token for response in found for token in response.ids])
        return found

    def scarce(self: AdaptedModel, *arguments: Any, **named: Any) -> Any:
        if torch.is_grad_enabled() and failures:
            raise failures.pop()
        return forward(self, *arguments, **named)

    monkeypatch.setattr(Ppo, "_rollout", watched)
    monkeypatch.setattr(AdaptedModel, "response_logprobs", scarce)
    said: list[str] = []
    assert trained.safe_step(said.append)["update"] == 1
    assert said == ["Memory ran out; training goes on with 2 responses at a time."]
    assert sampled[0] == sampled[1], "the same rollouts, so nothing was skipped"


def test_too_little_memory_for_one_response_is_said_plainly(
    tiny_base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No endless halving: one sentence with the next action."""
    trained = trainer(tiny_base, small_recipe(warmup_updates=0))

    def none_left(*_arguments: Any, **_named: Any) -> Any:
        raise torch.OutOfMemoryError("CUDA out of memory. ")

    monkeypatch.setattr(AdaptedModel, "response_logprobs", none_left)
    with pytest.raises(TrainingError, match="max_tokens or choose a smaller model"):
        trained.safe_step(lambda _: None)


def test_reward_up_with_heldout_accuracy_down_is_called_by_its_name(tiny_base: Path) -> None:
    """Reward hacking: the run ends and the best checked policy comes back."""
    trained = trainer(tiny_base, small_recipe())
    trained.step()
    trained.state.first["reward"], trained.state.start_accuracy = 0.1, 0.6
    best = trained.model.adapter_state("policy")
    trained.note_accuracy(0.65, 0.2, 100)
    trained.step()
    with pytest.raises(GuardStop, match="please the reward model"):
        trained.note_accuracy(0.4, 0.9, 100)
    assert trained.keep_best() == 1
    kept = trained.model.adapter_state("policy")
    assert all(torch.equal(best[name], kept[name]) for name in best)


def test_a_small_dip_within_chance_does_not_stop(tiny_base: Path) -> None:
    """With few held-out problems one more wrong answer proves nothing."""
    trained = trainer(tiny_base, small_recipe(evaluation_problems=64))
    trained.step()
    trained.state.first["reward"], trained.state.start_accuracy = 0.1, 0.6
    trained.note_accuracy(0.5, 0.9, 16)


def test_without_heldout_problems_a_policy_that_ran_away_is_not_kept(tiny_base: Path) -> None:
    """Its own responses broke the guard; the one before it wrote sound ones."""
    trained = trainer(tiny_base, small_recipe(warmup_updates=0, learning_rate=1e-2))
    trained.step()
    before = trained.model.adapter_state("policy")
    trained.step()
    runaway = trained.model.adapter_state("policy")
    trained.state.first["length"] = 0.1
    with pytest.raises(GuardStop, match="length is being rewarded"):
        trained.safe_step(lambda _: None)
    assert trained.keep_best() == 1
    kept = trained.model.adapter_state("policy")
    assert all(torch.equal(before[name], kept[name]) for name in before)
    assert any(not torch.equal(runaway[name], kept[name]) for name in before)
    again = trainer(tiny_base, small_recipe(warmup_updates=0, learning_rate=1e-2))
    again.restore(trained.tensors(), trained.state_mapping())
    assert again.keep_best() == 1
