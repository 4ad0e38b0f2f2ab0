"""From which earlier step an error follows: typed as its number, or one of the likely ones."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.domain.records import Verdict
from workbench.service.views import StepView
from workbench.ui.annotate.keyed_chips import KeyedChips
from workbench.ui.widgets import label

MOST_CHIPS = 12
NONE = "0"


class FollowsRow(KeyedChips):
    """Chips of earlier steps: all of a few, of many those that were found incorrect.

    Any earlier step can be typed by its number; ``0`` takes the link away.
    """

    def __init__(self) -> None:
        super().__init__(tone="incorrect")
        self._steps: dict[int, StepView] = {}
        self._typed = ""
        self.said = label("", "meta")
        self.setAccessibleName(self.tr("Follows from an earlier step"))

    @property
    def earlier(self) -> tuple[int, ...]:
        """Return the numbers that can be chosen."""
        return tuple(self._steps)

    def show_steps(self, earlier: Sequence[StepView], follows_from: str | None) -> None:
        """Show the steps that an error could follow from."""
        self._steps = {step.number: step for step in earlier}
        self._typed = ""
        likely = self._likely(follows_from)
        self.set_chips([(str(step.number), "", step.step.id) for step in likely])
        for step in likely:
            name = self.tr("Follows from step {number}").format(number=step.number)
            self.chip(step.step.id).setAccessibleName(name)
            self.chip(step.step.id).setToolTip(name)
        self.select(follows_from)
        self._say()

    def open(self) -> None:
        """Take the keys, at the linked step or the nearest incorrect one."""
        wrong = [step for step in self._steps.values() if step.verdict is Verdict.INCORRECT]
        chosen = any(self.chip(value).isChecked() for value in self.values)
        nearest = wrong[-1].step.id if wrong and not chosen else None
        if self.values:
            self.focus_on(nearest)
        else:
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._say()

    def _likely(self, follows_from: str | None) -> list[StepView]:
        steps = list(self._steps.values())
        if len(steps) <= MOST_CHIPS:
            return steps
        wrong = [
            step
            for step in steps
            if step.verdict is Verdict.INCORRECT or step.step.id == follows_from
        ]
        return wrong[-MOST_CHIPS:]

    def _say(self) -> None:
        last = max(self._steps, default=0)
        if self._typed:
            self.said.setText(self.tr("Step {number}…").format(number=self._typed))
        elif last == 1:
            self.said.setText(self.tr("Type 1, or 0 for none"))
        elif last:
            self.said.setText(self.tr("Type 1 to {last}, 0 for none").format(last=last))

    def _type(self, digit: str) -> None:
        """Take a digit; choose as soon as no longer number can be meant."""
        if digit == NONE and not self._typed:
            self._finish(None)
            return
        typed = self._typed + digit
        fitting = [number for number in self._steps if str(number).startswith(typed)]
        self._typed = typed if fitting else ""
        if fitting == [int(typed)]:
            self._finish(int(typed))
        self._say()

    def _finish(self, number: int | None) -> None:
        self._typed = ""
        self.choose(None if number is None else self._steps[number].step.id)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take digits; Enter takes what was typed, else the chip with the focus."""
        if event.text().isdecimal() and event.text().isascii():
            self._type(event.text())
        elif event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._typed = self._typed[:-1]
            self._say()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._typed:
            if int(self._typed) in self._steps:
                self._finish(int(self._typed))
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Forget half a number."""
        super().focusOutEvent(event)
        self._typed = ""
        self._say()


def follows_section(row: FollowsRow) -> QWidget:
    """Return the row with what can be typed under it."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(row)
    column.addWidget(row.said)
    return holder
