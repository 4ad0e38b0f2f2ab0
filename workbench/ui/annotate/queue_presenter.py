"""Keeps the queue true: asks for rows, updates the one worked on, steps to the next problem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.service.views import QueueWish
from workbench.ui.annotate.model import QueueModel
from workbench.ui.annotate.queue_panel import QueuePanel
from workbench.ui.desk import Desk

PROGRESS_DELAY_MS = 400
MOST_TOPICS = 60


class QueuePresenter(QObject):
    """The queue's presenter.

    Signals:
        problem_opened(problem_id): another problem is to be shown.
    """

    problem_opened = Signal(str)

    def __init__(self, desk: Desk, panel: QueuePanel, model: QueueModel) -> None:
        super().__init__(panel)
        self._desk = desk
        self._panel = panel
        self._model = model
        self._at = 0
        self.wish = QueueWish()
        self.current: str | None = None
        # Counting a hundred thousand problems takes 5 ms: it waits until the keys rest, or a slow
        # machine would count between any two of them.
        self._counting = QTimer(self, singleShot=True, interval=PROGRESS_DELAY_MS)
        self._counting.timeout.connect(self._show_progress)
        panel.filters.set_topics(lambda: desk.queueing.topics(MOST_TOPICS))
        panel.asked.connect(self._on_asked)
        panel.problem_chosen.connect(self._on_problem_chosen)
        panel.only_cleared.connect(self.show_all)
        desk.bus.changed.connect(self._on_changed)

    def start(self) -> str | None:
        """Ask for the first rows; return the first problem, or None in an empty project."""
        self._ask()
        return self._model.problem_at(0)

    def open(self, problem_id: str) -> None:
        """Open a problem, wherever it stands in the queue."""
        self._remember(problem_id)
        self._panel.select(problem_id)
        self.problem_opened.emit(problem_id)

    def step(self, by: int) -> None:
        """Open the next (1) or previous (-1) problem.

        From a problem that is not listed the way goes on from where the last listed one stood.
        """
        at = self._model.row_of(self.current) if self.current else None
        if at is None:
            at = min(self._at, self._model.rowCount()) - (1 if by > 0 else 0)
        wanted = self._model.problem_at(at + by)
        if wanted is not None:
            self.open(wanted)

    def following(self, count: int) -> list[str]:
        """Return the problems that come after the open one, at most ``count``."""
        at = self._model.row_of(self.current) if self.current else None
        start = self._at if at is None else at + 1
        found = (self._model.problem_at(place) for place in range(start, start + count))
        return [problem_id for problem_id in found if problem_id is not None]

    def show_wish(self, wish: QueueWish) -> None:
        """List what is wished for, as if the user had chosen it."""
        self._panel.show_wish(wish)
        self._on_asked(wish)

    def show_only(self, name: str, problem_ids: Sequence[str]) -> None:
        """Show only some problems, under a name that says why, and open the first of them."""
        self.wish = QueueWish(among=tuple(problem_ids), order=self.wish.order)
        self._panel.show_wish(self.wish)
        self._panel.show_only(name)
        first = self.start()
        if first is not None:
            self.open(first)

    def show_all(self) -> None:
        """Show all problems again."""
        self.wish = replace(self.wish, among=None)
        self._panel.show_only("")
        self._ask()

    def refresh_row(self, problem_id: str) -> None:
        """Show the new state of one problem, and soon of the counts."""
        row = self._desk.annotation.queue_row(problem_id)
        if row is not None:
            self._model.update_row(row)
        self._counting.start()

    def set_activity(self, problem_id: str, activity: str) -> None:
        """Say what is going on with a problem."""
        self._model.set_activity(problem_id, activity)

    def _remember(self, problem_id: str) -> None:
        self.current = problem_id
        at = self._model.row_of(problem_id)
        self._at = self._at if at is None else at

    def _ask(self) -> None:
        if self._desk.closed:  # a search typed just before the window went
            return
        queueing = self._desk.queueing
        self._model.ask(queueing.numbers(self.wish), queueing.rows, queueing.number_of)
        if self._model.rowCount():
            self._panel.show_list()
            self._counting.start()
        else:
            self._show_progress()
        self._at = 0
        if self.current is not None:
            self._remember(self.current)
            self._panel.select(self.current)

    def _show_progress(self) -> None:
        if self._desk.is_held:
            self._counting.start()
        elif not self._desk.closed:
            self._panel.show_progress(
                self._desk.annotation.queue_counts(), self._desk.queueing.pace()
            )

    def _on_asked(self, wish: QueueWish) -> None:
        self.wish = replace(wish, among=self.wish.among)
        self._ask()

    def _on_problem_chosen(self, problem_id: str) -> None:
        if problem_id != self.current:
            self._remember(problem_id)
            self.problem_opened.emit(problem_id)

    def _on_changed(self, topics: frozenset[str], author: object) -> None:
        if "problems" in topics:
            self._ask()
            return
        for topic in topics:
            kind, _, problem_id = topic.partition(":")
            if kind == "problems":
                self.refresh_row(problem_id)
