"""ProcessBench in a process of its own: how often a reward model finds the very first error.

The parent sends one request over the private pipe and hears of progress, then of the result or
of an error in one sentence. Definitions are those of ProcessBench (Zheng et al. 2024, "Identifying
Process Errors in Mathematical Reasoning"): each solution has the place of its earliest error or -1;
a process reward model predicts the first step below a threshold; the accuracies on erroneous and on
correct solutions are joined by their harmonic mean, F1.
"""

from __future__ import annotations

import json
import os
import queue
import random
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from workbench.domain.sentences import sentence

os.environ.update(
    HF_HUB_OFFLINE="1",
    HF_HUB_DISABLE_TELEMETRY="1",
    TRANSFORMERS_OFFLINE="1",
    TOKENIZERS_PARALLELISM="false",
)

from workbench.domain.errors import KnownError, TrainingError
from workbench.jobs.child import ParentLink
from workbench.jobs.lease import TRAINING, wait_for
from workbench.training.metrics import (
    NO_ERROR,
    Location,
    best_threshold,
    bootstrap_share,
    location_accuracies,
)
from workbench.training.modeling import use_threads
from workbench.training.reward_model import (
    RewardModel,
    Solution,
    load_reward_model,
    score_solutions,
)
from workbench.training.reward_report import STATED_THRESHOLD

TOKEN_BUDGET = 8192
SEED, SHUFFLES = 1, 20
LARGEST_FILE = 256 << 20
NAMED_IDS = 20


@dataclass(frozen=True, slots=True)
class BenchRow:
    """One labelled solution; ``label`` is the 0-based place of its earliest error, -1 for none."""

    id: str
    solution: Solution
    label: int


@dataclass(frozen=True, slots=True)
class Scored:
    """The solutions that fit the model, with their scores, and the ids of those that do not."""

    locations: list[Location]
    problems: list[str]
    too_long: list[str]


def main() -> int:
    """Answer the one request that the parent sends."""
    link = ParentLink.from_standard_streams()
    requests: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    link.listen(requests.put)
    request = requests.get()
    try:
        link.send({"type": "result", "report": evaluate(request, link.send)})
    except KnownError as error:
        link.send({"type": "error", "sentence": str(error)})
    return 0


def evaluate(request: dict[str, Any], send: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Score every row of the request's file, and of its calibration file; return the report.

    The request names ``model`` (a folder) and ``file``; optional are ``calibrate`` (a file on
    which the threshold is chosen), ``threshold`` and ``limit``. Raises TrainingError.
    """

    def notice(sentence: str) -> None:
        send({"type": "notice", "sentence": sentence})

    use_threads(0)
    rows = read_rows(Path(request["file"]), request.get("limit"))
    other = request.get("calibrate")
    calibration = read_rows(Path(other), request.get("limit")) if other else []
    reward = load_reward_model(Path(request["model"]), notice)
    lease = None
    if reward.model.device.type == "cuda":
        lease = wait_for(TRAINING, on_waiting=notice, should_end=lambda: False)
    total = len(rows) + len(calibration)
    chosen = scored(reward, calibration, lambda n: send(progress(n, total)))
    found = scored(reward, rows, lambda n: send(progress(len(calibration) + n, total)))
    if lease is not None:
        lease.release()
    threshold, source = choose_threshold(chosen, request)
    return {
        "file": str(request["file"]),
        "base": reward.card["base"]["name"],
        "run_id": reward.card["run_id"],
        "step_form": "numbered lines",
        "rows": len(rows),
        "too_long": len(found.too_long),
        "too_long_ids": found.too_long[:NAMED_IDS],
        "longest_tokens": reward.longest,
        "threshold": threshold,
        "threshold_source": source,
        **measured(found, threshold),
    }


def progress(done: int, total: int) -> dict[str, Any]:
    """Return the message that says how many solutions are scored."""
    return {"type": "progress", "done": done, "total": total}


def scored(
    reward: RewardModel, rows: Sequence[BenchRow], on_progress: Callable[[int], None]
) -> Scored:
    """Score every row that fits the model's context."""
    if not rows:
        return Scored([], [], [])
    scores = score_solutions(reward, [row.solution for row in rows], TOKEN_BUDGET, on_progress)
    kept = [(row, s) for row, s in zip(rows, scores, strict=True) if s is not None]
    return Scored(
        [Location(s, row.label) for row, s in kept],
        [row.solution.problem for row, _ in kept],
        [row.id for row, s in zip(rows, scores, strict=True) if s is None],
    )


def choose_threshold(calibration: Scored, request: dict[str, Any]) -> tuple[float, str]:
    """Return the threshold and where it is from: stated, or best on the calibration file.

    Raises TrainingError where the calibration file cannot choose one.
    """
    if not request.get("calibrate"):
        stated = request.get("threshold")
        return (STATED_THRESHOLD if stated is None else float(stated)), "stated"
    found = best_threshold(calibration.locations)
    if found is None:
        raise TrainingError(
            sentence(
                "The calibration file needs solutions with and without an error that fit the "
                "model; choose another, or state a threshold."
            )
        )
    return found, sentence("best F1 on {name}", name=Path(request["calibrate"]).name)


def measured(found: Scored, threshold: float) -> dict[str, Any]:
    """Return both accuracies and F1 with their intervals, and F1 of the same scores shuffled.

    Intervals resample problems. Shuffling hands each step another step's score, which is what a
    model that knows nothing of the step would give at this threshold.
    """
    rows = found.locations
    names = ("accuracy_erroneous", "accuracy_correct", "f1")
    report: dict[str, Any] = {
        "scored": len(rows),
        "erroneous": sum(row.first_error != NO_ERROR for row in rows),
        "correct": sum(row.first_error == NO_ERROR for row in rows),
    }
    for place, name in enumerate(names):
        report[name] = asdict(
            bootstrap_share(
                found.problems,
                lambda r, at=place: location_accuracies([rows[i] for i in r], threshold)[at],  # type: ignore[misc]
                SEED,
            )
        )
    report["shuffled_f1"] = shuffled_f1(rows, threshold)
    return report


def shuffled_f1(rows: Sequence[Location], threshold: float) -> float | None:
    """Return the mean F1 when the steps' scores are dealt out anew among all steps."""
    rng, pool = random.Random(SEED), [score for row in rows for score in row.scores]
    found = []
    for _ in range(SHUFFLES):
        rng.shuffle(pool)
        dealt = iter(pool)
        again = [Location(tuple(next(dealt) for _ in row.scores), row.first_error) for row in rows]
        f1 = location_accuracies(again, threshold)[2]
        if f1 is not None:
            found.append(f1)
    return sum(found) / len(found) if found else None


def read_rows(path: Path, limit: int | None = None) -> list[BenchRow]:
    """Read ProcessBench's rows (JSON list or JSON lines): ``problem``, ``steps``, ``label``.

    With a limit, rows are taken evenly over the file, for its kinds may be sorted. Raises
    TrainingError naming the file, and the row that is none.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise TrainingError(sentence("{name} is larger than 256 MB; split it.", name=path.name))
        text = path.read_text(encoding="utf-8-sig")
        listed = text.lstrip().startswith("[")
        lines = [line for line in text.split("\n") if line.strip()]
        items = json.loads(text) if listed else [json.loads(line) for line in lines]
    except (OSError, ValueError, RecursionError) as error:
        raise TrainingError(
            sentence(
                "{name} cannot be read ({reason}); give a ProcessBench file (JSON).",
                name=path.name,
                reason=error,
            )
        ) from error
    rows = [_row(path.name, number, item) for number, item in enumerate(items, 1)]
    if not rows:
        raise TrainingError(
            sentence("{name} holds no solutions; give a ProcessBench file (JSON).", name=path.name)
        )
    if limit is None or limit >= len(rows):
        return rows
    return [rows[at * len(rows) // limit] for at in range(limit)]


def _row(name: str, number: int, item: Any) -> BenchRow:
    try:
        steps, label = item["steps"], item["label"]
        whole = isinstance(item["problem"], str) and all(isinstance(s, str) for s in steps)
        placed = isinstance(label, int) and NO_ERROR <= label < len(steps)
    except (KeyError, TypeError):
        whole = placed = False
    if not (whole and placed):
        raise TrainingError(
            sentence(
                "Row {number} of {name} is no ProcessBench row: it needs problem, steps and "
                "label (the first wrong step from 0, or -1); mend the row.",
                number=number,
                name=name,
            )
        )
    solution = Solution(item["problem"], tuple(steps))
    return BenchRow(str(item.get("id", number)), solution, label)


if __name__ == "__main__":
    if os.name == "posix":
        os.nice(10)
    raise SystemExit(main())
