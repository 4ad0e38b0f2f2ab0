"""What can be done with the shown problem now; “…” has all of it, also what does not fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QSpinBox, QVBoxLayout, QWidget

from workbench.domain.records import RefineMode
from workbench.ui import icons
from workbench.ui.actions import KeyMap
from workbench.ui.annotate.bar_menu import BarMenu
from workbench.ui.annotate.reason_row import ReasonRow
from workbench.ui.widgets import HintButton, label

SPACING = 8


@dataclass(frozen=True, slots=True)
class Offer:
    """What the bar offers: the primary verb with its reason not to, and the other acts by id.

    ``primary`` is ``Solve``, ``Refine``, ``Accept``, ``Hand in``, ``Stop`` or ``Reopen``; where it
    is not ``blocked``, ``note`` may say how things stand.
    """

    primary: str
    refine_mode: RefineMode = RefineMode.CONTINUE
    acts: frozenset[str] = frozenset()
    blocked: str = ""
    note: str = ""


class FittingRow(QWidget):
    """One row of buttons: the first ones always, of the others as many as there is room for."""

    def __init__(self, always: Sequence[QWidget], others: Sequence[QWidget]) -> None:
        super().__init__()
        self._always, self._others = tuple(always), tuple(others)
        self._offered: frozenset[QWidget] = frozenset()
        for widget in (*always, *others):
            widget.setParent(self)

    def offer(self, widgets: Sequence[QWidget]) -> None:
        """Show these, as far as they fit."""
        self._offered = frozenset(widgets)
        self.updateGeometry()
        self._place()

    def sizeHint(self) -> QSize:
        """Return room for all that is offered."""
        return QSize(self._width([*self._always, *self._others]), self._height())

    def minimumSizeHint(self) -> QSize:
        """Return room for what is always there."""
        return QSize(self._width(self._always), self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many as fit now."""
        super().resizeEvent(event)
        self._place()

    def _width(self, widgets: Sequence[QWidget]) -> int:
        widths = [one.sizeHint().width() for one in widgets if one in self._offered]
        return sum(widths) + SPACING * max(0, len(widths) - 1)

    def _height(self) -> int:
        return max(one.sizeHint().height() for one in (*self._always, *self._others))

    def _place(self) -> None:
        x, full = 0, False
        for widget in (*self._always, *self._others):
            size = widget.sizeHint()
            fits = x + size.width() <= self.width()
            full = full or (widget in self._others and widget in self._offered and not fits)
            shown = widget in self._offered and (widget in self._always or not full)
            widget.setVisible(shown)
            if shown:
                top = (self.height() - size.height()) // 2
                widget.setGeometry(x, top, size.width(), size.height())
                x += size.width() + SPACING


class ActionBar(QFrame):
    """The row of buttons at the foot of the middle column.

    Signals:
        primary_chosen(verb): the primary button was pressed; ``verb`` is the offer's.
        act_chosen(action_id): an act of the table of keys: alternatives, accept, check…
        accept_chosen(): the thread is done.
        set_aside_chosen(status, reason): the problem is bad, or given up.
        refine_mode_chosen(mode): how the next turn is asked for.
        left(): back to the step list.
    """

    primary_chosen = Signal(str)
    act_chosen = Signal(str)
    accept_chosen = Signal()
    set_aside_chosen = Signal(object, str)
    refine_mode_chosen = Signal(object)
    left = Signal()

    def __init__(self, keys: KeyMap) -> None:
        super().__init__()
        self.setProperty("role", "actionbar")
        self._offer = Offer("Solve")
        self.primary = HintButton(self.said("Solve"), keys.hint("turn.refine"), primary=True)
        self.options = QPushButton()
        icons.bind(self.options, self.options.setIcon, "ellipsis", "text")
        self.menu = BarMenu(keys, self)
        self.options.setMenu(self.menu)
        self._buttons = self._make_buttons(keys)
        self._row = FittingRow((self.primary, self.options), tuple(self._buttons.values()))
        self.reason = ReasonRow()
        self._note = label("", "meta", wrap=True)
        self._connect()
        self._lay_out()

    @property
    def candidates(self) -> int:
        """Return how many candidates the next turn shall have."""
        return self.candidates_field.value()

    @property
    def candidates_field(self) -> QSpinBox:
        """The number of candidates, in the menu."""
        return self.menu.candidates

    def said(self, verb: str) -> str:
        """Return a primary verb in the user's language."""
        words = {
            "Solve": self.tr("Solve"),
            "Refine": self.tr("Refine"),
            "Accept": self.tr("Accept"),
            "Hand in": self.tr("Hand in"),
            "Stop": self.tr("Stop"),
            "Reopen": self.tr("Reopen"),
        }
        return words[verb]

    def button(self, action_id: str) -> HintButton:
        """Return the button of an act."""
        return self._buttons[action_id]

    def show_offer(self, offer: Offer) -> None:
        """Show what can be done now."""
        if offer.primary != self._offer.primary:
            self.reason.put_away()
        self._offer = offer
        self.primary.setText(self.said(offer.primary))
        self.primary.setEnabled(not offer.blocked)
        accepts = offer.primary in ("Accept", "Hand in")
        acts = offer.acts - {"turn.accept"} if accepts else offer.acts
        shown = [self._buttons[name] for name in self._buttons if name in acts]
        self.menu.offer(offer.acts, offer.refine_mode)
        self._row.offer([self.primary, self.options, *shown])
        self._note.setText(offer.blocked or offer.note)
        self._show_rest()

    def _show_rest(self) -> None:
        """While a reason is asked for, nothing else is in the way."""
        asking = not self.reason.isHidden()
        self._row.setVisible(not asking)
        self._note.setVisible(bool(self._note.text()) and not asking)

    def _make_buttons(self, keys: KeyMap) -> dict[str, HintButton]:
        texts = {
            "step.alternatives": (self.tr("Alternatives"), self.tr("Other ways to write the step")),
            "turn.accept": (self.tr("Accept"), self.tr("Take the response as the solution")),
            "turn.check": (
                self.tr("Check"),
                self.tr("Check consistency: is the accepted answer found again?"),
            ),
            "step.regenerate": (
                self.tr("Regenerate"),
                self.tr("Write on anew from the selected step"),
            ),
            "turn.write": (self.tr("Write"), self.tr("Write a solution yourself")),
        }
        made = {}
        for action_id, (text, tip) in texts.items():
            made[action_id] = HintButton(text, keys.hint(action_id))
            made[action_id].setToolTip(tip)
            made[action_id].clicked.connect(partial(self.act_chosen.emit, action_id))
        return made

    def _connect(self) -> None:
        self.primary.clicked.connect(lambda: self.primary_chosen.emit(self._offer.primary))
        self.menu.act_chosen.connect(self.act_chosen)
        self.menu.refine_mode_chosen.connect(self.refine_mode_chosen)
        self.reason.reason_given.connect(self.set_aside_chosen)
        self.reason.left.connect(self.left)
        self.reason.asked.connect(self._show_rest)
        self.reason.ended.connect(self._show_rest)

    def _lay_out(self) -> None:
        self.options.setProperty("role", "icon")
        self.options.setIconSize(QSize(18, 18))
        self.options.setAccessibleName(self.tr("Everything that can be done with the problem"))
        self.options.setToolTip(self.tr("Everything that can be done with the problem"))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 14, 12)  # it ends where the cards end
        column.setSpacing(6)
        column.addWidget(self.reason)
        column.addWidget(self._row)
        column.addWidget(self._note)
