"""Keeps the queue true: asks for rows, updates the one worked on, steps to the next problem."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from workbench.service.views import QueueStatus
from workbench.ui.annotate.model import QueueModel
from workbench.ui.annotate.queue_panel import QueuePanel
from workbench.ui.desk import Desk


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
        self._search = ""
        self._status: QueueStatus | None = None
        self._order = "imported"
        self._only: tuple[str, ...] | None = None
        self.current: str | None = None
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
        self.current = problem_id
        self._panel.select(problem_id)
        self.problem_opened.emit(problem_id)

    def step(self, by: int) -> None:
        """Open the next (1) or previous (-1) problem."""
        at = self._model.row_of(self.current) if self.current else None
        wanted = self._model.problem_at(0 if at is None else at + by)
        if wanted is not None:
            self.open(wanted)

    def show_only(self, name: str, problem_ids: Sequence[str]) -> None:
        """Show only some problems, under a name that says why, and open the first of them."""
        self._only = tuple(problem_ids)
        self._panel.show_only(name)
        first = self.start()
        if first is not None:
            self.open(first)

    def show_all(self) -> None:
        """Show all problems again."""
        self._only = None
        self._panel.show_only("")
        self._ask()

    def refresh_row(self, problem_id: str) -> None:
        """Show the new state of one problem and of the counts."""
        row = self._desk.annotation.queue_row(problem_id)
        if row is not None:
            self._model.update_row(row)
        self._panel.show_counts(self._desk.annotation.queue_counts())

    def set_activity(self, problem_id: str, activity: str) -> None:
        """Say what is going on with a problem."""
        self._model.set_activity(problem_id, activity)

    def _ask(self) -> None:
        search, status, order = self._search, self._status, self._order
        only = self._only
        self._model.ask(
            lambda offset, limit: self._desk.annotation.queue(
                search=search,
                status=status,
                order=order,
                limit=limit,
                offset=offset,
                among=only,
            )
        )
        self._panel.show_counts(self._desk.annotation.queue_counts())
        if self.current is not None:
            self._panel.select(self.current)

    def _on_asked(self, search: str, status: QueueStatus | None, order: str) -> None:
        self._search, self._status, self._order = search, status, order
        self._ask()

    def _on_problem_chosen(self, problem_id: str) -> None:
        if problem_id != self.current:
            self.current = problem_id
            self.problem_opened.emit(problem_id)

    def _on_changed(self, topics: frozenset[str], author: object) -> None:
        if "problems" in topics:
            self._ask()
            return
        for topic in topics:
            kind, _, problem_id = topic.partition(":")
            if kind == "problems":
                self.refresh_row(problem_id)
