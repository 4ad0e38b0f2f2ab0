"""A text field whose typing is never more than a second from a durable draft."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QSignalBlocker, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from workbench.ui.actions import KeyMap

DRAFT_DELAY_MS = 500
LONGEST_TEXT = 20_000


class DraftEdit(QPlainTextEdit):
    """A plain text field; what is typed becomes a draft at once and an act when it is left.

    Signals:
        typed(text): the text changed under the user's hands.
        draft_due(text): half a second passed since the first unsaved keystroke.
        submitted(text): the field was left or saved with a text that differs from the stored one.
        left(): the user asked for the step list.
    """

    typed = Signal(str)
    draft_due = Signal(str)
    submitted = Signal(str)
    left = Signal()

    def __init__(self, keys: KeyMap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        self._stored = ""
        self._offered = ""
        self._too_long = False
        self._timer = QTimer(self, singleShot=True, interval=DRAFT_DELAY_MS)
        self._timer.timeout.connect(self._on_draft_due)
        self.setTabChangesFocus(True)
        self.textChanged.connect(self._on_text_changed)

    def show_text(self, stored: str, draft: str | None = None) -> None:
        """Show what is stored, or the draft of it that was never submitted.

        A draft from before is only offered: it is submitted once it is edited or saved on purpose.
        """
        self._timer.stop()
        self._stored, self._offered = stored, draft or ""
        wanted = stored if draft is None else draft
        self._too_long = len(wanted) > LONGEST_TEXT
        self.setReadOnly(self._too_long)
        if self._too_long:
            wanted = self._beginning_of(wanted)
        if self.toPlainText() != wanted:
            with QSignalBlocker(self):
                self.setPlainText(wanted)

    def _beginning_of(self, text: str) -> str:
        """Return what is shown of a text that the field could not lay out without a halt."""
        note = self.tr("… the first {shown} of {all} characters; too long to be edited here")
        said = note.format(shown=f"{LONGEST_TEXT:,}", all=f"{len(text):,}")
        return f"{text[:LONGEST_TEXT]}\n{said}"

    def offer(self, text: str) -> None:
        """Put a text to start from into an empty field; left as it is, it means nothing."""
        if len(text) > LONGEST_TEXT:
            return
        self._offered = text
        with QSignalBlocker(self):
            self.setPlainText(text)
        self.moveCursor(QTextCursor.MoveOperation.End)

    def revert(self) -> None:
        """Show the stored text again."""
        self.show_text(self._stored)

    @property
    def differs(self) -> bool:
        """Whether the field holds something that was not submitted."""
        if self._too_long:
            return False
        text = self.toPlainText().strip()
        untouched = bool(self._offered) and text == self._offered.strip()
        return text != self._stored.strip() and not untouched

    def submit(self, *, on_purpose: bool = False) -> None:
        """Submit what differs from the stored text; ``on_purpose`` an offered text too."""
        self._timer.stop()
        if on_purpose:
            self._offered = ""
        if self.differs:
            text = self.toPlainText().strip()
            self._stored, self._offered = text, ""
            self.submitted.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Save or leave on the keys for it; the step list's keys are letters here."""
        action = self._keys.action_for(event)
        if action is not None and action.id == "focus.steps":
            self.left.emit()
        elif action is not None and action.id == "text.submit":
            self.submit(on_purpose=True)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Submit: leaving the field is the end of the act."""
        super().focusOutEvent(event)
        self.submit()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste plain text only, and no more than the field can lay out without a halt."""
        room = LONGEST_TEXT - len(self.toPlainText())
        if source.hasText() and room > 0:
            self.insertPlainText(source.text()[:room])

    def _on_text_changed(self) -> None:
        self.typed.emit(self.toPlainText())
        if not self._timer.isActive():
            self._timer.start()

    def _on_draft_due(self) -> None:
        self.draft_due.emit(self.toPlainText())
