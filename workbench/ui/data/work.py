"""Runs an import or an export beside the window's thread, under a dialog that can stop it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from workbench.domain.errors import KnownError
from workbench.service.watch import Watch
from workbench.ui.data.working import WorkingDialog
from workbench.ui.desk import Desk
from workbench.ui.jobs.background import Background

SHOWN_AFTER_MS = 300
LAST_WAIT = 10.0
"""Seconds that closing waits for work which was told to stop, and which looks often."""


class LongWork(QObject):
    """One piece of work at a time; its dialog comes up where it takes longer than a moment."""

    def __init__(self, owner: QWidget, desk: Desk) -> None:
        super().__init__(owner)
        self._desk = desk
        self._owner = owner
        self._background = Background(self)
        self.dialog: WorkingDialog | None = None
        self._stop: Callable[[], None] | None = None
        self._ended = Event()
        self._far = ("", 0.0)
        self._closing = False

    def close(self) -> None:
        """Stop what is under way and let it end, before the project is closed under it."""
        self._closing = True
        if self._stop is not None:
            self._stop()
            self._ended.wait(LAST_WAIT)
            self._desk.is_held = False

    def run(
        self,
        title: str,
        work: Callable[[Watch], Any],
        on_done: Callable[[Any], None],
        on_failed: Callable[[KnownError], None],
        *,
        small: bool = False,
    ) -> None:
        """Run ``work``; call back in the window's thread with its answer or its known error.

        What is ``small`` is done at once.
        """
        watch = Watch(self._tell)
        self._far = ("", 0.0)
        if not small:
            self._run_beside(title, watch, work, on_done, on_failed)
            return
        try:
            answer = work(watch)
        except KnownError as error:
            on_failed(error)
        else:
            on_done(answer)

    def _run_beside(
        self,
        title: str,
        watch: Watch,
        work: Callable[[Watch], Any],
        on_done: Callable[[Any], None],
        on_failed: Callable[[KnownError], None],
    ) -> None:
        def stop() -> None:
            # A plain function, for Qt refers to bound methods weakly, which a watch cannot be.
            watch.stop()

        dialog = WorkingDialog(self._owner.window(), title, lambda: self._far)
        dialog.stop_chosen.connect(stop)
        dialog.destroyed.connect(stop)
        self.dialog, self._stop = dialog, stop
        self._ended.clear()
        # Input waits from the first moment; the sight of it only where it would not just flash.
        self._owner.setEnabled(False)
        self._desk.is_held = True
        QTimer.singleShot(SHOWN_AFTER_MS, dialog, lambda: self._show(dialog))

        def done(answer: Any) -> None:
            self._end(dialog)
            if not self._closing:
                on_done(answer)

        def failed(error: KnownError) -> None:
            self._end(dialog)
            if not self._closing:
                on_failed(error)

        self._background.run(lambda: self._carried_out(work, watch), done, failed)

    def _tell(self, phase: str, share: float) -> None:
        """Note how far it is; the dialog asks for it ten times a second."""
        self._far = (phase, share)

    def _carried_out(self, work: Callable[[Watch], Any], watch: Watch) -> Any:
        try:
            return work(watch)
        finally:
            self._ended.set()

    def _show(self, dialog: WorkingDialog) -> None:
        if self.dialog is dialog:
            dialog.open()

    def _end(self, dialog: WorkingDialog) -> None:
        self.dialog = self._stop = None
        self._owner.setEnabled(True)
        self._desk.is_held = False
        dialog.finish()
