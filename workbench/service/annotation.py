"""The one door to annotating: every verb is one committed change, returned to be undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.domain.records import Step
from workbench.service import opinions
from workbench.service.alternatives import AlternativeActs
from workbench.service.consistency import ConsistencyActs
from workbench.service.thread_acts import ThreadActs
from workbench.service.thread_views import queue_row_of
from workbench.service.views import (
    QueueCounts,
    QueueRow,
    QueueStatus,
    ResponseView,
    StepView,
    TurnPlan,
)
from workbench.store import queue, records
from workbench.store.changes import Change

__all__ = ["Annotation", "Place", "TurnPlan"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a change can be seen: a problem and, if it is about one, a step."""

    problem_id: str
    step_id: str | None


class Annotation(AlternativeActs, ConsistencyActs, ThreadActs):
    """Marks, rewrites and turns of a project's problems, and the queue that leads to them."""

    def queue(
        self,
        search: str = "",
        status: QueueStatus | None = None,
        order: str = "imported",
        limit: int = 1000,
        offset: int = 0,
        among: Sequence[str] | None = None,
    ) -> list[QueueRow]:
        """Return lines of the queue; orders are ``imported``, ``informative``, ``hardest``.

        ``among`` names the only problems that are wanted; None is all of them.
        """
        wanted = status.value if status else None
        rows = queue.find(self._database, search, wanted, order, limit, offset, among)
        return self._blinded([queue_row_of(row) for row in rows])

    def queue_row(self, problem_id: str) -> QueueRow | None:
        """Return one problem's line, or None."""
        row = self._database.row("SELECT * FROM queue WHERE problem_id = ?", (problem_id,))
        return self._blinded([queue_row_of(row)])[0] if row else None

    def _blinded(self, rows: list[QueueRow]) -> list[QueueRow]:
        return opinions.blinded(self._database, self._project.annotator.id, rows)

    def queue_counts(self) -> QueueCounts:
        """Return how many problems stand where."""
        found = queue.counts(self._database)
        by_status = {status: found.get(status.value, 0) for status in QueueStatus}
        return QueueCounts(
            sum(by_status.values()),
            by_status[QueueStatus.UNMARKED],
            by_status[QueueStatus.REFINING],
            by_status[QueueStatus.ACCEPTED],
            by_status[QueueStatus.SET_ASIDE],
            found["marked"],
        )

    def next_unmarked_step(
        self, response: ResponseView, after: str | None = None
    ) -> StepView | None:
        """Return the next step without a verdict behind ``after``, from the top again at the end.

        Steps behind the first error wait for no mark.
        """
        at = next((i for i, s in enumerate(response.steps, 1) if s.step.id == after), 0)
        waiting = (*response.steps[at:], *response.steps[:at])
        return next((s for s in waiting if s.verdict is None and not s.after_first_error), None)

    def place_of(self, change: Change) -> Place | None:
        """Return where a change can be seen now, or None where it is about no problem."""
        topics = dict(topic.split(":", 1) for topic in change.topics if ":" in topic)
        problem_id = topics.get("problems")
        if problem_id is None:
            return None
        step_id = topics.get("marks")
        known = step_id and records.get(self._database, Step, step_id) is not None
        return Place(problem_id, step_id if known else None)
