"""The stage that trains the preference reward model where there are comparisons enough."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from workbench.domain.sentences import sentence
from workbench.training import checkpoint
from workbench.training.data import refuse_heldout, split_by_problem
from workbench.training.less_memory import with_less_memory
from workbench.training.modeling import StepHead
from workbench.training.pairs import PreferenceGroup, preference_groups
from workbench.training.preference_reward import (
    ADAPTER,
    PreferenceReport,
    PreferenceScorer,
    evaluate_preference,
    train_preference_reward,
)
from workbench.training.session import Session

CHECKPOINT = "preference"


def preference_stage(session: Session) -> dict[str, Any] | None:
    """Train the preference reward model, or take it from its checkpoint, and say what it is for.

    It counts in the outcome reward only if it orders held-out pairs surely better than chance.
    Returns its report with ``used``; None where there is none, as without comparisons.
    """
    recipe = session.recipe
    groups = preference_groups(session.codec, session.feedback) if recipe.preference_weight else []
    pairs = sum(len(group.better) for group in groups)
    if not pairs or pairs < recipe.preference_minimum:
        if pairs:
            session.reporter.notice(
                sentence(
                    "{pairs} comparisons of responses are too few for a preference reward "
                    "model ({preference_minimum} are needed), so they were not used.",
                    pairs=pairs,
                    preference_minimum=recipe.preference_minimum,
                )
            )
        return None
    head = StepHead(session.model.hidden_size).to(session.model.device)
    session.model.add_adapter(ADAPTER)
    report = finished(session, head) or trained(session, head, groups)
    used = report.above_chance is True
    session.reporter.notice(preference_sentence(report, recipe.preference_weight))
    if used:
        session.preference = PreferenceScorer(session.model, head, report.centre, report.spread)
    session.pause_if_asked()
    return {**report.to_mapping(), "used": used}


def finished(session: Session, head: StepHead) -> PreferenceReport | None:
    """Return the report of a model that is already trained, with its weights in place."""
    found = session.newest_checkpoint(CHECKPOINT)
    if found is None:
        return None
    tensors = checkpoint.load_tensors(found / "adapter.safetensors")
    session.model.load_adapter_state(ADAPTER, tensors)
    head.load_state_dict(checkpoint.load_tensors(found / "head.safetensors"))
    return PreferenceReport.from_mapping(checkpoint.load_state(found, "report"))


def trained(session: Session, head: StepHead, groups: list[PreferenceGroup]) -> PreferenceReport:
    """Train and measure it, and write its checkpoint."""
    run, recipe, model, pad_id = session.run, session.recipe, session.model, session.codec.pad_id
    heldout = session.heldout_ids
    training, validation = split_by_problem(groups, heldout, recipe.validation_share, recipe.seed)
    refuse_heldout((group.problem_id for group in training), heldout)
    start = model.adapter_state(ADAPTER), checkpoint.module_tensors(head)

    def on_epoch(record: dict[str, Any]) -> None:
        run.append(run.metrics, {"stage": "preference", **record})
        session.pause_if_asked()

    def attempt(microbatch: int) -> PreferenceReport:
        model.load_adapter_state(ADAPTER, start[0])
        head.load_state_dict(start[1])
        run.keep_metrics(lambda record: record["stage"] != "preference")
        fitting = replace(recipe, microbatch=microbatch)
        train_preference_reward(model, head, training, fitting, pad_id, on_epoch)
        return evaluate_preference(model, head, training, validation, fitting, pad_id)

    report = with_less_memory(recipe.microbatch, attempt, session.reporter.notice)
    run.append(run.metrics, {"stage": "preference", "report": report.to_mapping()})

    def write(folder: Path) -> None:
        checkpoint.save_tensors(folder / "adapter.safetensors", model.adapter_state(ADAPTER))
        checkpoint.save_tensors(folder / "head.safetensors", checkpoint.module_tensors(head))
        checkpoint.save_state(folder, "report", report.to_mapping())

    run.write_checkpoint(CHECKPOINT, write)
    return report


def preference_sentence(report: PreferenceReport, weight: float) -> str:
    """Say in one sentence how good the model is and whether it counts."""
    if report.accuracy is None or report.accuracy_low is None:
        return sentence(
            "The preference reward model could not be checked, because too few "
            "comparisons are held back, so it does not count; compare responses to more "
            "problems."
        )
    measured = sentence(
        "The preference reward model orders {accuracy:.0%} of {validation_pairs} held-out "
        "pairs as the expert did",
        accuracy=report.accuracy,
        validation_pairs=report.validation_pairs,
    )
    if not report.above_chance:
        return sentence(
            "{measured}, which is not clearly better than chance, so it does not count.",
            measured=measured,
        )
    return sentence(
        "{measured}; it counts in the outcome reward with weight {weight:g}.",
        measured=measured,
        weight=weight,
    )
