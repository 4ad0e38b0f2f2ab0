"""The queue as it is worked through: which problems, in which order, how fast marks are made."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import datetime

from workbench.service import opinions
from workbench.service.project import Project
from workbench.service.thread_views import queue_row_of
from workbench.service.views import Pace, QueueRow, QueueWish
from workbench.store import queue


class Queueing:
    """Lists problems by number; a number is small and stays with its problem."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._database = project.file.database
        self._orders = queue.Orders(self._database)

    def numbers(self, wish: QueueWish) -> array[int]:
        """Return the numbers of all problems that are wished for, in order."""
        wanted = queue.Wanted(
            search=wish.search,
            status=wish.status.value if wish.status else None,
            split=wish.split.value if wish.split else None,
            topic=wish.topic,
            flag=wish.flag.value if wish.flag else None,
            order=wish.order.value,
            among=wish.among,
        )
        return self._orders.numbers(wanted)

    def rows(self, numbers: Sequence[int]) -> list[QueueRow | None]:
        """Return the lines of some numbers in their order; None stands for one that is gone."""
        found = queue.rows_of(self._database, numbers)
        rows = [queue_row_of(row) for _, row in found]
        shown = opinions.blinded(self._database, self._project.annotator.id, rows)
        by_number = dict(zip((number for number, _ in found), shown, strict=True))
        return [by_number.get(number) for number in numbers]

    def number_of(self, problem_id: str) -> int | None:
        """Return the number of a problem, or None where it is gone."""
        return queue.number_of(self._database, problem_id)

    def topics(self, most: int) -> list[tuple[str, int]]:
        """Return the topics of most problems with how many each has, by name."""
        return queue.topics(self._database, most)

    def pace(self) -> Pace:
        """Return what this annotator marked today, and how fast: marks an hour of looking."""
        today = datetime.now().astimezone().date().isoformat()
        marks, timed, seconds = queue.marked_on(self._database, today, self._project.annotator.id)
        return Pace(marks, timed / (seconds / 3600) if seconds else None)
