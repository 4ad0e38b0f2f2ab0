"""The line over the steps that says why a turn waits, hangs, or was cut short."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from workbench.ui.widgets import label, restyle


class TurnNotice(QFrame):
    """One sentence on the turn that is shown, with Stop while it is being written.

    Signals:
        stop_chosen(): end the turn; what was written is kept.
    """

    stop_chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._text = label("", "body", wrap=True)
        self.stop = QPushButton(self.tr("Stop"))
        self.stop.setProperty("role", "quiet")
        self.stop.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.stop.clicked.connect(self.stop_chosen)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.addWidget(self._text, 1)
        row.addWidget(self.stop)
        self.hide()

    @property
    def text(self) -> str:
        """Return what is said, ``""`` where nothing is."""
        return "" if self.isHidden() else self._text.text()

    def say(self, sentence: str, *, wrong: bool, stoppable: bool) -> None:
        """Show a sentence; an empty one hides the line. ``wrong`` gives it a warning's colours."""
        self._text.setText(sentence)
        self.stop.setVisible(stoppable)
        role = "warning" if wrong else "banner"
        if self.property("role") != role:
            self.setProperty("role", role)
            restyle(self)
        self.setVisible(bool(sentence))
