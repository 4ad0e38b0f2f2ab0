"""Asks why a problem is set aside, in the bar itself: typed, or a usual reason by number."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from workbench.domain.records import ThreadStatus
from workbench.ui.widgets import FlowLayout, HintButton, label

LONGEST_REASON = 400


def usual_reasons(status: ThreadStatus) -> tuple[str, ...]:
    """Return the reasons that are offered."""
    say = QCoreApplication.translate
    if status is ThreadStatus.BAD_PROBLEM:
        return (
            say("ReasonRow", "ambiguous"),
            say("ReasonRow", "wrong reference answer"),
            say("ReasonRow", "garbled text"),
            say("ReasonRow", "needs a picture"),
        )
    return (
        say("ReasonRow", "too hard for the model"),
        say("ReasonRow", "too hard for me"),
        say("ReasonRow", "takes too long"),
    )


class ReasonEdit(QLineEdit):
    """A line in which a number alone means a usual reason.

    Signals:
        number_pressed(number): a digit, typed into the empty line.
        left(): Escape.
    """

    number_pressed = Signal(int)
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take digits for the reasons while nothing is typed."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif not self.text() and event.text().isdigit() and event.text().isascii():
            self.number_pressed.emit(int(event.text()))
        else:
            super().keyPressEvent(event)


class ReasonRow(QWidget):
    """The question, the line, and the usual reasons as chips.

    Signals:
        asked(): the row is there.
        ended(): it is gone again, whatever came of it.
        reason_given(status, reason): set the problem aside.
        left(): it stays.
    """

    asked = Signal()
    ended = Signal()
    reason_given = Signal(object, str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._status = ThreadStatus.BAD_PROBLEM
        self._chips: list[QPushButton] = []
        self._question = label("", "strong")
        self.edit = ReasonEdit()
        self.edit.setMaxLength(LONGEST_REASON)
        self.edit.setAccessibleName(self.tr("Reason"))
        self.confirm = HintButton(self.tr("Set aside"), self.tr("Enter"))
        self.cancel = HintButton(self.tr("Back"), self.tr("Esc"))
        self.confirm.clicked.connect(self._on_confirmed)
        self.cancel.clicked.connect(self._on_left)
        self.edit.returnPressed.connect(self._on_confirmed)
        self.edit.left.connect(self._on_left)
        self.edit.number_pressed.connect(self._on_number)
        self._lay_out()
        self.hide()

    def ask(self, status: ThreadStatus) -> None:
        """Ask why the problem is bad, or given up."""
        self._status = status
        self._question.setText(
            self.tr("What is wrong with the problem?")
            if status is ThreadStatus.BAD_PROBLEM
            else self.tr("Why give up on it?")
        )
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips = [self._chip(n, text) for n, text in enumerate(usual_reasons(status), 1)]
        self.edit.clear()
        self.edit.setPlaceholderText(self.tr("A word or two, or a number"))
        self.show()
        self.asked.emit()
        self.edit.setFocus()

    def put_away(self) -> bool:
        """Ask no longer; return whether anything was asked."""
        asked = not self.isHidden()
        self.hide()
        if asked:
            self.ended.emit()
        return asked

    def _chip(self, number: int, reason: str) -> QPushButton:
        chip = QPushButton(f"{number}  {reason}")
        chip.setProperty("role", "chip")
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        chip.setAccessibleName(reason)
        chip.clicked.connect(lambda: self._give(reason))
        self._flow.addWidget(chip)
        return chip

    def _on_number(self, number: int) -> None:
        reasons = usual_reasons(self._status)
        if 1 <= number <= len(reasons):
            self._give(reasons[number - 1])

    def _on_confirmed(self) -> None:
        self._give(self.edit.text().strip())

    def _give(self, reason: str) -> None:
        self.put_away()
        self.reason_given.emit(self._status, reason)

    def _on_left(self) -> None:
        self.put_away()
        self.left.emit()

    def _lay_out(self) -> None:
        chips = QWidget()
        self._flow = FlowLayout(chips, spacing=6)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.edit.setMinimumHeight(self.confirm.sizeHint().height())
        line.addWidget(self.edit, 1)
        line.addWidget(self.confirm)
        line.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._question)
        column.addLayout(line)
        column.addWidget(chips)
