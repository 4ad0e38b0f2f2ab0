"""Training runs of a project: what there is to learn from, start, follow, stop, resume, keep."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench import paths
from workbench.domain.errors import TrainingError
from workbench.domain.feedback import to_lines
from workbench.domain.recipes import Recipe
from workbench.domain.records import ModelRecord, Run, RunState, Split, new_id, now
from workbench.exchange.snapshot import (
    feedback_of,
    mark_counts,
    problem_counts,
)
from workbench.jobs.attached import role_command
from workbench.jobs.run_folder import (
    STAGES,
    RunFolder,
    RunStatus,
    is_alive,
    process_started,
    read_json,
)
from workbench.service.library import Library
from workbench.service.models import ADAPTER, STARTER_ID, base_of, starter_record
from workbench.service.project import Project
from workbench.service.readiness import doubts, estimated_seconds, obstacle
from workbench.service.solving import MODEL_SETTING

ENDED = (RunState.DONE, RunState.STOPPED, RunState.FAILED)
# Kept so that an ended child is reaped; a child that outlives this process is adopted by the next.
_children: dict[int, subprocess.Popen[bytes]] = {}


@atexit.register
def _part_from_children() -> None:
    """Let running children go on alone: ``Popen`` would warn of what is meant to be."""
    for child in _children.values():
        if child.poll() is None:
            child.returncode = 0


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a run would learn from; ``blocking`` is why none can start, with the next action.

    Counts are of training problems; ``heldout`` is the held-out problems with a reference answer.
    """

    marked_steps: int
    correct: int
    neutral: int
    incorrect: int
    rewrites: int
    problems: int
    heldout: int
    warnings: tuple[str, ...]
    blocking: str | None
    estimate_seconds: float


@dataclass(frozen=True, slots=True)
class RunProgress:
    """How far a run is; ``metrics`` are the records that are new since the last question."""

    state: RunState
    stage: str
    stages: tuple[str, ...]
    fraction: float
    seconds_left: float | None
    metrics: list[dict[str, Any]]
    reason: str
    notices: tuple[str, ...]


class Training:
    """The training runs of one project; each is a detached process on a folder of its own."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._library = Library(project)
        self._offsets: dict[str, int] = {}

    def readiness(self, recipe: Recipe | None = None) -> Readiness:
        """Say what a run with this recipe would learn from, and what stands in its way."""
        recipe = recipe or Recipe()
        marks = mark_counts(self._project.file.database, Split.TRAIN.value)
        problems = problem_counts(self._project.file.database)
        return Readiness(
            marked_steps=marks.marked,
            correct=marks.correct,
            neutral=marks.neutral,
            incorrect=marks.incorrect,
            rewrites=marks.rewrites,
            problems=marks.problems,
            heldout=problems.heldout_answers,
            warnings=tuple(doubts(marks, problems, recipe)),
            blocking=obstacle(marks, problems, recipe),
            estimate_seconds=estimated_seconds(recipe, self._base()),
        )

    def start(self, recipe: Recipe, run_dir: Path | None = None) -> Run:
        """Freeze the feedback in a new run folder and start the detached process.

        Raises TrainingError where there is nothing to learn from or another run is at work.
        """
        blocking = self.readiness(recipe).blocking
        if blocking:
            raise TrainingError(blocking)
        self._refuse_second_run()
        base = self._base()
        run_id = new_id()
        stamp = now()[:19].replace(":", "").replace("-", "").replace("T", "-")
        folder = RunFolder((run_dir or paths.runs_dir() / f"{stamp}-{run_id[:6]}").absolute())
        folder.path.mkdir(parents=True, exist_ok=True)
        config = {
            "run_id": run_id,
            "recipe": recipe.to_mapping(),
            "base": {
                "model_id": base.id,
                "name": base.name,
                "path": base.path,
                "sha256": base.sha256,
            },
        }
        digest = folder.make(config, to_lines(feedback_of(self._project.file.database)))
        run = Run(
            id=run_id,
            folder=str(folder.path),
            state=RunState.RUNNING,
            base_model_id=base.id,
            recipe=recipe.to_mapping(),
            snapshot_sha256=digest,
        )
        self._library.add_run(run)
        _spawn(folder)
        return run

    def resume(self, run: str | Path) -> Run:
        """Go on with a stopped or failed run, named by its id or folder, from its checkpoint."""
        found = self._find(run)
        folder = RunFolder(Path(found.folder))
        folder.config()
        if self._alive(folder):
            return found
        self._refuse_second_run()
        folder.forget_stop()
        _spawn(folder)
        self._library.update_run(found.id, state=RunState.RUNNING, reason="")
        return self._library.run(found.id)

    def stop(self, run_id: str, *, at_once: bool = False) -> None:
        """Ask a run to save a checkpoint and stop; ``at_once`` ends it at its last checkpoint."""
        folder = self._folder(run_id)
        folder.ask_to_stop()
        status = folder.status()
        if at_once and status is not None and is_alive(status):
            with contextlib.suppress(ProcessLookupError):
                os.kill(status.pid, signal.SIGTERM)

    def adopt(self) -> list[Run]:
        """Return the runs that are still at work, and settle those that ended meanwhile."""
        live = []
        for run in self._library.runs():
            if run.state in ENDED:
                continue
            folder = RunFolder(Path(run.folder))
            if self._alive(folder):
                live.append(run)
            else:
                self.finish(run.id)
        return live

    def progress(self, run_id: str, *, everything: bool = False) -> RunProgress:
        """Read a run's folder: its state, and the metrics since the last call (or all of them)."""
        folder = self._folder(run_id)
        start = 0 if everything else self._offsets.get(run_id, 0)
        metrics, offset = _metrics_since(folder, start)
        self._offsets[run_id] = offset
        status = self._settled_status(folder)
        return RunProgress(
            state=status.state,
            stage=status.stage,
            stages=STAGES,
            fraction=status.fraction,
            seconds_left=status.seconds_left,
            metrics=metrics,
            reason=status.reason,
            notices=status.notices,
        )

    def finish(self, run_id: str) -> ModelRecord | None:
        """Record how a run ended; return its new model, registered, if it is done."""
        run = self._library.run(run_id)
        folder = self._folder(run_id)
        status = self._settled_status(folder)
        if status.state not in ENDED:
            return None
        model = self._register(run, folder) if status.state is RunState.DONE else None
        result = model.id if model else run.result_model_id
        if (run.state, run.reason, run.result_model_id) != (status.state, status.reason, result):
            self._library.update_run(
                run_id, state=status.state, reason=status.reason, result_model_id=result
            )
        return model

    def results(self, run_id: str) -> dict[str, Any]:
        """Return the before/after table of a finished run; empty before that."""
        return read_json(self._folder(run_id).path / "results.json") or {}

    def base_name(self, run: Run) -> str:
        """Return the name of the model that a run trains."""
        return str(self._folder(run.id).config()["base"]["name"])

    def discard(self, model_id: str) -> None:
        """Forget a trained model; the run's folder stays. Its base is in use where it was."""
        model = self._library.model(model_id)
        self._library.remove_model(model_id)
        if model is not None and self._project.setting(MODEL_SETTING) == model_id:
            self._project.set_setting(MODEL_SETTING, model.parent_id or STARTER_ID)

    def _base(self) -> ModelRecord:
        """Return the base of the model in use, which the next run trains; else the starter."""
        record = self._library.model(self._project.setting(MODEL_SETTING, STARTER_ID))
        return starter_record() if record is None else base_of(record, self._library)

    def _register(self, run: Run, folder: RunFolder) -> ModelRecord:
        known = self._library.model(run.result_model_id or "")
        if known is not None:
            return known
        config = folder.config()
        if self._library.model(run.base_model_id) is None:
            base = config["base"]
            self._library.add_model(
                ModelRecord(base["model_id"], base["name"], "base", base["path"], base["sha256"])
            )
        model = ModelRecord(
            id=f"trained-{run.id[:12]}",
            name=f"{config['base']['name']}, trained {run.created_at[:16].replace('T', ' ')}",
            kind=ADAPTER,
            path=str(folder.result),
            sha256=config["base"]["sha256"],
            parent_id=run.base_model_id,
            run_id=run.id,
            created_at=now(),
        )
        self._library.add_model(model)
        return model

    def _find(self, run: str | Path) -> Run:
        wanted = str(Path(run).absolute())
        for record in self._library.runs():
            if run == record.id or wanted == record.folder:
                return record
        raise TrainingError(f"{run} is no training run of this project; start a new one.")

    def _folder(self, run_id: str) -> RunFolder:
        folder = RunFolder(Path(self._library.run(run_id).folder))
        folder.config()
        return folder

    def _refuse_second_run(self) -> None:
        if self.adopt():
            raise TrainingError("A training run is already at work; stop it or wait for it.")

    def _alive(self, folder: RunFolder) -> bool:
        status = folder.status()
        if status is None:
            return False
        child = _children.get(status.pid)
        if child is not None and child.poll() is not None:
            del _children[status.pid]
        return is_alive(status)

    def _settled_status(self, folder: RunFolder) -> RunStatus:
        """Return the status; of a process that died without a word, what is known of its end."""
        alive = self._alive(folder)
        status = folder.status() or RunStatus(RunState.FAILED)
        if status.state in ENDED:
            return status
        if not alive:
            return _died(status, folder)
        if folder.stop_asked():
            return _with_state(status, RunState.STOPPING, status.reason)
        return status


def _spawn(folder: RunFolder) -> None:
    """Start the detached process: a session of its own, its words in the log."""
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    command = [*role_command("training", "workbench.training.main"), str(folder.path)]
    with folder.log.open("ab") as log:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment,
            cwd=folder.path,
            start_new_session=True,
            creationflags=_own_group(),
        )
    _children[child.pid] = child
    started = process_started(child.pid) or 0.0
    folder.write_status(RunStatus(RunState.STARTING, pid=child.pid, started=started))


def _own_group() -> int:
    """Return the flag that keeps Windows from passing the window's Ctrl-C on to the child."""
    if sys.platform == "win32":
        return subprocess.CREATE_NEW_PROCESS_GROUP
    return 0


def _died(status: RunStatus, folder: RunFolder) -> RunStatus:
    """Return the status of a run whose process is gone without having said why."""
    if folder.stop_asked():
        reason = "Stopped at its last checkpoint; the run can be resumed."
        return _with_state(status, RunState.STOPPED, reason)
    reason = "The training process ended unexpectedly; resume it to go on from its checkpoint."
    last = _last_words(folder.log)
    return _with_state(status, RunState.FAILED, f"{reason} {last}".strip())


def _with_state(status: RunStatus, state: RunState, reason: str) -> RunStatus:
    return RunStatus(
        state=state,
        stage=status.stage,
        fraction=status.fraction,
        seconds_left=None,
        reason=reason,
        notices=status.notices,
        pid=status.pid,
        started=status.started,
    )


def _last_words(log: Path) -> str:
    """Return the error that the log ends with, if it ends with one."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").strip().split("\n")
    except FileNotFoundError:
        return ""
    last = lines[-1].strip()
    return f"The log ends with: {last[:200]}" if "Error" in last else ""


def _metrics_since(folder: RunFolder, offset: int) -> tuple[list[dict[str, Any]], int]:
    """Return new metrics; after a resume rewrote the file, all of them again."""
    if folder.metrics.exists() and folder.metrics.stat().st_size < offset:
        offset = 0
    try:
        return folder.read_metrics(offset)
    except json.JSONDecodeError:
        return folder.read_metrics(0)
