"""Brings another annotator's project into this one, by the ids that both share.

Ids of imported problems and solutions are made from their content, and a copied project keeps its
ids, so that the same step is the same row in both. What only the other one holds is added; what is
equal stays one; what differs is listed with what was done about it. Nothing is dropped silently and
the other file is only read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from workbench.domain.errors import KnownError
from workbench.service.merging_projects_rows import ProjectMerge
from workbench.service.merging_projects_words import Conflict
from workbench.service.project import Project
from workbench.service.watch import Watch
from workbench.store.changes import Change
from workbench.store.other_project import other_project

_MOST_SHOWN = 50
_NOUNS = {
    "problems": "problem",
    "threads": "thread",
    "turns": "turn",
    "responses": "response",
    "steps": "step",
    "marks": "mark",
    "opinions": "second opinion",
    "preferences": "preference",
    "rankings": "ranking",
    "judgements": "shown pair",
    "comparisons": "comparison of models",
    "annotators": "annotator",
    "guidelines": "guideline version",
    "models": "model",
    "passes": "blind pass",
    "gold": "gold response",
    "decisions": "decision",
    "alternatives": "alternative",
    "consistency_checks": "consistency check",
    "accepted_suggestions": "accepted suggestion",
}


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What a merge did, or with ``dry_run`` would do.

    ``added`` and ``equal`` count records by table; every conflict says how it was resolved.
    ``change`` takes the merge back; it is None where there was nothing to add.
    """

    path: str
    dry_run: bool
    added: dict[str, int]
    equal: dict[str, int]
    conflicts: tuple[Conflict, ...]
    change: Change | None = field(default=None, repr=False, compare=False)

    @property
    def is_new(self) -> bool:
        """Whether the other project holds anything that this one lacks."""
        return bool(self.added) or any(conflict.changes for conflict in self.conflicts)

    def plain(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return {
            "path": self.path,
            "dry_run": self.dry_run,
            "added": self.added,
            "equal": self.equal,
            "conflicts": [conflict.plain() for conflict in self.conflicts],
        }

    def lines(self, most: int = _MOST_SHOWN) -> list[str]:
        """Return the report for people, the summary first, then at most so many conflicts."""
        verb = "would come" if self.dry_run else "came"
        name = Path(self.path).name
        head = (
            f"From {name} {verb}: {_counted(self.added)}."
            if self.added
            else (f"{name} holds nothing that is not here already.")
        )
        same = [f"The same in both: {_counted(self.equal)}."] if self.equal else []
        listed = [f"Conflict: {conflict.line()}" for conflict in self.conflicts[:most]]
        more = len(self.conflicts) - most
        return [head, *same, *listed, *([f"… and {more:,} more conflicts."] if more > 0 else [])]


def merge_project(
    project: Project, path: Path, *, dry_run: bool = False, watch: Watch | None = None
) -> MergeReport:
    """Bring another project's work into this one in one change, or only say what would come.

    ``watch`` is told how far it is, and may stop it. Raises KnownError, with nothing changed,
    where the other file is this one, is in use, damaged, altered, or written by a newer version.
    """
    path = path.expanduser().absolute()
    if path.exists() and path.samefile(project.path):
        raise KnownError(f"{path.name} is this very project; choose the other annotator's file.")
    with other_project(path) as other:
        try:
            told = partial(watch.told, "reading") if watch else _nobody
            merge = ProjectMerge(project.file.database, other, told)
            merge.run()
        except (ValueError, TypeError) as error:
            raise KnownError(
                f"{path.name} holds a value that Stepmark does not know ({error}); merge a backup"
                " of it instead."
            ) from error
    change = None
    if merge.rows and not dry_run:
        change = _commit(project, path.name, merge, watch)
    conflicts = tuple(merge.conflicts)
    return MergeReport(str(path), dry_run, dict(merge.added), dict(merge.equal), conflicts, change)


def _commit(project: Project, name: str, merge: ProjectMerge, watch: Watch | None) -> Change:
    total = len(merge.rows)

    def written(count: int) -> None:
        if watch is not None:
            watch.told("writing", count / total)

    return project.commit(f"merge {name}", merge.topics(), merge.rows, on_written=written)


def _nobody(_share: float) -> None:
    """Listen to nothing."""


def _counted(counts: dict[str, int]) -> str:
    named = [(_NOUNS.get(table, table), count) for table, count in counts.items() if count]
    return ", ".join(f"{count:,} {_plural(noun, count)}" for noun, count in named)


def _plural(noun: str, count: int) -> str:
    if count == 1:
        return noun
    if noun == "comparison of models":
        return "comparisons of models"
    return noun + ("es" if noun.endswith("s") else "s")
