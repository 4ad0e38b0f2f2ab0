"""The menu behind “…”: every act on the problem with its key, and how the engine is asked."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSpinBox, QWidget, QWidgetAction

from workbench.domain.consistency import MOST_RESPONSES, RESPONSES, THRESHOLD
from workbench.domain.records import RefineMode
from workbench.ui.actions import KeyMap
from workbench.ui.widgets import label, number_field

MOST_CANDIDATES = 8
MOST_AHEAD = 3
ACTS = (
    ("step.alternatives", "step.regenerate"),
    ("turn.accept", "turn.check"),
    ("turn.write", "turn.rest"),
    ("problem.bad", "problem.give_up"),
)


def act_text(action_id: str) -> str:
    """Return what an act is called in the menu."""
    say = QCoreApplication.translate
    texts = {
        "step.alternatives": say("ActionBar", "Other ways to write the step"),
        "step.regenerate": say("ActionBar", "Regenerate from the step on"),
        "turn.accept": say("ActionBar", "Accept the solution"),
        "turn.check": say("ActionBar", "Check consistency"),
        "turn.write": say("ActionBar", "Write a solution yourself"),
        "turn.rest": say("ActionBar", "Write the rest yourself, from the step on"),
        "problem.bad": say("ActionBar", "Set aside: bad problem…"),
        "problem.give_up": say("ActionBar", "Set aside: give up…"),
    }
    return texts[action_id]


class BarMenu(QMenu):
    """Acts, refine modes and numbers.

    Signals:
        act_chosen(action_id): an act of the table of keys.
        refine_mode_chosen(mode): how the next turn is asked for.
        check_changed(wanted, threshold): how consistency is checked.
        ahead_changed(count): how many problems are solved ahead.
    """

    act_chosen = Signal(str)
    refine_mode_chosen = Signal(object)
    check_changed = Signal(int, int)
    ahead_changed = Signal(int)

    def __init__(self, keys: KeyMap, parent: QWidget) -> None:
        super().__init__(parent)
        self._keys = keys
        self._acts: dict[str, QAction] = {}
        self._modes: dict[RefineMode, QAction] = {}
        self.candidates = number_field(1, MOST_CANDIDATES, 1)
        self.wanted = number_field(1, MOST_RESPONSES, RESPONSES)
        self.threshold = number_field(1, MOST_RESPONSES, THRESHOLD)
        self.ahead = number_field(0, MOST_AHEAD, 1)
        for group in ACTS:
            for action_id in group:
                self._acts[action_id] = self.addAction(act_text(action_id))
                self._acts[action_id].triggered.connect(partial(self.act_chosen.emit, action_id))
            self.addSeparator()
        self._add_modes()
        self.addSeparator()
        self._add_numbers()
        self.aboutToShow.connect(self._show_keys)

    def offer(self, acts: Collection[str], mode: RefineMode) -> None:
        """Enable what can be done now, and show the refine mode in force."""
        for action_id, action in self._acts.items():
            action.setEnabled(action_id in acts)
        self._modes[mode].setChecked(True)

    def act(self, action_id: str) -> QAction:
        """Return the entry of an act."""
        return self._acts[action_id]

    def show_numbers(self, wanted: int, threshold: int, ahead: int) -> None:
        """Show what is set in the project."""
        for field, value in (
            (self.wanted, wanted),
            (self.threshold, threshold),
            (self.ahead, ahead),
        ):
            with QSignalBlocker(field):
                field.setValue(value)

    def _show_keys(self) -> None:
        for action_id, action in self._acts.items():
            action.setText(f"{act_text(action_id)}\t{self._keys.hint(action_id)}")

    def _add_modes(self) -> None:
        group = QActionGroup(self)
        for text, mode in (
            (self.tr("Refine: keep accepted steps and continue"), RefineMode.CONTINUE),
            (self.tr("Refine: ask again with the feedback"), RefineMode.ASK_AGAIN),
        ):
            action = self.addAction(text)
            action.setCheckable(True)
            action.triggered.connect(partial(self.refine_mode_chosen.emit, mode))
            group.addAction(action)
            self._modes[mode] = action

    def _add_numbers(self) -> None:
        for text, field in (
            (self.tr("Candidates a turn"), self.candidates),
            (self.tr("Responses of a consistency check"), self.wanted),
            (self.tr("Of these must agree"), self.threshold),
            (self.tr("Problems solved ahead"), self.ahead),
        ):
            self.addAction(_row(self, text, field))
        self.wanted.valueChanged.connect(self._on_check_changed)
        self.threshold.valueChanged.connect(self._on_check_changed)
        self.ahead.valueChanged.connect(self.ahead_changed)

    def _on_check_changed(self) -> None:
        wanted = self.wanted.value()
        with QSignalBlocker(self.threshold):
            self.threshold.setValue(min(wanted, self.threshold.value()))
        self.check_changed.emit(wanted, self.threshold.value())


def _row(menu: QMenu, text: str, field: QSpinBox) -> QWidgetAction:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(12, 3, 12, 3)
    row.addWidget(label(text, "body"))
    row.addStretch(1)
    row.addWidget(field)
    field.setAccessibleName(text)
    action = QWidgetAction(menu)
    action.setDefaultWidget(holder)
    return action
