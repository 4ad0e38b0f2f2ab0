"""The two kinds of reward model on the same marks: a process head, and the generative verifier.

The starter solves training and held-out problems once each; the simulated expert marks every step
up to the first wrong one, and says what is wrong with it in the checkers' words. Each kind then
learns from the same marks with the same seed and is measured on the same held-out marks. The
difference in AUC is paired: both kinds score the same steps of the same resampled problems.

    python -m tests.benchmarks.bench_reward_kinds --solutions 300 --seeds 1 2 3 --json FILE
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch

from tests.benchmarks.loop.expert import marked, per_family
from tests.benchmarks.loop.measure import Solver
from workbench import paths
from workbench.domain.feedback import Feedback, MarkedResponse
from workbench.domain.recipes import Recipe
from workbench.domain.records import Split, Verdict
from workbench.service.starter_expert import StarterExpert, StarterProblem, step_bodies
from workbench.training.base import prompt_style
from workbench.training.data import Codec, StepExample, step_examples
from workbench.training.metrics import area_under_curve, bootstrap
from workbench.training.modeling import AdaptedModel, end_tokens, load_base, use_threads
from workbench.training.process_reward import judged, train_step_reward
from workbench.training.reward_model import new_head
from workbench.training.reward_report import RewardReport, evaluate_reward

CPU = torch.device("cpu")
ARMS: dict[str, dict[str, Any]] = {
    "process head": {"reward_model": "process"},
    "generative, verdicts only": {"reward_model": "generative", "critique_weight": 0.0},
    "generative, with explanations": {"reward_model": "generative"},
}


@dataclass(frozen=True, slots=True)
class Result:
    """One arm: its report, its logits of the held-out steps, and the CPU time of its training."""

    report: RewardReport
    logits: torch.Tensor
    seconds: float


def explained(expert: StarterExpert, problem: StarterProblem, text: str) -> MarkedResponse:
    """Mark a solution and say what is wrong with its first wrong step."""
    found = marked(expert, problem, text, noise=0.0)
    judgements = expert.judge(problem, step_bodies(text))
    steps = tuple(
        replace(step, explanation=judgement.reason, error_kind="calculation", rewrite=None)
        if step.verdict is Verdict.INCORRECT
        else step
        for step, judgement in zip(found.steps, judgements, strict=True)
    )
    return replace(found, steps=steps)


def marks(base: Path, solutions: int, heldout: int, seed: int) -> Feedback:
    """Let the starter solve and the expert mark; training and held-out problems differ."""
    expert, solver = StarterExpert(), Solver(base, Recipe(seed=seed, threads=1))
    problems = (
        *expert.problems(Split.TRAIN, per_family(expert, solutions), seed),
        *expert.problems(Split.HELDOUT, per_family(expert, heldout), seed),
    )
    texts = solver.once(problems, seed)
    responses = tuple(explained(expert, p, t) for p, t in zip(problems, texts, strict=True))
    return Feedback(tuple(problem.record for problem in problems), responses)


def fitted(base: Path, feedback: Feedback, recipe: Recipe) -> Result:
    """Train one kind on the training problems and measure it on the held-out ones."""
    loaded, tokenizer = load_base(base, CPU)
    model = AdaptedModel(loaded, recipe, CPU)
    codec = Codec(tokenizer, prompt_style(base), end_tokens(loaded, tokenizer))
    head = new_head(recipe, model, codec)
    training, heldout = parted(feedback, step_examples(codec, feedback, recipe.neutral))
    started = time.process_time()
    train_step_reward(model, head, training, recipe, codec.pad_id, lambda _: None)
    seconds = time.process_time() - started
    report = evaluate_reward(model, head, training, heldout, recipe, codec.pad_id)
    logits, _ = judged(model, head, heldout, codec.pad_id, recipe.microbatch)
    return Result(report, logits, seconds)


def parted(
    feedback: Feedback, examples: Sequence[StepExample]
) -> tuple[list[StepExample], list[StepExample]]:
    """Return the examples of training and of held-out problems."""
    held = {problem.id for problem in feedback.problems_of(Split.HELDOUT)}
    training = [example for example in examples if example.problem_id not in held]
    return training, [example for example in examples if example.problem_id in held]


def gains(feedback: Feedback, base: Path, found: dict[str, Result], seed: int) -> dict[str, Any]:
    """Return for each arm the AUC over the first arm's, with its paired interval."""
    loaded, tokenizer = load_base(base, CPU)
    codec = Codec(tokenizer, prompt_style(base), end_tokens(loaded, tokenizer))
    _, heldout = parted(feedback, step_examples(codec, feedback, "positive"))
    owners = [example.problem_id for example in heldout for _ in example.labels]
    labels = torch.tensor([label for example in heldout for label in example.labels])
    first, *others = found

    def gain(rows: list[int], arm: str) -> float | None:
        one = area_under_curve(found[arm].logits[rows], labels[rows])
        other = area_under_curve(found[first].logits[rows], labels[rows])
        return None if one is None or other is None else one - other

    return {
        arm: asdict(bootstrap(owners, lambda rows, arm=arm: gain(rows, arm), seed))  # type: ignore[misc]
        for arm in others
    }


def line(seed: int, arm: str, result: Result) -> str:
    """Return one row of the table."""
    one = result.report
    return (
        f"| {seed} | {arm} | {one.auc:.3f} ({one.auc_low:.3f} to {one.auc_high:.3f}) "
        f"| {one.accuracy:.3f} | {one.first_error_f1 or 0:.3f} | {one.ece:.3f} "
        f"| {result.seconds:.0f} s |"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure every arm for every seed and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--solutions", type=int, default=300)
    parser.add_argument("--heldout", type=int, default=300)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--set", nargs="*", default=[], metavar="NAME=VALUE", help="of the recipe")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args(arguments)
    use_threads(1)
    base, records = paths.starter_dir(), []
    print("| seed | kind | AUC (95 %) | accuracy | first-error F1 | ECE | CPU |")
    print("|---|---|---|---|---|---|---|")
    for seed in asked.seeds:
        feedback = marks(base, asked.solutions, asked.heldout, seed)
        found: dict[str, Result] = {}
        for arm, changes in ARMS.items():
            settings = {name: json.loads(v) for name, v in (pair.split("=") for pair in asked.set)}
            recipe = Recipe.from_mapping({**settings, **changes, "seed": seed, "threads": 1})
            found[arm] = fitted(base, feedback, recipe)
            print(line(seed, arm, found[arm]), flush=True)
        paired = gains(feedback, base, found, seed)
        print(f"seed {seed}, AUC over the process head: {paired}", flush=True)
        reports = {arm: {**r.report.to_mapping(), "cpu": r.seconds} for arm, r in found.items()}
        records.append({"seed": seed, "arms": reports, "gains": paired})
    if asked.json:
        asked.json.write_text(json.dumps(records, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
