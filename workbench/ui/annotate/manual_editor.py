"""Where the expert writes a solution, or the rest of one, in place of the model."""

from __future__ import annotations

import re

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout

from workbench.ui.actions import KeyMap
from workbench.ui.widgets import HintButton, label

DRAFT_MS = 400
_NUMBERED = re.compile(r"(\d{1,3})\. ?(.*)")
ANSWER = "**Answer: **"


class SolutionEdit(QPlainTextEdit):
    """Numbers steps as they are written: Enter begins the next, Enter on an empty one the answer.

    Signals:
        left(): the user is done here.
    """

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Number the next line; Shift+Enter breaks a line inside a step."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._break_line()
        else:
            super().keyPressEvent(event)

    def _break_line(self) -> None:
        cursor = self.textCursor()
        line = _NUMBERED.fullmatch(cursor.block().text())
        if line is None or not cursor.atBlockEnd():
            cursor.insertText("\n")
        elif line[2].strip():
            cursor.insertText(f"\n{int(line[1]) + 1}. ")
        else:
            cursor.select(QTextCursor.SelectionType.LineUnderCursor)
            cursor.insertText(ANSWER)
            cursor.movePosition(QTextCursor.MoveOperation.Left, n=2)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()


class ManualEditor(QFrame):
    """A sheet over the steps with the editor and its two ways out.

    Signals:
        saved(text): make a turn of it.
        left(): back to the steps; what was typed is kept for next time.
        draft_due(text): typed text wants to be kept.
        opened(), closed(): the sheet lies over the page, or no longer.
    """

    saved = Signal(str)
    left = Signal()
    draft_due = Signal(str)
    opened = Signal()
    closed = Signal()

    def __init__(self, keys: KeyMap) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._title = label("", "heading")
        self.editor = SolutionEdit()
        self.editor.setProperty("role", "source")
        self.editor.setTabChangesFocus(True)
        self.editor.setAccessibleName(self.tr("Your solution"))
        self.save = HintButton(self.tr("Save as a turn"), keys.hint("text.submit"), primary=True)
        self.cancel = HintButton(self.tr("Back"), keys.hint("focus.steps"))
        self._drafting = QTimer(self, singleShot=True, interval=DRAFT_MS)
        self._drafting.timeout.connect(lambda: self.draft_due.emit(self.text))
        self.editor.textChanged.connect(self._on_typed)
        self.editor.left.connect(self._on_left)
        self.save.clicked.connect(lambda: self.submit())
        self.cancel.clicked.connect(self._on_left)
        self._lay_out()
        self.hide()

    @property
    def text(self) -> str:
        """Return what is typed."""
        return self.editor.toPlainText()

    @property
    def is_open(self) -> bool:
        """Whether the expert is writing here."""
        return not self.isHidden()

    def open(self, title: str, text: str) -> None:
        """Begin with some text; the cursor stands behind it."""
        self._title.setText(title)
        with QSignalBlocker(self.editor):
            self.editor.setPlainText(text)
        self.save.setEnabled(bool(text.strip()))
        self.show()
        self.raise_()
        self.opened.emit()
        self.editor.moveCursor(QTextCursor.MoveOperation.End)
        self.editor.setFocus()

    def close_sheet(self) -> None:
        """Put the sheet away."""
        self._drafting.stop()
        if self.is_open:
            self.hide()
            self.closed.emit()

    def submit(self) -> None:
        """Ask for the text to become a turn."""
        if self.is_open and self.text.strip():
            self._drafting.stop()
            self.saved.emit(self.text)

    def keep(self) -> None:
        """Have typed text kept now."""
        if self.is_open and self._drafting.isActive():
            self._drafting.stop()
            self.draft_due.emit(self.text)

    def _on_typed(self) -> None:
        self.save.setEnabled(bool(self.text.strip()))
        self._drafting.start()

    def _on_left(self) -> None:
        self.keep()
        self.close_sheet()
        self.left.emit()

    def _lay_out(self) -> None:
        help_line = label(
            self.tr("Enter: next step · Enter on an empty step: answer · Shift+Enter: new line"),
            "meta",
            wrap=True,
        )
        buttons = QHBoxLayout()
        buttons.addWidget(self.save)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addWidget(help_line)
        column.addWidget(self.editor, 1)
        column.addLayout(buttons)
