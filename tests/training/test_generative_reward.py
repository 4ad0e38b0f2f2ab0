"""The generative verifier through the stack: what teaches it, its report, its file, PPO, resume."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from tests.helpers.small_run import lay_run, marked_sum, small_recipe, sums_feedback
from workbench.domain.errors import TrainingError
from workbench.domain.feedback import Feedback, MarkedStep, from_lines, to_lines
from workbench.domain.recipes import Recipe
from workbench.domain.records import AnnotationMode, Problem, Split, Verdict
from workbench.domain.steps import split_response
from workbench.jobs.run_folder import RunFolder
from workbench.training import data as data_module
from workbench.training import main as training_main
from workbench.training import ppo as ppo_module
from workbench.training import processbench
from workbench.training.data import Codec, StepExample, critique_text, split_by_problem
from workbench.training.data import step_examples as examples_from
from workbench.training.generative_reward import judgement_loss, wanted
from workbench.training.modeling import AdaptedModel, StepHead, load_base
from workbench.training.process_reward import (
    example_batch,
    judged,
    part_done,
    train_step_reward,
)
from workbench.training.reward_model import (
    Solution,
    encode_solution,
    find_reward_model,
    load_reward_model,
    score_solutions,
)
from workbench.training.reward_report import RewardReport, evaluate_reward
from workbench.training.scoring import Scorer
from workbench.training.scoring_card import read_facts
from workbench.training.verdict_head import VerdictHead

CPU = torch.device("cpu")
EVEN = (1.0, 1.0)


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


def generative(**changes: Any) -> Recipe:
    return small_recipe(reward_model="generative", **changes)


def parts(base: Path, recipe: Recipe) -> tuple[AdaptedModel, Codec, VerdictHead]:
    loaded, tokenizer = load_base(base, CPU)
    codec = Codec(tokenizer, "bare")
    return AdaptedModel(loaded, recipe, CPU), codec, VerdictHead.of(codec)


def explained(count: int) -> Feedback:
    """Return sums whose wrong steps are explained; every wrong one says so in its wording."""
    responses, problems = [], []
    for number in range(count):
        problem, response = marked_sum(number, right=number % 2 == 0, split=Split.TRAIN)
        problems.append(problem)
        if number % 2:
            text = response.text.replace("2. The sum is", "2. That sum is")
            first, second = (
                replace(old, start=new.start, end=new.end)
                for old, new in zip(response.steps, split_response(text).steps, strict=True)
            )
            said = "The sum is one too large."
            second = replace(second, error_kind="calculation", explanation=said)
            response = replace(response, text=text, steps=(first, second))
        responses.append(response)
    return Feedback(tuple(problems), tuple(responses))


def test_the_verifier_learns_to_tell_marked_steps_apart(tiny_base: Path) -> None:
    """On unseen problems, from a random base, by words alone: it has no head to learn with."""
    recipe = generative(verifier_epochs=3, verifier_learning_rate=1e-2, reward_batch=2)
    model, codec, head = parts(tiny_base, recipe)
    examples = examples_from(codec, explained(28), recipe.neutral)
    training, validation = split_by_problem(examples, frozenset(), 0.3, 1)
    heard: list[dict[str, Any]] = []
    train_step_reward(model, head, training, recipe, codec.pad_id, heard.append)
    report = evaluate_reward(model, head, training, validation, recipe, codec.pad_id)
    assert [record["epoch"] for record in heard] == [1, 2, 3]
    assert heard[-1]["loss"] < heard[0]["loss"]
    assert (report.auc or 0.0) > 0.8
    assert (report.kind, report.above_chance) == ("generative", True)
    assert report.first_error_f1 is not None
    assert report.ece_low is not None
    assert RewardReport.from_mapping(json.loads(json.dumps(report.to_mapping()))) == report


def test_an_explanation_is_learned_by_its_words(tiny_base: Path) -> None:
    """With the weight the expert's words become likelier; without it they stay as they were."""
    losses = {}
    for weight in (0.0, 1.0):
        recipe = generative(
            verifier_epochs=4, verifier_learning_rate=2e-2, critique_weight=weight, reward_batch=1
        )
        model, codec, head = parts(tiny_base, recipe)
        examples = examples_from(codec, explained(8), recipe.neutral)
        train_step_reward(model, head, examples, recipe, codec.pad_id, lambda _: None)
        told = [example for example in examples if example.critiques]
        losses[weight] = float(critique_loss(model, head, told, codec.pad_id))
    assert losses[1.0] < 0.8 * losses[0.0]


def test_the_told_share_of_the_stage_is_of_its_own_epochs() -> None:
    """A verifier fits no head first; what is left at the last epoch's end is the measuring."""
    recipe = generative(verifier_epochs=3, reward_epochs=1)
    head = VerdictHead((1,), (2,), (3,))
    assert [part_done(head, recipe, epoch) for epoch in (1, 2, 3)] == [0.25, 0.5, 0.75]
    assert [part_done(StepHead(4), recipe, epoch) for epoch in (0, 1)] == [1 / 3, 2 / 3]


@torch.no_grad()
def critique_loss(
    model: AdaptedModel, head: VerdictHead, rows: list[StepExample], pad_id: int
) -> torch.Tensor:
    """Mean loss of the critiques: what is left where verdicts weigh nothing."""
    batch, recipe = example_batch(rows, pad_id, CPU), generative(critique_weight=1.0)
    return judgement_loss(model, head, batch, rows, (0.0, 0.0), recipe) / len(rows)


def test_a_batch_costs_what_its_responses_cost_alone(tiny_base: Path) -> None:
    """Several processes share out the responses of a batch; their sums must be the whole."""
    model, codec, head = parts(tiny_base, generative())
    rows = examples_from(codec, explained(4), "positive")
    recipe = generative(critique_weight=0.3)

    def loss(chosen: list[StepExample]) -> float:
        batch = example_batch(chosen, codec.pad_id, CPU)
        return float(judgement_loss(model, head, batch, chosen, (2.0, 0.5), recipe).detach())

    assert loss(rows) == pytest.approx(sum(loss([row]) for row in rows), rel=1e-4)


def test_what_teaches_is_masked_as_for_the_process_head(tiny_base: Path) -> None:
    """Unmarked steps and those after the first error teach nothing, whatever was written there."""
    _, codec, head = parts(tiny_base, generative())
    text = "1. One.\n2. Two.\n3. Three.\n4. Four."
    said = (Verdict.CORRECT, None, Verdict.INCORRECT, Verdict.CORRECT)
    steps = tuple(
        MarkedStep(s.start, s.end, verdict, explanation=f"word {n}")
        for n, (s, verdict) in enumerate(zip(split_response(text).steps, said, strict=True))
    )
    problem, response = marked_sum(1, right=True, split=Split.TRAIN)
    (example,) = examples_from(
        codec, Feedback((problem,), (replace(response, text=text, steps=steps),)), "positive"
    )
    assert example.labels == (1.0, 0.0)
    assert [codec.decode(one.ids) for one in example.critiques] == [" word 0", " word 2"]
    assert [one.position for one in example.critiques] == list(example.positions)
    targets = list(wanted(head, [example], (3.0, 0.5), 0.5))
    assert [(t.label, t.weight) for t in targets] == [(1, 0.5), (0, 3.0), (1, 0.25), (0, 1.5)]
    assert len(list(wanted(head, [example], EVEN, 0.0))) == 2, "no weight: no critique"


def test_annotators_who_disagree_share_the_verdict_but_each_critique_keeps_its_own(
    tiny_base: Path,
) -> None:
    """Half a verdict is right before a critique; after "it is wrong" it would be nonsense."""
    _, codec, _ = parts(tiny_base, generative())
    problem, response = marked_sum(1, right=True, split=Split.TRAIN)
    wrong = replace(response.steps[1], verdict=Verdict.INCORRECT, explanation="It is wrong.")
    other = replace(response, steps=(response.steps[0], wrong))
    found = examples_from(codec, Feedback((problem,), (response, other)), "positive")
    assert [example.labels for example in found] == [(1.0, 0.5), (1.0, 0.5)]
    assert [one.label for example in found for one in example.critiques] == [0.0]


def test_a_critique_says_the_kind_and_the_words_and_is_cut(
    tiny_base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page of explanation would fill the model's context."""
    step = MarkedStep(0, 1, Verdict.INCORRECT, "misread_problem", explanation=" It asks for $y$. ")
    assert critique_text(step) == "misread problem: It asks for $y$."
    assert critique_text(replace(step, explanation="")) == "misread problem"
    assert critique_text(MarkedStep(0, 1, Verdict.INCORRECT)) == ""
    _, codec, _ = parts(tiny_base, generative())
    monkeypatch.setattr(data_module, "CRITIQUE_TOKENS", 3)
    assert len(data_module.critique(codec, 0, 0.0, "word " * 50).ids) == 3


def test_explanations_survive_the_snapshot_and_old_ones_are_read() -> None:
    """A run begun before explanations were kept can be resumed."""
    feedback = explained(3)
    lines = list(to_lines(feedback))
    assert from_lines(lines) == feedback
    old = [line.replace(', "explanation": ""', "") for line in to_lines(sums_feedback(3))]
    assert not any("explanation" in line for line in old)
    assert from_lines(old) == sums_feedback(3)
    assert {step.mode for r in feedback.responses for step in r.steps} == {
        AnnotationMode.FIRST_ERROR
    }


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, tiny_base: Path) -> RunFolder:
    """A finished run of two updates with the verifier as the judge of steps, calibrated."""
    torch.set_num_threads(1)
    recipe = generative(calibrate=True, step_preference_weight=0.5)
    folder = lay_run(tmp_path_factory.mktemp("run") / "run", tiny_base, recipe)
    assert training_main.main([str(folder.path)]) == 0
    return folder


def test_a_run_judges_by_the_verifier_and_publishes_it_by_its_kind(trained: RunFolder) -> None:
    """Snapshot in, policy and verifier out, with the same report and lineage."""
    updates = [r for r in trained.read_metrics()[0] if r["stage"] == "ppo"]
    assert len(updates) == 2
    results = json.loads((trained.path / "results.json").read_text())
    assert results["reward_model"]["kind"] == "generative"
    assert results["reward_model"]["validation_steps"] == 6
    card = json.loads((trained.result / "reward_model" / "card.json").read_text())
    assert card["kind"] == "generative_reward_model"
    facts = read_facts(trained.path)
    assert facts is not None
    assert facts.auc == results["reward_model"]["auc"]
    samples = [json.loads(line) for line in trained.samples.read_text().splitlines()]
    assert all(len(s["step_scores"]) == len(split_response(s["text"]).steps) for s in samples)


def test_the_published_verifier_scores_as_the_run_did(trained: RunFolder) -> None:
    """Samples of the run, the loaded folder and the scoring process say the same of a step."""
    sample = next(
        s for s in map(json.loads, trained.samples.read_text().splitlines()) if s["step_scores"]
    )
    reward = load_reward_model(trained.result, lambda _: None)
    assert isinstance(reward.head, VerdictHead)
    problem = Problem("", sample["statement"])
    text = sample["text"]
    again = training_main.step_scores(reward.model, reward.head, reward.codec, problem, text)
    assert again == pytest.approx(sample["step_scores"], abs=1e-5)
    said: list[dict[str, Any]] = []
    scorer = Scorer(said.append)
    scorer.answer({"type": "load", "folder": str(trained.path)})
    spans = [[s.start, s.end] for s in split_response(text).steps]
    asked = {"type": "score", "id": 1, "problem": problem.statement}
    scorer.answer({**asked, "responses": [{"text": text, "spans": spans}]})
    assert said[0]["scale"] == "uncalibrated", "too few held-out marks for a curve"
    assert said[1]["scores"][0] == pytest.approx(again, abs=1e-5)


def test_the_temperature_of_a_calibrated_verifier_is_in_its_file(trained: RunFolder) -> None:
    """It has no weights that could carry it."""
    report = json.loads((trained.path / "results.json").read_text())["reward_model"]
    tensors = load_file(trained.path / "reward_model" / "head.safetensors")
    assert report["scaled"] is True
    assert float(tensors["temperature"]) == pytest.approx(report["temperature"], rel=1e-5)


def test_processbench_takes_the_verifier(trained: RunFolder, tmp_path: Path) -> None:
    """The same report as of a process head, on the same files."""
    rows = [
        {"id": "a", "problem": "2 + 3?", "steps": ["Add 2 and 3.", "It is 6."], "label": 1},
        {"id": "b", "problem": "2 + 3?", "steps": ["Add 2 and 3.", "It is 5."], "label": -1},
    ]
    path = tmp_path / "bench.json"
    path.write_text(json.dumps(rows))
    report = processbench.evaluate({"model": str(trained.path), "file": str(path)}, lambda _: None)
    assert (report["scored"], report["too_long"]) == (2, 0)
    assert report["f1"]["value"] is not None


def test_a_solution_must_fit_with_its_judgement(trained: RunFolder) -> None:
    """The judgement's own words stand behind the last step, in the same context."""
    reward = load_reward_model(trained.path, lambda _: None)
    solution = Solution("2 + 3?", ("Add 2 and 3.", "It is 5."))
    needed = encode_solution(reward.codec, solution).length + reward.head.extra_tokens
    for longest, fits in ((needed, True), (needed - 1, False)):
        (scores,) = score_solutions(
            replace(reward, longest=longest), [solution], 1000, lambda _: None
        )
        assert (scores is not None) is fits


@pytest.mark.parametrize("place", ["reward_model", ""])
def test_a_kind_of_a_newer_version_is_refused_by_name(
    trained: RunFolder, tmp_path: Path, place: str
) -> None:
    """A head read as another kind would give numbers that mean nothing."""
    shutil.copytree(trained.path / "reward_model", tmp_path / "copy" / place)
    card = tmp_path / "copy" / place / "card.json"
    card.write_text(card.read_text().replace("generative_reward_model", "oracle_reward_model"))
    with pytest.raises(TrainingError, match="of the kind oracle_reward_model, which this version"):
        find_reward_model(tmp_path / "copy")
    assert read_facts(tmp_path / "copy") is None


def test_a_killed_run_resumes_bit_for_bit(
    tiny_base: Path, trained: RunFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The verifier comes back from its checkpoint with adapter, words and temperature."""
    recipe = Recipe.from_mapping(trained.config()["recipe"])
    broken = lay_run(tmp_path / "run", tiny_base, recipe)
    step = ppo_module.Ppo.step

    def killed_in_the_second(self: ppo_module.Ppo) -> dict[str, Any]:
        if self.state.update == 1:
            raise KeyboardInterrupt  # as a kill: nothing of ours catches it
        return step(self)

    monkeypatch.setattr(ppo_module.Ppo, "step", killed_in_the_second)
    with pytest.raises(KeyboardInterrupt):
        training_main.main([str(broken.path)])
    monkeypatch.setattr(ppo_module.Ppo, "step", step)
    monkeypatch.setattr("workbench.training.reward_stage.fit_reward", None)
    assert training_main.main([str(broken.path)]) == 0
    for name in ("checkpoints/update-000002/state.safetensors", "reward_model/head.safetensors"):
        one, other = load_file(trained.path / name), load_file(broken.path / name)
        assert one.keys() == other.keys()
        assert all(torch.equal(one[key], other[key]) for key in one)


def test_the_trunk_in_half_precision_judges_nearly_the_same(tiny_base: Path) -> None:
    """As a GPU runs it: bfloat16 trunk, the fused kernel with its own form of mask."""
    logits = []
    for precision, kernel in (("float32", "eager"), ("float32", "sdpa"), ("bfloat16", "sdpa")):
        model, codec, head = parts(tiny_base, generative(precision=precision))
        model.decoder.config._attn_implementation = kernel
        rows = examples_from(codec, sums_feedback(4), "positive")
        logits.append(judged(model, head, rows, codec.pad_id, 4)[0])
    assert torch.allclose(logits[0], logits[1], atol=1e-4)
    assert torch.allclose(logits[0], logits[2], atol=0.5)
    assert float((logits[0] - logits[2]).abs().mean()) < 0.15
