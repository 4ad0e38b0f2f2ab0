"""The card of blind second opinions: whom to ask, how much, and how far everybody is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from workbench.ui.data.choices import Choice, combo
from workbench.ui.widgets import HintButton, label, number_field, stretch_row

ROW_HEIGHT = 36
LINE_HEIGHT = 22


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one annotator is; ``working`` for whoever works now."""

    id: str
    name: str
    open: int
    ready: int
    done: int
    working: bool


class PassesCard(QFrame):
    """Ask an annotator to mark again, blind, what others marked.

    Signals:
        asked(annotator_id, percent, seed): give out passes.
        listed(annotator_id): show what is to be marked.
        handed_in(annotator_id), withdrawn(annotator_id): end passes.
        gold_wanted(count, seed): let the marks on so many responses be a reference.
        chosen(annotator_id): another annotator was chosen in the list.
    """

    asked = Signal(str, int, int)
    listed = Signal(str)
    handed_in = Signal(str)
    withdrawn = Signal(str)
    gold_wanted = Signal(int, int)
    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.who = combo((), self.tr("Who marks again"))
        self.who.setMinimumWidth(160)
        self.percent = number_field(1, 100, 20)
        self.percent.setAccessibleName(self.tr("Per cent of each topic"))
        self.seed = number_field(0, 9999, 0)
        self.seed.setAccessibleName(self.tr("Seed of the draw"))
        self.ask = HintButton(self.tr("Ask for blind opinions"), primary=True)
        self.gold_count = number_field(1, 999, 10)
        self.gold_count.setAccessibleName(self.tr("Number of gold responses to draw"))
        self.make_gold = HintButton(self.tr("Draw gold"))
        for field in (self.who, self.percent, self.seed, self.gold_count):
            field.setFixedHeight(ROW_HEIGHT)  # as high as the button in their row
        self._available = label("", "meta", wrap=True)
        self._gold = label("", "meta", wrap=True)
        self._said = label("", "body", wrap=True)
        self._lines = QWidget()
        self.line_buttons: dict[tuple[str, str], HintButton] = {}
        self._lay_out()
        self.who.activated.connect(lambda: self.chosen.emit(self.who.currentData() or ""))
        self.ask.clicked.connect(self._on_ask)
        self.make_gold.clicked.connect(
            lambda: self.gold_wanted.emit(self.gold_count.value(), self.seed.value())
        )
        self.say("")

    def offer(self, people: Sequence[Choice], chosen: str) -> None:
        """Offer annotators to be asked."""
        self.who.clear()
        for one in people:
            self.who.addItem(one.text, one.value)
        self.who.setCurrentIndex(max(self.who.findData(chosen), 0))

    def show_available(self, text: str, *, askable: bool) -> None:
        """Say how much there is to ask for."""
        self._available.setText(text)
        self.ask.setEnabled(askable)

    def show_gold(self, text: str) -> None:
        """Say how many gold responses there are, and how right everybody is on them."""
        self._gold.setText(text)

    def show_progress(self, lines: Sequence[Progress]) -> None:
        """Show how far everybody is."""
        before = self._lines
        self._lines = QWidget()
        self.line_buttons = {}
        grid = QGridLayout(self._lines)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(0, 1)
        for row, line in enumerate(lines):
            self._add_line(grid, row, line)
        self._column.replaceWidget(before, self._lines)
        before.hide()
        before.deleteLater()
        self._lines.setVisible(bool(lines))

    def say(self, text: str) -> None:
        """Say what came of an act."""
        self._said.setText(text)
        self._said.setVisible(bool(text))

    def _add_line(self, grid: QGridLayout, row: int, line: Progress) -> None:
        parts = [self.tr("{count} to mark").format(count=f"{line.open:,}")] if line.open else []
        if line.ready:
            parts.append(self.tr("{count} of them complete").format(count=f"{line.ready:,}"))
        if line.done:
            one, more = self.tr("1 response handed in"), self.tr("{count} responses handed in")
            parts.append(one if line.done == 1 else more.format(count=f"{line.done:,}"))
        said = f"{line.name}: {', '.join(parts)}"
        grid.addWidget(label(said, "strong" if line.working else "body", wrap=True), row, 0)
        acts = [("withdraw", self.tr("Withdraw"), self.withdrawn)] if line.open else []
        if line.ready:
            acts.insert(0, ("hand_in", self.tr("Hand in"), self.handed_in))
        if line.working and line.open:
            acts.insert(0, ("list", self.tr("Mark them now"), self.listed))
        grid.setRowMinimumHeight(row, ROW_HEIGHT if acts else LINE_HEIGHT)
        for at, (name, shown, signal) in enumerate(acts, 1):
            button = HintButton(shown)
            button.setAccessibleName(f"{shown}: {line.name}")
            button.clicked.connect(lambda _=False, tell=signal: tell.emit(line.id))
            self.line_buttons[line.id, name] = button
            grid.addWidget(button, row, at, Qt.AlignmentFlag.AlignRight)

    def _lay_out(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 16, 20, 16)
        self._column.setSpacing(12)
        self._column.addWidget(label(self.tr("Blind second opinions"), "heading"))
        sentence = self.tr(
            "Somebody marks again what others marked, without seeing it. Gold responses, whose"
            " marks are a reference, are mixed in and look like all others."
        )
        self._column.addWidget(label(sentence, "meta", wrap=True))
        asked = stretch_row(
            self.who,
            label(self.tr("marks"), "meta"),
            self.percent,
            label(self.tr("% of each topic, seed"), "meta"),
            self.seed,
            self.ask,
            None,
        )
        self._column.addLayout(asked)
        self._column.addWidget(self._available)
        self._column.addWidget(self._lines)
        of_gold = label(self.tr("gold responses"), "meta")
        gold = stretch_row(self.gold_count, of_gold, self.make_gold)
        gold.addWidget(self._gold, 1)
        self._column.addLayout(gold)
        self._column.addWidget(self._said)

    def _on_ask(self) -> None:
        who = self.who.currentData()
        if who:
            self.asked.emit(who, self.percent.value(), self.seed.value())
