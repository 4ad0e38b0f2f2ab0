"""Runs an import or an export beside the window's thread, under a dialog that can stop it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from workbench.domain.errors import KnownError
from workbench.ui.data.working import WorkingDialog
from workbench.ui.jobs.background import Background

SHOWN_AFTER_MS = 300


class LongWork(QObject):
    """One piece of work at a time; its dialog comes up where it takes longer than a moment."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = owner
        self._background = Background(self)
        self.dialog: WorkingDialog | None = None

    def run(
        self,
        title: str,
        work: Callable[[], Any],
        how_far: Callable[[], tuple[str, float]],
        stop: Callable[[], None],
        on_done: Callable[[Any], None],
        on_failed: Callable[[KnownError], None],
    ) -> None:
        """Run ``work``; call back in the window's thread with its answer or its known error."""
        dialog = WorkingDialog(self._owner.window(), title, how_far)
        dialog.stop_chosen.connect(stop)
        dialog.destroyed.connect(stop)
        self.dialog = dialog
        # Input waits from the first moment; the sight of it only where it would not just flash.
        self._owner.setEnabled(False)
        QTimer.singleShot(SHOWN_AFTER_MS, dialog, lambda: self._show(dialog))

        def done(answer: Any) -> None:
            self._end(dialog)
            on_done(answer)

        def failed(error: KnownError) -> None:
            self._end(dialog)
            on_failed(error)

        self._background.run(work, done, failed)

    def _show(self, dialog: WorkingDialog) -> None:
        if self.dialog is dialog:
            dialog.open()

    def _end(self, dialog: WorkingDialog) -> None:
        self.dialog = None
        self._owner.setEnabled(True)
        dialog.finish()
