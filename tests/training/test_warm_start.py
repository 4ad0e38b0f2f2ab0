"""Warm start: what is imitated, that it teaches, that it stops, and that it resumes exactly."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoTokenizer

from tests.helpers.small_run import lay_run, marked_sum, small_recipe, sums_with_rewrites
from workbench.domain.feedback import Feedback, MarkedResponse, MarkedStep
from workbench.domain.records import Problem, Split, TurnKind, Verdict
from workbench.domain.steps import split_response
from workbench.jobs.run_folder import RunFolder
from workbench.training import main as training_main
from workbench.training import warm_start as warm_module
from workbench.training import warm_start_stage
from workbench.training.data import Codec, refuse_heldout
from workbench.training.demonstrations import demonstration_texts, demonstrations
from workbench.training.evaluate import Evaluation, Outcome
from workbench.training.modeling import AdaptedModel, Batch, load_base
from workbench.training.warm_start import WarmStart, demonstration_batch, warm_start_doubt
from workbench.training.warm_start_stage import lost_beyond_chance

CPU = torch.device("cpu")
GOOD, BAD, NEUTRAL = Verdict.CORRECT, Verdict.INCORRECT, Verdict.NEUTRAL
TEXT = "1. Add.\n2. The sum is 6.\n3. Double it.\n**Answer: $5$**"


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


def response(*said: Verdict | str | None, text: str = TEXT, **fields: Any) -> MarkedResponse:
    """A response whose steps have these verdicts; a string is a rewrite of an incorrect step."""
    steps = tuple(
        MarkedStep(part.start, part.end, BAD, rewrite=one)
        if isinstance(one, str)
        else MarkedStep(part.start, part.end, one)
        for part, one in zip(split_response(text).steps, said, strict=True)
    )
    return MarkedResponse("p", 1, text, steps, **fields)


def texts(*responses: MarkedResponse, answer: str | None = "5") -> list[tuple[str, bool]]:
    feedback = Feedback((Problem("p", "2 + 3?", answer),), responses)
    return [(one.text, one.finished) for one in demonstration_texts(feedback, Split.TRAIN)]


def test_accepted_solution_is_imitated_whole() -> None:
    """The expert took it as it is, whatever is marked in it."""
    assert texts(response(GOOD, None, BAD, accepted=True)) == [(TEXT, True)]


def test_rewrite_ends_what_is_imitated_where_nobody_judged_on() -> None:
    """After the first error the later steps were not judged; they may rest on the mistake."""
    found = texts(response(GOOD, "The sum is 5.", None))
    assert found == [("1. Add.\n2. The sum is 5.\n", False)]


def test_corrected_solution_is_whole_only_with_the_right_answer() -> None:
    """Every step good or rewritten, and the answer agrees: worth ending like that."""
    mended = "1. Add.\n2. The sum is 5.\n3. Double it.\n"
    marks = (GOOD, "The sum is 5.", NEUTRAL)
    assert texts(response(*marks)) == [(mended + "**Answer: $5$**", True)]
    assert texts(response(*marks), answer="7") == [(mended, False)]
    assert texts(response(*marks), answer=None) == [(mended, False)]


def test_solution_marked_right_throughout_is_imitated_with_the_right_answer() -> None:
    """What the model does right already must be among the examples, or imitation forgets it."""
    assert texts(response(GOOD, GOOD, NEUTRAL)) == [(TEXT, True)]
    assert texts(response(GOOD, GOOD, None)) == [], "one step was not judged"
    assert texts(response(GOOD, GOOD, GOOD), answer="7") == []
    assert texts(response(GOOD, GOOD, GOOD), answer=None) == []


def test_solution_with_an_error_that_nobody_mended_is_not_imitated() -> None:
    """Marks alone name no better way."""
    assert texts(response(GOOD, BAD, None)) == []


def test_incorrect_step_before_the_rewrite_ends_it() -> None:
    """What follows an unmended mistake is no example."""
    assert texts(response(BAD, "The sum is 5.", GOOD)) == []


def test_accepted_continuation_replaces_the_bare_rewrite() -> None:
    """Where the model went on from the rewrite to an accepted solution, the longer one teaches."""
    prefix = "1. Add.\n2. The sum is 5.\n"
    whole = prefix + "3. Done.\n**Answer: $5$**"
    turn = response(
        None, None, None, text=whole, accepted=True, prefix=prefix, turn_kind=TurnKind.CONTINUE
    )
    assert texts(response(GOOD, "The sum is 5.", None), turn) == [(whole, True)]


def test_marked_continuation_is_taken_as_far_as_it_is_right() -> None:
    """The given beginning counts as accepted; of the rest, what is marked correct."""
    prefix = "1. Add.\n2. The sum is 5.\n"
    text = prefix + "3. Good.\n4. Bad.\n**Answer: $9$**"
    turn = response(None, None, GOOD, BAD, text=text, prefix=prefix, turn_kind=TurnKind.CONTINUE)
    found = texts(response(GOOD, "The sum is 5.", None), turn)
    assert found == [(prefix + "3. Good.\n", False)]


def test_what_the_expert_wrote_by_hand_is_imitated_unmarked() -> None:
    """Who writes a solution means it; only a step that is marked wrong later ends it."""
    by_hand = response(None, None, None, turn_kind=TurnKind.MANUAL)
    assert texts(by_hand) == [(TEXT, True)]
    assert texts(response(None, BAD, None, turn_kind=TurnKind.MANUAL)) == [("1. Add.\n", False)]


def test_heldout_solutions_are_on_their_own_side() -> None:
    """Held-out problems never train; their solutions only say when to stop."""
    problem, marked = marked_sum(3, right=True, split=Split.HELDOUT)
    feedback = Feedback((problem,), (replace(marked, accepted=True),))
    assert demonstration_texts(feedback, Split.TRAIN) == []
    assert len(demonstration_texts(feedback, Split.HELDOUT)) == 1


def test_heldout_problem_in_training_is_a_bug_that_stops_the_run() -> None:
    """The last gate before an optimizer."""
    refuse_heldout(["a", "b"], frozenset({"c"}))
    with pytest.raises(RuntimeError, match="held-out problems were about to train: b"):
        refuse_heldout(["a", "b"], frozenset({"b"}))


def test_finished_solution_ends_in_the_end_token(tiny_base: Path) -> None:
    """Otherwise the policy would learn never to stop; a beginning must not teach to stop."""
    codec = Codec(AutoTokenizer.from_pretrained(tiny_base), "bare")
    whole, part = (
        demonstrations(codec, Feedback((Problem("p", "2 + 3?", "5"),), (one,)), Split.TRAIN)[0]
        for one in (response(GOOD, GOOD, GOOD, accepted=True), response(GOOD, "It is 5.", None))
    )
    assert whole.response[-1] in codec.end_ids
    assert part.response[-1] not in codec.end_ids
    assert codec.decode(part.response) == "1. Add.\n2. It is 5.\n"


def sums_solved(count: int, split: Split = Split.TRAIN) -> Feedback:
    pairs = [marked_sum(n, right=True, split=split) for n in range(count)]
    accepted = tuple(replace(r, accepted=True) for _, r in pairs)
    return Feedback(tuple(p for p, _ in pairs), accepted)


def tiny_trainer(
    base_folder: Path, heldout: int = 0, **changes: Any
) -> tuple[AdaptedModel, WarmStart]:
    base, tokenizer = load_base(base_folder, CPU)
    recipe = small_recipe(warm_start_learning_rate=3e-3, **changes)
    model, codec = AdaptedModel(base, recipe, CPU), Codec(tokenizer, "bare")
    shown = demonstrations(codec, sums_solved(12), Split.TRAIN)
    held = demonstrations(codec, sums_solved(heldout, Split.HELDOUT), Split.HELDOUT)
    return model, WarmStart(model, shown, held, recipe, 0)


def test_only_response_tokens_are_imitated(tiny_base: Path) -> None:
    """The loss is the summed -log π of the response, worked out here by the plain way."""
    model, trainer = tiny_trainer(tiny_base)
    one = trainer.training[0]
    loss, tokens = trainer._loss([0], trainer.training)
    ids = torch.tensor([[*one.prompt, *one.response]])
    with torch.no_grad(), model.using("policy"):
        states = model.run(ids, torch.ones_like(ids), torch.arange(ids.shape[1])[None])
        scores = torch.log_softmax(model.logits(states[0]), -1)
    places = range(len(one.prompt) - 1, ids.shape[1] - 1)
    by_hand = -sum(float(scores[at, ids[0, at + 1]]) for at in places)
    assert tokens == len(one.response)
    assert float(loss.detach()) == pytest.approx(by_hand, rel=1e-4)


def test_imitation_makes_the_solutions_likelier_and_touches_the_policy_alone(
    tiny_base: Path,
) -> None:
    """The loss falls on shown and on unseen solutions; the reward adapter is as it was."""
    model, trainer = tiny_trainer(tiny_base, heldout=3, warm_start_epochs=4)
    reward = model.adapter_state("reward")
    while not trainer.finished:
        trainer.run_epoch()
    state = trainer.state
    assert state.epoch == 4
    assert state.losses[-1] < 0.95 * state.losses[0]
    assert state.heldout_losses[-1] < state.heldout_losses[0]
    after = model.adapter_state("reward")
    assert all(torch.equal(reward[name], after[name]) for name in reward)


def test_an_epoch_that_harms_heldout_solutions_is_undone_and_the_last(
    tiny_base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Learning the solutions by heart is not learning to solve."""
    model, trainer = tiny_trainer(tiny_base, heldout=3, warm_start_epochs=5)
    measured = iter([2.0, 1.5, 1.6])
    monkeypatch.setattr(trainer, "heldout_loss", lambda: next(measured))
    trainer.run_epoch()
    good = model.adapter_state("policy")
    trainer.run_epoch()
    assert trainer.finished
    assert trainer.state.epoch == 2
    kept = model.adapter_state("policy")
    assert all(torch.equal(good[name], kept[name]) for name in good)


@torch.no_grad()
def logprobs(model: AdaptedModel, batch: Batch, adapter: str | None) -> torch.Tensor:
    return model.response_logprobs(batch, adapter)[0]


def test_reference_is_the_warm_policy_and_stays_while_the_policy_moves(tiny_base: Path) -> None:
    """The KL penalty must not pull back to the base, nor follow the policy."""
    model, trainer = tiny_trainer(tiny_base, warm_start_epochs=2)
    batch = demonstration_batch(list(trainer.training[:2]), 0, model)
    base = logprobs(model, batch, None)
    trainer.run_epoch()
    warm = logprobs(model, batch, "policy")
    model.freeze_reference()
    trainer.run_epoch()
    moved, reference = logprobs(model, batch, "policy"), logprobs(model, batch, model.reference)
    torch.testing.assert_close(reference, warm)
    assert not torch.allclose(reference, base, atol=1e-3)
    assert not torch.allclose(reference, moved, atol=1e-3)


def test_adding_an_adapter_leaves_the_run_s_random_numbers_alone(tiny_base: Path) -> None:
    """Else a resumed run would draw other numbers than the uninterrupted one."""
    base, _ = load_base(tiny_base, CPU)
    model = AdaptedModel(base, small_recipe(), CPU)
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    model.add_adapter("reference")
    torch.testing.assert_close(torch.rand(3), expected)


def test_few_solutions_are_said_and_none_are_not() -> None:
    """A user who accepted three solutions may wonder; one who accepted none does not."""
    recipe = small_recipe()
    assert "3 accepted or corrected solutions" in (warm_start_doubt(3, recipe) or "")
    assert warm_start_doubt(0, recipe) is None
    assert warm_start_doubt(8, recipe) is None
    assert warm_start_doubt(3, small_recipe(warm_start_epochs=0)) is None


def run(folder: RunFolder) -> int:
    return training_main.main([str(folder.path)])


def result(folder: RunFolder) -> dict[str, torch.Tensor]:
    return load_file(folder.result / "adapter" / "adapter_model.safetensors")


WARM = {"warm_start_minimum": 3, "warm_start_epochs": 3, "warm_start_learning_rate": 1e-3}


def test_run_with_a_kill_in_the_warm_start_equals_the_whole_run(
    tiny_base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three epochs are one, a kill and two; PPO after a kill has the same frozen reference."""
    recipe = small_recipe(**WARM)
    whole = lay_run(tmp_path / "whole", tiny_base, recipe, sums_with_rewrites())
    assert run(whole) == 0
    broken = lay_run(tmp_path / "broken", tiny_base, recipe, sums_with_rewrites())
    epoch = warm_module.WarmStart.run_epoch

    def killed_in_the_second(self: WarmStart) -> dict[str, Any]:
        if self.state.epoch == 1:
            raise KeyboardInterrupt  # as a kill: nothing of ours catches it
        return epoch(self)

    with monkeypatch.context() as patched:
        patched.setattr(warm_module.WarmStart, "run_epoch", killed_in_the_second)
        with pytest.raises(KeyboardInterrupt):
            run(broken)
    with monkeypatch.context() as patched:
        patched.setattr(training_main, "ppo_stage", killed)
        with pytest.raises(KeyboardInterrupt):
            run(broken)
    assert run(broken) == 0
    first, second = result(whole), result(broken)
    assert all(torch.equal(first[name], second[name]) for name in first)
    epochs = [r["epoch"] for r in broken.read_metrics()[0] if r["stage"] == "warm_start"]
    assert epochs == [1, 2, 3]
    drift = [r["kl"] for r in broken.read_metrics()[0] if r["stage"] == "ppo"]
    assert drift[0] == pytest.approx(0.0, abs=1e-5), "PPO begins at its reference"
    report = json.loads((broken.path / "results.json").read_text())["warm_start"]
    assert report["demonstrations"] >= 3
    status = broken.status()
    assert status is not None
    assert any("first imitates" in notice for notice in status.notices)


def killed(*_: object) -> str:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("lost", "gained", "beyond"),
    [(4, 0, True), (3, 0, False), (0, 9, False), (9, 2, True), (5, 3, False)],
)
def test_loss_is_told_from_chance_problem_by_problem(lost: int, gained: int, beyond: bool) -> None:
    """4 : 0 is two standard deviations, (4 - 0) / √4; 5 : 3 is 2 / √8 = 0.7."""
    before = [True] * lost + [False] * gained + [True] * 30
    after = [False] * lost + [True] * gained + [True] * 30
    assert lost_beyond_chance(evaluation(before), evaluation(after)) is beyond


def evaluation(agrees: list[bool]) -> Evaluation:
    return Evaluation(
        tuple(Outcome(str(n), None, "", a, (), 0, 1.0, 1.0, 1.0) for n, a in enumerate(agrees))
    )


def test_warm_start_that_lost_answers_is_undone_and_said(
    tiny_base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Imitation of poor rewrites must not be where PPO begins."""
    recipe = small_recipe(**WARM, updates=0)
    folder = lay_run(tmp_path / "run", tiny_base, recipe, sums_with_rewrites())
    judged = warm_start_stage.judged

    def from_a_base_that_was_right(session: Any, trainer: Any, before: Any) -> dict[str, Any]:
        right = tuple(replace(outcome, greedy_agrees=True) for outcome in before.outcomes)
        return judged(session, trainer, replace(before, outcomes=right))

    monkeypatch.setattr(warm_start_stage, "judged", from_a_base_that_was_right)
    monkeypatch.setattr(warm_start_stage, "CHANCE_LIMIT", 1.0)
    assert run(folder) == 0
    status = folder.status()
    assert status is not None
    assert any("so it was undone" in notice for notice in status.notices)
    assert all(
        not bool(tensor.any()) for name, tensor in result(folder).items() if "lora_B" in name
    )
