"""Says in the heading what suggests verdicts, and over the steps that suggestions failed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from workbench.ui.widgets import label


class SuggestionToggle(QPushButton):
    """The word in the problem's heading: what suggests, if anything, and by click what helps."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "meta")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def say(self, text: str, explanation: str) -> None:
        """Show a short state; the explanation is the tool tip, and is read aloud."""
        self.setText(text)
        self.setToolTip(explanation)
        self.setAccessibleName(text)
        self.setAccessibleDescription(explanation)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter do what a click does, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class SuggestionNotice(QFrame):
    """One sentence over the steps on why suggestions failed, with what to do about it.

    Signals:
        action_chosen(): the user wants what the button says.
        dismissed(): the user has read it.
    """

    action_chosen = Signal()
    dismissed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "warning")
        self._text = label("", "body", wrap=True)
        self.act = self._button()
        self.act.clicked.connect(self.action_chosen)
        self.close_button = self._button(self.tr("Hide"))
        self.close_button.setAccessibleName(self.tr("Hide this note"))
        self.close_button.clicked.connect(self.dismissed)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(6)
        row.addWidget(self._text, 1)
        row.addWidget(self.act)
        row.addWidget(self.close_button)
        self.hide()

    @property
    def text(self) -> str:
        """Return what is said, ``""`` where nothing is."""
        return "" if self.isHidden() else self._text.text()

    def say(self, sentence: str, action: str = "") -> None:
        """Show a sentence and the button that acts on it; an empty one hides the line."""
        self._text.setText(sentence)
        self.act.setText(action)
        self.act.setVisible(bool(action))
        self.setVisible(bool(sentence))

    def _button(self, text: str = "") -> QPushButton:
        button = QPushButton(text)
        button.setProperty("role", "quiet")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button
