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

from workbench.domain.sentences import sentence

os.environ.update(
    HF_HUB_OFFLINE="1",
    HF_HUB_DISABLE_TELEMETRY="1",
    TRANSFORMERS_OFFLINE="1",
    TOKENIZERS_PARALLELISM="false",
)

import torch

from workbench.domain.errors import KnownError, TrainingError
from workbench.domain.feedback import Feedback, from_lines
from workbench.domain.recipes import Recipe
from workbench.domain.records import Problem, RunState, Split
from workbench.domain.workload import Amounts, stage_work
from workbench.jobs.run_folder import (
    ENDED,
    STAGES,
    RunFolder,
    RunStatus,
    is_alive,
    process_started,
    read_json,
    write_json,
)
from workbench.training.base import checkpoint_folder, prompt_style
from workbench.training.data import Codec
from workbench.training.demonstrations import demonstration_texts
from workbench.training.distributed import crew, join, own_copy
from workbench.training.evaluate import (
    Evaluation,
    Outcome,
    compare,
    evaluate_policy,
    evaluation_problems,
)
from workbench.training.gpu_turn import take_gpu
from workbench.training.modeling import (
    AdaptedModel,
    choose_device,
    end_tokens,
    load_base,
    use_threads,
)
from workbench.training.ppo_stage import ppo_stage
from workbench.training.preference_stage import preference_stage
from workbench.training.process_reward import step_scores
from workbench.training.publish import publish
from workbench.training.reporter import Reporter
from workbench.training.reward_stage import reward_stage
from workbench.training.session import Session, StopAsked
from workbench.training.verdict import verdict
from workbench.training.warm_start_stage import warm_start_stage

logger = logging.getLogger(__name__)
SAMPLES = 8


def main(arguments: list[str] | None = None) -> int:
    """Run or resume the run of a folder; return the exit code 0, or 1 for a known failure."""
    folder = Path((sys.argv[1:] if arguments is None else arguments)[0]).resolve()
    run = RunFolder(folder)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        run, reporter = enter(run)
    except KnownError as error:
        print(error, file=sys.stderr)
        return 1
    try:
        reason = work(run, reporter)
    except StopAsked:
        reporter.end(RunState.STOPPED, sentence("Stopped as asked; the run can be resumed."))
        return 0
    except KnownError as error:
        reporter.end(RunState.FAILED, str(error))
        return 1
    except OSError as error:
        logger.info("the run failed", exc_info=True)
        reporter.end(RunState.FAILED, disk_sentence(error))
        return 1
    except Exception as error:
        logger.exception("the run failed")
        reporter.end(
            RunState.FAILED,
            sentence(
                "Training failed unexpectedly ({reason}); the log has the details.",
                reason=repr(error),
            ),
        )
        raise
    finally:
        reporter.board.close()
    reporter.end(RunState.DONE, reason)
    return 0


def disk_sentence(error: OSError) -> str:
    """Say what a failed writing or reading means for the run."""
    return sentence(
        "The run's folder could not be written or read ({reason}); free some space on the "
        "disk and resume the run, which goes on from its last checkpoint.",
        reason=error.strerror or error,
    )


def enter(run: RunFolder) -> tuple[RunFolder, Reporter]:
    """Claim the run; of several processes the first does, the others a copy of its folder.

    Raises TrainingError in all of them when another live process works on it.
    """
    together, refused, reporter = join(), "", None
    try:
        reporter = claim(run) if together.leads else None
    except KnownError as error:
        refused = str(error)
    if refused := together.agreed(refused):
        raise TrainingError(refused)
    if reporter is None:
        run = own_copy(run)
        reporter = claim(run)
    together.gather(None)  # nothing is written before all copies are made
    if together.size > 1:
        reporter.notice(sentence("{size} processes train this run together.", size=together.size))
    return run, reporter


def claim(run: RunFolder) -> Reporter:
    """Make this process the run's own.

    Raises TrainingError when another live process works on it.
    """
    run.config()
    earlier = run.status()
    at_work = earlier is not None and earlier.state not in ENDED and is_alive(earlier)
    if earlier is not None and at_work and earlier.pid != os.getpid():
        raise TrainingError(
            sentence("The run in {path} is already at work; wait for it or stop it.", path=run.path)
        )
    run.forget_stop()
    run.mend()
    status = RunStatus(
        state=RunState.STARTING,
        stage=STAGES[0],
        notices=() if earlier is None else earlier.notices,
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
    ended = ppo_stage(session, report)
    after = evaluation_stage(session, "after", "policy")
    reporter.stage("publish")
    results = {
        "reward_model": None if report is None else report.to_mapping(),
        "preference_model": preferred,
        "warm_start": warmed,
        **(compare(before, after) if before.outcomes else {}),
        **verdict(before, after),
        "notices": list(reporter.status.notices),
        "ended": ended["reason"],
        "ppo": ended,
    }
    results = without_outcomes(results)  # those are in the evaluations' own files
    write_json(run.path / "results.json", results)
    publish(run, session.model, session.base_folder, results)
    return f"{results['verdict_sentence']} {ended['reason']}"


def begin(run: RunFolder, reporter: Reporter) -> Session:
    """Check the snapshot and load the base with its adapters."""
    reporter.stage("base")
    config = run.config()
    recipe = Recipe.from_mapping(config["recipe"])
    feedback = from_lines(run.snapshot_lines())
    use_threads(recipe.threads)
    device = choose_device()
    if crew().leads and not take_gpu(device, run, reporter):
        raise StopAsked
    base_path = Path(config["base"]["path"])
    base_folder = checkpoint_folder(base_path, reporter.notice)
    base, tokenizer = load_base(base_folder, device)
    model = AdaptedModel(base, recipe, device)
    heldout = evaluation_problems(feedback.problems_of(Split.HELDOUT), recipe.evaluation_problems)
    if not heldout:
        reporter.notice(
            sentence(
                "There are no held-out problems with a reference answer, so the gain cannot "
                "be measured; import some with the held-out split."
            )
        )
    codec = Codec(tokenizer, prompt_style(base_path), end_tokens(base, tokenizer))
    amounts = amounts_of(feedback, len(heldout))
    reporter.timing.work = stage_work(recipe, amounts)
    return Session(run, reporter, recipe, feedback, base_folder, model, codec, heldout, amounts)


def amounts_of(feedback: Feedback, heldout: int) -> Amounts:
    """Count what a run has before it, from which its time is told."""
    return Amounts(
        marked=sum(any(s.verdict is not None for s in r.steps) for r in feedback.responses),
        imitated=len(demonstration_texts(feedback, Split.TRAIN)),
        compared=len(feedback.preferences) + len(feedback.rankings),
        heldout=heldout,
    )


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
        "statement": problem.statement,
        "reference": problem.reference_answer,
        "text": text,
        "agrees": outcome.greedy_agrees,
        "step_scores": step_scores(session.model, head, session.codec, problem, text)
        if head is not None
        else [],
    }


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
