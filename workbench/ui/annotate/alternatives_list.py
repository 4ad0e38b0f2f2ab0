"""The alternatives of a step as cards: read, rated by keys, and one of them chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from workbench.domain.alternatives import Alternative, AlternativeSource
from workbench.domain.records import Verdict
from workbench.ui import theme
from workbench.ui.actions import KeyMap, Scope
from workbench.ui.annotate.glyphs import paint_verdict
from workbench.ui.annotate.suggestion_words import verdict_word
from workbench.ui.math.reading import ReadingText
from workbench.ui.widgets import HintButton, label, restyle

BADGE = 18
_HEADING_ROOM = 28
VERDICT_KEYS = {
    "alternative.correct": Verdict.CORRECT,
    "alternative.neutral": Verdict.NEUTRAL,
    "alternative.incorrect": Verdict.INCORRECT,
    "alternative.clear": None,
}


@dataclass(frozen=True, slots=True)
class CardLine:
    """What one card shows; ``id`` is empty while the alternative is still being written."""

    id: str
    title: str
    text: str
    rating: Verdict | None = None
    chosen: bool = False
    original: bool = False


def card_lines(alternatives: Sequence[Alternative], arriving: Sequence[str]) -> list[CardLine]:
    """Return the cards of stored alternatives, and of the texts that are being written."""
    say = QCoreApplication.translate
    lines = [
        CardLine(
            one.id,
            say("Alternatives", "As it stands")
            if one.source is AlternativeSource.ORIGINAL
            else say("Alternatives", "Alternative {number}").format(number=one.candidate),
            one.text,
            one.rating,
            one.chosen,
            one.source is AlternativeSource.ORIGINAL,
        )
        for one in alternatives
    ]
    return [*lines, *(CardLine("", say("Alternatives", "Writing…"), text) for text in arriving)]


class VerdictBadge(QWidget):
    """A verdict's shape, as small as a letter."""

    def __init__(self) -> None:
        super().__init__()
        self._verdict: Verdict | None = None
        self.setFixedSize(QSize(BADGE, BADGE))
        theme.theme().changed.connect(self.update)

    def show_verdict(self, verdict: Verdict | None) -> None:
        """Show a verdict, or the ring of none."""
        self._verdict = verdict
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the shape."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_verdict(painter, QRectF(self.rect()), self._verdict)
        painter.end()


class AlternativeCard(QFrame):
    """One alternative.

    Signals:
        pressed(): the mouse chose this card to look at.
    """

    pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._title = label("", "caption")
        self._chosen = label(self.tr("chosen"), "good")
        self._badge = VerdictBadge()
        self._text = ReadingText()
        self._text.text.set_font_role("reading_small")
        self._text.text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._original = False
        heading = QHBoxLayout()
        heading.addWidget(self._title)
        heading.addStretch(1)
        heading.addWidget(self._chosen)
        heading.addWidget(self._badge)
        column = QVBoxLayout(self)
        column.setContentsMargins(11, 8, 9, 10)
        column.setSpacing(4)
        column.addLayout(heading)
        column.addWidget(self._text)

    @property
    def text(self) -> str:
        """Return the source of what is shown."""
        return self._text.source()

    def show_line(self, line: CardLine) -> None:
        """Show an alternative."""
        self._title.setText(line.title)
        self._chosen.setVisible(line.chosen)
        self._badge.setVisible(bool(line.id))
        self._badge.show_verdict(line.rating)
        self._text.set_source(line.text)
        self._original = line.original
        verdict = verdict_word(line.rating) if line.rating is not None else self.tr("not rated")
        words = [line.title, verdict, *([self.tr("chosen")] if line.chosen else []), line.text]
        self.setAccessibleName(", ".join(words))

    def show_selected(self, selected: bool) -> None:
        """Show whether the keys act on this card."""
        if self.property("selected") != selected:
            self.setProperty("selected", selected)
            restyle(self)
        # The original stands in full in the middle of the page.
        self._text.setVisible(selected or not self._original)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Let the mouse select the card."""
        self.pressed.emit()
        super().mousePressEvent(event)


class AlternativesList(QFrame):
    """The cards under each other; keys act on the selected one while the list has the focus.

    Signals:
        rated(alternative_id, verdict): a rating, or None to take it away.
        chosen(alternative_id): the best one; the chosen one again lets it go.
        more_wanted(): sample some more.
        left(): back to the step list.
    """

    rated = Signal(str, object)
    chosen = Signal(str)
    more_wanted = Signal()
    left = Signal()

    def __init__(self, keys: KeyMap) -> None:
        super().__init__()
        self._keys = keys
        self._following = QTimer(self, singleShot=True, interval=0)
        self._following.timeout.connect(self._follow)
        self._lines: list[CardLine] = []
        self._cards: list[AlternativeCard] = []
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Alternatives of the step"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)

    @property
    def lines(self) -> tuple[CardLine, ...]:
        """Return what the cards show."""
        return tuple(self._lines)

    @property
    def current(self) -> CardLine | None:
        """Return the selected card's line."""
        return self._lines[self._at] if self._at < len(self._lines) else None

    def set_keys(self, keys: KeyMap) -> None:
        """Use other keys from now on."""
        self._keys = keys

    def show_lines(self, lines: Sequence[CardLine]) -> None:
        """Show alternatives; the selected place stays where it can."""
        self._lines = list(lines)
        while len(self._cards) < len(lines):
            self._add_card()
        for card_, line in zip(self._cards, lines, strict=False):
            card_.show_line(line)
        for number, card_ in enumerate(self._cards):
            card_.setVisible(number < len(lines))
        self.select(min(self._at, max(0, len(lines) - 1)))

    def select(self, at: int) -> None:
        """Let the keys act on another card."""
        self._at = max(0, min(at, len(self._lines) - 1))
        for number, card_ in enumerate(self._cards):
            card_.show_selected(number == self._at and self.hasFocus())
        if self.hasFocus() and self._lines:
            self._bring_into_view(self._cards[self._at])

    def select_next(self) -> None:
        """Move on to the next card, as one key marks and moves on among steps."""
        self.select(self._at + 1)

    def _add_card(self) -> None:
        made, number = AlternativeCard(), len(self._cards)
        made.pressed.connect(lambda: self._on_pressed(number))
        self._cards.append(made)
        self._column.addWidget(made)

    def _on_pressed(self, number: int) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.select(number)

    def _bring_into_view(self, card_: QWidget) -> None:
        """Scroll to the card, and to all cards with their heading where there is room for them."""
        above: QWidget | None = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is None:
            return
        if self.height() + 2 * _HEADING_ROOM < above.viewport().height():
            above.ensureWidgetVisible(self, 0, _HEADING_ROOM)
        above.ensureWidgetVisible(card_, 0, 12)

    def _do(self, action_id: str) -> bool:
        """Do what a key means; return whether it means anything here."""
        line = self.current
        if action_id in VERDICT_KEYS:
            if line is not None and line.id:
                self.rated.emit(line.id, VERDICT_KEYS[action_id])
        elif action_id == "alternative.choose":
            if line is not None and line.id:
                self.chosen.emit(line.id)
        elif action_id in ("alternative.next", "alternative.previous"):
            self.select(self._at + (1 if action_id == "alternative.next" else -1))
        elif action_id == "alternative.more":
            self.more_wanted.emit()
        else:
            return False
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Act on the selected card."""
        action = self._keys.action_for(event, Scope.ALTERNATIVES)
        if action is None or not self._do(action.id):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the cards in view that came, or grew, below what was seen."""
        super().resizeEvent(event)
        self._following.start()  # once what holds this list has its new height, too

    def _follow(self) -> None:
        if self.hasFocus() and self._lines:
            self._bring_into_view(self._cards[self._at])

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which card the keys act on."""
        super().focusInEvent(event)
        self.select(self._at)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keys act elsewhere."""
        super().focusOutEvent(event)
        self.select(self._at)


class AlternativesSection(QWidget):
    """The list with its heading, what its keys do, and Stop while alternatives are written.

    Signals:
        stop_chosen(): enough of them.
    """

    stop_chosen = Signal()

    def __init__(self, keys: KeyMap) -> None:
        super().__init__()
        self.list = AlternativesList(keys)
        self.stop = HintButton(self.tr("Stop"))
        self.stop.clicked.connect(self.stop_chosen)
        self._notice = label("", "meta", wrap=True)
        heading = QHBoxLayout()
        heading.addWidget(label(self.tr("Alternatives"), "meta"))
        heading.addStretch(1)
        heading.addWidget(label(keys.hint("step.alternatives"), "ghost"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(heading)
        column.addWidget(self.list)
        column.addWidget(self._notice)
        column.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignLeft)
        self._help = _help_line(keys)
        self.hide()

    def show_alternatives(
        self, lines: Sequence[CardLine], *, writing: bool, notice: str = ""
    ) -> None:
        """Show the alternatives of the selected step; without any the section is not there."""
        self.list.show_lines(lines)
        self.stop.setVisible(writing)
        self._notice.setText(notice or self._help)
        self.setVisible(bool(lines) or bool(notice))


def _help_line(keys: KeyMap) -> str:
    rate = " ".join(keys.hint(action) for action in VERDICT_KEYS)
    said = QCoreApplication.translate(
        "Alternatives",
        "{rate}: rate · {choose}: use as the rewrite · {more}: more · {back}: back",
    ).format(
        rate=rate,
        choose=keys.hint("alternative.choose"),
        more=keys.hint("alternative.more"),
        back=keys.hint("focus.steps"),
    )
    together = "\N{NO-BREAK SPACE}"  # a key and what it does stand in one line
    return " · ".join(part.replace(" ", together) for part in said.split(" · "))
