"""Runs the sheet of acts: jumps to where one was made, turns many of them a few at a time."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from workbench.store.changes import Change
from workbench.ui.desk import Desk
from workbench.ui.past.model import Line, PastModel
from workbench.ui.past.panel import PastSheet

SLICE_SECONDS = 0.03


class PastPresenter(QObject):
    """The sheet's presenter.

    Signals:
        place_wanted(problem_id, step_id): where an act was made is to be shown; the step may be
            empty.
    """

    place_wanted = Signal(str, str)

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._line: Line | None = None
        self._done = 0
        self._last: Change | None = None
        self._topics: set[str] = set()
        model = PastModel(desk.history, desk.past, self)
        self.sheet = PastSheet(model, window)
        self.sheet.place_wanted.connect(self._on_place_wanted)
        self.sheet.turn_wanted.connect(self._on_turn_wanted)
        self.sheet.stopped.connect(self._end)
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._turn_some)
        desk.history.changed.connect(self._on_changed)
        desk.history.settled.connect(self._on_settled)

    def open(self) -> None:
        """Show what was done."""
        if not self._timer.isActive():
            self.sheet.open()

    def close(self) -> None:
        """Turn no more acts; the window is going."""
        self._timer.stop()

    def _on_changed(self) -> None:
        if self.sheet.isVisible() and self._line is None:
            self.sheet.show_acts()

    def _on_place_wanted(self, line: Line) -> None:
        steps = [t.partition(":")[2] for t in line.act.topics if t.startswith("marks:")]
        self.place_wanted.emit(line.problem_id, steps[0] if steps else "")

    def _on_turn_wanted(self, line: Line) -> None:
        self._line, self._done, self._last = line, 0, None
        self._topics.clear()
        self._timer.start()
        self._turn_some()

    def _turn_some(self) -> None:
        """Turn acts for a moment: the window stays alive however many they are."""
        line, history = self._line, self._desk.history
        until = monotonic() + SLICE_SECONDS
        while line is not None and self._done < line.reach and monotonic() < until:
            change = history.do_again() if line.undone else history.take_back()
            if change is None and history.is_busy:
                self._timer.stop()  # until that act is turned beside the window
                return
            if change is None:
                self._end()
                return
            self._last = change
            self._topics |= change.topics
            self._done += 1
        if line is None or self._done >= line.reach:
            self._end()
        else:
            self.sheet.show_progress(self._done, line.reach)

    def _on_settled(self, change: Change | None) -> None:
        """Go on behind an act that was turned beside the window, and told."""
        if self._line is None:
            return
        self._done += 1
        if change is None:
            self._end()
        else:
            self._timer.start()

    def _end(self) -> None:
        """Tell everyone once of all that was turned, and show the last place."""
        self._timer.stop()
        self._line = None
        last, self._last = self._last, None
        if last is not None:
            self._desk.bus.announce(self._topics - last.topics, None)
            self._desk.history.reverted.emit(last)
        self.sheet.show_acts()
        self.sheet.take_keys()
