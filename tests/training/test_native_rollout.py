"""Rollouts by the llama engine: the policy of the moment, and what is off is corrected."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from tests.helpers.small_run import lay_run, small_recipe, sums_feedback
from workbench.domain.errors import TrainingError
from workbench.domain.records import RunState, Split
from workbench.training import losses
from workbench.training import main as training_main
from workbench.training.base import prompt_style
from workbench.training.data import Codec
from workbench.training.modeling import AdaptedModel, load_base
from workbench.training.native_rollout import NativeSampler
from workbench.training.ppo import Ppo

CPU = torch.device("cpu")
PROBLEMS = sums_feedback().problems_of(Split.TRAIN)


@pytest.fixture(scope="module")
def policy(tiny_base: Path) -> tuple[AdaptedModel, Codec]:
    base, tokenizer = load_base(tiny_base, CPU)
    model = AdaptedModel(base, small_recipe(), CPU)
    with torch.no_grad():
        for parameter in model.parameters_of("policy"):
            parameter.normal_(std=0.05)
    return model, Codec(tokenizer, prompt_style(tiny_base))


@pytest.fixture(scope="module")
def sampler(policy: tuple[AdaptedModel, Codec], tiny_base: Path) -> Iterator[NativeSampler]:
    found = NativeSampler(*policy, tiny_base, tiny_base, limit=12)
    yield found
    found.close()


def test_tokens_have_the_trainers_own_chances(
    policy: tuple[AdaptedModel, Codec], sampler: NativeSampler, tiny_base: Path
) -> None:
    """With the same weights the importance ratio is 1 within 1e-3; without the adapter it is not.

    The engine's copy of the base is fp16, which is most of what is left.
    """
    model, codec = policy
    recipe = small_recipe(rollout="llama", max_tokens=12)
    ppo = Ppo(model, codec, None, PROBLEMS, recipe)
    chosen = [PROBLEMS[0], PROBLEMS[0], PROBLEMS[1], PROBLEMS[2]]
    rollouts = sampler.sample(chosen, [1, 2, 3, 4])
    assert [rollout.prompt for rollout in rollouts] == [codec.prompt_ids(p) for p in chosen]
    assert rollouts[0].ids != rollouts[1].ids
    found = ppo.judges.experience(chosen, rollouts, 0.0, 4)
    mean = float(losses.masked_mean(found.ratios, found.mask))
    assert mean == pytest.approx(1.0, abs=1e-3)
    assert torch.equal(found.weights, found.ratios.clamp(max=recipe.importance_cap))
    kept = model.adapter_state("policy")
    with torch.no_grad():
        for parameter in model.parameters_of("policy"):
            parameter.mul_(4)
    moved = ppo.judges.experience(chosen, rollouts, 0.0, 4)
    spread = ((moved.ratios - 1).abs() * moved.mask).max()
    assert spread > 0.05, "another policy than the sampler's must be noticed"
    assert sampler.sample(chosen, [1, 2, 3, 4]) != rollouts, "the adapter is the moment's"
    model.load_adapter_state("policy", kept)


def test_another_sampler_is_corrected_as_worked_by_hand() -> None:
    """Chances 0.5, 0.2 and 0.9 under the trainer, 0.25, 0.4 and 0.3 under who sampled: 2, ½, 3."""
    trainer = torch.tensor([[0.5, 0.2, 0.9, 0.7]]).log()
    sampled = torch.tensor([[0.25, 0.4, 0.3, 0.1]]).log()
    mask = torch.tensor([[1.0, 1.0, 1.0, 0.0]])
    ratios = losses.importance_ratios(trainer, sampled, mask)
    torch.testing.assert_close(ratios, torch.tensor([[2.0, 0.5, 3.0, 0.0]]))
    torch.testing.assert_close(ratios.clamp(max=2.0), torch.tensor([[2.0, 0.5, 2.0, 0.0]]))


def test_the_truncated_ratio_weighs_the_gradient(tiny_base: Path) -> None:
    """Where the sampler's chances were half the trainer's, the policy's gradient doubles."""
    recipe = small_recipe(rollout="llama", importance_cap=3.0, max_gradient_norm=1e9)
    norms = []
    for claimed in (1.0, 2.0):
        base, tokenizer = load_base(tiny_base, CPU)
        model = AdaptedModel(base, recipe, CPU)
        ppo = Ppo(model, Codec(tokenizer, "bare"), None, PROBLEMS, recipe)
        chosen = [PROBLEMS[0], PROBLEMS[1]]
        rollouts = ppo._sample(chosen, [1, 2])
        for rollout in rollouts:
            lower = torch.tensor(rollout.logprobs) - torch.log(torch.tensor(claimed))
            object.__setattr__(rollout, "logprobs", tuple(lower.tolist()))
        found = ppo.judges.experience(chosen, rollouts, 0.0, 4)
        norms.append(ppo._policy_step(found, [0, 1])["gradient_norm"])
    assert norms[1] == pytest.approx(2 * norms[0], rel=1e-3)


def test_a_whole_run_samples_with_the_engine(tiny_base: Path, tmp_path: Path) -> None:
    """From the recipe to the published adapter, with the mean ratio in the metrics."""
    folder = lay_run(tmp_path / "run", tiny_base, small_recipe(rollout="llama"))
    assert training_main.main([str(folder.path)]) == 0
    status = folder.status()
    assert status is not None
    assert status.state is RunState.DONE
    updates = [record for record in folder.read_metrics()[0] if record["stage"] == "ppo"]
    assert [update["importance_mean"] for update in updates] == pytest.approx([1, 1], abs=0.02)
    assert all(update["importance_truncated"] == 0 for update in updates)


def test_an_engine_that_dies_is_one_sentence(sampler: NativeSampler) -> None:
    """The run can be resumed; nothing waits for ever."""
    sampler._child.kill()
    with pytest.raises(TrainingError, match="llama engine ended"):
        sampler.sample([PROBLEMS[0]], [1])
