"""Shows how far a long import or export is, and lets it be stopped; nothing else happens then."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QProgressBar, QVBoxLayout, QWidget

from workbench.ui.widgets import HintButton, label, stretch_row

_POLL_MS = 100
_STEPS = 1000


class WorkingDialog(QDialog):
    """A bar, a sentence and a way out.

    Modal, because the project's file is busy writing: a mark made meanwhile would wait unseen.

    Signals:
        stop_chosen(): end it; everything stays as it was.
    """

    stop_chosen = Signal()

    def __init__(
        self, parent: QWidget, title: str, how_far: Callable[[], tuple[str, float]]
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(420)
        self._how_far = how_far
        self._said = label(title, "body")
        self.bar = QProgressBar(minimum=0, maximum=_STEPS, textVisible=False)
        self.bar.setAccessibleName(self.tr("How far it is"))
        self.stop = HintButton(self.tr("Stop"))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(self._said)
        column.addWidget(self.bar)
        column.addLayout(stretch_row(None, self.stop))
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self._on_poll)
        self._timer.start()
        self.stop.clicked.connect(self.reject)

    def finish(self) -> None:
        """Go away, for it is done."""
        self._timer.stop()
        self.accept()
        self.deleteLater()

    def reject(self) -> None:
        """Ask for the end and wait for it; Esc and the window's cross do the same."""
        self.stop.setEnabled(False)
        self._said.setText(self.tr("Stopping; everything stays as it was…"))
        self.stop_chosen.emit()

    def _on_poll(self) -> None:
        if not self.stop.isEnabled():
            return
        phase, share = self._how_far()
        names = {"reading": self.tr("Reading…"), "writing": self.tr("Writing…")}
        self._said.setText(names.get(phase, self.windowTitle()))
        self.bar.setValue(int(_STEPS * share))
