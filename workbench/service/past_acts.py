"""The acts of all sessions as undo needs them: read from the log when someone goes back to them."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.domain.errors import KnownError
from workbench.domain.records import Annotator
from workbench.domain.sentences import sentence
from workbench.service.opinions import is_blind
from workbench.service.project import Project
from workbench.service.thread_views import queue_row_of
from workbench.service.views import QueueRow
from workbench.store import queue, records
from workbench.store.acts import Act, ActLog
from workbench.store.changes import Change

PASSED_BY = ("models", "runs", "annotators", "comparisons")
"""Topics of what earlier sessions did and undo leaves alone: it is no work on a problem."""


class PastActs:
    """What was done before this session began, and the rows of any act."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._log = ActLog(project.file.database, passes_by)

    @property
    def annotator_id(self) -> str:
        """Whose acts are being done now."""
        return self._project.annotator.id

    def whose(self, act: Act) -> str:
        """Return the name of another annotator who did an act, the empty text for the own ones."""
        if act.annotator_id == self.annotator_id:
            return ""
        found = records.get(self._project.file.database, Annotator, act.annotator_id)
        return found.name if found else sentence("another annotator")

    def is_hidden(self, act: Act) -> bool:
        """Return whether an act would tell what another said of a problem that is marked blind."""
        if act.annotator_id == self.annotator_id:
            return False
        database = self._project.file.database
        return any(is_blind(database, one, self.annotator_id) for one in _problems_of(act))

    def older(self, count: int) -> list[Act]:
        """Return the next ``count`` standing acts of earlier sessions, newest first."""
        return self._log.older(count)

    def undone(self) -> list[Act]:
        """Return what an earlier session undid last and can be done again, the next first."""
        return self._log.undone()

    def change(self, act: Act) -> Change:
        """Return an act with its rows. Raises KnownError where the log has lost it."""
        found = self._project.change(act.id)
        if found is None:
            raise KnownError(
                sentence("That act is missing from the history; restore a backup to see it.")
            )
        return found

    def problem_of(self, act: Act) -> str | None:
        """Return the problem that an act was about, or None."""
        return next(iter(_problems_of(act)), None)

    def problems(self, problem_ids: Iterable[str]) -> dict[str, QueueRow]:
        """Return the queue's lines of some problems, by id; those that are gone are left out."""
        rows = queue.rows_by_id(self._project.file.database, sorted(set(problem_ids)))
        return {row["problem_id"]: queue_row_of(row) for row in rows}


def _problems_of(act: Act) -> list[str]:
    return [t.partition(":")[2] for t in act.topics if t.startswith("problems:")]


def passes_by(topics: frozenset[str]) -> bool:
    """Return whether undo leaves acts of these topics alone after a restart."""
    return any(topic.partition(":")[0] in PASSED_BY for topic in topics)
