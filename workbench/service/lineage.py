"""What came of what: each trained adapter under the model it was trained on, with its numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from workbench.domain.model_facts import Trained
from workbench.domain.records import ModelRecord, Run
from workbench.jobs.run_folder import RunFolder
from workbench.service.run_views import results_of

ACCURACY = "accuracy"


def trained_by(record: ModelRecord, runs: Iterable[Run]) -> Trained | None:
    """Return what the run that made a model measured; None for a model that no run here made."""
    for run in runs:
        if run.id == record.run_id or run.result_model_id == record.id:
            results = results_of(RunFolder(Path(run.folder)))
            return _trained(run.created_at, results)
    return None


def tree(parents: Mapping[str, str], order: Sequence[str]) -> list[tuple[str, int]]:
    """Return every key of ``order`` once with its depth, children right after their parent.

    ``parents`` names the parent of a key; a parent that is not in ``order`` makes a root, and so
    does a circle (two records that name each other are still shown).
    """
    known, shown = set(order), set[str]()
    children: dict[str, list[str]] = {}
    for key in order:
        children.setdefault(_parent(key, parents, known), []).append(key)
    found: list[tuple[str, int]] = []

    def visit(key: str, depth: int) -> None:
        if key in shown:
            return
        shown.add(key)
        found.append((key, depth))
        for child in children.get(key, ()):
            visit(child, depth + 1)

    for key in (*children.get("", ()), *order):
        visit(key, 0)
    return found


def _parent(key: str, parents: Mapping[str, str], known: set[str]) -> str:
    parent = parents.get(key, "")
    return parent if parent in known and parent != key else ""


def _trained(at: str, results: Mapping[str, Any]) -> Trained:
    try:
        low, high = results[f"{ACCURACY}_change_interval"]
        return Trained(
            at=at,
            problems=int(results["before"]["problems"]),
            before=float(results["before"][ACCURACY]),
            after=float(results["after"][ACCURACY]),
            low=float(low),
            high=float(high),
        )
    except (KeyError, TypeError, ValueError):  # A run without held-out problems has no such table.
        return Trained(at)
