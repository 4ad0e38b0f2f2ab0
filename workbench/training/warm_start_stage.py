"""The stage that lets the policy imitate accepted and corrected solutions before PPO."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from workbench.domain.records import Split
from workbench.domain.sentences import sentence
from workbench.training import checkpoint
from workbench.training.data import refuse_heldout
from workbench.training.demonstrations import demonstrations
from workbench.training.evaluate import Evaluation, evaluate_policy
from workbench.training.session import Session
from workbench.training.warm_start import WarmStart, warm_start_doubt

PREFIX = "warm-"
CHANCE_LIMIT = 2.0
"""Standard deviations by which lost answers must outnumber gained ones to be no chance."""


def warm_start_stage(session: Session, before: Evaluation) -> dict[str, Any] | None:
    """Imitate the demonstrations, if there are enough, and freeze the result as the reference.

    Returns the report, or None where there was nothing to imitate. A warm start that lost held-out
    answers beyond chance is undone: the policy begins PPO as the base.
    """
    session.reporter.stage("warm_start")
    trainer = prepared(session)
    if trainer is None:
        return None
    report = finished_report(session, trainer)
    if report is None:
        imitate(session, trainer)
        report = judged(session, trainer, before)
        write_checkpoint(session, f"{PREFIX}done", trainer, report)
        session.run.drop_checkpoints(f"{PREFIX}epoch-", 1)
    if report["kept"]:
        session.model.freeze_reference()
        session.warm_accuracy = report["heldout_accuracy"]
    session.pause_if_asked()
    return report


def prepared(session: Session) -> WarmStart | None:
    """Return a trainer with its demonstrations; None, said where it surprises, without enough."""
    recipe, codec, feedback = session.recipe, session.codec, session.feedback
    training = demonstrations(codec, feedback, Split.TRAIN)
    refuse_heldout((one.problem_id for one in training), session.heldout_ids)
    doubt = warm_start_doubt(len(training), recipe)
    if doubt:
        session.reporter.notice(doubt)
    if not recipe.warm_start_epochs or len(training) < max(1, recipe.warm_start_minimum):
        return None
    session.reporter.notice(
        sentence(
            "The policy first imitates {count} solutions that are right or were corrected.",
            count=len(training),
        )
    )
    heldout = demonstrations(codec, feedback, Split.HELDOUT)
    return WarmStart(session.model, training, heldout, recipe, codec.pad_id)


def imitate(session: Session, trainer: WarmStart) -> None:
    """Make the epochs that are left, with a checkpoint after each."""
    run, recipe = session.run, session.recipe
    found = session.newest_checkpoint(f"{PREFIX}epoch-")
    if found is not None:
        trainer.restore(
            checkpoint.load_tensors(found / "state.safetensors"),
            checkpoint.load_state(found, "state"),
        )
    done = trainer.state.epoch
    session.reporter.timing.resume_at(done / recipe.warm_start_epochs)
    run.keep_metrics(lambda r: r["stage"] != "warm_start" or r["epoch"] <= done)
    while not trainer.finished:
        session.working(trainer.state.epoch / recipe.warm_start_epochs)
        metrics = trainer.safe_epoch(session.reporter.notice)
        run.append(run.metrics, {"stage": "warm_start", **metrics})
        name = f"{PREFIX}epoch-{trainer.state.epoch:04d}"
        write_checkpoint(session, name, trainer, trainer.state.to_mapping())


def judged(session: Session, trainer: WarmStart, before: Evaluation) -> dict[str, Any]:
    """Measure the warm-started policy where that is possible, and undo it if it lost by it."""
    report = {**trainer.state.to_mapping(), "kept": True, "heldout_accuracy": None}
    if not session.heldout:
        return report
    check = evaluate_policy(
        session.model,
        session.codec,
        session.heldout,
        session.recipe,
        "policy",
        lambda _: None,
        0,
    )
    report["heldout_accuracy"] = check.accuracy
    if lost_beyond_chance(before, check):
        report["kept"] = False
        trainer.undo()
        session.reporter.notice(
            sentence(
                "Imitating the accepted solutions lowered held-out accuracy from "
                "{accuracy:.0%} to {check_accuracy:.0%}, so it was undone; check the "
                "rewrites, or accept more solutions.",
                accuracy=before.accuracy,
                check_accuracy=check.accuracy,
            )
        )
    return report


def lost_beyond_chance(before: Evaluation, after: Evaluation) -> bool:
    """Say whether more greedy answers were lost than gained, beyond chance (McNemar 1947).

    The same problems are compared one by one, which sees a loss that the two accuracies with
    their spread would hide.
    """
    pairs = [
        (one.greedy_agrees, two.greedy_agrees)
        for one, two in zip(before.outcomes, after.outcomes, strict=True)
    ]
    lost, gained = pairs.count((True, False)), pairs.count((False, True))
    return lost > gained and lost - gained >= CHANCE_LIMIT * (lost + gained) ** 0.5


def finished_report(session: Session, trainer: WarmStart) -> dict[str, Any] | None:
    """Return the report of a warm start that is already over, with the policy as it left it."""
    found = session.newest_checkpoint(f"{PREFIX}done")
    if found is None:
        return None
    trainer.restore_policy(checkpoint.load_tensors(found / "state.safetensors"))
    return checkpoint.load_state(found, "state")


def write_checkpoint(
    session: Session, name: str, trainer: WarmStart, state: dict[str, Any]
) -> None:
    """Write a checkpoint of the trainer."""

    def write(folder: Path) -> None:
        checkpoint.save_tensors(folder / "state.safetensors", trainer.tensors())
        checkpoint.save_state(folder, "state", state)

    session.run.write_checkpoint(name, write)
