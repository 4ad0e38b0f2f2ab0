"""Measures the time an expert spends on a step: only while he is there."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QEvent, QObject

AWAY_SECONDS = 60.0
_INPUTS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class StepClock(QObject):
    """Adds up time since the step was selected.

    Time counts from one input to the next, at most a minute of it: whoever reads longer without
    touching anything cannot be told from one who left. While the window is not the active one
    nothing counts. Watch a window's own handle: every input comes through it once, and nothing
    else is slowed by being watched.
    """

    def __init__(self, parent: QObject | None = None, now: Callable[[], float] = monotonic) -> None:
        super().__init__(parent)
        self._now = now
        self._spent = 0.0
        self._last: float | None = now()
        self._watched: QObject | None = None

    @property
    def seconds(self) -> float:
        """The seconds spent on the step so far."""
        return self._spent + self._since_last()

    def restart(self) -> None:
        """Another step is looked at."""
        self._spent = 0.0
        if self._last is not None:
            self._last = self._now()

    def touched(self) -> None:
        """The expert did something: he is there."""
        self._spent += self._since_last()
        self._last = self._now()

    def pause(self) -> None:
        """The expert turned to something else."""
        self._spent += self._since_last()
        self._last = None

    def watch(self, window: QObject) -> None:
        """Take input and activity from a window's handle from now on."""
        if window is not self._watched:
            self._watched = window
            window.installEventFilter(self)

    def _since_last(self) -> float:
        return 0.0 if self._last is None else min(AWAY_SECONDS, self._now() - self._last)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Listen; nothing is held back."""
        kind = event.type()
        if kind in _INPUTS or kind is QEvent.Type.FocusIn:
            self.touched()
        elif kind is QEvent.Type.FocusOut:
            self.pause()
        return False
