"""What can be done with the shown problem now; only what works is there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from workbench.domain.records import RefineMode, ThreadStatus
from workbench.ui.actions import KeyMap
from workbench.ui.widgets import FlowLayout, HintButton, label, number_field

MOST_CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class Offer:
    """What the bar offers: the primary verb with its reason not to, and the secondary ones.

    ``primary`` is ``Solve``, ``Refine``, ``Accept``, ``Stop`` or ``Reopen``.
    """

    primary: str
    status: ThreadStatus = ThreadStatus.OPEN
    refine_mode: RefineMode = RefineMode.CONTINUE
    can_refine: bool = False
    can_regenerate: bool = False
    can_accept: bool = False
    blocked: str = ""


class ActionBar(QFrame):
    """The row of buttons at the foot of the middle column.

    Signals:
        primary_chosen(verb): the primary button was pressed; ``verb`` is its text.
        regenerate_chosen(): sample the rest of the response anew from the selected step.
        alternatives_chosen(): the same several times, to choose one.
        accept_chosen(): the thread is done.
        set_aside_chosen(status): the problem is bad, or given up.
        refine_mode_chosen(mode): how the next turn is asked for.
    """

    primary_chosen = Signal(str)
    regenerate_chosen = Signal()
    alternatives_chosen = Signal()
    accept_chosen = Signal()
    set_aside_chosen = Signal(object)
    refine_mode_chosen = Signal(object)

    def __init__(self, keys: KeyMap) -> None:
        super().__init__()
        self.setProperty("role", "actionbar")
        self._offer = Offer("Solve")
        self.primary = HintButton("Solve", keys.hint("turn.refine"), primary=True)
        self.options = QPushButton("…")
        self.alternatives = HintButton("Alternatives", keys.hint("step.alternatives"))
        self.regenerate = HintButton("Regenerate", keys.hint("step.regenerate"))
        self.accept = HintButton("Accept")
        self.aside = HintButton("Set aside…")
        self._reason = label("", "meta", wrap=True)
        self.candidates_field = number_field(1, MOST_CANDIDATES, 1)
        self._modes: dict[RefineMode, QAction] = {}
        self.options.setMenu(self._options_menu())
        self.aside.setMenu(self._aside_menu())
        self._connect()
        self._lay_out()

    @property
    def candidates(self) -> int:
        """Return how many candidates the next turn shall have."""
        return self.candidates_field.value()

    def show_offer(self, offer: Offer) -> None:
        """Show what can be done now."""
        self._offer = offer
        self.primary.setText(offer.primary)
        self.primary.setEnabled(not offer.blocked)
        self.primary.updateGeometry()
        working = offer.primary in ("Solve", "Refine", "Accept")
        self.options.setVisible(working)
        self.alternatives.setVisible(offer.can_regenerate)
        self.regenerate.setVisible(offer.can_regenerate)
        self.accept.setVisible(offer.can_accept and offer.primary != "Accept")
        self.aside.setVisible(working)
        self._modes[offer.refine_mode].setChecked(True)
        self._reason.setText(offer.blocked)
        self._reason.setVisible(bool(offer.blocked))

    def _connect(self) -> None:
        self.primary.clicked.connect(lambda: self.primary_chosen.emit(self._offer.primary))
        self.alternatives.clicked.connect(self.alternatives_chosen)
        self.regenerate.clicked.connect(self.regenerate_chosen)
        self.accept.clicked.connect(self.accept_chosen)

    def _lay_out(self) -> None:
        buttons = QWidget()
        row = FlowLayout(buttons, spacing=8)
        self.options.setProperty("role", "quiet")
        self.options.setAccessibleName("How the next turn is asked for")
        self.options.setToolTip("How the next turn is asked for")
        self.regenerate.setToolTip("Write on anew from the selected step")
        self.alternatives.setToolTip("Several ways on from the selected step, to choose from")
        row.addWidget(self.primary)
        row.addWidget(self.options)
        for button in (self.alternatives, self.regenerate, self.accept, self.aside):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 12, 12)
        column.setSpacing(6)
        column.addWidget(buttons)
        column.addWidget(self._reason)

    def _options_menu(self) -> QMenu:
        menu = QMenu(self)
        group = QActionGroup(menu)
        for text, mode in (
            ("Refine: keep accepted steps and continue", RefineMode.CONTINUE),
            ("Refine: ask again with the feedback", RefineMode.ASK_AGAIN),
        ):
            action = menu.addAction(text)
            action.setCheckable(True)
            action.triggered.connect(partial(self.refine_mode_chosen.emit, mode))
            group.addAction(action)
            self._modes[mode] = action
        menu.addSeparator()
        menu.addAction(self._candidates_action(menu))
        return menu

    def _candidates_action(self, menu: QMenu) -> QWidgetAction:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(12, 4, 12, 4)
        row.addWidget(label("Candidates a turn", "body"))
        row.addStretch(1)
        row.addWidget(self.candidates_field)
        action = QWidgetAction(menu)
        action.setDefaultWidget(holder)
        return action

    def _aside_menu(self) -> QMenu:
        menu = QMenu(self)
        for text, status in (
            ("Bad problem…", ThreadStatus.BAD_PROBLEM),
            ("Give up on it…", ThreadStatus.GIVE_UP),
        ):
            menu.addAction(text).triggered.connect(partial(self.set_aside_chosen.emit, status))
        return menu
