"""Before the first update and after the last: pre-flight, time left, and which policy is kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.helpers.small_run import lay_run, small_recipe, sums_feedback
from workbench.domain.records import RunState, Split
from workbench.jobs.run_folder import RunFolder
from workbench.training import dry_step as dry_step_module
from workbench.training import main as training_main
from workbench.training import ppo_stage as stage_module
from workbench.training.data import Codec
from workbench.training.dry_step import dry_step
from workbench.training.evaluate import Evaluation, Outcome
from workbench.training.modeling import AdaptedModel, load_base
from workbench.training.pace import Pace
from workbench.training.ppo import Ppo
from workbench.training.verdict import verdict

CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


def trainer(base_folder: Path, **changes: Any) -> Ppo:
    recipe = small_recipe(**changes)
    base, tokenizer = load_base(base_folder, CPU)
    problems = sums_feedback().problems_of(Split.TRAIN)
    return Ppo(AdaptedModel(base, recipe, CPU), Codec(tokenizer, "bare"), None, problems, recipe)


def test_dry_step_leaves_no_trace_but_a_number(tiny_base: Path) -> None:
    """Adapters, moments, heads and random numbers are what they were, to the bit."""
    ppo = trainer(tiny_base, warmup_updates=0)
    ppo.step()
    before = {name: tensor.clone() for name, tensor in ppo.tensors().items()}
    state = ppo.state_mapping()
    said: list[str] = []
    found = dry_step(ppo, said.append)
    after = ppo.tensors()
    assert before.keys() == after.keys()
    assert all(torch.equal(before[name], after[name]) for name in before)
    assert ppo.state_mapping() == state
    assert (found.microbatch, said) == (4, [])
    assert found.seconds > 0


def test_dry_step_halves_until_the_longest_responses_fit(
    tiny_base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory runs out before the run, not in it; what still fits is said and kept."""
    ppo = trainer(tiny_base)
    step = dry_step_module._step

    def scarce(ppo: Ppo, rows: int) -> None:
        if rows > 1:
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to")
        step(ppo, rows)

    monkeypatch.setattr(dry_step_module, "_step", scarce)
    said: list[str] = []
    assert dry_step(ppo, said.append).microbatch == ppo.microbatch == 1
    assert said[-1] == "Memory ran out; training goes on with 1 responses at a time."
    assert ppo.state_mapping()["microbatch"] == 1


def test_dry_step_reckons_on_a_cpu_before_the_system_kills(
    tiny_base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A CPU refuses nothing: it is one response that is measured, and the rest reckoned."""
    ppo = trainer(tiny_base)
    monkeypatch.setattr(dry_step_module, "_peak", lambda _device: 100)
    monkeypatch.setattr(dry_step_module, "_begin_peak", lambda _device: 0)

    class Scarce:
        available = 250

    monkeypatch.setattr(dry_step_module.psutil, "virtual_memory", Scarce)
    said: list[str] = []
    assert dry_step(ppo, said.append).microbatch == 2
    assert said == [
        "The longest responses do not fit into memory 4 at a time; training goes on with 2 at a "
        "time."
    ]


def test_time_left_settles_within_a_fifth_after_a_tenth_of_the_run() -> None:
    """Recorded clock: 2 short warm-up updates, growing responses, checks, an evaluation after."""
    seconds = [
        6.0 if n <= 2 else 11.0 + 0.06 * n + (2.0 if n % 5 == 0 else 0) for n in range(1, 31)
    ]
    check, after = 4.0, 21.0
    pace = Pace(updates=30, warmup=2, check_every=10, check=5.0, after=20.0)
    assert pace.left(0) is None
    truth = sum(seconds) + 3 * check + after
    passed = 0.0
    for number, took in enumerate(seconds, start=1):
        pace.made(number, took)
        passed += took
        if number % 10 == 0:
            pace.checked(check)
            passed += check
        if passed >= truth / 10:
            left = pace.left(number)
            assert left is not None
            assert left == pytest.approx(truth - passed, rel=0.2), number
    assert pace.left(30) == pytest.approx(after, abs=2)


def outcomes(agreeing: int, count: int) -> Evaluation:
    return Evaluation(
        tuple(
            Outcome(f"p{n}", None, "", n < agreeing, (n < agreeing,), 1, 10.0, 2.0, 1.0)
            for n in range(count)
        )
    )


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [(10, 40, "better"), (20, 21, "not surely better"), (20, 20, "not better"),
     (30, 10, "not better")],
)  # fmt: skip
def test_the_verdict_is_honest(before: int, after: int, word: str) -> None:
    """One answer more of 50 is no proof, and no gain is said to be none."""
    found = verdict(outcomes(before, 50), outcomes(after, 50))
    assert found["verdict"] == word
    assert f"{before / 50:.0%} to {after / 50:.0%}" in found["verdict_sentence"]


def test_without_heldout_problems_nothing_is_claimed() -> None:
    """No number is better than one from the training problems."""
    found = verdict(Evaluation(()), Evaluation(()))
    assert found["verdict"] == "not measured"
    assert "held-out problem" in found["verdict_sentence"]


@pytest.mark.parametrize(
    ("checks", "kept", "words"),
    [
        ([0.9, 0.5], 1, "The policy of update 1 was kept, the best on the held-out problems (90%"),
        ([0.0, 0.0], 2, "update 2 was kept"),
        ([-0.1, -0.1], 0, "No update answered more held-out problems"),
    ],
)
def test_the_best_checked_policy_is_published(
    tiny_base: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    checks: list[float],
    kept: int,
    words: str,
) -> None:
    """Also when a run ends as planned: the last policy is not the best by being last."""
    recipe = small_recipe(evaluate_every=1, warmup_updates=0, evaluation_problems=1)
    folder = lay_run(tmp_path / "run", tiny_base, recipe)
    policies: list[dict[str, torch.Tensor]] = []
    note_start = stage_module.note_start

    def noted(session: Any, ppo: Ppo) -> None:
        note_start(session, ppo)
        policies.append(ppo.model.adapter_state("policy"))

    def measured(session: Any, *_arguments: Any) -> float:
        policies.append(session.model.adapter_state("policy"))
        return checks[len(policies) - 2]

    monkeypatch.setattr(stage_module, "note_start", noted)
    monkeypatch.setattr(stage_module, "heldout_accuracy", measured)
    assert training_main.main([str(folder.path)]) == 0
    results = json.loads((folder.path / "results.json").read_text())
    assert results["ppo"]["best_update"] == kept
    assert words in results["ended"]
    assert results["verdict"] == "not better"
    assert published(folder, policies[kept])


def published(folder: RunFolder, policy: dict[str, torch.Tensor]) -> bool:
    from safetensors.torch import load_file

    found = load_file(folder.result / "adapter" / "adapter_model.safetensors")
    return all(torch.equal(found[name], policy[name]) for name in found)


def test_a_stopped_run_publishes_the_best_it_reached(
    tiny_base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hours of training are not lost to a stop; the run can be resumed all the same."""
    recipe = small_recipe(updates=5, evaluate_every=1, warmup_updates=0)
    folder = lay_run(tmp_path / "run", tiny_base, recipe)
    policies: list[dict[str, torch.Tensor]] = []

    def measured(session: Any, *_arguments: Any) -> float:
        policies.append(session.model.adapter_state("policy"))
        if len(policies) == 2:
            folder.ask_to_stop()
        return 1.0 - 0.01 * len(policies)

    monkeypatch.setattr(stage_module, "heldout_accuracy", measured)
    assert training_main.main([str(folder.path)]) == 0
    status = folder.status()
    assert status is not None
    assert status.state is RunState.STOPPED
    assert published(folder, policies[0])
    card = json.loads((folder.result / "card.json").read_text())
    assert card["metrics"]["ppo"]["best_update"] == 1
