"""A training run as it is looked at: how far it is, how it ended, its samples before and after."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.domain.intervals import bounded_results
from workbench.domain.records import Problem
from workbench.domain.sentences import sentence
from workbench.domain.steps import split_response, step_body
from workbench.domain.training_views import Sample, SamplePair, ScoredStep
from workbench.jobs.run_folder import RunFolder, read_json

BEFORE, AFTER = "before", "after"
LONGEST_SAMPLES = 4_000_000
"""Bytes of a samples file that are read; the trainer writes some kilobytes."""


@dataclass(slots=True)
class MetricsReader:
    """Reads what is new in a run's metrics, and begins anew where a resumed run rewrote them."""

    offsets: dict[str, int] = field(default_factory=dict)

    def read(self, run_id: str, folder: RunFolder, *, everything: bool) -> list[dict[str, Any]]:
        """Return the records since the last call, or all of them."""
        start = 0 if everything else self.offsets.get(run_id, 0)
        if not _ends_a_line(folder.metrics, start):
            start = 0
        try:
            metrics, end = folder.read_metrics(start)
        except json.JSONDecodeError:
            metrics, end = folder.read_metrics(0)
        self.offsets[run_id] = end
        return metrics


def samples_of(folder: RunFolder, problem: Callable[[str], Problem | None]) -> list[SamplePair]:
    """Return the sample responses of a run, those that changed in being right first.

    ``problem`` returns a problem by its id, or None where it is gone, for runs whose samples lack
    it. A line that is cut short is left out.
    """
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for record in _records(folder.samples):
        found.setdefault(str(record["problem_id"]), {})[str(record["when"])] = record
    pairs = [_pair(problem_id, sides, problem) for problem_id, sides in found.items()]
    return sorted(pairs, key=lambda pair: not pair.telling)


def newest_checkpoint_name(folder: RunFolder) -> str:
    """Return what the newest checkpoint holds, in words; empty where there is none."""
    names = sorted(path.name for path in folder.checkpoints.glob("*") if path.suffix == "")
    updates = [name for name in names if name.startswith("update-")]
    if updates:
        return sentence(
            "the checkpoint of update {update}", update=int(updates[-1].removeprefix("update-"))
        )
    return sentence("the trained reward model") if "reward" in names else ""


def results_of(folder: RunFolder) -> dict[str, Any]:
    """Return the before/after table of a finished run; empty before that."""
    return bounded_results(read_json(folder.path / "results.json") or {})


def _ends_a_line(path: Path, offset: int) -> bool:
    """Whether a line of the file ends right before the offset, as where reading stopped."""
    if not offset:
        return True
    try:
        with path.open("rb") as handle:
            handle.seek(offset - 1)
            return handle.read(1) == b"\n"
    except FileNotFoundError:
        return False


def _records(path: Path) -> list[dict[str, Any]]:
    try:
        with path.open("rb") as handle:
            lines = handle.read(LONGEST_SAMPLES).split(b"\n")
    except FileNotFoundError:
        return []
    records = []
    for line in lines:
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if isinstance(record, dict) and {"when", "problem_id", "text"} <= set(record):
            records.append(record)
    return records


def _sample(record: Mapping[str, Any]) -> Sample:
    text = str(record["text"])
    split = split_response(text)
    scores = list(record.get("step_scores", ()))
    steps = tuple(
        ScoredStep(step_body(text[step.start : step.end]), scores[at] if at < len(scores) else None)
        for at, step in enumerate(split.steps)
    )
    answer = text[split.answer.start : split.answer.end].strip() if split.answer else ""
    return Sample(steps, answer, bool(record.get("agrees")))


def _pair(
    problem_id: str,
    sides: Mapping[str, Mapping[str, Any]],
    problem: Callable[[str], Problem | None],
) -> SamplePair:
    said = next(iter(sides.values()))
    statement, reference = said.get("statement"), said.get("reference")
    if statement is None:
        known = problem(problem_id)
        statement = (
            known.statement if known else sentence("This problem is no longer in the project.")
        )
        reference = known.reference_answer if known else ""
    before, after = (sides.get(when) for when in (BEFORE, AFTER))
    return SamplePair(
        problem_id,
        str(statement),
        str(reference or ""),
        _sample(before) if before else None,
        _sample(after) if after else None,
    )
