"""The stage that trains the reward models, or takes the finished ones from their checkpoints."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from workbench.domain.errors import TrainingError
from workbench.domain.sentences import sentence
from workbench.training import checkpoint
from workbench.training.data import (
    StepExample,
    refuse_heldout,
    split_by_problem,
    step_examples,
)
from workbench.training.less_memory import with_less_memory
from workbench.training.pairs import step_pairs
from workbench.training.process_reward import StepJudge, part_done, train_step_reward
from workbench.training.reward_model import head_from, new_head, save_reward_model
from workbench.training.reward_report import RewardReport, evaluate_reward, step_auc
from workbench.training.scoring_card import KINDS
from workbench.training.session import Session


def reward_stage(session: Session) -> RewardReport | None:
    """Train the reward model of steps, or take the finished one from its checkpoint."""
    run, recipe, model = session.run, session.recipe, session.model
    session.reporter.stage("reward")
    if not recipe.uses_steps:
        session.reporter.notice(
            sentence("The recipe rewards the final answer only, so no reward model was trained.")
        )
        return None
    head = new_head(recipe, model, session.codec)
    found = session.newest_checkpoint("reward")
    if found is not None:
        model.load_adapter_state("reward", checkpoint.load_tensors(found / "adapter.safetensors"))
        tensors = checkpoint.load_tensors(found / "head.safetensors")
        head = head_from(KINDS[recipe.reward_model], tensors, model)
        report = RewardReport.from_mapping(checkpoint.load_state(found, "report"))
    else:
        report = fit_reward(session, head)
        run.write_checkpoint("reward", lambda folder: save_reward(session, head, report, folder))
    session.reward_head = head
    save_reward_model(run, model, head, report.to_mapping())
    session.pause_if_asked()
    return report


def fit_reward(session: Session, head: StepJudge) -> RewardReport:
    """Train and measure the reward model of steps, of the recipe's kind."""
    run, recipe, codec, heldout = session.run, session.recipe, session.codec, session.heldout_ids
    examples = step_examples(codec, session.feedback, recipe.neutral)
    training, validation = split_by_problem(examples, heldout, recipe.validation_share, recipe.seed)
    refuse_heldout((example.problem_id for example in training), heldout)
    require_both_classes(training)
    trained = {example.problem_id for example in training}
    pairs = [p for p in step_pairs(codec, session.feedback) if p.problem_id in trained]
    start = session.model.adapter_state("reward"), checkpoint.module_tensors(head)

    def attempt(microbatch: int) -> RewardReport:
        session.model.load_adapter_state("reward", start[0])
        head.load_state_dict(start[1])
        run.keep_metrics(lambda record: record["stage"] != "reward")
        fitting = replace(recipe, microbatch=microbatch)
        parts = session.model, head, training

        def on_epoch(record: dict[str, Any]) -> None:
            auc = step_auc(session.model, head, validation, fitting, codec.pad_id)
            measured = {} if auc is None else {"auc": auc}
            run.append(run.metrics, {"stage": "reward", **record, **measured})
            session.working(part_done(head, recipe, record["epoch"]))

        train_step_reward(*parts, fitting, codec.pad_id, on_epoch, pairs)
        return evaluate_reward(*parts, validation, fitting, codec.pad_id)

    report = with_less_memory(recipe.microbatch, attempt, session.reporter.notice)
    run.append(run.metrics, {"stage": "reward", "report": report.to_mapping()})
    if not report.above_chance:
        session.reporter.notice(reward_warning(report))
    return report


def require_both_classes(training: list[StepExample]) -> None:
    """Raise TrainingError when the reward model would have nothing to tell apart."""
    labels = {label > 0.5 for example in training for label in example.labels}
    if labels == {True, False}:
        return
    missing = "marked" if not labels else "correct" if labels == {False} else "incorrect"
    raise TrainingError(
        sentence(
            "No {missing} step is left for the reward model after the held-out problems were "
            "set aside; mark more training problems, or choose the recipe's reward “answer”.",
            missing=missing,
        )
    )


def reward_warning(report: RewardReport) -> str:
    """Say why the reward model's scores deserve doubt."""
    if report.auc is None:
        return sentence(
            "The reward model could not be checked, because too few marked steps are held "
            "back; mark more problems for a reliable gain."
        )
    return sentence(
        "The reward model is not clearly better than chance on held-out marks (AUC "
        "{auc:.2f}, {validation_steps} steps); mark more steps before trusting the new "
        "model.",
        auc=report.auc,
        validation_steps=report.validation_steps,
    )


def save_reward(session: Session, head: StepJudge, report: RewardReport, folder: Path) -> None:
    """Write the reward model's checkpoint."""
    checkpoint.save_tensors(folder / "adapter.safetensors", session.model.adapter_state("reward"))
    checkpoint.save_tensors(folder / "head.safetensors", checkpoint.module_tensors(head))
    checkpoint.save_state(folder, "report", report.to_mapping())
