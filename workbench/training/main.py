"""The training process: ``python -m workbench.training.main RUN_DIR`` does, or goes on with, a run.

Stages in order: base, reward (models), before (evaluation), warm_start, ppo, after (evaluation),
publish. Each leaves a file or checkpoint, so that a run killed at any moment is resumed by the same
command.
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import Any

os.environ.update(
    HF_HUB_OFFLINE="1",
    HF_HUB_DISABLE_TELEMETRY="1",
    TRANSFORMERS_OFFLINE="1",
    TOKENIZERS_PARALLELISM="false",
)

import torch

from workbench.domain.errors import KnownError, TrainingError
from workbench.domain.feedback import from_lines
from workbench.domain.recipes import Recipe
from workbench.domain.records import Problem, RunState, Split
from workbench.jobs.run_folder import (
    STAGES,
    RunFolder,
    RunStatus,
    is_alive,
    process_started,
    read_json,
    write_json,
)
from workbench.training import checkpoint
from workbench.training.base import checkpoint_folder, prompt_style
from workbench.training.data import Codec
from workbench.training.evaluate import (
    Evaluation,
    Outcome,
    compare,
    evaluate_policy,
    evaluation_problems,
)
from workbench.training.gpu_turn import take_gpu
from workbench.training.guards import GuardStop
from workbench.training.modeling import (
    AdaptedModel,
    choose_device,
    end_tokens,
    load_base,
    use_threads,
)
from workbench.training.ppo import Ppo
from workbench.training.preference_stage import preference_stage
from workbench.training.process_reward import step_scores
from workbench.training.publish import publish
from workbench.training.reporter import Reporter
from workbench.training.reward_stage import reward_stage
from workbench.training.session import Session, StopAsked
from workbench.training.warm_start_stage import warm_start_stage

logger = logging.getLogger(__name__)
CHECKPOINTS_KEPT = 2
SAMPLES = 8


def main(arguments: list[str] | None = None) -> int:
    """Run or resume the run of a folder; return the exit code 0, or 1 for a known failure."""
    folder = Path((sys.argv[1:] if arguments is None else arguments)[0]).resolve()
    run = RunFolder(folder)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        reporter = claim(run)
    except KnownError as error:
        print(error, file=sys.stderr)
        return 1
    try:
        reason = work(run, reporter)
    except StopAsked:
        reporter.end(RunState.STOPPED, "Stopped as asked; the run can be resumed.")
        return 0
    except KnownError as error:
        reporter.end(RunState.FAILED, str(error))
        return 1
    except Exception as error:
        logger.exception("the run failed")
        reporter.end(
            RunState.FAILED, f"Training failed unexpectedly ({error!r}); the log has the details."
        )
        raise
    reporter.end(RunState.DONE, reason)
    return 0


def claim(run: RunFolder) -> Reporter:
    """Make this process the run's own.

    Raises TrainingError when another live process works on it.
    """
    run.config()
    earlier = run.status()
    if earlier is not None and earlier.pid != os.getpid() and is_alive(earlier):
        raise TrainingError(f"The run in {run.path} is already at work; wait for it or stop it.")
    run.forget_stop()
    status = RunStatus(
        state=RunState.STARTING,
        stage=STAGES[0],
        pid=os.getpid(),
        started=process_started(os.getpid()) or 0.0,
    )
    reporter = Reporter(run, status)
    reporter.write()
    return reporter


def work(run: RunFolder, reporter: Reporter) -> str:
    """Go through the stages; return the sentence that the run ends with."""
    session = begin(run, reporter)
    report = reward_stage(session)
    preferred = preference_stage(session)
    before = evaluation_stage(session, "before", None)
    warmed = warm_start_stage(session, before)
    ended = ppo_stage(session)
    after = evaluation_stage(session, "after", "policy")
    reporter.stage("publish")
    results = {
        "reward_model": None if report is None else report.to_mapping(),
        "preference_model": preferred,
        "warm_start": warmed,
        **(compare(before, after) if before.outcomes else {}),
        "notices": list(reporter.status.notices),
        "ended": ended,
    }
    results = without_outcomes(results)  # those are in the evaluations' own files
    write_json(run.path / "results.json", results)
    publish(run, session.model, session.base_folder, results)
    return ended


def begin(run: RunFolder, reporter: Reporter) -> Session:
    """Check the snapshot and load the base with its adapters."""
    reporter.stage("base")
    config = run.config()
    recipe = Recipe.from_mapping(config["recipe"])
    feedback = from_lines(run.snapshot_lines())
    use_threads(recipe.threads)
    device = choose_device()
    if not take_gpu(device, run, reporter):
        raise StopAsked
    base_path = Path(config["base"]["path"])
    base_folder = checkpoint_folder(base_path, reporter.notice)
    base, tokenizer = load_base(base_folder, device)
    model = AdaptedModel(base, recipe, device)
    heldout = evaluation_problems(feedback.problems_of(Split.HELDOUT), recipe.evaluation_problems)
    if not heldout:
        reporter.notice(
            "There are no held-out problems with a reference answer, so the gain cannot be "
            "measured; import some with the held-out split."
        )
    codec = Codec(tokenizer, prompt_style(base_path), end_tokens(base, tokenizer))
    return Session(run, reporter, recipe, feedback, base_folder, model, codec, heldout)


def evaluation_stage(session: Session, name: str, adapter: str | None) -> Evaluation:
    """Evaluate on held-out problems, or take the finished evaluation from its file."""
    run = session.run
    session.reporter.stage(name)
    path = run.path / f"evaluation-{name}.json"
    found = read_json(path)
    if found is not None:
        return Evaluation.from_mapping(found)
    evaluation = evaluate_policy(
        session.model, session.codec, session.heldout, session.recipe, adapter, session.working
    )
    write_json(path, evaluation.to_mapping())
    for problem, outcome in zip(session.heldout, evaluation.outcomes[:SAMPLES], strict=False):
        run.append(run.samples, sample_record(session, name, problem, outcome))
    session.pause_if_asked()
    return evaluation


def sample_record(
    session: Session, name: str, problem: Problem, outcome: Outcome
) -> dict[str, Any]:
    """Return one greedy response to look at, with the reward model's score of each step."""
    text, head = outcome.greedy_text, session.reward_head
    return {
        "when": name,
        "problem_id": problem.id,
        "text": text,
        "agrees": outcome.greedy_agrees,
        "step_scores": step_scores(session.model, head, session.codec, problem, text)
        if head is not None
        else [],
    }


def ppo_stage(session: Session) -> str:
    """Train the policy; return the sentence that says how it ended."""
    run, recipe = session.run, session.recipe
    problems = session.feedback.problems_of(Split.TRAIN)
    session.reporter.stage("ppo")
    ppo = Ppo(session.model, session.codec, session.reward_head, problems, recipe)
    ppo.preference = session.preference
    resume_ppo(session, ppo)
    ended = read_json(run.path / "ended.json")
    try:
        while ended is None and ppo.state.update < recipe.updates:
            if run.stop_asked():
                save_ppo(session, ppo)
                raise StopAsked
            update(session, ppo)
    except GuardStop as stop:
        kept = ppo.keep_best()
        ended = {"reason": f"{stop} The policy of update {kept} was kept."}
        session.reporter.notice(ended["reason"])
        save_ppo(session, ppo)
        write_json(run.path / "ended.json", ended)
    return str(ended["reason"]) if ended else f"Finished {ppo.state.update} updates."


def update(session: Session, ppo: Ppo) -> None:
    """One update with its metrics, its held-out check and its checkpoint where due."""
    run, recipe = session.run, session.recipe
    metrics = ppo.safe_step(session.reporter.notice)
    number = ppo.state.update
    due = recipe.evaluate_every and number % recipe.evaluate_every == 0
    if due and session.heldout:
        check = evaluate_policy(
            session.model, session.codec, session.heldout, recipe, "policy", lambda _: None, 0
        )
        metrics["heldout_accuracy"] = check.accuracy
    run.append(run.metrics, {"stage": "ppo", **metrics})
    session.reporter.progress(number / recipe.updates)
    if "heldout_accuracy" in metrics:
        ppo.note_accuracy(metrics["heldout_accuracy"], metrics["reward"])
    if number % recipe.checkpoint_every == 0 or number == recipe.updates:
        save_ppo(session, ppo)


def save_ppo(session: Session, ppo: Ppo) -> None:
    """Write a checkpoint of the trainer and drop the oldest."""

    def write(folder: Path) -> None:
        checkpoint.save_tensors(folder / "state.safetensors", ppo.tensors())
        checkpoint.save_state(folder, "state", ppo.state_mapping())

    session.run.write_checkpoint(f"update-{ppo.state.update:06d}", write)
    session.run.drop_checkpoints("update-", CHECKPOINTS_KEPT)


def resume_ppo(session: Session, ppo: Ppo) -> None:
    """Go on from the newest whole checkpoint, and forget metrics of work that is done again."""
    found, refused = session.run.newest_checkpoint("update-")
    for sentence in refused:
        session.reporter.notice(sentence)
    if found is not None:
        tensors = checkpoint.load_tensors(found / "state.safetensors")
        ppo.restore(tensors, checkpoint.load_state(found, "state"))
    else:
        before = read_json(session.run.path / "evaluation-before.json")
        if before is not None and before["problems"]:
            ppo.state.start_accuracy = before["accuracy"]
        if session.warm_accuracy is not None:
            ppo.state.start_accuracy = session.warm_accuracy
            ppo.note_accuracy(session.warm_accuracy, 0.0)
    done = ppo.state.update
    session.run.keep_metrics(lambda r: r["stage"] != "ppo" or r["update"] <= done)


def without_outcomes(results: dict[str, Any]) -> dict[str, Any]:
    """Return the tables without every single response."""
    return {
        key: {k: v for k, v in value.items() if k != "outcomes"}
        if isinstance(value, dict)
        else value
        for key, value in results.items()
    }


if __name__ == "__main__":
    if os.name == "posix":
        os.nice(10)  # the window stays fluid beside a long run
    torch.use_deterministic_algorithms(mode=True, warn_only=True)
    raise SystemExit(main())
