"""Training runs of a project: what there is to learn from, start, follow, pause, resume, keep."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
from pathlib import Path
from typing import Any

from workbench import paths
from workbench.domain.errors import KnownError, TrainingError
from workbench.domain.feedback import to_lines
from workbench.domain.presets import preset
from workbench.domain.recipe_settings import CHANGES, PRESET, changes_from, chosen_recipe
from workbench.domain.recipes import Recipe
from workbench.domain.records import ModelRecord, Problem, Run, RunState, Split, new_id, now
from workbench.domain.sentences import sentence
from workbench.domain.training_views import (
    Ending,
    Outcome,
    Readiness,
    RunProgress,
    RunSummary,
    SamplePair,
)
from workbench.exchange.snapshot import feedback_of, mark_counts, problem_counts
from workbench.jobs.run_folder import ENDED, STAGES, RunFolder, RunStatus, is_alive
from workbench.service.library import Library
from workbench.service.models import ADAPTER, STARTER_ID, base_of, starter_record
from workbench.service.project import Project
from workbench.service.readiness import readiness_of
from workbench.service.run_endings import ending_of
from workbench.service.run_views import (
    MetricsReader,
    newest_checkpoint_name,
    results_of,
    samples_of,
)
from workbench.service.solving import MODEL_SETTING
from workbench.service.training_process import settled_status, spawn, works
from workbench.store.changes import Change

__all__ = ["ENDED", "Readiness", "RunProgress", "Training"]
RECIPE_SETTING = "training.recipe"
USE_SETTING = "training.use_result"


class Training:
    """The training runs of one project; each is a detached process on a folder of its own."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._library = Library(project)
        self._metrics = MetricsReader()

    def readiness(self, recipe: Recipe | None = None) -> Readiness:
        """Say what a run with this recipe would learn from, and what stands in its way."""
        database = self._project.file.database
        marks = mark_counts(database, Split.TRAIN.value)
        return readiness_of(
            marks, problem_counts(database), recipe or Recipe(), self._in_use(), self._base()
        )

    def recipe(self) -> tuple[str, Recipe]:
        """Return the preset and the recipe that this project trains with."""
        return chosen_recipe(self._project.setting(RECIPE_SETTING))

    def remember_recipe(self, key: str, recipe: Recipe) -> None:
        """Keep the preset and what was changed in it for the next run of this project."""
        changes = changes_from(recipe, preset(key).recipe)
        self._project.set_setting(RECIPE_SETTING, {PRESET: key, CHANGES: changes})

    def uses_result(self) -> bool:
        """Say whether a new model is to be used at once, as this project was last told."""
        return bool(self._project.setting(USE_SETTING, True))

    def remember_use(self, wanted: bool) -> None:
        """Keep whether a new model is to be used at once."""
        self._project.set_setting(USE_SETTING, wanted)

    def start(
        self, recipe: Recipe, run_dir: Path | None = None, *, asks: bool = False, use: bool = False
    ) -> Run:
        """Freeze the feedback in a new run folder and start the detached process.

        With ``asks`` the run waits for ``confirm`` where its reward model is not above chance.
        With ``use`` its model is ``to_use`` at the end, if the model in use is still the same.
        Raises TrainingError where there is nothing to learn from, another run is at work, or the
        folder cannot be written.
        """
        readiness = self.readiness(recipe)
        if readiness.blocking:
            raise TrainingError(readiness.blocking)
        self._refuse_second_run()
        base = self._base()
        run_id = new_id()
        stamp = now()[:19].replace(":", "").replace("-", "").replace("T", "-")
        folder = RunFolder((run_dir or paths.runs_dir() / f"{stamp}-{run_id[:6]}").absolute())
        config = {
            "run_id": run_id,
            "recipe": recipe.to_mapping(),
            "base": {
                "model_id": base.id,
                "name": base.name,
                "path": base.path,
                "sha256": base.sha256,
            },
            "marked_steps": readiness.marked_steps,
            "asks": asks,
            "use_instead_of": self._in_use().id if use else "",
        }
        digest = self._lay(folder, config)
        run = Run(
            id=run_id,
            folder=str(folder.path),
            state=RunState.RUNNING,
            base_model_id=base.id,
            recipe=recipe.to_mapping(),
            snapshot_sha256=digest,
        )
        self._library.add_run(run)
        spawn(folder)
        return run

    def resume(self, run: str | Path) -> Run:
        """Go on with a stopped or failed run, named by its id or folder, from its checkpoint."""
        found = self._find(run)
        folder = RunFolder(Path(found.folder))
        folder.config()
        if works(folder):
            return found
        self._refuse_second_run()
        folder.forget_stop()
        folder.go_on()
        spawn(folder)
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

    def pause(self, run_id: str) -> None:
        """Ask a run to wait at its next safe place; its memory stays taken."""
        self._folder(run_id).ask_to_pause()

    def go_on(self, run_id: str) -> None:
        """Let a paused run go on, and answer its question with yes if it asks one."""
        folder = self._folder(run_id)
        status = folder.status()
        if status is not None and status.question:
            folder.confirm()
        folder.go_on()

    def confirm(self, run_id: str) -> None:
        """Answer with yes before the run asks."""
        self._folder(run_id).confirm()

    def adopt(self) -> list[Run]:
        """Return the runs that are still at work, and settle those that ended meanwhile.

        A run whose folder is gone has failed; it does not keep others from being found.
        """
        live = []
        for run in self._library.runs():
            if run.state in ENDED:
                continue
            folder = RunFolder(Path(run.folder))
            if works(folder):
                live.append(run)
                continue
            try:
                self.finish(run.id)
            except TrainingError as error:
                self._library.update_run(run.id, state=RunState.FAILED, reason=str(error))
        return live

    def progress(self, run_id: str, *, everything: bool = False) -> RunProgress:
        """Read a run's folder: its state, and the metrics since the last call (or all of them)."""
        folder = self._folder(run_id)
        metrics = self._metrics.read(run_id, folder, everything=everything)
        status = settled_status(folder)
        return RunProgress(
            state=status.state,
            stage=status.stage,
            stages=STAGES,
            fraction=status.fraction,
            seconds_left=status.seconds_left,
            metrics=metrics,
            reason=status.reason,
            notices=status.notices,
            question=status.question,
        )

    def finish(self, run_id: str) -> ModelRecord | None:
        """Record how a run ended; return its new model, registered, if it has one.

        A run that was stopped has one where a check found its policy better than at the start.
        """
        run = self._library.run(run_id)
        folder = self._folder(run_id)
        status = settled_status(folder)
        if status.state not in ENDED:
            return None
        done = status.state is RunState.DONE or _stopped_with_model(status, folder)
        model = self._register(run, folder) if done else None
        result = model.id if model else run.result_model_id
        if (run.state, run.reason, run.result_model_id) != (status.state, status.reason, result):
            self._library.update_run(
                run_id, state=status.state, reason=status.reason, result_model_id=result
            )
        return model

    def results(self, run_id: str) -> dict[str, Any]:
        """Return the before/after table of a finished run; empty before that."""
        return results_of(self._folder(run_id))

    def ending(self, run_id: str) -> Ending:
        """Say how a run came out, in the words of the page and the terminal alike."""
        folder = self._folder(run_id)
        status = settled_status(folder)
        kept = newest_checkpoint_name(folder)
        published = _stopped_with_model(status, folder)
        return ending_of(status.state, status.reason, results_of(folder), kept, published=published)

    def to_use(self, run_id: str) -> ModelRecord | None:
        """Return the model of a run that was to be used at its end, unless it came out worse.

        None too where somebody chose another model meanwhile.
        """
        run = self._library.run(run_id)
        instead = self._folder(run_id).config().get("use_instead_of")
        model = self._library.model(run.result_model_id or "")
        if run.state is not RunState.DONE or model is None or instead != self._in_use().id:
            return None
        return None if self.ending(run_id).outcome is Outcome.WORSE else model

    def in_use(self, model_id: str | None) -> bool:
        """Say whether this is the model in use."""
        return self._in_use().id == model_id

    def samples(self, run_id: str) -> list[SamplePair]:
        """Return a run's sample responses before and after, the telling ones first."""
        return samples_of(self._folder(run_id), self._problem)

    def summaries(self) -> list[RunSummary]:
        """Return every run, the newest first, with its outcome in one line."""
        return [self._summary(run) for run in reversed(self._library.runs())]

    def base_name(self, run: Run) -> str:
        """Return the name of the model that a run trains."""
        return str(self._folder(run.id).config()["base"]["name"])

    def discard(self, model_id: str) -> Change:
        """Forget a trained model; the run's folder stays. Its base is in use where it was."""
        model = self._library.model(model_id)
        change = self._library.remove_model(model_id)
        if model is not None and self._project.setting(MODEL_SETTING) == model_id:
            self._project.set_setting(MODEL_SETTING, model.parent_id or STARTER_ID)
        return change

    def _in_use(self) -> ModelRecord:
        """Return the model in use, else the starter."""
        record = self._library.model(self._project.setting(MODEL_SETTING, STARTER_ID))
        return starter_record() if record is None else record

    def _base(self) -> ModelRecord:
        """Return the base of the model in use, which the next run trains."""
        return base_of(self._in_use(), self._library)

    def _lay(self, folder: RunFolder, config: dict[str, Any]) -> str:
        try:
            folder.path.mkdir(parents=True, exist_ok=True)
            return folder.make(config, to_lines(feedback_of(self._project.file.database)))
        except OSError as error:
            full = (
                sentence("The disk is full") if error.errno == errno.ENOSPC else f"{error.strerror}"
            )
            raise TrainingError(
                sentence(
                    "The run's folder {path} could not be written ({reason}); nothing was "
                    "started. Free some space or choose another folder, then try again.",
                    path=folder.path,
                    reason=full,
                )
            ) from error

    def _problem(self, problem_id: str) -> Problem | None:
        try:
            return self._library.problem(problem_id)
        except KnownError:
            return None

    def _summary(self, run: Run) -> RunSummary:
        model = self._library.model(run.result_model_id or "")
        try:
            config = self._folder(run.id).config()
            ending = self.ending(run.id)
        except TrainingError as error:
            config, ending = {}, ending_of(RunState.FAILED, str(error), {})
        return RunSummary(
            id=run.id,
            created_at=run.created_at,
            state=run.state,
            base=str(config.get("base", {}).get("name", "")),
            preset=str(run.recipe.get("name", "")),
            marked_steps=int(config.get("marked_steps", 0)),
            outcome=ending.headline,
            kind=ending.outcome.value,
            model_id=model.id if model else None,
            model_name=model.name if model else "",
        )

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
        raise TrainingError(
            sentence("{run} is no training run of this project; start a new one.", run=run)
        )

    def _folder(self, run_id: str) -> RunFolder:
        folder = RunFolder(Path(self._library.run(run_id).folder))
        folder.config()
        return folder

    def _refuse_second_run(self) -> None:
        if self.adopt():
            raise TrainingError(
                sentence("A training run is already at work; stop it or wait for it.")
            )


def _stopped_with_model(status: RunStatus, folder: RunFolder) -> bool:
    """Whether a stopped run published its best policy so far; its card is written last."""
    return status.state is RunState.STOPPED and (folder.result / "card.json").is_file()
