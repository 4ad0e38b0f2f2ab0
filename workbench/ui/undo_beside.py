"""Turns acts of very many rows beside the window's thread, under a dialog that can stop it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from workbench.domain.errors import KnownError
from workbench.service.watch import Stopped, Watch
from workbench.store.changes import Change
from workbench.store.pieces import LONG
from workbench.ui.data.work import LongWork
from workbench.ui.desk import Desk
from workbench.ui.languages import shown
from workbench.ui.plain_label import shortened

LONGEST_LABEL = 80


class BesideWindow(QObject):
    """What undo asks for acts that would halt the window, such as a large import.

    A tenth of a second is as long as the window may halt; turning ``LONG`` rows takes about that.
    """

    def __init__(self, desk: Desk, owner: QWidget) -> None:
        super().__init__(owner)
        self._desk = desk
        self._focused: QWidget | None = None
        self.work = LongWork(owner, desk)

    def takes(self, change: Change) -> bool:
        """Return whether a change is too long for the window's thread."""
        return len(change.rows) > LONG

    def start(
        self,
        change: Change,
        on_done: Callable[[Change], None],
        on_failed: Callable[[KnownError], None],
        on_stopped: Callable[[], None],
    ) -> None:
        """Take a change back; then call back in the window's thread with what came of it."""
        self._focused = QApplication.focusWidget()

        def done(opposite: Change) -> None:
            self._focus_again()
            on_done(opposite)

        def failed(error: KnownError) -> None:
            self._focus_again()
            if isinstance(error, Stopped):
                on_stopped()
            else:
                on_failed(error)

        work = partial(self._reverted, change)
        title = self.tr("Turning back: {act}").format(act=_one_line(shown(change.label)))
        self.work.run(title, work, done, failed)

    def _reverted(self, change: Change, watch: Watch) -> Change:
        total = len(change.rows)
        return self._desk.project.revert(change, lambda at: watch.told("", at / total))

    def _focus_again(self) -> None:
        """Give the keys back to where they were: what was disabled lost them."""
        if self._focused is not None and self._focused.isVisible():
            self._focused.setFocus()
        self._focused = None


def _one_line(text: str) -> str:
    return " ".join(shortened(text, LONGEST_LABEL).split())
