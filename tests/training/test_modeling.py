"""One base, two adapters: they must not leak into each other, nor logits fill the memory."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from tests.helpers.small_run import small_recipe
from workbench.domain.errors import TrainingError
from workbench.training import modeling
from workbench.training.modeling import AdaptedModel, load_base, pad_batch

CPU = torch.device("cpu")


@pytest.fixture
def model(tiny_base: Path) -> AdaptedModel:
    base, _ = load_base(tiny_base, CPU)
    return AdaptedModel(base, small_recipe(), CPU)


@pytest.fixture
def batch() -> modeling.Batch:
    return pad_batch([[5, 6, 7], [8]], [[9, 10], [11, 12, 13]], 0, CPU)


def disturb(model: AdaptedModel, adapter: str) -> None:
    with torch.no_grad():
        for parameter in model.parameters_of(adapter):
            parameter.normal_(std=0.3)


def test_reference_stays_the_base_whatever_the_adapters_become(
    tiny_base: Path, model: AdaptedModel, batch: modeling.Batch
) -> None:
    """The KL penalty is measured against the untouched base."""
    disturb(model, "policy")
    disturb(model, "reward")
    plain, _ = load_base(tiny_base, CPU)
    with torch.no_grad():
        logits = plain(input_ids=torch.tensor([[5, 6, 7, 9, 10]])).logits
        expected = torch.log_softmax(logits[0, 2:4], -1)[[0, 1], [9, 10]]
        found, _ = model.response_logprobs(batch, None)
    torch.testing.assert_close(found[0, :2], expected, atol=1e-5, rtol=0)


def test_states_that_nobody_reads_change_none_that_are_read(
    model: AdaptedModel, batch: modeling.Batch
) -> None:
    """The last layer is not finished for a prompt's tokens; states and gradients stay the same."""
    disturb(model, "policy")
    parameters = model.parameters_of("policy")
    with model.using("policy"):
        whole = model.run(batch.ids, batch.mask, batch.positions)[:, batch.width - 1 :]
    spared = model.hidden(batch, "policy")
    assert not torch.equal(
        spared[:, : batch.width - 1],
        model.run(batch.ids, batch.mask, batch.positions)[:, : batch.width - 1],
    )
    spared = spared[:, batch.width - 1 :]
    torch.testing.assert_close(spared, whole)
    mask = batch.mask[:, batch.width - 1 :, None].float()
    slopes = [
        torch.autograd.grad((states * mask).square().sum(), parameters)
        for states in (spared, whole)
    ]
    torch.testing.assert_close(slopes[0], slopes[1])


def test_training_one_adapter_leaves_the_other_alone(
    model: AdaptedModel, batch: modeling.Batch
) -> None:
    """Policy and reward model share the base but no trained tensor."""
    reward_before = model.hidden(batch, "reward").detach()
    disturb(model, "policy")
    torch.testing.assert_close(model.hidden(batch, "reward").detach(), reward_before)
    policy_names = {id(p) for p in model.parameters_of("policy")}
    assert policy_names.isdisjoint({id(p) for p in model.parameters_of("reward")})


def test_padding_changes_no_logprob(model: AdaptedModel, batch: modeling.Batch) -> None:
    """A response alone and in a padded batch has the same log-probabilities."""
    with torch.no_grad():
        both, _ = model.response_logprobs(batch, "policy")
        alone, _ = model.response_logprobs(pad_batch([[8]], [[11, 12, 13]], 0, CPU), "policy")
    torch.testing.assert_close(both[1], alone[0], atol=1e-5, rtol=0)


def test_logits_exist_for_a_few_rows_at_a_time_and_gradients_are_the_same(
    model: AdaptedModel, batch: modeling.Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory does not grow with batch x tokens x vocabulary, and nothing is paid in exactness."""
    disturb(model, "policy")

    def gradients() -> tuple[torch.Tensor, torch.Tensor]:
        model.peft.zero_grad()
        logprobs, entropy = model.response_logprobs(batch, "policy")
        (logprobs.sum() + entropy.sum()).backward()
        return logprobs.detach(), torch.cat(
            [p.grad.flatten() for p in model.parameters_of("policy") if p.grad is not None]
        )

    whole = gradients()
    monkeypatch.setattr(modeling, "ROWS_OF_LOGITS", 2)
    most = []
    plain = AdaptedModel.logits
    monkeypatch.setattr(
        AdaptedModel, "logits", lambda self, hidden: most.append(len(hidden)) or plain(self, hidden)
    )
    chunked = gradients()
    assert max(most) == 2
    torch.testing.assert_close(whole[0], chunked[0], atol=1e-6, rtol=0)
    torch.testing.assert_close(whole[1], chunked[1], atol=1e-4, rtol=1e-3)


def test_adapter_state_comes_back_exactly(model: AdaptedModel) -> None:
    """A checkpointed adapter is the same to the bit."""
    disturb(model, "policy")
    state = model.adapter_state("policy")
    disturb(model, "policy")
    model.load_adapter_state("policy", state)
    restored = model.adapter_state("policy")
    assert all(torch.equal(state[name], restored[name]) for name in state)
    assert state


def test_folder_without_a_model_is_refused_in_plain_words(tmp_path: Path) -> None:
    """The user reads what to choose instead of a traceback."""
    with pytest.raises(TrainingError, match=r"choose a folder with config\.json"):
        load_base(tmp_path, CPU)
