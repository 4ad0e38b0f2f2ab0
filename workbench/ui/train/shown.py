"""What the Train page shows, as plain records that its presenter makes and its cards lay out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.domain.presets import PRESETS
from workbench.domain.records import RunState
from workbench.domain.training_views import Ending, Outcome, Readiness, RunProgress, RunSummary
from workbench.ui import languages
from workbench.ui.jobs.training_watch import time_text
from workbench.ui.languages import marked, translate
from workbench.ui.models.words import size_text
from workbench.ui.moments import minute_of

STATE_WORDS = {
    RunState.STARTING: marked("TrainShown", "Starting"),
    RunState.RUNNING: marked("TrainShown", "Training"),
    RunState.PAUSED: marked("TrainShown", "Paused"),
    RunState.STOPPING: marked("TrainShown", "Stopping at a checkpoint"),
    RunState.DONE: marked("TrainShown", "Done"),
    RunState.STOPPED: marked("TrainShown", "Stopped"),
    RunState.FAILED: marked("TrainShown", "Failed"),
}

NUMBER_WORDS = (
    (marked("TrainShown", "marked step"), marked("TrainShown", "marked steps")),
    (marked("TrainShown", "rewrite"), marked("TrainShown", "rewrites")),
    (marked("TrainShown", "accepted solution"), marked("TrainShown", "accepted solutions")),
    (marked("TrainShown", "comparison"), marked("TrainShown", "comparisons")),
    (marked("TrainShown", "problem marked"), marked("TrainShown", "problems marked")),
    (marked("TrainShown", "training problem"), marked("TrainShown", "training problems")),
    (marked("TrainShown", "held-out problem"), marked("TrainShown", "held-out problems")),
)


@dataclass(frozen=True, slots=True)
class Learnable:
    """What the page says before a run: numbers, warnings, the estimate and why not to start.

    ``trained`` names the model that learns, ``notes`` what else happens to it or to the machine.
    """

    numbers: tuple[tuple[str, int], ...]
    correct: int
    neutral: int
    incorrect: int
    warnings: tuple[str, ...]
    estimate: str
    trained: str = ""
    notes: tuple[str, ...] = ()
    blocked: str = ""


@dataclass(frozen=True, slots=True)
class RunShown:
    """A run at work: ``question`` waits for a yes, ``notices`` were said on the way."""

    state: str
    left: str
    fraction: float
    stage: str
    stages: tuple[str, ...]
    detail: str = ""
    question: str = ""
    notices: tuple[str, ...] = ()
    can_pause: bool = False
    paused: bool = False
    can_stop: bool = False


@dataclass(frozen=True, slots=True)
class EndingShown:
    """How a run came out; ``usable`` offers its model, ``resumable`` that it goes on.

    Where the model is ``in_use``, going back to its ``base`` is offered instead.

    ``lineage`` says in one line what became of what, ``recommended`` whether *Use* is the page's
    primary button.
    """

    ending: Ending
    lineage: str
    rows: tuple[Any, ...]
    topics: tuple[Any, ...]
    reward: tuple[tuple[str, str], ...]
    reward_doubt: str
    notices: tuple[str, ...]
    usable: bool
    resumable: bool
    in_use: bool = False
    base: str = ""

    @property
    def recommended(self) -> bool:
        """Whether the new model is worth using as far as anyone knows, and not in use yet."""
        free = self.usable and not self.in_use and not self.resumable
        return free and self.ending.outcome is not Outcome.WORSE


@dataclass(frozen=True, slots=True)
class RunRow:
    """One earlier run: when and how, and how it came out."""

    id: str
    title: str
    meta: str
    outcome: Outcome
    state: RunState
    headline: str


def learnable(readiness: Readiness, *, active: bool) -> Learnable:
    """Return a readiness as the page shows it."""
    estimate = translate(
        "TrainShown",
        "About {time} on this machine's {device}, and about {memory} of its memory",
    ).format(
        time=time_text(readiness.estimate_seconds),
        device=readiness.device,
        memory=size_text(readiness.memory_bytes),
    )
    under_way = translate("TrainShown", "A run is under way; stop it to start another.")
    notes = [languages.shown(readiness.base_note)] if readiness.base_note else []
    if readiness.device != "CPU":
        notes.append(
            translate(
                "TrainShown",
                "A model on the GPU is unloaded while it trains, and comes back afterwards.",
            )
        )
    return Learnable(
        numbers=tuple(_numbers(readiness)),
        correct=readiness.correct,
        neutral=readiness.neutral,
        incorrect=readiness.incorrect,
        warnings=tuple(map(languages.shown, readiness.warnings)),
        estimate=estimate,
        trained=readiness.base,
        notes=tuple(notes),
        blocked=under_way if active else languages.shown(readiness.blocking or ""),
    )


def _numbers(readiness: Readiness) -> Iterator[tuple[str, int]]:
    """Yield what is counted, each under its name for one or for several."""
    counted = (
        *(readiness.marked_steps, readiness.rewrites, readiness.accepted),
        *(readiness.preferences, readiness.problems),
        *(readiness.training_problems, readiness.heldout),
    )
    for (one, many), number in zip(NUMBER_WORDS, counted, strict=True):
        yield translate("TrainShown", one if number == 1 else many), number


def run_shown(progress: RunProgress, stopping: bool = False, updates: int = 0) -> RunShown:
    """Return a run at work as the page shows it; ``updates`` is how many it makes, if known."""
    state, waits = progress.state, progress.state is RunState.PAUSED
    left = (
        translate("TrainShown", "{time} left").format(time=time_text(progress.seconds_left))
        if progress.seconds_left
        else ""
    )
    words = (
        translate("TrainShown", "Waits for your answer") if progress.question else state_word(state)
    )
    update = _last_update(progress.metrics, updates)
    return RunShown(
        state=words,
        left=left,
        fraction=progress.fraction,
        stage=progress.stage,
        stages=progress.stages,
        detail=(waits and not progress.question and languages.shown(progress.reason)) or update,
        question=languages.shown(progress.question),
        notices=tuple(map(languages.shown, progress.notices)),
        can_pause=state is RunState.RUNNING and not stopping,
        paused=waits and not progress.question,
        can_stop=state in (RunState.STARTING, RunState.RUNNING, RunState.PAUSED),
    )


def state_word(state: RunState) -> str:
    """Return a run's state in words."""
    return translate("TrainShown", STATE_WORDS[state])


def recipe_title(key: str) -> str:
    """Return what a preset is called; any other recipe is the user's own."""
    titles = {one.key: one.title for one in PRESETS}
    if key not in titles:
        return translate("TrainShown", "Own recipe")
    return translate("Presets", titles[key])


def run_row(summary: RunSummary) -> RunRow:
    """Return an earlier run as one row."""
    when = minute_of(summary.created_at)
    parts = [recipe_title(summary.preset), summary.base]
    if summary.marked_steps:
        parts.append(
            translate("TrainShown", "{number:,} marked steps").format(number=summary.marked_steps)
        )
    return RunRow(
        id=summary.id,
        title=when or translate("TrainShown", "Earlier"),
        meta=" · ".join(part for part in parts if part),
        outcome=Outcome(summary.kind),
        state=summary.state,
        headline=languages.shown(summary.outcome),
    )


def lineage_line(summary: RunSummary) -> str:
    """Return what became of what: base, run, model."""
    learned = (
        translate("TrainShown", "{number:,} marked steps").format(number=summary.marked_steps)
        if summary.marked_steps
        else translate("TrainShown", "your marks")
    )
    when = minute_of(summary.created_at)
    made = summary.model_name or (
        translate("TrainShown", "discarded")
        if summary.state is RunState.DONE
        else translate("TrainShown", "no model yet")
    )
    line = (
        translate("TrainShown", "{base}  →  trained on {learned}, {when}  →  {made}")
        if summary.model_name or summary.state is RunState.DONE
        else translate("TrainShown", "{base}  →  a run on {learned}, {when}  →  {made}")
    )
    return line.format(
        base=summary.base or translate("TrainShown", "Base"), learned=learned, when=when, made=made
    )


def reward_lines(report: Mapping[str, Any] | None) -> tuple[tuple[str, str], ...]:
    """Return the reward model's report as (name, value with its interval)."""
    if not report:
        return ()
    generative = report.get("kind") == "generative"
    lines = [
        (
            translate("TrainShown", "Kind"),
            translate("TrainShown", "generative verifier") if generative else "",
        ),
        (
            translate("TrainShown", "Right from wrong steps (AUC)"),
            _with_interval(report, "auc", 1.0, ""),
        ),
        (
            translate("TrainShown", "Steps judged as marked"),
            _with_interval(report, "accuracy", 100, " %"),
        ),
        (
            translate("TrainShown", "First error found (F1)"),
            _with_interval(report, "first_error_f1", 100, " %"),
        ),
        (translate("TrainShown", "Calibration error"), _with_interval(report, "ece", 100, " %")),
        (translate("TrainShown", "Measured on"), _measured_on(report)),
    ]
    return tuple((name, value) for name, value in lines if value)


def reward_doubt(report: Mapping[str, Any] | None) -> str:
    """Say where the reward model is not clearly better than chance; empty where it is."""
    if not report or report.get("above_chance"):
        return ""
    if report.get("auc_low") is None:
        return translate(
            "TrainShown",
            "Nobody could check the reward model, because too few marked steps were held "
            "back; mark more problems before trusting a gain.",
        )
    return translate(
        "TrainShown",
        "The reward model is not clearly better than chance, because the interval of "
        "its AUC reaches 0.5; mark more steps before trusting a gain.",
    )


def _measured_on(report: Mapping[str, Any]) -> str:
    steps, problems = report.get("validation_steps"), report.get("validation_problems")
    return (
        translate("TrainShown", "{steps} steps of {problems} other problems").format(
            steps=steps, problems=problems
        )
        if steps
        else ""
    )


def _with_interval(report: Mapping[str, Any], name: str, scale: float, unit: str) -> str:
    value, low, high = (report.get(f"{name}{part}") for part in ("", "_low", "_high"))
    if value is None:
        return ""
    digits = 2 if scale == 1.0 else 0
    text = f"{value * scale:.{digits}f}{unit}"
    if low is None or high is None:
        return text
    return f"{text} ({low * scale:.{digits}f}–{high * scale:.{digits}f})"


def _last_update(metrics: Sequence[Mapping[str, Any]], updates: int) -> str:
    for record in reversed(metrics):
        if record.get("stage") == "ppo" and "update" in record:
            update = record["update"]
            if updates:
                return translate("TrainShown", "Update {update} of {updates}").format(
                    update=update, updates=updates
                )
            return translate("TrainShown", "Update {update}").format(update=update)
    return ""
