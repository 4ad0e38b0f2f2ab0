"""The card of who marks here: every mark bears the name of whoever works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from workbench.ui.widgets import HintButton, label, stretch_row

NAME_WIDTH = 240
ROW_HEIGHT = 36


@dataclass(frozen=True, slots=True)
class Person:
    """One annotator as the card shows it."""

    id: str
    name: str
    marks: int
    opinions: int
    waiting: int
    working: bool


class AnnotatorsCard(QFrame):
    """Everyone of the project, who works now, and room for one more.

    Signals:
        added(name): somebody new shall work here.
        used(annotator_id): this one works from now on.
    """

    added = Signal(str)
    used = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.name = QLineEdit(placeholderText=self.tr("Name"), maxLength=80)
        self.name.setAccessibleName(self.tr("Name of a new annotator"))
        self.name.setFixedSize(NAME_WIDTH, ROW_HEIGHT)
        self.add = HintButton(self.tr("Add"))
        self._said = label("", "error", wrap=True)
        self._people = QWidget()
        self.buttons: dict[str, HintButton] = {}
        self._grid_of(())
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 16, 20, 16)
        self._column.setSpacing(12)
        self._column.addWidget(label(self.tr("Annotators"), "heading"))
        sentence = self.tr("Every mark bears the name of whoever works when it is made.")
        self._column.addWidget(label(sentence, "meta", wrap=True))
        self._column.addWidget(self._people)
        self._column.addLayout(stretch_row(self.name, self.add, None))
        self._column.addWidget(self._said)
        self.add.clicked.connect(self._on_add)
        self.name.returnPressed.connect(self._on_add)
        self.say("")

    def show_people(self, people: Sequence[Person]) -> None:
        """Show the annotators, one a line; the focus stays where it was."""
        focused = next((one for one, button in self.buttons.items() if button.hasFocus()), None)
        before = self._people
        self._people = QWidget()
        self._grid_of(people)
        self._column.replaceWidget(before, self._people)
        before.hide()
        before.deleteLater()
        if focused in self.buttons:
            self.buttons[focused].setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, text: str) -> None:
        """Say what is wrong with a name."""
        self._said.setText(text)
        self._said.setVisible(bool(text))

    def _grid_of(self, people: Sequence[Person]) -> None:
        self.buttons = {}
        grid = QGridLayout(self._people)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        heads = (self.tr("Name"), self.tr("Marks"), self.tr("Second opinions"), self.tr("To mark"))
        for at, text in enumerate(heads):
            grid.addWidget(label(text, "caption"), 0, at, _side(at))
        for row, person in enumerate(people, 1):
            grid.setRowMinimumHeight(row, ROW_HEIGHT)
            role = "strong" if person.working else "body"
            grid.addWidget(label(person.name, role), row, 0)
            numbers = (person.marks, person.opinions, person.waiting)
            for at, number in enumerate(numbers, 1):
                grid.addWidget(label(f"{number:,}", "body"), row, at, _side(at))
            grid.addWidget(self._choice(person), row, 4, Qt.AlignmentFlag.AlignRight)

    def _choice(self, person: Person) -> QWidget:
        if person.working:
            return label(self.tr("works now"), "good")
        button = HintButton(self.tr("Start working"))
        button.setAccessibleName(self.tr("Start working as {name}").format(name=person.name))
        button.clicked.connect(lambda: self.used.emit(person.id))
        self.buttons[person.id] = button
        return button

    def _on_add(self) -> None:
        self.added.emit(self.name.text())


def _side(column: int) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
