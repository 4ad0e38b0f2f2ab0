"""The stage that trains the policy: ask, pre-flight, updates and checks, keep the best."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from workbench.domain.records import Split
from workbench.domain.sentences import Sentence, joined, sentence
from workbench.domain.workload import warmup_share
from workbench.jobs.run_folder import read_json, write_json
from workbench.training import checkpoint
from workbench.training.distributed import crew
from workbench.training.dry_step import dry_step
from workbench.training.evaluate import evaluate_policy
from workbench.training.guards import GuardStop
from workbench.training.native_rollout import NativeSampler
from workbench.training.pace import Pace
from workbench.training.ppo import Ppo
from workbench.training.publish import publish
from workbench.training.reward_report import RewardReport
from workbench.training.session import Session, StopAsked

CHECKPOINTS_KEPT = 2
ENDED = "ended.json"


def ppo_stage(session: Session, report: RewardReport | None) -> dict[str, Any]:
    """Train the policy and leave the best one in the model.

    Returns ``reason`` (one sentence), ``best_update`` (0: the model that PPO began with; None
    where nothing was measured), ``best_accuracy`` and ``start_accuracy``. Raises StopAsked.
    """
    session.reporter.stage("ppo")
    if report is not None and not report.above_chance:
        session.ask(
            sentence(
                "The reward model is not clearly better than chance, so PPO would learn from "
                "guesses. Go on all the same, or stop and mark more steps?"
            )
        )
    run, recipe = session.run, session.recipe
    problems = session.feedback.problems_of(Split.TRAIN)
    parts = session.model, session.codec, session.reward_head, problems, recipe
    ppo = Ppo(*parts, preference=session.preference)
    resume_ppo(session, ppo)
    ended = read_json(run.path / ENDED)
    if ended is None or ended["update"] != ppo.state.update:
        with sampling(session, ppo):
            ended = train(session, ppo)
        save_ppo(session, ppo)
        write_json(run.path / ENDED, ended)
    ppo.keep_best()
    return ended


def train(session: Session, ppo: Ppo) -> dict[str, Any]:
    """Make the updates that are left; return how they ended."""
    if ppo.state.update < session.recipe.updates:
        preflight(session, ppo)
    pace = expected_pace(session)
    session.reporter.timing.resume_at(ppo.state.update / max(1, session.recipe.updates))
    stopped = ""
    try:
        while ppo.state.update < session.recipe.updates:
            mind_requests(session, ppo)
            update(session, ppo, pace)
    except GuardStop as stop:
        stopped = str(stop)
        session.reporter.notice(stopped)
    check_last(session, ppo)
    return ending(ppo, stopped)


@contextmanager
def sampling(session: Session, ppo: Ppo) -> Iterator[None]:
    """Have the rollouts made by whom the recipe names."""
    recipe = session.recipe
    if recipe.rollout == "trainer":
        yield
        return
    base = Path(session.run.config()["base"]["path"])
    sampler = NativeSampler(
        session.model, session.codec, base, session.base_folder, recipe.max_tokens
    )
    ppo.sampler = sampler.sample
    try:
        yield
    finally:
        sampler.close()


def preflight(session: Session, ppo: Ppo) -> None:
    """Make the largest step once and undo it, so that memory runs out now or not at all."""
    found = dry_step(ppo, session.reporter.notice)
    write_json(session.run.path / "preflight.json", asdict(found))


def mind_requests(session: Session, ppo: Ppo) -> None:
    """Write a checkpoint and wait, or stop, where somebody asked for it."""
    run = session.run
    if crew().agreed(run.pause_asked() or run.stop_asked()):
        save_ppo(session, ppo)
        try:
            session.heed_requests()
        except StopAsked:
            publish_best(session, ppo)
            raise


def publish_best(session: Session, ppo: Ppo) -> None:
    """Publish what a run that is stopped has reached, where a check found it better."""
    if ppo.state.best_update > 0:
        ended = ending(ppo, sentence("Stopped as asked."))
        ppo.keep_best()
        lineage = {"ended": ended["reason"], "ppo": ended}
        publish(session.run, session.model, session.base_folder, lineage)


def update(session: Session, ppo: Ppo, pace: Pace) -> None:
    """One update with its metrics, its held-out check and its checkpoint where due."""
    run, recipe = session.run, session.recipe
    started = time.monotonic()
    metrics = ppo.safe_step(session.reporter.notice)
    number = ppo.state.update
    if number % recipe.checkpoint_every == 0:
        save_ppo(session, ppo)
    pace.made(number, time.monotonic() - started)
    due = recipe.evaluate_every and number % recipe.evaluate_every == 0
    if due and session.heldout:
        metrics["heldout_accuracy"] = heldout_accuracy(session, pace)
    run.append(run.metrics, {"stage": "ppo", **metrics})
    session.reporter.progress(number / recipe.updates, seconds_left=pace.left(number))
    if "heldout_accuracy" in metrics:
        accuracy, reward = metrics["heldout_accuracy"], metrics["reward"]
        ppo.note_accuracy(accuracy, reward, len(session.heldout))


def heldout_accuracy(session: Session, pace: Pace | None = None) -> float:
    """Answer the held-out problems greedily; return the share that agree."""
    started = time.monotonic()
    check = evaluate_policy(
        session.model, session.codec, session.heldout, session.recipe, "policy", lambda _: None, 0
    )
    if pace is not None:
        pace.checked(time.monotonic() - started)
    return check.accuracy


def check_last(session: Session, ppo: Ppo) -> None:
    """Let the last policy stand for election too, where no check fell on its update."""
    if session.heldout and ppo.state.checked_update != ppo.state.update:
        ppo.consider(heldout_accuracy(session))


def expected_pace(session: Session) -> Pace:
    """Return the pace of the updates to come, with the first evaluation as a measure of others."""
    recipe = session.recipe
    evaluation, _ = session.reporter.timing.timed.get("before", (0.0, 0.0))
    return Pace(
        updates=recipe.updates,
        warmup=recipe.warmup_updates,
        check_every=recipe.evaluate_every if session.heldout else 0,
        warmup_share=warmup_share(recipe, session.amounts),
        check=evaluation / (1 + recipe.evaluation_samples),
        after=evaluation,
    )


def _best_kept(update: int, accuracy: float, start: float | None) -> Sentence:
    if start is None:
        return sentence(
            "The policy of update {update} was kept, the best on the held-out problems "
            "({accuracy:.0%}).",
            update=update,
            accuracy=accuracy,
        )
    return sentence(
        "The policy of update {update} was kept, the best on the held-out problems "
        "({accuracy:.0%}, {start:.0%} at the start).",
        update=update,
        accuracy=accuracy,
        start=start,
    )


def ending(ppo: Ppo, stopped: str) -> dict[str, Any]:
    """Say which policy is kept and why the updates ended."""
    state = ppo.state
    measured = state.best_update >= 0
    start = state.start_accuracy if state.start_accuracy >= 0 else None
    if not measured:
        kept = sentence("The policy of update {update} was kept.", update=ppo.policy_update)
    elif state.best_update == 0:
        kept = sentence(
            "No update answered more held-out problems than the model it began with, so "
            "that one was kept ({accuracy:.0%}).",
            accuracy=state.best_accuracy,
        )
    else:
        kept = _best_kept(state.best_update, state.best_accuracy, start)
    reason = stopped or sentence("Finished {update} updates.", update=state.update)
    return {
        "reason": joined([reason, kept], " ") if measured or stopped else reason,
        "update": state.update,
        "stopped_by_guard": bool(stopped),
        "best_update": state.best_update if measured else None,
        "best_accuracy": state.best_accuracy if measured else None,
        "start_accuracy": start,
    }


def save_ppo(session: Session, ppo: Ppo) -> None:
    """Write a checkpoint of the trainer and drop the oldest."""

    def write(folder: Path) -> None:
        checkpoint.save_tensors(folder / "state.safetensors", ppo.tensors())
        checkpoint.save_state(folder, "state", ppo.state_mapping())

    session.run.write_checkpoint(f"update-{ppo.state.update:06d}", write)
    session.run.drop_checkpoints("update-", CHECKPOINTS_KEPT)


def resume_ppo(session: Session, ppo: Ppo) -> None:
    """Go on from the newest whole checkpoint, and forget metrics of work that is done again."""
    found = session.newest_checkpoint("update-")
    if found is not None:
        tensors = checkpoint.load_tensors(found / "state.safetensors")
        ppo.restore(tensors, checkpoint.load_state(found, "state"))
    else:
        note_start(session, ppo)
    done = ppo.state.update
    session.run.keep_metrics(lambda r: r["stage"] != "ppo" or r["update"] <= done)


def note_start(session: Session, ppo: Ppo) -> None:
    """Let the model that PPO begins with be the best so far, where it was measured."""
    before = read_json(session.run.path / "evaluation-before.json")
    accuracy = session.warm_accuracy
    if accuracy is None and before is not None and before["problems"]:
        accuracy = before["accuracy"]
    if accuracy is not None:
        ppo.state.start_accuracy = accuracy
        ppo.consider(accuracy)
