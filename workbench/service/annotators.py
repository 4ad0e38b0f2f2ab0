"""Whose marks there are in a project, and who is working now."""

from __future__ import annotations

from dataclasses import dataclass, replace

from workbench.domain.errors import KnownError
from workbench.domain.records import Annotator, new_id, now
from workbench.domain.sentences import sentence
from workbench.service.project import Project
from workbench.store import opinions, reading, records
from workbench.store.changes import Change, added, replaced

LONGEST_NAME = 80
_COUNTS = {
    "marks": "SELECT annotator_id AS id, count(verdict) AS n FROM marks GROUP BY annotator_id",
    "opinions": "SELECT annotator_id AS id, count(verdict) AS n FROM opinions"
    " WHERE state = 'standing' GROUP BY annotator_id",
    "waiting": "SELECT annotator_id AS id, count(*) AS n FROM passes WHERE state = 'open'"
    " GROUP BY annotator_id",
}


@dataclass(frozen=True, slots=True)
class AnnotatorLine:
    """One annotator: marks that count, marks beside another's, and blind passes still open."""

    id: str
    name: str
    marks: int
    opinions: int
    waiting: int
    working: bool


class Annotators:
    """The people of a project."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._database = project.file.database

    def lines(self) -> list[AnnotatorLine]:
        """Return everyone whose marks are in the project, or could be, oldest first."""
        counts = {
            name: {row["id"]: row["n"] for row in self._database.rows(sql)}
            for name, sql in _COUNTS.items()
        }
        present = self._project.annotator.id
        return [
            AnnotatorLine(
                one.id,
                one.name,
                **{name: found.get(one.id, 0) for name, found in counts.items()},
                working=one.id == present,
            )
            for one in reading.annotators(self._database)
        ]

    def several(self) -> bool:
        """Return whether more than one has a name here."""
        return len(reading.annotators(self._database)) > 1

    def waiting(self) -> int:
        """Return how many responses whoever works now has to mark blind."""
        return len(opinions.open_passes(self._database, self._project.annotator.id))

    def work_as(self, name: str | None) -> None:
        """Let the annotator of a name or id work from now on; no name changes nothing."""
        if name:
            self.use(self.named(name).id)

    def add(self, name: str) -> Change:
        """Add an annotator. Raises KnownError where the name is empty, too long or taken."""
        annotator = Annotator(new_id(), self._free(name), now())
        label = sentence("add annotator {name}", name=annotator.name)
        return self._project.commit(label, [f"annotators:{annotator.id}"], [added(annotator)])

    def rename(self, annotator_id: str, name: str) -> Change:
        """Call an annotator by another name; the marks stay theirs."""
        before = self._known(annotator_id)
        after = replace(before, name=self._free(name, but=annotator_id))
        label = sentence("rename annotator to {name}", name=after.name)
        rows = [replaced(before, after)]
        change = self._project.commit(label, [f"annotators:{annotator_id}"], rows)
        if annotator_id == self._project.annotator.id:
            self._project.use_annotator(annotator_id)
        return change

    def use(self, annotator_id: str) -> Annotator:
        """Let an annotator work from now on; this is a setting, not an act that undo takes back."""
        self._project.use_annotator(self._known(annotator_id).id)
        return self._project.annotator

    def named(self, name_or_id: str) -> Annotator:
        """Return the annotator of a name or id. Raises KnownError where there is none."""
        everyone = reading.annotators(self._database)
        wanted = name_or_id.strip().casefold()
        found = [one for one in everyone if name_or_id == one.id or one.name.casefold() == wanted]
        if len(found) == 1:
            return found[0]
        names = ", ".join(one.name for one in everyone)
        if found:
            ids = ", ".join(one.id for one in found)
            raise KnownError(
                sentence(
                    "Several annotators are called {name_or_id}; use an id: {ids}.",
                    name_or_id=name_or_id,
                    ids=ids,
                )
            )
        raise KnownError(
            sentence(
                "Nobody here is called {name_or_id}; choose one of: {names}.",
                name_or_id=name_or_id,
                names=names,
            )
        )

    def _known(self, annotator_id: str) -> Annotator:
        found = records.get(self._database, Annotator, annotator_id)
        if found is None:
            raise KnownError(
                sentence("That annotator is no longer in the project; choose another.")
            )
        return found

    def _free(self, name: str, but: str = "") -> str:
        name = " ".join(name.split())
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise KnownError(
                sentence(
                    "A name has 1 to {longest} printable characters; type another.",
                    longest=LONGEST_NAME,
                )
            )
        for one in reading.annotators(self._database):
            if one.id != but and one.name.casefold() == name.casefold():
                raise KnownError(
                    sentence("{name} is here already; choose that name in the list.", name=one.name)
                )
        return name
