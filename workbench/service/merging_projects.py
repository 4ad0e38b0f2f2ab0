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
from workbench.domain.sentences import Sentence, joined, sentence
from workbench.exchange.source import nobody
from workbench.service.merging_projects_gathered import Gathered
from workbench.service.merging_projects_rows import ProjectMerge
from workbench.service.merging_projects_words import Conflict
from workbench.service.project import Project
from workbench.service.watch import Watch
from workbench.store.changes import Change
from workbench.store.other_project import other_project

_MOST_SHOWN = 50
COUNTED = {
    "problems": ("{number:,} problem", "{number:,} problems"),
    "threads": ("{number:,} thread", "{number:,} threads"),
    "turns": ("{number:,} turn", "{number:,} turns"),
    "responses": ("{number:,} response", "{number:,} responses"),
    "steps": ("{number:,} step", "{number:,} steps"),
    "marks": ("{number:,} mark", "{number:,} marks"),
    "opinions": ("{number:,} second opinion", "{number:,} second opinions"),
    "preferences": ("{number:,} preference", "{number:,} preferences"),
    "rankings": ("{number:,} ranking", "{number:,} rankings"),
    "judgements": ("{number:,} shown pair", "{number:,} shown pairs"),
    "comparisons": ("{number:,} comparison of models", "{number:,} comparisons of models"),
    "annotators": ("{number:,} annotator", "{number:,} annotators"),
    "guidelines": ("{number:,} guideline version", "{number:,} guideline versions"),
    "models": ("{number:,} model", "{number:,} models"),
    "passes": ("{number:,} blind pass", "{number:,} blind passes"),
    "gold": ("{number:,} gold response", "{number:,} gold responses"),
    "decisions": ("{number:,} decision", "{number:,} decisions"),
    "alternatives": ("{number:,} alternative", "{number:,} alternatives"),
    "consistency_checks": ("{number:,} consistency check", "{number:,} consistency checks"),
    "accepted_suggestions": ("{number:,} accepted suggestion", "{number:,} accepted suggestions"),
}
"""Of each table: one of its records, and many."""


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
        name = Path(self.path).name
        nothing = sentence("{name} holds nothing that is not here already.", name=name)
        head = self._came(name) if self.added else nothing
        same = (
            [sentence("The same in both: {counts}.", counts=_counted(self.equal))]
            if self.equal
            else []
        )
        listed = [
            sentence("Conflict: {conflict}", conflict=conflict.line())
            for conflict in self.conflicts[:most]
        ]
        more = len(self.conflicts) - most
        rest = [sentence("… and {count:,} more conflicts.", count=more)] if more > 0 else []
        return [head, *same, *listed, *rest]

    def _came(self, name: str) -> Sentence:
        if self.dry_run:
            return sentence(
                "From {name} would come: {counts}.", name=name, counts=_counted(self.added)
            )
        return sentence("From {name} came: {counts}.", name=name, counts=_counted(self.added))


def merge_project(
    project: Project, path: Path, *, dry_run: bool = False, watch: Watch | None = None
) -> MergeReport:
    """Bring another project's work into this one in one change, or only say what would come.

    ``watch`` is told how far it is, and may stop it. Raises KnownError, with nothing changed,
    where the other file is this one, is in use, damaged, altered, or written by a newer version.
    """
    path = path.expanduser().absolute()
    if path.exists() and path.samefile(project.path):
        raise KnownError(
            sentence(
                "{name} is this very project; choose the other annotator's file.", name=path.name
            )
        )
    with other_project(path) as other:
        try:
            told = partial(watch.told, "reading") if watch else nobody
            found = ProjectMerge(project.file.database, other, told).run()
        except (ValueError, TypeError) as error:
            raise KnownError(
                sentence(
                    "{name} holds a value that Stepmark does not know ({reason}); merge a "
                    "backup of it instead.",
                    name=path.name,
                    reason=error,
                )
            ) from error
    change = None
    if found.rows and not dry_run:
        change = _commit(project, path.name, found, watch)
    conflicts = tuple(found.conflicts)
    return MergeReport(str(path), dry_run, dict(found.added), dict(found.equal), conflicts, change)


def _commit(project: Project, name: str, found: Gathered, watch: Watch | None) -> Change:
    total = len(found.rows)

    def written(count: int) -> None:
        if watch is not None:
            watch.told("writing", count / total)

    return project.commit(
        sentence("merge {name}", name=name), found.topics(), found.rows, on_written=written
    )


def _counted(counts: dict[str, int]) -> Sentence:
    known = [(COUNTED[table], count) for table, count in counts.items() if count]
    return joined(Sentence(templates[count != 1], {"number": count}) for templates, count in known)
